// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/k6/k6_exit.h"

#include "core/base/text.h"
#include "core/base/units.h"

#include <algorithm>
#include <cstring>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxRules = 500;

enum Code {
    kDone = 0,
    kThresholdsMissed = 99,
    kSetupTimeout = 100,
    kTeardownTimeout = 101,
    kGenericTimeout = 102,
    kStoppedByRest = 103,
    kBadConfig = 104,
    kStoppedOutside = 105,
    kCannotStartRest = 106,
    kScriptException = 107,
    kAbortedByScript = 108,
    kPanic = 109,
    kMarkedFailed = 110
};

std::string because(const K6Exit& exit)
{
    return exit.lastError.empty() ? "" : ": " + exit.lastError;
}

/// The value that the summary holds for an expression such as `p(95)<500`.
std::string measuredFor(const Json& metric, std::string_view expression)
{
    const std::string aggregate(trimmed(expression.substr(0, expression.find_first_of("<>=!"))));
    const Json* value = &memberAt(metric, aggregate);
    if (!value->is_number() && aggregate == "rate") { // of a rate the old summary calls it value
        value = &memberAt(metric, "value");
    }
    return value->is_number() ? formatPlain(value->get<double>()) : std::string();
}

VerificationResult ruleResult(const std::string& metric, const std::string& expression, bool isMissed,
                              const std::string& measured)
{
    VerificationResult result;
    result.name = "k6 threshold " + metric;
    result.expected = expression;
    result.measured = measured.empty() ? (isMissed ? "missed" : "held") : measured;
    result.verdict = isMissed ? RuleVerdict::Failed : RuleVerdict::Passed;
    result.sentence = expression + (isMissed ? " missed" : " held") + (measured.empty() ? "" : ", measured " + measured) +
                      " (the script's own threshold, judged by k6)";
    return result;
}

/// The old shape of the summary: `"thresholds": {"p(95)<500": true}`, where true means missed.
std::vector<VerificationResult> rulesOf(const Json& summary, const Redactor& redactor)
{
    std::vector<VerificationResult> rules;
    const Json& metrics = memberAt(summary, "metrics");
    if (!metrics.is_object()) {
        return rules;
    }
    for (const auto& [name, metric] : metrics.items()) {
        const Json& thresholds = memberAt(metric, "thresholds");
        if (!thresholds.is_object()) {
            continue;
        }
        for (const auto& [expression, state] : thresholds.items()) {
            // handleSummary's data turns it round: {"ok": true}
            const bool isMissed = state.is_boolean() ? state.get<bool>() : !boolAt(state, "ok", true);
            if (rules.size() < kMaxRules) {
                // before they are cut: of a secret at the cut a part would stay
                rules.push_back(ruleResult(shortened(redactor.redact(name), 200), shortened(redactor.redact(expression), 200),
                                           isMissed, measuredFor(metric, expression)));
            }
        }
    }
    std::sort(rules.begin(), rules.end(), [](const VerificationResult& a, const VerificationResult& b) {
        return std::tie(a.name, a.expected) < std::tie(b.name, b.expected);
    });
    return rules;
}

VerificationResult failedAs(const std::string& name, const std::string& expected, const std::string& measured)
{
    VerificationResult result;
    result.name = name;
    result.expected = expected;
    result.measured = measured;
    result.verdict = RuleVerdict::Failed;
    return result;
}

EngineVerdict::Ending endingOf(const K6Exit& exit)
{
    if (exit.signal != 0 || exit.code == kPanic) {
        return EngineVerdict::Ending::Interrupted;
    }
    switch (exit.code) {
    case kDone:
    case kThresholdsMissed:
    case kTeardownTimeout: // what follows the load takes nothing from it
    case kMarkedFailed:
        return EngineVerdict::Ending::Completed;
    case kStoppedByRest:
    case kStoppedOutside:
    case kAbortedByScript:
        return EngineVerdict::Ending::Aborted;
    default:
        return EngineVerdict::Ending::NotLoaded;
    }
}

