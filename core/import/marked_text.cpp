// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/marked_text.h"

#include "core/base/text.h"

#include <algorithm>
#include <cctype>
#include <limits>

namespace holdpoint {

namespace {

constexpr char kBegin = '\x01';
constexpr char kEnd = '\x02';
constexpr std::size_t kMaxTreeDepth = 40; // the plan's own levels come on top

bool isHex(char letter)
{
    return std::isxdigit(static_cast<unsigned char>(letter)) != 0;
}

bool mayStandInUrl(char letter)
{
    static constexpr std::string_view kNever = "\"<>\\^`{|}";
    return letter > 0x20 && letter < 0x7f && kNever.find(letter) == std::string_view::npos;
}

/// Where an expression of the result begins and ends.
using Spans = std::vector<std::pair<std::size_t, std::size_t>>;

bool hasLiteralVariable(std::string_view text, const Spans& spans)
{
    for (const std::string_view opening : {"${", "{{"}) {
        for (auto at = text.find(opening); at != std::string_view::npos; at = text.find(opening, at + 1)) {
            const bool isOurs =
                std::any_of(spans.begin(), spans.end(), [at](const auto& span) { return at >= span.first && at < span.second; });
            if (!isOurs) {
                return true;
            }
        }
    }
    return false;
}

bool putIn(const Json& from, Json& to, std::size_t depth)
{
    if (depth > kMaxTreeDepth) {
        return false;
    }
    if (from.is_object()) {
        to = Json::object();
        for (const auto& [key, value] : from.items()) {
            const auto name = planText(key);
            if (!name || to.contains(*name) || !putIn(value, to[*name], depth + 1)) {
                return false;
            }
        }
        return true;
    }
    if (from.is_array()) {
        to = Json::array();
        for (const Json& item : from) {
            to.emplace_back();
            if (!putIn(item, to.back(), depth + 1)) {
                return false;
            }
        }
        return true;
    }
    if (from.is_string()) {
        const auto text = planText(from.get_ref<const std::string&>());
        to = text ? Json(*text) : Json();
        return text.has_value();
    }
    to = from;
    const bool isTooLarge = from.is_number_unsigned() &&
                            from.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return !isTooLarge;
}

} // namespace

std::string marked(std::string_view expression)
{
    return kBegin + std::string(expression) + kEnd;
}

std::string withoutMarks(std::string_view foreign)
{
    std::string text(foreign);
    std::erase_if(text, [](char letter) { return letter == kBegin || letter == kEnd; });
    for (const std::string_view escaped : {"\\u0001", "\\u0002"}) { // as a JSON text would bring them in
        for (auto at = text.find(escaped); at != std::string::npos; at = text.find(escaped, at < 6 ? 0 : at - 6)) {
            text.erase(at, escaped.size());
        }
    }
    return text;
}

std::string withEscapedMarks(std::string_view text)
{
    std::string result;
    for (const char letter : text) {
        result += letter == kBegin ? "\\u0001" : letter == kEnd ? "\\u0002" : std::string(1, letter);
    }
    return result;
}

bool hasMarks(std::string_view text)
{
    return text.find(kBegin) != std::string_view::npos;
}

std::vector<MarkedPiece> piecesOf(std::string_view text)
{
    std::vector<MarkedPiece> pieces;
    while (!text.empty()) {
        const auto begin = text.find(kBegin);
        const auto end = begin == std::string_view::npos ? begin : text.find(kEnd, begin);
        if (end == std::string_view::npos) {
            break;
        }
        if (begin > 0) {
            pieces.push_back({false, text.substr(0, begin)});
        }
        pieces.push_back({true, text.substr(begin + 1, end - begin - 1)});
        text.remove_prefix(end + 1);
    }
    if (!text.empty()) {
        pieces.push_back({false, text});
    }
    return pieces;
}

std::string percentEncodedLiterals(std::string_view text)
{
    std::string result;
    for (const MarkedPiece& piece : piecesOf(text)) {
        result += piece.isExpression ? marked(piece.text) : percentEncode(piece.text);
    }
    return result;
}

std::optional<std::string> planText(std::string_view text)
{
    std::string result;
    Spans spans;
    for (const MarkedPiece& piece : piecesOf(text)) {
        if (piece.isExpression) {
            spans.emplace_back(result.size(), result.size() + piece.text.size());
        }
        result += piece.text;
    }
    if (!isUtf8(result) || hasLiteralVariable(result, spans)) {
        return std::nullopt;
    }
    return result;
}

std::optional<std::string> headerText(std::string_view value)
{
    auto text = planText(value);
    const bool isOneLine = text && text->find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
    return isOneLine ? text : std::nullopt;
}

std::string planUrl(std::string_view text)
{
    std::string result;
    for (const MarkedPiece& piece : piecesOf(text)) {
        if (piece.isExpression) {
            if (result.ends_with('$')) {
                result.replace(result.size() - 1, 1, "%24");
            }
            result += piece.text;
            continue;
        }
        for (std::size_t i = 0; i < piece.text.size(); ++i) {
            const char letter = piece.text[i];
            const bool isEncoded =
                letter == '%' && i + 2 < piece.text.size() && isHex(piece.text[i + 1]) && isHex(piece.text[i + 2]);
            result += mayStandInUrl(letter) && (letter != '%' || isEncoded) ? std::string(1, letter)
                                                                            : percentEncode(piece.text.substr(i, 1));
        }
    }
    return result;
}

std::string planForm(const std::vector<std::pair<std::string, std::string>>& fields)
{
    const auto encoded = [](std::string_view text) {
        std::string result;
        for (const MarkedPiece& piece : piecesOf(text)) {
            result += piece.isExpression ? std::string(piece.text) : percentEncode(piece.text);
        }
        return result;
    };
    std::string result;
    for (const auto& [name, value] : fields) {
        result += (result.empty() ? "" : "&") + encoded(name) + "=" + encoded(value);
    }
    return result;
}

std::string planJsonText(const Json& tree)
{
    const std::string text = dumpJson(tree);
    std::string result;
    bool isExpression = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view rest = std::string_view(text).substr(i);
        if (rest.starts_with("\\u0001")) {
            if (result.ends_with('{') || result.ends_with('$')) {
                const bool isBrace = result.back() == '{';
                result.replace(result.size() - 1, 1, isBrace ? "\\u007b" : "\\u0024");
            }
            isExpression = true;
            i += 5;
        } else if (rest.starts_with("\\u0002")) {
            isExpression = false;
            i += 5;
        } else if (!isExpression && rest.front() == '\\') {
            result += rest.substr(0, 2);
            ++i;
        } else if (!isExpression && (rest.starts_with("{{") || rest.starts_with("${"))) {
            result += rest.front() == '{' ? "\\u007b" : "\\u0024";
        } else {
            result += text[i];
        }
    }
    return result;
}

std::optional<Json> planJson(const Json& tree)
{
    Json result;
    return !tree.is_null() && putIn(tree, result, 0) ? std::optional(std::move(result)) : std::nullopt;
}

} // namespace holdpoint
