// SPDX-License-Identifier: GPL-3.0-or-later
// What page 1 rests on: the rest of its tables, release thresholds and alarms, the checklist, the proof.
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/paper/sheets.h"
#include "core/paper/words.h"
#include "core/verdict/sentences.h"

#include <algorithm>

namespace holdpoint::paper {

namespace {

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
        for (const ExceptionEntry* entry : exceptionsInOrder(report)) {
            addException(table, *entry, 8);
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
