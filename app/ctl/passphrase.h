// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/secret.h"

#include <optional>
#include <string>

namespace holdpoint {

/// Asks on the controlling terminal without echo; nothing where there is none or its input ends.
std::optional<Secret> readPassphrase(const std::string& prompt);

} // namespace holdpoint
