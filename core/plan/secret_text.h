// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/secret.h"

#include <string>
#include <string_view>

namespace holdpoint {

/// The text with the `${KEY}` and `${KEY:-default}` filled that the plan reader left, because the value is a secret; each value
/// through `encode` if that is given. The result is a secret too.
std::string withSecrets(std::string_view text, const Secrets& secrets, std::string (*encode)(std::string_view) = nullptr);

} // namespace holdpoint
