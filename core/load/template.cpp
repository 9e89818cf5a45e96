// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/template.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/secret_text.h"

#include <cstdlib>
#include <random>

namespace holdpoint {

namespace {

std::int64_t sinceEpoch(std::int64_t perSecond)
{
    const auto us = systemClock().wallNow().time_since_epoch().count();
    return us / (1'000'000 / perSecond);
}

void addHex(std::uint64_t number, std::string& out)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (int shift = 60; shift >= 0; shift -= 4) {
        out += kDigits[(number >> static_cast<unsigned>(shift)) & 15U];
    }
}

/// Not from the visitor's own random numbers: those belong to its flow, and are the same in every run.
void addTraceParent(double share, std::string& out)
{
    thread_local Random random = [] {
        std::random_device device;
        return Random((static_cast<std::uint64_t>(device()) << 32U) ^ device());
    }();
    out += "00-";
    addHex(random.next() | 1U, out); // neither id may be zero
    addHex(random.next() | 1U, out);
    out += '-';
    addHex(random.next() | 1U, out);
    out += random.unit() < share ? "-01" : "-00";
}

} // namespace

VariableScope::VariableScope(const Plan& plan, std::string scenario, std::int64_t run)
    : m_plan(plan), m_scenario(std::move(scenario)), m_run(run)
{}

std::uint32_t VariableScope::declareExtracted(const std::string& name)
{
    return m_extracted.emplace(name, extractedCount()).first->second;
}

TextTemplate TextTemplate::literal(std::string_view text)
{
    TextTemplate result;
    result.addLiteral(text);
    return result;
}

TextTemplate TextTemplate::plain(std::string_view text, VariableScope& scope)
{
    TextTemplate result;
    result.addText(text, Escape::None, Escape::None, scope);
    return result;
}

TextTemplate TextTemplate::url(std::string_view text, VariableScope& scope)
{
    TextTemplate result;
    const auto scheme = text.find("://");
    if (const auto begin = scheme + 3; scheme != std::string_view::npos) {
        // A password may hold what ends a host; what stands in an env file is the password, not its encoded form.
        const auto authority = text.substr(begin, text.find_first_of("/?#", begin) - begin);
        const auto userInfo = authority.find_last_of('@') + 1; // 0: there is none
        result.addLiteral(text.substr(0, begin));
        result.addLiteral(withSecrets(authority.substr(0, userInfo), scope.m_plan.secrets, percentEncode));
        text.remove_prefix(begin + userInfo);
    }
    result.addText(text, Escape::None, Escape::Percent, scope);
    return result;
}

TextTemplate TextTemplate::form(const std::vector<std::pair<std::string, std::string>>& fields, VariableScope& scope)
{
    TextTemplate result;
    std::string_view separator;
    for (const auto& [key, value] : fields) {
        result.addLiteral(separator);
        result.addText(key, Escape::Percent, Escape::Percent, scope);
        result.addLiteral("=");
        result.addText(value, Escape::Percent, Escape::Percent, scope);
        separator = "&";
    }
    return result;
}

TextTemplate TextTemplate::json(const Json& tree, VariableScope& scope)
{
    TextTemplate result;
    result.addJson(tree, scope);
    return result;
}

void TextTemplate::addLiteral(std::string_view text)
{
    if (text.empty()) {
        return;
    }
    if (m_parts.empty() || m_parts.back().kind != Kind::Literal) {
        m_parts.emplace_back();
    }
    m_parts.back().text += text;
}

void TextTemplate::addText(std::string_view text, Escape literals, Escape values, VariableScope& scope)
{
    const auto literal = [&](std::string_view piece) {
        const std::string filled = withSecrets(piece, scope.m_plan.secrets);
        switch (literals) {
        case Escape::None:
            addLiteral(filled);
            break;
        case Escape::Percent:
            addLiteral(percentEncode(filled));
            break;
        case Escape::JsonInside:
        case Escape::JsonValue:
            addLiteral(jsonEscape(filled));
            break;
        }
    };
    while (!text.empty()) {
        const auto open = text.find("{{");
        const auto close = open == std::string_view::npos ? open : text.find("}}", open);
        if (close == std::string_view::npos) {
            break;
        }
        literal(text.substr(0, open));
        addVariable(trimmed(text.substr(open + 2, close - open - 2)), literals, values, scope);
        text.remove_prefix(close + 2);
    }
    literal(text);
}

