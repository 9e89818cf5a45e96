// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/staging/tls_identity.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace holdpoint::staging {

namespace {

constexpr long kDay = 86'400;

template <auto Free>
struct Freer
{
    template <typename T>
    void operator()(T* pointer) const
    {
        Free(pointer);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;

bool addExtension(X509* certificate, int id, const char* value)
{
    X509V3_CTX context{};
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, id, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

Certificate makeCertificate(EVP_PKEY* key, Validity validity)
{
    Certificate certificate(X509_new());
    std::uint32_t serial = 0;
    if (!certificate || RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1) {
        return {};
    }
    X509* x509 = certificate.get();
    X509_set_version(x509, 2); // v3
    ASN1_INTEGER_set(X509_get_serialNumber(x509), static_cast<long>(serial));
    const bool isExpired = validity == Validity::Expired;
    X509_gmtime_adj(X509_getm_notBefore(x509), isExpired ? -91 * kDay : -kDay);
    X509_gmtime_adj(X509_getm_notAfter(x509), isExpired ? -kDay : 90 * kDay);
    X509_NAME* name = X509_get_subject_name(x509);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(x509, name);
    X509_set_pubkey(x509, key);
    const bool isMade = addExtension(x509, NID_basic_constraints, "critical,CA:TRUE") &&
                        addExtension(x509, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1") &&
                        X509_sign(x509, key, EVP_sha256()) > 0;
    return isMade ? std::move(certificate) : Certificate();
}

} // namespace

Result<std::unique_ptr<boost::asio::ssl::context>> makeTlsContext(Validity validity)
{
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate = key ? makeCertificate(key.get(), validity) : Certificate();
    if (!certificate) {
        return fail(Error::Kind::Internal,
                    "OpenSSL could not make a certificate (error " + std::to_string(ERR_get_error()) + ")");
    }
    try {
        auto context = std::make_unique<boost::asio::ssl::context>(boost::asio::ssl::context::tls_server);
        if (SSL_CTX_use_certificate(context->native_handle(), certificate.get()) != 1 ||
            SSL_CTX_use_PrivateKey(context->native_handle(), key.get()) != 1) {
            return fail(Error::Kind::Internal,
                        "OpenSSL refused its own certificate (error " + std::to_string(ERR_get_error()) + ")");
        }
        SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
        SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS); // idle connections hold none
        return context;
    } catch (const boost::system::system_error& error) {
        return fail(Error::Kind::Internal, std::string("OpenSSL could not make a context: ") + error.what());
    }
}

} // namespace holdpoint::staging
