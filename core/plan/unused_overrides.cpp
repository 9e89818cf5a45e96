// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/unused_overrides.h"

#include "core/base/text.h"

#include <set>

namespace holdpoint {

namespace {

bool isNameLetter(char letter)
{
    return letter == '_' || (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
           (letter >= '0' && letter <= '9');
}

/// What stands behind `opening`, each time.
void collect(std::string_view text, std::string_view opening, std::set<std::string>& names)
{
    for (auto at = text.find(opening); at != std::string_view::npos; at = text.find(opening, at + 1)) {
        std::string_view rest = text.substr(at + opening.size());
        rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
        std::size_t length = 0;
        while (length < rest.size() && isNameLetter(rest[length])) {
            ++length;
        }
        if (length > 0) {
            names.emplace(rest.substr(0, length));
        }
    }
}

} // namespace

std::vector<std::string> unusedOverrides(const Plan& plan, const PlanOptions& options)
{
    std::set<std::string> names;
    collect(plan.text, "${", names);
    collect(plan.text, "env(", names);
    const std::vector<std::string> known(names.begin(), names.end());
    std::vector<std::string> sentences;
    for (const auto& [key, value] : options.overrides) {
        if (!names.contains(key)) {
            const std::string meant = didYouMean(key, known);
            sentences.push_back("-e " + shortened(key, 60) + " is used nowhere in " + plan.path.filename().string() +
                                (!meant.empty()  ? meant
                                 : known.empty() ? "; it names no variable"
                                                 : "; its variables are " + shortened(join(known, ", "), 300)));
        }
    }
    return sentences;
}

} // namespace holdpoint
