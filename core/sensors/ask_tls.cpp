// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/sensors/askers.h"
#include "core/sensors/dial.h"
#include "core/sensors/tls_client.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

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

/// One host's certificate, or why it was not seen.
Answer<Json> hostCertificate(const AskContext& context, SSL_CTX* tls, const TargetUrl& target, Nanos left)
{
    const auto end = std::chrono::steady_clock::now() + left;
    const Dialled dialled = dial(target, left);
    if (dialled.failedAt != Dialled::Phase::Done) {
        return unknown(Unknown::Kind::NoData, target.hostAndPort() + ": " + dialled.error);
    }
    const Tls<SSL> ssl = tlsOver(tls, dialled.socket.fd(), target);
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
    const auto tls = tlsClientFor(context.plan);
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
    const auto tls = tlsClientFor(context.plan);
    const auto end = std::chrono::steady_clock::now() + context.left();
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
