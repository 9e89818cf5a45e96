// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/dossier/dossier_fixture.h"

#include "core/dossier/reading_stop.h"
#include "core/dossier/series_reader.h"
#include "core/dossier/sql_connection.h"
#include "core/metrics/totals.h"

#include <atomic>
#include <memory>

namespace holdpoint {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

namespace {

std::vector<std::string> order(const Dossier& dossier, std::int64_t run, std::uint64_t afterSeq = 0)
{
    std::vector<std::string> seen;
    const auto done = dossier.readFrames(run, afterSeq, [&](const Frame& frame) {
        seen.push_back(std::to_string(frame.tick) + " " + frame.shard + " " + std::to_string(frame.seq));
    });
    EXPECT_TRUE(done) << messageOf(done);
    return seen;
}

Frame withError(std::uint64_t seq, const std::string& sample)
{
    Frame frame = frameOf(seq);
    frame.errors.push_back({"timeout", "search", "no answer in 10 s", 1, sample});
    return frame;
}

} // namespace

TEST_F(DossierTest, GivesBackTheRunAsItWasWritten)
{
    const auto dossier = made();
    const auto run = dossier->beginRun("search", RunKind::Retest, planNamed("plan"), at(0));
    ASSERT_OK(run);
    EXPECT_EQ(*run, 1);
    auto runs = dossier->runs();
    ASSERT_THAT(*runs, SizeIs(1));
    EXPECT_FALSE((*runs)[0].endedAt);
    EXPECT_EQ((*runs)[0].result.outcome, RunOutcome::NotRun);

    RunResult result;
    result.outcome = RunOutcome::Warned;
    result.reasons = {"p(95) is over its target"};
    ASSERT_OK(dossier->endRun(*run, at(60), "duration reached", result));
    runs = opened()->runs();
    ASSERT_TRUE(runs) << messageOf(runs);
    const RunRecord& record = (*runs)[0];
    EXPECT_EQ(record.testId, "search");
    EXPECT_EQ(record.kind, RunKind::Retest);
    EXPECT_EQ(record.startedAt, at(0));
    EXPECT_EQ(record.endedAt, at(60));
    EXPECT_EQ(record.whyEnded, "duration reached");
    EXPECT_EQ(record.planSha256, planNamed("plan").sha256);
    EXPECT_EQ(record.result.outcome, RunOutcome::Warned);
    EXPECT_EQ(record.result.reasons, result.reasons);
    EXPECT_FALSE(record.isRehearsal);
    EXPECT_EQ(*dossier->beginRun("search", RunKind::Load, planNamed("plan"), at(100)), 2);
}

TEST_F(DossierTest, AReaderWhoIsStoppedReadsNoFurtherRowUntilItsStopIsGone)
{
    const auto dossier = made();
    const auto run = dossier->beginRun("search", RunKind::Load, planNamed("plan"), at(0));
    ASSERT_OK(run);
    ASSERT_OK(dossier->addFrames(*run, {frameOf(1), frameOf(2), frameOf(3)}));
    const auto stop = std::make_shared<std::atomic<bool>>(false);
    int seen = 0;
    {
        const ReadingStop reading(stop);
        const auto done = dossier->readFrames(*run, 0, [&](const Frame&) { *stop = ++seen == 2; });

        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().kind, Error::Kind::Cancelled);
        EXPECT_THAT(done.error().message, HasSubstr("stopped"));
        EXPECT_FALSE(dossier->framesSha256(*run));
        EXPECT_EQ(seen, 2);
    }
    EXPECT_THAT(order(*dossier, *run), SizeIs(3));
}

