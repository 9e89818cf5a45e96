// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace holdpoint {

// Changes of a plan's text as a person would make them: every other byte, comments included, stays. Error::Refused where the text
// is laid out so that only a person should change it; what comes out is read again and compared before it is handed over.

/// Keys from the top: {"monitoring", "grafana", "token"}.
using PlanPath = std::vector<std::string>;
using PlanSetting = std::variant<std::string, std::vector<std::string>>; // a list is written as [a, b]

/// The text with this value at this place; keys on the way that are not there are added.
Result<std::string> withPlanValue(const std::string& planText, const PlanPath& path, const PlanSetting& value);
/// The text without this key and what belongs to it, and without a map that is empty then. Error::NotFound if it is not there.
Result<std::string> withoutPlanKey(const std::string& planText, const PlanPath& path);

/// Where `monitoring` has a service: "grafana", "production.redis".
PlanPath servicePath(std::string_view service);
/// withPlanValue() for a service's setting. Refused too for a secret that is not written as ${NAME}, and for a URL that holds a
/// password: both belong into the env file.
Result<std::string> withServiceSetting(const std::string& planText, std::string_view service, const std::string& key,
                                       const PlanSetting& value);
/// A key of a service whose value is nobody's business: "token", "dsn", "routing_key".
bool isSecretKey(std::string_view key);

} // namespace holdpoint
