// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/yaml_place.h"

#include "core/base/text.h"

#include <algorithm>

namespace holdpoint {

std::string quotedScalar(const std::string& text)
{
    return "\"" + jsonEscape(text) + "\""; // YAML's double quotes take JSON's escapes
}

Failure editByHand(const std::string& why)
{
    return fail(Error::Kind::Refused, "the plan was not changed: " + why + "; edit it by hand");
}

std::size_t offsetOf(std::string_view text, int line, int column)
{
    std::size_t at = 0;
    for (int i = 1; i < line; ++i) {
        const auto end = text.find('\n', at);
        if (end == std::string_view::npos) {
            return end;
        }
        at = end + 1;
    }
    return std::min(at + static_cast<std::size_t>(std::max(column, 1)) - 1, text.size());
}

std::size_t scalarLength(std::string_view rest, const std::string& plain)
{
    if (rest.starts_with('"')) {
        for (std::size_t i = 1; i < rest.size() && rest[i] != '\n'; ++i) {
            if (rest[i] == '"') {
                return i + 1;
            }
            i += rest[i] == '\\' ? 1 : 0;
        }
        return 0;
    }
    if (rest.starts_with('\'')) {
        const auto end = rest.substr(0, rest.find('\n')).find('\'', 1);
        return end == std::string_view::npos ? 0 : end + 1;
    }
    return !plain.empty() && rest.starts_with(plain) ? plain.size() : 0;
}

const PlanNode* keyOf(const PlanNode& map, std::string_view key)
{
    const auto found = std::find_if(map.keys.begin(), map.keys.end(), [key](const PlanNode& k) { return k.text == key; });
    return found == map.keys.end() ? nullptr : &*found;
}

} // namespace holdpoint
