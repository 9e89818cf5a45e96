// SPDX-License-Identifier: GPL-3.0-or-later
// C1 to C5, P5 and P6: what Redis counted during a run.
#include "core/analysis/hint_rules.h"
#include "core/base/units.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr double kLeastLookUps = 1000;
constexpr Nanos kColdTime = std::chrono::seconds{60};
constexpr int kColdShare = 2; // of a load under two minutes its first half
constexpr double kLeastColdLookUps = 100;

/// Why the look-ups prove nothing; nullopt if they do.
std::optional<Error> tooFewLookUps(const CacheFacts& cache)
{
    if (cache.lookUps() >= kLeastLookUps) {
        return std::nullopt;
    }
    return Error{Error::Kind::Invalid, "only " + formatNumber(cache.lookUps()) + " look-ups during the load, 1,000 are needed"};
}

} // namespace

std::vector<Hint> ruleC1(const RunFacts& facts)
{
    if (!facts.cache) {
        return notKnown("C1", facts.cache.error());
    }
    const CacheFacts& cache = *facts.cache;
    if (const auto why = tooFewLookUps(cache)) {
        return notKnown("C1", *why);
    }
    const double rate = cache.hits / cache.lookUps();
    const std::string seen = percentText(rate) + " of " + formatNumber(cache.lookUps()) + " look-ups were hits";
    if (rate < 0.7) {
        return {foundHint("C1", std::string(rate < 0.5 ? "very low" : "low") + " hit rate: " + seen, {},
                          Json{{"hit_rate", rate}, {"look_ups", cache.lookUps()}, {"critical", rate < 0.5}})};
    }
    return nothingFound("C1", seen);
}

std::vector<Hint> ruleC2(const RunFacts& facts)
{
    if (!facts.cache) {
        return notKnown("C2", facts.cache.error());
    }
    const CacheFacts& cache = *facts.cache;
    const double filled = cache.memoryLimit > 0 ? cache.usedMemory / cache.memoryLimit : 0;
    const std::string seen = formatNumber(cache.evicted) + " keys evicted, memory " +
                             (cache.memoryLimit > 0 ? percentText(filled) + " of maxmemory" : "without a maxmemory");
    if (cache.evicted > 0 || filled >= 0.95) {
        return {foundHint("C2", "memory too small or keys without a TTL: " + seen, {},
                          Json{{"evicted", cache.evicted}, {"filled", filled}})};
    }
    return nothingFound("C2", seen);
}

std::vector<Hint> ruleC3(const RunFacts& facts)
{
    if (!facts.cache) {
        return notKnown("C3", facts.cache.error());
    }
    const CacheFacts& cache = *facts.cache;
    std::vector<Hint> found;
    const double withTtl = cache.keys > 0 ? cache.keysWithTtl / cache.keys : 1;
    if (withTtl < 0.9) {
        found.push_back(
            foundHint("C3", "TTL missing: only " + percentText(withTtl) + " of " + formatNumber(cache.keys) + " keys expire", {},
                      Json{{"with_ttl", withTtl}, {"keys", cache.keys}}));
    }
    const auto few = tooFewLookUps(cache);
    const double expired = cache.misses > 0 ? cache.expired / cache.misses : 0;
    if (!few && expired >= 0.5) {
        found.push_back(foundHint(
            "C3", "TTL too short: " + formatNumber(cache.expired) + " keys expired for " + formatNumber(cache.misses) + " misses",
            {}, Json{{"expired", cache.expired}, {"misses", cache.misses}}));
    }
    if (found.empty() && few) {
        return notKnown("C3", *few);
    }
    return foundOr(std::move(found), "C3",
                   formatNumber(cache.expired) + " keys expired for " + formatNumber(cache.misses) + " misses, " +
                       percentText(withTtl) + " of the keys expire");
}

