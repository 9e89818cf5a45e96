// SPDX-License-Identifier: GPL-3.0-or-later
// A queue of tests under way: order, pauses, skips, stops, marks, clocks.
#include "core/session/armed_start.h"
#include "core/session/plan_change.h"
#include "core/session/plan_runner.h"
#include "core/session/run_interruption.h"
#include "core/session/wake_lock.h"
#include "tests/integration/session/session_fixture.h"
#include "tests/support/silent_port.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace holdpoint {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

namespace {

constexpr int kQueueLimitMs = 60'000;

RunRecord ended(std::int64_t id, const std::string& test, RunOutcome outcome, RunKind kind = RunKind::Load)
{
    RunRecord run;
    run.id = id;
    run.testId = test;
    run.kind = kind;
    run.startedAt = at(static_cast<int>(id) * 100);
    run.endedAt = at(static_cast<int>(id) * 100 + 10);
    run.result.outcome = outcome;
    return run;
}

std::string states(const RunQueue& queue)
{
    std::string text;
    for (const RunQueue::Entry& entry : queue.entries()) {
        constexpr const char* kWords = "wRds"; // waiting, running, done, skipped
        text += entry.test->id + kWords[static_cast<int>(entry.state)] + " ";
    }
    return text;
}

} // namespace

TEST(RunQueueTest, WhatWaitsIsMovedSkippedAndTakenBackAndTheRestIsNot)
{
    std::vector<TestPlan> tests(3);
    tests[0].id = "a";
    tests[1].id = "b";
    tests[2].id = "c";
    RunQueue queue({&tests[0], &tests[1], &tests[2]});
    ASSERT_OK(queue.move(2, -1));
    EXPECT_EQ(states(queue), "aw cw bw ");
    EXPECT_EQ(queue.begin()->id, "a");
    EXPECT_FALSE(queue.move(1, -1)) << "the one before it runs already";
    EXPECT_FALSE(queue.skip(0));
    ASSERT_OK(queue.skip(1));
    EXPECT_EQ(states(queue), "aR cs bw ");
    EXPECT_EQ(queue.next()->id, "b");
    ASSERT_OK(queue.takeBack(1));
    queue.end(RunOutcome::Failed);
    EXPECT_EQ(queue.begin()->id, "c");
    EXPECT_EQ(states(queue), "ad cR bw ");
    EXPECT_EQ(queue.entries()[0].outcome, RunOutcome::Failed);
    EXPECT_FALSE(queue.takeBack(7));
}

TEST(RunQueueTest, ExactlyTheTestsWhoseNewestCountingRunFailedRunAgain)
{
    Plan plan;
    for (const char* id : {"a", "b", "c", "d", "e"}) {
        plan.tests.emplace_back().id = id;
    }
    auto excused = ended(6, "d", RunOutcome::Failed);
    excused.isCounting = false;
    const std::vector<RunRecord> runs{
        ended(1, "a", RunOutcome::Failed),       ended(2, "a", RunOutcome::Passed),
        ended(3, "b", RunOutcome::Inconclusive), ended(4, "b", RunOutcome::Passed, RunKind::Baseline),
        ended(5, "d", RunOutcome::Warned),       excused,
        ended(7, "e", RunOutcome::Aborted)};
    EXPECT_THAT(testsToRunAgain(plan, runs), ElementsAre("b", "e"));
}

TEST(ClockWatchTest, TellsASleepAndASetClockOnceAndKeepsQuietOtherwise)
{
    const auto reading = [](double wall, double steady, double boot) {
        const auto nanos = [](double seconds) {
            return std::chrono::duration_cast<Nanos>(std::chrono::duration<double>(seconds));
        };
        return ClockReading{WallTime{std::chrono::duration_cast<Micros>(nanos(wall))}, SteadyTime{nanos(steady)}, nanos(boot)};
    };
    ClockWatch watch(reading(1000, 10, 10));
    EXPECT_EQ(watch.look(reading(1001.2, 11, 11)), std::nullopt);
    EXPECT_THAT(watch.look(reading(1005.2, 12, 12)).value_or(""), HasSubstr("went 3.2\u00a0s ahead"));
    EXPECT_EQ(watch.look(reading(1006.2, 13, 13)), std::nullopt);
    EXPECT_THAT(watch.look(reading(996.2, 14, 14)).value_or(""), HasSubstr("went 11\u00a0s back"));
    EXPECT_THAT(watch.look(reading(1039.2, 15, 57)).value_or(""), HasSubstr("slept for 42\u00a0s"));
    EXPECT_EQ(watch.look(reading(1040.2, 16, 58)), std::nullopt);
}

