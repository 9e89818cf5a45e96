// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/calculation.h"
#include "core/sensors/check.h"

#include <cmath>

namespace holdpoint {

namespace {

/// A known answer as a number.
Answer<double> numberIn(const std::string& name, const Json& value)
{
    if (value.is_number() || value.is_boolean()) {
        return value.is_boolean() ? static_cast<double>(value.get<bool>()) : value.get<double>();
    }
    if (value.is_string()) {
        if (const auto parsed = parseNumber(value.get_ref<const std::string&>())) {
            return *parsed;
        }
    }
    return malformed("`" + name + "` is no number: " + shortened(dumpJson(value), 60));
}

} // namespace

Answer<Json> calculate(std::string_view expression, const std::map<std::string, FactValue>& facts)
{
    std::optional<Unknown> why;
    bool isPending = false;
    const Calculated result = calculation(expression, [&](const std::string& name) {
        const auto found = facts.find(name);
        const Answer<double> number = found == facts.end() ? Answer<double>(malformed("there is no fact `" + name + "`"))
                                      : found->second.answer.isKnown()   ? numberIn(name, found->second.answer.value())
                                      : found->second.answer.isPending() ? Answer<double>()
                                                                         : Answer<double>(found->second.answer.unknown());
        isPending = isPending || number.isPending();
        if (number.isUnknown() && !why) {
            why = number.unknown();
        }
        return number.isKnown() ? number.value() : 0.0;
    });
    if (!result.fault.empty()) {
        return malformed(result.fault);
    }
    if (why || isPending) {
        return why ? Answer<Json>(*why) : Answer<Json>();
    }
    return std::isfinite(result.value)
               ? Answer<Json>(Json(result.value))
               : Answer<Json>(unknown(Unknown::Kind::NoData, "`" + shortened(expression, 80) + "` divides by zero"));
}

} // namespace holdpoint
