// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/tls_options.h"

#include "core/load/transport.h"

#include <string>

namespace holdpoint {

namespace {

void setPem(CURL* easy, CURLoption blobOption, const std::string* pem)
{
    if (pem == nullptr || pem->empty()) {
        curl_easy_setopt(easy, blobOption, nullptr);
        return;
    }
    curl_blob blob{const_cast<char*>(pem->data()), pem->size(), CURL_BLOB_COPY}; // libcurl's struct knows no const
    curl_easy_setopt(easy, blobOption, &blob);
}

} // namespace

void applyTls(CURL* easy, const HostBook& hosts, const HostBook::Origin& origin, const ClientCertificate* certificate,
              bool isFresh)
{
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, origin.isTlsVerified ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, origin.isTlsVerified ? 2L : 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, isFresh ? 0L : 1L);
    setPem(easy, CURLOPT_CAINFO_BLOB, &hosts.caPem()); // besides the system's folder of authorities
    if (certificate == nullptr) {
        setPem(easy, CURLOPT_SSLCERT_BLOB, nullptr);
        setPem(easy, CURLOPT_SSLKEY_BLOB, nullptr);
        curl_easy_setopt(easy, CURLOPT_KEYPASSWD, nullptr);
        return;
    }
    setPem(easy, CURLOPT_SSLCERT_BLOB, &certificate->certificate);
    setPem(easy, CURLOPT_SSLKEY_BLOB, &certificate->key.reveal());
    curl_easy_setopt(easy, CURLOPT_SSLCERTTYPE, "PEM");
    curl_easy_setopt(easy, CURLOPT_SSLKEYTYPE, "PEM");
    const std::string& passphrase = certificate->passphrase.reveal();
    curl_easy_setopt(easy, CURLOPT_KEYPASSWD, passphrase.empty() ? nullptr : passphrase.c_str());
}

} // namespace holdpoint
