// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// What a plan can do of a Postman test script, found by its usual wording; the rest of a script is not understood.
struct PostmanScript
{
    struct Set
    {
        std::string variable;
        std::string pointer; // into the JSON answer
        std::string header;  // or the answer's header
    };
    std::vector<Set> sets;     // pm.environment.set("token", pm.response.json().token)
    std::optional<int> status; // pm.response.to.have.status(200)
    bool hasMore = false;      // lines beyond that and the frame around it
};

PostmanScript readPostmanScript(std::string_view script);

} // namespace holdpoint