class QueueTest : public SessionTest
{
protected:
    QueueTest()
    {
        std::string plan = kSessionPlan;
        plan.erase(plan.find("tests:"));
        const std::string base = "http://127.0.0.1:8080";
        plan.replace(plan.find(base), base.size(), m_nobody.url());
        plan += "generator: {max_lag: 60s, max_busy: 100%, max_limited: 100%}\npause: 1h\ntests:\n";
        for (const char* id : {"a", "b", "c"}) {
            plan += std::string("  ") + id + ":\n    title: Test " + id + R"(
    scenarios:
      one:
        executor: constant-arrival-rate
        rate: 5/s # slow
        duration: 2s
        graceful_stop: 1s
        pre_allocated_vus: 2
        max_vus: 4
        flow: [{get: /x, name: x}]
    thresholds:
      - {metric: http_req_failed, target: "rate<0.001", critical: "rate<0.01", min_n: 1}
)";
        }
        write("plan.yaml", plan);
        m_session = session();
        m_runner = std::make_unique<PlanRunner>(*m_session);
        QObject::connect(m_runner.get(), &PlanRunner::logged, &m_context,
                         [this](const QString& line) { m_log += line.toStdString() + "\n"; });
    }

    Result<std::int64_t> openWindow() const
    {
        const WallTime now = systemClock().wallNow();
        return m_session->dossier().openWindow(now, now + std::chrono::hours{1}, Json::object(), ben());
    }
    /// Told everywhere: load may start.
    void announceWindow(std::int64_t window) const
    {
        OutsideStep step;
        step.window = window;
        step.step = std::string(kWholeWindow);
        step.state = StepState::Done;
        step.by = ben();
        step.at = systemClock().wallNow();
        ASSERT_OK(m_session->dossier().addStep(step, 0));
    }

    bool reaches(PlanRunner::State state)
    {
        return QTest::qWaitFor([this, state] { return m_runner->state() == state; }, kQueueLimitMs);
    }
    std::vector<std::string> ranTests()
    {
        std::vector<std::string> tests;
        const auto runs = *m_session->dossier().runs();
        for (const RunRecord& run : runs) {
            tests.push_back(run.testId + " " + std::string(nameOf(run.result.outcome)));
        }
        return tests;
    }

    const SilentPort m_nobody{SilentPort::Kind::Refusing};
    std::unique_ptr<Session> m_session;
    std::unique_ptr<PlanRunner> m_runner;
    std::string m_log;
    QObject m_context;
};

TEST_F(QueueTest, RunsInItsOrderWithPausesThatAPersonEndsAndSkipsWhatIsSkipped)
{
    ASSERT_OK(m_runner->start({}));
    ASSERT_OK(m_runner->moveTest(2, -1)); // a, c, b
    ASSERT_TRUE(reaches(PlanRunner::State::Pausing)) << m_log;
    EXPECT_EQ(states(m_runner->queue()), "ad cw bw ");
    EXPECT_GT(*m_runner->pauseLeft(), std::chrono::minutes{50});
    m_runner->setPause(std::chrono::minutes{2});
    EXPECT_LT(*m_runner->pauseLeft(), std::chrono::minutes{3});
    ASSERT_OK(m_runner->skipTest(2, QStringLiteral("skipped by Ben")));
    m_runner->goOn();
    ASSERT_TRUE(reaches(PlanRunner::State::Finished)) << m_log;

    EXPECT_THAT(ranTests(), ElementsAre("a failed", "c failed"));
    EXPECT_EQ(states(m_runner->queue()), "ad cd bs ");
    EXPECT_FALSE(m_runner->wasStoppedByPerson());
    EXPECT_FALSE(m_runner->takeBackTest(2)) << "nothing runs any more";
}

