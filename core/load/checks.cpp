// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/checks.h"

#include "core/base/same_name.h"
#include "core/base/text.h"
#include "core/base/units.h"

#include <algorithm>
#include <re2/re2.h>

namespace holdpoint {

namespace {

bool isWithin(const CheckRule& rule, double value)
{
    switch (rule.comparison) {
    case Comparison::Less:
        return value < rule.limit;
    case Comparison::LessEqual:
        return value <= rule.limit;
    case Comparison::Greater:
        return value > rule.limit;
    case Comparison::GreaterEqual:
        return value >= rule.limit;
    case Comparison::Equal:
        return value == rule.limit;
    case Comparison::NotEqual:
        return value != rule.limit;
    }
    return false;
}

bool isValue(const Json& value, const Json& planned, const std::string* expected)
{
    if (expected == nullptr) {
        return value == planned;
    }
    return value.is_string() ? value.get_ref<const std::string&>() == *expected : dumpJson(value) == *expected;
}

std::optional<std::string> jsonFault(const CheckRule& rule, AnswerJson& json, const std::string* expected)
{
    const Json* value = json.at(rule.pointer);
    if (value == nullptr) {
        const std::string why = json.whyUnread();
        return why.empty() ? "the answer has no " + rule.pointer : why;
    }
    bool holds = true;
    switch (rule.json) {
    case JsonExpectation::Value:
        holds = isValue(*value, rule.value, expected);
        break;
    case JsonExpectation::String:
        holds = value->is_string();
        break;
    case JsonExpectation::Number:
        holds = value->is_number();
        break;
    case JsonExpectation::Array:
        holds = value->is_array();
        break;
    case JsonExpectation::Object:
        holds = value->is_object();
        break;
    case JsonExpectation::Compared:
        holds = value->is_number() && isWithin(rule, value->get<double>());
        break;
    case JsonExpectation::Exists:
        break;
    }
    return holds ? std::nullopt : std::optional(rule.pointer + " is " + shortened(dumpJson(*value), 80));
}

} // namespace

std::string_view ExchangeAnswer::header(std::string_view name) const
{
    std::string_view rest = head;
    std::string_view found;
    while (!rest.empty()) {
        const auto end = rest.find('\n');
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        const auto colon = line.find(':');
        if (colon == name.size() && isSameName(line.substr(0, colon), name)) {
            found = trimmed(line.substr(colon + 1));
            return found.data() == nullptr ? std::string_view("") : found;
        }
    }
    return found;
}

const Json* AnswerJson::at(const std::string& pointer)
{
    if (!m_isParsed) {
        m_isParsed = true;
        if (!m_answer.isBodyCut) {
            auto tree = parseJson(m_answer.body, "the answer");
            m_isTooDeep = !tree && tree.error().kind == Error::Kind::Refused;
            if (tree) {
                m_tree = *std::move(tree);
            }
        }
    }
    return m_tree ? atPointer(*m_tree, pointer) : nullptr;
}

std::string AnswerJson::whyUnread() const
{
    if (!m_isParsed || m_tree) {
        return {};
    }
    return m_answer.isBodyCut ? "the answer is longer than the " + formatBytes(m_answer.body.size()) + " that are read of it"
           : m_isTooDeep      ? "the answer is JSON of more levels than are read"
                              : "the answer is not JSON";
}

bool namesStatus(const std::vector<int>& statuses, const std::vector<int>& classes, int status)
{
    return std::find(statuses.begin(), statuses.end(), status) != statuses.end() ||
           std::find(classes.begin(), classes.end(), status / 100) != classes.end();
}

std::optional<std::string> checkFault(const CheckRule& rule, const ExchangeAnswer& answer, AnswerJson& json,
                                      const std::string* expected)
{
    const std::string& text = expected == nullptr ? rule.text : *expected;
    if (answer.status == 0) {
        return "no answer";
    }
    switch (rule.kind) {
    case CheckRule::Kind::Status:
        if (!namesStatus(rule.statuses, rule.statusClasses, answer.status)) {
            return "status is " + std::to_string(answer.status);
        }
        return std::nullopt;
    case CheckRule::Kind::Body:
        if (answer.body.find(text) == std::string_view::npos) {
            return answer.isBodyCut
                       ? "the first " + formatBytes(answer.body.size()) + " of the body, all that is read, do not contain it"
                       : "the body does not contain it";
        }
        return std::nullopt;
    case CheckRule::Kind::JsonValue:
        return jsonFault(rule, json, expected);
    case CheckRule::Kind::Header: {
        const auto value = answer.header(rule.header);
        if (value.data() == nullptr) {
            return "no header " + rule.header;
        }
        return value.find(text) == std::string_view::npos ? std::optional("it is " + shortened(value, 80)) : std::nullopt;
    }
    case CheckRule::Kind::Size:
        return answer.bodyBytes >= rule.minBytes && answer.bodyBytes <= rule.maxBytes
                   ? std::nullopt
                   : std::optional("size is " + formatBytes(answer.bodyBytes));
    case CheckRule::Kind::Duration: {
        const Nanos took = answer.phases.duration();
        return took >= rule.minDuration && took < rule.maxDuration ? std::nullopt : std::optional("took " + formatDuration(took));
    }
    }
    return std::nullopt;
}

bool extract(const Extraction& extraction, const ExchangeAnswer& answer, AnswerJson& json, ExtractedValue& out,
             const re2::RE2* pattern)
{
    out.text.clear();
    out.isText = true;
    if (answer.status == 0) {
        return false;
    }
    switch (extraction.source) {
    case Extraction::Source::JsonPointer: {
        const Json* value = json.at(extraction.expression);
        if (value == nullptr) {
            return false;
        }
        out.isText = value->is_string();
        out.text = out.isText ? value->get_ref<const std::string&>() : dumpJson(*value);
        return true;
    }
    case Extraction::Source::Header: {
        const auto value = answer.header(extraction.expression);
        out.text = value;
        return value.data() != nullptr;
    }
    case Extraction::Source::Regex: {
        if (pattern == nullptr || !pattern->ok()) {
            return false;
        }
        re2::StringPiece found[2];
        const int groups = std::min(1, pattern->NumberOfCapturingGroups());
        const re2::StringPiece body(answer.body.data(), answer.body.size());
        if (!pattern->Match(body, 0, body.size(), re2::RE2::UNANCHORED, found, groups + 1)) {
            return false;
        }
        const re2::StringPiece& value = found[groups];
        out.text.assign(value.data() == nullptr ? "" : value.data(), value.size());
        return true;
    }
    }
    return false;
}

bool isFailedAnswer(const std::vector<CheckRule>& checks, const ExchangeAnswer& answer)
{
    if (answer.error != ErrorClass::None || answer.status == 0) {
        return true;
    }
    if (answer.status >= 200 && answer.status < 400) {
        return false;
    }
    return std::none_of(checks.begin(), checks.end(), [&answer](const CheckRule& rule) {
        return rule.kind == CheckRule::Kind::Status && namesStatus(rule.statuses, rule.statusClasses, answer.status);
    });
}

} // namespace holdpoint
