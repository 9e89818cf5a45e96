// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/running_staging.h"

#include <gmock/gmock.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace holdpoint {
namespace {

using test::HttpClient;
using test::RunningStaging;

StagingOptions withTls(std::vector<std::string> faults = {})
{
    StagingOptions options = RunningStaging::optionsWith(std::move(faults));
    options.tls = true;
    return options;
}

/// A TLS session over a test connection, its certificate not verified.
class TlsSession
{
public:
    explicit TlsSession(const RunningStaging& staging)
        : m_client(staging.port()), m_context(SSL_CTX_new(TLS_client_method())), m_session(SSL_new(m_context))
    {
        SSL_set_fd(m_session, m_client.descriptor());
        m_isOpen = SSL_connect(m_session) == 1;
    }
    ~TlsSession()
    {
        SSL_free(m_session);
        SSL_CTX_free(m_context);
    }
    TlsSession(const TlsSession&) = delete;
    TlsSession& operator=(const TlsSession&) = delete;

    bool isOpen() const { return m_isOpen; }
    std::string ask(const std::string& request)
    {
        SSL_write(m_session, request.data(), static_cast<int>(request.size()));
        char buffer[4096];
        const int size = SSL_read(m_session, buffer, sizeof buffer);
        return {buffer, static_cast<std::size_t>(std::max(size, 0))};
    }
    /// Whole days until the certificate expires, negative if it has.
    int daysLeft() const
    {
        X509* certificate = SSL_get1_peer_certificate(m_session);
        int days = 0;
        int seconds = 0;
        ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(certificate));
        X509_free(certificate);
        return seconds < 0 ? std::min(days, -1) : days;
    }
    bool certificateNames(const char* host) const
    {
        X509* certificate = SSL_get1_peer_certificate(m_session);
        const bool isNamed =
            X509_check_host(certificate, host, 0, 0, nullptr) == 1 || X509_check_ip_asc(certificate, host, 0) == 1;
        X509_free(certificate);
        return isNamed;
    }

private:
    HttpClient m_client;
    SSL_CTX* m_context;
    SSL* m_session;
    bool m_isOpen = false;
};

TEST(StagingTlsTest, AnswersOverTlsWithACertificateForLoopback)
{
    RunningStaging staging(withTls());
    TlsSession session(staging);

    ASSERT_TRUE(session.isOpen());
    EXPECT_THAT(session.ask("GET /health HTTP/1.1\r\nHost: a\r\n\r\n"), testing::StartsWith("HTTP/1.1 200 OK"));
    EXPECT_THAT(session.ask("GET /nope HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), testing::StartsWith("HTTP/1.1 404"));
    EXPECT_TRUE(session.certificateNames("localhost"));
    EXPECT_TRUE(session.certificateNames("127.0.0.1"));
    EXPECT_TRUE(session.certificateNames("::1"));
    EXPECT_FALSE(session.certificateNames("example.com"));
    EXPECT_GE(session.daysLeft(), 60);
    EXPECT_THAT(staging.url(), testing::StartsWith("https://127.0.0.1:"));
}

TEST(StagingTlsTest, ShowsAnExpiredCertificateWhenAsked)
{
    RunningStaging staging(withTls({"cert=expired"}));

    EXPECT_LT(TlsSession(staging).daysLeft(), 0);
}

TEST(StagingTlsTest, TheCertificateCanExpireWhileItRuns)
{
    RunningStaging staging(withTls());
    TlsSession session(staging);
    const std::string body = R"({"cert":"expired"})";

    session.ask("PUT /_staging/faults HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);

    EXPECT_LT(TlsSession(staging).daysLeft(), 0);
}

TEST(StagingTlsTest, EndsClientsThatSpeakPlainHttp)
{
    RunningStaging staging(withTls());
    HttpClient plain = staging.client();

    EXPECT_EQ(plain.get("/health").status, 0);
    EXPECT_TRUE(TlsSession(staging).isOpen());
}

TEST(StagingTlsTest, AnExpiredCertificateNeedsTls)
{
    const auto refused = StagingServer::start(RunningStaging::optionsWith({"cert=expired"}));

    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, testing::HasSubstr("--tls"));
}

} // namespace
} // namespace holdpoint
