// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/dossier/sql_connection.h"
#include "core/report/report.h"
#include "tests/support/report_schema.h"
#include "tests/unit/checklist/release_fixture.h"

#include <QTemporaryDir>

#include <filesystem>
#include <gmock/gmock.h>
#include <unistd.h>

namespace holdpoint {
namespace {

constexpr const char* kScript = "<script>alert('x')</script>\" onload=\"x";

class ReportTest : public ::testing::Test
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
    }

    std::filesystem::path file() const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / "platform-1.8.3.holdpoint";
    }
    std::filesystem::path out() const { return std::filesystem::path(m_folder.path().toStdString()) / "out"; }

    std::shared_ptr<const Report> report(ReportUse use = ReportUse::Look)
    {
        auto built = buildReport(*m_dossier, m_plan, shippedTemplate(), at(60), use);
        EXPECT_TRUE(built) << built.error().message;
        EXPECT_EQ(built ? test::reportSchemaFaults(toJson(**built)) : "", "");
        return built ? *built : nullptr;
    }

    void addRun(RunResult result, int seconds = 60, WallTime begin = at(1))
    {
        ASSERT_TRUE(m_dossier->storePlan(m_plan));
        const auto run = m_dossier->beginRun("search", RunKind::Load, m_plan, begin);
        ASSERT_TRUE(run) << run.error().message;
        std::vector<Frame> frames;
        for (int second = 0; second < seconds; ++second) {
            Frame frame;
            frame.run = *run;
            frame.seq = static_cast<std::uint64_t>(second) + 1;
            frame.tick = static_cast<std::uint64_t>(second);
            frame.time = begin + std::chrono::seconds{second};
            frame.counters["http_reqs"] = 17;
            frame.gauges["vus"] = {100, 100, 100};
            LatencyHistogram& latency = frame.trends["http_req_duration{name:search}"];
            latency.record(Micros{900'000 + second * 1000}, 17);
            frame.errors.push_back({"http_5xx", "search", kScript, 1, ""});
            frame.isFinal = second + 1 == seconds;
            frames.push_back(std::move(frame));
        }
        ASSERT_TRUE(m_dossier->addFrames(*run, frames));
        const auto ended = m_dossier->endRun(*run, begin + std::chrono::seconds{61}, "duration reached", result);
        ASSERT_TRUE(ended) << ended.error().message;
    }

    void write()
    {
        const auto written = writeReport(report(ReportUse::Write), *m_dossier, out(), {"json", "html", "md"});
        ASSERT_TRUE(written) << written.error().message;
        EXPECT_EQ(test::reportSchemaFaults(out() / "report.json"), "");
        EXPECT_EQ(written->size(), report()->recordSha256.empty() ? 6U : 8U); // a frozen one: recipe, attestation
    }

    Result<std::string> html(const Report& shown) const
    {
        const auto charts = chartsOf(shown, *m_dossier);
        return charts ? Result(toHtml(shown, *charts)) : fail(charts.error());
    }

    void tamper(const std::string& name, const std::string& from, const std::string& to)
    {
        std::string text = *readFile(out() / name);
        const auto place = text.find(from);
        ASSERT_NE(place, std::string::npos) << from << " is not in " << name;
        text.replace(place, from.size(), to);
        ASSERT_TRUE(writeFileAtomically(out() / name, text));
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Dossier> m_dossier;
    Plan m_plan = threeTestPlan();
};

/// Without what verify says of every plan here: they are made by hand, no version reads them again, and so no verdict is proven.
std::string broken(const Result<VerifyResult>& result)
{
    std::string text;
    if (!result) {
        return result.error().message;
    }
    for (const VerifyLine& line : result->lines) {
        const bool isUnread = line.what == "Verdicts" && line.detail.find("cannot be read by this version") != std::string::npos;
        text += line.isValid || isUnread ? "" : line.what + ": " + line.detail + "\n";
    }
    return text;
}

TEST_F(ReportTest, AnEmptyDossierRendersTheDocumentByteForByte)
{
    const auto current = report();

    EXPECT_EQ(toMarkdown(*current), shippedTemplate().document);
    EXPECT_EQ(current->verdict, ReleaseVerdict::Incomplete);
    EXPECT_EQ(current->tests[1].remark, "no finished run yet");
}

TEST_F(ReportTest, LoadBeforeItsGateAndWidenedLimitsStandOnPageOneOfEveryFormat)
{
    RunRecord limited = searchRun(1, at(1));
    limited.result.outcome = RunOutcome::Inconclusive;
    limited.result.generator.isLimited = true;
    limited.result.generator.limitedSeconds = 6;
    addRun(limited.result);
    m_plan.text += "generator: {max_lag: 500ms, max_limited: 60%}\n";
    m_plan.sha256 = sha256Hex(m_plan.text);
    m_plan.resolved = Json{{"generator", {{"max_lag", "500ms"}, {"max_limited", "60%"}}}};
    addRun(searchRun(2, at(1)).result);
    const auto undecided = report();
    ASSERT_EQ(undecided->exceptions.front().item, "gate.go-for-load");
    EXPECT_THAT(undecided->exceptions.front().reason, testing::HasSubstr("Go was not decided since"));
    ASSERT_TRUE(m_dossier->addGateDecision({Gate::GoForLoad, true, "", kRao, at(4)}, Json{{"items", 1}}));
    addRun(searchRun(3, at(5)).result, 60, at(5));

    const auto current = report();
    ASSERT_GE(current->exceptions.size(), 2U);
    const ExceptionEntry& early = current->exceptions[0];
    EXPECT_EQ(early.state, "NOTED");
    EXPECT_EQ(early.reason, "runs 1, 2, from 2026-01-05 10:01 UTC; Go 2026-01-05 10:04 UTC by Anjali Rao; the runs that decide "
                            "came later");
    EXPECT_THAT(early.by, testing::StartsWith("OS user "));
    const ExceptionEntry& wider = current->exceptions[1];
    EXPECT_EQ(wider.text, "Generator limits widened");
    EXPECT_EQ(wider.reason,
              "max_lag 5\u00a0ms \u2192 500\u00a0ms, max_limited 2\u00a0% \u2192 60\u00a0% after run 1 was inconclusive; "
              "decided by run 3");
    EXPECT_THAT(engineText(*current),
                testing::HasSubstr("never limited in the runs that decide; limited for 6 s in 1 other run"));
    const auto page = html(*current);
    ASSERT_TRUE(page) << page.error().message;
    const std::string markdown = toMarkdown(*current);
    for (const std::string& text : {*page, markdown}) {
        EXPECT_THAT(text, testing::HasSubstr("Load before Go-for-load"));
        EXPECT_THAT(text, testing::HasSubstr("Generator limits widened"));
        EXPECT_THAT(text, testing::HasSubstr("by Anjali Rao"));
    }
    EXPECT_THAT(*page, testing::HasSubstr("limited for 6 s in 1 other run"));
    EXPECT_EQ(current->verdict, undecided->verdict) << "they are named, no more";
}

TEST_F(ReportTest, LoadThatWentToAnotherPlaceThanTheReleaseNamesStandsOnPageOne)
{
    const auto isNamed = [this] {
        const auto current = report();
        return std::any_of(current->exceptions.begin(), current->exceptions.end(),
                           [](const ExceptionEntry& entry) { return entry.item == "environment.base-url"; });
    };
    m_plan.resolved = Json{{"environment", {{"base_url", "http://127.0.0.1:8080/"}}}};
    addRun(searchRun(1, at(1)).result);
    EXPECT_FALSE(isNamed());
    m_plan.resolved = Json{{"environment", {{"base_url", "http://localhost:8099"}}}}; // the same text, another variable
    const auto current = report();
    ASSERT_TRUE(isNamed());
    const auto entry = std::find_if(current->exceptions.begin(), current->exceptions.end(),
                                    [](const ExceptionEntry& each) { return each.item == "environment.base-url"; });
    EXPECT_EQ(entry->state, "NOTED");
    EXPECT_EQ(entry->reason, "run 1 went to http://127.0.0.1:8080; this release names http://localhost:8099 now");
    const auto page = html(*current);
    ASSERT_TRUE(page) << page.error().message;
    EXPECT_THAT(*page, testing::HasSubstr("Load went elsewhere"));
    addRun(searchRun(2, at(5)).result, 60, at(5));
    EXPECT_FALSE(isNamed()) << "the run that decides went there";
}

TEST_F(ReportTest, TheHtmlListsEveryExceptionOnceAndHasNoPages)
{
    for (const ItemDefinition& item : shippedTemplate().items) {
        if (item.section == "1" && item.isBox && !item.isKiller) {
            ASSERT_TRUE(m_dossier->addItemChange({item.id, ItemState::Overridden, "", "why " + item.id + ".", {}, kRao, at(3)}));
        }
    }
    const auto current = report();
    ASSERT_GT(current->exceptions.size(), 5U);
    const auto page = html(*current);
    ASSERT_TRUE(page);
    EXPECT_THAT(*page, testing::Not(testing::HasSubstr("next page")));
    EXPECT_THAT(*page, testing::HasSubstr(" more below"));
    const auto checklist = page->find("<h2>Checklist");
    for (const ExceptionEntry& entry : current->exceptions) {
        const std::string reason = "<td>why " + entry.item + ".</td>";
        const auto first = page->find(reason);
        ASSERT_NE(first, std::string::npos) << entry.item;
        const auto second = page->find(reason, first + 1);
        EXPECT_TRUE(second == std::string::npos || second > checklist) << entry.item;
    }
}

TEST_F(ReportTest, MarkdownTicksFillsAndNotesOnTheLinesOfTheDocument)
{
    RunRecord run = searchRun(1, at(1));
    setSearchP95(run, 2310);
    addRun(run.result);
    ASSERT_TRUE(m_dossier->addItemChange({"docs.report-approved", ItemState::Pass, "", "", {}, kMara, at(3)}));
    ASSERT_TRUE(m_dossier->addItemChange(
        {"monitoring.grafana-dashboards", ItemState::Overridden, "", "a <b>wall</b>\nof lamps", {}, kRao, at(3)}));
    ASSERT_TRUE(m_dossier->setFormValue({"blank.trigger.cpu", "70 % for 3 minutes", "", "", kMara, at(3)}));
    ASSERT_TRUE(m_dossier->setFormValue({"blank.capacity.search-per-min", "1,012", "", "", kMara, at(3)}));
    const std::string markdown = toMarkdown(*report());

    const auto has = [&](const std::string& line) { return markdown.find("\n" + line + "\n") != std::string::npos; };
    EXPECT_TRUE(has("- [x] Load test report reviewed and approved"));
    EXPECT_TRUE(has("- [ ] Grafana dashboards set up for load testing \u2014 OVERRIDDEN by Anjali Rao (Technical Lead): a "
                    "&lt;b>wall&lt;/b> of lamps"));
    EXPECT_TRUE(has("  - [ ] p95 < 1.2s \u2014 FAIL: p(95) 2,310\u00a0ms, n = 9,001"));
    EXPECT_TRUE(has("  - [x] 100 concurrent users"));
    EXPECT_TRUE(has("- CPU > 70% for 3 minutes \u2192 scale up"));
    EXPECT_TRUE(has("- Search queries/min: 1,012 (target: 1,000)"));
    EXPECT_TRUE(has("- QA Engineer: _________________ Date: _______"));
    EXPECT_NE(markdown.find("\n> **NO-GO**, platform 1.8.3, "), std::string::npos) << markdown.substr(0, 400);
    EXPECT_EQ(markdown.find("REHEARSAL"), std::string::npos);
}

TEST_F(ReportTest, MarkdownSaysThatARehearsalIsOneAndWhatItsTicksStandFor)
{
    m_plan.isRehearsal = true;
    RunRecord run = searchRun(1, at(1));
    LoadResult load;
    load.target.metric = "http_reqs{name:search}";
    load.target.expect = *parseExpression("rate>=3");
    load.achieved = 3.0;
    load.isMet = true;
    run.result.load = {load};
    addRun(run.result);
    const std::string markdown = toMarkdown(*report());

    EXPECT_NE(markdown.find("\n> **REHEARSAL**"), std::string::npos) << markdown.substr(0, 400);
    EXPECT_NE(markdown.find("- [x] p95 < 1.2s \u2014 REHEARSAL: p(95) 936\u00a0ms"), std::string::npos) << markdown;
}

TEST_F(ReportTest, MarkdownShowsBehindTheDocumentWhereARunBrokeAndWhichWayItsAnswersCame)
{
    RunResult result = searchRun(1, at(1)).result;
    result.metrics["http_routes{lane:fast,name:a|b,proto:HTTP/1.1}"] = Json{{"type", "counter"}, {"count", 1234}, {"rate", 20.6}};
    BreakpointResult breakpoint;
    breakpoint.sentence = "holds 120 % of the planned load";
    breakpoint.levels = {{1.0, 180, 10.0, 9.99, 20, 12.25, 45.0, 0, true, "", {}},
                         {1.2, 180, 12.0, 11.98, 24, 15, 61.5, 0, true, "", {}},
                         {1.4, 180, 14.0, 12.1, 24.2, 40, {}, 0, false, "p(95) 950 ms, limit < 900 ms <x>", {}}};
    breakpoint.capacity = 1;
    breakpoint.knee = 2;
    result.breakpoint = breakpoint;
    addRun(result);
    const std::string markdown = toMarkdown(*report());

    const auto measured = markdown.find("\n\n## Measured: ");
    ASSERT_NE(measured, std::string::npos) << markdown.substr(markdown.size() - 800);
    EXPECT_GT(measured, markdown.find("Signatures"));
    const auto has = [&](const std::string& line) { return markdown.find("\n" + line + "\n", measured) != std::string::npos; };
    EXPECT_TRUE(has("### Run 1, load"));
    EXPECT_TRUE(has("Breakpoint: holds 120 % of the planned load."));
    EXPECT_TRUE(has("| Level | Planned it/s | Achieved it/s | Requests/s | VUs | p(95) | Held |"));
    EXPECT_TRUE(has("| 100\u00a0% | 10.0 | 10.0 | 20.0 | 12.2 | 45.0\u00a0ms | yes |")) << markdown.substr(measured);
    EXPECT_TRUE(has("| 120\u00a0% | 12.0 | 12.0 | 24.0 | 15.0 | 61.5\u00a0ms | yes, capacity |")) << markdown.substr(measured);
    EXPECT_TRUE(has("| 140\u00a0% | 14.0 | 12.1 | 24.2 | 40.0 | \u2013 | no, knee: p(95) 950 ms, limit < 900 ms &lt;x> |") ||
                has("| 140\u00a0% | 14.0 | 12.1 | 24.2 | 40.0 | \u2013 | no, knee: p(95) 950 ms, limit &lt; 900 ms &lt;x> |"))
        << markdown.substr(measured);
    EXPECT_TRUE(has("| a\\|b | HTTP/1.1 | fast | 1,234 |")) << markdown.substr(measured);
}

TEST_F(ReportTest, JsonHasEveryKeyOfTheContractAndEveryRow)
{
    addRun(searchRun(1, at(1)).result);
    const Json json = toJson(*report());

    for (const char* key : {"schema",    "holdpoint", "generated_at", "rehearsal", "release",    "environment", "plan",
                            "record",    "released",  "verdict",      "reasons",   "tests",      "thresholds",  "counts",
                            "checklist", "gates",     "alarms",       "capacity",  "exceptions", "signatures",  "audit"}) {
        EXPECT_TRUE(json.contains(key)) << key;
    }
    EXPECT_EQ(json["schema"], "holdpoint-report/1");
    EXPECT_EQ(json["checklist"].size(), 212U);
    std::size_t boxes = 0;
    for (const Json& count : json["counts"]) {
        boxes += count.get<std::size_t>();
    }
    EXPECT_EQ(boxes, 157U);
    const Json& run = json["tests"][0]["runs"][0];
    for (const char* key : {"id", "kind", "started_at", "ended_at", "why_ended", "outcome", "rehearsal", "load", "generator",
                            "metrics", "thresholds", "checks", "errors", "verifications"}) {
        EXPECT_TRUE(run.contains(key)) << key;
    }
    EXPECT_EQ(json["tests"][0]["verdict"], "passed");
    EXPECT_EQ(json["tests"][1]["verdict"], "not_run");
    EXPECT_EQ(json["capacity"]["search_per_min"]["measured"], 1000.2);
    EXPECT_EQ(json["signatures"].size(), 4U);
}

TEST_F(ReportTest, TheRecordLeavesOutWhatMayChangeAfterTheSignatures)
{
    const Json json = recordJson(*report());

    for (const char* key : {"generated_at", "signatures", "audit", "record", "released"}) {
        EXPECT_FALSE(json.contains(key)) << key;
    }
    for (const Json& item : json["checklist"]) {
        EXPECT_FALSE(item["section"] == 17 || item["section"] == 18 || item["section"] == 20);
    }
}

TEST_F(ReportTest, ReleaseRulesAreListedPerRunWithTheirValues)
{
    ThresholdRule latency = threshold("http_req_duration{name:search}", "p(95)<1200", "p(95)<2000", 0, RuleVerdict::NoData).rule;
    latency.id = "search-latency-p95";
    ThresholdRule cpu = latency;
    cpu.id = "cpu";
    cpu.metric.clear();
    cpu.source = "prometheus";
    cpu.query = "max(cpu)";
    ThresholdRule memory = cpu;
    memory.id = "memory";
    memory.query = "max(memory)";
    ThresholdRule unseen = cpu;
    unseen.id = "unseen";
    unseen.query = "max(unseen)";
    m_plan.thresholds = {latency, cpu, memory, unseen};
    RunResult result = searchRun(1, at(1)).result;
    result.thresholds[0].rule.id = "search-latency-p95";
    ThresholdResult seen = result.thresholds[0];
    seen.rule = cpu;
    seen.measured = 62.5;
    seen.at = at(1);
    ThresholdResult excused = seen;
    excused.rule = memory;
    excused.measured.reset();
    excused.verdict = RuleVerdict::NotJudged;
    excused.sentence = "this rehearsal has no prometheus to measure it";
    result.thresholds.push_back(seen);
    result.thresholds.push_back(excused);
    addRun(result);
    const auto current = report();

    ASSERT_EQ(current->thresholds.size(), 4U);
    EXPECT_EQ(current->thresholds[0].verdict, RuleVerdict::Passed);
    EXPECT_EQ(current->thresholds[0].perRun.size(), 1U);
    EXPECT_EQ(current->thresholds[1].verdict, RuleVerdict::Passed);
    EXPECT_EQ(current->thresholds[1].perRun.at(0).result.measured, 62.5);
    EXPECT_EQ(current->thresholds[2].verdict, RuleVerdict::NotJudged);
    EXPECT_EQ(current->thresholds[2].reason, "this rehearsal has no prometheus to measure it");
    EXPECT_EQ(current->thresholds[3].verdict, RuleVerdict::NoData);
    EXPECT_EQ(current->thresholds[3].reason, "no finished run measures it yet");
}

TEST_F(ReportTest, HtmlIsOneFileThatNeedsNothingAndRunsNothing)
{
    m_plan.tests[0].title = kScript;
    RunResult result = searchRun(1, at(1)).result;
    result.errors = {{"http_5xx", "search", kScript, 60, at(1)}};
    result.reasons = {kScript};
    result.checks = {{kScript, 1, 2}};
    addRun(result);
    const auto html = this->html(*report());

    ASSERT_TRUE(html) << html.error().message;
    EXPECT_EQ(html->find("<script"), std::string::npos);
    EXPECT_EQ(html->find("alert('x')"), std::string::npos);
    EXPECT_EQ(html->find("\" onload=\""), std::string::npos);
    EXPECT_EQ(html->find("http://"), std::string::npos);
    EXPECT_EQ(html->find("https://"), std::string::npos);
    EXPECT_EQ(html->find(" src="), std::string::npos);
    EXPECT_NE(html->find("&lt;script&gt;"), std::string::npos);
    EXPECT_NE(html->find("@page{size:A4"), std::string::npos);
    EXPECT_NE(html->find("target 1,200"), std::string::npos);
    EXPECT_EQ(html->find("class=\"rehearsal\""), std::string::npos);
    EXPECT_LT(html->find("<h1>INCOMPLETE"), html->find("Planned and achieved load"));
}

TEST_F(ReportTest, HtmlShowsWhatPagesMeasuredAlsoWhereNoRuleJudgesIt)
{
    RunResult result = searchRun(1, at(1)).result;
    const auto trend = [](const char* unit, double value) {
        return Json{{"type", "trend"}, {"unit", unit},         {"count", 60},        {"min", value / 2},     {"avg", value},
                    {"med", value},    {"p(90)", value * 1.5}, {"p(95)", value * 2}, {"p(99)", value * 2.5}, {"max", value * 3}};
    };
    result.metrics["browser_web_vital_cls"] = trend("", 0.011);
    result.metrics["browser_web_vital_cls{name:events}"] = trend("", 0.011);
    result.metrics["page_load{name:assets}"] = trend("ms", 200);
    addRun(result);
    const auto html = this->html(*report());

    ASSERT_TRUE(html) << html.error().message;
    EXPECT_NE(html->find("<td>browser_web_vital_cls events</td>"), std::string::npos);
    EXPECT_NE(html->find("0.022"), std::string::npos);
    EXPECT_NE(html->find("<td>page_load assets</td>"), std::string::npos);
    EXPECT_NE(html->find("400 ms"), std::string::npos);
    EXPECT_EQ(html->find("<td>browser_web_vital_cls</td>"), std::string::npos) << "the step's row says it";
}

TEST_F(ReportTest, ARehearsalSaysSoFirst)
{
    m_plan.isRehearsal = true;
    const auto html = this->html(*report());

    ASSERT_TRUE(html);
    EXPECT_LT(html->find("REHEARSAL"), html->find("<h1>"));
}

TEST_F(ReportTest, ALongRunStaysASmallPage)
{
    addRun(searchRun(1, at(1)).result, 1800);
    const auto html = this->html(*report());

    ASSERT_TRUE(html);
    EXPECT_LT(html->size(), 300'000U);
}

TEST_F(ReportTest, UnsupportedFormatsAreNamedAndNothingIsWritten)
{
    const auto later = writeReport(report(), *m_dossier, out(), {"json", "pdf"});
    const auto unknown = writeReport(report(), *m_dossier, out(), {"docx"});

    ASSERT_FALSE(later);
    EXPECT_EQ(later.error().kind, Error::Kind::Invalid);
    EXPECT_EQ(later.error().message, "report format `pdf` is unknown; this program writes json, html, "
                                     "md, junit, csv, k6, jtl, hdr");
    EXPECT_FALSE(unknown);
    EXPECT_FALSE(std::filesystem::exists(out()));
}

TEST_F(ReportTest, TheReportBoxTurnsGreenOnceAReportWasWrittenAfterTheRun)
{
    addRun(searchRun(1, at(1)).result);
    EXPECT_EQ(report()->checklist.item("results.report-generated")->state, ItemState::Open);
    ASSERT_TRUE(m_dossier->addAudit("report exported", Json::object(), {}, at(5)));

    EXPECT_EQ(report()->checklist.item("results.report-generated")->state, ItemState::Pass);
}

TEST_F(ReportTest, AReportThatIsWrittenCountsItself)
{
    addRun(searchRun(1, at(1)).result);
    write();
    const auto first = parseJson(*readFile(out() / "report.json"), "report.json");
    write();
    const auto second = parseJson(*readFile(out() / "report.json"), "report.json");

    for (const Json& item : memberAt(*first, "checklist")) {
        EXPECT_TRUE(stringAt(item, "id") != "results.report-generated" || stringAt(item, "state") == "PASS");
    }
    EXPECT_EQ(memberAt(*first, "checklist"), memberAt(*second, "checklist"));
    EXPECT_EQ(memberAt(*first, "reasons"), memberAt(*second, "reasons"));
}

TEST_F(ReportTest, ARenderersFileIsWrittenAndNamedInTheAuditRow)
{
    addRun(searchRun(1, at(1)).result);
    const ReportRenderer pdf{"pdf", [](const std::shared_ptr<const Report>& shown, const ReportCharts&) {
                                 return Result<std::string>("%PDF of " + shown->release.name);
                             }};
    const auto written = writeReport(report(ReportUse::Write), *m_dossier, out(), {"json", "pdf"}, {pdf});
    ASSERT_TRUE(written) << written.error().message;

    EXPECT_EQ(*readFile(out() / "report.pdf"), "%PDF of platform");
    const auto row = parseJson(m_dossier->audit()->back().text, "audit row");
    const Json& files = memberAt(memberAt(*row, "detail"), "files");
    EXPECT_EQ(files.size(), 4U);
    EXPECT_EQ(stringAt(files, "report.pdf"), sha256Hex("%PDF of platform"));
    EXPECT_EQ(stringAt(files, "report.json"), sha256Hex(*readFile(out() / "report.json")));
    ASSERT_TRUE(writeFileAtomically(out() / "report.pdf", "%PDF of a better run"));
    EXPECT_NE(broken(verifyReportFolder(out())).find("report.pdf is not the file that was exported"), std::string::npos);
}

TEST_F(ReportTest, ARuleThatARunListsTwiceIsShownOnce)
{
    RunResult result = searchRun(1, at(1)).result;
    result.thresholds.push_back(result.thresholds.front());
    result.thresholds.back().rule.id = "search-latency-p95"; // of the release
    addRun(result);
    const auto current = report();
    const auto html = this->html(*current);

    EXPECT_EQ(thresholdsByMargin(*current).size(), 1U);
    const std::string row = "http_req_duration{name:search} p(95)</td>";
    ASSERT_TRUE(html);
    std::size_t rows = 0;
    for (auto found = html->find(row); found != std::string::npos; found = html->find(row, found + 1)) {
        ++rows;
    }
    EXPECT_EQ(rows, 2U); // page 1, and the run's own table
}

TEST_F(ReportTest, ASentenceEndsWithOneFullStop)
{
    RunResult result = searchRun(1, at(1)).result;
    result.outcome = RunOutcome::Failed;
    result.reasons = {"The disk was full."};
    addRun(result);
    const auto current = report();
    const auto html = this->html(*current);

    ASSERT_TRUE(html);
    EXPECT_EQ(html->find("full.."), std::string::npos);
    EXPECT_NE(html->find("The disk was full.</p>"), std::string::npos);
    EXPECT_EQ(current->reasons.front(), "Search Load Test failed (run 1): The disk was full");
}

// verify

/// SQL that somebody might run on a dossier with one run, one item change, one note, one form value and one window.
class FalsifiedDossierTest : public ReportTest, public ::testing::WithParamInterface<const char*>
{};

TEST_P(FalsifiedDossierTest, IsBroken)
{
    addRun(searchRun(1, at(1)).result);
    ASSERT_TRUE(m_dossier->addItemChange({"data.users", ItemState::Overridden, "", "because", {}, kRao, at(3)}));
    ASSERT_TRUE(m_dossier->setNote("data.users", "seen", kMara, at(3)));
    ASSERT_TRUE(m_dossier->setFormValue({"capacity.cost", "1200", "", "", kMara, at(4)}));
    ASSERT_TRUE(m_dossier->addGateDecision({Gate::GoForLoad, false, "no disk", kRao, at(4)}, Json{{"items", 1}}));
    ASSERT_TRUE(m_dossier->addEvidence({0, "data.users", at(4), "person", "5,000", "", "count.txt", 0}, "5000 users"));
    ASSERT_TRUE(m_dossier->storeAlarm({"error-rate", 1, at(1, 20), at(1, 40), 0.02, "critical", "2 %", "look", "", ""}));
    ASSERT_TRUE(m_dossier->openWindow(at(0), at(90), Json{{"mark", "hp-1"}}, kMara));
    ASSERT_TRUE(m_dossier->freezeRecord("{}", at(5)));
    ASSERT_TRUE(m_dossier->setSignature({Role::Qa, SignatureStatus::Refused, "Mara", "", "", "too slow", "mara", at(6)}));
    m_dossier.reset();
    ASSERT_EQ(broken(verifyDossier(file())), "");
    {
        auto connection = SqlConnection::open(file());
        ASSERT_TRUE(connection);
        const auto done = (*connection)->execute(QString::fromLatin1(GetParam()));
        ASSERT_TRUE(done) << done.error().message;
    }

    const auto result = verifyDossier(file());
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_FALSE(result->isValid());
    EXPECT_NE(broken(result).find("Tables: "), std::string::npos) << broken(result);
}

INSTANTIATE_TEST_SUITE_P(Tables, FalsifiedDossierTest,
                         ::testing::Values("UPDATE runs SET result = replace(result, 'passed', 'warned')",
                                           "UPDATE runs SET result = replace(result, '936', '136')",
                                           "UPDATE runs SET is_rehearsal = 1", "UPDATE runs SET why_ended = 'all good'",
                                           "UPDATE runs SET is_counting = 0", "UPDATE runs SET ended_at = NULL",
                                           "UPDATE runs SET started_at = '2026-01-05T09:00:00.000Z'",
                                           "UPDATE dossier SET release_version = '9.9.9'", "UPDATE dossier SET is_rehearsal = 1",
                                           "UPDATE plans SET resolved = '{}'", "UPDATE item_changes SET state = 'PASS'",
                                           "UPDATE item_changes SET by_name = 'Mara'", "DELETE FROM item_changes",
                                           "UPDATE notes SET note = 'fine'", "UPDATE form_values SET value = '12'",
                                           "UPDATE gate_decisions SET is_go = 1", "UPDATE gate_decisions SET snapshot = '{}'",
                                           "UPDATE evidence SET value = '9,000'", "UPDATE attachments SET content = 'x'",
                                           "DELETE FROM attachments", "UPDATE alarms SET worst = 0", "DELETE FROM alarms",
                                           "DELETE FROM windows", "UPDATE signatures SET status = 'valid'",
                                           "INSERT INTO signatures VALUES (2, 'qa', 'valid', 'Mara', '', 'SHA256:x', '', 'mara', "
                                           "'2026-01-05T11:00:00.000Z', '', '', '')"));

TEST_F(ReportTest, VerifyChangesNothingAndNeedsNoRightToWrite)
{
    addRun(searchRun(1, at(1)).result);
    ASSERT_TRUE(m_dossier->beginRun("search", RunKind::Load, m_plan, at(10)));
    m_dossier.reset();
    {
        auto connection = SqlConnection::open(file()); // the program that wrote run 2 is gone
        ASSERT_TRUE(connection);
        ASSERT_TRUE((*connection)->execute(QStringLiteral("UPDATE runs SET writer_pid = 1, writer_boot = 'gone'")));
    }
    const std::string before = *readFile(file());
    const std::filesystem::path folder = file().parent_path();
    std::filesystem::permissions(folder, std::filesystem::perms(0555));
    std::filesystem::permissions(file(), std::filesystem::perms(0444));
    const uid_t own = ::geteuid();
    const bool isNobody = own == 0 && ::seteuid(65534) == 0;
    const auto result = verifyDossier(file());
    ASSERT_TRUE(!isNobody || ::seteuid(own) == 0);
    std::filesystem::permissions(folder, std::filesystem::perms(0700));

    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(broken(result), "");
    EXPECT_EQ(*readFile(file()), before);
    std::filesystem::directory_iterator entries(folder);
    EXPECT_EQ(std::distance(begin(entries), end(entries)), 1);
}

TEST_F(ReportTest, AFalsifiedVerdictShowsHoweverManyFilesSayIt)
{
    RunResult failed = searchRun(1, at(1)).result;
    failed.outcome = RunOutcome::Failed;
    addRun(failed);
    write();
    for (const char* name : {"report.json", "record.json", "report.html"}) {
        std::string text = *readFile(out() / name);
        for (const auto& [from, to] :
             {std::pair<std::string, std::string>{"NO_GO", "GO"}, {"NO-GO", "GO"}, {"failed", "passed"}}) {
            for (auto found = text.find(from); found != std::string::npos; found = text.find(from, found + to.size())) {
                text.replace(found, from.size(), to);
            }
        }
        ASSERT_TRUE(writeFileAtomically(out() / name, text));
    }
    const std::string faults = broken(verifyReportFolder(out()));

    for (const char* name : {"report.json", "record.json", "report.html"}) {
        EXPECT_NE(faults.find(std::string(name) + " is not the file that was exported"), std::string::npos) << faults;
    }
    EXPECT_NE(faults.find("run 1 differs from the audit log in `outcome`"), std::string::npos) << faults;
    EXPECT_NE(faults.find("report.json says GO, decided again it is "), std::string::npos) << faults;
}

TEST_F(ReportTest, AFileOfAnEarlierExportMayLieBesideTheNewest)
{
    addRun(searchRun(1, at(1)).result);
    write();
    ASSERT_TRUE(writeReport(report(ReportUse::Write), *m_dossier, out(), {"json"}));
    const auto result = verifyReportFolder(out());

    ASSERT_TRUE(result && result->isValid()) << broken(result);
    EXPECT_NE(
        std::find_if(result->lines.begin(), result->lines.end(),
                     [](const VerifyLine& line) { return line.detail.find("of an earlier export: ") != std::string::npos; }),
        result->lines.end());
    ASSERT_TRUE(std::filesystem::remove(out() / "report.json"));
    EXPECT_EQ(broken(verifyReportFolder(out())).substr(0, 31), "Folder: report.json is missing\n");
}

TEST_F(ReportTest, AFreshDossierAndItsReportVerify)
{
    addRun(searchRun(1, at(1)).result);
    write();
    const auto folder = verifyReportFolder(out());
    m_dossier.reset();
    const auto dossier = verifyDossier(file());

    EXPECT_TRUE(folder && folder->isValid()) << broken(folder);
    ASSERT_TRUE(dossier);
    EXPECT_EQ(broken(dossier), "");
    EXPECT_FALSE(dossier->isValid()) << "what its run showed is not proven";
    EXPECT_EQ(dossier->lines[dossier->lines.size() - 2].detail, "not signed");
}

TEST_F(ReportTest, AFrozenRecordVerifiesAndALaterExportToo)
{
    addRun(searchRun(1, at(1)).result);
    ASSERT_TRUE(m_dossier->freezeRecord(dumpJson(recordJson(*report())), at(20)));
    write();
    EXPECT_TRUE(verifyReportFolder(out())->isValid()) << broken(verifyReportFolder(out()));
    tamper("record.json", "\"verdict\":\"INCOMPLETE\"", "\"verdict\":\"GO\"");

    EXPECT_NE(broken(verifyReportFolder(out())).find("Record"), std::string::npos);
}

TEST_F(ReportTest, EveryTamperingShows)
{
    addRun(searchRun(1, at(1)).result);
    write();
    tamper("audit.jsonl", "duration reached", "duration_reached");
    EXPECT_NE(broken(verifyReportFolder(out())).find("Audit head"), std::string::npos);

    write();
    const std::string frames = *readFile(out() / "frames.sha256");
    tamper("frames.sha256", frames.substr(0, 8), frames.substr(0, 8) == "00000000" ? "11111111" : "00000000");
    EXPECT_NE(broken(verifyReportFolder(out())).find("the frames of run 1 were changed"), std::string::npos);

    write();
    tamper("report.json", "\"p(95)\": 936", "\"p(95)\": 136");
    EXPECT_NE(broken(verifyReportFolder(out())).find("run 1 differs"), std::string::npos);

    ASSERT_TRUE(m_dossier->setNote("env.ssl-certificates-valid", "seen", {"Anna Berg", Role::Qa, "anna"}, at(6)));
    write(); // else the row before is that of an export of the same bytes
    std::string audit = *readFile(out() / "audit.jsonl");
    audit.resize(audit.rfind('\n', audit.size() - 2) + 1); // the last row is gone
    ASSERT_TRUE(writeFileAtomically(out() / "audit.jsonl", audit));
    EXPECT_FALSE(verifyReportFolder(out())->isValid());
}

TEST_F(ReportTest, WhatIsNoReportFolderOrDossierIsSaidSo)
{
    EXPECT_NE(broken(verifyReportFolder(m_folder.path().toStdString())).find("is not a report folder"), std::string::npos);
    const auto text = std::filesystem::path(m_folder.path().toStdString()) / "notes.txt";
    ASSERT_TRUE(writeFileAtomically(text, "hello"));
    EXPECT_FALSE(verifyDossier(text));
    ASSERT_TRUE(std::filesystem::create_directory(out()));
    for (const char* others : {"{}", "[[[", "{\"schema\":\"another-tool/2\"}"}) {
        ASSERT_TRUE(writeFileAtomically(out() / "report.json", others));
        const auto result = verifyReportFolder(out());
        ASSERT_FALSE(result) << others;
        EXPECT_EQ(result.error().kind, Error::Kind::NotFound);
        EXPECT_NE(result.error().message.find("is not a report folder: its report.json is not Holdpoint's"), std::string::npos);
    }
    ASSERT_TRUE(writeFileAtomically(out() / "report.json", "{\"schema\":\"holdpoint-report/1\"}"));
    EXPECT_FALSE(verifyReportFolder(out())->isValid()) << "all else of it is gone";
    for (const char* name : {"record.json", "audit.jsonl", "frames.sha256"}) {
        ASSERT_TRUE(writeFileAtomically(out() / name, "[[["));
    }
    ASSERT_TRUE(writeFileAtomically(out() / "report.json", "{\"schema\":\"holdpoint-report/9\"}"));
    EXPECT_NE(broken(verifyReportFolder(out())).find("holdpoint-report/9"), std::string::npos);
    ASSERT_TRUE(
        writeFileAtomically(out() / "report.json", "{\"schema\":\"holdpoint-report/1\",\"tests\":3,\"signatures\":\"x\"}"));
    EXPECT_FALSE(verifyReportFolder(out())->isValid());
}

} // namespace
} // namespace holdpoint
