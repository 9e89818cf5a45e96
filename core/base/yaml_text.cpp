// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/yaml_text.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace holdpoint {

std::string yamlScalar(std::string_view text)
{
    static constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-";
    static constexpr std::array<std::string_view, 9> kWords{"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
    const std::string word = lowered(text);
    const bool beginsPlain = !word.empty() && ((word[0] >= 'a' && word[0] <= 'z') || word[0] == '/');
    const bool isPlain = beginsPlain && text.find_first_not_of(kPlain) == std::string_view::npos &&
                         std::find(kWords.begin(), kWords.end(), word) == kWords.end();
    return isPlain ? std::string(text) : "\"" + jsonEscape(text) + "\"";
}

} // namespace holdpoint
