// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/sentences.h"

#include "core/base/units.h"
#include "core/verdict/recovery_watch.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace holdpoint {

namespace {

const std::string kBlank = "\u00a0"; // keeps a number and its unit on one line

/// What a key's metric is; an unknown name is taken for what its aggregate needs.
MetricInfo infoOf(const std::string& metric, const Aggregate& aggregate)
{
    if (metric.empty()) { // a query's: the rule names its unit
        return {MetricType::Gauge, ""};
    }
    const auto known = knownMetric(std::string_view(metric).substr(0, metric.find('{')));
    if (known) {
        return *known;
    }
    switch (aggregate.kind) {
    case AggregateKind::Rate:
        return {MetricType::Rate, ""};
    case AggregateKind::Value:
        return {MetricType::Gauge, ""};
    case AggregateKind::Count:
        return {MetricType::Counter, ""};
    default:
        return {MetricType::Trend, "ms"};
    }
}

std::string formatShort(double value)
{
    const double size = std::fabs(value);
    return formatNumber(value, value == std::floor(value) ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 3);
}

std::string formatPerSecond(double value)
{
    return formatNumber(value, std::fabs(value) >= 100 ? 1 : 2) + "/s";
}

/// With as many more decimals as it takes to tell it from a limit that rounds to the same text.
std::string formatApart(const std::string& metric, const Aggregate& aggregate, double value, double limit,
                        const std::string& unit)
{
    const MetricInfo info = infoOf(metric, aggregate);
    const bool isCount = aggregate.kind == AggregateKind::Count;
    const double scale = info.type == MetricType::Rate && !isCount ? 100 : 1;
    std::string number;
    for (int decimals = 1; decimals <= 12; ++decimals) {
        number = formatNumber(value * scale, decimals);
        if (number != formatNumber(limit * scale, decimals)) {
            break;
        }
    }
    if (isCount) {
        return number;
    }
    switch (info.type) {
    case MetricType::Rate:
        return number + kBlank + "%";
    case MetricType::Counter:
        return number + (info.unit.empty() ? "/s" : kBlank + std::string(info.unit) + "/s");
    case MetricType::Trend:
        return number + (info.unit.empty() ? "" : kBlank + std::string(info.unit));
    case MetricType::Gauge:
        break;
    }
    return number + (unit.empty() ? "" : kBlank + unit);
}

std::string formatShare(double share)
{
    const double percent = std::fabs(share) * 100;
    if (percent < 0.1) {
        return "less than 0.1" + kBlank + "%";
    }
    return formatNumber(percent, percent < 9.95 ? 1 : 0) + kBlank + "%";
}

/// "over the target of 300 ms by 14 %", "within the target of 300 ms".
std::string against(const ThresholdResult& result, const Expression& expression, const std::string& limitName)
{
    const ThresholdRule& rule = result.rule;
    const double measured = *result.measured;
    const auto text = [&](double value) { return formatMeasured(rule.metric, expression.aggregate, value, rule.unit); };
    const std::string limit = text(expression.limit);
    const auto margin = expression.margin(measured);
    if (expression.holds(measured)) {
        return "within the " + limitName + " of " + limit;
    }
    switch (expression.comparison) {
    case Comparison::Less:
    case Comparison::LessEqual:
        return (measured == expression.limit ? "not below the " : "over the ") + limitName + " of " + limit +
               (margin && *margin != 0 ? " by " + formatShare(*margin) : "");
    case Comparison::Greater:
    case Comparison::GreaterEqual:
        return (measured == expression.limit ? "not above the " : "under the ") + limitName + " of " + limit +
               (margin && *margin != 0 ? " by " + formatShare(*margin) : "");
    case Comparison::Equal:
        return "the " + limitName + " is exactly " + limit;
    case Comparison::NotEqual:
        return "the " + limitName + " is anything but " + limit;
    }
    return "";
}

} // namespace

std::string asSentence(std::string text)
{
    text = asClause(std::move(text));
    const bool isEnded = text.empty() || text.ends_with('!') || text.ends_with('?') || text.ends_with("\u2026");
    return isEnded ? text : text + ".";
}

