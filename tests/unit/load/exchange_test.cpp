// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/exchange.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace holdpoint;
using testing::HasSubstr;
using testing::Not;

namespace {

std::string described(const Request& request, const std::string& head, const std::string& body, const Secrets& secrets = {})
{
    ExchangeAnswer answer;
    answer.status = 404;
    answer.head = head;
    answer.body = body;
    answer.request = &request;
    return describeExchange(answer, Redactor(secrets));
}

TEST(ExchangeTest, WhatLetsSomebodyInIsNotKept)
{
    Request request;
    request.method = "POST";
    request.url = "http://127.0.0.1/x?access_token=abcdef123&page=2";
    request.ownHeaders = {"Authorization: Basic Ym9iOmh1bnRlcjI=", "Cookie: session=s3cr3tsession", "X-Api-Key: key-777",
                          "Accept: text/html"};
    request.body = R"({"user": "bob", "password": "hun\"ter2"})";
    const std::string text = described(request, "HTTP/1.1 404 Not Found\r\nSet-Cookie: id=cookie-888; HttpOnly\r\n\r\n",
                                       R"({"refreshToken":"eyJhbGciOi","note":"kept"})");

    for (const char* secret : {"Ym9i", "s3cr3t", "key-777", "abcdef123", "hun", "ter2", "cookie-888", "eyJhbG"}) {
        EXPECT_THAT(text, Not(HasSubstr(secret)));
    }
    for (const char* kept : {"Authorization: Basic ***", "page=2", "Accept: text/html", "bob", "Set-Cookie: ***", "kept"}) {
        EXPECT_THAT(text, HasSubstr(kept));
    }
}

TEST(ExchangeTest, ASecretThatLiesAcrossTheCutIsNotKeptInPart)
{
    const std::string secret = "SECRETBEGINS" + std::string(900, 'z');
    Request request;
    request.method = "POST";
    request.url = "http://127.0.0.1/x";
    request.body = std::string(4000, 'a') + " " + secret;

    EXPECT_THAT(described(request, "HTTP/1.1 404 Not Found\r\n\r\n", request.body, {{"KEY", Secret(secret)}}),
                Not(HasSubstr("SECRETBEGINS")));
}

} // namespace