TEST_F(QueueTest, ATestThatIsSkippedWhileItRunsIsAbortedAndTheNextOneFollows)
{
    PlanRunner::Request request;
    request.pause = Nanos{0};
    request.tests = {QStringLiteral("a"), QStringLiteral("b")};
    ASSERT_OK(m_runner->start(request));
    ASSERT_TRUE(reaches(PlanRunner::State::Running)) << m_log;
    ASSERT_OK(m_runner->skipTest(0, QStringLiteral("skipped by Ben")));
    ASSERT_TRUE(reaches(PlanRunner::State::Finished)) << m_log;
    EXPECT_THAT(ranTests(), ElementsAre("a aborted", "b failed"));
    EXPECT_THAT(m_session->dossier().runs()->front().result.reasons, Contains(HasSubstr("skipped by Ben")));
    const auto rows = m_session->dossier().audit();
    EXPECT_EQ(std::count_if(rows->begin(), rows->end(),
                            [](const AuditRow& row) { return row.text.find(kAuditTestSkipped) != std::string::npos; }),
              1)
        << "as of one that waited";
}

TEST_F(QueueTest, TheLastTestThatWaitsIsSkippedInThePauseAndNothingIsLeft)
{
    PlanRunner::Request request;
    request.tests = {QStringLiteral("a"), QStringLiteral("b")};
    ASSERT_OK(m_runner->start(request));
    ASSERT_TRUE(reaches(PlanRunner::State::Pausing)) << m_log;
    ASSERT_OK(m_runner->skipTest(1, QString()));
    EXPECT_EQ(m_runner->state(), PlanRunner::State::Finished);
    EXPECT_THAT(ranTests(), SizeIs(1));
}

TEST_F(QueueTest, WhatAPersonDoesWithWaitingTestsStandsInTheAuditLogAndIsNotUndoneAfterACrash)
{
    ASSERT_OK(m_runner->start({}));
    ASSERT_OK(m_runner->moveTest(2, -1, ben())); // a, c, b
    ASSERT_TRUE(reaches(PlanRunner::State::Pausing)) << m_log;
    ASSERT_OK(m_runner->skipTest(2, QStringLiteral("skipped by Ben Tal"), ben()));
    ASSERT_OK(m_runner->takeBackTest(2, ben()));
    ASSERT_OK(m_runner->skipTest(1, QStringLiteral("skipped by Ben Tal"), ben()));
    std::string log;
    const auto rows = m_session->dossier().audit();
    for (const AuditRow& row : *rows) {
        log += row.text + "\n";
    }
    EXPECT_THAT(log, HasSubstr(R"("action":"tests reordered")"));
    EXPECT_THAT(log, HasSubstr(R"({"tests":["a","c","b"]})"));
    EXPECT_THAT(log, HasSubstr(R"("action":"test skipped")"));
    EXPECT_THAT(log, HasSubstr(R"({"test":"c"})"));
    EXPECT_THAT(log, HasSubstr(R"("action":"test taken back")"));
    EXPECT_THAT(log, HasSubstr("Ben Tal"));

    m_runner->stop(QStringLiteral("enough"));
    Dossier& dossier = m_session->dossier();
    const auto crashed = dossier.beginRun("a", RunKind::Load, m_session->plan(), systemClock().wallNow());
    RunResult lost;
    lost.outcome = RunOutcome::Interrupted;
    ASSERT_OK(dossier.endRun(*crashed, systemClock().wallNow(), "interrupted: the program ended", lost));
    const auto found = interruptionOf(dossier, m_session->plan());
    ASSERT_OK(found);
    ASSERT_TRUE(*found);
    EXPECT_THAT((*found)->waiting, ElementsAre("b")) << "c was skipped and stays so";
}

