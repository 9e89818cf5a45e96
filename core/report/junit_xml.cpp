// SPDX-License-Identifier: GPL-3.0-or-later
// JUnit XML as CI servers read it; shape: reference/engine.md §5.11.
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/report/run_formats.h"

#include <algorithm>

namespace holdpoint {

namespace {

struct Case
{
    enum class State { Passed, Failed, Error, Skipped }; // Error: nothing is proven
    std::string group;                                   // classname
    std::string name;
    State state = State::Passed;
    std::string type; // of a failure or an error
    std::string message;
};

/// XML 1.0 has no place for most control characters.
std::string escaped(std::string_view text)
{
    std::string clean(text);
    std::replace_if(
        clean.begin(), clean.end(),
        [](char letter) { return static_cast<unsigned char>(letter) < 0x20 && letter != '\n' && letter != '\t'; }, '?');
    return htmlEscape(clean);
}

Case::State stateOf(RuleVerdict verdict)
{
    switch (verdict) {
    case RuleVerdict::Failed:
        return Case::State::Failed;
    case RuleVerdict::NoData:
    case RuleVerdict::NotJudged:
        return Case::State::Skipped;
    default:
        return Case::State::Passed; // Warned: the exit code is 0, too
    }
}

std::vector<Case> casesOf(const RunRecord& run)
{
    std::vector<Case> cases;
    for (const LoadResult& load : run.result.load) {
        // load that was missed makes a run inconclusive: nothing failed, but nothing is proven
        cases.push_back({"load " + load.target.metric, load.target.expect.text,
                         load.isMet ? Case::State::Passed : Case::State::Skipped, "", load.sentence});
    }
    for (const ThresholdResult* result : distinctThresholds(run.result.thresholds)) {
        const bool isCritical = result->verdict == RuleVerdict::Failed && result->rule.critical;
        cases.push_back({nameOf(result->rule), isCritical ? result->rule.critical->text : result->rule.target.text,
                         stateOf(result->verdict), "threshold", result->sentence});
    }
    for (const VerificationResult& verification : run.result.verifications) {
        cases.push_back({"verify", verification.name, stateOf(verification.verdict), "verification",
                         verification.sentence.empty()
                             ? "expected " + verification.expected + ", measured " + verification.measured
                             : verification.sentence});
    }
    for (const CheckResult& check : run.result.checks) {
        // a failed check worsens the metric `checks`; whether that is too much, a threshold says
        cases.push_back(
            {"checks", check.name, Case::State::Passed, "",
             check.fails == 0 ? "" : formatCount(check.fails) + " of " + formatCount(check.passes + check.fails) + " failed"});
    }
    return cases;
}

/// Planned requests/s of the run's load targets; 0 if none names a rate of requests.
double plannedRequestRate(const RunRecord& run)
{
    double rate = 0;
    for (const LoadResult& load : run.result.load) {
        const bool isRate = load.target.expect.aggregate.kind == AggregateKind::Rate;
        rate += isRate && load.target.metric.starts_with("http_reqs") ? load.target.expect.limit : 0;
    }
    return rate;
}

std::size_t countOf(const std::vector<Case>& cases, Case::State state)
{
    return static_cast<std::size_t>(
        std::count_if(cases.begin(), cases.end(), [state](const Case& one) { return one.state == state; }));
}

std::string attribute(std::string_view name, std::string_view value)
{
    return " " + std::string(name) + "=\"" + escaped(value) + "\"";
}

std::string caseXml(const Case& one, const std::string& time)
{
    std::string xml = "    <testcase" + attribute("classname", one.group) + attribute("name", one.name) + attribute("time", time);
    if (one.state == Case::State::Passed && one.message.empty()) {
        return xml + "/>\n";
    }
    xml += ">";
    if (one.state == Case::State::Failed || one.state == Case::State::Error) {
        xml += (one.state == Case::State::Failed ? "<failure" : "<error") + attribute("message", one.message) +
               attribute("type", one.type) + "/>";
    } else if (one.state == Case::State::Skipped) {
        xml += "<skipped" + attribute("message", one.message) + "/>";
    } else {
        xml += "<system-out>" + escaped(one.message) + "</system-out>";
    }
    return xml + "</testcase>\n";
}

std::string secondsText(double seconds)
{
    return formatPlain(static_cast<double>(static_cast<std::int64_t>(seconds * 1000)) / 1000);
}

struct Suite
{
    const TestReport* test = nullptr;
    const RunRecord* run = nullptr; // null: not run
    std::vector<Case> cases;
    double seconds = 0;
};

Suite suiteOf(const TestReport& test)
{
    Suite suite{&test, decidingRun(test.runs, test.id), {}, 0};
    if (suite.run == nullptr && !test.runs.empty()) {
        suite.run = &test.runs.back();
    }
    if (suite.run == nullptr) {
        suite.cases.push_back({test.id, "run", Case::State::Skipped, "", test.remark.empty() ? "not run" : test.remark});
        return suite;
    }
    suite.cases = casesOf(*suite.run);
    const RunOutcome outcome = suite.run->result.outcome;
    const bool hasFailure = countOf(suite.cases, Case::State::Failed) > 0;
    // an outcome that no case explains: aborted, interrupted, limited generator, failed setup
    Case whole{test.id, "outcome", Case::State::Passed, "outcome",
               std::string(nameOf(outcome)) + ": " + join(suite.run->result.reasons, "; ")};
    if (outcome == RunOutcome::Failed || isCutShort(outcome)) {
        whole.state = hasFailure && outcome == RunOutcome::Failed ? Case::State::Passed : Case::State::Failed;
    } else if (outcome == RunOutcome::NotRun) {
        whole.state = Case::State::Skipped;
    } else if (outcome == RunOutcome::Inconclusive) {
        whole.state = Case::State::Error; // a CI server takes skipped for green
    }
    suite.cases.insert(suite.cases.begin(), std::move(whole));
    suite.seconds = std::chrono::duration<double>(loadDuration(*suite.run)).count();
    return suite;
}

/// Rules of the release that no run has measured yet: they stand in no test's suite.
Suite unmeasuredRules(const Report& report)
{
    Suite suite;
    for (const ReleaseThreshold& threshold : report.thresholds) {
        if (threshold.perRun.empty()) {
            suite.cases.push_back(
                {nameOf(threshold.rule), threshold.rule.target.text, Case::State::Skipped, "", threshold.reason});
        }
    }
    return suite;
}

std::string suiteXml(const Suite& suite)
{
    std::string xml = "  <testsuite" + attribute("name", suite.test == nullptr ? "release thresholds" : suite.test->id) +
                      attribute("tests", std::to_string(suite.cases.size())) +
                      attribute("failures", std::to_string(countOf(suite.cases, Case::State::Failed))) +
                      attribute("errors", std::to_string(countOf(suite.cases, Case::State::Error))) +
                      attribute("skipped", std::to_string(countOf(suite.cases, Case::State::Skipped))) +
                      attribute("time", secondsText(suite.seconds));
    if (suite.run != nullptr) {
        xml += attribute("timestamp", formatUtcSeconds(suite.run->startedAt).substr(0, 19));
    }
    xml += ">\n";
    if (suite.run != nullptr) {
        const auto property = [](std::string_view name, const std::string& value) {
            return "      <property" + attribute("name", name) + attribute("value", value) + "/>\n";
        };
        xml += "    <properties>\n" + property("run", std::to_string(suite.run->id)) +
               property("kind", std::string(nameOf(suite.run->kind))) +
               property("outcome", std::string(nameOf(suite.run->result.outcome))) +
               property("rehearsal", suite.run->isRehearsal ? "true" : "false") +
               (plannedRequestRate(*suite.run) > 0 ? property("target_rps", formatPlain(plannedRequestRate(*suite.run))) : "") +
               property("generator_limited_s", std::to_string(suite.run->result.generator.limitedSeconds)) +
               "    </properties>\n";
    }
    for (const Case& one : suite.cases) {
        xml += caseXml(one, &one == &suite.cases.front() ? secondsText(suite.seconds) : "0");
    }
    return xml + "  </testsuite>\n";
}

} // namespace

std::string junitXml(const Report& report)
{
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t errors = 0;
    std::size_t skipped = 0;
    double seconds = 0;
    std::string suites;
    std::vector<Suite> all;
    for (const TestReport& test : report.tests) {
        all.push_back(suiteOf(test));
    }
    if (Suite rest = unmeasuredRules(report); !rest.cases.empty()) {
        all.push_back(std::move(rest));
    }
    for (const Suite& suite : all) {
        tests += suite.cases.size();
        failures += countOf(suite.cases, Case::State::Failed);
        errors += countOf(suite.cases, Case::State::Error);
        skipped += countOf(suite.cases, Case::State::Skipped);
        seconds += suite.seconds;
        suites += suiteXml(suite);
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" +
           attribute("name", report.release.name + " " + report.release.version) + attribute("tests", std::to_string(tests)) +
           attribute("failures", std::to_string(failures)) + attribute("errors", std::to_string(errors)) +
           attribute("skipped", std::to_string(skipped)) + attribute("time", secondsText(seconds)) + ">\n" + suites +
           "</testsuites>\n";
}

} // namespace holdpoint
