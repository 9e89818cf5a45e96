// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/bottlenecks.h"

#include "core/base/text.h"
#include "core/base/units.h"

#include <algorithm>
#include <map>
#include <set>

namespace holdpoint {

namespace {

struct RuleWords
{
    const char* rule;
    const char* title;
    const char* source;
    const char* remedy;
};

constexpr const char* kStatements = "PostgreSQL, statements before and after the load";
constexpr const char* kTables = "PostgreSQL, tables before and after the load";
constexpr const char* kSessions = "PostgreSQL, sessions during the load";
constexpr const char* kRedis = "Redis, INFO before and after the load";
constexpr const char* kPools = "Prometheus, pools during the load";
constexpr const char* kPhases = "the run's own phases";
constexpr const char* kAssets = "the test's own paths, asked once";

constexpr RuleWords kWords[] = {
    {"Q1", "Slow statement", kStatements, "EXPLAIN (ANALYZE, BUFFERS) it with real values; rewrite it or add the index it lacks"},
    {"Q2", "N+1 queries", kStatements, "load the rows of one request with one statement: join, IN list or a data loader"},
    {"Q3", "Row lock convoy", kSessions, "shorten the transaction that holds the row, or spread the contended counter over rows"},
    {"Q4", "Stale statistics", kTables, "ANALYZE the table, then measure again before anything else is changed"},
    {"Q5", "Read that could be cached", kStatements, "keep the result in a cache until its tables are written"},
    {"Q6", "Statement spills to disk", kStatements, "raise work_mem for this role, or sort and group less"},
    {"I1", "Whole table read per call", kStatements, "add an index on the columns that are compared, then check that it is used"},
    {"I2", "Sequential scans", kTables, "add an index that fits the conditions of the scans"},
    {"I3", "Foreign key without an index", kTables, "add an index on the key's columns of the child table"},
    {"I4", "Broken or missing index", kTables, "REINDEX or create it as production has it"},
    {"C1", "Low cache hit rate", kRedis, "find which keys miss and put a cache in front of those reads"},
    {"C2", "Cache evicts", kRedis, "give the cache more memory, or every key a TTL"},
    {"C3", "TTLs too short or missing", kRedis, "set a TTL that outlives the reads of a key"},
    {"C4", "Cold start", kRedis, "warm the cache before load arrives"},
    {"C5", "Keys never written or dropped too soon", kRedis, "write what was missed; invalidate only what changed"},
    {"P1", "Pool too small", kPools, "raise the pool's size while the database has CPU and connections to spare"},
    {"P2", "Connections leak or transactions stay open", kPools, "close what is opened; set idle and transaction timeouts"},
    {"P3", "Pool too large for the database", kPools, "lower the pool's size to about twice the database's cores"},
    {"P4", "Pool is bypassed", kSessions, "let every request take its connection from the pool"},
    {"P5", "Redis runs out of clients", kRedis, "raise maxclients, or share connections between requests"},
    {"P6", "Redis connections are not used again", kRedis, "keep connections in a pool"},
    {"N1", "Slow to connect", kPhases, "raise the accept queue (somaxconn and the server's backlog), accept faster"},
    {"N2", "No keep-alive", kPhases, "keep connections open on both sides"},
    {"N3", "TLS handshakes", kPhases, "resume sessions, use TLS 1.3, move TLS to the edge"},
    {"N4", "Large uncompressed answers", kPhases, "compress text answers and send fewer fields"},
    {"N5", "Loss or a full link", "Prometheus, the machines' network", "find the full link or queue; spread traffic over more"},
    {"N6", "Distance or DNS", kPhases, "serve closer to the users; keep names resolved"},
    {"E1", "Blocked inside", "the runs and Prometheus",
     "find what one thread or lock serialises; make the endpoint asynchronous"},
    {"E2", "Overload is not turned away", "the run's errors", "answer 429 with Retry-After beyond what can be served"},
    {"A1", "The same path again and again", kPhases, "offer one request for the many"},
    {"S1", "Assets not cacheable", kAssets, "send Cache-Control with max-age and put a CDN in front"},
    {"S2", "Assets uncompressed", kAssets, "compress text assets at build time"},
    {"S3", "Large images hold the page up", kAssets, "send WebP or AVIF at the shown size, load late what is not in view"},
    {"M1", "Memory grows", "Prometheus, process memory over the hold",
     "take heap profiles at the begin and end of a long hold and compare"},
    {"cpu", "CPU saturates", "Prometheus, over the load window", "scale out, or spend less CPU a request: profile under load"},
    {"memory", "Memory saturates", "Prometheus, over the load window", "limit pools and caches, or give the machine more"},
    {"db-connections", "Database connections run out", "Prometheus, over the load window",
     "first shorten transactions, then raise the pool"},
    {"cache-hit-rate", "Cache hit rate below its limit", "Prometheus, over the load window",
     "review what is cached, for how long, and what evicts it"},
};

const RuleWords* wordsOf(std::string_view rule)
{
    const auto* const found =
        std::find_if(std::begin(kWords), std::end(kWords), [rule](const RuleWords& each) { return rule == each.rule; });
    return found == std::end(kWords) ? nullptr : found;
}

std::size_t orderOf(std::string_view rule)
{
    const RuleWords* words = wordsOf(rule);
    return words == nullptr ? std::size(kWords) : static_cast<std::size_t>(words - std::begin(kWords));
}

std::vector<std::string> boxesOfResource(const std::string& rule)
{
    if (rule == "db-connections" || rule == "db-pool") {
        return {"bottleneck.pool-sizing", "optimize.db.pool-size", "optimize.pools.postgresql"};
    }
    if (rule == "redis-pool") {
        return {"bottleneck.pool-sizing", "optimize.pools.redis"};
    }
    return rule == "cache-hit-rate" ? std::vector<std::string>{"bottleneck.cache-misses", "optimize.cache.redis-layer"}
                                    : std::vector<std::string>{};
}

void takeBoxes(Bottleneck& found, const std::vector<std::string>& boxes)
{
    for (const std::string& box : boxes) {
        (box.starts_with("optimize.") ? found.mends : found.boxes).push_back(box);
    }
}

std::string runNames(const std::vector<std::int64_t>& runs)
{
    std::vector<std::string> names;
    for (const std::int64_t run : runs) {
        names.push_back(std::to_string(run));
    }
    return (names.size() == 1 ? "run " : "runs ") + join(names, ", ");
}

std::optional<double> shareIn(const Json& numbers)
{
    for (const char* key : {"share", "lock_share"}) {
        if (const Json& value = memberAt(numbers, key); value.is_number()) {
            return std::clamp(value.get<double>(), 0.0, 1.0);
        }
    }
    return std::nullopt;
}

/// A latency threshold that a resource reached its limit before, in the same run.
std::string beforeLatency(const ResourcePeak& peak, const RunRecord& run)
{
    std::optional<WallTime> first;
    std::string rule;
    for (const ThresholdResult& result : run.result.thresholds) {
        const bool isLatency = result.rule.metric.find("duration") != std::string::npos;
        if (isLatency && !result.breaches.empty() && (!first || result.breaches.front().from < *first)) {
            first = result.breaches.front().from;
            rule = nameOf(result.rule);
        }
    }
    if (!first || !peak.missedAt || *peak.missedAt > *first) {
        return {};
    }
    const double seconds = std::chrono::duration<double>(*first - *peak.missedAt).count();
    return ", " + formatNumber(seconds, 0) + " s before " + rule + " missed its target";
}

void addResources(const std::vector<ResourcePeak>& peaks, const std::map<std::int64_t, const RunRecord*>& runs,
                  std::vector<Bottleneck>& into)
{
    for (const ResourcePeak& peak : peaks) {
        if (!peak.isMissed()) {
            continue;
        }
        Bottleneck found;
        const RuleWords* words = wordsOf(peak.rule);
        found.rule = peak.rule;
        found.title = words != nullptr ? words->title : peak.title + " beyond its limit";
        found.finding =
            peak.title + " reached " + formatNumber(*peak.peak, 0) + "\u00a0" + peak.unit + ", target " +
            formatNumber(peak.target, 0) + "\u00a0" + peak.unit +
            (peak.limit && *peak.limit != peak.target ? ", critical " + formatNumber(*peak.limit, 0) + "\u00a0" + peak.unit : "");
        found.runs = {peak.run};
        found.isOfFailedTest = peak.isBeyond();
        if (const auto run = runs.find(peak.run); run != runs.end()) {
            found.finding += beforeLatency(peak, *run->second);
            const RunOutcome outcome = run->second->result.outcome;
            found.isOfFailedTest = found.isOfFailedTest || outcome == RunOutcome::Failed || outcome == RunOutcome::Warned;
        }
        found.evidence =
            std::string(words != nullptr ? words->source : "Prometheus, over the load window") + ", " + runNames(found.runs);
        found.remedy = words != nullptr ? words->remedy : peak.action;
        takeBoxes(found, boxesOfResource(peak.rule));
        into.push_back(std::move(found));
    }
}

} // namespace

std::string titledRule(const std::string& rule)
{
    const RuleWords* words = wordsOf(rule);
    return words == nullptr ? rule : std::string(words->title) + " (" + rule + ")";
}

std::string remedyOf(std::string_view rule)
{
    const RuleWords* words = wordsOf(rule);
    return words == nullptr ? "" : words->remedy;
}

BottleneckSearch findBottlenecks(const std::vector<RunHints>& hints, const std::vector<ResourcePeak>& peaks,
                                 const std::vector<RunRecord>& runs)
{
    // what a retest no longer shows was mended
    std::map<std::int64_t, const RunRecord*> counting;
    for (const RunRecord& run : runs) {
        if (run.endedAt && decidingRun(runs, run.testId) == &run) {
            counting[run.id] = &run;
        }
    }
    BottleneckSearch search;
    std::map<std::pair<std::string, std::string>, std::size_t> known; // rule and subject
    std::set<std::string> decided;
    std::map<std::string, UndecidedRule> undecided;
    for (const RunHints& of : hints) {
        const auto run = counting.find(of.run);
        if (run == counting.end()) {
            continue;
        }
        const RunOutcome outcome = run->second->result.outcome;
        const bool isMissed = outcome == RunOutcome::Failed || outcome == RunOutcome::Warned;
        for (const Hint& hint : of.hints) {
            if (hint.state == Hint::State::Unknown) {
                undecided[hint.rule] = {hint.rule, hint.sentence, hint.isNotConfigured};
                continue;
            }
            decided.insert(hint.rule);
            if (hint.state == Hint::State::Nothing) {
                continue;
            }
            const auto [at, isNew] = known.try_emplace({hint.rule, hint.subject}, search.findings.size());
            if (isNew) {
                search.findings.emplace_back();
            }
            Bottleneck& found = search.findings[at->second];
            const RuleWords* words = wordsOf(hint.rule);
            found.rule = hint.rule;
            found.title = words == nullptr ? hint.rule : words->title;
            found.finding = hint.sentence; // the newest run's
            found.subject = hint.subject;
            found.runs.push_back(of.run);
            found.share = shareIn(hint.numbers);
            found.isOfFailedTest = found.isOfFailedTest || isMissed;
            found.evidence = std::string(words == nullptr ? "" : words->source) + ", " + runNames(found.runs);
            found.remedy = remedyOf(hint.rule);
            if (isNew) {
                takeBoxes(found, boxesOfRule(hint.rule));
            }
        }
    }
    search.looked = decided.size();
    addResources(peaks, counting, search.findings);
    std::stable_sort(search.findings.begin(), search.findings.end(), [](const Bottleneck& a, const Bottleneck& b) {
        if (a.isOfFailedTest != b.isOfFailedTest) {
            return a.isOfFailedTest;
        }
        if (a.share.value_or(0) != b.share.value_or(0)) {
            return a.share.value_or(0) > b.share.value_or(0);
        }
        return orderOf(a.rule) < orderOf(b.rule);
    });
    for (const auto& [rule, why] : undecided) {
        if (!decided.contains(rule)) {
            search.undecided.push_back(why);
        }
    }
    std::sort(search.undecided.begin(), search.undecided.end(),
              [](const UndecidedRule& a, const UndecidedRule& b) { return orderOf(a.rule) < orderOf(b.rule); });
    const auto count = [](std::size_t n, const char* one, const char* many) {
        return formatCount(n) + " " + (n == 1 ? one : many);
    };
    const bool isMeasured =
        std::any_of(peaks.begin(), peaks.end(), [](const ResourcePeak& peak) { return peak.peak.has_value(); });
    if (!search.findings.empty()) {
        search.sentence = count(search.findings.size(), "finding", "findings") + " by " + count(search.looked, "rule", "rules");
    } else if (counting.empty()) {
        search.sentence = "No evidence: no load run has ended yet.";
    } else if (search.looked == 0 && !isMeasured) {
        search.sentence = "No evidence: no database, cache or monitor was looked at around the load.";
    } else {
        search.sentence = "No evidence of a bottleneck: " +
                          (search.looked == 0 ? "" : count(search.looked, "rule", "rules") + " found nothing") +
                          (search.looked > 0 && isMeasured ? " and " : "") + (isMeasured ? "no resource missed its target" : "");
    }
    if (!search.undecided.empty()) {
        search.sentence += (search.sentence.ends_with('.') ? " " : "; ") + count(search.undecided.size(), "rule", "rules") +
                           " could not be decided";
    }
    return search;
}

Json toJson(const BottleneckSearch& search)
{
    Json findings = Json::array();
    for (const Bottleneck& each : search.findings) {
        findings.push_back({{"rank", findings.size() + 1},
                            {"rule", each.rule},
                            {"title", each.title},
                            {"finding", each.finding},
                            {"subject", each.subject},
                            {"evidence", each.evidence},
                            {"runs", each.runs},
                            {"share", each.share ? Json(*each.share) : Json()},
                            {"boxes", each.boxes},
                            {"mends", each.mends},
                            {"remedy", each.remedy}});
    }
    Json undecided = Json::array();
    for (const UndecidedRule& each : search.undecided) {
        undecided.push_back({{"rule", each.rule}, {"why", each.why}, {"not_configured", each.isNotConfigured}});
    }
    return Json{{"sentence", search.sentence}, {"findings", std::move(findings)}, {"undecided", std::move(undecided)}};
}

} // namespace holdpoint
