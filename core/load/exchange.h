// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/checks.h"
#include "core/load/flow.h"

namespace holdpoint {

/// Writes the step's request for this visitor into `request` (its buffers are reused). Counts values.seq up.
void renderRequest(const RequestStep& step, VisitorValues& values, Request& request);
/// Signs for the present second, replacing an earlier signature; no-op for a step without one.
void signRequest(const RequestStep& step, const VisitorValues& values, Request& request);

/// One pair as JSON text, secrets hidden, at most 4 KiB a side: {"request":{...},"answer":{...}}.
std::string describeExchange(const Answer& answer, const Redactor& redactor);

/// Extracts the step's values and asks `onCheck(const CompiledCheck&, const std::string* fault)` about every check, where fault
/// is null if it holds. Returns whether the answer is failed (http_req_failed).
template <typename OnCheck>
bool examineAnswer(const RequestStep& step, const Answer& answer, VisitorValues& values, OnCheck onCheck)
{
    AnswerJson json(answer);
    for (const CompiledCheck& check : step.checks) {
        const auto fault = checkFault(check.rule, answer, json);
        onCheck(check, fault ? &*fault : nullptr);
    }
    for (const CompiledExtraction& each : step.extractions) {
        static const std::string missing = "the answer does not hold it";
        auto value = extract(each.extraction, answer, json);
        onCheck(each.check, value ? nullptr : &missing);
        values.extracted[each.slot] = value ? *std::move(value) : ExtractedValue{};
    }
    return isFailedAnswer(step.rules, answer);
}

} // namespace holdpoint
