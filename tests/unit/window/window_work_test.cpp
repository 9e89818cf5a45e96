// SPDX-License-Identifier: GPL-3.0-or-later
// A window's steps whenever the program dies: every row of the journal is a place to die at.
#include "core/plan/plan_reader.h"
#include "core/window/window_work.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;

/// Rows as the dossier keeps them. Once `rowsLeft` are written the program is dead: nothing more is written.
class Journal : public StepJournal
{
public:
    Result<std::optional<OutsideStep>> newest(std::string_view step) override
    {
        const auto found = m_rows.find(std::string(step));
        return found == m_rows.end() ? std::optional<OutsideStep>() : std::optional(found->second);
    }
    Result<> write(OutsideStep step) override
    {
        if (rowsLeft == 0) {
            return fail(Error::Kind::Internal, "dead");
        }
        --rowsLeft;
        step.number = ++m_number;
        states.push_back(step.step + " " + std::string(nameOf(step.state)));
        m_rows[step.step] = std::move(step);
        return {};
    }
    StepState stateOf(const std::string& step) { return m_rows.at(step).state; }
    std::string reasonOf(const std::string& step) { return m_rows.at(step).reason; }

    int rowsLeft = 1000;
    std::vector<std::string> states;

private:
    std::map<std::string, OutsideStep> m_rows;
    std::int64_t m_number = 0;
};

/// What a service outside knows; it outlives the program.
struct Outside
{
    int begun = 0;
    int ended = 0;
    bool canBeAsked = true;
    int looksUntilSeen = 0; // what was sent arrives late
    Sent::Kind answer = Sent::Kind::Taken;
};

class Service : public OutsideService
{
public:
    /// `journal`: that of a program which dies before it sends, once nothing can be written any more; null: after.
    Service(std::string name, Outside& outside, const Journal* journal)
        : m_name(std::move(name)), m_outside(outside), m_journal(journal)
    {}

    std::string_view step() const override { return m_name; }
    std::string whyLeftOut() const override { return {}; }
    Sent begin(const WindowFacts&) override
    {
        m_outside.begun += isSent() ? 1 : 0;
        return {m_outside.answer, "reference", "said so"};
    }
    Seen findBegun(const WindowFacts&, WallTime) override { return seen(m_outside.begun > 0); }
    Sent end(const WindowFacts&, const std::string& reference) override
    {
        EXPECT_EQ(reference, "reference");
        m_outside.ended += isSent() ? 1 : 0;
        return {m_outside.answer, "end", "said so"};
    }
    Seen findEnded(const WindowFacts&, const std::string&, const std::string&, WallTime) override
    {
        return seen(m_outside.ended > 0);
    }

private:
    Seen seen(bool isThere) const
    {
        if (m_outside.looksUntilSeen > 0) {
            --m_outside.looksUntilSeen;
            isThere = false;
        }
        return !m_outside.canBeAsked ? Seen{Seen::Kind::CannotAsk, "", "nobody answers"}
                                     : Seen{isThere ? Seen::Kind::There : Seen::Kind::NotThere, "reference", "looked"};
    }

    bool isSent() const { return m_outside.answer != Sent::Kind::Refused && (m_journal == nullptr || m_journal->rowsLeft > 0); }

    std::string m_name;
    Outside& m_outside;
    const Journal* m_journal;
};

class WindowWorkTest : public testing::Test
{
protected:
    WindowWork work(bool leavesOut = false)
    {
        std::vector<std::unique_ptr<OutsideService>> services;
        for (auto& [name, known] : outside) {
            services.push_back(std::make_unique<Service>(name, known, diesBeforeSending ? &journal : nullptr));
        }
        WindowWork::Options options;
        options.by = {"Mara", Role::Qa, ""};
        options.leavesOutFailures = leavesOut;
        return WindowWork(std::move(services), journal, systemClock(), Redactor(), options);
    }