std::string asClause(std::string text)
{
    while (text.ends_with('.') || text.ends_with(' ')) {
        text.pop_back();
    }
    return text;
}

std::string formatMeasured(const std::string& metric, const Aggregate& aggregate, double value, const std::string& unit)
{
    const MetricInfo info = infoOf(metric, aggregate);
    if (aggregate.kind == AggregateKind::Count) {
        return value >= 0 ? formatNumber(value, 0) : formatPlain(value);
    }
    switch (info.type) {
    case MetricType::Rate:
        return formatNumber(value * 100, 2) + kBlank + "%";
    case MetricType::Counter:
        return info.unit == "bytes" && value >= 0 ? formatBytes(static_cast<std::uint64_t>(value)) + "/s"
                                                  : formatPerSecond(value);
    case MetricType::Trend:
        return info.unit == "ms" ? formatMillis(value) : formatNumber(value, 3);
    case MetricType::Gauge:
        break;
    }
    return formatShort(value) + (unit.empty() ? "" : kBlank + unit);
}

std::string formatTarget(const ThresholdRule& rule)
{
    // In the order of Comparison.
    static constexpr std::array<const char*, 6> kHolds{"< ", "\u2264 ", "> ", "\u2265 ", "", "\u2260 "};
    return kHolds[static_cast<std::size_t>(rule.target.comparison)] +
           formatMeasured(rule.metric, rule.target.aggregate, rule.target.limit, rule.unit);
}

std::string formatCritical(const ThresholdRule& rule)
{
    static constexpr std::array<const char*, 6> kBreaks{"\u2265 ", "> ", "\u2264 ", "< ", "\u2260 ", ""};
    return !rule.critical ? "none"
                          : kBreaks[static_cast<std::size_t>(rule.critical->comparison)] +
                                formatMeasured(rule.metric, rule.critical->aggregate, rule.critical->limit, rule.unit);
}

std::string thresholdSentence(const ThresholdResult& result)
{
    const ThresholdRule& rule = result.rule;
    const Expression& target = rule.target;
    const bool isFailed = result.verdict == RuleVerdict::Failed;
    const bool isCriticalApart = rule.critical && rule.critical->text != target.text;
    const bool againstCritical = isFailed && isCriticalApart && rule.critical->aggregate == target.aggregate;
    const Expression& judged = againstCritical ? *rule.critical : target;

    std::string measured = formatMeasured(rule.metric, target.aggregate, *result.measured, rule.unit);
    if (*result.measured != judged.limit && measured == formatMeasured(rule.metric, judged.aggregate, judged.limit, rule.unit)) {
        measured = formatApart(rule.metric, target.aggregate, *result.measured, judged.limit, rule.unit);
    }
    std::string sentence = target.aggregate.text() + " is " + measured + ", " +
                           against(result, judged, againstCritical ? "critical limit" : "target");
    if (isFailed && isCriticalApart && !againstCritical) {
        sentence += ", and beyond the critical limit (" + rule.critical->text + ")";
    }
    return sentence + ", n = " + formatNumber(static_cast<double>(result.sampleCount), 0);
}

std::vector<std::string> unjudgedSentences(const std::vector<const ThresholdResult*>& results)
{
    constexpr std::size_t kNamed = 6;
    struct Reason
    {
        RuleVerdict verdict;
        std::string sentence;
        std::vector<std::string> names;
    };
    std::vector<Reason> reasons;
    for (const RuleVerdict verdict : {RuleVerdict::NoData, RuleVerdict::NotJudged}) {
        for (const ThresholdResult* result : results) {
            if (result->verdict != verdict) {
                continue;
            }
            auto found = std::find_if(reasons.begin(), reasons.end(), [&](const Reason& each) {
                return each.verdict == verdict && each.sentence == result->sentence;
            });
            if (found == reasons.end()) {
                found = reasons.insert(reasons.end(), {verdict, result->sentence, {}});
            }
            if (std::find(found->names.begin(), found->names.end(), nameOf(result->rule)) == found->names.end()) {
                found->names.push_back(nameOf(result->rule));
            }
        }
    }
    std::vector<std::string> sentences;
    for (const Reason& reason : reasons) {
        std::string text = reason.verdict == RuleVerdict::NoData ? "No data (" : "Not judged (";
        for (std::size_t i = 0; i < reason.names.size() && i < kNamed; ++i) {
            text += (i == 0 ? "" : ", ") + reason.names[i];
        }
        const std::size_t more = reason.names.size() - std::min(kNamed, reason.names.size());
        text += more > 0 ? " and " + std::to_string(more) + " more)" : ")";
        sentences.push_back(text + (reason.sentence.empty() ? "" : ": " + reason.sentence));
    }
    return sentences;
}