TEST_F(DossierTest, SeveralReadersBringTheWantedSeriesInTheOrderOfTheFrames)
{
    const auto dossier = made();
    const auto run = *dossier->beginRun("search", RunKind::Load, planNamed("plan"), at(0));
    std::vector<Frame> frames;
    for (std::uint64_t seq = 1; seq <= 1300; ++seq) {
        for (const char* shard : {"1/2", "2/2"}) {
            if (seq % 100 != 7) { // holes
                frames.push_back(frameOf(seq, seq, shard));
                frames.back().trends["http_req_waiting"].record(std::chrono::milliseconds{3});
            }
        }
    }
    ASSERT_OK(dossier->addFrames(run, frames));
    const SeriesNames wanted{"http_req_duration", "vus"};
    std::vector<std::string> expected;
    ASSERT_OK(dossier->readFrames(run, 0, [&](Frame frame) {
        frame.counters.clear();
        frame.rates.clear();
        frame.trends.erase("http_req_waiting");
        expected.push_back(dumpJson(toJson(frame)));
    }));
    std::vector<std::string> seen;
    ASSERT_OK(readSeries(dossier->file(), run, wanted, [&](const Frame& frame) { seen.push_back(dumpJson(toJson(frame))); }));
    EXPECT_EQ(seen, expected);
    EXPECT_THAT(seen, SizeIs(2 * 1287));

    auto stop = std::make_shared<std::atomic<bool>>(false);
    int count = 0;
    {
        const ReadingStop reading(stop);
        const auto done = readSeries(dossier->file(), run, wanted, [&](const Frame&) { *stop = ++count == 5; });
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().kind, Error::Kind::Cancelled);
        EXPECT_EQ(count, 5);
    }
    ASSERT_OK(readSeries(dossier->file(), 99, wanted, [&](const Frame&) { ++count; }));
    EXPECT_EQ(count, 5) << "a run without frames";
    EXPECT_FALSE(readSeries(dossier->file().string() + ".none", run, wanted, [](const Frame&) {}));
}

TEST_F(DossierTest, ADamagedFrameEndsTheReadingWithItsNumber)
{
    const auto dossier = made();
    const auto run = *dossier->beginRun("search", RunKind::Load, planNamed("plan"), at(0));
    std::vector<Frame> frames;
    for (std::uint64_t seq = 1; seq <= 1300; ++seq) {
        frames.push_back(frameOf(seq));
    }
    ASSERT_OK(dossier->addFrames(run, frames));
    {
        const auto connection = SqlConnection::open(dossier->file());
        ASSERT_TRUE(connection);
        ASSERT_OK((*connection)->execute(QStringLiteral("UPDATE frames SET frame = x'0203' WHERE seq = 700")));
    }
    std::uint64_t last = 0;
    const auto done = readSeries(dossier->file(), run, {}, [&last](const Frame& frame) { last = frame.seq; });
    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().message, HasSubstr("frame 700"));
    EXPECT_LT(last, 700U);
}

TEST_F(DossierTest, MarksRunsOfARehearsal)
{
    auto dossier = Dossier::create(path("r.holdpoint"), platform(), true);
    ASSERT_OK(dossier);
    ASSERT_OK((*dossier)->beginRun("search", RunKind::Load, planNamed("plan"), at(0)));
    EXPECT_TRUE((*(*dossier)->runs())[0].isRehearsal);
}

TEST_F(DossierTest, GivesFramesInTheOrderOfTickAndShard)
{
    const auto dossier = made();
    const auto run = *dossier->beginRun("search", RunKind::Load, planNamed("plan"), at(0));
    ASSERT_OK(dossier->addFrames(run, {frameOf(2, 1, "2/2"), frameOf(1, 1, "2/2")}));
    ASSERT_OK(dossier->addFrames(run, {frameOf(1, 1, "1/2"), frameOf(2, 1, "1/2"), frameOf(3, 1, "1/2")}));
    EXPECT_THAT(order(*dossier, run), ElementsAre("0 1/2 1", "0 2/2 1", "1 1/2 2", "1 2/2 2", "2 1/2 3"));
    EXPECT_THAT(order(*dossier, run, 2), ElementsAre("2 1/2 3"));
    EXPECT_THAT(order(*dossier, run + 1), SizeIs(0));
}

TEST_F(DossierTest, CountsARepeatedFrameOnce)
{
    const auto dossier = made();
    const auto run = *dossier->beginRun("search", RunKind::Load, planNamed("plan"), at(0));
    ASSERT_OK(dossier->addFrames(run, {frameOf(1), frameOf(2), frameOf(1, 999)}));
    ASSERT_OK(dossier->addFrames(run, {frameOf(2, 999), frameOf(3)}));
    MetricTotals totals;
    ASSERT_OK(opened()->readFrames(run, 0, [&](const Frame& frame) { totals.add(frame); }));
    EXPECT_EQ(totals.frameCount(), 3U);
    EXPECT_EQ(totals.value("http_reqs", {AggregateKind::Count, 0}), 30.0);
    EXPECT_EQ(totals.sampleCount("http_req_duration"), 30U);
}

TEST_F(DossierTest, KeepsFramesWithAllThatTheyHold)
{
    const auto dossier = made();
    const auto run = *dossier->beginRun("search", RunKind::Load, planNamed("plan"), at(0));
    Frame frame = frameOf(1);
    frame.isFinal = true;
    ASSERT_OK(dossier->addFrames(run, {frame}));
    std::vector<Frame> seen;
    ASSERT_OK(dossier->readFrames(run, 0, [&](const Frame& stored) { seen.push_back(stored); }));
    ASSERT_THAT(seen, SizeIs(1));
    frame.run = run;
    EXPECT_EQ(toJson(seen[0]), toJson(frame));
}

