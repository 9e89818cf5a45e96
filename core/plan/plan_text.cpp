// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_text.h"

#include "core/base/text.h"

#include <algorithm>

namespace holdpoint {

namespace {

/// The length of the quoted text that begins here; 0 if it does not end on its line.
std::size_t quotedLength(std::string_view rest)
{
    const char quote = rest.front();
    for (std::size_t i = 1; i < rest.size() && rest[i] != '\n'; ++i) {
        if (quote == '"' && rest[i] == '\\') {
            ++i;
        } else if (rest[i] == quote) {
            if (quote == '\'' && i + 1 < rest.size() && rest[i + 1] == '\'') {
                ++i; // a quote in quotes
            } else {
                return i + 1;
            }
        }
    }
    return 0;
}

bool isQuote(char c)
{
    return c == '"' || c == '\'';
}

/// The length of the brackets or braces that begin here, with all within; 0 if they do not end.
std::size_t flowLength(std::string_view rest)
{
    int depth = 0;
    for (std::size_t i = 0; i < rest.size(); ++i) {
        const char c = rest[i];
        const bool isAfterBlank = i > 0 && (rest[i - 1] == ' ' || rest[i - 1] == '\n' || rest[i - 1] == '\t');
        const bool mayBeginText =
            i > 0 && (isAfterBlank || rest[i - 1] == '[' || rest[i - 1] == '{' || rest[i - 1] == ',' || rest[i - 1] == ':');
        if (c == '#' && isAfterBlank) {
            const auto end = rest.find('\n', i);
            i = end == std::string_view::npos ? rest.size() : end;
        } else if (isQuote(c) && mayBeginText) {
            const std::size_t length = quotedLength(rest.substr(i));
            if (length == 0) {
                return 0;
            }
            i += length - 1;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            if (--depth == 0) {
                return i + 1;
            }
        }
    }
    return 0;
}

std::size_t indentOf(std::string_view line)
{
    const auto first = line.find_first_not_of(' ');
    return first == std::string_view::npos ? line.size() : first;
}

bool isEmptyLine(std::string_view line)
{
    const auto first = line.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos || line[first] == '#';
}

/// From the key's line to the last line that is indented below it.
PlanSpan blockSpan(std::string_view text, const PlanNode& key, bool isList)
{
    const std::size_t begin = offsetOf(text, key.line, 1);
    const auto indent = static_cast<std::size_t>(key.column - 1);
    if (begin >= text.size() || indentOf(text.substr(begin)) != indent) {
        return {}; // "- key: value"
    }
    const auto endOfLine = [text](std::size_t at) {
        const auto end = text.find('\n', at);
        return end == std::string_view::npos ? text.size() : end + 1;
    };
    std::size_t end = endOfLine(begin);
    for (std::size_t at = end; at < text.size();) {
        const std::size_t next = endOfLine(at);
        const std::string_view line = text.substr(at, next - at);
        const std::size_t depth = indentOf(line);
        const bool isItem = isList && depth == indent && line.substr(depth).starts_with('-');
        if (!isEmptyLine(line)) {
            if (depth <= indent && !isItem) {
                break;
            }
            end = next;
        }
        at = next;
    }
    return {begin, end, true};
}

} // namespace

std::size_t scalarLength(std::string_view rest, const std::string& plain)
{
    if (!rest.empty() && isQuote(rest.front())) {
        return quotedLength(rest);
    }
    return !plain.empty() && rest.starts_with(plain) ? plain.size() : 0;
}

std::string quotedScalar(const std::string& text)
{
    return "\"" + jsonEscape(text) + "\""; // YAML's double quotes take JSON's escapes
}

Failure editByHand(const std::string& why)
{
    return fail(Error::Kind::Refused, "the plan was not changed: " + why + "; edit it by hand");
}

std::size_t offsetOf(std::string_view text, int line, int column)
{
    std::size_t at = 0;
    for (int i = 1; i < line; ++i) {
        const auto end = text.find('\n', at);
        if (end == std::string_view::npos) {
            return end;
        }
        at = end + 1;
    }
    return std::min(at + static_cast<std::size_t>(std::max(column, 1)) - 1, text.size());
}

const PlanNode* keyOf(const PlanNode& map, std::string_view key)
{
    const auto found = std::find_if(map.keys.begin(), map.keys.end(), [key](const PlanNode& k) { return k.text == key; });
    return found == map.keys.end() ? nullptr : &*found;
}

bool isFlow(std::string_view text, const PlanNode& node)
{
    if (node.isScalar() || node.kind == PlanNode::Kind::Null) {
        return false;
    }
    const std::size_t at = offsetOf(text, node.line, node.column);
    return at < text.size() && (text[at] == '{' || text[at] == '[');
}

PlanSpan valueSpan(std::string_view text, const PlanNode& key, const PlanNode& value)
{
    if (value.kind == PlanNode::Kind::Null) {
        const std::size_t at = offsetOf(text, key.line, key.column);
        const std::size_t length = at < text.size() ? scalarLength(text.substr(at), key.text) : 0;
        const auto colon = length == 0 ? std::string_view::npos : text.find(':', at + length);
        const std::string_view rest = colon == std::string_view::npos ? "x" : text.substr(colon + 1);
        const auto next = rest.find_first_not_of(" \t");
        const bool isNothing = next == std::string_view::npos || rest[next] == '\n' || rest[next] == '\r' || rest[next] == '#' ||
                               rest[next] == ',' || rest[next] == '}';
        return isNothing ? PlanSpan{colon + 1, colon + 1, true} : PlanSpan{};
    }
    const std::size_t at = offsetOf(text, value.line, value.column);
    if (at >= text.size()) {
        return {};
    }
    const std::size_t length = isFlow(text, value) ? flowLength(text.substr(at))
                               : value.isScalar()  ? scalarLength(text.substr(at), value.text)
                                                   : 0;
    return {at, at + length, length > 0};
}

PlanSpan entrySpan(std::string_view text, const PlanNode& map, std::string_view name)
{
    std::size_t index = 0;
    while (index < map.keys.size() && map.keys[index].text != name) {
        ++index;
    }
    if (index == map.keys.size()) {
        return {};
    }
    const PlanNode& key = map.keys[index];
    if (!isFlow(text, map)) {
        return blockSpan(text, key, map.items[index].isList());
    }
    const std::size_t begin = offsetOf(text, key.line, key.column);
    if (index + 1 < map.keys.size()) {
        return {begin, offsetOf(text, map.keys[index + 1].line, map.keys[index + 1].column), true};
    }
    PlanSpan value = valueSpan(text, key, map.items[index]);
    const auto comma = begin == 0 ? std::string_view::npos : text.find_last_not_of(" \t\r\n", begin - 1);
    const bool isFirst = index == 0 || comma == std::string_view::npos || text[comma] != ',';
    return {isFirst ? begin : comma, value.end, value.isKnown};
}

} // namespace holdpoint