std::vector<Hint> ruleC4(const RunFacts& facts)
{
    if (!facts.cache) {
        return notKnown("C4", facts.cache.error());
    }
    const CacheFacts& cache = *facts.cache;
    if (const auto why = tooFewLookUps(cache)) {
        return notKnown("C4", *why);
    }
    const auto& samples = cache.samples;
    const Nanos followed = samples.empty() ? Nanos{} : Nanos(samples.back().at - samples.front().at);
    const Nanos cold = std::min(kColdTime, followed / kColdShare);
    const auto split = std::find_if(samples.begin(), samples.end(),
                                    [&](const CacheSample& sample) { return sample.at - samples.front().at >= cold; });
    if (samples.size() < 3 || split == samples.end() || split + 1 == samples.end()) {
        return notKnown("C4", {Error::Kind::Invalid, "the cache was not looked at within the load"});
    }
    const std::string begin =
        "the first " + formatDuration(std::chrono::round<std::chrono::seconds>(split->at - samples.front().at));
    const auto rateOf = [](const CacheSample& from, const CacheSample& to) {
        const double lookUps = to.hits + to.misses - from.hits - from.misses;
        return std::pair(lookUps, lookUps > 0 ? (to.hits - from.hits) / lookUps : 0);
    };
    const auto first = rateOf(samples.front(), *split);
    const auto rest = rateOf(*split, samples.back());
    if (first.first < kLeastColdLookUps || rest.first < kLeastColdLookUps) {
        return notKnown("C4", {Error::Kind::Invalid, "too few look-ups in " + begin + " or behind them: " +
                                                         formatNumber(first.first) + " and " + formatNumber(rest.first)});
    }
    const std::string seen =
        "hit rate " + percentText(first.second) + " in " + begin + ", " + percentText(rest.second) + " behind them";
    if (first.second < 0.9 * rest.second) {
        return {foundHint("C4", "cold start: " + seen, {}, Json{{"first", first.second}, {"rest", rest.second}})};
    }
    return nothingFound("C4", seen);
}

std::vector<Hint> ruleC5(const RunFacts& facts)
{
    if (!facts.cache) {
        return notKnown("C5", facts.cache.error());
    }
    const CacheFacts& cache = *facts.cache;
    if (const auto why = tooFewLookUps(cache)) {
        return notKnown("C5", *why);
    }
    std::vector<Hint> found;
    const std::string seen = formatNumber(cache.misses) + " misses, " + formatNumber(cache.writes) + " writes, " +
                             formatNumber(cache.deletes) + " deletions";
    const Json numbers{{"misses", cache.misses}, {"writes", cache.writes}, {"deletes", cache.deletes}};
    if (cache.misses > 0 && cache.misses >= 2 * cache.writes) {
        found.push_back(foundHint("C5", "looked up, never written: " + seen, {}, numbers));
    }
    if (cache.writes > 0 && cache.deletes >= 0.5 * cache.writes) {
        found.push_back(foundHint("C5", "invalidated too eagerly: " + seen, {}, numbers));
    }
    return foundOr(std::move(found), "C5", seen);
}

std::vector<Hint> ruleP5(const RunFacts& facts)
{
    if (!facts.cache) {
        return notKnown("P5", facts.cache.error());
    }
    const CacheFacts& cache = *facts.cache;
    const double used = cache.maxClients > 0 ? cache.clients / cache.maxClients : 0;
    const std::string seen = formatNumber(cache.rejected) + " connections rejected, at most " + formatNumber(cache.clients) +
                             " of " + formatNumber(cache.maxClients) + " clients";
    if (cache.rejected > 0 || used >= 0.8) {
        return {foundHint("P5", "Redis runs out of clients: " + seen, {}, Json{{"rejected", cache.rejected}, {"used", used}})};
    }
    return nothingFound("P5", seen);
}

std::vector<Hint> ruleP6(const RunFacts& facts)
{
    if (!facts.cache) {
        return notKnown("P6", facts.cache.error());
    }
    const CacheFacts& cache = *facts.cache;
    if (cache.commands < 10'000) { // monitoring alone gave 17 % on an idle server
        return notKnown("P6", {Error::Kind::Invalid,
                               "only " + formatNumber(cache.commands) + " commands during the load, 10,000 are needed"});
    }
    const double churn = cache.connections / cache.commands;
    const std::string seen =
        formatNumber(cache.connections) + " new connections for " + formatNumber(cache.commands) + " commands";
    if (churn >= 0.01) {
        return {foundHint("P6", "Redis connections are not used again: " + seen, {}, Json{{"churn", churn}})};
    }
    return nothingFound("P6", seen);
}

} // namespace holdpoint
