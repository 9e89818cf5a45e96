// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace holdpoint {

/// Why a request did not do what it should (semantics.md §4).
enum class ErrorClass : std::uint8_t {
    None,
    Dns,
    Connect,
    Tls,
    Timeout,
    Reset,
    Http4xx,
    Http5xx,
    Protocol,
    Ws,
    Check,
    Generator,
    Interrupted
};
inline constexpr std::size_t kErrorClassCount = 13;

/// As frames write it: "http_5xx"; empty for None.
std::string_view nameOf(ErrorClass errorClass);
/// The class of that name; None has no name.
std::optional<ErrorClass> errorClassNamed(std::string_view name);

} // namespace holdpoint