TEST_F(QueueTest, MarksAndJumpsOfTheClockStandInTheRunAndItsReport)
{
    double ahead = 0;
    PlanRunner::Request request;
    request.tests = {QStringLiteral("a")};
    request.readClocks = [&ahead] {
        ClockReading reading = readClocks();
        reading.wall += std::chrono::duration_cast<Micros>(std::chrono::duration<double>(ahead));
        return reading;
    };
    bool isMarked = false;
    QObject::connect(m_runner.get(), &PlanRunner::frameStored, &m_context, [&](qint64 run, const Frame&) {
        if (!std::exchange(isMarked, true)) {
            ahead = 90;
            EXPECT_TRUE(m_session->markRun(run, std::chrono::duration<double>(m_runner->elapsed()).count(),
                                           systemClock().wallNow(), "two pods added", ben()));
        }
    });
    ASSERT_OK(m_runner->start(request));
    ASSERT_TRUE(reaches(PlanRunner::State::Finished)) << m_log;

    const auto notes = m_session->dossier().runNotes()->at(1);
    std::vector<std::string> texts;
    for (const RunNote& note : notes) {
        texts.push_back(std::string(nameOf(note.kind)) + " " + note.by + ": " + note.text);
    }
    EXPECT_THAT(texts, Contains("mark Ben Tal: two pods added"));
    EXPECT_THAT(texts, Contains(HasSubstr("clock : The machine's clock went 90\u00a0s ahead")));
    const Json json = toJson(*m_session->report());
    EXPECT_EQ(json["tests"][0]["runs"][0]["notes"].size(), 2U);
    EXPECT_THAT(toMarkdown(*m_session->report()), HasSubstr("two pods added"));
    EXPECT_THAT(toHtml(*m_session->report(), {}), HasSubstr("two pods added"));
}

TEST_F(QueueTest, ARunThatDoesNotCountLeavesTheVerdictToTheOneBeforeIt)
{
    PlanRunner::Request request;
    request.tests = {QStringLiteral("a")};
    ASSERT_OK(m_runner->start(request));
    ASSERT_TRUE(reaches(PlanRunner::State::Finished)) << m_log;
    EXPECT_EQ(m_session->report()->tests[0].verdict, RunOutcome::Failed);

    EXPECT_FALSE(m_session->setCounting(1, false, "", ben())) << "a reason is needed";
    ASSERT_OK(m_session->setCounting(1, false, "nobody listened", ben()));
    EXPECT_EQ(m_session->report()->tests[0].verdict, RunOutcome::NotRun);
    EXPECT_EQ(toJson(*m_session->report())["tests"][0]["runs"][0]["not_counting_reason"], "nobody listened");
    EXPECT_THAT(m_session->report()->tests[0].remark, HasSubstr("run 1 (failed) does not count: nobody listened"));
    EXPECT_THAT(m_session->report()->reasons, Contains(HasSubstr("does not count: nobody listened"))) << "on page 1";
    ASSERT_OK(m_session->setCounting(1, true, "it was meant so", ben()));
    EXPECT_EQ(m_session->report()->tests[0].verdict, RunOutcome::Failed);
    EXPECT_THAT(m_session->dossier().audit()->back().text, HasSubstr("run declared counting"));
}

TEST_F(QueueTest, AnArmedStartWaitsForTheWindowAndCanBeCancelled)
{
    ArmedStart armed(*m_session);
    QSignalSpy due(&armed, &ArmedStart::due);
    PlanRunner::Request request;
    request.tests = {QStringLiteral("b")};
    armed.arm(request);
    EXPECT_TRUE(armed.isArmed());
    EXPECT_FALSE(armed.sentence().isEmpty());
    armed.cancel();
    EXPECT_FALSE(armed.isArmed());

    armed.arm(request);
    const auto window = openWindow();
    ASSERT_OK(window);
    ASSERT_TRUE(QTest::qWaitFor([&armed] { return armed.sentence().contains(QStringLiteral("not announced")); }, kQueueLimitMs));
    EXPECT_EQ(due.count(), 0);
    announceWindow(*window);
    ASSERT_TRUE(QTest::qWaitFor([&due] { return due.count() == 1; }, kQueueLimitMs));
    EXPECT_FALSE(armed.isArmed());
    EXPECT_EQ(due[0][0].value<PlanRunner::Request>().tests, request.tests);
}