TEST_F(DossierTest, TakesNoFramesOnceTheRunHasEnded)
{
    const auto dossier = made();
    const auto run = *dossier->beginRun("search", RunKind::Load, planNamed("plan"), at(0));
    ASSERT_OK(dossier->addFrames(run, {frameOf(1)}));
    ASSERT_OK(dossier->endRun(run, at(60), "duration reached", RunResult{}));
    const auto late = dossier->addFrames(run, {frameOf(2)});
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().kind, Error::Kind::Invalid);
    EXPECT_THAT(late.error().message, HasSubstr("run 1"));
    EXPECT_FALSE(dossier->endRun(run, at(61), "again", RunResult{}));
    EXPECT_EQ(dossier->addFrames(7, {frameOf(1)}).error().kind, Error::Kind::NotFound);
}

TEST_F(DossierTest, PutsTheHashOfAllFramesIntoTheAuditRowOfTheEnd)
{
    const auto dossier = made();
    const auto run = *dossier->beginRun("search", RunKind::Load, planNamed("plan"), at(0));
    Frame first = frameOf(1);
    Frame second = frameOf(2);
    ASSERT_OK(dossier->addFrames(run, {second, first}));
    ASSERT_OK(dossier->endRun(run, at(60), "duration reached", RunResult{}));
    first.run = second.run = run;
    const std::string expected = sha256Hex(toBlob(first) + toBlob(second));
    EXPECT_EQ(*dossier->framesSha256(run), expected);
    const auto rows = *dossier->audit();
    const auto json = parseJson(rows.back().text, "row");
    ASSERT_OK(json);
    EXPECT_EQ(stringAt(*json, "action"), kAuditRunEnded);
    EXPECT_EQ(stringAt(memberAt(*json, "detail"), "frames_sha256"), expected);
    EXPECT_EQ(integerAt(memberAt(*json, "detail"), "frames"), 2);
}

TEST_F(DossierTest, KeepsTheFirstTenSamplesOfAnErrorAtAStep)
{
    const auto dossier = made();
    const auto run = *dossier->beginRun("search", RunKind::Load, planNamed("plan"), at(0));
    for (std::uint64_t seq = 1; seq <= 15; ++seq) {
        ASSERT_OK(dossier->addFrames(run, {withError(seq, "{\"n\":" + std::to_string(seq) + "}")}));
    }
    ASSERT_OK(dossier->addFrames(run, {withError(16, "")}));
    Frame other = frameOf(17);
    other.errors.push_back({"reset", "search", "connection reset", 1, "{\"n\":17}"});
    other.errors.push_back({"reset", "search", "far too large", 1, std::string(1'000'000, 'x')});
    ASSERT_OK(dossier->addFrames(run, {other}));
    const auto samples = opened()->errorSamples(run);
    ASSERT_TRUE(samples);
    ASSERT_THAT(*samples, SizeIs(11));
    EXPECT_EQ((*samples)[0].errorClass, "reset");
    EXPECT_EQ((*samples)[0].text, "{\"n\":17}");
    EXPECT_EQ((*samples)[1].text, "{\"n\":1}");
    EXPECT_EQ((*samples)[10].text, "{\"n\":10}");
    EXPECT_EQ((*samples)[10].step, "search");
}

TEST_F(DossierTest, KeepsWhoTookARunOutOfTheCountAndWhy)
{
    const auto dossier = made();
    const auto run = *dossier->beginRun("search", RunKind::Load, planNamed("plan"), at(0));
    EXPECT_THAT(messageOf(dossier->setCounting(run, false, "", anna())), HasSubstr("only with a reason"));
    EXPECT_EQ(dossier->setCounting(9, false, "x", anna()).error().kind, Error::Kind::NotFound);
    ASSERT_OK(dossier->setCounting(run, false, "the network was being repaired", anna()));
    EXPECT_FALSE((*opened()->runs())[0].isCounting);
    EXPECT_EQ((*opened()->runs())[0].notCountingReason, "the network was being repaired");
    EXPECT_THAT(dossier->audit()->back().text, HasSubstr("Anna Berg"));
    ASSERT_OK(dossier->setCounting(run, true, "", anna()));
    EXPECT_TRUE((*dossier->runs())[0].isCounting);
    EXPECT_EQ((*dossier->runs())[0].notCountingReason, "");
}

} // namespace holdpoint
