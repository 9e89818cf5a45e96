// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/form_values.h"

#include "core/analysis/capacity.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/checklist/run_facts.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace holdpoint {

namespace {

constexpr double kTolerance = 0.02; // of a planned load, as load targets have it
constexpr std::string_view kHeadroomBlank = "blank.headroom";

constexpr std::string_view kPlansTarget = "the plan's target is ";
constexpr std::string_view kChecklistsTarget = ", the checklist's ";

constexpr double kMostPercent = 100;
constexpr double kMostMillis = 1'000'000;
constexpr double kMostMinutes = 24 * 60;

bool isDigit(char c)
{
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

double numberFrom(const std::string& text)
{
    return parseNumber(text).operator bool() ? *parseNumber(text) : 0;
}

/// In the unit of its row: queries are counted per minute, the run's rate per second.
double inRowUnit(const RunFact& fact, double value)
{
    return fact.show == RunFact::Show::PerMinute ? value * 60 : value;
}

/// Limits of one blank out of "value in 50..80 % and minutes in 1..10 min" or "value >= 20 %".
struct Limits
{
    std::optional<double> low;
    std::optional<double> high;
};

Limits limitsOf(const std::string& part)
{
    Limits limits;
    if (const auto range = part.find(" in "); range != std::string::npos && part.find("..") != std::string::npos) {
        const std::string text = part.substr(range + 4);
        limits.low = numberFrom(text.substr(0, text.find("..")));
        const std::string upper = text.substr(text.find("..") + 2);
        limits.high = numberFrom(upper.substr(0, upper.find(' ')));
    } else if (const auto least = part.find(">= "); least != std::string::npos) {
        const std::string text = part.substr(least + 3);
        limits.low = numberFrom(text.substr(0, text.find(' ')));
    }
    return limits;
}

/// What follows each blank of a line: "%", "ms", "minutes" or nothing.
std::vector<std::string> unitsOf(const std::string& text)
{
    std::vector<std::string> units;
    for (std::size_t at = text.find('_'); at != std::string::npos; at = text.find('_', at)) {
        at = std::min(text.find_first_not_of('_', at), text.size());
        const std::string_view rest = std::string_view(text).substr(at);
        units.emplace_back(rest.starts_with("%")          ? "%"
                           : rest.starts_with("ms")       ? "ms"
                           : rest.starts_with(" minutes") ? "minutes"
                                                          : "");
    }
    return units;
}

/// Why a number cannot stand in its blank; empty: it can.
std::string faultOf(double number, const std::string& unit, bool mayBeBelow)
{
    if (number < 0 && !mayBeBelow) {
        return "must not be below 0";
    }
    if (unit == "%" && number > kMostPercent) {
        return "must be at most 100\u00a0%";
    }
    if (unit == "ms" && number > kMostMillis) {
        return "must be at most " + formatNumber(kMostMillis, 0) + " ms";
    }
    if (unit == "minutes" && (number < 1 || number > kMostMinutes || number != std::floor(number))) {
        return "must be whole minutes from 1 to " + formatNumber(kMostMinutes, 0);
    }
    return {};
}

std::vector<std::string> rulesOf(const ItemDefinition& item)
{
    std::vector<std::string> parts;
    for (std::string rest = item.passRule; !rest.empty();) {
        const auto end = rest.find(" and ");
        parts.push_back(rest.substr(0, end));
        rest = end == std::string::npos ? "" : rest.substr(end + 5);
    }
    return parts;
}

} // namespace

bool isFormField(const ItemDefinition& item)
{
    return item.kind == ItemKind::Form && !item.id.starts_with("signature.") && (!item.run || item.run->rule.empty());
}

std::vector<std::string> numbersIn(std::string_view text)
{
    std::vector<std::string> found;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!isDigit(text[i])) {
            continue;
        }
        constexpr std::string_view kMinus = "\u2212"; // as formatNumber() writes it
        const std::string_view before = text.substr(0, i);
        const std::size_t sign = before.ends_with('-') ? 1 : before.ends_with(kMinus) ? kMinus.size() : 0;
        const bool isBelow = sign > 0 && (i == sign || text[i - sign - 1] == ' ');
        std::string number = isBelow ? "-" : "";
        for (; i < text.size(); ++i) {
            const bool isGroup =
                text[i] == ',' && i + 3 < text.size() && isDigit(text[i + 1]) && isDigit(text[i + 2]) && isDigit(text[i + 3]);
            const bool isPoint =
                text[i] == '.' && i + 1 < text.size() && isDigit(text[i + 1]) && number.find('.') == std::string::npos;
            if (!isDigit(text[i]) && !isGroup && !isPoint) {
                break;
            }
            number += isGroup ? std::string() : std::string(1, text[i]);
        }
        found.push_back(std::move(number));
    }
    return found;
}