/// Of a dry run or baseline, whose --vus and --iterations or --duration take the place of the script's scenarios.
std::string whyNoDefault(const K6Exit& exit)
{
    const bool isReplaced = exit.kind == RunKind::DryRun || exit.kind == RunKind::Baseline;
    if (!isReplaced || exit.code != kBadConfig || exit.lastError.find("function 'default' not found") == std::string::npos) {
        return {};
    }
    return std::string(exit.kind == RunKind::DryRun ? "a dry run calls the script's default function once"
                                                    : "a baseline calls the script's default function with one VU") +
           " in place of its scenarios, and the script exports none: add `export default function () { ... }` that calls what "
           "the "
           "scenarios name as `exec`";
}

} // namespace

std::string k6WhyEnded(const K6Exit& exit)
{
    if (exit.signal != 0) {
        return "k6 was killed by a signal (" + std::string(::strsignal(exit.signal)) + ")";
    }
    const std::string code = " (exit code " + std::to_string(exit.code) + ")";
    switch (exit.code) {
    case kDone:
        return "k6 ended its scenarios";
    case kThresholdsMissed:
        return "k6 ended: thresholds of the script were missed";
    case kSetupTimeout:
        return "the script's setup() took too long" + code + because(exit);
    case kTeardownTimeout:
        return "the script's teardown() took too long" + code;
    case kGenericTimeout:
        return "k6 gave up after a timeout" + code + because(exit);
    case kStoppedByRest:
        return "somebody stopped k6 over its REST server" + code;
    case kBadConfig:
        if (const std::string why = whyNoDefault(exit); !why.empty()) {
            return why;
        }
        return "k6 refuses its options or the script's" + code + because(exit);
    case kStoppedOutside:
        return "k6 was stopped by a signal from outside" + code;
    case kCannotStartRest:
        return "k6 cannot start its REST server" + code + because(exit);
    case kScriptException:
        return "the script threw an exception" + code + because(exit);
    case kAbortedByScript:
        return "the script aborted the test" + code + because(exit);
    case kPanic:
        return "k6 crashed" + code + because(exit);
    case kMarkedFailed:
        return "the script marked the test as failed" + code;
    default:
        return "k6 ended with exit code " + std::to_string(exit.code) + because(exit);
    }
}

EngineVerdict k6Verdict(const K6Exit& exit, const Redactor& redactor)
{
    EngineVerdict verdict;
    verdict.verifications = rulesOf(exit.summary, redactor);
    if (exit.wasStopped) {
        return verdict; // who stopped it knows why
    }
    verdict.ending = endingOf(exit);
    const auto isMissed = [](const VerificationResult& rule) { return rule.verdict == RuleVerdict::Failed; };
    const bool isRuleKnown = std::any_of(verdict.verifications.begin(), verdict.verifications.end(), isMissed);
    if (exit.code == kThresholdsMissed && exit.signal == 0 && !isRuleKnown) {
        verdict.verifications.push_back(failedAs("k6 thresholds", "all of the script's own thresholds hold",
                                                 exit.lastError.empty() ? "k6 says that some were missed" : exit.lastError));
    }
    if (exit.code == kMarkedFailed && exit.signal == 0) {
        verdict.verifications.push_back(failedAs("k6 script", "the script is content", "it marked the test as failed"));
    }
    const bool isEmpty = verdict.ending == EngineVerdict::Ending::Completed && !exit.hasLoaded;
    if (isEmpty) { // an empty script, or one whose scenarios have nothing to do
        verdict.ending = EngineVerdict::Ending::NotLoaded;
    }
    if (verdict.ending != EngineVerdict::Ending::Completed) {
        verdict.sentence = isEmpty ? "k6 ended without any load" + because(exit) : k6WhyEnded(exit);
    }
    return verdict;
}

std::string K6Version::text() const
{
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

std::optional<K6Version> k6VersionFrom(std::string_view output)
{
    const auto name = output.find("k6");
    auto at = name == std::string_view::npos ? name : output.find_first_of("0123456789", name + 2);
    K6Version version;
    for (int* part : {&version.major, &version.minor, &version.patch}) {
        if (at == std::string_view::npos || at >= output.size() || output[at] < '0' || output[at] > '9') {
            return std::nullopt;
        }
        *part = 0;
        for (int digits = 0; at < output.size() && output[at] >= '0' && output[at] <= '9' && digits < 6; ++at, ++digits) {
            *part = *part * 10 + (output[at] - '0');
        }
        if (part != &version.patch && (at >= output.size() || output[at++] != '.')) {
            return std::nullopt;
        }
    }
    return version;
}

} // namespace holdpoint
