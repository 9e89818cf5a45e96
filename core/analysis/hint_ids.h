// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace holdpoint {

/// What to say of an id that is none of hintRuleIds().
std::string noHintRule(std::string_view id);

} // namespace holdpoint