Result<> checkEntered(const ItemDefinition& item, std::string_view value)
{
    if (trimmed(value).empty()) {
        return fail(Error::Kind::Invalid, item.id + " needs a value; an empty one says nothing");
    }
    const bool isText = item.isBox && (!item.run || item.run->capacity.empty());
    const auto wanted = static_cast<std::size_t>(isText ? 0 : item.blankCount);
    const auto numbers = numbersIn(value);
    const auto units = unitsOf(item.text);
    for (std::size_t i = 0; i < wanted && i < numbers.size(); ++i) {
        // Only headroom can be used up and more.
        const std::string fault =
            faultOf(numberFrom(numbers[i]), i < units.size() ? units[i] : std::string(), item.id == kHeadroomBlank);
        if (!fault.empty()) {
            return fail(Error::Kind::Invalid, "`" + shortened(std::string(value), 60) + "` is no value of " + item.id + ": " +
                                                  numbers[i] + " " + fault);
        }
    }
    if (numbers.size() >= wanted) {
        return {};
    }
    const std::string example = !item.offer.empty() ? item.offer
                                : wanted == 1       ? std::string("35")
                                                    : std::string("70 for 3 minutes");
    return fail(Error::Kind::Invalid, "`" + shortened(std::string(value), 60) + "` is no value of " + item.id + ": it takes " +
                                          (wanted == 1 ? std::string("a number") : formatCount(wanted) + " numbers") +
                                          ", for example `" + example + "`");
}

std::string CapacityTarget::remark() const
{
    return checklist
               ? std::string(kPlansTarget) + formatNumber(value, 0) + std::string(kChecklistsTarget) + formatNumber(*checklist, 0)
               : std::string();
}

std::string withoutTargetRemark(std::string reason)
{
    constexpr std::string_view kJoint = "; ";
    auto from = reason.find(kPlansTarget);
    const auto second = from == std::string::npos ? from : reason.find(kChecklistsTarget, from);
    if (second == std::string::npos) {
        return reason;
    }
    auto end = std::min(reason.find_first_not_of("0123456789,", second + kChecklistsTarget.size()), reason.size());
    if (std::string_view(reason).substr(0, from).ends_with(kJoint)) {
        from -= kJoint.size();
    } else if (std::string_view(reason).substr(end).starts_with(kJoint)) {
        end += kJoint.size();
    }
    return reason.erase(from, end - from);
}

std::optional<CapacityTarget> capacityTarget(const ItemDefinition& item, const Plan& plan)
{
    if (!item.run || item.run->capacity.empty()) {
        return std::nullopt;
    }
    constexpr std::string_view kBefore = "target: ";
    std::optional<double> own; // as it is printed; else what its fact expects
    if (const auto at = item.text.find(kBefore); at != std::string::npos) {
        const auto numbers = numbersIn(std::string_view(item.text).substr(at + kBefore.size()));
        own = numbers.empty() ? std::nullopt : std::optional(numberFrom(numbers.front()));
    } else if (!item.run->facts.empty() && item.run->facts.front().expect) {
        const RunFact& fact = item.run->facts.front();
        own = std::round(inRowUnit(fact, fact.expect->limit));
    }
    const double planned = numberAt(plan.capacityTargets, item.run->capacity);
    if (planned > 0) {
        return CapacityTarget{planned, own && *own != planned ? own : std::nullopt};
    }
    return own && *own > 0 ? std::optional(CapacityTarget{*own, std::nullopt}) : std::nullopt;
}

