// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/arguments.h"

#include "core/base/text.h"

#include <algorithm>

namespace holdpoint {

std::string Arguments::value(const std::string& option) const
{
    const auto found = values.find(option);
    return found == values.end() ? std::string() : found->second.back();
}

std::vector<std::string> Arguments::all(const std::string& option) const
{
    const auto found = values.find(option);
    return found == values.end() ? std::vector<std::string>() : found->second;
}

namespace {

/// Dashes are no likeness: `--bogus` is not `--out`.
std::string suggestionFor(std::string_view option, const std::vector<std::string>& known)
{
    const auto bare = [](std::string_view text) { return text.substr(std::min(text.find_first_not_of('-'), text.size())); };
    std::vector<std::string> names;
    names.reserve(known.size());
    for (const std::string& one : known) {
        names.emplace_back(bare(one));
    }
    const std::string best = nearest(bare(option), names);
    const auto found = std::find(names.begin(), names.end(), best);
    if (!best.empty() && found != names.end()) {
        return "; did you mean `" + known[static_cast<std::size_t>(found - names.begin())] + "`?";
    }
    return known.empty() ? "" : "; it takes " + join(known, ", ");
}

} // namespace

Result<Arguments> parseArguments(const std::vector<std::string>& words, const Syntax& syntax)
{
    Arguments arguments;
    bool areOptionsOver = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (areOptionsOver || word.size() < 2 || word.front() != '-') {
            arguments.positionals.push_back(word);
            continue;
        }
        if (word == "--") {
            areOptionsOver = true;
            continue;
        }
        const auto equals = word.starts_with("--") ? word.find('=') : std::string::npos;
        const std::string option = word.substr(0, equals);
        if (syntax.flags.contains(option) && equals == std::string::npos) {
            arguments.flags.insert(option);
        } else if (syntax.values.contains(option)) {
            if (equals != std::string::npos) {
                arguments.values[option].push_back(word.substr(equals + 1));
            } else if (i + 1 < words.size()) {
                arguments.values[option].push_back(words[++i]);
            } else {
                return fail(Error::Kind::Invalid, option + " needs a value");
            }
        } else {
            std::vector<std::string> known(syntax.values.begin(), syntax.values.end());
            known.insert(known.end(), syntax.flags.begin(), syntax.flags.end());
            return fail(Error::Kind::Invalid, "unknown option `" + option + "`" + suggestionFor(option, known));
        }
    }
    if (arguments.positionals.size() < syntax.minPositionals) {
        return fail(Error::Kind::Invalid, "an argument is missing");
    }
    if (arguments.positionals.size() > syntax.maxPositionals) {
        return fail(Error::Kind::Invalid, "`" + arguments.positionals[syntax.maxPositionals] + "` is one argument too many");
    }
    return arguments;
}

} // namespace holdpoint
