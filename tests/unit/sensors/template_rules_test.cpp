// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of the shipped checklist, every sensed and hybrid item of it: facts that are true let it pass, each one turned false
// fails exactly the items that depend on it, and what is not known never passes.
#include "core/base/text.h"
#include "core/checklist/checklist.h"
#include "core/sensors/check.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <set>

namespace holdpoint {
namespace {

/// A fact that is asked for, as it is when all is well and when it is not. `bad` null: it is shown, or a person's word outweighs
/// it.
struct Row
{
    const char* item;
    const char* fact;
    Json good;
    Json bad;
};

const std::vector<Row>& rows()
{
    static const std::vector<Row> kRows{
        {"env.staging-mirrors-production", "status", 200, 503},
        {"env.staging-mirrors-production", "version", "1.4", "1.3"},
        {"env.realistic-data-volume", "staging", 900, 400},
        {"env.realistic-data-volume", "production", 1000, 2000},
        {"env.realistic-data-volume", "row_ratio", 0.8, 0.1},
        {"env.same-server-specs", "cores", 0, 1},
        {"env.same-server-specs", "memory", 0, 2},
        {"env.same-database-config", "may_read", true, nullptr}, // null, not false: absent
        {"env.same-database-config", "may_read_production", true, nullptr},
        {"env.same-database-config", "diff_count", 0, 3},
        {"env.same-database-config", "extensions", 0, 1},
        {"env.same-database-config", "role_settings", 0, 1},
        {"env.same-database-config", "pending_restart", 0, 1},
        {"env.same-redis-config", "diff_count", 0, 1},
        {"env.same-redis-config", "version", 0, 1},
        {"env.same-redis-config", "replication", 0, 2},
        {"env.same-redis-config", "cluster", 0, 1},
        {"env.same-load-balancer", "metrics", 0, 1},
        {"env.same-load-balancer", "settings", 0, 4},
        {"env.isolated-from-production", "hosts", 0, 1},
        {"env.isolated-from-production", "shared_addresses", 0, 1},
        {"env.isolated-from-production", "idle_rps", 0.2, 40},
        {"env.isolated-from-production", "standby", false, true},
        {"env.isolated-from-production", "db_peers", 0, 2},
        {"env.ssl-certificates-valid", "chain_ok", true, false},
        {"env.ssl-certificates-valid", "name_ok", true, false},
        {"env.ssl-certificates-valid", "days_left", 61.5, -0.5},
        {"monitoring.opentelemetry-traces", "probe_found", true, false},
        {"monitoring.opentelemetry-traces", "services_missing", 0, 1},
        {"monitoring.opentelemetry-traces", "app_span_found", true, false},
        {"monitoring.prometheus-collecting", "ready", true, false},
        {"monitoring.prometheus-collecting", "jobs_missing", 0, 1},
        {"monitoring.prometheus-collecting", "down", 0, 1},
        {"monitoring.prometheus-collecting", "age", 7.5, 90},
        {"monitoring.prometheus-collecting", "exporters", 1, 0},
        {"monitoring.grafana-dashboards", "database", "ok", "failing"},
        {"monitoring.grafana-dashboards", "found", 2, 0},
        {"monitoring.grafana-dashboards", "uids_missing", 0, 1},
        {"monitoring.sentry-enabled", "probe_found", true, false},
        {"monitoring.sentry-enabled", "app_seen", true, false},
        {"monitoring.slow-query-logging", "ms", 250, -1},
        {"monitoring.slow-query-logging", "override", 0, 1},
        {"monitoring.log-level-info", "level", "INFO", "DEBUG"},
        {"monitoring.log-level-info", "debug_lines", 0, 12},
        {"monitoring.log-level-info", "info_lines", 40, 0},
        {"data.seeded", "exit_code", 0, 1},
        {"data.users", "value", 1500, 999},
        {"data.events", "value", 500, 499},
        {"data.instructors", "value", 200, 199},
        {"data.content-items", "value", 5000, 4999},
        {"data.subscriptions", "value", 100, 99},
        {"data.load-test-event", "capacity", 1000, 100},
        {"data.load-test-event", "taken", 0, 800},
        {"data.load-test-event", "cap", 100, 150},
        {"data.load-test-event", "cap_taken", 0, 1},
        {"data.credentials", "mode", "0600", "0644"},
        {"data.credentials", "keys_missing", 0, 1},
        {"data.credentials", "placeholders", 0, 1},
        {"data.credentials", "login_status", 201, 401},
        {"tool.k6-installed", "version", "2.2.0", "0.38.1"},
        {"tool.env-configured", "invalid", 0, 1},
        {"tool.env-configured", "production", 0, 1},
        {"tool.env-configured", "missing", 0, 1},
        {"tool.network-connectivity", "unreachable", 0, 1},
        {"tool.network-connectivity", "rtt", 1.25, 80},
        {"tool.network-connectivity", "http_status", 200, 502},
        {"tool.network-connectivity", "upgrade", 101, 404},
        {"tool.firewall", "unreachable", 0, 1},
        {"tool.firewall", "refused", 0, 3},
        {"tool.firewall", "timed_out", 0, 3},
        {"tool.firewall", "blocked", 0, 20},
        {"preflight.monitoring-healthy", "firing", 0, 1},
        {"preflight.no-deployments", "active", 0, 1},
        {"preflight.no-deployments", "created_since", 0, 1},
        {"preflight.no-deployments", "scheduled", 0, 1},
        {"preflight.no-deployments", "pipelines", 0, 1},
        {"preflight.no-deployments", "freeze", true, nullptr},
        {"preflight.no-other-load", "rps", 0.2, 40},
        {"preflight.no-other-load", "peaks", 0.6, 400},
        {"preflight.no-other-load", "lock", "ok", "failed"},
        {"preflight.no-other-load", "holder", "holdpoint", "somebody else"},
        {"preflight.no-other-load", "other_runs", 0, 1},
        {"preflight.db-disk-space", "free", 55, 12},
        {"preflight.db-disk-space", "predicted", 5e9, -1e6},
        {"preflight.db-disk-space", "readonly", 0, 1},
        {"preflight.team-notified", "slack", "ok", "failed"},
        {"preflight.team-notified", "before_load", true, false},
        {"preflight.redis-memory", "used", 30e6, 95e6},
        {"preflight.redis-memory", "limit", 100e6, 31e6},
        {"watch.k6-output", "coverage", 99.5, 80},
        {"watch.k6-output", "longest_gap", 2, 45},
        {"watch.grafana", "coverage", 99.5, 80},
        {"watch.grafana", "longest_gap", 2, 45},
        {"watch.jaeger", "coverage", 99.5, 80},
        {"watch.jaeger", "longest_gap", 2, 45},
        {"watch.sentry", "coverage", 99.5, 80},
        {"watch.sentry", "longest_gap", 2, 45},
        {"watch.app-logs", "coverage", 99.5, 80},
        {"watch.app-logs", "longest_gap", 2, 45},
        {"upkeep.monthly-regression", "exit_code", 0, nullptr}, // a timer that is seen outweighs it
        {"upkeep.monthly-regression", "next_within_days", 12.5, 60},
        {"upkeep.monthly-regression", "last_exit", 0, 99},
        {"improve.share", "slack", "ok", "failed"},
        {"results.no-unexpected-errors", "unexpected", 0, 5},
        {"results.no-unexpected-errors", "pg_53300", 0, 1},
        {"analysis.high-latency-traces", "slow_traces", 3, nullptr},
        {"analysis.high-latency-traces", "failed_traces", 0, nullptr},
        {"analysis.slow-spans", "top_share", 42.0, nullptr},
        {"analysis.slow-spans", "top", "api SELECT", nullptr},
        {"analysis.dependencies", "edges", 3, 0},
        {"analysis.dependencies", "unexpected", 0, 1},
        {"analysis.dependencies", "missing", 0, 1},
        {"analysis.cpu-peak", "value", 61.5, 120},
        {"analysis.memory-peak", "value", 70.25, 120},
        {"analysis.db-pool-peak", "value", 40, 120},
        {"analysis.db-pool-peak", "app", 60, 100},
        {"analysis.cache-hit-rate", "value", 92, 10},
        {"analysis.no-connection-exhaustion", "redis", 0, 3},
        {"analysis.no-connection-exhaustion", "pg", 40, 120},
        {"analysis.no-connection-exhaustion", "pool_timeouts", 0, 7},
        {"analysis.no-connection-exhaustion", "backlog", 0, 100},
        {"analysis.no-connection-exhaustion", "run", 0, 12},
        {"analysis.no-connection-exhaustion", "log", 0, 1},
        {"analysis.sentry-no-new-errors", "new_unaccepted", 0, 1},
        {"analysis.sentry-no-new-errors", "regressed_unaccepted", 0, 1},
        {"analysis.sentry-error-rate", "value", 0.02, 0.4},
        {"analysis.sentry-no-regressions", "issues", 0, 2},
        {"analysis.sentry-no-regressions", "worse", 0, 1},
        // a hint proposes whatever it found: below nothing is no count
        {"bottleneck.slow-queries", "findings", 2, -1},
        {"bottleneck.missing-indexes", "findings", 2, -1},
        {"bottleneck.cache-misses", "findings", 2, -1},
        {"bottleneck.pool-sizing", "findings", 2, -1},
        {"bottleneck.network-latency", "findings", 2, -1},
        {"optimize.db.indexes", "open", 0, 1},
        {"optimize.db.slow-queries", "open", 0, 1},
        {"optimize.db.pool-size", "open", 0, 1},
        {"optimize.db.result-cache", "open", 0, 1},
        {"optimize.cache.redis-layer", "open", 0, 1},
        {"optimize.cache.ttls", "open", 0, 1},
        {"optimize.cache.warming", "open", 0, 1},
        {"optimize.api.batching", "open", 0, 1},
        {"optimize.pools.postgresql", "open", 0, 1},
        {"optimize.pools.redis", "open", 0, 1},
        {"analysis.no-memory-leaks", "growth_pct_per_h", 1, 9},
        {"optimize.api.compression", "compressed", 100, 50},
        {"optimize.api.compression", "vary", true, false},
        {"optimize.api.rate-limiting", "present", true, false},
        {"optimize.assets.cdn", "cdn_hits", 95, 10},
        {"optimize.assets.cdn", "max_age", 604800, 60},
        {"optimize.assets.compression", "compressed", 100, 75},
        {"optimize.assets.lazy-loading", "lazy", 100, 20},
        {"optimize.assets.images", "modern", 100, 30},
        {"optimize.pools.timeouts", "idle_in_transaction", 60000, 0},
        {"final.dashboards-configured", "found", 4, 0},
        {"final.dashboards-configured", "uids_missing", 0, 1},
        {"final.dashboards-configured", "datasources_failing", 0, 1},
        {"final.alerting-tested", "rules_missing", 0, 2},
        {"final.alerting-tested", "unhealthy", 0, 1},
        {"final.alerting-tested", "probe_seen", true, false},
        {"final.alerting-tested", "delivered", 1, nullptr},
        {"final.runbooks", "missing", 0, 1},
        {"final.runbooks", "dead", 0, 1},
        {"final.rollback", "drill", true, false},
        {"final.rollback", "document", 200, 404},
        {"capacity.autoscaling", "range", 4, 0},
        {"capacity.autoscaling", "able", 1, 0},
        {"capacity.autoscaling", "reacted", 2, nullptr},
        {"docs.scaling-procedures", "status", 200, 404},
        {"live.traffic", "peak", 90, 900},
        {"live.traffic", "tested", 350, 35},
        {"live.targets-met", "p95", 212.5, 700},
        {"live.targets-met", "errors", 0.02, 2},
        {"live.targets-met", "cpu", 44, 95},
        {"live.no-unexpected-errors", "new_unaccepted", 0, 1},
        {"live.no-unexpected-errors", "regressed_unaccepted", 0, 1},
        {"live.autoscaling", "scaled", 4, 0},
        {"live.autoscaling", "crossed", 12, 0},
        {"live.autoscaling", "at_max", 0, 1},
        {"upkeep.scenarios", "distance", 8, 55},
        {"upkeep.scenarios", "uncovered", 0, 1},
        {"upkeep.test-data", "users", 1500, 999},
        {"upkeep.test-data", "events", 500, 499},
        {"upkeep.test-data", "instructors", 200, 199},
        {"upkeep.test-data", "content", 5000, 4999},
        {"upkeep.test-data", "subscriptions", 100, 99},
        {"improve.guide", "exists", true, false},
        {"improve.guide", "modified", 2000, 500},
        {"improve.guide", "last_run", 1000, 3000},
        {"threshold.cpu", "value", 61.5, 120},
        {"threshold.memory", "value", 70.25, 120},
        {"threshold.db-connections", "value", 40, 120},
        {"threshold.cache-hit-rate", "value", 92, 10},
    };
    return kRows;
}

class TemplateRulesTest : public testing::Test
{
protected:
    void SetUp() override
    {
        auto read = openTemplate("builtin:pre-production", {});
        ASSERT_TRUE(read) << read.error().message;
        definition = *std::move(read);
        plan.release.version = "1.4";
        plan.environment.baseUrl = "http://127.0.0.1:1";
        plan.checklist = Json::object();
    }

