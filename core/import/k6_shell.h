// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdpoint {

/// One `k6 run` of a shell script, its variables filled in as far as the text alone tells them. Texts are marked (marked_text.h).
struct K6Call
{
    int line = 0;
    std::string script;
    std::vector<std::pair<std::string, std::string>> env; // before the command, exported above it, and with -e
    std::vector<std::string> args;                        // its other options
    std::filesystem::path folder;                         // where the shell would be then; relative to where it began
};

struct K6Calls
{
    std::vector<K6Call> calls;      // at most 200, in the order in which the shell would come to them
    std::vector<std::string> notes; // what the text does not tell
};

/// Reads assignments, `for` over words, functions with their arguments and `cd`; nothing is ever run. `folder` is where the
/// script lies: patterns such as tests/*.js are looked up there. Error::Invalid names the line of what no shell would read.
Result<K6Calls> k6CallsOf(std::string_view shellScript, const std::filesystem::path& folder);

} // namespace holdpoint