TEST_F(QueueTest, AfterACrashTheNextProgramSaysWhereItEndedAndWhatHadNotBegun)
{
    Dossier& dossier = m_session->dossier();
    ASSERT_OK(dossier.addAudit(std::string(kAuditQueueStarted),
                               Json{{"tests", {"a", "b", "c"}}, {"kind", "load"}, {"after_run", 0}}, {}, at(0)));
    const auto first = dossier.beginRun("a", RunKind::Load, m_session->plan(), at(1));
    ASSERT_OK(dossier.endRun(*first, at(9), "done", RunResult{}));
    const auto second = dossier.beginRun("b", RunKind::Load, m_session->plan(), at(10));
    RunResult lost;
    lost.outcome = RunOutcome::Interrupted;
    lost.loadSpan = TimeSpan{at(10), at(11)};
    ASSERT_OK(dossier.endRun(*second, at(12), "interrupted: the program ended", lost));

    const auto found = interruptionOf(dossier, m_session->plan());
    ASSERT_OK(found);
    ASSERT_TRUE(*found);
    EXPECT_EQ((*found)->sentence(m_session->plan()),
              "Run 2 (Test b) was interrupted at 10:00:12 UTC, in second 1 of 2. Its 1\u00a0s "
              "of data are kept. Not started: Test c.");
    EXPECT_THAT((*found)->testsToRun(), ElementsAre("b", "c"));
    ASSERT_OK(dossier.beginRun("b", RunKind::Load, m_session->plan(), at(20)));
    EXPECT_FALSE(*interruptionOf(dossier, m_session->plan())) << "a later run began";
}

TEST_F(QueueTest, AChangedPlanIsWrittenWithItsCommentsAndItsLinesStandInTheAuditLog)
{
    const PlanPath rate{"tests", "a", "scenarios", "one", "rate"};
    const auto wrong = planChange(*m_session, {}, {{rate, "many"}});
    ASSERT_OK(wrong);
    EXPECT_THAT(wrong->faults, Not(IsEmpty()));
    EXPECT_FALSE(writePlanChange(*m_session, *wrong, ben()));

    const auto change = planChange(*m_session, {}, {{rate, "9/s"}});
    ASSERT_OK(change);
    EXPECT_THAT(change->lines, ElementsAre(HasSubstr("-        rate: 5/s # slow"), HasSubstr("+        rate: 9/s # slow")));
    ASSERT_OK(writePlanChange(*m_session, *change, ben()));
    const auto rows = *m_session->dossier().audit();
    EXPECT_THAT(rows.back().text, HasSubstr("\"action\":\"plan edited\""));
    EXPECT_THAT(rows.back().text, HasSubstr("+        rate: 9/s # slow"));
    EXPECT_THAT(rows.back().text, HasSubstr("Ben Tal"));
    EXPECT_THAT(planChange(*m_session, {}, {{rate, "10/s"}}).error().message, HasSubstr("was changed since it was read"));

    const auto again = session(); // stores the new text as a plan of its own
    EXPECT_THAT(*again->dossier().plans(), SizeIs(2));
    EXPECT_EQ(again->plan().test("a")->scenarios[0].executor.ratePerSecond, 9);
}

