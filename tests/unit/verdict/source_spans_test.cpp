// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/source_spans.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using namespace std::chrono_literals;
using testing::SizeIs;

constexpr const char* kName = "prometheus";

WallTime at(Nanos sinceLoad)
{
    return WallTime{1'700'000'000s} + std::chrono::duration_cast<Micros>(sinceLoad);
}

std::string text(const std::vector<SourceSpan>& spans)
{
    std::string all;
    for (const SourceSpan& span : spans) {
        const auto second = [](WallTime time) { return std::to_string((time - at(0s)) / 1s); };
        all += (span.isAnswering ? "+" : "-") + second(span.from) + ".." + second(span.to) +
               (span.reason.empty() ? "" : " " + span.reason) + ";";
    }
    return all;
}

TEST(SpanKeeperTest, AnswersThatFollowEachOtherAreOneSpan)
{
    SpanKeeper keeper(1);
    for (int i = 0; i < 12; ++i) {
        keeper.answered(kName, at(i * 5s), 30s);
    }
    keeper.finish(at(60s));
    EXPECT_EQ(text(keeper.spans()), "+0..60;");
    EXPECT_FALSE(keeper.silent(kName));
}

TEST(SpanKeeperTest, AGapBeginsWithTheQuestionThatWasMissedAndKeepsItsFirstReason)
{
    SpanKeeper keeper(1);
    keeper.answered(kName, at(0s), 30s);
    keeper.answered(kName, at(5s), 30s);
    keeper.missed(kName, at(10s), "connection refused");
    keeper.missed(kName, at(15s), "no answer in 10 s");
    ASSERT_TRUE(keeper.silent(kName));
    EXPECT_EQ(keeper.silent(kName)->from, at(10s));
    keeper.answered(kName, at(50s), 30s);
    keeper.finish(at(60s));
    EXPECT_EQ(text(keeper.spans()), "+0..10;-10..50 connection refused;+50..60;");
}

TEST(SpanKeeperTest, AnAnswerThatIsNeverRenewedLapses)
{
    SpanKeeper keeper(1);
    keeper.answered("engine", at(0s), 1s);
    keeper.answered("engine", at(1s), 1s);
    keeper.answered("engine", at(5s), 1s); // seconds 2 to 4 never came
    keeper.finish(at(9s));
    EXPECT_EQ(text(keeper.spans()), "+0..2;-2..5 nothing was heard of it;+5..6;-6..9 nothing was heard of it;");
}

TEST(SpanKeeperTest, GivesEachChangedSpanOnceAndWhole)
{
    SpanKeeper keeper(1);
    keeper.answered(kName, at(0s), 30s);
    EXPECT_EQ(text(keeper.takeChanges()), "+0..0;");
    EXPECT_THAT(keeper.takeChanges(), SizeIs(0));
    keeper.answered(kName, at(5s), 30s);
    EXPECT_EQ(text(keeper.takeChanges()), "+0..5;");
    keeper.missed(kName, at(10s), "gone");
    EXPECT_EQ(text(keeper.takeChanges()), "+0..10;-10..10 gone;");
}

TEST(SpanKeeperTest, NoTwoSpansOfASourceBeginAtTheSameTime)
{
    SpanKeeper keeper(1);
    keeper.answered(kName, at(5s), 30s);
    keeper.missed(kName, at(5s), "gone");
    keeper.answered(kName, at(4s), 30s); // the clock was set back
    keeper.finish(at(10s));
    EXPECT_EQ(text(keeper.spans()), "+5..10;");
}

TEST(CoverageTest, CountsTheLoadAloneAndListsWhatWasMissed)
{
    const std::vector<SourceSpan> spans{{1, kName, at(-10s), at(20s), true, ""},
                                        {1, kName, at(20s), at(60s), false, "refused"},
                                        {1, kName, at(60s), at(200s), true, ""},
                                        {2, kName, at(20s), at(60s), true, ""},
                                        {1, "grafana", at(0s), at(100s), true, ""}};
    const Coverage coverage = coverageOf(spans, 1, kName, {at(0s), at(100s)});
    EXPECT_TRUE(coverage.wasWatched);
    EXPECT_DOUBLE_EQ(coverage.share(), 0.6);
    ASSERT_THAT(coverage.gaps, SizeIs(1));
    EXPECT_EQ(text(coverage.gaps), "-20..60 refused;");
    EXPECT_DOUBLE_EQ(coverage.longestGap(), 40);
}

TEST(CoverageTest, OverlappingSpansCountOnce)
{
    const std::vector<SourceSpan> spans{{1, kName, at(0s), at(60s), true, ""}, {1, kName, at(50s), at(100s), true, ""}};
    EXPECT_DOUBLE_EQ(coverageOf(spans, 1, kName, {at(0s), at(100s)}).share(), 1);
}

TEST(CoverageTest, WhatNoSpanSpeaksOfIsNotCovered)
{
    const Coverage none = coverageOf({}, 1, kName, {at(0s), at(100s)});
    EXPECT_FALSE(none.wasWatched);
    EXPECT_DOUBLE_EQ(none.share(), 0);
    const Coverage half = coverageOf({{1, kName, at(0s), at(50s), true, ""}}, 1, kName, {at(0s), at(100s)});
    EXPECT_DOUBLE_EQ(half.share(), 0.5);
    EXPECT_DOUBLE_EQ(half.longestGap(), 50);
    EXPECT_DOUBLE_EQ(coverageOf({{1, kName, at(0s), at(50s), true, ""}}, 1, kName, {at(9s), at(9s)}).share(), 0);
}

} // namespace
} // namespace holdpoint
