// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/checks.h"

#include <gtest/gtest.h>

using namespace holdpoint;
using namespace std::chrono_literals;

namespace {

Answer answered(int status, std::string_view body = "{}")
{
    Answer answer;
    answer.status = status;
    answer.body = body;
    answer.bodyBytes = body.size();
    answer.head = "HTTP/1.1 200 OK\r\nX-Id:  abc \r\nEmpty:\r\nContent-Type: application/json\r\n\r\n";
    answer.phases.waiting = 20ms;
    return answer;
}

bool holds(const CheckRule& rule, const Answer& answer)
{
    AnswerJson json(answer);
    return !checkFault(rule, answer, json);
}

CheckRule rule(CheckRule::Kind kind)
{
    CheckRule result;
    result.kind = kind;
    return result;
}

CheckRule jsonRule(std::string pointer, JsonExpectation expectation, Json value = nullptr)
{
    CheckRule result = rule(CheckRule::Kind::JsonValue);
    result.pointer = std::move(pointer);
    result.json = expectation;
    result.value = std::move(value);
    return result;
}

} // namespace

TEST(ChecksTest, StatusMatchesCodesAndClasses)
{
    CheckRule status = rule(CheckRule::Kind::Status);
    status.statuses = {404};
    status.statusClasses = {2};

    EXPECT_TRUE(holds(status, answered(204)));
    EXPECT_TRUE(holds(status, answered(404)));
    EXPECT_FALSE(holds(status, answered(500)));
}

TEST(ChecksTest, JsonMatchesValuesAndTypes)
{
    const Answer answer = answered(200, R"({"results":[],"n":1,"s":"x","o":{}})");

    EXPECT_TRUE(holds(jsonRule("/results", JsonExpectation::Array), answer));
    EXPECT_TRUE(holds(jsonRule("/o", JsonExpectation::Object), answer));
    EXPECT_TRUE(holds(jsonRule("/n", JsonExpectation::Number), answer));
    EXPECT_TRUE(holds(jsonRule("/s", JsonExpectation::String), answer));
    EXPECT_TRUE(holds(jsonRule("/s", JsonExpectation::Value, "x"), answer));
    EXPECT_FALSE(holds(jsonRule("/n", JsonExpectation::Value, 2), answer));
    EXPECT_FALSE(holds(jsonRule("/nope", JsonExpectation::Exists), answer));
    EXPECT_FALSE(holds(jsonRule("/s", JsonExpectation::Exists), answered(200, "<html>")));
}

TEST(ChecksTest, TextHeaderSizeAndDuration)
{
    const Answer answer = answered(200, "hello world");
    CheckRule body = rule(CheckRule::Kind::Body);
    body.text = "world";
    CheckRule header = rule(CheckRule::Kind::Header);
    header.header = "content-type";
    header.text = "json";
    CheckRule size = rule(CheckRule::Kind::Size);
    size.maxBytes = 10;
    CheckRule duration = rule(CheckRule::Kind::Duration);
    duration.maxDuration = 20ms;

    EXPECT_TRUE(holds(body, answer));
    EXPECT_TRUE(holds(header, answer));
    EXPECT_FALSE(holds(size, answer));
    EXPECT_FALSE(holds(duration, answer));
}

TEST(ChecksTest, NothingHoldsWithoutAnAnswer)
{
    EXPECT_FALSE(holds(rule(CheckRule::Kind::Size), Answer{}));
    EXPECT_FALSE(holds(rule(CheckRule::Kind::Body), Answer{}));
}

TEST(ChecksTest, ExtractsTextNumbersAndHeaders)
{
    const Answer answer = answered(200, R"({"token":"t","n":7})");
    AnswerJson json(answer);

    EXPECT_EQ(extract({"a", Extraction::Source::JsonPointer, "/token"}, answer, json)->text, "t");
    EXPECT_FALSE(extract({"a", Extraction::Source::JsonPointer, "/n"}, answer, json)->isText);
    EXPECT_EQ(extract({"a", Extraction::Source::Header, "x-id"}, answer, json)->text, "abc");
    EXPECT_EQ(extract({"a", Extraction::Source::Header, "empty"}, answer, json)->text, "");
    EXPECT_FALSE(extract({"a", Extraction::Source::Header, "none"}, answer, json));
    EXPECT_FALSE(extract({"a", Extraction::Source::JsonPointer, "/none"}, answer, json));
}

TEST(ChecksTest, AnAnswerFailsUnlessItsStatusIsGoodOrNamed)
{
    CheckRule conflict = rule(CheckRule::Kind::Status);
    conflict.statuses = {201, 409};
    Answer refused;
    refused.error = ErrorClass::Connect;

    EXPECT_FALSE(isFailedAnswer({}, answered(302)));
    EXPECT_TRUE(isFailedAnswer({}, answered(409)));
    EXPECT_FALSE(isFailedAnswer({conflict}, answered(409)));
    EXPECT_TRUE(isFailedAnswer({conflict}, answered(500)));
    EXPECT_TRUE(isFailedAnswer({conflict}, refused));
}
