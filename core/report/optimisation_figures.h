// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <string>

namespace holdpoint {

/// Figures of the same two runs are the same, up to how they round; another version of Holdpoint may judge them otherwise, but
/// what the runs measured stays. What is not so, in words; empty: nothing.
std::string optimisationFiguresFault(const Json& report, const Json& record);

} // namespace holdpoint
