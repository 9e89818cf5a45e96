// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/checks.h"
#include "core/load/cookie_jar.h"
#include "core/load/flow.h"

namespace holdpoint {

/// Writes the step's request for this visitor into `request` (its buffers are reused). Counts values.seq up. No cookies.
void renderRequest(const RequestStep& step, VisitorValues& values, Request& request);
/// The same request as `sent` again, signed for the present second. No cookies.
void renderAgain(const RequestStep& step, VisitorValues& values, const Request& sent, Request& request);
/// Whether the plan puts one of its secrets into this header of the step; its name in lower case.
bool holdsSecret(const RequestStep& step, std::string_view header);
/// The request that follows the redirect in `answer`; false if it leads nowhere that load may go.
bool renderHop(const RequestStep& step, const ExchangeAnswer& answer, Request& request);
/// Adds the visitor's cookies for the request's URL, as its last header.
void addCookies(const RequestStep& step, const CookieJar& jar, Request& request);

/// One pair as JSON text, secrets hidden, at most 4 KiB a side: {"at", "request", "answer", "status", "error",
/// "duration_us"}; `at` is now, so call it when the answer has come.
std::string describeExchange(const ExchangeAnswer& answer, const Redactor& redactor);

/// Extracts the step's values and asks `onCheck(const CompiledCheck&, const std::string* fault)` about every check, where fault
/// is null if it holds. Returns whether the answer is failed (http_req_failed).
template <typename OnCheck>
bool examineAnswer(const RequestStep& step, const ExchangeAnswer& answer, VisitorValues& values, OnCheck onCheck)
{
    AnswerJson json(answer);
    for (const CompiledCheck& check : step.checks) {
        std::string expected;
        if (check.expected) {
            check.expected->render(values, expected);
        }
        const auto fault = checkFault(check.rule, answer, json, check.expected ? &expected : nullptr);
        onCheck(check, fault ? &*fault : nullptr);
    }
    for (const CompiledExtraction& each : step.extractions) {
        static const std::string missing = "the answer does not hold it";
        const bool isThere = extract(each.extraction, answer, json, values.extracted[each.slot], each.pattern.get());
        onCheck(each.check, isThere ? nullptr : &missing);
    }
    return isFailedAnswer(step.rules, answer);
}

} // namespace holdpoint
