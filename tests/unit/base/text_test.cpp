// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/base/time_format.h"

#include <gtest/gtest.h>
#include <sstream>

namespace holdpoint {
namespace {

TEST(SuggestionTest, OffersTheNearestKeyAndNothingWhenAllAreFar)
{
    const std::vector<std::string> keys{"think", "pace", "flow"};
    EXPECT_EQ(didYouMean("thinck", keys), "; did you mean `think`?");
    EXPECT_EQ(didYouMean("completely-else", keys), "");
}

TEST(WildcardTest, MatchesHostPatternsWithoutRegardToCase)
{
    EXPECT_TRUE(matchesWildcard("*.staging.example.com", "API.staging.example.com"));
    EXPECT_TRUE(matchesWildcard("127.0.0.1", "127.0.0.1"));
    EXPECT_FALSE(matchesWildcard("*.staging.example.com", "staging.example.com"));
    EXPECT_FALSE(matchesWildcard("localhost", "localhost.evil.com"));
}

TEST(RedactorTest, HidesASecretPlainEncodedAndAsBase64)
{
    const Redactor redactor(Secrets{{"TOKEN", Secret("s3cr et!")}, {"SHORT", Secret("ab")}});
    EXPECT_EQ(redactor.redact("a s3cr et! b"), "a *** b");
    EXPECT_EQ(redactor.redact("?t=" + percentEncode("s3cr et!")), "?t=***");
    EXPECT_EQ(redactor.redact(base64Encode("s3cr et!")), "***");
    EXPECT_EQ(redactor.redact("ab"), "ab");
}

TEST(RedactorTest, HidesASecretThatStandsEscapedInJson)
{
    const std::string secret = "se\"cr\\et-1234\n";
    const Redactor redactor(Secrets{{"DB_PASSWORD", Secret(secret)}});
    EXPECT_EQ(redactor.redact(dumpJson(Json{{"password", secret}, {"user", "anna"}})), R"({"password":"***","user":"anna"})");
    EXPECT_EQ(redactor.redact(R"({"password": "se\"cr\\et-1234\n"})"), R"({"password": "***"})");
}

TEST(SecretTest, PrintsAsStars)
{
    std::ostringstream out;
    out << Secret("hunter2");
    EXPECT_EQ(out.str(), "***");
}

TEST(HashTest, AgreesWithKnownVectors)
{
    EXPECT_EQ(sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    // RFC 4231, test case 2
    EXPECT_EQ(hexEncode(hmacSha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(base64Encode("foobar"), "Zm9vYmFy");
    EXPECT_EQ(*base64Decode("Zm9vYg=="), "foob");
    EXPECT_FALSE(base64Decode("Zm9vYg="));
}

TEST(JsonPointerTest, FollowsObjectsArraysAndEscapes)
{
    const Json json = *parseJson(R"({"a":[{"b/c":1}],"m~n":2})", "test");
    ASSERT_NE(atPointer(json, "/a/0/b~1c"), nullptr);
    EXPECT_EQ(*atPointer(json, "/a/0/b~1c"), 1);
    EXPECT_EQ(*atPointer(json, "/m~0n"), 2);
    EXPECT_EQ(atPointer(json, ""), &json);
    EXPECT_EQ(atPointer(json, "/a/1"), nullptr);
    EXPECT_EQ(atPointer(json, "/a/00"), nullptr);
    EXPECT_EQ(atPointer(json, "a"), nullptr);
    EXPECT_EQ(atPointer(json, "/m~2"), nullptr);
}

TEST(JsonTest, SaysWhereATextStopsBeingJson)
{
    const auto result = parseJson("{\"a\":1,}", "the answer");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, "the answer is not JSON: fault at byte 8 of 8");
}

TEST(JsonTest, DoesNotReadWhatIsNestedTooDeep)
{
    const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };

    EXPECT_TRUE(parseJson(nested(500), "the answer"));
    EXPECT_TRUE(parseJson("[\"" + std::string(5000, '[') + "\\\"[\"]", "the answer")) << "brackets within a text are none";
    for (const std::string& text : {nested(501), std::string(1'000'000, '['), nested(2'000'000)}) {
        const auto result = parseJson(text, "the answer");
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().message, "the answer is nested deeper than 500 levels (byte 500)");
    }
}

TEST(UtcTest, WritesAndReadsTheSameMoment)
{
    const auto time = parseUtc("2026-01-05T10:04:41.120Z");
    ASSERT_TRUE(time);
    EXPECT_EQ(formatUtc(*time), "2026-01-05T10:04:41.120Z");
    EXPECT_EQ(formatUtcSeconds(*time), "2026-01-05T10:04:41Z");
    EXPECT_EQ(formatUtcClock(*time), "10:04:41");
    for (const char* text : {"2026-02-30T00:00:00Z", "2026-01-05", "2026-01-05T10:04:41", "2026-01-05T25:00:00Z"}) {
        EXPECT_FALSE(parseUtc(text)) << text;
    }
}

TEST(FileTest, WritesWholeFilesAndNamesWhatCannotBeRead)
{
    const auto path = std::filesystem::temp_directory_path() / ("holdpoint-" + randomUuid());
    ASSERT_TRUE(writeFileAtomically(path, "hello"));
    EXPECT_EQ(*readFile(path), "hello");
    EXPECT_FALSE(readFile(path, 3));
    std::filesystem::remove(path);
    const auto missing = readFile(path);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, Error::Kind::NotFound);
    EXPECT_NE(missing.error().message.find(path.string()), std::string::npos);
}

TEST(TextTest, ShortensWithoutCuttingACharacter)
{
    EXPECT_EQ(shortened("äöü", 3), "ä…");
    EXPECT_EQ(shortened("abc", 3), "abc");
}

TEST(TextTest, EscapesForHtmlAndJson)
{
    EXPECT_EQ(htmlEscape("<a href=\"x\">&'"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
    EXPECT_EQ(jsonEscape("a\"b\n"), "a\\\"b\\n");
}

TEST(TextTest, QuotesACellOfCsvWhereItHasTo)
{
    EXPECT_EQ(csvCell("plain text"), "plain text");
    EXPECT_EQ(csvCell("a,b"), "\"a,b\"");
    EXPECT_EQ(csvCell("say \"x\""), "\"say \"\"x\"\"\"");
    EXPECT_EQ(csvCell("two\nlines"), "\"two\nlines\"");
    EXPECT_EQ(csvCell(""), "");
}

TEST(TextTest, Utf8IsTakenWholeAndNothingElse)
{
    for (const char* text :
         {"", "plain", "caf\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"}) {
        EXPECT_TRUE(isUtf8(text)) << text;
    }
    // a lone or missing follower, overlong forms, surrogates, beyond U+10FFFF
    for (const char* text : {"\x80", "a\xC3", "\xC3(", "\xC0\xAF", "\xE0\x80\xAF", "\xE2\x82", "\xE2\x82x", "\xED\xA0\x80",
                             "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
        EXPECT_FALSE(isUtf8(text)) << text;
    }
}

} // namespace
} // namespace holdpoint
