// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/report_tables.h"

#include "core/report/capacity_words.h"
#include "core/report/optimisations.h"
#include "ui/overview/analysis_tables.h"

#include "core/base/units.h"
#include "core/verdict/rule_words.h"
#include "core/verdict/sentences.h"
#include "ui/overview/table_cells.h"
#include "ui/style/load_look.h"
#include "ui/style/words.h"

#include <QStandardItemModel>
#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

Tone toneOf(RuleVerdict verdict)
{
    switch (verdict) {
    case RuleVerdict::Warned:
        return Tone::Warn;
    case RuleVerdict::Failed:
        return Tone::Fail;
    case RuleVerdict::Passed:
    case RuleVerdict::NoData:
    case RuleVerdict::NotJudged:
        break;
    }
    return Tone::Strong;
}

QString testTitle(const TestReport& test)
{
    return fromCore(test.title.empty() ? test.id : test.title);
}

/// "p(95) search", with the id that the plan gave the rule.
QString ruleName(const ThresholdRule& rule)
{
    const QString id = fromCore(givenRuleId(rule));
    if (rule.metric.empty()) {
        return id;
    }
    const QString name = fromCore(shortRuleName(rule));
    return id.isEmpty() ? name : name + QStringLiteral(" \u00B7 ") + id;
}

/// How the rule's figure differs from the baseline's; empty where there is none to compare with.
QStandardItem* baselineCell(const RunComparison* comparison, const ThresholdRule& rule)
{
    if (comparison == nullptr || rule.metric.empty()) {
        return number(QString());
    }
    for (const ComparedFigure& figure : comparison->figures) {
        if (figure.metric != rule.metric || figure.figure != rule.target.aggregate.text()) {
            continue;
        }
        const bool isNews = figure.verdict == ComparedFigure::Verdict::Better || figure.verdict == ComparedFigure::Verdict::Worse;
        const bool isKnown = figure.verdict != ComparedFigure::Verdict::Unknown;
        QStandardItem* shown = number(isKnown ? differenceText(figure) : kMissing, isNews ? Tone::Strong : Tone::Secondary);
        shown->setToolTip(tr("Run %1 against baseline run %2: %3")
                              .arg(comparison->b.id)
                              .arg(comparison->a.id)
                              .arg(isKnown ? fromCore(figureSentence(figure)) : fromCore(figure.why)));
        return shown;
    }
    return number(kMissing, Tone::Secondary);
}

} // namespace

void fillLoadTable(QStandardItemModel& model, const Report& report)
{
    setHeads(model, {tr("Test"), tr("Run"), tr("Planned"), tr("Achieved"), tr("Ratio"), tr("Lag p99"), tr("Load")},
             {1, 2, 3, 4, 5});
    for (const TestReport& test : report.tests) {
        const RunRecord* run = decidingRun(test.runs, test.id);
        if (run == nullptr) {
            Look look = lookOf(test.verdict);
            QStandardItem* name = cell(testTitle(test));
            name->setData(test.remark.empty() ? QString() : fromCore(test.remark), Qt::ToolTipRole);
            model.appendRow(
                {name, number(kMissing), number(kMissing), number(kMissing), number(kMissing), number(kMissing), state(look)});
            continue;
        }
        const GeneratorResult& generator = run->result.generator;
        const QString lag = fromCore(lagText(generator));
        for (const LoadResult& load : run->result.load) {
            const Expression& expect = load.target.expect;
            const auto shown = [&](double value) {
                return fromCore(formatMeasured(load.target.metric, expect.aggregate, value));
            };
            const Tone tone = load.isMet ? Tone::Normal : Tone::Warn;
            QStandardItem* name = cell(testTitle(test));
            name->setData(fromCore(load.target.metric), RemarkRole);
            name->setData(static_cast<qlonglong>(run->id), Qt::UserRole);
            name->setToolTip(fromCore(load.sentence));
            const QString ratio = load.achieved && std::abs(expect.limit) > 0
                                      ? fromCore(formatNumber(*load.achieved / expect.limit * 100, 1)) + QStringLiteral("\u00A0%")
                                      : kMissing;
            model.appendRow({name, number(QString::number(run->id)), number(shown(expect.limit)),
                             number(load.achieved ? shown(*load.achieved) : kMissing, tone), number(ratio, tone),
                             number(lag, generator.isLimited ? Tone::Warn : Tone::Secondary),
                             state(lookOf(load, run->result.outcome))});
        }
    }
}

