// SPDX-License-Identifier: GPL-3.0-or-later
// What the runs showed besides their verdicts stands in every form of the report, and in nothing that is signed.
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/report/analysis_tables.h"
#include "core/report/report.h"
#include "tests/support/report_schema.h"
#include "tests/unit/checklist/release_fixture.h"

#include <QTemporaryDir>
#include <cmath>
#include <random>

namespace holdpoint {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kHostile = "SELECT <script>alert(1)</script> | [x](http://evil)";

class ReportAnalysisTest : public ::testing::Test
{
protected:
    void SetUp() override
    {
        auto made = Dossier::create(file(), {"platform", "1.8.3", "4f2a9c1"}, false);
        ASSERT_TRUE(made) << made.error().message;
        m_dossier = std::move(*made);
        m_plan.name = "Pre-production load test";
        m_plan.text = "holdpoint: 1\n";
        m_plan.sha256 = sha256Hex(m_plan.text);
        m_plan.environment.name = "staging";
        ThresholdRule cpu;
        cpu.id = "cpu";
        cpu.source = "prometheus";
        cpu.query = "cpu";
        cpu.unit = "%";
        cpu.target = *parseExpression("value<70");
        cpu.critical = *parseExpression("value<90");
        cpu.action = "Scale up";
        m_plan.thresholds = {cpu};
        ASSERT_TRUE(m_dossier->storePlan(m_plan));
    }

    std::filesystem::path file() const { return std::filesystem::path(m_folder.path().toStdString()) / "d.holdpoint"; }
    std::filesystem::path out() const { return std::filesystem::path(m_folder.path().toStdString()) / "out"; }

    /// 120 s of log-normal latencies; totals as a run keeps them.
    std::int64_t addRun(RunKind kind, int minute, double medianMs, RunResult result = {}, int minutes = 2)
    {
        const auto run = m_dossier->beginRun("search", kind, m_plan, at(minute));
        EXPECT_TRUE(run) << run.error().message;
        std::mt19937_64 random(static_cast<std::uint64_t>(*run));
        std::normal_distribution<double> normal;
        std::vector<Frame> frames;
        for (std::uint64_t tick = 0; tick < 120; ++tick) {
            Frame frame;
            frame.run = *run;
            frame.seq = tick + 1;
            frame.tick = tick;
            frame.time = at(minute, static_cast<int>(tick));
            frame.counters["http_reqs"] = 20;
            frame.rates["http_req_failed"] = {0, 20};
            for (int i = 0; i < 20; ++i) {
                frame.trends["http_req_duration{name:search}"].record(
                    Micros{static_cast<std::int64_t>(1000 * medianMs * std::exp(0.5 * normal(random)))});
            }
            frames.push_back(std::move(frame));
        }
        EXPECT_TRUE(m_dossier->addFrames(*run, frames));
        result.outcome = RunOutcome::Passed;
        result.metrics = Json{{"http_reqs", {{"type", "counter"}, {"count", 2400}, {"rate", 20.0}}},
                              {"http_req_failed", {{"type", "rate"}, {"rate", 0.0}, {"passes", 0}, {"fails", 2400}}},
                              {"http_req_duration{name:search}",
                               {{"type", "trend"},
                                {"unit", "ms"},
                                {"count", 2400},
                                {"min", 1.0},
                                {"avg", medianMs},
                                {"med", medianMs},
                                {"p(90)", medianMs},
                                {"p(95)", medianMs},
                                {"p(99)", medianMs},
                                {"max", medianMs}}}};
        EXPECT_TRUE(m_dossier->endRun(*run, at(minute + minutes), "duration reached", result));
        return *run;
    }

    void addHints(std::int64_t run)
    {
        const RunHints hints{run,
                             {{"Q1", Hint::State::Found, std::string("slow statement, 61 % of the time: ") + kHostile, kHostile,
                               Json{{"share", 0.61}}, false},
                              {"M1", Hint::State::Nothing, "api changes by 2.0 MiB/h (95 %: 1.0 MiB/h to 3.0 MiB/h)", "api",
                               Json{{"slope_bytes_per_s", 582.5}, {"low", 291.3}, {"high", 873.8}}, false},
                              {"C1", Hint::State::Unknown, "the plan names no Redis", "", Json::object(), true}}};
        ASSERT_TRUE(
            m_dossier->addSnapshot({run, std::string(kHintsMoment), std::string(kAnalysisSource), at(30), toJson(hints)}));
    }

