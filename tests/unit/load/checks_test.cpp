// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/checks.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

using namespace holdpoint;
using namespace std::chrono_literals;

namespace {

ExchangeAnswer answered(int status, std::string_view body = "{}")
{
    ExchangeAnswer answer;
    answer.status = status;
    answer.body = body;
    answer.bodyBytes = body.size();
    answer.head = "HTTP/1.1 200 OK\r\nX-Id:  abc \r\nEmpty:\r\nContent-Type: application/json\r\n\r\n";
    answer.phases.waiting = 20ms;
    return answer;
}

bool holds(const CheckRule& rule, const ExchangeAnswer& answer)
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
    const ExchangeAnswer answer = answered(200, R"({"results":[],"n":1,"s":"x","o":{}})");

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
    const ExchangeAnswer answer = answered(200, "hello world");
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

TEST(ChecksTest, AnAnswerOfAMillionBracketsIsReadByNobody)
{
    const std::string hostile = std::string(1U << 19U, '[') + std::string(1U << 19U, ']');
    const ExchangeAnswer answer = answered(200, hostile);
    AnswerJson json(answer);
    ExtractedValue value;

    EXPECT_EQ(checkFault(jsonRule("", JsonExpectation::Object), answer, json), "the answer is JSON of more levels than are read");
    EXPECT_FALSE(extract({"a", Extraction::Source::JsonPointer, ""}, answer, json, value));
}

TEST(ChecksTest, ATextThatIsNotFoundSaysWhetherAllOfTheBodyWasRead)
{
    CheckRule body = rule(CheckRule::Kind::Body);
    body.text = "end";
    ExchangeAnswer answer = answered(200, "beginning");
    AnswerJson json(answer);

    EXPECT_EQ(checkFault(body, answer, json), "the body does not contain it");
    answer.isBodyCut = true;
    EXPECT_EQ(checkFault(body, answer, json), "the first 9\u00a0B of the body, all that is read, do not contain it");
}

TEST(ChecksTest, NothingHoldsWithoutAnAnswer)
{
    EXPECT_FALSE(holds(rule(CheckRule::Kind::Size), ExchangeAnswer{}));
    EXPECT_FALSE(holds(rule(CheckRule::Kind::Body), ExchangeAnswer{}));
}

TEST(ChecksTest, ExtractsTextNumbersAndHeaders)
{
    const ExchangeAnswer answer = answered(200, R"({"token":"t","n":7})");
    AnswerJson json(answer);
    const auto found = [&](Extraction::Source source, const std::string& expression) {
        ExtractedValue value{"of an earlier answer", false};
        const bool isThere = extract({"a", source, expression}, answer, json, value);
        return isThere ? value.text + (value.isText ? "" : " as JSON") : "missing" + value.text;
    };

    EXPECT_EQ(found(Extraction::Source::JsonPointer, "/token"), "t");
    EXPECT_EQ(found(Extraction::Source::JsonPointer, "/n"), "7 as JSON");
    EXPECT_EQ(found(Extraction::Source::Header, "x-id"), "abc");
    EXPECT_EQ(found(Extraction::Source::Header, "empty"), "");
    EXPECT_EQ(found(Extraction::Source::Header, "none"), "missing");
    EXPECT_EQ(found(Extraction::Source::JsonPointer, "/none"), "missing");
}

TEST(ChecksTest, ExtractsTheGroupOfARegexOrTheWholeMatch)
{
    const ExchangeAnswer answer = answered(200, "<form><input name=\"csrf\" value=\"a1b2\"> id=17, id=18</form>");
    AnswerJson json(answer);
    const auto found = [&](const std::string& expression) {
        const re2::RE2 pattern(expression, re2::RE2::Quiet);
        ExtractedValue value;
        return extract({"a", Extraction::Source::Regex, expression}, answer, json, value, &pattern) ? value.text : "missing";
    };

    EXPECT_EQ(found("name=\"csrf\" value=\"([^\"]+)\""), "a1b2");
    EXPECT_EQ(found(R"(id=(\d+))"), "17") << "the first match counts";
    EXPECT_EQ(found(R"(id=\d+)"), "id=17");
    EXPECT_EQ(found("(nothing)?<form>"), "") << "a group that took no part is empty";
    EXPECT_EQ(found("none"), "missing");
    EXPECT_EQ(found("("), "missing");
}

TEST(ChecksTest, ComparesSizesDurationsAndNumbers)
{
    ExchangeAnswer answer = answered(200, R"({"n":7,"s":"7"})");
    answer.bodyBytes = 100;
    answer.phases.waiting = 20ms;
    CheckRule size = rule(CheckRule::Kind::Size);
    size.minBytes = 100;
    EXPECT_TRUE(holds(size, answer));
    size.minBytes = 101;
    EXPECT_FALSE(holds(size, answer));
    CheckRule duration = rule(CheckRule::Kind::Duration);
    duration.minDuration = 20ms;
    EXPECT_TRUE(holds(duration, answer));
    duration.minDuration = 21ms;
    EXPECT_FALSE(holds(duration, answer));
    CheckRule number = jsonRule("/n", JsonExpectation::Compared);
    number.comparison = Comparison::GreaterEqual;
    number.limit = 7;
    EXPECT_TRUE(holds(number, answer));
    number.comparison = Comparison::Greater;
    EXPECT_FALSE(holds(number, answer));
    number.pointer = "/s";
    EXPECT_FALSE(holds(number, answer)) << "a text is no number";
}

TEST(ChecksTest, WhatAVisitorExpectsStandsInForTheRulesText)
{
    const ExchangeAnswer answer = answered(200, R"({"id":"a-7","n":7})");
    AnswerJson json(answer);
    const std::string own = "a-7";
    const std::string number = "7";
    EXPECT_FALSE(checkFault(jsonRule("/id", JsonExpectation::Value, "{{id}}"), answer, json, &own));
    EXPECT_FALSE(checkFault(jsonRule("/n", JsonExpectation::Value, "{{n}}"), answer, json, &number));
    EXPECT_TRUE(checkFault(jsonRule("/id", JsonExpectation::Value, "{{id}}"), answer, json, &number));
    EXPECT_FALSE(checkFault(rule(CheckRule::Kind::Body), answer, json, &own));
}

TEST(ChecksTest, AnAnswerFailsUnlessItsStatusIsGoodOrNamed)
{
    CheckRule conflict = rule(CheckRule::Kind::Status);
    conflict.statuses = {201, 409};
    ExchangeAnswer refused;
    refused.error = ErrorClass::Connect;

    EXPECT_FALSE(isFailedAnswer({}, answered(302)));
    EXPECT_TRUE(isFailedAnswer({}, answered(409)));
    EXPECT_FALSE(isFailedAnswer({conflict}, answered(409)));
    EXPECT_TRUE(isFailedAnswer({conflict}, answered(500)));
    EXPECT_TRUE(isFailedAnswer({conflict}, refused));
}
