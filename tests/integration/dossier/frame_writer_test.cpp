// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/frame_writer.h"
#include "tests/integration/dossier/dossier_fixture.h"

#include <QTest>

namespace holdpoint {

using testing::HasSubstr;

namespace {

std::uint64_t storedFrames(const Dossier& dossier, std::int64_t run)
{
    std::uint64_t count = 0;
    EXPECT_TRUE(dossier.readFrames(run, 0, [&](const Frame&) { ++count; }));
    return count;
}

} // namespace

TEST_F(DossierTest, StoresQueuedFramesWithoutBeingAsked)
{
    const auto dossier = made();
    const auto run = *dossier->beginRun("search", RunKind::Load, planNamed("plan"), at(0));
    FrameWriter writer(dossier->file());
    writer.add(run, frameOf(1));
    writer.add(run, frameOf(2));
    EXPECT_TRUE(QTest::qWaitFor([&] { return storedFrames(*dossier, run) == 2; }, 20'000));
    EXPECT_EQ(writer.lastError(), "");
}

TEST_F(DossierTest, HasAllQueuedFramesAfterAFlush)
{
    const auto dossier = made();
    const auto first = *dossier->beginRun("search", RunKind::Load, planNamed("plan"), at(0));
    const auto second = *dossier->beginRun("api", RunKind::Load, planNamed("plan"), at(0));
    FrameWriter writer(dossier->file());
    for (std::uint64_t seq = 1; seq <= 500; ++seq) {
        writer.add(first, frameOf(seq));
        writer.add(second, frameOf(seq));
    }
    ASSERT_OK(writer.flush());
    EXPECT_EQ(storedFrames(*dossier, first), 500U);
    EXPECT_EQ(storedFrames(*dossier, second), 500U);
    ASSERT_OK(writer.flush());
}

TEST_F(DossierTest, HasAllQueuedFramesAfterTheWriterWentAway)
{
    const auto dossier = made();
    const auto run = *dossier->beginRun("search", RunKind::Load, planNamed("plan"), at(0));
    {
        FrameWriter writer(dossier->file());
        writer.add(run, frameOf(1));
    }
    EXPECT_EQ(storedFrames(*dossier, run), 1U);
}

TEST_F(DossierTest, StoresQueuedAlarmsWithoutBeingAsked)
{
    const auto dossier = made();
    FrameWriter writer(dossier->file());
    AlarmRecord alarm{"cpu", 3, at(10), std::nullopt, 91.5, "critical", "CPU is 91.5 %", "Scale up", "", ""};
    writer.addAlarm(alarm);
    EXPECT_TRUE(QTest::qWaitFor([&] { return dossier->alarms()->size() == 1; }, 20'000));
    EXPECT_EQ(writer.lastError(), "");
}

TEST_F(DossierTest, WritesTheNewestStateOfEveryQueuedAlarm)
{
    const auto dossier = made();
    {
        FrameWriter writer(dossier->file());
        AlarmRecord alarm{"cpu", 3, at(10), std::nullopt, 0, "critical", "CPU is high", "Scale up", "", ""};
        for (int second = 1; second <= 200; ++second) {
            alarm.worst = second;
            writer.addAlarm(alarm);
        }
        alarm.to = at(300);
        writer.addAlarm(alarm);
        alarm.from = at(400);
        alarm.to.reset();
        writer.addAlarm(alarm);
        ASSERT_OK(writer.flush());
    }
    const auto alarms = dossier->alarms();
    ASSERT_TRUE(alarms);
    ASSERT_EQ(alarms->size(), 2U);
    EXPECT_EQ((*alarms)[0].worst, 200);
    EXPECT_EQ((*alarms)[0].to, at(300));
    EXPECT_EQ((*alarms)[1].to, std::nullopt);
}

TEST_F(DossierTest, TellsAWriteErrorOnceAndGoesOn)
{
    const auto dossier = made();
    const auto run = *dossier->beginRun("search", RunKind::Load, planNamed("plan"), at(0));
    FrameWriter writer(dossier->file());
    writer.add(4711, frameOf(1));
    EXPECT_THAT(messageOf(writer.flush()), HasSubstr("there is no run 4711"));
    EXPECT_THAT(writer.lastError(), HasSubstr("there is no run 4711"));
    writer.add(run, frameOf(1));
    ASSERT_OK(writer.flush());
    EXPECT_EQ(writer.lastError(), "");
    EXPECT_EQ(storedFrames(*dossier, run), 1U);
}

TEST_F(DossierTest, GivesUpFramesOfARunThatHasEnded)
{
    const auto dossier = made();
    const auto run = *dossier->beginRun("search", RunKind::Load, planNamed("plan"), at(0));
    ASSERT_OK(dossier->endRun(run, at(1), "stopped", RunResult{}));
    FrameWriter writer(dossier->file());
    writer.add(run, frameOf(1));
    EXPECT_THAT(messageOf(writer.flush()), HasSubstr("ended at 10:00:01"));
    ASSERT_OK(writer.flush()); // they are not tried again
    EXPECT_EQ(storedFrames(*dossier, run), 0U);
}

TEST_F(DossierTest, EndsItsWriterEvenWhenTheFileIsGone)
{
    FrameWriter writer(path("never-made.holdpoint"));
    writer.add(1, frameOf(1));
    EXPECT_THAT(messageOf(writer.flush()), HasSubstr("there is no dossier"));
}

} // namespace holdpoint