    std::map<std::string, Outside> outside{{"a", {}}, {"b", {}}, {"c", {}}};
    Journal journal;
    bool diesBeforeSending = false;
};

TEST_F(WindowWorkTest, DyingAtAnyRowOfOpeningAndClosingSendsNothingTwice)
{
    ASSERT_TRUE(*work().open({}));
    ASSERT_TRUE(*work().close({}));
    const int rows = static_cast<int>(journal.states.size());
    ASSERT_EQ(rows, 3 * 4);
    for (int walk = 0; walk < 2 * (rows + 1) * (rows + 1); ++walk) {
        const int first = walk / 2 / (rows + 1);
        const int second = walk / 2 % (rows + 1);
        diesBeforeSending = walk % 2 == 1;
        outside = {{"a", {}}, {"b", {}}, {"c", {}}};
        journal = Journal();
        for (const int left : {first, second, 1000}) {
            journal.rowsLeft = left;
            const auto opened = work().open({});
            if (opened) {
                [[maybe_unused]] const auto closed = work().close({});
            }
        }
        for (const auto& [name, service] : outside) {
            ASSERT_EQ(service.begun, 1) << name << " after " << first << " and " << second << " rows";
            ASSERT_EQ(service.ended, 1) << name << " after " << first << " and " << second << " rows";
            ASSERT_EQ(journal.stateOf(name), StepState::Ended);
        }
    }
}

TEST_F(WindowWorkTest, WhereAServiceCannotBeAskedALostStepWaitsForAPerson)
{
    outside = {{"a", {}}};
    outside["a"].canBeAsked = false;
    journal.rowsLeft = 1; // it dies before it can write that the service took it
    EXPECT_FALSE(work().open({}));
    ASSERT_EQ(outside["a"].begun, 1);
    journal.rowsLeft = 1000;
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(*work().open({}));
        EXPECT_FALSE(*work().close({}));
    }
    EXPECT_EQ(outside["a"].begun, 1);
    EXPECT_EQ(journal.stateOf("a"), StepState::Unknown);

    const auto again = settledStep(**journal.newest("a"), StepWord::Again, {"Mara", Role::Qa, ""}, "not in the channel", {});
    ASSERT_TRUE(again);
    EXPECT_EQ(again->state, StepState::Failed);
    EXPECT_THAT(again->reason, HasSubstr("Mara says that it is not there and is to be sent: not in the channel"));
    ASSERT_TRUE(journal.write(*again));
    EXPECT_TRUE(*work().open({}));
    EXPECT_EQ(outside["a"].begun, 2) << "a person said so";
}

TEST_F(WindowWorkTest, WhatWasRefusedIsTriedAgainAndOnlyAPersonLeavesItOut)
{
    outside["b"].answer = Sent::Kind::Refused;
    EXPECT_FALSE(*work().open({}));
    EXPECT_EQ(journal.stateOf("a"), StepState::Done);
    EXPECT_EQ(journal.stateOf("b"), StepState::Failed);
    EXPECT_EQ(journal.stateOf("c"), StepState::Done) << "the others are told all the same";
    EXPECT_TRUE(*work(true).open({}));
    EXPECT_EQ(journal.stateOf("b"), StepState::Skipped);
    EXPECT_EQ(journal.reasonOf("b"), "left out: said so");
    EXPECT_TRUE(*work().close({}));
    EXPECT_EQ(outside["a"].begun, 1);
    EXPECT_EQ(outside["b"].ended, 0) << "what was never announced is not undone";
}

TEST_F(WindowWorkTest, AnAnswerThatDidNotComeIsLookedForAtOnce)
{
    for (auto& [name, service] : outside) {
        service.answer = Sent::Kind::Unsure;
    }
    EXPECT_TRUE(*work().open({}));
    EXPECT_TRUE(*work().close({}));
    EXPECT_EQ(outside["a"].begun, 1);
    EXPECT_EQ(outside["a"].ended, 1);
}

