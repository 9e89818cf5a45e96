// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace holdpoint {

/// `holdpointctl staging`; `args` are the words after it. Prints "listening on URL" to stdout when ready and serves until
/// SIGINT or SIGTERM. Returns the exit code of contract.md §2. Takes over these signals and the descriptor limit: main() only.
int stagingMain(const std::vector<std::string>& args);

} // namespace holdpoint