    void addSpans()
    {
        Evidence evidence;
        evidence.item = "analysis.slow-spans";
        evidence.at = at(31);
        evidence.source = "Jaeger";
        evidence.detail = dumpJson(Json{{"facts",
                                         {{{"answer",
                                            {{"operations",
                                              {{{"service", "api"},
                                                {"operation", kHostile},
                                                {"count", 120},
                                                {"failed", 0},
                                                {"self_ms", 812.0},
                                                {"p95_ms", 30.5},
                                                {"share", 0.41}},
                                               {{"service", "db"},
                                                {"operation", "query"},
                                                {"count", 9},
                                                {"failed", 1},
                                                {"self_ms", 1100.0},
                                                {"p95_ms", 90.0},
                                                {"share", 0.59}}}}}}}}}});
        const auto added = m_dossier->addEvidence(evidence, "");
        ASSERT_TRUE(added) << added.error().message;
    }

    RunResult breakpoint() const
    {
        RunResult result;
        BreakpointResult found;
        found.sentence = "holds 160 % of the planned load; knee at 180 %";
        for (int i = 0; i < 8; ++i) {
            const double users = 10 * (i + 1);
            const double rate = 5 * users / (1 + 0.02 * (users - 1) + 0.0004 * users * (users - 1));
            found.levels.push_back({0.4 + 0.2 * i, 180, rate, rate, rate, users, 40.0 + i, 0, i < 7, i < 7 ? "" : "p(95)", {}});
        }
        found.capacity = 6;
        found.knee = 7;
        result.breakpoint = found;
        return result;
    }

    RunResult cpuSeen() const
    {
        RunResult result;
        ThresholdResult cpu;
        cpu.rule = m_plan.thresholds.front();
        cpu.measured = 81;
        cpu.sampleCount = 12;
        cpu.verdict = RuleVerdict::Warned;
        cpu.sentence = "81 %";
        cpu.at = at(21);
        result.thresholds = {cpu};
        return result;
    }

