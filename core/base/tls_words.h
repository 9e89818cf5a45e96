// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <openssl/ossl_typ.h>
#include <string>
#include <string_view>

namespace holdpoint {

/// What a server showed in a TLS handshake, as far as its refusal needs it. Texts of the server are bounded and on one line.
struct SeenCertificate
{
    long fault = 0;           // X509_V_*; 0: the chain is trusted
    bool isAuthority = false; // what is wrong lies further up in its chain
    std::string subject;      // of the certificate that is at fault
    std::string issuer;
    std::string names;     // that the server's own certificate holds
    std::string notBefore; // "2026-11-01"
    std::string notAfter;
};

/// Of a chain that was just verified (X509_verify_cert).
SeenCertificate seenCertificate(X509_STORE_CTX* verified);
/// Of a server's certificate with the result of its chain.
SeenCertificate seenCertificate(X509* certificate, long fault);

/// What is wrong, and what to do: "the certificate of api.test expired on 2026-11-01; have it renewed". Without a fault of the
/// chain the name is what is wrong.
std::string certificateFault(const SeenCertificate& seen, const std::string& host);

/// The same for a handshake that failed before any certificate counted; `words` are OpenSSL's or libcurl's.
std::string handshakeWords(std::string_view words, const std::string& host);

} // namespace holdpoint
