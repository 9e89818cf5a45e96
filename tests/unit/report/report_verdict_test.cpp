// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report.h"
#include "core/report/run_routes.h"
#include "core/report/svg_chart.h"
#include "tests/unit/checklist/release_fixture.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace holdpoint {
namespace {

/// A report over a checklist of our own: one test with one box, one more box, one box after the release.
struct SmallReport
{
    Report report;

    SmallReport()
    {
        report.checklistTemplate = *readTemplateText(
            "holdpoint-checklist: 1\nid: small\nversion: 1\ntitle: Small\nsections:\n"
            "  - number: 1\n    title: All\n    items:\n"
            "      - {id: test.search, text: Search, kind: rollup, sensor: run, run: {test: search}, gate: results}\n"
            "      - {id: disk, text: Disk is free, kind: manual, gate: results}\n"
            "      - {id: later, text: Lessons, kind: manual, gate: after-release}\n",
            "small.yaml");
        for (const ItemDefinition& item : report.checklistTemplate.items) {
            ItemView view;
            view.definition = &item;
            view.state = item.id == "later" ? ItemState::Open : ItemState::Pass;
            report.checklist.items.push_back(view);
        }
        TestReport test;
        test.id = "search";
        test.title = "Search";
        test.verdict = RunOutcome::Passed;
        test.runs.push_back(searchRun(3, at(1)));
        report.tests.push_back(test);
        for (const Role role : {Role::Qa, Role::DevOps, Role::TechLead, Role::ProductManager}) {
            Signature signature;
            signature.role = role;
            report.signatures.push_back(signature);
        }
    }
    void outcome(RunOutcome value)
    {
        report.tests[0].verdict = value;
        report.tests[0].runs[0].result.outcome = value;
    }
    void state(std::size_t item, ItemState value, std::optional<Gate> to = {})
    {
        report.checklist.items[item].state = value;
        report.checklist.items[item].deferredTo = to;
    }
    ReleaseVerdict verdict()
    {
        decideRelease(report);
        return report.verdict;
    }
};

TEST(ReleaseVerdictTest, IsGoWhenEverythingIsSettledAndSectionsAfterItStayOpen)
{
    SmallReport small;

    EXPECT_EQ(small.verdict(), ReleaseVerdict::Go);
    EXPECT_TRUE(small.report.exceptions.empty());
}

struct VerdictCase
{
    const char* what;
    void (*change)(SmallReport&);
    ReleaseVerdict expected;
};

class VerdictTableTest : public ::testing::TestWithParam<VerdictCase>
{};

TEST_P(VerdictTableTest, Holds)
{
    SmallReport small;
    GetParam().change(small);

    EXPECT_EQ(small.verdict(), GetParam().expected) << GetParam().what;
    EXPECT_FALSE(small.report.reasons.empty());
}

using V = ReleaseVerdict;
INSTANTIATE_TEST_SUITE_P(
    Rules, VerdictTableTest,
    ::testing::Values(
        VerdictCase{"failed test", [](SmallReport& s) { s.outcome(RunOutcome::Failed); }, V::NoGo},
        VerdictCase{"failed test, overridden",
                    [](SmallReport& s) { s.outcome(RunOutcome::Failed), s.state(0, ItemState::Overridden); },
                    V::GoWithExceptions},
        VerdictCase{"FAIL item", [](SmallReport& s) { s.state(1, ItemState::Fail); }, V::NoGo},
        VerdictCase{"FAIL beats OPEN", [](SmallReport& s) { s.state(1, ItemState::Fail), s.state(0, ItemState::Open); }, V::NoGo},
        VerdictCase{"No-go",
                    [](SmallReport& s) {
                        s.report.checklist.gates = {{Gate::Results, GateState::NoGo, 2, {}, 0, GateDecision{}}};
                    },
                    V::NoGo},
        VerdictCase{"refused signature", [](SmallReport& s) { s.report.signatures[1].status = SignatureStatus::Refused; },
                    V::NoGo},
        VerdictCase{"OPEN", [](SmallReport& s) { s.state(1, ItemState::Open); }, V::Incomplete},
        VerdictCase{"UNKNOWN", [](SmallReport& s) { s.state(1, ItemState::Unknown); }, V::Incomplete},
        VerdictCase{"STALE", [](SmallReport& s) { s.state(1, ItemState::Stale); }, V::Incomplete},
        VerdictCase{"not run", [](SmallReport& s) { s.outcome(RunOutcome::NotRun); }, V::Incomplete},
        VerdictCase{"inconclusive", [](SmallReport& s) { s.outcome(RunOutcome::Inconclusive); }, V::Incomplete},
        VerdictCase{"aborted", [](SmallReport& s) { s.outcome(RunOutcome::Aborted); }, V::Incomplete},
        VerdictCase{"INCOMPLETE beats exceptions",
                    [](SmallReport& s) { s.state(0, ItemState::Overridden), s.state(1, ItemState::Open); }, V::Incomplete},
        VerdictCase{"rehearsal", [](SmallReport& s) { s.report.isRehearsal = true; }, V::Incomplete},
        VerdictCase{"OVERRIDDEN", [](SmallReport& s) { s.state(1, ItemState::Overridden); }, V::GoWithExceptions},
        VerdictCase{"DEFERRED", [](SmallReport& s) { s.state(1, ItemState::Deferred, Gate::AfterRelease); }, V::GoWithExceptions},
        VerdictCase{"warned", [](SmallReport& s) { s.outcome(RunOutcome::Warned); }, V::GoWithExceptions},
        VerdictCase{"FAIL after the release", [](SmallReport& s) { s.state(2, ItemState::Fail); }, V::Go},
        VerdictCase{"NA", [](SmallReport& s) { s.state(1, ItemState::NotApplicable); }, V::Go}));

TEST(ReleaseVerdictTest, ReleasedNeedsFourValidSignatures)
{
    SmallReport small;
    for (Signature& signature : small.report.signatures) {
        signature.status = SignatureStatus::Valid;
    }
    small.report.signatures[3].status = SignatureStatus::Unverified;
    decideRelease(small.report);
    EXPECT_FALSE(small.report.isReleased);

    small.report.signatures[3].status = SignatureStatus::Valid;
    decideRelease(small.report);
    EXPECT_TRUE(small.report.isReleased);
}

TEST(ReleaseVerdictTest, ListsOverridesDeferralsAndWarningsAsExceptions)
{
    SmallReport small;
    small.state(0, ItemState::Overridden);
    small.report.checklist.items[0].by = kRao;
    small.report.checklist.items[0].reason = "autoscaling was off";
    small.state(1, ItemState::Deferred, Gate::AfterRelease);
    setSearchP95(small.report.tests[0].runs[0], 1300);
    decideRelease(small.report);

    ASSERT_EQ(small.report.exceptions.size(), 3U);
    EXPECT_EQ(small.report.exceptions[0].state, "OVERRIDDEN");
    EXPECT_EQ(small.report.exceptions[0].by, "Anjali Rao");
    EXPECT_EQ(small.report.exceptions[0].role, "tech-lead");
    EXPECT_EQ(small.report.exceptions[1].reason, "to After release");
    EXPECT_EQ(small.report.exceptions[2].state, "WARN");
}

TEST(ReleaseVerdictTest, WorstReasonsComeFirst)
{
    SmallReport small;
    small.outcome(RunOutcome::Failed);
    small.report.tests[0].runs[0].result.reasons = {"p(95) is 2,310 ms"};
    small.state(1, ItemState::Open);
    decideRelease(small.report);

    ASSERT_GE(small.report.reasons.size(), 2U);
    EXPECT_EQ(small.report.reasons[0], "Search failed (run 3): p(95) is 2,310 ms");
    EXPECT_EQ(small.report.reasons[1], "1 item is OPEN: Disk is free");
}

// Charts

TEST(SvgChartTest, StaysSmallHoweverLongTheRunWasAndKeepsTheSpike)
{
    SvgChart chart;
    chart.title = "Latency";
    chart.series = {{"p95", "#0072B2", std::vector<double>(43'200, 10.0)}};
    chart.series[0].values[31'337] = 5000;
    const std::string svg = toSvg(chart);

    EXPECT_LT(svg.size(), 20'000U);
    EXPECT_LE(std::count(svg.begin(), svg.end(), 'L'), 620);
    EXPECT_NE(svg.find(" 28.0"), std::string::npos); // the spike reaches the top of the plot
}

TEST(SvgChartTest, InterruptsTheLineWhereNothingWasSeen)
{
    const double none = std::numeric_limits<double>::quiet_NaN();
    SvgChart chart;
    chart.series = {{"p95", "#0072B2", {1, 2, none, 3, 4}}};
    const std::string svg = toSvg(chart);

    const std::string path = svg.substr(svg.find("stroke=\"#0072B2\"") - 200, 200);
    EXPECT_EQ(std::count(path.begin(), path.end(), 'M') >= 2, true) << path;
    EXPECT_EQ(svg.find("nan"), std::string::npos);
}

TEST(SvgChartTest, HatchesSecondsThatNobodyShouldTrust)
{
    SvgChart chart;
    chart.title = "Latency";
    chart.hatchText = "generator limited";
    chart.series = {{"p95", "#0072B2", std::vector<double>(3600, 5.0)}};
    EXPECT_EQ(toSvg(chart).find("hatch"), std::string::npos);

    for (std::size_t second = 0; second < 3600; second += 2) {
        chart.hatches.push_back({second, second});
    }
    const std::string svg = toSvg(chart);

    EXPECT_NE(svg.find("hatched: generator limited"), std::string::npos);
    EXPECT_NE(svg.find("class=\"hatch\""), std::string::npos);
    EXPECT_LT(svg.size(), 25'000U) << "however many seconds there are";
}

TEST(SvgChartTest, EscapesWhatComesFromOutsideAndNamesLimitsOffTheScale)
{
    SvgChart chart;
    chart.title = "<script>alert(1)</script>";
    chart.series = {{"\"><b>", "#0072B2", {1, 2}}};
    chart.limits = {{"critical 500 ms", 500, SvgLimit::Kind::Critical}};
    const std::string svg = toSvg(chart);

    EXPECT_EQ(svg.find("<script"), std::string::npos);
    EXPECT_EQ(svg.find("<b>"), std::string::npos);
    EXPECT_NE(svg.find("critical 500 ms off scale"), std::string::npos);
}

TEST(SvgChartTest, AxisStepsAreRound)
{
    EXPECT_EQ(axisStep(4), 1);
    EXPECT_EQ(axisStep(1000), 250);
    EXPECT_EQ(axisStep(0), 1);
    EXPECT_EQ(axisStep(std::numeric_limits<double>::infinity()), 1);
}

} // namespace
TEST(RunRoutesTest, AnswersAreListedByLaneAndProtocolAndOthersLeftOut)
{
    RunResult result;
    EXPECT_TRUE(routesOf(result).empty());
    result.metrics = Json{{"http_reqs", {{"type", "counter"}, {"count", 9}}},
                          {"http_routes{lane:fast,name:search,proto:HTTP/1.1}", {{"type", "counter"}, {"count", 7}}},
                          {"http_routes{lane:h2,name:a<b,proto:HTTP/2.0}", {{"type", "counter"}, {"count", 2}}},
                          {"http_routes{lane:multi", {{"count", 1}}},
                          {"http_routes{lane:multi,name:none,proto:HTTP/1.1}", {{"count", 0}}}};
    const auto routes = routesOf(result);
    ASSERT_EQ(routes.size(), 2U);
    EXPECT_EQ(routes[0].step + routes[0].lane + routes[0].protocol, "searchfastHTTP/1.1");
    EXPECT_EQ(routes[0].count, 7U);
    EXPECT_EQ(routes[1].lane, "h2");
    EXPECT_EQ(routes[1].step, "a<b");
}

} // namespace holdpoint