TEST_F(WindowWorkTest, WhatArrivesAfterItsAnswerWasGivenUpIsNotSentTwice)
{
    outside = {{"a", {}}};
    outside["a"].answer = Sent::Kind::Unsure;
    outside["a"].looksUntilSeen = 1;
    EXPECT_FALSE(*work().open({}));
    EXPECT_EQ(journal.stateOf("a"), StepState::Unknown);
    EXPECT_TRUE(*work().open({}));
    EXPECT_EQ(outside["a"].begun, 1);

    outside["a"].looksUntilSeen = 1;
    EXPECT_FALSE(*work().close({}));
    EXPECT_EQ(journal.stateOf("a"), StepState::EndUnknown);
    EXPECT_TRUE(*work().close({}));
    EXPECT_EQ(outside["a"].ended, 1);
}

TEST_F(WindowWorkTest, ALockThatIsNotOursEndsTheOpening)
{
    outside = {{"lock", {}}, {"slack", {}}};
    outside["lock"].answer = Sent::Kind::Refused;
    EXPECT_FALSE(*work().open({}));
    EXPECT_EQ(outside["slack"].begun, 0);
}

TEST_F(WindowWorkTest, AStepThatAnotherProcessIsSendingIsLeftAlone)
{
    OutsideStep theirs;
    theirs.step = "a";
    theirs.isWriterAlive = true;
    ASSERT_TRUE(journal.write(theirs));
    const auto opened = work().open({});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, Error::Kind::Conflict);
    EXPECT_FALSE(settledStep(theirs, StepWord::Again, {"Mara", {}, ""}, "", {}));
}

TEST(WindowPlanTest, TheShippedPlanAnnouncesNinetyMinutes)
{
    const PlanReading reading = readPlanFile(HOLDPOINT_SOURCE_DIR "/resources/plans/pre-production.yaml", {});
    EXPECT_EQ(announcedDuration(reading.plan), std::chrono::minutes{90});
}

TEST(WindowPlanTest, MatchersAreWrittenAsAlertmanagerHasThem)
{
    const auto plain = parseMatcher(" env = staging ");
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->name + "|" + plain->value, "env|staging");
    EXPECT_TRUE(plain->isEqual && !plain->isRegex);
    const auto regex = parseMatcher("alertname!~\"Cpu.*|Mem\"");
    ASSERT_TRUE(regex);
    EXPECT_EQ(regex->value, "Cpu.*|Mem");
    EXPECT_TRUE(!regex->isEqual && regex->isRegex);
    for (const char* wrong : {"", "env", "=x", "env=", "1env=x", "env!x", "a b=c"}) {
        EXPECT_FALSE(parseMatcher(wrong)) << wrong;
    }
}

TEST(TestWindowTest, ANoteSaysWhatWaitsAndNothingIsSaidOfAWindowThatIsWell)
{
    const WallTime ten = WallTime() + std::chrono::hours{10};
    TestWindow window;
    window.number = 1;
    window.openedAt = ten;
    window.plannedEnd = ten + std::chrono::minutes{90};
    window.steps = {{1, 1, "slack", StepState::Done, "", "", {}, ten, false, false, {}},
                    {2, 1, "window", StepState::Done, "", "", {}, ten, false, false, {}}};
    EXPECT_EQ(windowNote(window, ten + std::chrono::minutes{5}), "");
    EXPECT_EQ(windowNote(window, ten + std::chrono::hours{2}),
              "the test window of 1970-01-01 10:00 to 11:30 UTC is past its end and still open: Slack notice is done");
    window.steps[1].state = StepState::Ending;
    EXPECT_THAT(windowNote(window, ten + std::chrono::minutes{5}), HasSubstr("was not closed to the end"));
    window.closedAt = ten + std::chrono::minutes{6};
    EXPECT_EQ(windowNote(window, ten + std::chrono::hours{2}), "");
}

} // namespace
} // namespace holdpoint
