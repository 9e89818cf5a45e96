// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/units.h"
#include "core/paper/sheets.h"
#include "core/paper/words.h"
#include "core/verdict/rule_words.h"
#include "core/verdict/sentences.h"

#include <algorithm>

namespace holdpoint::paper {

std::vector<ThresholdLine> thresholdLines(const Report& report)
{
    std::vector<ThresholdLine> lines;
    for (const auto& [test, result] : thresholdsByMargin(report)) {
        lines.push_back({shortTitle(test->title) + QStringLiteral(": ") + fromUtf8(shortRuleName(result->rule)), result});
    }
    return lines;
}

Table thresholdTable(Flow& flow)
{
    return Table(flow, {{QStringLiteral("Rule"), kInnerWidth - 465},
                        {QStringLiteral("Target"), 85, true},
                        {QStringLiteral("Critical"), 85, true},
                        {QStringLiteral("Measured"), 80, true},
                        {QStringLiteral("Margin"), 60, true},
                        {QStringLiteral("n"), 58, true},
                        {QStringLiteral("Verdict"), 97}});
}

void addThreshold(Table& table, const ThresholdLine& line, int mostLines)
{
    const ThresholdResult& result = *line.result;
    table.row({{line.name, Face::Body, color::kText, {}, {}, mostLines},
               {targetText(result.rule)},
               {criticalText(result.rule)},
               {measuredText(result), Face::Strong},
               {marginText(result)},
               {fromUtf8(formatCount(result.sampleCount))},
               {{}, Face::Body, color::kText, stampOf(result.verdict)}});
}

Table loadTable(Flow& flow, const QString& firstColumn)
{
    return Table(flow, {{firstColumn, kInnerWidth - 495},
                        {QStringLiteral("Run"), 50, true},
                        {QStringLiteral("Planned"), 110, true},
                        {QStringLiteral("Achieved"), 120, true},
                        {QStringLiteral("Ratio"), 90, true},
                        {QStringLiteral("Verdict"), 125}});
}

void addLoad(Table& table, const QString& name, std::int64_t run, const LoadResult& load, const Stamp& stamp)
{
    const auto& expect = load.target.expect;
    const auto shown = [&](double value) { return fromUtf8(formatMeasured(load.target.metric, expect.aggregate, value)); };
    const QString ratio = load.achieved && expect.limit != 0
                              ? fromUtf8(formatNumber(*load.achieved / expect.limit * 100, 1)) + QStringLiteral("\u00a0%")
                              : QStringLiteral("\u2013");
    table.row({{name, Face::Body, color::kText, {}, {}, 2},
               {QString::number(run)},
               {shown(expect.limit)},
               {load.achieved ? shown(*load.achieved) : QStringLiteral("\u2013"), Face::Strong},
               {ratio},
               {{}, Face::Body, color::kText, stamp}});
}

Table exceptionTable(Flow& flow)
{
    return Table(flow, {{QStringLiteral("Item"), 190},
                        {QStringLiteral("State"), 110},
                        {QStringLiteral("Reason"), kInnerWidth - 410},
                        {QStringLiteral("By"), 110}});
}

void addException(Table& table, const ExceptionEntry& entry, int mostLines)
{
    table.row(
        {{itemText(entry.text), Face::Body, color::kText, {}, {}, mostLines},
         {{}, Face::Body, color::kText, stampOf(entry.state)},
         {entry.reason.empty() ? QStringLiteral("\u2013") : fromUtf8(entry.reason), Face::Body, color::kText, {}, {}, mostLines},
         {entry.by.empty() ? QStringLiteral("\u2013") : fromUtf8(entry.by), Face::Body, color::kText, {}, {}, mostLines}});
}

} // namespace holdpoint::paper
