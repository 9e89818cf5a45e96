// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/template.h"
#include "core/load/transport.h"
#include "core/plan/plan.h"

#include <optional>
#include <string>

namespace re2 {
class RE2;
}

namespace holdpoint {

/// The answer's body as JSON, parsed when a check or extraction first asks.
class AnswerJson
{
public:
    explicit AnswerJson(const ExchangeAnswer& answer) : m_answer(answer) {}
    /// nullptr: the body is no JSON, or the pointer leads nowhere.
    const Json* at(const std::string& pointer);
    /// Why at() finds nothing in the whole of it; empty if it was read.
    std::string whyUnread() const;

private:
    const ExchangeAnswer& m_answer;
    std::optional<Json> m_tree;
    bool m_isParsed = false;
    bool m_isTooDeep = false;
};

/// Of a check or a condition: `classes` are 2 for 2xx.
bool namesStatus(const std::vector<int>& statuses, const std::vector<int>& classes, int status);

/// Why the check fails on this answer, in words ("status is 500"); nullopt if it holds. An exchange without an answer fails all.
/// `expected` stands in for the rule's text, or its JSON value, where the plan has a template.
std::optional<std::string> checkFault(const CheckRule& rule, const ExchangeAnswer& answer, AnswerJson& json,
                                      const std::string* expected = nullptr);

/// False if the answer does not hold it; `out` is empty then. `pattern` is the compiled expression of a regex: its first group is
/// taken, or the whole match if it has none.
bool extract(const Extraction& extraction, const ExchangeAnswer& answer, AnswerJson& json, ExtractedValue& out,
             const re2::RE2* pattern = nullptr);

/// http_req_failed's rule: no answer, or a status that is neither 2xx or 3xx nor named by a status check.
bool isFailedAnswer(const std::vector<CheckRule>& checks, const ExchangeAnswer& answer);

} // namespace holdpoint
