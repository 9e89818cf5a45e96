// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/cookie_jar.h"

#include <gtest/gtest.h>

using namespace holdpoint;
using namespace std::chrono_literals;

namespace {

const WallTime kNow{
    std::chrono::duration_cast<WallTime::duration>(std::chrono::sys_days{std::chrono::year{2026} / 1 / 5}.time_since_epoch())};

/// What a jar sends to `url` after an answer of `from` with this Set-Cookie.
std::string sentTo(const std::string& url, const std::string& cookie, const std::string& from = "http://shop.example.com/a/b")
{
    CookieJar jar;
    jar.take("HTTP/1.1 200 OK\r\nSet-Cookie: " + cookie + "\r\nX: y\r\n\r\n", from, kNow);
    std::string line;
    jar.appendTo(line, url, kNow);
    return line;
}

} // namespace

TEST(CookieJarTest, AHostsCookieGoesBackToThatHostAlone)
{
    EXPECT_EQ(sentTo("http://shop.example.com/a/c", "sid=1"), "sid=1");
    EXPECT_EQ(sentTo("http://SHOP.example.com:81/a/?q", "sid=1"), "sid=1") << "ports do not part cookies";
    EXPECT_EQ(sentTo("http://www.shop.example.com/a/", "sid=1"), "");
    EXPECT_EQ(sentTo("http://example.com/a/", "sid=1"), "");
}

TEST(CookieJarTest, ADomainsCookieGoesToItsHosts)
{
    EXPECT_EQ(sentTo("http://api.example.com/a/", "sid=1; Domain=.Example.com"), "sid=1");
    EXPECT_EQ(sentTo("http://example.com/a/", "sid=1; Domain=example.com"), "sid=1");
    EXPECT_EQ(sentTo("http://badexample.com/a/", "sid=1; Domain=example.com"), "");
    EXPECT_EQ(sentTo("http://shop.example.com/a/", "sid=1; Domain=other.com"), "") << "not its own to give";
    EXPECT_EQ(sentTo("http://shop.example.com/a/", "sid=1; Domain=com"), "") << "a whole top level";
    EXPECT_EQ(sentTo("http://127.0.0.1/", "sid=1; Domain=0.0.1", "http://127.0.0.1/"), "") << "addresses have no domains";
    EXPECT_EQ(sentTo("http://127.0.0.1:9/", "sid=1; Domain=127.0.0.1", "http://127.0.0.1:8/"), "sid=1");
    EXPECT_EQ(sentTo("http://localhost/", "sid=1; Domain=localhost", "http://localhost/"), "sid=1");
    EXPECT_EQ(sentTo("http://[::1]:8/", "sid=1", "http://[::1]:9/"), "sid=1");
}

TEST(CookieJarTest, PathsNarrowCookies)
{
    EXPECT_EQ(sentTo("http://shop.example.com/", "sid=1"), "") << "the default path is the folder of the request";
    EXPECT_EQ(sentTo("http://shop.example.com/ab", "sid=1"), "");
    EXPECT_EQ(sentTo("http://shop.example.com/a", "sid=1"), "sid=1");
    EXPECT_EQ(sentTo("http://shop.example.com/x", "sid=1; Path=/"), "sid=1");
    EXPECT_EQ(sentTo("http://shop.example.com", "sid=1; Path=/"), "sid=1");
    EXPECT_EQ(sentTo("http://shop.example.com/x", "sid=1; Path=x"), "") << "no path at all: the default";
}

TEST(CookieJarTest, SecureCookiesStayOnTls)
{
    const std::string from = "https://shop.example.com/";
    EXPECT_EQ(sentTo("https://shop.example.com/", "sid=1; Secure; HttpOnly; SameSite=Lax", from), "sid=1");
    EXPECT_EQ(sentTo("http://shop.example.com/", "sid=1; Secure", from), "");
    EXPECT_EQ(sentTo("https://shop.example.com/", "sid=1; Secure", "http://shop.example.com/"), "");
    EXPECT_EQ(sentTo("https://shop.example.com/", "__Host-sid=1; Secure; Path=/", from), "__Host-sid=1");
    EXPECT_EQ(sentTo("https://shop.example.com/", "__Host-sid=1; Secure; Path=/; Domain=example.com", from), "");
    EXPECT_EQ(sentTo("https://shop.example.com/", "__Secure-sid=1", from), "");
}