    std::shared_ptr<const Report> report(ReportUse use)
    {
        auto built = buildReport(*m_dossier, m_plan, shippedTemplate(), at(60), use);
        EXPECT_TRUE(built) << built.error().message;
        return built ? *built : nullptr;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Dossier> m_dossier;
    Plan m_plan = threeTestPlan();
};

TEST_F(ReportAnalysisTest, StandsInEveryFormOfTheReport)
{
    const auto baseline = addRun(RunKind::Baseline, 1, 40);
    const auto load = addRun(RunKind::Load, 20, 60, cpuSeen());
    const auto broke = addRun(RunKind::Breakpoint, 40, 60, breakpoint());
    addHints(load);
    addSpans();
    const auto written = writeReport(report(ReportUse::Write), *m_dossier, out(), {"json", "html", "md"});
    ASSERT_TRUE(written) << written.error().message;
    EXPECT_EQ(test::reportSchemaFaults(out() / "report.json"), "");
    const Json json = *parseJson(*readFile(out() / "report.json"), "report.json");
    const Json& analysis = memberAt(json, "analysis");
    const Json* search = nullptr;
    for (const Json& each : memberAt(analysis, "baselines")) {
        search = stringAt(each, "test") == "search" ? &each : search;
    }
    ASSERT_NE(search, nullptr);
    EXPECT_EQ(integerAt(*search, "baseline"), baseline);
    EXPECT_EQ(integerAt(*search, "run"), load);
    const Json* p95 = nullptr;
    for (const Json& figure : memberAt(*search, "figures")) {
        p95 = stringAt(figure, "figure") == "p(95)" ? &figure : p95;
    }
    ASSERT_NE(p95, nullptr);
    EXPECT_EQ(stringAt(*p95, "verdict"), "worse");
    EXPECT_GT(numberAt(*p95, "low"), 0.2);
    EXPECT_LT(numberAt(*p95, "high"), 0.9);
    EXPECT_NEAR(numberAt(*p95, "difference"), 0.5, 0.2);
    const Json& peak = memberAt(analysis, "saturation").at(0);
    EXPECT_EQ(stringAt(peak, "id"), "cpu");
    EXPECT_NEAR(numberAt(peak, "used"), 0.9, 1e-9) << "81 of 90 %";
    const Json& finding = memberAt(memberAt(analysis, "bottlenecks"), "findings").at(0);
    EXPECT_FALSE(stringAt(finding, "evidence").empty());
    EXPECT_FALSE(memberAt(finding, "boxes").empty());
    const Json& spans = memberAt(memberAt(analysis, "slow_spans"), "spans");
    ASSERT_EQ(spans.size(), 2U);
    EXPECT_EQ(stringAt(spans[0], "service"), "db") << "the most self time first";
    EXPECT_NEAR(numberAt(memberAt(memberAt(analysis, "memory").at(0), "numbers"), "high"), 873.8, 1e-9);
    const Json& capacity = memberAt(analysis, "capacity");
    EXPECT_EQ(stringAt(memberAt(capacity, "headroom"), "method"), "breakpoint");
    EXPECT_LT(numberAt(memberAt(capacity, "law"), "error"), 0.05);
    EXPECT_EQ(integerAt(memberAt(capacity, "breakpoint"), "run"), broke);
    const Json& runs = memberAt(memberAt(json, "tests").at(0), "runs");
    EXPECT_EQ(memberAt(memberAt(runs.at(2), "breakpoint"), "levels").size(), 8U);

    const std::string html = *readFile(out() / "report.html");
    if (const QString folder = qEnvironmentVariable("HOLDPOINT_SCREENSHOTS"); !folder.isEmpty()) { // to be looked at
        EXPECT_TRUE(writeFileAtomically(std::filesystem::path(folder.toStdString()) / "report-analysis.html", html));
    }
    const std::string markdown = *readFile(out() / "report.md");
    for (const std::string* text : {&html, &markdown}) {
        for (const char* part :
             {"Against the baseline", "Server side", "Bottlenecks", "Slow spans", "Headroom and scaling", "WORSE",
              "in the order of saturation", "Usually mended", "Self time", "Scalability law over 8 levels", "Memory slope, run",
              "Headroom", "Not decided, as the plan names no such source: Low cache hit rate (C1)"}) {
            if (text == &markdown && std::string(part) == "in the order of saturation") {
                continue; // a remark beside a heading, which Markdown has not
            }
            EXPECT_THAT(*text, HasSubstr(part)) << (text == &html ? "HTML" : "Markdown");
        }
        EXPECT_THAT(*text, Not(HasSubstr("<script>alert")));
    }
    EXPECT_THAT(markdown, Not(HasSubstr("[x](http://evil)")));
}

TEST_F(ReportAnalysisTest, IsInNothingThatIsSignedAndTheSameEachTime)
{
    addRun(RunKind::Baseline, 1, 40);
    addHints(addRun(RunKind::Load, 20, 60, cpuSeen()));
    const auto written = report(ReportUse::Write);
    const auto again = report(ReportUse::Write);
    EXPECT_FALSE(recordJson(*written).contains("analysis"));
    EXPECT_EQ(dumpJson(toJson(*written)), dumpJson(toJson(*again)));
    EXPECT_TRUE(memberAt(memberAt(toJson(*report(ReportUse::Look)), "analysis"), "baselines").is_null())
        << "what is only looked at reads no frames";
    EXPECT_TRUE(analysisTables(*report(ReportUse::Look)).size() >= 3);
}

TEST_F(ReportAnalysisTest, DoesNotWaitForTheFramesOfARunOfHoursAndSaysHowToCompareIt)
{
    addRun(RunKind::Baseline, 1, 40);
    addRun(RunKind::Load, 20, 60, {}, 150);
    const auto shown = report(ReportUse::Write);
    const BaselineComparison& search = shown->analysis.baselines.front();
    EXPECT_FALSE(search.comparison);
    EXPECT_THAT(search.why, HasSubstr("run 2 took 2\u00a0h 30\u00a0min"));
    EXPECT_THAT(search.why, HasSubstr("`holdpointctl compare DOSSIER 1 2`"));
}

TEST_F(ReportAnalysisTest, SaysNoEvidenceWhereThereIsNone)
{
    addRun(RunKind::Load, 20, 60);
    const auto shown = report(ReportUse::Write);
    std::string text;
    for (const ReportTable& table : analysisTables(*shown)) {
        text += table.title + "\n";
        for (const auto* lines : {&table.sentences, &table.notes}) {
            for (const std::string& line : *lines) {
                text += line + "\n";
            }
        }
    }
    EXPECT_THAT(text, HasSubstr("no baseline of its plan text was run before run 1"));
    EXPECT_THAT(text, HasSubstr("No evidence: no database, cache or monitor was looked at around the load"));
    EXPECT_THAT(text, HasSubstr("Slow spans\nNo evidence"));
    EXPECT_THAT(text, HasSubstr("Memory slope: no evidence"));
    EXPECT_THAT(text, HasSubstr("No scalability law: no breakpoint run"));
    EXPECT_TRUE(analysisTables(Report()).empty()) << "nothing before a run";
}

} // namespace
} // namespace holdpoint
