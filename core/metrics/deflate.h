// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace holdpoint {

/// One zlib stream; level 1 (fast) to 9 (small).
std::string deflated(std::string_view bytes, int level);
/// nullopt for what is not one whole zlib stream, or `limit` bytes or more. Hostile input: never holds more than that.
std::optional<std::string> inflated(std::string_view bytes, std::size_t limit);

} // namespace holdpoint
