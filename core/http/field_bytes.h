// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace holdpoint {

/// What a byte of a header may stand in.
enum Trait : std::uint8_t { InName = 1, InValue = 2 };

/// RFC 9110 5.6.2 (token) and 5.5 (field value: no control characters but HTAB).
constexpr std::array<std::uint8_t, 256> makeTraits()
{
    std::array<std::uint8_t, 256> traits{};
    for (std::size_t c = 0; c < traits.size(); ++c) {
        const bool isAlnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool isMark = c < 128 && std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
        traits[c] =
            static_cast<std::uint8_t>((isAlnum || isMark ? InName : 0) | (c == '\t' || (c >= 0x20 && c != 0x7f) ? InValue : 0));
    }
    return traits;
}
inline constexpr auto kTraits = makeTraits();

/// ASCII only, whatever the locale.
inline bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace holdpoint
