// SPDX-License-Identifier: GPL-3.0-or-later
// Sections 9 to 11 without a window: what the runs showed, what ran out first, and what to look at.
#include "app/ctl/command.h"
#include "app/ctl/table.h"
#include "core/analysis/bottlenecks.h"
#include "core/analysis/run_review.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/verdict/rule_words.h"
#include "core/verdict/sentences.h"

#include <iostream>

namespace holdpoint {

namespace {

constexpr std::size_t kShownSteps = 10;

std::string percent(double share, int decimals = 0)
{
    return formatNumber(100 * share, decimals) + " %";
}

std::vector<const RunRecord*> deciding(const Report& report)
{
    std::vector<const RunRecord*> runs;
    for (const TestReport& test : report.tests) {
        if (const RunRecord* run = decidingRun(test.runs, test.id)) {
            runs.push_back(run);
        }
    }
    return runs;
}

void printLoad(const std::vector<const RunRecord*>& runs)
{
    Table table({"Test", "Run", "Planned", "Achieved", "Ratio", "Load"});
    for (const RunRecord* run : runs) {
        for (const LoadResult& load : run->result.load) {
            const Expression& expect = load.target.expect;
            table.add({run->testId, std::to_string(run->id), formatMeasured(load.target.metric, expect.aggregate, expect.limit),
                       load.achieved ? formatMeasured(load.target.metric, expect.aggregate, *load.achieved) : kMissing,
                       load.achieved && expect.limit > 0 ? percent(*load.achieved / expect.limit, 1) : kMissing,
                       loadWord(load, run->result.outcome)});
        }
    }
    std::cout << "Load reached\n" << (table.isEmpty() ? "No load target was judged.\n" : table.text()) << '\n';
}

void printThresholds(const Report& report)
{
    Table table({"Rule", "Test", "Target", "Critical", "Measured", "Margin", "n", "Verdict"});
    for (const TestThreshold& each : thresholdsByMargin(report)) {
        const ThresholdResult& result = *each.result;
        table.add({nameOf(result.rule), each.test->id, formatTarget(result.rule), formatCritical(result.rule),
                   result.measured
                       ? formatMeasured(result.rule.metric, result.rule.target.aggregate, *result.measured, result.rule.unit)
                       : kMissing,
                   result.margin ? percent(*result.margin) : kMissing, formatCount(result.sampleCount),
                   std::string(nameOf(result.verdict))});
    }
    std::cout << "Thresholds, worst margin first\n" << (table.isEmpty() ? "None was judged.\n" : table.text()) << '\n';
}

void printPhases(const std::vector<const RunRecord*>& runs)
{
    for (const RunRecord* run : runs) {
        const RunReview review = reviewOf(*run);
        if (review.all.requests == 0) {
            continue;
        }
        Table table(
            {"Step", "Requests", "p95", "p99", "Failed", "Time", "DNS, queue", "Connect", "TLS", "Send", "Wait", "Receive"});
        const auto add = [&table](const StepTimes& times) {
            table.add({times.step.empty() ? "all" : times.step, formatCount(times.requests),
                       times.p95 ? formatMillis(*times.p95) : kMissing, times.p99 ? formatMillis(*times.p99) : kMissing,
                       times.failedShare ? percent(*times.failedShare, 2) : kMissing, percent(times.timeShare),
                       formatMillis(times.blocked), formatMillis(times.connecting), formatMillis(times.tls),
                       formatMillis(times.sending), formatMillis(times.waiting), formatMillis(times.receiving)});
        };
        add(review.all);
        for (std::size_t i = 0; i < std::min(kShownSteps, review.steps.size()); ++i) {
            add(review.steps[i]);
        }
        std::cout << "Run " << run->id << ", " << run->testId << ": slowest steps, phases on average\n" << table.text() << '\n';
    }
}

void printErrors(const std::vector<const RunRecord*>& runs)
{
    Table table({"Run", "Class", "Step", "Count", "First", "Message"});
    for (const RunRecord* run : runs) {
        for (const ErrorResult& error : run->result.errors) {
            table.add({std::to_string(run->id), error.errorClass, error.step, formatCount(error.count),
                       formatUtcClock(error.firstAt), error.message});
        }
    }
    if (!table.isEmpty()) {
        std::cout << "Errors\n" << table.text() << '\n';
    }
}

void printServer(const std::vector<ResourcePeak>& peaks)
{
    Table table({"Resource", "Peak", "Target", "Critical", "Used", "Run", "At", "Target missed"});
    for (const ResourcePeak& peak : peaks) {
        const auto value = [&peak](double number) { return formatNumber(number, 0) + " " + peak.unit; };
        table.add({peak.title, peak.peak ? value(*peak.peak) : kMissing, value(peak.target),
                   peak.limit ? value(*peak.limit) : kMissing, peak.used() ? percent(*peak.used()) : peak.why,
                   peak.peak ? std::to_string(peak.run) : kMissing, peak.at ? formatUtcClock(*peak.at) : kMissing,
                   peak.missedAt ? formatUtcClock(*peak.missedAt) : kMissing});
    }
    std::cout << "Server, in the order of saturation\n"
              << (table.isEmpty() ? "The plan has no threshold over a query.\n" : table.text()) << '\n';
}

void printFindings(const BottleneckSearch& search)
{
    std::cout << "Bottlenecks: " << search.sentence << '\n';
    std::size_t rank = 0;
    for (const Bottleneck& each : search.findings) {
        std::cout << ++rank << "  " << each.title << (each.share ? ", " + percent(*each.share) + " of its time" : "") << '\n'
                  << "   " << each.finding << '\n'
                  << "   Evidence: " << each.evidence << '\n'
                  << "   Mend: " << each.remedy << '\n';
        if (!each.boxes.empty() || !each.mends.empty()) {
            std::vector<std::string> all = each.boxes;
            all.insert(all.end(), each.mends.begin(), each.mends.end());
            std::cout << "   Boxes: " << join(all, ", ") << '\n';
        }
    }
    for (const UndecidedRule& each : search.undecided) {
        std::cout << "   not decided " << titledRule(each.rule) << ": " << each.why << '\n';
    }
}

} // namespace

int runAnalyse(const std::vector<std::string>& words)
{
    const auto arguments = argumentsFor("analyse", words, Syntax{{}, {"--json"}, 1, 1});
    if (!arguments) {
        return kExitUsage;
    }
    int code = kExitDone;
    const auto session = openDossierOrComplain(arguments->positionals[0], code);
    if (!session) {
        return code;
    }
    const auto report = session->report();
    if (report == nullptr) {
        return complain(session->lastError(), kExitError);
    }
    const BottleneckSearch& search = report->analysis.bottlenecks;
    if (arguments->has("--json")) {
        std::cout << dumpJsonPretty(Json{{"schema", "holdpoint-analysis/1"}, {"bottlenecks", toJson(search)}}) << '\n';
        return kExitDone;
    }
    const auto shown = deciding(*report);
    if (shown.empty()) {
        std::cout << "No run yet. Thresholds are judged after the first load test.\n";
        return kExitDone;
    }
    printLoad(shown);
    printThresholds(*report);
    printPhases(shown);
    printErrors(shown);
    printServer(report->analysis.peaks);
    printFindings(search);
    return kExitDone;
}

} // namespace holdpoint
