// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/plan_services.h"

#include "core/base/units.h"
#include "core/plan/secret_text.h"

#include <algorithm>

namespace holdpoint {

Secret planServiceSecret(const Plan& plan, std::string_view name, std::string_view key)
{
    return Secret(withSecrets(stringAt(memberAt(plan.monitoring, name), key), plan.secrets));
}

Service planService(const Plan& plan, std::string_view name)
{
    return serviceFrom(memberAt(plan.monitoring, name), plan.secrets);
}

Service serviceFrom(const Json& section, const Secrets& secrets)
{
    Service service = serviceAt(withSecrets(stringAt(section, "url"), secrets));
    if (const std::string user = stringAt(section, "user"); !user.empty()) {
        service.user = withSecrets(user, secrets);
        service.password = Secret(withSecrets(stringAt(section, "password"), secrets));
    }
    service.token = Secret(withSecrets(stringAt(section, "token"), secrets));
    const Json& headers = memberAt(section, "headers");
    if (headers.is_object()) {
        for (const auto& [header, value] : headers.items()) {
            if (value.is_string()) {
                service.headers.emplace_back(header, withSecrets(value.get_ref<const std::string&>(), secrets));
            }
        }
    }
    if (const auto timeout = parseDuration(stringAt(section, "timeout")); timeout && *timeout > Nanos{}) {
        service.limits.whole = *timeout;
        service.limits.connect = std::min(service.limits.connect, *timeout);
    }
    return service;
}

Secrets planHidden(const Plan& plan)
{
    Secrets all = plan.secrets;
    const auto add = [&all](const Secret& secret) { all["\n" + std::to_string(all.size())] = secret; };
    const auto addOf = [&](const Json& sections) {
        if (!sections.is_object()) {
            return;
        }
        for (const Json& section : sections) {
            const FetchRequest request = serviceRequest(serviceFrom(section, plan.secrets), "");
            for (const auto& [name, value] : request.secretHeaders) {
                add(value);
            }
            for (const Secret& secret : request.hidden) {
                add(secret); // the redactor knows its base64 too
            }
        }
    };
    addOf(plan.monitoring);
    addOf(memberAt(plan.monitoring, "production"));
    return all;
}

FetcherOptions planFetcherOptions(const Plan& plan)
{
    FetcherOptions options;
    options.secrets = plan.secrets;
    options.caPem = plan.environment.caPem;
    options.insecureTlsHosts = plan.environment.insecureTlsHosts;
    return options;
}

} // namespace holdpoint