void fillThresholdTable(QStandardItemModel& model, const Report& report, const std::map<std::int64_t, RunComparison>& against)
{
    setHeads(model,
             {tr("Rule"), tr("Target"), tr("Critical"), tr("Measured"), tr("Margin"), tr("n"),
              against.empty() ? tr("no baseline") : tr("vs baseline"), tr("Verdict")},
             {1, 2, 3, 4, 5, 6});
    const auto add = [&](const QString& name, const QString& remark, const ThresholdResult& result, const RunRecord* run) {
        const auto compared = run != nullptr ? against.find(run->id) : against.end();
        const ThresholdRule& rule = result.rule;
        QStandardItem* head = cell(name);
        head->setData(remark, RemarkRole);
        head->setToolTip(fromCore(rule.metric.empty() ? rule.query : rule.metric) + QLatin1Char('\n') +
                         fromCore(result.sentence));
        QStandardItem* margin = number(result.margin ? fromCore(formatMargin(*result.margin)) : kMissing,
                                       result.margin && *result.margin < 0 ? Tone::Warn : Tone::Normal);
        if (result.margin) {
            margin->setData(*result.margin, MarginRole);
        }
        const QString measured = result.measured
                                     ? fromCore(formatMeasured(rule.metric, rule.target.aggregate, *result.measured, rule.unit))
                                     : kMissing;
        model.appendRow(
            {head, number(fromCore(formatTarget(rule))), number(fromCore(formatCritical(rule))),
             number(measured, toneOf(result.verdict)), margin, number(fromCore(formatCount(result.sampleCount)), Tone::Secondary),
             baselineCell(compared == against.end() ? nullptr : &compared->second, rule), state(lookOf(result.verdict))});
    };
    std::vector<const ThresholdRule*> shown;
    for (const TestReport& test : report.tests) {
        const RunRecord* run = decidingRun(test.runs, test.id);
        if (run == nullptr) {
            continue;
        }
        for (const ThresholdResult* result : distinctThresholds(run->result.thresholds)) {
            add(testTitle(test), ruleName(result->rule), *result, run);
            shown.push_back(&result->rule);
        }
    }
    for (const ReleaseThreshold& threshold : report.thresholds) {
        if (std::any_of(shown.begin(), shown.end(),
                        [&](const ThresholdRule* rule) { return isSameRule(*rule, threshold.rule); })) {
            continue; // judged and shown with each test that has it
        }
        ThresholdResult result;
        result.rule = threshold.rule;
        result.sentence = threshold.reason;
        if (!threshold.perRun.empty()) {
            result = threshold.perRun.back().result;
        }
        result.verdict = threshold.verdict;
        add(ruleName(threshold.rule), threshold.perRun.empty() ? fromCore(threshold.reason) : tr("release"), result, nullptr);
    }
}