void TextTemplate::addVariable(std::string_view expression, Escape literals, Escape escape, VariableScope& scope)
{
    Part part;
    part.escape = escape;
    const Meaning meaning = fillPart(part, expression, scope);
    if (meaning == Meaning::Varies) {
        m_parts.push_back(std::move(part));
        return;
    }
    const std::string asWritten = "{{" + std::string(expression) + "}}";
    if (meaning == Meaning::Constant) { // scenario, run, env(KEY)
        const bool isNumber = expression == "run";
        const bool isQuoted = escape == Escape::JsonValue && !isNumber;
        addLiteral(isQuoted ? "\"" : "");
        addLiteral(escape == Escape::Percent ? percentEncode(part.text)
                   : escape == Escape::None  ? part.text
                                             : jsonEscape(part.text));
        addLiteral(isQuoted ? "\"" : "");
        return;
    }
    scope.m_faults.push_back("scenario " + scope.m_scenario + ": nothing defines " + asWritten);
    addLiteral(escape == Escape::JsonValue    ? "\"" + jsonEscape(asWritten) + "\""
               : escape == Escape::JsonInside ? jsonEscape(asWritten)
               : literals == Escape::Percent  ? percentEncode(asWritten)
                                              : asWritten);
}

/// Leaves a constant in part.text.
TextTemplate::Meaning TextTemplate::fillPart(Part& part, std::string_view expression, VariableScope& scope)
{
    static const std::map<std::string_view, Kind> kFunctions{
        {"uuid", Kind::Uuid}, {"id", Kind::Id},        {"seq", Kind::Seq},      {"vu", Kind::Vu},    {"iter", Kind::Iter},
        {"now", Kind::Now},   {"now_ms", Kind::NowMs}, {"now_us", Kind::NowUs}, {"room", Kind::Room}};
    if (const auto extracted = scope.m_extracted.find(std::string(expression)); extracted != scope.m_extracted.end()) {
        part.kind = Kind::Extracted;
        part.slot = extracted->second;
        return Meaning::Varies;
    }
    if (fillColumn(part, expression, scope)) {
        return Meaning::Varies;
    }
    if (const auto function = kFunctions.find(expression); function != kFunctions.end()) {
        part.kind = function->second;
        if (part.kind == Kind::Id) {
            part.text = std::to_string(scope.m_run) + "-" + scope.m_scenario + "-";
        }
        return Meaning::Varies;
    }
    if (expression == "scenario") {
        part.text = scope.m_scenario;
        return Meaning::Constant;
    }
    if (expression == "run") {
        part.text = std::to_string(scope.m_run);
        return Meaning::Constant;
    }
    if (expression.starts_with("env(") && expression.ends_with(")")) {
        const std::string key(trimmed(expression.substr(4, expression.size() - 5)));
        const auto secret = scope.m_plan.secrets.find(key);
        const char* value = std::getenv(key.c_str());
        const bool isSecret = secret != scope.m_plan.secrets.end();
        part.text = isSecret ? secret->second.reveal() : value != nullptr ? value : "";
        return isSecret || value != nullptr ? Meaning::Constant : Meaning::Unknown;
    }
    if (expression.starts_with("random(") && expression.ends_with(")")) {
        const auto bounds = split(expression.substr(7, expression.size() - 8), ',');
        const auto from = parseInteger(trimmed(bounds.front()));
        const auto to = parseInteger(trimmed(bounds.back()));
        if (bounds.size() == 2 && from && to && *from <= *to) {
            part.kind = Kind::Random;
            part.from = *from;
            part.to = *to;
            return Meaning::Varies;
        }
    }
    return Meaning::Unknown;
}

bool TextTemplate::fillColumn(Part& part, std::string_view expression, VariableScope& scope)
{
    const auto dot = expression.find('.');
    const auto found = scope.m_plan.data.find(std::string(expression.substr(0, dot)));
    if (found == scope.m_plan.data.end()) {
        return false;
    }
    const DataSet& data = found->second;
    if (dot != std::string_view::npos) {
        const auto column = std::find(data.columns.begin(), data.columns.end(), expression.substr(dot + 1));
        if (column == data.columns.end()) {
            return false;
        }
        part.column = static_cast<std::uint32_t>(column - data.columns.begin());
    }
    part.kind = Kind::Column;
    part.dataSet = &data;
    const Json& list = memberAt(memberAt(memberAt(scope.m_plan.resolved, "data"), data.name), "list");
    if (list.is_array() && list.size() == data.rows.size()) {
        part.list = &list;
    }
    auto& used = scope.m_dataSets;
    const auto known = std::find(used.begin(), used.end(), &data);
    part.slot = static_cast<std::uint32_t>(known - used.begin());
    if (known == used.end()) {
        used.push_back(&data);
    }
    return true;
}

