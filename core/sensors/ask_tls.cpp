// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/sensors/askers.h"
#include "core/sensors/dial.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>

namespace holdpoint {

namespace {

struct TlsDeleter
{
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* ssl) const { SSL_free(ssl); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(BIO* bio) const { BIO_free(bio); }
};
template <typename T>
using Tls = std::unique_ptr<T, TlsDeleter>;

Tls<SSL_CTX> contextFor(const Plan& plan)
{
    Tls<SSL_CTX> context(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_default_verify_paths(context.get());
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr); // the result is read: a bad chain is a finding, not an end
    const Tls<BIO> pem(BIO_new_mem_buf(plan.environment.caPem.data(), static_cast<int>(plan.environment.caPem.size())));
    for (;;) {
        const Tls<X509> authority(PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr));
        if (authority == nullptr) {
            break;
        }
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), authority.get());
    }
    ERR_clear_error();
    return context;
}

std::string nameText(X509_NAME* name)
{
    const Tls<BIO> out(BIO_new(BIO_s_mem()));
    X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253);
    std::string text(1024, '\0');
    text.resize(static_cast<std::size_t>(std::max(0, BIO_read(out.get(), text.data(), static_cast<int>(text.size())))));
    return shortened(text, 200);
}

std::optional<WallTime> timeOf(const ASN1_TIME* time)
{
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) {
        return std::nullopt;
    }
    return WallTime(std::chrono::seconds{::timegm(&parts)});
}

bool isForHost(X509* certificate, const std::string& host)
{
    return X509_check_ip_asc(certificate, host.c_str(), 0) == 1 ||
           X509_check_host(certificate, host.data(), host.size(), 0, nullptr) == 1;
}

/// True once the handshake is done; false when it failed or the time is over.
bool shakeHands(SSL* ssl, int fd, std::chrono::steady_clock::time_point end)
{
    for (;;) {
        const int done = SSL_connect(ssl);
        if (done == 1) {
            return true;
        }
        const int wants = SSL_get_error(ssl, done);
        const auto left = std::chrono::ceil<Millis>(end - std::chrono::steady_clock::now());
        if ((wants != SSL_ERROR_WANT_READ && wants != SSL_ERROR_WANT_WRITE) || left <= Millis{0}) {
            return false;
        }
        pollfd waiting{fd, static_cast<short>(wants == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT), 0};
        if (::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) {
            return false;
        }
    }
}

std::string handshakeFault(std::chrono::steady_clock::time_point end)
{
    std::array<char, 200> text{};
    if (const auto code = ERR_get_error(); code != 0) {
        ERR_error_string_n(code, text.data(), text.size());
        const std::string_view all = text.data();
        return std::string(all.substr(all.rfind(':') + 1));
    }
    return std::chrono::steady_clock::now() >= end ? "no answer in time" : "the server closed the connection";
}

/// One host's certificate, or why it was not seen.
Answer<Json> hostCertificate(const AskContext& context, SSL_CTX* tls, const TargetUrl& target, Nanos left)
{
    const auto end = std::chrono::steady_clock::now() + left;
    const Dialled dialled = dial(target, left);
    if (dialled.failedAt != Dialled::Phase::Done) {
        return unknown(Unknown::Kind::NoData, target.hostAndPort() + ": " + dialled.error);
    }
    const Tls<SSL> ssl(SSL_new(tls));
    const bool isAddress =
        target.host.find(':') != std::string::npos || target.host.find_first_not_of("0123456789.") == std::string::npos;
    if (!isAddress) {
        std::string name = target.host; // OpenSSL's macro casts in C's way
        SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
    }
    SSL_set_fd(ssl.get(), dialled.socket.fd());
    ERR_clear_error();
    if (!shakeHands(ssl.get(), dialled.socket.fd(), end)) {
        return unknown(Unknown::Kind::NoData, target.hostAndPort() + ": no TLS handshake, " + handshakeFault(end));
    }
    const Tls<X509> certificate(SSL_get1_peer_certificate(ssl.get()));
    const auto from = certificate ? timeOf(X509_get0_notBefore(certificate.get())) : std::nullopt;
    const auto to = certificate ? timeOf(X509_get0_notAfter(certificate.get())) : std::nullopt;
    if (!from || !to) {
        return unknown(Unknown::Kind::NoData, target.hostAndPort() + " showed no certificate that can be read");
    }
    const long chain = SSL_get_verify_result(ssl.get());
    const WallTime now = context.fetcher.clock().wallNow();
    const auto days = std::chrono::duration<double>(*to - context.inputs.windowEnd.value_or(now)).count() / 86400;
    std::string der(static_cast<std::size_t>(std::max(0, i2d_X509(certificate.get(), nullptr))), '\0');
    auto* out = static_cast<unsigned char*>(static_cast<void*>(der.data()));
    i2d_X509(certificate.get(), &out);
    return Json{{"host", target.hostAndPort()},
                {"chain_ok", chain == X509_V_OK},
                {"chain", X509_verify_cert_error_string(chain)},
                {"name_ok", isForHost(certificate.get(), target.host)},
                {"days_left", std::floor(days * 10) / 10},
                {"is_started", *from <= now},
                {"subject", nameText(X509_get_subject_name(certificate.get()))},
                {"issuer", nameText(X509_get_issuer_name(certificate.get()))},
                {"not_before", formatUtcSeconds(*from)},
                {"not_after", formatUtcSeconds(*to)},
                {"protocol", SSL_get_version(ssl.get())},
                {"cipher", SSL_get_cipher_name(ssl.get())},
                {"sha256", sha256Hex(der)}};
}

} // namespace

Answer<Json> certificateOf(const AskContext& context, const TargetUrl& target, Nanos left)
{
    const auto tls = contextFor(context.plan);
    return hostCertificate(context, tls.get(), target, left);
}

Answer<Json> askTls(const AskContext& context, const Json& spec)
{
    auto targets = endpointsOf(context.plan, memberAt(spec, "tls"), "https");
    if (!targets) {
        return unknown(Unknown::Kind::Refused, targets.error().message);
    }
    if (stringAt(spec, "tls") == "plan") {
        std::erase_if(*targets, [](const TargetUrl& url) { return url.scheme != "https" && url.scheme != "wss"; });
    }
    if (targets->empty()) {
        return unknown(Unknown::Kind::NoData, "the plan uses no TLS");
    }
    const auto tls = contextFor(context.plan);
    const auto end = std::chrono::steady_clock::now() + context.timeout;
    Json hosts = Json::array();
    bool isChainGood = true;
    bool isNameGood = true;
    double daysLeft = 1e9;
    for (const TargetUrl& target : *targets) {
        const Nanos left = end - std::chrono::steady_clock::now();
        Answer<Json> host = hostCertificate(context, tls.get(), target, std::max<Nanos>(left, Millis{1}));
        if (!host.isKnown()) {
            return host;
        }
        isChainGood = isChainGood && boolAt(host.value(), "chain_ok") && boolAt(host.value(), "is_started");
        isNameGood = isNameGood && boolAt(host.value(), "name_ok");
        daysLeft = std::min(daysLeft, numberAt(host.value(), "days_left"));
        hosts.push_back(std::move(host.value()));
    }
    return Json{{"chain_ok", isChainGood}, {"name_ok", isNameGood}, {"days_left", daysLeft}, {"hosts", hosts}};
}

} // namespace holdpoint
