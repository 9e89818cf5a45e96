// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/plan/plan.h"
#include "core/plan/target_url.h"

#include <memory>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string>

namespace holdpoint {

struct TlsDeleter
{
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* ssl) const { SSL_free(ssl); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(BIO* bio) const { BIO_free(bio); }
};
template <typename T>
using Tls = std::unique_ptr<T, TlsDeleter>;

/// A client that trusts the system's authorities and the plan's. It refuses no chain: whoever uses it reads the result.
Tls<SSL_CTX> tlsClientFor(const Plan& plan);
/// A connection over a non-blocking descriptor that names the host, unless that is an address.
Tls<SSL> tlsOver(SSL_CTX* context, int fd, const TargetUrl& target);
/// True once the handshake is done; false when it failed or the time is over.
bool shakeHands(SSL* ssl, int fd, std::chrono::steady_clock::time_point end);
/// Why the last handshake of this thread failed.
std::string handshakeFault(std::chrono::steady_clock::time_point end);
bool isForHost(X509* certificate, const std::string& host);

} // namespace holdpoint