namespace {

void putInhibitor(const QTemporaryDir& folder, const QByteArray& script)
{
    QFile file(folder.filePath(QStringLiteral("systemd-inhibit")));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write("#!/bin/sh\n" + script);
    file.close();
    ASSERT_TRUE(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
}

} // namespace

TEST_F(QueueTest, TheMachineStaysAwakeAsLongAsAnArmedStartWaits)
{
    const QTemporaryDir folder;
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", folder.path().toUtf8() + ":" + path);
    const QString seen = folder.filePath(QStringLiteral("seen"));
    putInhibitor(folder, "echo \"$@\" > " + seen.toUtf8() + "\ncat\nrm " + seen.toUtf8() + "\n");
    ArmedStart armed(*m_session);
    armed.arm({});
    EXPECT_TRUE(QTest::qWaitFor([&seen] { return QFile::exists(seen); }, kQueueLimitMs));
    armed.cancel();
    EXPECT_TRUE(QTest::qWaitFor([&seen] { return !QFile::exists(seen); }, kQueueLimitMs));
    qputenv("PATH", path);
}

TEST_F(QueueTest, AnArmedStartOfASharedReleaseBeginsThoughWhatIsShownIsBehind)
{
    m_session->showAside(); // as over a database
    ArmedStart armed(*m_session);
    QSignalSpy due(&armed, &ArmedStart::due);
    armed.arm({});
    const auto window = openWindow();
    ASSERT_OK(window);
    announceWindow(*window);
    m_session->noteChange();
    ASSERT_TRUE(QTest::qWaitFor([&due] { return due.count() == 1; }, kQueueLimitMs));
}

TEST(WakeLockTest, HoldsAsLongAsItIsWantedAndSaysWhyItCannot)
{
    QTemporaryDir folder;
    const QByteArray path = qgetenv("PATH");
    const auto put = [&folder](const QByteArray& script) { putInhibitor(folder, script); };
    qputenv("PATH", folder.path().toUtf8() + ":" + path);
    const QString seen = folder.filePath(QStringLiteral("seen"));
    put("echo \"$@\" > " + seen.toUtf8() + "\ncat\nrm " + seen.toUtf8() + "\n");
    {
        WakeLock lock;
        QSignalSpy told(&lock, &WakeLock::told);
        lock.hold(QStringLiteral("Load test"));
        ASSERT_TRUE(QTest::qWaitFor([&seen] { return QFile::exists(seen); }, kQueueLimitMs));
        EXPECT_TRUE(lock.isHeld());
        ASSERT_TRUE(QTest::qWaitFor([&seen] { return QFile(seen).size() > 0; }, kQueueLimitMs));
        QFile words(seen);
        ASSERT_TRUE(words.open(QIODevice::ReadOnly));
        EXPECT_THAT(words.readAll().toStdString(), HasSubstr("--what=sleep:idle:handle-lid-switch")) << "a closed lid is no end";
        lock.release();
        ASSERT_TRUE(QTest::qWaitFor([&seen] { return !QFile::exists(seen); }, kQueueLimitMs)) << "it ends with us";
        EXPECT_EQ(told.count(), 0);
    }
    put("case \"$*\" in *lid*) echo denied >&2; exit 1;; esac\necho \"$@\" > " + seen.toUtf8() + "\ncat\nrm " + seen.toUtf8() +
        "\n");
    {
        WakeLock lock;
        QSignalSpy told(&lock, &WakeLock::told);
        lock.hold(QStringLiteral("Load test"));
        ASSERT_TRUE(QTest::qWaitFor([&seen] { return QFile::exists(seen); }, kQueueLimitMs)) << "without the lid, if need be";
        EXPECT_TRUE(lock.isHeld());
        EXPECT_EQ(told.count(), 0);
        lock.release();
        ASSERT_TRUE(QTest::qWaitFor([&seen] { return !QFile::exists(seen); }, kQueueLimitMs));
    }
    put("echo 'Failed to inhibit: no logind' >&2\nexit 1\n");
    {
        WakeLock lock;
        QSignalSpy told(&lock, &WakeLock::told);
        lock.hold(QStringLiteral("Load test"));
        ASSERT_TRUE(QTest::qWaitFor([&told] { return told.count() == 1; }, kQueueLimitMs));
        EXPECT_THAT(told[0][0].toString().toStdString(), HasSubstr("no logind"));
        EXPECT_FALSE(lock.isHeld());
    }
    qputenv("PATH", folder.path().toUtf8() + "/none");
    {
        WakeLock lock;
        QSignalSpy told(&lock, &WakeLock::told);
        lock.hold(QStringLiteral("Load test"));
        ASSERT_EQ(told.count(), 1);
        EXPECT_THAT(told[0][0].toString().toStdString(), HasSubstr("no systemd-inhibit"));
    }
    qputenv("PATH", path);
}

} // namespace holdpoint
