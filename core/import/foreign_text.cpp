// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/foreign_text.h"

#include "core/base/json_depth.h"
#include "core/base/text.h"

#include <algorithm>

namespace holdpoint {

Result<Json> parseForeignJson(std::string_view text, std::string_view what)
{
    constexpr std::size_t kDeepest = 100;
    if (const auto byte = byteBelowDepth(text, kDeepest)) {
        return fail(Error::Kind::Invalid, std::string(what) + " is nested deeper than " + std::to_string(kDeepest) +
                                              " levels (byte " + std::to_string(*byte) + ")");
    }
    return parseJson(text, what);
}

std::string mimeOf(std::string_view contentType)
{
    return lowered(trimmed(contentType.substr(0, contentType.find(';'))));
}

bool isJsonMime(std::string_view mime)
{
    return mime == "application/json" || mime == "text/json" || mime.ends_with("+json");
}

std::string percentDecoded(std::string_view text)
{
    const auto digit = [](char letter) {
        return letter >= '0' && letter <= '9'   ? letter - '0'
               : letter >= 'a' && letter <= 'f' ? letter - 'a' + 10
               : letter >= 'A' && letter <= 'F' ? letter - 'A' + 10
                                                : -1;
    };
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '%' && i + 2 < text.size() ? digit(text[i + 1]) : -1;
        const int low = high >= 0 ? digit(text[i + 2]) : -1;
        result += low >= 0 ? static_cast<char>(high * 16 + low) : text[i];
        i += low >= 0 ? 2 : 0;
    }
    return result;
}

TextPairs formFields(std::string_view text)
{
    TextPairs fields;
    if (trimmed(text).empty()) {
        return fields;
    }
    for (std::string field : split(text, '&')) {
        std::replace(field.begin(), field.end(), '+', ' ');
        const auto equals = field.find('=');
        fields.emplace_back(percentDecoded(field.substr(0, equals)),
                            equals == std::string::npos ? "" : percentDecoded(field.substr(equals + 1)));
    }
    return fields;
}

std::string pointerToken(std::string key)
{
    for (std::size_t at = 0; (at = key.find_first_of("~/", at)) != std::string::npos; at += 2) {
        key.replace(at, 1, key[at] == '~' ? "~0" : "~1");
    }
    return key;
}

std::string uppered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char letter) { return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter; });
    return text;
}

} // namespace holdpoint
