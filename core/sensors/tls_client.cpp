// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sensors/tls_client.h"

#include <array>
#include <csignal>
#include <openssl/err.h>
#include <poll.h>
#include <string_view>

namespace holdpoint {

Tls<SSL_CTX> tlsClientFor(const Plan& plan)
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

Tls<SSL> tlsOver(SSL_CTX* context, int fd, const TargetUrl& target)
{
    Tls<SSL> ssl(SSL_new(context));
    const bool isAddress =
        target.host.find(':') != std::string::npos || target.host.find_first_not_of("0123456789.") == std::string::npos;
    if (!isAddress) {
        std::string name = target.host; // OpenSSL's macro casts in C's way
        SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
    }
    [[maybe_unused]] static const bool isSafe = std::signal(SIGPIPE, SIG_IGN) != SIG_ERR; // OpenSSL writes without MSG_NOSIGNAL
    SSL_set_fd(ssl.get(), fd);
    ERR_clear_error();
    return ssl;
}

bool isForHost(X509* certificate, const std::string& host)
{
    return X509_check_ip_asc(certificate, host.c_str(), 0) == 1 ||
           X509_check_host(certificate, host.data(), host.size(), 0, nullptr) == 1;
}

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

} // namespace holdpoint