void TextTemplate::addJson(const Json& tree, VariableScope& scope)
{
    if (tree.is_string()) {
        addJsonText(tree.get_ref<const std::string&>(), scope);
        return;
    }
    if (!tree.is_structured()) {
        addLiteral(dumpJson(tree));
        return;
    }
    addLiteral(tree.is_object() ? "{" : "[");
    std::string_view separator;
    for (auto member = tree.begin(); member != tree.end(); ++member) {
        addLiteral(separator);
        if (tree.is_object()) {
            addLiteral("\"");
            addText(member.key(), Escape::JsonInside, Escape::JsonInside, scope);
            addLiteral("\":");
        }
        addJson(*member, scope);
        separator = ",";
    }
    addLiteral(tree.is_object() ? "}" : "]");
}

void TextTemplate::addJsonText(const std::string& text, VariableScope& scope)
{
    const bool isOneVariable = text.starts_with("{{") && text.find("}}") == text.size() - 2;
    if (isOneVariable && text.size() > 4) {
        addVariable(trimmed(std::string_view(text).substr(2, text.size() - 4)), Escape::JsonValue, Escape::JsonValue, scope);
        return;
    }
    addLiteral("\"");
    addText(text, Escape::JsonInside, Escape::JsonInside, scope);
    addLiteral("\"");
}

void TextTemplate::render(VisitorValues& values, std::string& out) const
{
    for (const Part& part : m_parts) {
        if (part.kind == Kind::Literal) {
            out += part.text;
        } else {
            renderPart(part, values, out);
        }
    }
}

void TextTemplate::renderPart(const Part& part, VisitorValues& values, std::string& out)
{
    const auto number = [&out](std::uint64_t value) { out += std::to_string(value); };
    const auto text = [&](std::string_view value) {
        switch (part.escape) {
        case Escape::None:
            out += value;
            break;
        case Escape::Percent:
            out += percentEncode(value);
            break;
        case Escape::JsonInside:
            out += jsonEscape(value);
            break;
        case Escape::JsonValue:
            out += '"';
            out += jsonEscape(value);
            out += '"';
            break;
        }
    };
    switch (part.kind) {
    case Kind::Literal:
        out += part.text;
        return;
    case Kind::Extracted: {
        const ExtractedValue& value = values.extracted[part.slot];
        if (!value.isText && part.escape == Escape::JsonValue) {
            out += value.text;
        } else {
            text(value.text);
        }
        return;
    }
    case Kind::Column: {
        const std::size_t row = values.rows[part.slot];
        const std::string& value = part.dataSet->rows[row][part.column];
        const bool isJson = part.list != nullptr ? !(*part.list)[row].is_string() : part.dataSet->isJsonCell(row, part.column);
        if (part.escape == Escape::JsonValue && isJson) {
            out += value;
        } else {
            text(value);
        }
        return;
    }
    case Kind::Uuid:
        text(randomUuid());
        return;
    case Kind::Id:
        text(values.webhookId.empty() ? part.text + std::to_string(values.vu) + "-" + std::to_string(values.iteration)
                                      : values.webhookId);
        return;
    case Kind::Seq:
        return number(values.seq);
    case Kind::Vu:
        return number(values.vu);
    case Kind::Iter:
        return number(values.iteration);
    case Kind::Room:
        return number(values.room);
    case Kind::Now:
        return number(static_cast<std::uint64_t>(sinceEpoch(1)));
    case Kind::NowMs:
        return number(static_cast<std::uint64_t>(sinceEpoch(1000)));
    case Kind::NowUs:
        return number(static_cast<std::uint64_t>(sinceEpoch(1'000'000)));
    case Kind::Random: {
        const auto from = static_cast<std::uint64_t>(part.from);
        const std::uint64_t span = static_cast<std::uint64_t>(part.to) - from + 1; // 0: all numbers there are
        const std::uint64_t offset = span == 0 ? values.random.next() : values.random.below(span);
        out += std::to_string(static_cast<std::int64_t>(from + offset)); // beyond 63 bits unsigned sums wrap as they should
        return;
    }
    case Kind::TraceParent:
        addTraceParent(part.share, out);
        return;
    }
}

TextTemplate TextTemplate::traceParentLine(double share)
{
    TextTemplate line;
    line.addLiteral("traceparent: ");
    Part part;
    part.kind = Kind::TraceParent;
    part.share = share;
    line.m_parts.push_back(std::move(part));
    return line;
}

bool TextTemplate::isConstant() const
{
    return std::all_of(m_parts.begin(), m_parts.end(), [](const Part& part) { return part.kind == Kind::Literal; });
}

std::string TextTemplate::constantText() const
{
    std::string text;
    for (const Part& part : m_parts) {
        text += part.text;
    }
    return text;
}

void TextTemplate::append(const TextTemplate& other)
{
    m_parts.insert(m_parts.end(), other.m_parts.begin(), other.m_parts.end());
}

} // namespace holdpoint