    /// The question and what is taken of its answer: facts with the same identity are one.
    static std::string identityOf(const FactPlan& fact)
    {
        Json spec = fact.spec;
        for (const char* key : {"default", "absent", "optional"}) {
            spec.erase(key);
        }
        return dumpJson(spec);
    }
    const FactPlan* factOf(const std::string& item, const std::string& name) const
    {
        const ItemDefinition* found = definition.item(item);
        if (found == nullptr || !found->sense) {
            return nullptr;
        }
        const auto& facts = found->sense->facts;
        const auto fact = std::find_if(facts.begin(), facts.end(), [&](const FactPlan& each) { return each.name == name; });
        return fact == facts.end() ? nullptr : &*fact;
    }
    std::vector<const ItemDefinition*> sensedItems() const
    {
        std::vector<const ItemDefinition*> items;
        for (const ItemDefinition& item : definition.items) {
            if (item.sense) {
                items.push_back(&item);
            }
        }
        return items;
    }
    /// All facts are good, but that of this identity, which has this answer.
    SenseResult judge(const ItemDefinition& item, const std::string& identity = "", const Answer<Json>& instead = {}) const
    {
        const Parameters parameters(plan, definition.parameters);
        std::map<std::string, FactValue> values;
        for (const FactPlan& fact : item.sense->facts) {
            FactValue value;
            value.source = "source";
            value.isOptional = boolAt(fact.spec, "optional");
            if (fact.kind == "calc") {
                value.answer = calculate(*parameters.fill(std::string_view(stringAt(fact.spec, "calc"))), values);
            } else if (identityOf(fact) == identity) {
                value.answer = instead;
            } else {
                for (const Row& row : rows()) {
                    if (item.id == row.item && fact.name == row.fact) {
                        value.answer = row.good;
                    }
                }
            }
            values[fact.name] = std::move(value);
        }
        return judgeSense(*item.sense, item.kind, values, parameters);
    }
    /// Without its source a person does it.
    static bool mayBeByHand(const ItemDefinition& item) { return item.kind == ItemKind::Hybrid || item.kind == ItemKind::Action; }
    static bool isGood(const ItemDefinition& item, ItemState state)
    {
        return state == (item.kind == ItemKind::Hybrid ? ItemState::Open : ItemState::Pass);
    }

