// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/secret_text.h"

namespace holdpoint {

std::string withSecrets(std::string_view text, const Secrets& secrets, std::string (*encode)(std::string_view))
{
    std::string filled;
    while (!text.empty()) {
        const auto open = text.find("${");
        const auto close = open == std::string_view::npos ? open : text.find('}', open);
        if (close == std::string_view::npos) {
            break;
        }
        const std::string inside(text.substr(open + 2, close - open - 2));
        const auto secret = secrets.find(inside.substr(0, inside.find(":-")));
        filled += text.substr(0, open);
        if (secret == secrets.end()) {
            filled += text.substr(open, close + 1 - open);
        } else {
            filled += encode == nullptr ? secret->second.reveal() : encode(secret->second.reveal());
        }
        text.remove_prefix(close + 1);
    }
    filled += text;
    return filled;
}

} // namespace holdpoint