namespace {

/// A line that is compared with another number than it prints says so.
Finding sayingTarget(Finding finding, const std::optional<CapacityTarget>& target)
{
    if (const std::string remark = target ? target->remark() : std::string(); !remark.empty()) {
        finding.reason += (finding.reason.empty() ? "" : "; ") + remark;
    }
    return finding;
}

} // namespace

Finding judgeEntered(const ItemDefinition& item, const FormValue& entered, const Plan& plan)
{
    Finding finding;
    finding.state = ItemState::Pass;
    finding.value = entered.value;
    finding.source = entered.by.name.empty() ? "computed" : "person";
    finding.at = entered.at;
    const auto numbers = numbersIn(entered.value);
    if (!numbers.empty()) {
        finding.number = numberFrom(numbers.front());
    }
    if (item.isBox && (!item.run || item.run->capacity.empty())) {
        return finding; // a free text: cost, scaling limits
    }
    if (numbers.size() < static_cast<std::size_t>(item.blankCount)) {
        finding.state = ItemState::Open;
        finding.reason = formatCount(static_cast<std::uint64_t>(item.blankCount)) +
                         (item.blankCount == 1 ? " number" : " numbers") + " needed, for example " +
                         (item.offer.empty() ? "`" + item.text + "`" : item.offer);
        return finding;
    }
    if (const auto target = capacityTarget(item, plan)) {
        if (*finding.number < target->value * (1 - kTolerance)) {
            finding.state = ItemState::Fail;
            finding.reason = "below the target of " + formatNumber(target->value, 0);
            return sayingTarget(std::move(finding), target);
        }
        return finding;
    }
    const auto rules = rulesOf(item);
    for (std::size_t i = 0; i < rules.size() && i < numbers.size(); ++i) {
        const Limits limits = limitsOf(rules[i]);
        const double number = numberFrom(numbers[i]);
        if ((limits.low && number < *limits.low) || (limits.high && number > *limits.high)) {
            finding.state = ItemState::Fail;
            finding.reason = numbers[i] + " does not keep `" + rules[i] + "`";
        }
    }
    return finding;
}

namespace {

/// What a breakpoint run of the row's test held, in the unit of the row.
struct HeldCapacity
{
    const RunRecord* run = nullptr;
    double value = 0;
    bool isAtLeast = false;
};
std::optional<HeldCapacity> heldCapacity(const ItemDefinition& item, const RunHistory& history, std::optional<double> atHundred)
{
    const RunRecord* run = breakpointOf(history.plan(), history.runs(), item.run->test);
    if (run == nullptr) {
        return std::nullopt;
    }
    const RunFact& fact = item.run->facts.front();
    const auto target = capacityTarget(item, history.plan());
    const std::optional<double> base = atHundred ? atHundred : target ? std::optional(target->value) : std::nullopt;
    if (!base) {
        return std::nullopt;
    }
    HeldCapacity held{run, std::round(*base * heldShare(*run->result.breakpoint) * 10) / 10,
                      isOnlyAtLeast(*run->result.breakpoint)};
    if (fact.metric.starts_with("vus") || fact.metric == "rtc_participants") {
        held.value = std::floor(held.value); // people
    }
    return held;
}

} // namespace

