// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/redirect.h"

#include <gtest/gtest.h>

using namespace holdpoint;

namespace {

std::string resolved(const std::string& location, const std::string& base = "http://a.example.com:81/b/c/d?q")
{
    std::string out = "left over";
    return resolveLocation(base, location, out) ? out : "none" + out;
}

} // namespace

TEST(RedirectTest, ResolvesLocationsAsRfc3986Does)
{
    EXPECT_EQ(resolved("g"), "http://a.example.com:81/b/c/g");
    EXPECT_EQ(resolved("./g/"), "http://a.example.com:81/b/c/g/");
    EXPECT_EQ(resolved("/g"), "http://a.example.com:81/g");
    EXPECT_EQ(resolved("//g.example.com"), "http://g.example.com/");
    EXPECT_EQ(resolved("?y"), "http://a.example.com:81/b/c/d?y");
    EXPECT_EQ(resolved("#s"), "http://a.example.com:81/b/c/d?q");
    EXPECT_EQ(resolved("g?y#s"), "http://a.example.com:81/b/c/g?y");
    EXPECT_EQ(resolved(".."), "http://a.example.com:81/b/");
    EXPECT_EQ(resolved("../../../g"), "http://a.example.com:81/g");
    EXPECT_EQ(resolved("/a/./b/../c/."), "http://a.example.com:81/a/c/");
    EXPECT_EQ(resolved("g;x=1/../y"), "http://a.example.com:81/b/c/y");
    EXPECT_EQ(resolved("HTTPS://Other.example.com/x y\xc3\xa9"), "https://Other.example.com/x%20y%C3%A9");
    EXPECT_EQ(resolved(" /trimmed "), "http://a.example.com:81/trimmed");
    EXPECT_EQ(resolved("next", "http://a.example.com"), "http://a.example.com/next");
    EXPECT_EQ(resolved("/x?to=http://b/", "http://u:p@a.example.com/"), "http://u:p@a.example.com/x?to=http://b/");
}

TEST(RedirectTest, FollowsToWebAddressesOnly)
{
    for (const char* location : {"", "ftp://a/b", "javascript:alert(1)", "file:///etc/passwd", "http:g", "mailto:a@b", "//"}) {
        EXPECT_EQ(resolved(location), "none") << location;
    }
}

TEST(RedirectTest, ChangesMethodsAsBrowsersDo)
{
    EXPECT_EQ(methodAfter(301, "POST"), "GET");
    EXPECT_EQ(methodAfter(302, "POST"), "GET");
    EXPECT_EQ(methodAfter(302, "PUT"), "PUT");
    EXPECT_EQ(methodAfter(303, "PUT"), "GET");
    EXPECT_EQ(methodAfter(303, "HEAD"), "HEAD");
    EXPECT_EQ(methodAfter(307, "POST"), "POST");
    EXPECT_EQ(methodAfter(308, "DELETE"), "DELETE");
    EXPECT_FALSE(isRedirect(304));
    EXPECT_FALSE(isRedirect(300));
}

TEST(RedirectTest, AnotherPortOrSchemeIsAnotherOrigin)
{
    EXPECT_TRUE(isSameOrigin("http://u:p@a.example.com/x", "HTTP://A.example.com/y?z"));
    EXPECT_FALSE(isSameOrigin("http://a.example.com/", "https://a.example.com/"));
    EXPECT_FALSE(isSameOrigin("http://a.example.com/", "http://a.example.com:81/"));
    EXPECT_FALSE(isSameOrigin("http://a.example.com/", "http://b.example.com/"));
    EXPECT_TRUE(staysInHop("content-type", false, true));
    EXPECT_FALSE(staysInHop("content-type", true, false));
    EXPECT_FALSE(staysInHop("authorization", false, true));
    EXPECT_FALSE(staysInHop("proxy-authorization", false, true));
    EXPECT_FALSE(staysInHop("x-api-key", false, true));
    EXPECT_TRUE(staysInHop("x-api-key", false, false));
    EXPECT_TRUE(staysInHop("authorization", false, false));
}
