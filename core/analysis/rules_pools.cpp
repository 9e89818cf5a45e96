// SPDX-License-Identifier: GPL-3.0-or-later
// P1 to P4: connection pools of the database.
#include "core/analysis/hint_rules.h"
#include "core/base/units.h"

#include <algorithm>

namespace holdpoint {

namespace {

double mean(const std::vector<ActivitySample>& samples, double ActivitySample::*what)
{
    double sum = 0;
    for (const ActivitySample& sample : samples) {
        sum += sample.*what;
    }
    return samples.empty() ? 0 : sum / static_cast<double>(samples.size());
}

} // namespace

std::vector<Hint> ruleP1(const RunFacts& facts)
{
    const auto waiting = facts.value("pool_waiting_share");
    const auto cpu = facts.value("db_cpu");
    const auto server = facts.value("db_connections");
    if (!waiting) {
        return notKnown("P1", waiting.error());
    }
    const std::string seen = "somebody waited for a connection in " + percentText(*waiting) + " of the load's seconds";
    if (*waiting < 0.05) {
        return nothingFound("P1", seen);
    }
    if (!cpu || !server) {
        return notKnown("P1", !cpu ? cpu.error() : server.error());
    }
    const std::string state =
        ", database CPU " + formatNumber(*cpu) + "\u00a0%, server connections " + formatNumber(*server) + "\u00a0%";
    if (*cpu < 70 && *server < 80) {
        return {foundHint("P1", "pool too small: " + seen + state, {},
                          Json{{"waiting_share", *waiting}, {"db_cpu", *cpu}, {"db_connections", *server}})};
    }
    return nothingFound("P1", seen + state + ": a larger pool would make it worse");
}

std::vector<Hint> ruleP2(const RunFacts& facts)
{
    const DatabaseFacts& database = facts.database;
    const auto longest = facts.value("max_transaction_s");
    const auto poolMax = facts.value("pool_max");
    std::vector<Hint> found;
    std::vector<std::string> seen;
    if (database.activity) {
        double backends = 0;
        for (const ActivitySample& sample : *database.activity) {
            backends = std::max(backends, sample.backends);
        }
        const double pool = poolMax && *poolMax > 0 ? *poolMax : backends;
        const double idle = mean(*database.activity, &ActivitySample::idleInTransaction);
        const double share = pool > 0 ? idle / pool : 0;
        const std::string text = percentText(share) + " of the pool of " + formatNumber(pool) + " was idle in transaction";
        if (share >= 0.2) {
            found.push_back(
                foundHint("P2", "transactions are held open: " + text + " (" + formatCount(database.activity->size()) + " looks)",
                          {}, Json{{"idle_in_transaction", share}, {"pool", pool}}));
        }
        seen.push_back(text);
    }
    if (longest) {
        if (*longest > 30) {
            found.push_back(foundHint("P2", "long transaction: the longest was open for " + formatNumber(*longest) + " s", {},
                                      Json{{"max_transaction_s", *longest}}));
        }
        seen.push_back("longest transaction " + formatNumber(*longest, 1) + " s");
    }
    if (database.usedBefore && database.usedLater) {
        const double before = *database.usedBefore;
        const double later = *database.usedLater;
        if (later > before + std::max(1.0, 0.2 * before)) {
            found.push_back(foundHint("P2",
                                      "connections are not given back: " + formatNumber(later) +
                                          " in use 2 min after the load, " + formatNumber(before) + " before it",
                                      {}, Json{{"used_before", before}, {"used_later", later}}));
        }
        seen.push_back(formatNumber(later) + " in use 2 min after the load");
    } else if (database.activity) {
        seen.push_back("not looked at 2 min after the load");
    }
    if (found.empty() && !database.activity) {
        return notKnown("P2", database.activity.error());
    }
    std::string text;
    for (const std::string& part : seen) {
        text += (text.empty() ? "" : ", ") + part;
    }
    return foundOr(std::move(found), "P2", text);
}

std::vector<Hint> ruleP3(const RunFacts& facts)
{
    if (!facts.database.activity) {
        return notKnown("P3", facts.database.activity.error());
    }
    const auto& samples = *facts.database.activity;
    const double active = mean(samples, &ActivitySample::active);
    const double lightLocks = mean(samples, &ActivitySample::lightLockWaits);
    const double share = active > 0 ? lightLocks / active : 0;
    const auto cpu = facts.value("db_cpu");
    const auto cores = facts.value("db_cores");
    std::vector<Hint> found;
    if (share >= 0.2) {
        found.push_back(
            foundHint("P3", "pool too large: " + percentText(share) + " of the active sessions waited for a lightweight lock", {},
                      Json{{"lwlock_share", share}, {"active", active}}));
    }
    if (cpu && cores && *cores > 0 && active > 4 * *cores && *cpu > 90) {
        found.push_back(foundHint("P3",
                                  "pool too large: " + formatNumber(active, 1) + " active sessions on " + formatNumber(*cores) +
                                      " cores at " + formatNumber(*cpu) + "\u00a0% CPU",
                                  {}, Json{{"active", active}, {"cores", *cores}, {"db_cpu", *cpu}}));
    }
    if (found.empty() && (!cpu || !cores)) {
        const Error& why = !cpu ? cpu.error() : cores.error();
        return notKnown("P3",
                        {why.kind, percentText(share) + " of the active sessions waited for a lightweight lock; " + why.message});
    }
    return foundOr(std::move(found), "P3",
                   formatNumber(active, 1) + " active sessions on average, " + percentText(share) +
                       " of them waited for a lightweight lock");
}

std::vector<Hint> ruleP4(const RunFacts& facts)
{
    if (!facts.database.traffic) {
        return notKnown("P4", facts.database.traffic.error());
    }
    constexpr double kLeastTransactions = 1000; // fewer are mostly those of monitors, which connect anew each time
    const DatabaseTraffic& traffic = *facts.database.traffic;
    const double perSecond = facts.load.seconds > 0 ? traffic.sessions / facts.load.seconds : 0;
    const double share = traffic.transactions >= kLeastTransactions ? traffic.sessions / traffic.transactions : 0;
    const std::string seen = formatNumber(traffic.sessions) + " new sessions (" + formatNumber(perSecond, 2) + "/s) for " +
                             formatNumber(traffic.transactions) + " transactions";
    if (perSecond >= 1 || share >= 0.05) {
        return {foundHint(
            "P4", "pool bypassed: " + seen, {},
            Json{{"sessions_per_s", perSecond}, {"sessions", traffic.sessions}, {"transactions", traffic.transactions}})};
    }
    return nothingFound("P4", seen);
}

} // namespace holdpoint