TEST(CookieJarTest, CookiesExpire)
{
    CookieJar jar;
    const std::string url = "http://h.example.com/";
    jar.take("Set-Cookie: a=1; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT\n", url, kNow); // Max-Age counts
    jar.take("set-cookie: b=2; Expires=Mon, 05 Jan 2026 00:00:20 GMT\n", url, kNow);
    jar.take("SET-COOKIE: c=3\n", url, kNow);
    const auto at = [&](WallTime now) {
        std::string line;
        jar.appendTo(line, url, now);
        return line;
    };
    EXPECT_EQ(at(kNow), "a=1; b=2; c=3");
    EXPECT_EQ(at(kNow + 10s), "b=2; c=3");
    EXPECT_EQ(at(kNow + 20s), "c=3");

    jar.take("Set-Cookie: c=; Max-Age=0\n", url, kNow);
    EXPECT_EQ(at(kNow), "a=1; b=2") << "a cookie is deleted by an expiry in the past";
}

TEST(CookieJarTest, LongerPathsGoFirstAndAReplacedCookieKeepsItsPlace)
{
    CookieJar jar;
    const std::string url = "http://h.example.com/a/b/c";
    jar.take("Set-Cookie: first=1; Path=/\nSet-Cookie: deep=2; Path=/a/b\nSet-Cookie: second=3; Path=/\n", url, kNow);
    jar.take("Set-Cookie: first=4; Path=/\n", url, kNow);
    std::string line = "Cookie: ";
    jar.appendTo(line, url, kNow);
    EXPECT_EQ(line, "Cookie: deep=2; first=4; second=3");
    EXPECT_EQ(jar.size(), 3U);
}

TEST(CookieJarTest, RefusesWhatIsNoCookie)
{
    CookieJar jar;
    const std::string url = "http://h.example.com/";
    jar.take("Set-Cookie: novalue\nSet-Cookie: =x\nSet-Cookie: a=\x01\nSet-Cookie:\nX-Set-Cookie: a=1\n", url, kNow);
    jar.take("Set-Cookie: big=" + std::string(CookieJar::kMaxBytes, 'x') + "\n", url, kNow);
    EXPECT_TRUE(jar.isEmpty());
    for (std::size_t i = 0; i < 2 * CookieJar::kMaxCookies; ++i) {
        jar.take("Set-Cookie: c" + std::to_string(i) + "=1\n", url, kNow);
    }
    EXPECT_EQ(jar.size(), CookieJar::kMaxCookies);
    std::string line;
    jar.appendTo(line, url, kNow);
    EXPECT_EQ(line.find("c0=1"), std::string::npos) << "the oldest goes";
}

TEST(CookieJarTest, ReadsTheDatesThatServersWrite)
{
    const auto read = [](const std::string& text) {
        WallTime time;
        return parseCookieDate(text, time) ? std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count()
                                           : -1;
    };
    EXPECT_EQ(read("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
    EXPECT_EQ(read("Sunday, 06-Nov-94 08:49:37 GMT"), 784111777);
    EXPECT_EQ(read("Sun Nov  6 08:49:37 1994"), 784111777);
    EXPECT_EQ(read("Thu, 01 Jan 1970 00:00:00 GMT"), 0);
    EXPECT_EQ(read("Mon, 30 Feb 2026 00:00:00 GMT"), -1);
    EXPECT_EQ(read("Mon, 05 Jan 2026 24:00:00 GMT"), -1);
    EXPECT_EQ(read("tomorrow"), -1);
}
