// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/curl_errors.h"
#include "core/http/host_book.h"

#include <arpa/inet.h>
#include <cerrno>
#include <gtest/gtest.h>
#include <netinet/in.h>

using namespace holdpoint;

namespace {

Environment loopbackOnly()
{
    Environment environment;
    environment.allowHosts = {"127.0.0.1", "*.invalid"};
    environment.insecureTlsHosts = {"127.*"};
    return environment;
}

bool allows(const HostBook& book, const char* address)
{
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    ::inet_pton(AF_INET, address, &v4.sin_addr);
    return book.isAllowed(static_cast<const sockaddr*>(static_cast<const void*>(&v4)));
}

} // namespace

TEST(HostBookTest, KnowsOnlyOriginsThatWereAdded)
{
    HostBook book(loopbackOnly());
    book.add("http://127.0.0.1:8080/path");

    ASSERT_NE(book.find("http://127.0.0.1:8080/a?b"), nullptr);
    EXPECT_NE(book.find("http://127.0.0.1:8080"), nullptr);
    EXPECT_EQ(book.find("http://127.0.0.1:8081/"), nullptr);
    EXPECT_EQ(book.find("https://127.0.0.1:8080/"), nullptr);
    EXPECT_EQ(book.find("http://127.0.0.1:8080@example.com/"), nullptr);
    EXPECT_EQ(book.find("http://127.0.0.1:80801/"), nullptr);
    EXPECT_EQ(book.find("http://127.0.0.1:8080/")->refusal, ErrorClass::None);
    EXPECT_FALSE(book.find("http://127.0.0.1:8080/")->isTlsVerified);
}

TEST(HostBookTest, AllowsOnlyAddressesThatAllowedHostsResolvedTo)
{
    HostBook book(loopbackOnly());
    book.add("http://127.0.0.1:8080");
    book.add("http://10.1.2.3");

    EXPECT_TRUE(allows(book, "127.0.0.1"));
    EXPECT_FALSE(allows(book, "10.1.2.3"));
    EXPECT_EQ(book.find("http://10.1.2.3/")->refusal, ErrorClass::Connect);
}

TEST(HostBookTest, KnowsAnOriginWhateverUserInfoStandsBeforeIt)
{
    HostBook book(loopbackOnly());
    book.add("http://user:${PASSWORD}@127.0.0.1:8080/a");

    ASSERT_NE(book.find("http://user:s3cret@127.0.0.1:8080/b"), nullptr);
    EXPECT_EQ(book.find("http://user:s3cret@127.0.0.1:8080/b")->refusal, ErrorClass::None);
    EXPECT_NE(book.find("http://127.0.0.1:8080/b"), nullptr);
    EXPECT_NE(book.find("http://127.0.0.1:8080@127.0.0.1:8080"), nullptr);
    EXPECT_EQ(book.find("http://user:s3cret@example.com/@127.0.0.1:8080"), nullptr);
    EXPECT_EQ(book.find("http://user:s3cret@127.0.0.1:8081/b"), nullptr);
}

TEST(HostBookTest, ACopyKnowsTheSameAndGrowsAlone)
{
    HostBook book(loopbackOnly());
    book.add("http://127.0.0.1:8080");
    HostBook copy(book);
    copy.add("http://127.0.0.1:9090");

    EXPECT_NE(copy.find("http://127.0.0.1:8080/"), nullptr);
    EXPECT_NE(copy.find("http://127.0.0.1:9090/"), nullptr);
    EXPECT_EQ(book.find("http://127.0.0.1:9090/"), nullptr);
}

TEST(HostBookTest, RefusesWhatIsNoUrl)
{
    HostBook book(loopbackOnly());
    book.add("ht tp://127.0.0.1");

    EXPECT_EQ(book.find("http://127.0.0.1/"), nullptr);
}

TEST(CurlErrorsTest, AShortageOfThisMachineIsNeverTheServersFault)
{
    EXPECT_EQ(faultOf(CURLE_COULDNT_CONNECT, ECONNREFUSED).errorClass, ErrorClass::Connect);
    for (const int shortage : {EMFILE, ENFILE, ENOMEM, EADDRNOTAVAIL}) {
        EXPECT_EQ(faultOf(CURLE_COULDNT_CONNECT, shortage).errorClass, ErrorClass::Generator);
    }
    EXPECT_EQ(faultOf(CURLE_OPERATION_TIMEDOUT, 0).errorClass, ErrorClass::Timeout);
    EXPECT_EQ(faultOf(CURLE_RECV_ERROR, ECONNRESET).errorClass, ErrorClass::Reset);
    EXPECT_EQ(faultOf(CURLE_PEER_FAILED_VERIFICATION, 0).errorClass, ErrorClass::Tls);
    EXPECT_EQ(faultOf(CURLE_OK, EMFILE).errorClass, ErrorClass::None);
}
