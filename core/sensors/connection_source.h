// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"
#include "core/plan/target_url.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// One line of a source's form. Of a secret only its name is here, never its value.
struct ConnectionSetting
{
    std::string key;     // "url", "token", "projects"
    std::string value;   // filled in; of a secret and of a URL's password nothing
    std::string written; // as the plan has it where that differs: "${JAEGER_URL}"
    int line = 0;        // of the plan; 0: not there, or not known
    bool isSecret = false;
    bool isMissing = false; // a secret that nothing fills
};

/// A place that the plan names, or could: a service of `monitoring` or of production, or a host that is loaded.
struct ConnectionSource
{
    std::string id;    // as in SourceReport; "http HOST:PORT" of a host that is loaded
    std::string title; // "Prometheus", "PostgreSQL of production", "127.0.0.1:8080"
    std::string url;   // without user info and secrets; empty: the plan does not name it
    std::vector<ConnectionSetting> settings;
    int line = 0; // of its key in the plan; 0: not there

    bool isConfigured() const { return !url.empty(); }
};

/// All services that a plan may name, in a fixed order, those of production that it names, then every host that is loaded.
std::vector<ConnectionSource> connectionSources(const Plan& plan);
/// A setting that a service of `monitoring` can have.
struct SettingKind
{
    std::string_view key;
    std::string_view example; // "${GRAFANA_TOKEN}", "api, search"
    bool isList = false;
    bool isMain = false; // what most plans set
};
/// Of "grafana", "production.redis"; empty for what is no service.
std::vector<SettingKind> settingKinds(std::string_view id);
/// Services that a plan may name, in a fixed order: "prometheus" ... "production.redis".
std::vector<std::string> serviceIds();
/// What to add to the plan for a service that it does not name yet, as it stands below `monitoring:`.
std::string linesToAdd(std::string_view id);
/// "plan.yaml:12", "plan.yaml" if the line is not known.
std::string placeInPlan(const Plan& plan, int line);

/// Where a service listens. Its scheme may be a database's.
struct ServicePlace
{
    std::string scheme;
    std::string host; // empty: a socket or a file of this machine
    std::uint16_t port = 0;
    bool isTls = false;

    std::string hostAndPort() const;
};
/// nullopt if that is no URL of a service.
std::optional<ServicePlace> servicePlace(std::string_view url);

} // namespace holdpoint