void fillCapacityTable(QStandardItemModel& model, const Report& report)
{
    const bool isOwn = hasOwnTargets(report);
    setHeads(model,
             {tr("What"), isOwn ? tr("Target (checklist)") : tr("Target"), tr("Measured"), tr("Of target"), tr("Limited by"),
              tr("State")},
             {1, 2, 3});
    for (const CapacityLine& line : report.capacity) {
        const bool isMeasured = line.measured && !isEntered(line);
        const bool isMet = line.measured && *line.measured >= line.target;
        const Look look = !isMeasured ? Look{Glyph::OpenSensed, tr("NOT MEASURED"), Status::Neutral}
                          : isMet     ? Look{Glyph::Pass, tr("MET"), Status::Pass}
                          : report.isRehearsal // its figures prove nothing, whatever they are
                              ? Look{Glyph::NotApplicable, tr("REHEARSAL"), Status::Neutral}
                              : Look{Glyph::Fail, tr("NOT MET"), Status::Fail};
        QString measured = isMeasured          ? fromCore(formatNumber(*line.measured, 0))
                           : line.isNoneHeld() ? tr("none held")
                                               : kMissing;
        if (isMeasured && line.isAtLeast) {
            measured.prepend(QStringLiteral("\u2265 "));
        }
        const QString share = isMeasured && line.target > 0
                                  ? fromCore(formatNumber(*line.measured / line.target * 100, 0)) + QStringLiteral("\u00A0%")
                                  : kMissing;
        QString target = fromCore(formatNumber(line.target, 0));
        if (line.checklistTarget) {
            target += QStringLiteral(" (%1)").arg(fromCore(formatNumber(*line.checklistTarget, 0)));
        }
        model.appendRow({cell(fromCore(line.text)), number(target), number(measured, Tone::Strong), number(share),
                         cell(isEntered(line) ? tr("%1 entered by a person").arg(fromCore(formatNumber(*line.measured, 0)))
                              : line.limitedBy.empty() ? tr("not reached")
                                                       : fromCore(line.limitedBy),
                              Tone::Secondary),
                         state(look)});
    }
}

void fillSections(QStandardItemModel& model, const Report& report, int from, int to)
{
    setHeads(model, {tr("Item"), tr("State"), tr("Value seen"), tr("Owner")}, {});
    for (const SectionView& section : report.checklist.sections) {
        const int sectionNumber = QString::fromStdString(section.definition->number).toInt();
        if (sectionNumber < from || sectionNumber > to) {
            continue;
        }
        QList<QStandardItem*> head{
            cell(fromCore(section.definition->number) + QStringLiteral("  ") + fromCore(section.definition->title)),
            cell(QString()), cell(QString()), cell(QString())};
        for (QStandardItem* item : head) {
            item->setData(true, SectionRole);
        }
        model.appendRow(head);
        for (const ItemView& item : report.checklist.items) {
            if (item.definition->section != section.definition->number || item.definition->kind == ItemKind::Text) {
                continue;
            }
            QStandardItem* name = cell(plainItemText(item.definition->text));
            name->setData(fromCore(item.definition->id), Qt::UserRole);
            model.appendRow({name, state(lookOf(item)), seen(item.value, item.reason),
                             cell(ownerWord(item.definition->owner), Tone::Secondary)});
        }
    }
}

RunOutcome worstOutcome(const Report& report)
{
    RunOutcome worst = RunOutcome::NotRun;
    for (const RunOutcome outcome : {RunOutcome::Passed, RunOutcome::Warned, RunOutcome::Inconclusive, RunOutcome::Aborted,
                                     RunOutcome::Interrupted, RunOutcome::Failed}) {
        for (const TestReport& test : report.tests) {
            worst = test.verdict == outcome ? outcome : worst;
        }
    }
    return worst;
}

QString outcomeSentence(const Report& report)
{
    std::map<RunOutcome, int> counts;
    for (const TestReport& test : report.tests) {
        ++counts[test.verdict];
    }
    QStringList parts;
    for (const RunOutcome outcome : {RunOutcome::Passed, RunOutcome::Warned, RunOutcome::Failed, RunOutcome::Inconclusive,
                                     RunOutcome::Aborted, RunOutcome::Interrupted, RunOutcome::NotRun}) {
        if (counts.contains(outcome)) {
            const int count = counts[outcome];
            parts << (parts.isEmpty() ? tr("%n test(s)", nullptr, count) : QString::number(count)) + QLatin1Char(' ') +
                         outcomeWord(outcome);
        }
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace holdpoint
