// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/k6/k6_exit.h"

#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Ending = EngineVerdict::Ending;

K6Exit exitWith(int code)
{
    K6Exit exit;
    exit.code = code;
    exit.hasLoaded = true;
    return exit;
}

/// What k6 1.8.1 writes with --summary-export, shortened; true means missed.
Json oldSummary()
{
    return *parseJson(R"json({"metrics":{
                          "http_req_duration":{"p(95)":612.4,"avg":300,"thresholds":{"p(95)<500":true,"avg<400":false}},
                          "checks":{"passes":9,"fails":1,"value":0.9,"thresholds":{"rate>0.95":true}},
                          "http_reqs":{"count":10,"rate":2.5}}})json",
                      "summary");
}

TEST(K6Exit, EachCodeHasItsEndingAndItsWords)
{
    const std::vector<std::tuple<int, Ending, std::string>> codes{{0, Ending::Completed, "ended its scenarios"},
                                                                  {99, Ending::Completed, "thresholds of the script"},
                                                                  {100, Ending::NotLoaded, "setup()"},
                                                                  {101, Ending::Completed, "teardown()"},
                                                                  {103, Ending::Aborted, "REST"},
                                                                  {104, Ending::NotLoaded, "options"},
                                                                  {105, Ending::Aborted, "signal"},
                                                                  {107, Ending::NotLoaded, "exception"},
                                                                  {108, Ending::Aborted, "aborted"},
                                                                  {109, Ending::Interrupted, "crashed"},
                                                                  {110, Ending::Completed, "marked"},
                                                                  {255, Ending::NotLoaded, "exit code 255"}};
    for (const auto& [code, ending, words] : codes) {
        EXPECT_EQ(k6Verdict(exitWith(code)).ending, ending) << code;
        EXPECT_THAT(k6WhyEnded(exitWith(code)), HasSubstr(words)) << code;
        EXPECT_EQ(k6Verdict(exitWith(code)).sentence.empty(), ending == Ending::Completed) << code;
    }
}

TEST(K6Exit, ASignalIsAnInterruption)
{
    K6Exit exit = exitWith(-1);
    exit.signal = SIGKILL;
    EXPECT_EQ(k6Verdict(exit).ending, Ending::Interrupted);
    EXPECT_THAT(k6Verdict(exit).sentence, HasSubstr("Killed"));
}

TEST(K6Exit, ThresholdsOfTheScriptAreVerifications)
{
    K6Exit exit = exitWith(99);
    exit.summary = oldSummary();

    const EngineVerdict verdict = k6Verdict(exit);

    ASSERT_THAT(verdict.verifications, SizeIs(3));
    EXPECT_EQ(verdict.verifications[0].name, "k6 threshold checks");
    EXPECT_EQ(verdict.verifications[0].measured, "0.9");
    EXPECT_EQ(verdict.verifications[0].verdict, RuleVerdict::Failed);
    EXPECT_EQ(verdict.verifications[1].expected, "avg<400");
    EXPECT_EQ(verdict.verifications[1].verdict, RuleVerdict::Passed);
    EXPECT_EQ(verdict.verifications[2].expected, "p(95)<500");
    EXPECT_EQ(verdict.verifications[2].measured, "612.4");
    EXPECT_EQ(verdict.verifications[2].verdict, RuleVerdict::Failed);
}

TEST(K6Exit, SecretsInThresholdsOfTheScriptStayHidden)
{
    K6Exit exit = exitWith(99);
    exit.summary = *parseJson(R"json({"metrics":{"http_reqs{url:http://h/?t=s3cr3tvalue}":{"thresholds":{"count>1":true}},
                              "checks":{"thresholds":{"rate>0.9 // s3cr3tvalue":false}}}})json",
                              "summary");
    exit.summary["metrics"][std::string(185, 'x') + "s3cr3tvalue"] = {{"thresholds", {{"rate<1", false}}}};

    for (const VerificationResult& rule : k6Verdict(exit, Redactor(Secrets{{"TOKEN", Secret("s3cr3tvalue")}})).verifications) {
        for (const std::string& text : {rule.name, rule.expected, rule.measured, rule.sentence}) {
            EXPECT_EQ(text.find("s3c"), std::string::npos) << text;
        }
    }
}

