// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace holdpoint {

/// What a command takes on its line. `values` take one argument and may come several times, `flags` none.
struct Syntax
{
    std::set<std::string> values; // "--dossier"; "-e"
    std::set<std::string> flags;
    std::size_t minPositionals = 0;
    std::size_t maxPositionals = 0;
};

struct Arguments
{
    std::vector<std::string> positionals;
    std::map<std::string, std::vector<std::string>> values;
    std::set<std::string> flags;

    bool has(const std::string& flag) const { return flags.contains(flag); }
    /// The last one given, or empty.
    std::string value(const std::string& option) const;
    std::vector<std::string> all(const std::string& option) const;
};

/// `--option value`, `--option=value`, `--` ends options. Error::Invalid names the option, with a suggestion.
Result<Arguments> parseArguments(const std::vector<std::string>& words, const Syntax& syntax);

} // namespace holdpoint
