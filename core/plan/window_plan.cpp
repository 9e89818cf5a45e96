// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/window_plan.h"

#include "core/base/text.h"
#include "core/plan/plan_reader.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr Nanos kRounding = std::chrono::minutes{15};

bool isLabelName(std::string_view name)
{
    constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    return !name.empty() && kLetters.find(name.front()) != std::string_view::npos &&
           std::all_of(name.begin(), name.end(),
                       [&](char c) { return kLetters.find(c) != std::string_view::npos || (c >= '0' && c <= '9'); });
}

} // namespace

Result<SilenceMatcher> parseMatcher(std::string_view text)
{
    const std::string_view whole = trimmed(text);
    const auto sign = whole.find_first_of("=!");
    SilenceMatcher matcher;
    std::string_view rest;
    if (sign != std::string_view::npos) {
        matcher.name = trimmed(whole.substr(0, sign));
        const std::string_view operation = whole.substr(sign, 2);
        matcher.isEqual = whole[sign] == '=';
        matcher.isRegex = operation == "=~" || operation == "!~";
        const bool isKnown = matcher.isEqual || operation == "!=" || operation == "!~";
        rest = isKnown ? trimmed(whole.substr(sign + (matcher.isEqual && !matcher.isRegex ? 1 : 2))) : std::string_view();
    }
    if (rest.size() >= 2 && rest.front() == '"' && rest.back() == '"') {
        rest = rest.substr(1, rest.size() - 2);
    }
    matcher.value = rest;
    if (!isLabelName(matcher.name) || matcher.value.empty()) {
        return fail(Error::Kind::Invalid,
                    "`" + shortened(whole, 60) + "` is no matcher; write env=staging, env!=production or alertname=~\"Cpu.*\"");
    }
    return matcher;
}

bool WindowPlan::notifies(std::string_view service) const
{
    return !notify || std::find(notify->begin(), notify->end(), service) != notify->end();
}

Nanos announcedDuration(const Plan& plan)
{
    if (plan.window.duration > Nanos{}) {
        return plan.window.duration;
    }
    const Nanos whole = estimateRun(plan, {}, RunKind::Load).duration + estimateRun(plan, {}, RunKind::Baseline).duration;
    const auto parts = (whole + kRounding - Nanos{1}) / kRounding;
    return std::max<std::int64_t>(1, parts) * kRounding;
}

} // namespace holdpoint
