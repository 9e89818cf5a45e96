// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

// Words of templates and commands, in the order of their enums.
inline constexpr std::array<std::string_view, 8> kItemKinds{"sensed", "rollup", "action", "manual",
                                                            "hybrid", "alarm",  "form",   "text"};
inline constexpr std::array<std::string_view, 4> kGates{"go-for-load", "results", "sign-off", "after-release"};
inline constexpr std::array<std::string_view, 4> kRoles{"qa", "devops", "tech-lead", "product-manager"};

template <typename Names>
std::optional<std::size_t> indexIn(const Names& names, std::string_view text)
{
    const auto found = std::find(names.begin(), names.end(), text);
    return found == names.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - names.begin()));
}

/// "`techlead` is no role: qa, devops, tech-lead or product-manager; did you mean `tech-lead`?"
template <typename Names>
std::string unknownName(std::string_view what, std::string_view text, const Names& names)
{
    const std::vector<std::string> known(names.begin(), names.end());
    return "`" + std::string(text) + "` is no " + std::string(what) + ": " + join(known, ", ") + didYouMean(text, known);
}

} // namespace holdpoint
