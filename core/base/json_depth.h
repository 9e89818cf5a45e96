// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace holdpoint {

/// Deeper JSON is never read: code that walks a tree may recurse, and a server that sends a million brackets must not end the
/// stack of who reads it.
inline constexpr std::size_t kDeepestJson = 500;

/// Byte at which a JSON text goes deeper than `levels` of [ and {; nullopt: nowhere. Says nothing about the rest of its form.
inline std::optional<std::size_t> byteBelowDepth(std::string_view text, std::size_t levels)
{
    std::size_t depth = 0;
    bool isInString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char letter = text[i];
        if (isInString) {
            i += letter == '\\' ? 1 : 0;
            isInString = letter != '"';
        } else if (letter == '"') {
            isInString = true;
        } else if (letter == '[' || letter == '{') {
            if (++depth > levels) {
                return i;
            }
        } else if (letter == ']' || letter == '}') {
            depth -= depth > 0 ? 1 : 0;
        }
    }
    return std::nullopt;
}

} // namespace holdpoint
