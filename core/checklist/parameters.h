// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

#include <map>
#include <string>
#include <string_view>

namespace holdpoint {

/// What `${x}` and `${x:-default}` in a template's facts and rules stand for: the plan's `checklist: {parameters}`, its secrets,
/// its own values (base_url, release.version, environment, plan.test_count, prometheus.url ...), then the template's defaults.
/// Filled texts may hold secrets.
class Parameters
{
public:
    Parameters(const Plan& plan, std::map<std::string, std::string> defaults) : m_plan(plan), m_defaults(std::move(defaults)) {}

    /// Stands before all others: what the release itself knows (`released_at` of its log).
    void set(const std::map<std::string, std::string>& known) { m_known = known; }
    /// Error::NotFound names the parameter that nobody sets, with the line to add to the plan.
    Result<std::string> fill(std::string_view text) const;
    /// All texts in a tree.
    Result<Json> fill(const Json& tree) const;

private:
    std::optional<std::string> valueOf(const std::string& name) const;

    const Plan& m_plan;
    std::map<std::string, std::string> m_known;
    std::map<std::string, std::string> m_defaults;
};

} // namespace holdpoint
