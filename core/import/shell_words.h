// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// One simple command of a shell text: words as sh and bash read them, with '..', "..", $'..', backslashes and continued lines.
/// `$NAME` and `${NAME}` become marked text (marked_text.h); nothing is ever run.
struct ShellCommand
{
    int line = 1;
    std::vector<std::string> words;
    bool hasSubstitution = false; // $(..) or `..`: its text is not known
    bool readsInput = false;      // < or <<, or behind a pipe
};

/// Commands separated by line ends, ; & && || and |. Error::Invalid names the line of a quote that is not closed.
Result<std::vector<ShellCommand>> readShellCommands(std::string_view text);

} // namespace holdpoint
