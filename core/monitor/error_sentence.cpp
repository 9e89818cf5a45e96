// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/monitor/reply_rules.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

constexpr std::size_t kLongest = 300;
constexpr std::size_t kRead = 16'384;
constexpr int kDepth = 4;

/// One line without control characters.
std::string flattened(std::string_view text)
{
    std::string line;
    for (const char c : text) {
        const bool isBlank = static_cast<unsigned char>(c) <= 0x20U || c == 0x7f;
        if (!isBlank) {
            line += c;
        } else if (!line.empty() && line.back() != ' ') {
            line += ' ';
        }
    }
    return shortened(trimmed(line), kLongest);
}

std::string htmlText(std::string_view html)
{
    const std::string lower = lowered(html);
    if (const auto title = lower.find("<title"); title != std::string::npos) {
        const auto begin = lower.find('>', title);
        const auto end = lower.find("</title", std::min(begin, lower.size()));
        if (begin != std::string::npos && end != std::string::npos) {
            if (const std::string text = flattened(html.substr(begin + 1, end - begin - 1)); !text.empty()) {
                return "a web page, \"" + text + "\"";
            }
        }
    }
    return "a web page";
}

void append(std::string& to, std::string_view more, std::string_view separator)
{
    if (!more.empty() && to.find(more) == std::string::npos) {
        to += (to.empty() ? "" : std::string(separator)) + std::string(more);
    }
}

std::string sentenceOf(const Json& json, int depth);

std::string sentenceOfList(const Json& list, int depth)
{
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(list.size(), 5); ++i) {
        append(text, sentenceOf(list[i], depth), "; ");
    }
    return text;
}

/// The keys that the services use, what says most first; else {"field": ["what is wrong"]}.
std::string sentenceOfMap(const Json& map, int depth)
{
    static constexpr std::array<const char*, 9> kKeys{"error",       "message", "detail", "msg",   "title",
                                                      "description", "reason",  "errors", "causes"};
    std::string text;
    for (const char* key : kKeys) {
        append(text, sentenceOf(memberAt(map, key), depth), ": ");
    }
    if (!text.empty()) {
        return text;
    }
    for (const auto& [key, value] : map.items()) {
        if (value.is_array() && !value.empty() && value[0].is_string()) {
            append(text, key + ": " + sentenceOfList(value, depth), "; ");
        }
    }
    return text;
}

std::string sentenceOf(const Json& json, int depth)
{
    if (json.is_string()) {
        return flattened(json.get_ref<const std::string&>());
    }
    if (depth == 0) {
        return {};
    }
    if (json.is_array()) {
        return sentenceOfList(json, depth - 1);
    }
    return json.is_object() ? sentenceOfMap(json, depth - 1) : std::string();
}

} // namespace

bool looksLikeHtml(std::string_view body)
{
    const std::string start = lowered(trimmed(body.substr(0, 512)));
    return start.starts_with("<!doctype") || start.starts_with("<html") || start.starts_with("<head") ||
           start.starts_with("<body");
}

std::string errorSentence(std::string_view body)
{
    const std::string_view text = trimmed(body.substr(0, kRead));
    if (looksLikeHtml(text)) {
        return htmlText(text);
    }
    if (!text.empty() && (text[0] == '{' || text[0] == '[' || text[0] == '"')) {
        if (const auto json = parseJson(text, "the error")) {
            return shortened(sentenceOf(*json, kDepth), kLongest);
        }
    }
    return flattened(text);
}

} // namespace holdpoint
