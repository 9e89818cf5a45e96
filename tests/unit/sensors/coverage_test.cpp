// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sensors/askers.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

WallTime at(int second)
{
    return WallTime{std::chrono::seconds{1'767'607'200 + second}};
}

class SourceConnectedTest : public testing::Test
{
protected:
    SourceConnectedTest()
    {
        m_plan.tests.resize(1);
        m_plan.tests[0].id = "search";
        m_plan.monitoring = Json{{"prometheus", {{"url", "http://127.0.0.1:1"}}}, {"grafana", {{"url", "http://127.0.0.1:1"}}}};
    }
    void addRun(std::int64_t id)
    {
        RunRecord run;
        run.id = id;
        run.testId = "search";
        run.startedAt = at(static_cast<int>(id) * 1000);
        run.endedAt = run.startedAt + std::chrono::seconds{110};
        run.result.outcome = RunOutcome::Passed;
        run.result.loadSpan = TimeSpan{run.startedAt, run.startedAt + std::chrono::seconds{100}};
        m_inputs.runs.push_back(run);
    }
    void addSpan(const std::string& source, std::int64_t run, int from, int to, bool isAnswering)
    {
        const int begin = static_cast<int>(run) * 1000;
        m_inputs.spans.push_back(
            {run, source, at(begin + from), at(begin + to), isAnswering, isAnswering ? "" : "connection refused"});
    }
    Answer<Json> ask(const std::string& sources)
    {
        const AskContext context{m_plan, m_fetcher, m_inputs};
        return askSourceConnected(context, Json{{"source_connected", sources}});
    }

    Plan m_plan;
    Fetcher m_fetcher;
    SenseInputs m_inputs;
};

TEST_F(SourceConnectedTest, WaitsForALoadAndSaysWhatIsNotNamed)
{
    EXPECT_TRUE(ask("prometheus").isPending());
    EXPECT_TRUE(ask("engine").isPending());
    EXPECT_EQ(ask("jaeger").unknown().kind, Unknown::Kind::NotConfigured);
    addRun(1);
    EXPECT_EQ(ask("log").unknown().kind, Unknown::Kind::NotConfigured);
    EXPECT_EQ(ask("prometheus").unknown().kind, Unknown::Kind::NoData) << "the run was before Prometheus was named";
    EXPECT_THAT(ask("prometheus").unknown().reason, HasSubstr("run 1"));
}

TEST_F(SourceConnectedTest, CountsTheNewestRunOfEachTestAndListsLongGaps)
{
    addRun(1);
    addRun(2);
    addSpan("prometheus", 1, 0, 100, false);
    addSpan("prometheus", 2, 0, 50, true);
    addSpan("prometheus", 2, 50, 55, false);
    addSpan("prometheus", 2, 55, 60, true);
    addSpan("prometheus", 2, 60, 100, false);
    const auto answer = ask("prometheus");
    ASSERT_TRUE(answer.isKnown()) << answer.unknown().reason;
    EXPECT_EQ(numberAt(answer.value(), "coverage"), 55);
    EXPECT_EQ(numberAt(answer.value(), "longest_gap"), 40);
    ASSERT_THAT(memberAt(answer.value(), "gaps"), SizeIs(1));
    EXPECT_EQ(stringAt(answer.value()["gaps"][0], "reason"), "connection refused");
    EXPECT_EQ(integerAt(answer.value()["gaps"][0], "run"), 2);
}

TEST_F(SourceConnectedTest, OfSeveralSourcesTheWorstCounts)
{
    addRun(1);
    addSpan("prometheus", 1, 0, 100, true);
    addSpan("grafana", 1, 0, 90, true);
    addSpan("grafana", 1, 90, 100, false);
    EXPECT_EQ(numberAt(ask("prometheus").value(), "coverage"), 100);
    EXPECT_EQ(numberAt(ask("grafana prometheus").value(), "coverage"), 90);
    EXPECT_EQ(numberAt(ask("grafana prometheus").value(), "longest_gap"), 10);
}

} // namespace
} // namespace holdpoint