    ChecklistTemplate definition;
    Plan plan;
};

TEST_F(TemplateRulesTest, TheTableHoldsEveryFactOfEveryItemAndNothingElse)
{
    std::set<std::pair<std::string, std::string>> listed;
    for (const Row& row : rows()) {
        EXPECT_NE(factOf(row.item, row.fact), nullptr) << row.item << " has no fact " << row.fact;
        EXPECT_TRUE(listed.emplace(row.item, row.fact).second) << row.item << " " << row.fact << " is here twice";
    }
    for (const ItemDefinition* item : sensedItems()) {
        EXPECT_TRUE(item->kind == ItemKind::Sensed || item->kind == ItemKind::Hybrid || item->kind == ItemKind::Action)
            << item->id;
        EXPECT_FALSE(item->howTo.empty()) << item->id;
        EXPECT_FALSE(item->ttl.empty()) << item->id;
        EXPECT_NE(item->sensor, "none") << item->id;
        for (const FactPlan& fact : item->sense->facts) {
            EXPECT_TRUE(fact.kind == "calc" || listed.count({item->id, fact.name}) == 1)
                << "add a row for the fact " << fact.name << " of " << item->id;
        }
    }
}

TEST_F(TemplateRulesTest, ItemsPassOrAreProposedWhileAllTheirFactsHold)
{
    for (const ItemDefinition* item : sensedItems()) {
        const SenseResult result = judge(*item);
        EXPECT_TRUE(isGood(*item, result.state)) << item->id << ": " << result.reason;
        EXPECT_FALSE(result.value.empty()) << item->id;
    }
}

TEST_F(TemplateRulesTest, AFactTurnedFalseFailsExactlyTheItemsThatDependOnIt)
{
    for (const Row& row : rows()) {
        if (row.bad.is_null()) {
            continue;
        }
        const std::string identity = identityOf(*factOf(row.item, row.fact));
        std::set<std::string> wanted;
        for (const Row& other : rows()) {
            if (identityOf(*factOf(other.item, other.fact)) == identity) {
                EXPECT_EQ(other.bad, row.bad) << other.item << " " << other.fact << " asks the same as " << row.item;
                wanted.insert(other.item);
            }
        }
        std::set<std::string> failed;
        for (const ItemDefinition* item : sensedItems()) {
            const SenseResult result = judge(*item, identity, row.bad);
            if (result.state == ItemState::Fail) {
                failed.insert(item->id);
                EXPECT_FALSE(result.reason.empty()) << item->id;
            } else {
                EXPECT_TRUE(isGood(*item, result.state)) << item->id << ": " << result.reason;
            }
        }
        EXPECT_EQ(failed, wanted) << row.item << " " << row.fact;
    }
}

TEST_F(TemplateRulesTest, WhatIsMissingOrMayNotBeAskedLeavesTheItemUnknown)
{
    for (const Row& row : rows()) {
        const ItemDefinition& item = *definition.item(row.item);
        const std::string identity = identityOf(*factOf(row.item, row.fact));
        const bool isOnlyShown = row.bad.is_null() && std::string(row.fact) != "may_read" &&
                                 std::string(row.fact) != "may_read_production" &&
                                 !std::string(row.item).starts_with("analysis.");
        for (const Unknown::Kind kind :
             {Unknown::Kind::NoData, Unknown::Kind::Auth, Unknown::Kind::Timeout, Unknown::Kind::Malformed}) {
            const SenseResult result = judge(item, identity, unknown(kind, "why"));
            EXPECT_TRUE(isOnlyShown ? isGood(item, result.state) : result.state == ItemState::Unknown)
                << row.item << " " << row.fact;
            EXPECT_TRUE(isOnlyShown || result.reason.find("why") != std::string::npos) << row.item << ": " << result.reason;
        }
        const SenseResult waiting = judge(item, identity, {});
        EXPECT_TRUE(isOnlyShown ? isGood(item, waiting.state) : waiting.state == ItemState::Open)
            << row.item << " " << row.fact << " waits for a run";
        const SenseResult absent = judge(item, identity, unknown(Unknown::Kind::NotConfigured, "not named"));
        const bool isOptional = boolAt(factOf(row.item, row.fact)->spec, "optional");
        EXPECT_EQ(absent.state, isOnlyShown || (isOptional && item.kind == ItemKind::Action)
                                    ? (item.kind == ItemKind::Action ? ItemState::Pass : ItemState::Open)
                                : mayBeByHand(item) ? ItemState::Open
                                : isOptional        ? ItemState::Pass
                                                    : ItemState::Unknown)
            << row.item << " " << row.fact;
    }
}

TEST_F(TemplateRulesTest, AnItemOfWhichNothingIsNamedIsNotGreen)
{
    for (const ItemDefinition* item : sensedItems()) {
        std::map<std::string, FactValue> values;
        for (const FactPlan& fact : item->sense->facts) {
            FactValue& value = values[fact.name];
            value.answer = unknown(Unknown::Kind::NotConfigured, "not named");
            value.isOptional = boolAt(fact.spec, "optional");
        }
        const SenseResult result = judgeSense(*item->sense, item->kind, values, Parameters(plan, definition.parameters));
        EXPECT_EQ(result.state, mayBeByHand(*item) ? ItemState::Open : ItemState::Unknown) << item->id;
        EXPECT_THAT(result.reason, testing::HasSubstr("not named")) << item->id;
    }
}

TEST_F(TemplateRulesTest, OnlyWhatPassesIsCountedAsPassed)
{
    const WallTime now = WallTime(std::chrono::hours{24} * 20'000);
    const auto viewOf = [&](std::vector<ItemChange> changes) {
        ChecklistInputs inputs;
        inputs.definition = &definition;
        inputs.plan = &plan;
        inputs.changes = std::move(changes);
        inputs.now = now;
        return evaluateChecklist(inputs);
    };
    const ChecklistView before = viewOf({});
    const auto passedIn = [](const ChecklistView& view) {
        const auto found = view.counts.find(ItemState::Pass);
        return found == view.counts.end() ? std::size_t{0} : found->second;
    };
    const Person lead{"Rao", Role::TechLead, {}};
    for (const ItemDefinition* item : sensedItems()) {
        ItemChange seen{item->id, ItemState::Unknown, "", "why", {}, {}, now};
        EXPECT_EQ(passedIn(viewOf({seen})), passedIn(before)) << item->id << " unknown";
        seen.state = ItemState::Pass;
        seen.at = now - std::chrono::hours{24 * 365};
        const ChecklistView old = viewOf({seen});
        const bool isLasting = item->ttl == "run" || item->ttl == "release" || item->ttl == "window";
        const ItemState state = old.item(item->id)->state;
        EXPECT_TRUE(isLasting || state != ItemState::Pass) << item->id << " stale";
        EXPECT_TRUE(isLasting || passedIn(old) == passedIn(before)) << item->id;
        seen = {item->id, ItemState::Fail, "", "why", {}, {}, now};
        for (const ItemState word : {ItemState::Overridden, ItemState::Deferred}) {
            const auto to = word == ItemState::Deferred ? std::optional(Gate::SignOff) : std::nullopt;
            const ItemChange taken{item->id, word, "", "agreed", to, lead, now};
            const ChecklistView view = viewOf({seen, taken});
            EXPECT_EQ(passedIn(view), passedIn(before)) << item->id;
            EXPECT_NE(view.item(item->id)->state, ItemState::Pass) << item->id;
        }
    }
}

} // namespace
} // namespace holdpoint
