// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sensors/consent.h"

#include "core/base/json.h"
#include "core/checklist/parameters.h"
#include "core/sensors/askers.h"

#include <algorithm>

namespace holdpoint {

namespace {

/// Empty: the fact does nothing that needs a yes.
std::string needOf(const Plan& plan, const FactPlan& fact, const Json& spec)
{
    if (fact.kind == "command") {
        return dumpJson(memberAt(spec, "command"));
    }
    if (const Json& compared = memberAt(memberAt(spec, "compare"), "command"); fact.kind == "compare" && !compared.is_null()) {
        return dumpJson(compared);
    }
    if (fact.kind == "log") {
        const LogSource source = logSource(memberAt(spec, "log"));
        return source.kind == LogSource::Kind::Command ? dumpJson(Json(source.words)) : "";
    }
    if (const std::string program = stringAt(spec, "k6", kOwnK6); fact.kind == "k6" && program != kOwnK6) {
        return dumpJson(Json{program, "version"});
    }
    if (fact.kind == "alertmanager" && stringAt(spec, "alertmanager") == "probe" &&
        !stringAt(memberAt(plan.monitoring, "alertmanager"), "url").empty()) {
        return "a test alert, LoadTestProbe, goes to Alertmanager: people may be told";
    }
    return "";
}

} // namespace

std::vector<ConsentNeed> consentNeeds(const Plan& plan, const ChecklistTemplate& definition)
{
    std::vector<ConsentNeed> needs;
    const Parameters parameters(plan, definition.parameters);
    for (const ItemDefinition& item : definition.items) {
        for (const FactPlan& fact : item.sense ? item.sense->facts : std::vector<FactPlan>{}) {
            const auto filled = parameters.fill(fact.spec);
            const std::string what = filled ? needOf(plan, fact, *filled) : ""; // without its parameters a fact asks nothing
            if (what.empty()) {
                continue;
            }
            auto found = std::find_if(needs.begin(), needs.end(), [&what](const ConsentNeed& need) { return need.what == what; });
            if (found == needs.end()) {
                found = needs.insert(needs.end(), {what, {}});
            }
            found->items.push_back(&item);
        }
    }
    return needs;
}

} // namespace holdpoint
