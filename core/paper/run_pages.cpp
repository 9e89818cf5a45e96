// SPDX-License-Identifier: GPL-3.0-or-later
// Every run of a test: what it was, what it showed, its charts.
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/paper/sheets.h"
#include "core/paper/words.h"
#include "core/report/breakpoint_rows.h"
#include "core/report/page_figures.h"
#include "core/report/run_routes.h"
#include "core/verdict/sentences.h"

#include <algorithm>
#include <array>

namespace holdpoint::paper {

namespace {

void addLeftOut(Table& table, std::size_t all)
{
    if (all > kMostRows) {
        table.spanRow({{QStringLiteral("%1 more stand in report.json").arg(all - kMostRows)}});
    }
}

void addRunHead(Flow& flow, const RunRecord& run)
{
    QString when = momentText(run.startedAt);
    if (run.endedAt) {
        when += QStringLiteral(" to ") + fromUtf8(formatUtcClock(*run.endedAt));
    }
    QString title = QStringLiteral("Run %1, %2").arg(run.id).arg(fromUtf8(nameOf(run.kind)));
    title += run.isRehearsal ? QStringLiteral(", REHEARSAL") : QString();
    title += run.isCounting ? QString() : QStringLiteral(", not counting");
    flow.gap(kGap);
    flow.heading(title, when, stampOf(run.result.outcome));
    QString why = bounded(run.whyEnded);
    if (!run.notCountingReason.empty()) {
        why += (why.isEmpty() ? QString() : QStringLiteral("; ")) + QStringLiteral("not counting: ") +
               bounded(run.notCountingReason);
    }
    if (!why.isEmpty()) {
        flow.paragraph(why, Face::Small, color::kText2, 3, true);
    }
    for (const std::string& reason : run.result.reasons) {
        flow.paragraph(bounded(asSentence(reason)), Face::Body, color::kText, 3);
    }
}

void addVerifications(Flow& flow, const RunResult& result)
{
    if (result.verifications.empty()) {
        return;
    }
    flow.gap(8);
    Table table(flow, {{QStringLiteral("Verification after the run"), kInnerWidth - 337},
                       {QStringLiteral("Expected"), 120, true},
                       {QStringLiteral("Measured"), 120, true},
                       {QStringLiteral("Verdict"), 97}});
    for (const VerificationResult& verification : result.verifications) {
        table.row({{bounded(verification.name)},
                   {bounded(verification.expected)},
                   {bounded(verification.measured), Face::Strong},
                   {{}, Face::Body, color::kText, stampOf(verification.verdict)}});
    }
}

void addBreakpoint(Flow& flow, const RunResult& result)
{
    if (!result.breakpoint) {
        return;
    }
    constexpr std::array<double, kBreakpointColumns.size()> kWidths{60, 84, 84, 84, 84, 72, kInnerWidth - 468};
    flow.gap(8);
    flow.paragraph(bounded(asSentence("Breakpoint: " + result.breakpoint->sentence)), Face::Body, color::kText, 6);
    flow.gap(4);
    std::vector<Column> columns;
    for (std::size_t i = 0; i < kBreakpointColumns.size(); ++i) {
        columns.push_back({QString::fromLatin1(kBreakpointColumns[i]), kWidths[i], i > 0 && i + 1 < kBreakpointColumns.size()});
    }
    Table table(flow, std::move(columns));
    for (std::size_t level = 0; level < result.breakpoint->levels.size(); ++level) {
        std::vector<Cell> cells;
        for (const std::string& text : breakpointCells(*result.breakpoint, level)) {
            cells.push_back({bounded(text)});
        }
        table.row(std::move(cells));
    }
}

/// Pages as a user waits for them: whole loads, a browser's web vitals.
void addPageFigures(Flow& flow, const RunResult& result)
{
    const auto figures = pageFiguresOf(result);
    if (figures.empty()) {
        return;
    }
    flow.gap(8);
    Table table(flow, {{QStringLiteral("Pages: metric, step"), kInnerWidth - 320},
                       {QStringLiteral("n"), 80, true},
                       {QStringLiteral("Median"), 80, true},
                       {QStringLiteral("p(95)"), 80, true},
                       {QStringLiteral("Worst"), 80, true}});
    for (const PageFigure& figure : figures) {
        table.row({{bounded(figure.name)},
                   {fromUtf8(formatCount(figure.count))},
                   {fromUtf8(figure.median)},
                   {fromUtf8(figure.p95)},
                   {fromUtf8(figure.worst)}});
    }
}

void addRecoveries(Flow& flow, const RunResult& result)
{
    for (const RecoveryResult& recovery : result.recoveries) {
        flow.gap(4);
        flow.paragraph(bounded(recoverySentence(recovery)), Face::Small, color::kText2, 3);
    }
}

void addChecks(Flow& flow, const RunResult& result)
{
    if (result.checks.empty()) {
        return;
    }
    flow.gap(8);
    Table table(flow, {{QStringLiteral("Check"), kInnerWidth - 180},
                       {QStringLiteral("Passed"), 90, true},
                       {QStringLiteral("Failed"), 90, true}});
    for (std::size_t i = 0; i < result.checks.size() && i < kMostRows; ++i) {
        const CheckResult& check = result.checks[i];
        table.row({{bounded(check.name)}, {fromUtf8(formatCount(check.passes))}, {fromUtf8(formatCount(check.fails))}});
    }
    addLeftOut(table, result.checks.size());
}

/// Which protocol and lane each step's answers took.
void addRoutes(Flow& flow, const RunResult& result)
{
    const auto routes = routesOf(result);
    if (routes.empty()) {
        return;
    }
    flow.gap(8);
    Table table(flow, {{QStringLiteral("Step"), kInnerWidth - 290},
                       {QStringLiteral("Protocol"), 110},
                       {QStringLiteral("Lane"), 80},
                       {QStringLiteral("Answers"), 100, true}});
    for (std::size_t i = 0; i < routes.size() && i < kMostRows; ++i) {
        const StepRoute& route = routes[i];
        table.row(
            {{bounded(route.step)}, {bounded(route.protocol)}, {bounded(route.lane)}, {fromUtf8(formatCount(route.count))}});
    }
    addLeftOut(table, routes.size());
}

void addErrors(Flow& flow, const RunResult& result)
{
    if (result.errors.empty()) {
        return;
    }
    flow.gap(8);
    Table table(flow, {{QStringLiteral("Errors: class"), 110},
                       {QStringLiteral("Step"), 150},
                       {QStringLiteral("Message"), kInnerWidth - 410},
                       {QStringLiteral("Count"), 70, true},
                       {QStringLiteral("First"), 80, true}});
    for (std::size_t i = 0; i < result.errors.size() && i < kMostRows; ++i) {
        const ErrorResult& error = result.errors[i];
        table.row({{bounded(error.errorClass)},
                   {bounded(error.step)},
                   {bounded(error.message)},
                   {fromUtf8(formatCount(error.count))},
                   {fromUtf8(formatUtcClock(error.firstAt))}});
    }
    addLeftOut(table, result.errors.size());
}

/// What people marked, and what the clocks did.
void addNotes(Flow& flow, const std::vector<RunNote>& notes)
{
    if (notes.empty()) {
        return;
    }
    flow.gap(8);
    Table table(flow, {{QStringLiteral("Noted: when"), 80},
                       {QStringLiteral("In the run"), 80, true},
                       {QStringLiteral("What"), kInnerWidth - 290},
                       {QStringLiteral("Who"), 130}});
    for (std::size_t i = 0; i < notes.size() && i < kMostRows; ++i) {
        const RunNote& note = notes[i];
        table.row({{fromUtf8(formatUtcClock(note.at))},
                   {fromUtf8(noteMoment(note))},
                   {bounded(note.text)},
                   {note.by.empty() ? QStringLiteral("Holdpoint") : bounded(note.by), Face::Small}});
    }
    addLeftOut(table, notes.size());
}

void addRun(Flow& flow, const RunRecord& run, const std::vector<RunNote>& notes, const std::string& planInForce)
{
    addRunHead(flow, run);
    if (const std::string other = otherPlanSentence(run, planInForce); !other.empty()) {
        flow.paragraph(bounded(other), Face::Small, color::kText2, 3);
    }
    addNotes(flow, notes);
    if (!wasSeen(run)) {
        return;
    }
    const RunResult& result = run.result;
    const bool isJudged = provesLoad(run) && !result.breakpoint; // whose levels are judged, each by itself
    if (!result.load.empty() && isJudged) {
        flow.gap(4);
        Table table = loadTable(flow, QStringLiteral("Load target"));
        for (const LoadResult& load : result.load) {
            addLoad(table, fromUtf8(load.target.metric), run.id, load, stampOf(loadWord(load, result.outcome)));
        }
    }
    if (!result.thresholds.empty() && isJudged) {
        flow.gap(8);
        const auto distinct = distinctThresholds(result.thresholds);
        {
            Table table = thresholdTable(flow);
            for (const ThresholdResult* threshold : distinct) {
                const ThresholdRule& rule = threshold->rule;
                addThreshold(table,
                             {fromUtf8(nameOf(rule)) + QLatin1Char(' ') + fromUtf8(rule.target.aggregate.text()), threshold}, 4);
            }
        }
        for (const std::string& sentence : unjudgedSentences(distinct)) {
            flow.gap(4);
            flow.paragraph(bounded(asSentence(sentence)), Face::Small, color::kText2, 3);
        }
    }
    addPageFigures(flow, result);
    addBreakpoint(flow, result);
    addVerifications(flow, result);
    addRecoveries(flow, result);
    addErrors(flow, result);
    addChecks(flow, result);
    addRoutes(flow, result);
    const GeneratorResult& generator = result.generator;
    flow.gap(6);
    flow.paragraph(QStringLiteral("Generator: %1, limited in %2 of %3 s, start lag p99 %4, CPU at most %5 %, memory at most %6, "
                                  "dropped iterations %7.")
                       .arg(generator.agents == 1 ? QStringLiteral("1 agent") : QStringLiteral("%1 agents").arg(generator.agents))
                       .arg(generator.limitedSeconds)
                       .arg(generator.loadSeconds)
                       .arg(fromUtf8(lagText(generator)), fromUtf8(formatNumber(generator.cpuPercentMax, 0)),
                            fromUtf8(formatBytes(generator.rssBytesMax)), fromUtf8(formatCount(generator.droppedIterations))),
                   Face::Small, color::kText2, 3);
}

/// Each over the whole width, which its texts are made for; lines, not pixels. A little smaller where the last would else stand
/// alone on the next page.
void addCharts(Flow& flow, const std::vector<SvgChart>& charts)
{
    constexpr double kHeight = kInnerWidth * kChartHeight / kChartWidth;
    constexpr double kBefore = 8;
    constexpr double kSmallest = 0.8;
    const auto count = static_cast<double>(charts.size());
    const double fitting = count > 0 ? (flow.room() - 1) / count - kBefore : 0; // of each
    const double height = fitting < kHeight && fitting >= kSmallest * kHeight ? fitting : kHeight;
    const double width = kInnerWidth * height / kHeight;
    for (const SvgChart& chart : charts) {
        flow.gap(kBefore);
        flow.add({height, [svg = QByteArray::fromStdString(toSvg(chart)), width, height](Ink& ink, double top) {
                      ink.picture({kMargin, top, width, height}, svg);
                  }});
    }
}

} // namespace

void addRuns(Flow& flow, const Report& report, const ReportCharts& charts)
{
    for (const TestReport& test : report.tests) {
        flow.newSheet();
        flow.heading(fromUtf8(test.title), QString(), stampOf(test.verdict));
        if (!test.remark.empty() || test.runs.empty()) {
            flow.paragraph(test.remark.empty() ? QStringLiteral("Not run.") : bounded(test.remark), Face::Body, color::kText2);
        }
        for (auto run = test.runs.rbegin(); run != test.runs.rend(); ++run) {
            addRun(flow, *run, test.notesOf(run->id), report.planSha256);
            if (const auto drawn = charts.find(run->id); drawn != charts.end()) {
                addCharts(flow, drawn->second);
            }
        }
    }
}

} // namespace holdpoint::paper
