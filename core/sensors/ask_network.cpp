// SPDX-License-Identifier: GPL-3.0-or-later
// `tcp` and `dns`.
#include "core/base/text.h"
#include "core/plan/plan_reader.h"
#include "core/sensors/askers.h"
#include "core/sensors/dial.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace holdpoint {

namespace {

double roundedMillis(Nanos duration)
{
    return std::round(std::chrono::duration<double, std::milli>(duration).count() * 100) / 100;
}

std::int64_t connectionsOf(const Json& spec)
{
    return std::clamp<std::int64_t>(integerAt(spec, "connections", 3), 1, 200);
}

std::vector<std::string> productionNames(const Environment& environment)
{
    std::vector<std::string> names;
    for (const std::string& host : environment.productionHosts) {
        if (host.find('*') == std::string::npos) { // a pattern has no address
            names.push_back(normalizedHost(host));
        }
    }
    return names;
}

} // namespace

Answer<Json> askTcp(const AskContext& context, const Json& spec)
{
    const auto targets = endpointsOf(context.plan, memberAt(spec, "tcp"), "http");
    if (!targets) {
        return unknown(Unknown::Kind::Refused, targets.error().message);
    }
    Json rows = Json::array();
    std::int64_t unreachable = 0;
    std::int64_t refused = 0;
    std::int64_t timedOut = 0;
    double worst = 0;
    const auto begin = std::chrono::steady_clock::now();
    for (const TargetUrl& target : *targets) {
        Json row{{"host", target.hostAndPort()}};
        std::vector<double> times;
        std::vector<Socket> open; // all at once: a limit of connections shows only then
        for (std::int64_t i = 0; i < connectionsOf(spec); ++i) {
            const Nanos left = std::min<Nanos>(context.left(), context.timeout - (std::chrono::steady_clock::now() - begin));
            if (left <= Nanos{} || (context.isStopped != nullptr && *context.isStopped)) {
                return unknown(Unknown::Kind::Timeout, "not all connections were tried in time, " + std::to_string(rows.size()) +
                                                           " of " + std::to_string(targets->size()) + " hosts");
            }
            Dialled dialled = dial(target, left);
            if (dialled.failedAt == Dialled::Phase::Done) {
                times.push_back(roundedMillis(dialled.connect));
                open.push_back(std::move(dialled.socket));
                row["addresses"] = dialled.addresses;
                row["resolve_ms"] = roundedMillis(dialled.resolve);
                continue;
            }
            refused += dialled.isRefused ? 1 : 0;
            timedOut += dialled.isTimeout ? 1 : 0;
            row["failed_at"] = dialled.failedAt == Dialled::Phase::Dns ? "dns" : "tcp";
            row["error"] = dialled.error;
            if (times.empty()) {
                break; // a host that is not there is not asked again
            }
        }
        std::sort(times.begin(), times.end());
        if (times.empty()) {
            ++unreachable;
        } else {
            row["rtt_ms"] = times[times.size() / 2];
            worst = std::max(worst, times[times.size() / 2]);
        }
        row["connections"] = times.size();
        rows.push_back(std::move(row));
    }
    return Json{{"unreachable", unreachable}, {"refused", refused}, {"timed_out", timedOut}, {"rtt_ms", worst}, {"hosts", rows}};
}

Answer<Json> askDns(const AskContext& context, const Json& spec)
{
    std::set<std::string> names;
    for (const std::string& word : wordsOf(memberAt(spec, "dns"))) {
        if (word == "plan") {
            for (const TargetUrl& url : planDestinations(context.plan)) {
                names.insert(url.host);
            }
        } else {
            names.insert(normalizedHost(word));
        }
    }
    const auto& environment = context.plan.environment;
    Json hosts = Json::object();
    std::set<std::string> addresses;
    std::int64_t production = 0;
    for (const std::string& name : names) {
        production += std::any_of(environment.productionHosts.begin(), environment.productionHosts.end(),
                                  [&](const std::string& pattern) { return matchesWildcard(normalizedHost(pattern), name); })
                          ? 1
                          : 0;
        const auto found = resolveHost(name, context.left());
        if (!found.isKnown()) {
            return unknown(Unknown::Kind::NoData, found.unknown().reason);
        }
        hosts[name] = found.value();
        addresses.insert(found.value().begin(), found.value().end());
    }
    const auto productionList = productionNames(environment);
    Json shared = Json::array();
    Json unresolved = Json::array();
    for (const std::string& name : productionList) {
        const auto found = resolveHost(name, context.left());
        if (!found.isKnown()) {
            unresolved.push_back(name);
            continue;
        }
        for (const std::string& address : found.value()) {
            if (addresses.contains(address)) {
                shared.push_back(name + " " + address);
            }
        }
    }
    Json answer{{"hosts", hosts}, {"production_hosts", production}, {"shared_addresses", shared}, {"unresolved", unresolved}};
    // a production host without an address may be any of ours
    if (!shared.empty() || (unresolved.empty() && !productionList.empty())) {
        answer["shared"] = shared.size();
    }
    return answer;
}

} // namespace holdpoint
