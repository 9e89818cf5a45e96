// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/run_facts.h"

#include "core/analysis/looks.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"

#include <algorithm>

namespace holdpoint {

namespace {

/// "calls=12,usec=30" -> 12
double fieldOf(const Json& info, const std::string& key, std::string_view field)
{
    const Json& value = memberAt(info, key);
    if (!value.is_string()) {
        return 0;
    }
    for (const std::string& part : split(value.get_ref<const std::string&>(), ',')) {
        const auto equals = part.find('=');
        if (equals != std::string::npos && part.substr(0, equals) == field) {
            const auto number = parseNumber(part.substr(equals + 1));
            return number ? *number : 0;
        }
    }
    return 0;
}

double callsGrown(const Json& after, const Json& before, std::initializer_list<const char*> commands)
{
    double sum = 0;
    for (const char* command : commands) {
        const std::string key = std::string("cmdstat_") + command;
        sum += fieldOf(after, key, "calls") - fieldOf(before, key, "calls");
    }
    return sum;
}

Result<CacheFacts> cacheFacts(const Looks& looks)
{
    const auto before = looks.part(kBeforeLoad, "info");
    const auto after = looks.part(kAfterLoad, "info");
    if (!before || !after) {
        return fail(!before ? before.error() : after.error());
    }
    if (textAt(*before, "run_id") != textAt(*after, "run_id")) {
        return notKnownBecause("Redis was restarted during the run, or another server answers");
    }
    const auto during = looks.part(kDuringLoad, "info");
    const Json samples = during ? memberAt(*during, "samples") : Json::array();
    std::vector<const Json*> inOrder{&*before};
    for (const Json& each : samples) {
        inOrder.push_back(&each);
    }
    inOrder.push_back(&*after);
    for (std::size_t i = 1; i < inOrder.size(); ++i) {
        for (const char* counter :
             {"total_commands_processed", "keyspace_hits", "keyspace_misses", "total_connections_received"}) {
            if (numberAt(*inOrder[i], counter) < numberAt(*inOrder[i - 1], counter)) {
                return notKnownBecause("Redis' counters were reset during the run (CONFIG RESETSTAT)");
            }
        }
    }
    CacheFacts cache;
    cache.hits = grown(*after, &*before, "keyspace_hits");
    cache.misses = grown(*after, &*before, "keyspace_misses");
    cache.evicted = grown(*after, &*before, "evicted_keys");
    cache.expired = grown(*after, &*before, "expired_keys");
    cache.rejected = grown(*after, &*before, "rejected_connections");
    const double own = 1 + (during ? numberAt(*during, "asked") : 0);
    cache.connections = std::max(0.0, grown(*after, &*before, "total_connections_received") - own);
    cache.commands = grown(*after, &*before, "total_commands_processed");
    cache.writes = callsGrown(*after, *before, {"set", "setex", "psetex", "hset", "mset"});
    cache.deletes = callsGrown(*after, *before, {"del", "unlink"});
    cache.usedMemory = numberAt(*after, "used_memory");
    cache.memoryLimit = numberAt(*after, "maxmemory");
    cache.maxClients = numberAt(*after, "maxclients");
    for (int database = 0; database < 64; ++database) {
        const std::string key = "db" + std::to_string(database);
        cache.keys += fieldOf(*after, key, "keys");
        cache.keysWithTtl += fieldOf(*after, key, "expires");
    }
    const auto addSample = [&cache](WallTime at, const Json& info) {
        cache.samples.push_back(
            {at, numberAt(info, "keyspace_hits"), numberAt(info, "keyspace_misses"), numberAt(info, "connected_clients")});
        cache.clients = std::max(cache.clients, numberAt(info, "connected_clients"));
    };
    addSample(looks.at(kBeforeLoad)->at, *before);
    for (const Json& each : samples) {
        if (const auto at = parseUtc(stringAt(each, "at"))) {
            addSample(*at, each);
        }
    }
    addSample(looks.at(kAfterLoad)->at, *after);
    return cache;
}

Result<std::vector<PathLook>> pathLooks(const Looks& looks)
{
    const auto look = looks.part(kAfterLoad, "paths");
    if (!look) {
        return fail(look.error());
    }
    std::vector<PathLook> paths;
    for (const Json& each : memberAt(*look, "rows")) {
        paths.push_back({stringAt(each, "path"), stringAt(each, "type"), stringAt(each, "encoding"),
                         stringAt(each, "cache_control"), boolAt(each, "cdn"), numberAt(each, "bytes")});
    }
    return paths;
}

Result<std::vector<MemorySeries>> memorySeries(const Looks& looks)
{
    const auto look = looks.part(kAfterLoad, "memory");
    if (!look) {
        return fail(look.error());
    }
    std::vector<MemorySeries> all;
    for (const Json& each : memberAt(*look, "series")) {
        MemorySeries series;
        series.name = stringAt(each, "name");
        series.wasRestarted = boolAt(each, "restarted");
        for (const Json& point : memberAt(each, "points")) {
            if (point.is_array() && point.size() == 2 && point[0].is_number() && point[1].is_number()) {
                series.points.emplace_back(point[0].get<double>(), point[1].get<double>());
            }
        }
        all.push_back(std::move(series));
    }
    return all;
}

} // namespace

RunFacts::RunFacts()
    : database{absentSource("PostgreSQL"), absentSource("PostgreSQL"), absentSource("PostgreSQL"), absentSource("PostgreSQL"),
               absentSource("PostgreSQL"), absentSource("PostgreSQL"), absentSource("PostgreSQL"), absentSource("PostgreSQL"),
               absentSource("PostgreSQL"), absentSource("PostgreSQL")},
      cache(absentSource("Redis")), paths(absentSource("path to look at")), rttMs(absentSource("host to connect to")),
      memory(absentSource("Prometheus")), memoryLimit(absentSource("Prometheus"))
{}

Result<double> RunFacts::value(const std::string& name) const
{
    const auto found = measured.find(name);
    return found == measured.end() ? Result<double>(absentSource("Prometheus")) : found->second;
}

RunFacts runFactsFrom(const Plan& plan, const RunRecord& run, const MetricTotals& totals, const std::vector<Snapshot>& snapshots,
                      const RunRecord* baseline)
{
    const auto isNamed = [&plan](std::string_view service) {
        return !stringAt(memberAt(plan.monitoring, service), "url").empty();
    };
    RunFacts facts;
    facts.run = run.id;
    facts.load = loadFactsFrom(plan.test(run.testId), run, totals, baseline);
    facts.database = databaseFacts(Looks(snapshots, "postgresql", "PostgreSQL", isNamed("postgresql")));
    facts.cache = cacheFacts(Looks(snapshots, "redis", "Redis", isNamed("redis")));
    facts.paths = pathLooks(Looks(snapshots, "http", "the service", true));
    const Looks network(snapshots, "network", "the network", true);
    const auto number = [](const Looks& looks, std::string_view moment, std::string_view name) -> Result<double> {
        const auto part = looks.part(moment, name);
        if (!part) {
            return fail(part.error());
        }
        return part->is_number() ? Result<double>(part->get<double>())
                                 : Result<double>(notKnownBecause("`" + std::string(name) + "` is no number"));
    };
    facts.rttMs = number(network, kBeforeLoad, "rtt_ms");
    facts.measured.emplace("dns_ms", number(network, kBeforeLoad, "dns_ms"));
    const Looks prometheus(snapshots, "prometheus", "Prometheus", isNamed("prometheus"));
    facts.memory = memorySeries(prometheus);
    const Snapshot* after = prometheus.at(kAfterLoad);
    facts.holdSeconds = after == nullptr ? 0 : numberAt(after->content, "hold_s");
    facts.leastHoldSeconds =
        after == nullptr ? facts.leastHoldSeconds : numberAt(after->content, "least_hold_s", facts.leastHoldSeconds);
    const Json values = after == nullptr ? Json::object() : after->content;
    for (const auto& [name, value] : values.items()) {
        if (value.is_number() || value.is_object()) {
            facts.measured.emplace(name, number(prometheus, kAfterLoad, name));
        }
    }
    if (after == nullptr && isNamed("prometheus")) {
        for (const char* name :
             {"app_cpu", "db_cpu", "db_cores", "db_connections", "pool_waiting_share", "listen_overflows", "tcp_resent_share"}) {
            facts.measured.emplace(name, notKnownBecause("Prometheus was not asked after the load"));
        }
    }
    facts.memoryLimit = facts.value("memory_limit");
    if (!facts.memoryLimit) {
        facts.memoryLimit = facts.value("machine_memory");
    }
    return facts;
}

} // namespace holdpoint
