// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace holdpoint {

/// A text as one scalar of YAML: bare where it is plainly a word, else quoted.
std::string yamlScalar(std::string_view text);

} // namespace holdpoint