std::string tooFewSentence(const ThresholdResult& result, std::uint64_t needed)
{
    const Aggregate& aggregate = result.rule.target.aggregate;
    const std::string samples = formatNumber(static_cast<double>(result.sampleCount), 0);
    const std::string what = aggregate.kind == AggregateKind::Rate ? "a rate needs " : aggregate.text() + " needs ";
    return "only " + samples + (result.sampleCount == 1 ? " sample: " : " samples: ") + what +
           formatNumber(static_cast<double>(needed), 0) + (aggregate.kind == AggregateKind::Rate ? ", or no error at all" : "");
}

std::string verificationSentence(const VerificationResult& result)
{
    const std::string seen = "expected " + result.expected + ", measured " + result.measured;
    const std::string& sentence = result.sentence.empty() ? seen : result.sentence;
    return sentence.starts_with(result.name + ": ") ? sentence : result.name + ": " + sentence;
}

std::string loadSentence(const LoadResult& result, std::uint64_t droppedIterations, const std::string& dropCause)
{
    const LoadTarget& target = result.target;
    const auto text = [&](double value) { return formatMeasured(target.metric, target.expect.aggregate, value); };
    const std::string planned = "planned " + text(target.expect.limit);
    if (!result.achieved) {
        return planned + ", achieved nothing: no sample of " + target.metric;
    }
    const std::string sentence = planned + ", achieved " + text(*result.achieved);
    if (result.isMet) {
        return sentence;
    }
    if (droppedIterations > 0) {
        return sentence + ": " + formatNumber(static_cast<double>(droppedIterations), 0) +
               (droppedIterations == 1 ? " iteration" : " iterations") + " dropped" + (dropCause.empty() ? "" : ", " + dropCause);
    }
    const auto margin = target.expect.margin(*result.achieved);
    const bool isUpper = target.expect.comparison == Comparison::Less || target.expect.comparison == Comparison::LessEqual;
    return margin ? sentence + ": " + formatShare(*margin) + (isUpper ? " above the plan" : " below the plan") : sentence;
}

std::string recoverySentence(const RecoveryResult& result)
{
    const auto side = [](const std::optional<double>& value, std::uint64_t count) {
        return (value ? formatMillis(*value) : std::string("no sample")) + " (n = " + formatCount(count) + ")";
    };
    return "Around " + result.scenario + ", p(95) of " + result.metric + ": " + side(result.before, result.beforeCount) +
           " before, " + side(result.after, result.afterCount) + " after";
}

std::string loadWord(const LoadResult& load, RunOutcome outcome)
{
    return load.isMet ? "PASS" : isCutShort(outcome) ? "ENDED EARLY" : "MISSED";
}

std::string lagText(const GeneratorResult& result)
{
    return result.isLagKnown ? formatMillis(static_cast<double>(result.lagP99Us) / 1000) : "unknown (k6 does not tell it)";
}

std::string generatorSentence(const GeneratorResult& result, const std::string& cause)
{
    const std::string seconds = formatNumber(static_cast<double>(result.limitedSeconds), 0) + " of " +
                                formatNumber(static_cast<double>(result.loadSeconds), 0) + kBlank + "s";
    if (result.isLimited) {
        return "the load generator was the bottleneck in " + seconds + (cause.empty() ? "" : ": " + cause) +
               "; more agents or a quieter machine help, and the plan's `generator` says what is allowed";
    }
    return "the load generator kept up: start lag p99 " + lagText(result) + ", CPU " + formatNumber(result.cpuPercentMax, 0) +
           kBlank + "%, limited in " + seconds;
}

} // namespace holdpoint
