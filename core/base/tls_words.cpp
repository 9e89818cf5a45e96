// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/tls_words.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <vector>

namespace holdpoint {

namespace {

constexpr std::size_t kMostText = 120;
constexpr std::size_t kMostNames = 4;

std::string oneLine(std::string text)
{
    std::replace_if(
        text.begin(), text.end(), [](char letter) { return static_cast<unsigned char>(letter) < 0x20U || letter == 0x7F; }, ' ');
    return shortened(text, kMostText);
}

std::string nameOf(X509_NAME* name)
{
    if (name == nullptr) {
        return {};
    }
    std::array<char, 256> common{};
    if (X509_NAME_get_text_by_NID(name, NID_commonName, common.data(), static_cast<int>(common.size())) > 0) {
        return oneLine(common.data());
    }
    std::array<char, 256> whole{};
    X509_NAME_oneline(name, whole.data(), static_cast<int>(whole.size()));
    return oneLine(whole.data());
}

std::string dayOf(const ASN1_TIME* time)
{
    std::tm parts{};
    std::array<char, 16> text{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) {
        return "an unknown day";
    }
    std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts);
    return text.data();
}

std::string textOf(const ASN1_STRING* value)
{
    const unsigned char* bytes = ASN1_STRING_get0_data(value);
    return oneLine(std::string(bytes, bytes + std::clamp(ASN1_STRING_length(value), 0, static_cast<int>(kMostText))));
}

std::string addressOf(const ASN1_OCTET_STRING* value)
{
    const unsigned char* bytes = ASN1_STRING_get0_data(value);
    std::string text;
    for (int i = 0; i < ASN1_STRING_length(value) && ASN1_STRING_length(value) == 4; ++i) {
        text += (i == 0 ? "" : ".") + std::to_string(bytes[i]);
    }
    return text.empty() ? "an IPv6 address" : text;
}

std::string namesOf(X509* certificate)
{
    std::vector<std::string> names;
    std::size_t more = 0;
    auto* all = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
    for (int i = 0; i < sk_GENERAL_NAME_num(all); ++i) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(all, i);
        if (name->type != GEN_DNS && name->type != GEN_IPADD) {
            continue;
        }
        if (names.size() == kMostNames) {
            ++more;
            continue;
        }
        names.push_back(name->type == GEN_DNS ? textOf(name->d.dNSName) : addressOf(name->d.iPAddress));
    }
    GENERAL_NAMES_free(all);
    if (names.empty()) {
        names.push_back(nameOf(X509_get_subject_name(certificate)));
    }
    return join(names, ", ") + (more > 0 ? " and " + std::to_string(more) + " more" : "");
}

/// `authority`: what is at fault where that is not the server's own certificate.
SeenCertificate seenOf(X509* own, X509* authority, long fault)
{
    SeenCertificate seen;
    seen.fault = fault;
    if (own == nullptr) {
        return seen;
    }
    X509* wrong = authority == nullptr ? own : authority;
    seen.isAuthority = authority != nullptr;
    seen.subject = nameOf(X509_get_subject_name(wrong));
    seen.issuer = nameOf(X509_get_issuer_name(wrong));
    seen.names = namesOf(own);
    seen.notBefore = dayOf(X509_get0_notBefore(wrong));
    seen.notAfter = dayOf(X509_get0_notAfter(wrong));
    return seen;
}

} // namespace

SeenCertificate seenCertificate(X509_STORE_CTX* verified)
{
    const bool isAbove = X509_STORE_CTX_get_error_depth(verified) > 0;
    return seenOf(X509_STORE_CTX_get0_cert(verified), isAbove ? X509_STORE_CTX_get_current_cert(verified) : nullptr,
                  X509_STORE_CTX_get_error(verified));
}

SeenCertificate seenCertificate(X509* certificate, long fault)
{
    return seenOf(certificate, nullptr, fault);
}

std::string certificateFault(const SeenCertificate& seen, const std::string& host)
{
    const std::string what = seen.isAuthority
                                 ? "the certificate of the authority " + seen.subject + ", on which that of " + host + " rests,"
                                 : "the certificate of " + host;
    switch (seen.fault) {
    case X509_V_OK:
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return "the certificate that " + host + " shows is for another name: " + seen.names +
               "; write a name that it holds into the URL, or have it issued for " + host;
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return what + " expired on " + seen.notAfter + "; have it renewed";
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return what + " is valid only from " + seen.notBefore + " on; check this machine's clock, or have it issued anew";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED:
        return "the certificate of " + host + " comes from " +
               (seen.fault == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT
                    ? "itself (self-signed)"
                    : "an authority that this machine does not know, " + seen.issuer) +
               "; name whom you trust in the plan: environment: {ca_file: FILE.pem}";
    default:
        return what + " is not accepted: " + lowered(X509_verify_cert_error_string(seen.fault));
    }
}

std::string handshakeWords(std::string_view words, const std::string& host)
{
    const auto has = [words](std::string_view text) { return words.find(text) != std::string_view::npos; };
    if (has("wrong version number") || has("packet length too long") || has("http request")) {
        return host + " speaks plain text there, not TLS; begin the URL with http://, or name the port of https";
    }
    if (has("certificate required") || has("bad certificate") || has("handshake failure")) {
        return host + " refused the handshake (" +
               oneLine(std::string(words.substr(words.rfind(':') == std::string_view::npos ? 0 : words.rfind(':') + 1))) +
               "); it may want a client certificate, or another version of TLS";
    }
    if (words.empty() || has("SSL_ERROR_SYSCALL") || has("unexpected eof") || has("Connection reset")) {
        return host + " ended the connection during the handshake; check that its port speaks TLS";
    }
    // of "OpenSSL/3.0.15: error:0A000102:SSL routines::unsupported protocol" the last part is what a person can use
    const auto at = words.rfind("routines");
    const std::string_view said = at == std::string_view::npos ? words : words.substr(words.find_last_of(':') + 1);
    return "no TLS handshake with " + host + ": " + oneLine(std::string(trimmed(said)));
}

} // namespace holdpoint