Finding judgeCapacity(const ItemDefinition& item, const RunHistory& history)
{
    const TestPlan* test = history.plan().test(item.run->test);
    const RunRecord* passed = nullptr;
    for (const RunRecord* run : history.decisive()) {
        passed = run->testId == item.run->test && run->result.outcome == RunOutcome::Passed ? run : passed;
    }
    const RunFact& fact = item.run->facts.front();
    const Measurement measured = passed == nullptr ? Measurement{} : measure(fact, *passed);
    const auto atHundred = measured.value ? std::optional(std::round(inRowUnit(fact, *measured.value) * 10) / 10) : std::nullopt;
    const auto held = heldCapacity(item, history, atHundred);
    const auto target = capacityTarget(item, history.plan());
    if (!held && passed == nullptr) {
        const bool isUnrun = test != nullptr && history.deciding(item.run->test) == nullptr;
        const std::string why = whyNothingHeld(history.plan(), history.runs(), item.run->test);
        return sayingTarget(openFinding(!why.empty() ? why
                                        : isUnrun    ? std::string(kNoRunYet)
                                                     : "no run of test `" + item.run->test + "` is within all its targets"),
                            target);
    }
    if (!held && !atHundred) {
        return openFinding("run " + std::to_string(passed->id) + " has no samples of " + fact.metric);
    }
    const bool isFromBreakpoint = held && held->value >= atHundred.value_or(0);
    const RunRecord* run = isFromBreakpoint ? held->run : passed;
    Finding finding;
    finding.number = isFromBreakpoint ? held->value : *atHundred;
    finding.value = (isFromBreakpoint && !held->isAtLeast ? "" : "at least ") + formatNumber(*finding.number, 0) +
                    (run->isRehearsal ? " (rehearsal)" : "");
    finding.source = "run " + std::to_string(run->id);
    finding.at = run->endedAt;
    finding.runEndedAt = run->endedAt;
    finding.state = ItemState::Pass;
    if (target && *finding.number < target->value * (1 - kTolerance)) {
        finding.state = run->isRehearsal ? ItemState::Pass : ItemState::Fail;
        finding.reason = "below the target of " + formatNumber(target->value, 0);
    }
    return sayingTarget(std::move(finding), target);
}

Finding judgeHeadroom(const ItemDefinition& item, const RunHistory& history)
{
    const Headroom headroom = headroomOf(history.plan(), history.runs());
    if (!headroom.isKnown()) {
        return openFinding(headroom.remark + "; a person enters it");
    }
    const std::string percent = formatNumber(headroom.percent, 0) + "\u00a0%";
    if (headroom.method == Headroom::Method::Peaks || !headroom.unheld.empty()) {
        return openFinding("computed " + percent + ": " + headroom.formula + ", " + headroom.limitedBy + " first; " +
                           headroom.remark + "; a person enters it or another");
    }
    Finding finding;
    finding.number = headroom.percent;
    finding.value = (headroom.isAtLeast ? "at least " : "") + percent;
    finding.source = "computed";
    finding.reason = headroom.formula;
    finding.state = ItemState::Pass;
    const auto rules = rulesOf(item);
    const Limits limits = rules.empty() ? Limits{} : limitsOf(rules.front());
    const bool isRehearsal = history.isRehearsal();
    if (limits.low && headroom.percent < *limits.low) {
        finding.state = isRehearsal ? ItemState::Pass : ItemState::Fail;
        finding.reason += "; less than " + formatNumber(*limits.low, 0) + "\u00a0%, limited by " + headroom.limitedBy;
    }
    return finding;
}

Finding offerTrigger(const ItemDefinition& item, const RunHistory& history)
{
    for (const ScalingTrigger& trigger : scalingTriggers(history.plan(), history.runs())) {
        if (trigger.field == item.id && trigger.isMeasured) {
            return openFinding("computed " + trigger.text() + ": " + trigger.basis + "; a person enters it or another");
        }
    }
    return openFinding("default " + item.offer + "; a person enters it or another");
}

} // namespace holdpoint
