// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "tests/support/nginx_process.h"

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace holdpoint::test {

/// Certificates in a folder, made by openssl: good, expired (yesterday), name (of another host) and stranger (of an authority
/// that `ca.pem` does not hold), each as NAME.crt and NAME.key.
class TestCertificates
{
public:
    explicit TestCertificates(std::filesystem::path folder) : m_folder(std::move(folder))
    {
        const std::string script =
            "cd '" + m_folder.string() +
            "' && key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes' && "
            "openssl req -x509 $key -days 90 -subj /CN=Test-CA -keyout ca.key -out ca.pem && "
            "openssl req -x509 $key -days 90 -subj /CN=Strange-CA -keyout strange.key -out strange.pem && "
            "make() { openssl req $key -subj /CN=$1 -keyout $1.key -out $1.csr && echo \"subjectAltName=$2\" > $1.ext && "
            "openssl x509 -req -in $1.csr -CA $3.pem -CAkey $3.key -CAcreateserial -days $4 -extfile $1.ext -out $1.crt; } && "
            "make good IP:127.0.0.1 ca 90 && make expired IP:127.0.0.1 ca -1 && "
            "make name DNS:elsewhere.example,DNS:www.elsewhere.example ca 90 && make stranger IP:127.0.0.1 strange 90";
        m_isThere = std::system(("(" + script + ") >/dev/null 2>&1").c_str()) == 0;
    }

    bool areThere() const { return m_isThere; }
    std::string caPem() const
    {
        const auto pem = readFile(m_folder / "ca.pem");
        return pem ? *pem : std::string();
    }
    /// nginx that shows one of them, on /: 40 bytes of JSON; nullopt if there is no nginx.
    std::optional<NginxProcess> serve(const std::string& name) const
    {
        return NginxProcess::start({NginxProcess::Speaks::Tls, -1, "", false, (m_folder / name).string()});
    }

private:
    std::filesystem::path m_folder;
    bool m_isThere = false;
};

} // namespace holdpoint::test
