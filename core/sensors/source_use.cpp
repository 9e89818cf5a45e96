// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sensors/source_use.h"

#include "core/sensors/sweep.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

constexpr std::string_view kProduction = "production.";

std::string_view serviceOf(std::string_view id)
{
    return id.starts_with(kProduction) ? id.substr(kProduction.size()) : id;
}

const Json& sectionOf(const Plan& plan, std::string_view id)
{
    const Json& monitoring = id.starts_with(kProduction) ? memberAt(plan.monitoring, "production") : plan.monitoring;
    return memberAt(monitoring, serviceOf(id));
}

bool isNamed(const Plan& plan, std::string_view id)
{
    const Json& section = sectionOf(plan, id);
    return section.is_object() &&
           std::any_of(section.begin(), section.end(), [](const Json& value) { return value.is_string() && value != ""; });
}

/// Both sides of a comparison, the collector of a probe, the forge that the plan names.
std::vector<std::string> idsOf(const Plan& plan, const FactPlan& fact, const FactKind& kind, const Json& spec)
{
    if (fact.kind == "compare") {
        const Json& what = memberAt(spec, "compare");
        for (const auto& [key, service] : {std::pair{"sql", "postgresql"}, {"redis", "redis"}, {"promql", "prometheus"}}) {
            if (what.contains(key)) {
                return {service, std::string(kProduction) + service};
            }
        }
    }
    if (fact.kind == "deployments") {
        return {isNamed(plan, "gitlab") && !isNamed(plan, "github") ? "gitlab" : "github"};
    }
    std::vector<std::string> ids{kind.source(plan, spec)};
    if (fact.kind == "jaeger" && stringAt(spec, "jaeger") == "probe") {
        ids.emplace_back("jaeger"); // where the collector's span must come out
    }
    return ids;
}

} // namespace

std::string serviceTitle(std::string_view id)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kTitles{
        {{"otlp", "OTLP"}, {"slack", "Slack"}, {"github", "GitHub"}, {"gitlab", "GitLab"}}};
    const auto found = std::find_if(kTitles.begin(), kTitles.end(), [id](const auto& each) { return each.first == id; });
    return found == kTitles.end() ? sourceTitle(id) : std::string(found->second);
}

bool isService(std::string_view id)
{
    static constexpr std::array<std::string_view, 12> kServices{"prometheus", "alertmanager", "grafana",    "jaeger",
                                                                "otlp",       "sentry",       "slack",      "pagerduty",
                                                                "github",     "gitlab",       "postgresql", "redis"};
    return std::find(kServices.begin(), kServices.end(), serviceOf(id)) != kServices.end();
}

std::vector<SourceUse> sourceUses(const Plan& plan, const ChecklistTemplate& definition)
{
    std::vector<SourceUse> uses;
    const auto add = [&](const std::string& id, const ItemDefinition& item) {
        auto found = std::find_if(uses.begin(), uses.end(), [&id](const SourceUse& use) { return use.id == id; });
        if (found == uses.end()) {
            found = uses.insert(uses.end(), {id, serviceTitle(id), !isService(id) || isNamed(plan, id), {}});
        }
        if (found->items.empty() || found->items.back() != &item) {
            found->items.push_back(&item);
        }
    };
    const Parameters parameters(plan, definition.parameters);
    for (const ItemDefinition& item : definition.items) {
        for (const FactPlan& fact : item.sense ? item.sense->facts : std::vector<FactPlan>{}) {
            if (const FactKind* kind = factKind(fact.kind)) {
                const auto filled = parameters.fill(fact.spec); // a parameter that is missing rarely says who is asked
                for (const std::string& id : idsOf(plan, fact, *kind, filled ? *filled : fact.spec)) {
                    add(id, item);
                }
            }
        }
    }
    return uses;
}

} // namespace holdpoint
