// SPDX-License-Identifier: GPL-3.0-or-later
// `action`: what an action of the checklist, or a step of the test window, did. The record says; nothing is asked outside.
#include "core/sensors/askers.h"

namespace holdpoint {

Answer<Json> askAction(const AskContext& context, const Json& spec)
{
    const std::string needed = stringAt(spec, "needs");
    if (!needed.empty() && memberAt(context.plan.monitoring, needed).is_null()) {
        return notConfigured(needed, {});
    }
    const auto found = context.inputs.deeds.find(stringAt(spec, "action"));
    if (found == context.inputs.deeds.end()) {
        return {}; // not done yet
    }
    const std::string step = stringAt(spec, "step");
    const Json& deed = step.empty() ? found->second : memberAt(found->second, step);
    const std::string state = stringAt(deed, "state");
    const std::string reason = stringAt(deed, "reason");
    if (deed.is_null() || state == "intended") {
        return {};
    }
    if (state == "skipped") {
        return unknown(Unknown::Kind::NotConfigured, reason);
    }
    if (state == "unknown" || state == "end-unknown") {
        return unknown(Unknown::Kind::NoData, reason);
    }
    Json answer = deed;
    const bool isGood = state == "done" || state == "ending" || state == "ended" || state == "end-failed";
    answer["state"] = isGood ? "ok" : state + (reason.empty() ? "" : ": " + reason);
    return answer;
}

} // namespace holdpoint
