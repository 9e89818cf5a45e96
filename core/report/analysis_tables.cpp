// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/analysis_tables.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/report/breakpoint_rows.h"
#include "core/report/report.h"
#include "core/verdict/sentences.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

const std::string kMissing = "\u2013";
constexpr std::size_t kMostFigures = 16; // of a test; report.json has all
constexpr std::size_t kMostSpans = 15;
constexpr std::size_t kMostFindings = 20;

std::string percent(double share, int decimals = 0)
{
    return formatNumber(100 * share, decimals) + "\u00a0%";
}

std::string upper(std::string_view word)
{
    std::string text;
    for (const char c : word) {
        text += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return text;
}

std::string valueText(const ComparedFigure& figure, double value)
{
    return figure.unit == "ms" ? formatMillis(value) : formatNumber(value, figure.unit == "%" ? 3 : 2) + "\u00a0" + figure.unit;
}

std::string differenceText(const ComparedFigure& figure, double value)
{
    const std::string sign = value > 0 ? "+" : "";
    return figure.isRelative ? sign + percent(value, 1)
                             : sign + formatNumber(value, figure.unit == "%" ? 3 : 2) +
                                   (figure.unit == "%" ? " points" : "\u00a0" + figure.unit);
}

bool isNews(const ComparedFigure& figure)
{
    return figure.verdict == ComparedFigure::Verdict::Better || figure.verdict == ComparedFigure::Verdict::Worse;
}

/// News first, worse before better, then p(95) and rates; the median and p(99) only where they are news.
std::vector<const ComparedFigure*> shownFigures(const std::vector<ComparedFigure>& all)
{
    std::vector<const ComparedFigure*> shown;
    for (const ComparedFigure& figure : all) {
        if (isNews(figure) || figure.figure == "p(95)" || figure.figure == "rate") {
            shown.push_back(&figure);
        }
    }
    const auto rank = [](const ComparedFigure* figure) {
        switch (figure->verdict) {
        case ComparedFigure::Verdict::Worse:
            return 0;
        case ComparedFigure::Verdict::Better:
            return 1;
        case ComparedFigure::Verdict::Same:
            return 2;
        case ComparedFigure::Verdict::Unknown:
            break;
        }
        return 3;
    };
    std::stable_sort(shown.begin(), shown.end(), [&rank](const auto* a, const auto* b) { return rank(a) < rank(b); });
    return shown;
}

std::string countsOf(const std::vector<ComparedFigure>& figures)
{
    std::array<std::size_t, 4> counts{};
    for (const ComparedFigure& figure : figures) {
        ++counts[static_cast<std::size_t>(figure.verdict)];
    }
    return formatCount(figures.size()) + (figures.size() == 1 ? " figure: " : " figures: ") + formatCount(counts[1]) +
           " worse, " + formatCount(counts[0]) + " better, " + formatCount(counts[2]) + " the same within noise, " +
           formatCount(counts[3]) + " not told";
}

void addBaselines(const Report& report, std::vector<ReportTable>& tables)
{
    ReportTable table{"Against the baseline",
                      "differences with their 95 % interval; one visitor's baseline shows what load costs",
                      {},
                      {{"Test", 1.4},
                       {"Metric", 3},
                       {"Figure", 0.8},
                       {"Baseline", 1.1, true},
                       {"Run", 1.1, true},
                       {"Difference", 1.2, true},
                       {"95 % interval", 2, true},
                       {"Verdict", 1.9, false, true}},
                      {},
                      {}};
    for (const BaselineComparison& each : report.analysis.baselines) {
        if (!each.comparison) {
            table.notes.push_back(each.title + ": " + each.why);
            continue;
        }
        const RunComparison& compared = *each.comparison;
        const auto shown = shownFigures(compared.figures);
        std::string sentence = each.title + ", run " + std::to_string(compared.b.id) + " against baseline run " +
                               std::to_string(compared.a.id) + ". " + countsOf(compared.figures);
        if (shown.size() > kMostFigures) {
            sentence += "; " + formatCount(shown.size() - kMostFigures) + " more stand in report.json";
        }
        table.sentences.push_back(std::move(sentence));
        for (const std::string& remark : compared.remarks) {
            table.notes.push_back(each.title + ": " + remark);
        }
        for (std::size_t i = 0; i < shown.size() && i < kMostFigures; ++i) {
            const ComparedFigure& figure = *shown[i];
            table.rows.push_back({each.test, figure.metric, figure.figure, valueText(figure, figure.a),
                                  valueText(figure, figure.b), differenceText(figure, figure.difference),
                                  differenceText(figure, figure.low) + " to " + differenceText(figure, figure.high),
                                  figure.verdict == ComparedFigure::Verdict::Same ? "SAME" : upper(nameOf(figure.verdict))});
        }
    }
    if (!table.rows.empty() || !table.notes.empty()) {
        tables.push_back(std::move(table));
    }
}

std::string stateOf(const ResourcePeak& peak)
{
    return !peak.peak ? "UNKNOWN" : peak.isBeyond() ? "FAIL" : peak.isMissed() ? "WARN" : "PASS";
}

void addSaturation(const Report& report, std::vector<ReportTable>& tables)
{
    ReportTable table{"Server side",
                      "peaks over the load, in the order of saturation",
                      {},
                      {{"Resource", 2.4},
                       {"Peak", 1, true},
                       {"Target", 1, true},
                       {"Critical", 1, true},
                       {"Used", 0.8, true},
                       {"Run", 0.6, true},
                       {"At", 1.1},
                       {"Target missed", 1.2},
                       {"State", 1.7, false, true}},
                      {},
                      {}};
    for (const ResourcePeak& peak : report.analysis.peaks) {
        const auto value = [&peak](double amount) { return formatNumber(amount, 0) + "\u00a0" + peak.unit; };
        const std::string op = peak.isLessWorse ? "> " : "< ";
        table.rows.push_back({peak.title, peak.peak ? value(*peak.peak) : kMissing, op + value(peak.target),
                              peak.limit ? op + value(*peak.limit) : kMissing, peak.used() ? percent(*peak.used()) : kMissing,
                              peak.peak ? std::to_string(peak.run) : kMissing, peak.at ? formatUtcClock(*peak.at) : kMissing,
                              peak.missedAt ? formatUtcClock(*peak.missedAt) : kMissing, stateOf(peak)});
        if (!peak.why.empty()) {
            table.notes.push_back(peak.title + ": " + peak.why);
        }
    }
    if (table.rows.empty()) {
        table.sentences.emplace_back("No evidence: the plan has no threshold over a query.");
    }
    for (const MemorySlope& slope : report.analysis.memory) {
        table.notes.push_back("Memory slope, run " + std::to_string(slope.run) + ": " + slope.hint.sentence);
    }
    if (report.analysis.memory.empty()) {
        table.notes.emplace_back("Memory slope: no evidence, no run was looked at");
    }
    tables.push_back(std::move(table));
}

void addBottlenecks(const Report& report, std::vector<ReportTable>& tables)
{
    const BottleneckSearch& search = report.analysis.bottlenecks;
    ReportTable table{
        "Bottlenecks",
        "ranked; each with its evidence and the boxes of sections 11 and 12",
        {asSentence(search.sentence)},
        {{"Nr", 0.4, true}, {"Finding", 3.6}, {"Share", 0.6, true}, {"Evidence", 2.2}, {"Boxes", 2}, {"Usually mended", 2.2}},
        {},
        {}};
    for (std::size_t i = 0; i < search.findings.size() && i < kMostFindings; ++i) {
        const Bottleneck& each = search.findings[i];
        std::vector<std::string> boxes = each.boxes;
        boxes.insert(boxes.end(), each.mends.begin(), each.mends.end());
        table.rows.push_back({std::to_string(i + 1), each.title + ": " + each.finding,
                              each.share ? percent(*each.share) : kMissing, each.evidence, join(boxes, ", "), each.remedy});
    }
    std::vector<std::string> unset;
    for (const UndecidedRule& each : search.undecided) {
        if (each.isNotConfigured) {
            unset.push_back(titledRule(each.rule));
        } else {
            table.notes.push_back(titledRule(each.rule) + " not decided: " + each.why);
        }
    }
    if (!unset.empty()) {
        table.notes.push_back("Not decided, as the plan names no such source: " + join(unset, ", "));
    }
    tables.push_back(std::move(table));
}

void addSlowSpans(const Report& report, std::vector<ReportTable>& tables)
{
    const SlowSpans& slow = report.analysis.slowSpans;
    ReportTable table{"Slow spans",
                      "by self time, in the slow traces of the load",
                      {},
                      {{"Service", 1.4},
                       {"Operation", 4},
                       {"Self time", 1, true},
                       {"Share", 0.8, true},
                       {"p95", 1, true},
                       {"Spans", 0.8, true},
                       {"Failed", 0.8, true}},
                      {},
                      {}};
    for (std::size_t i = 0; i < slow.spans.size() && i < kMostSpans; ++i) {
        const SlowSpan& span = slow.spans[i];
        table.rows.push_back({span.service, span.operation, formatMillis(span.selfMs), percent(span.share),
                              formatMillis(span.p95Ms), formatCount(span.count), formatCount(span.failed)});
    }
    if (table.rows.empty()) {
        table.sentences.push_back(asSentence("No evidence: " + slow.why));
    } else if (slow.at) {
        table.notes.push_back("Read from the traces at " + formatUtcSeconds(*slow.at) + ", evidence of " + slow.source);
    }
    tables.push_back(std::move(table));
}

std::string between(double low, double high, int decimals)
{
    return " (95\u00a0%: " + formatNumber(low, decimals) + " to " + formatNumber(high, decimals) + ")";
}

std::string lawSentence(const UslFit& law)
{
    constexpr int kDigits = 4;
    std::string text = "Scalability law over " + formatCount(law.levels) + " levels, fitted with an error of " +
                       percent(law.error, 1) + ": " + formatNumber(law.lambda, 2) + " per second of one user alone, contention " +
                       formatNumber(law.sigma, kDigits) + between(law.sigmaLow, law.sigmaHigh, kDigits) + ", coherency " +
                       formatNumber(law.kappa, 6) + between(law.kappaLow, law.kappaHigh, 6);
    text += law.peakLoad ? ". More users than " + formatNumber(*law.peakLoad, 0) + between(law.peakLow, law.peakHigh, 0) +
                               " give less: at most " + formatNumber(law.peakThroughput, 1) + " per second"
                         : ". " + law.remark;
    return asSentence(text);
}

std::string headroomSentence(const Headroom& headroom)
{
    if (!headroom.isKnown()) {
        return asSentence("No headroom is known: " + headroom.remark);
    }
    const bool isPeaks = headroom.method == Headroom::Method::Peaks;
    std::string text =
        "Headroom " + std::string(headroom.isAtLeast ? "at least " : "") + formatNumber(headroom.percent, 0) + "\u00a0%, " +
        (isPeaks ? "by the resource that was used most" : "by the highest load that was held in a breakpoint run") + ": " +
        headroom.formula;
    text += headroom.limitedBy.empty() ? "" : "; limited by " + headroom.limitedBy;
    text += headroom.remark.empty() ? "" : "; " + headroom.remark;
    return asSentence(text);
}

void addCapacity(const Report& report, std::vector<ReportTable>& tables)
{
    if (!report.analysis.isWhole) {
        return;
    }
    ReportTable table{"Headroom and scaling", "", {}, {}, {}, {}};
    if (!report.analysis.capacity) {
        table.sentences.push_back(asSentence("Not computed: " + report.analysis.whyNoCapacity));
        tables.push_back(std::move(table));
        return;
    }
    const CapacityStudy& study = *report.analysis.capacity;
    table.sentences.push_back(headroomSentence(study.headroom));
    table.sentences.push_back(study.law ? lawSentence(*study.law) : asSentence("No scalability law: " + study.whyNoLaw));
    if (study.knee) {
        const BreakpointResult& found = *study.knee->result.breakpoint;
        table.sentences.push_back(asSentence("Breakpoint, run " + std::to_string(study.knee->id) + " of " + study.knee->testId +
                                             ": " + found.sentence));
        for (std::size_t i = 0; i < kBreakpointColumns.size(); ++i) {
            const bool isLast = i + 1 == kBreakpointColumns.size();
            table.columns.push_back({kBreakpointColumns[i], isLast ? 2.5 : 1, i > 0 && !isLast});
        }
        for (std::size_t level = 0; level < found.levels.size(); ++level) {
            const auto cells = breakpointCells(found, level);
            table.rows.emplace_back(cells.begin(), cells.end());
        }
    }
    for (const ScalingTrigger& trigger : study.triggers) {
        table.notes.push_back("Trigger " + trigger.metric + ": above " + trigger.text() + ", " + trigger.then + " (" +
                              (trigger.isMeasured ? "measured" : "default") + "): " + trigger.basis);
    }
    tables.push_back(std::move(table));
}

} // namespace

std::vector<ReportTable> analysisTables(const Report& report)
{
    std::vector<ReportTable> tables;
    const bool hasRuns = std::any_of(report.tests.begin(), report.tests.end(), [](const TestReport& test) {
        return std::any_of(test.runs.begin(), test.runs.end(), [](const RunRecord& run) {
            return run.endedAt && (decidesTest(run.kind) || run.kind == RunKind::Breakpoint);
        });
    });
    if (!hasRuns) {
        return tables;
    }
    addBaselines(report, tables);
    addSaturation(report, tables);
    addBottlenecks(report, tables);
    addSlowSpans(report, tables);
    addCapacity(report, tables);
    return tables;
}

} // namespace holdpoint
