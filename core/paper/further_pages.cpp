// SPDX-License-Identifier: GPL-3.0-or-later
// What page 1 rests on: the rest of its tables, every run, the checklist, the proof.
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/paper/sheets.h"
#include "core/paper/words.h"
#include "core/report/breakpoint_rows.h"
#include "core/report/run_routes.h"
#include "core/verdict/sentences.h"

#include <algorithm>
#include <array>

namespace holdpoint::paper {

namespace {

constexpr std::size_t kMostRows = 60; // of errors: a hostile server can make many
constexpr std::size_t kMostCellBytes = 400;

QString bounded(const std::string& text)
{
    return fromUtf8(shortened(text, kMostCellBytes));
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
    if (routes.size() > kMostRows) {
        table.spanRow({{QStringLiteral("%1 more stand in report.json").arg(routes.size() - kMostRows)}});
    }
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
    if (result.errors.size() > kMostRows) {
        table.spanRow({{QStringLiteral("%1 more stand in report.json").arg(result.errors.size() - kMostRows)}});
    }
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
    if (notes.size() > kMostRows) {
        table.spanRow({{QStringLiteral("%1 more stand in report.json").arg(notes.size() - kMostRows)}});
    }
}

void addRun(Flow& flow, const RunRecord& run, const std::vector<RunNote>& notes, const std::string& planInForce)
{
    addRunHead(flow, run);
    if (const std::string other = otherPlanSentence(run, planInForce); !other.empty()) {
        flow.paragraph(bounded(other), Face::Small, color::kText2, 3);
    }
    addNotes(flow, notes);
    const RunResult& result = run.result;
    const bool areLevelsJudged = result.breakpoint.has_value(); // each by itself
    if (!result.load.empty() && !areLevelsJudged) {
        flow.gap(4);
        Table table = loadTable(flow, QStringLiteral("Load target"));
        for (const LoadResult& load : result.load) {
            addLoad(table, fromUtf8(load.target.metric), run.id, load, stampOf(loadWord(load, result.outcome)));
        }
    }
    if (!result.thresholds.empty() && !areLevelsJudged) {
        flow.gap(8);
        Table table = thresholdTable(flow);
        for (const ThresholdResult* threshold : distinctThresholds(result.thresholds)) {
            const ThresholdRule& rule = threshold->rule;
            addThreshold(table, {fromUtf8(nameOf(rule)) + QLatin1Char(' ') + fromUtf8(rule.target.aggregate.text()), threshold},
                         4);
        }
    }
    addBreakpoint(flow, result);
    addVerifications(flow, result);
    addErrors(flow, result);
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

QString whoText(const ItemView& item)
{
    QString who = item.by.name.empty() ? fromUtf8(item.source) : fromUtf8(item.by.name);
    if (item.at) {
        who += (who.isEmpty() ? QString() : QStringLiteral(", ")) + momentText(*item.at).left(16);
    }
    return who.isEmpty() ? QStringLiteral("\u2013") : who;
}

void addSection(Flow& flow, const Report& report, const SectionDefinition& section)
{
    std::vector<const ItemView*> items;
    for (const ItemView& item : report.checklist.items) {
        if (item.definition->section == section.number && item.definition->kind != ItemKind::Text) {
            items.push_back(&item);
        }
    }
    if (items.empty()) {
        return;
    }
    flow.gap(kGap);
    flow.heading(section.number == "ref" ? fromUtf8(section.title)
                                         : fromUtf8(section.number) + QStringLiteral(". ") + fromUtf8(section.title));
    Table table(flow, {{QStringLiteral("Item"), 262},
                       {QStringLiteral("State"), 106},
                       {QStringLiteral("Value seen"), kInnerWidth - 488},
                       {QStringLiteral("Who, when"), 120}});
    for (const ItemView* item : items) {
        QString seen = bounded(item->value);
        seen += (seen.isEmpty() || item->reason.empty() ? QString() : QStringLiteral(": ")) + bounded(item->reason);
        table.row({{itemText(item->definition->text), Face::Body, color::kText, {}, bounded(item->note)},
                   {{}, Face::Body, color::kText, stampOf(item->state)},
                   {seen.isEmpty() ? QStringLiteral("\u2013") : seen, Face::Small},
                   {whoText(*item), Face::Small, color::kText2}});
    }
}

} // namespace

void addRest(Flow& flow, const Report& report, const Omitted& omitted)
{
    if (omitted.areReasonsCut) {
        flow.gap(kGap);
        flow.heading(QStringLiteral("Why"), QStringLiteral("worst first"));
        for (const std::string& reason : report.reasons) {
            flow.paragraph(itemText(asSentence(reason)));
            flow.gap(4);
        }
    }
    if (omitted.isThresholdLeft) {
        const auto lines = thresholdLines(report);
        flow.gap(kGap);
        flow.heading(QStringLiteral("Thresholds"), QStringLiteral("continued from page 1"));
        Table table = thresholdTable(flow);
        for (std::size_t i = omitted.thresholdsShown; i < lines.size(); ++i) {
            addThreshold(table, lines[i], 4);
        }
    }
    if (!report.exceptions.empty()) {
        flow.gap(kGap);
        flow.heading(QStringLiteral("Exceptions"), QStringLiteral("all, with their whole reasons"));
        Table table = exceptionTable(flow);
        for (const ExceptionEntry& entry : report.exceptions) {
            addException(table, entry, 8);
        }
    }
}

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

void addServer(Flow& flow, const Report& report)
{
    flow.newSheet();
    flow.heading(QStringLiteral("Release thresholds"));
    {
        Table table(flow, {{QStringLiteral("Rule"), 190},
                           {QStringLiteral("Target"), 90, true},
                           {QStringLiteral("Critical"), 90, true},
                           {QStringLiteral("Per run"), kInnerWidth - 485},
                           {QStringLiteral("Verdict"), 115}});
        for (const ReleaseThreshold& threshold : report.thresholds) {
            QStringList runs;
            for (const auto& [run, result] : threshold.perRun) {
                runs << QStringLiteral("run %1: %2").arg(run).arg(measuredText(result));
            }
            if (!threshold.reason.empty()) {
                runs << bounded(threshold.reason);
            }
            table.row({{fromUtf8(threshold.rule.id)},
                       {targetText(threshold.rule)},
                       {criticalText(threshold.rule)},
                       {runs.join(QStringLiteral(", ")), Face::Small},
                       {{}, Face::Body, color::kText, stampOf(threshold.verdict)}});
        }
        if (report.thresholds.empty()) {
            table.spanRow({{QStringLiteral("The plan has none.")}});
        }
    }
    flow.gap(kGap);
    flow.heading(QStringLiteral("Alarms"));
    Table table(flow, {{QStringLiteral("Alarm"), 120},
                       {QStringLiteral("Run"), 45, true},
                       {QStringLiteral("From"), 70, true},
                       {QStringLiteral("To"), 70, true},
                       {QStringLiteral("What"), kInnerWidth - 445},
                       {QStringLiteral("Acknowledged, outcome"), 140}});
    for (std::size_t i = 0; i < report.alarms.size() && i < kMostRows; ++i) {
        const AlarmRecord& alarm = report.alarms[i];
        table.row({{bounded(alarm.id)},
                   {QString::number(alarm.run)},
                   {fromUtf8(formatUtcClock(alarm.from))},
                   {alarm.to ? fromUtf8(formatUtcClock(*alarm.to)) : QStringLiteral("firing")},
                   {bounded(alarm.sentence), Face::Small},
                   {bounded(alarm.acknowledgedBy + (alarm.outcome.empty() ? "" : ": " + alarm.outcome)), Face::Small}});
    }
    if (report.alarms.empty()) {
        table.spanRow({{QStringLiteral("None fired.")}});
    }
}

void addChecklist(Flow& flow, const Report& report)
{
    QStringList counts;
    for (const auto& [state, count] : report.checklist.counts) {
        counts << QStringLiteral("%1 %2").arg(count).arg(stampOf(state).word);
    }
    flow.newSheet();
    flow.heading(QStringLiteral("Checklist"), QStringLiteral("%1 boxes").arg(report.checklistTemplate.boxCount()));
    flow.paragraph(counts.join(QStringLiteral(", ")), Face::Body, color::kText2, 2);
    for (const SectionDefinition& section : report.checklistTemplate.sections) {
        addSection(flow, report, section);
    }
}

void addProof(Flow& flow, const Report& report)
{
    flow.newSheet();
    flow.heading(QStringLiteral("Method"));
    flow.paragraph(QStringLiteral(
        "Load was paced on an absolute schedule. Latency is counted from the send (http_req_duration) and from the intended "
        "start (http_req_response_time). Percentiles are HdrHistogram's highest equivalent value, three significant digits for "
        "every metric that a rule names; a run's totals are the merge of its stored seconds. A run that missed its load, or "
        "whose generator was the bottleneck, is inconclusive and never passed."));
    flow.gap(kGap);
    flow.heading(QStringLiteral("Record and audit"));
    Table table(flow, {{QStringLiteral("What"), 130}, {QStringLiteral("Value"), kInnerWidth - 130}});
    const auto row = [&table](const char* name, const QString& value) {
        table.row({{QString::fromLatin1(name), Face::Body, color::kText2}, {value, Face::Mono}});
    };
    const QString dash = QStringLiteral("\u2013");
    constexpr int kWhole = 16;
    row("As of", momentText(report.generatedAt));
    row("Released", fromUtf8(releasedText(report)));
    row("Plan sha256", grouped(report.planSha256, kWhole));
    row("Checklist", fromUtf8(report.checklistTemplate.id + " " + report.checklistTemplate.version));
    row("Checklist sha256", grouped(report.checklistTemplate.sha256, kWhole));
    row("Record sha256", report.recordSha256.empty() ? QStringLiteral("not frozen") : grouped(report.recordSha256, kWhole));
    row("Record frozen", report.frozenAt ? momentText(*report.frozenAt) : dash);
    row("Audit head", report.audit.hash.empty() ? dash : grouped(report.audit.hash, kWhole));
    row("Audit rows", fromUtf8(formatCount(static_cast<std::uint64_t>(std::max<std::int64_t>(0, report.audit.length)))));
    flow.gap(kGap);
    flow.heading(QStringLiteral("How to verify"));
    flow.paragraph(
        QStringLiteral("report.json is the record; these pages only draw it. Check the folder that this page came in:"));
    flow.paragraph(QStringLiteral("holdpointctl verify REPORT-FOLDER"), Face::Mono);
    flow.paragraph(
        QStringLiteral("It computes the audit chain row by row, the hashes of every run's frames and the record's hash "
                       "again, and names the first place that differs."));
}

} // namespace holdpoint::paper