TEST(K6Exit, MissedThresholdsFailAlsoWithoutASummary)
{
    K6Exit exit = exitWith(99);
    exit.lastError = "thresholds on metrics 'checks' have been crossed";

    const EngineVerdict verdict = k6Verdict(exit);

    ASSERT_THAT(verdict.verifications, SizeIs(1));
    EXPECT_EQ(verdict.verifications[0].verdict, RuleVerdict::Failed);
    EXPECT_EQ(verdict.verifications[0].measured, exit.lastError);
}

TEST(K6Exit, AScriptThatMarksTheTestFails)
{
    const EngineVerdict verdict = k6Verdict(exitWith(110));
    ASSERT_THAT(verdict.verifications, SizeIs(1));
    EXPECT_EQ(verdict.verifications[0].verdict, RuleVerdict::Failed);
}

TEST(K6Exit, AStopOfOursIsNoOpinionOfK6)
{
    K6Exit exit = exitWith(105);
    exit.wasStopped = true;
    EXPECT_EQ(k6Verdict(exit).ending, Ending::Completed);
    EXPECT_TRUE(k6Verdict(exit).sentence.empty());
}

TEST(K6Exit, AnEndWithoutLoadProvesNothing)
{
    K6Exit exit = exitWith(0);
    exit.hasLoaded = false;
    EXPECT_EQ(k6Verdict(exit).ending, Ending::NotLoaded);
}

TEST(K6Exit, AScriptWithoutADefaultFunctionIsToldWhatToAddForADryRun)
{
    K6Exit exit = exitWith(104);
    exit.lastError =
        "There were problems with the specified script configuration: executor default: function 'default' not found "
        "in exports";
    EXPECT_THAT(k6WhyEnded(exit), HasSubstr("k6 refuses its options"));
    exit.kind = RunKind::DryRun;
    EXPECT_THAT(k6WhyEnded(exit), HasSubstr("a dry run calls the script's default function once in place of its scenarios"));
    EXPECT_THAT(k6WhyEnded(exit), HasSubstr("add `export default function"));
    exit.kind = RunKind::Baseline;
    EXPECT_THAT(k6WhyEnded(exit), HasSubstr("a baseline calls the script's default function with one VU"));
    EXPECT_EQ(k6Verdict(exit).ending, Ending::NotLoaded);
}

TEST(K6Exit, HostileSummariesAreHarmless)
{
    for (const char* text : {"null", "[]", "{}", R"({"metrics":[]})", R"({"metrics":{"a":5}})",
                             R"({"metrics":{"a":{"thresholds":7}}})", R"({"metrics":{"a":{"thresholds":[true]}}})"}) {
        K6Exit exit = exitWith(0);
        exit.summary = *parseJson(text, "summary");
        EXPECT_THAT(k6Verdict(exit).verifications, IsEmpty()) << text;
    }
}

TEST(K6Exit, VersionsAreReadFromWhatEachK6Prints)
{
    EXPECT_EQ(k6VersionFrom("k6 v1.8.1 (go1.26.8, linux/amd64)\n")->text(), "1.8.1");
    EXPECT_EQ(k6VersionFrom("k6 v0.49.0 (2024-01-29T11:12:50+0000/v0.49.0-0-gdeb4ae3f, go1.21.6, linux/amd64)")->text(),
              "0.49.0");
    EXPECT_EQ(k6VersionFrom("k6.exe v2.2.0-rc1 (go1.27)\nExtensions:\n  x v0.1.0")->text(), "2.2.0");
    EXPECT_LT(*k6VersionFrom("k6 v0.48.9"), kOldestK6);
    EXPECT_FALSE(k6VersionFrom(""));
    EXPECT_FALSE(k6VersionFrom("k6 vX"));
    EXPECT_FALSE(k6VersionFrom("GNU bash, version 5.2.15"));
    EXPECT_FALSE(k6VersionFrom("k6 1.2"));
}

} // namespace
} // namespace holdpoint
