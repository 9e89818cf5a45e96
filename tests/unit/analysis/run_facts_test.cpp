// SPDX-License-Identifier: GPL-3.0-or-later
// From snapshots and frames to what the rules look at.
#include "core/analysis/hint_rules.h"
#include "core/base/time_format.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;

class RunFactsTest : public testing::Test
{
protected:
    RunFactsTest()
    {
        plan.monitoring = Json{{"postgresql", {{"url", "postgresql://db/x"}}}, {"redis", {{"url", "redis://cache"}}}};
        run.id = 1;
        run.testId = "one";
    }
    void add(const char* moment, const char* source, Json content)
    {
        snapshots.push_back({1, moment, source, WallTime{} + std::chrono::seconds{snapshots.size()}, std::move(content)});
    }
    static Json rows(Json list) { return Json{{"rows", std::move(list)}}; }
    static Json statement(const char* query, int calls, double ms)
    {
        return Json{{"userid", 10},   {"dbid", 5}, {"queryid", "-7"}, {"toplevel", true}, {"query", query},
                    {"calls", calls}, {"ms", ms},  {"rows", calls},   {"blks", 0},        {"temp_blks", 0}};
    }
    static Json database(Json statements, const char* reset = "2026-11-01", int dealloc = 0, const char* started = "10:00")
    {
        return Json{
            {"statements", rows(Json::array({std::move(statements)}))},
            {"statements_info", rows(Json::array({Json{{"dealloc", dealloc}, {"stats_reset", reset}}}))},
            {"database", rows(Json::array(
                             {Json{{"sessions", 100}, {"transactions", 5000}, {"stats_reset", nullptr}, {"started", started}}}))},
            {"tables", rows(Json::array())},
            {"settings", rows(Json::array({Json{{"work_mem", 4194304}, {"track", "top"}}}))}};
    }
    static Json info(double hits, double misses, const char* runId = "abc")
    {
        return Json{{"info",
                     {{"run_id", runId},
                      {"keyspace_hits", hits},
                      {"keyspace_misses", misses},
                      {"total_commands_processed", hits + misses},
                      {"total_connections_received", 5},
                      {"cmdstat_set", "calls=" + std::to_string(static_cast<int>(hits)) + ",usec=1"},
                      {"db0", "keys=10,expires=9,avg_ttl=5"},
                      {"maxclients", 10000}}}};
    }
    RunFacts facts() const { return runFactsFrom(plan, run, totals, snapshots, nullptr); }
    std::string whyNoStatements() const
    {
        const auto statements = facts().database.statements;
        return statements ? "" : statements.error().message;
    }

    Plan plan;
    RunRecord run;
    MetricTotals totals;
    std::vector<Snapshot> snapshots;
};

TEST_F(RunFactsTest, StatementsAreDifferencesByTheirKeyAndMonitorsAreNone)
{
    add("before", "postgresql", database(statement("", 100, 50)));
    Json after = database(statement("SELECT 1 FROM events", 150, 90));
    after["statements"]["rows"].push_back(statement("SELECT * FROM pg_stat_activity", 1000, 1000));
    after["statements"]["rows"].back()["queryid"] = "8";
    after["statements"]["rows"].push_back(statement("SELECT new", 3, 3));
    after["statements"]["rows"].back()["toplevel"] = false;
    add("after", "postgresql", after);
    const auto statements = facts().database.statements;
    ASSERT_TRUE(statements) << statements.error().message;
    ASSERT_EQ(statements->size(), 2U);
    EXPECT_EQ(statements->front().calls, 50);
    EXPECT_EQ(statements->front().ms, 40);
    EXPECT_EQ(statements->back().calls, 3) << "new: from zero";
    EXPECT_EQ(facts().database.traffic->sessions, 0);
}

TEST_F(RunFactsTest, ResetsRestartsForgottenAndHiddenStatementsAreUnknownWithTheReason)
{
    add("before", "postgresql", database(statement("", 1, 1)));
    EXPECT_THAT(whyNoStatements(), HasSubstr("not looked at after the load"));
    add("after", "postgresql", database(statement("SELECT 1", 2, 2), "2026-11-29"));
    EXPECT_THAT(whyNoStatements(), HasSubstr("reset during the run (2026-11-29)"));
    snapshots.back().content = database(statement("SELECT 1", 2, 2), "2026-11-01", 3);
    EXPECT_THAT(whyNoStatements(), HasSubstr("raise pg_stat_statements.max"));
    snapshots.back().content = database(statement("<insufficient privilege>", 2, 2));
    EXPECT_THAT(whyNoStatements(), HasSubstr("GRANT pg_monitor"));
    snapshots.back().content = database(statement("SELECT 1", 2, 2));
    snapshots.back().content["settings"]["rows"][0]["track"] = "none";
    EXPECT_THAT(whyNoStatements(), HasSubstr("track is none"));
    snapshots.back().content["statements"] = Json{{"unknown", "connection refused"}};
    EXPECT_EQ(whyNoStatements(), "PostgreSQL: connection refused");
    snapshots.back().content = database(statement("SELECT 1", 2, 2), "2026-11-01", 0, "12:00");
    EXPECT_THAT(facts().database.tables.error().message, HasSubstr("restarted"));
    plan.monitoring = Json::object();
    snapshots.clear();
    EXPECT_EQ(facts().database.statements.error().kind, Error::Kind::NotFound);
    EXPECT_EQ(facts().cache.error().kind, Error::Kind::NotFound);
}

TEST_F(RunFactsTest, SessionsThatARoleMayNotSeeAreUnknown)
{
    const auto sample = [](int second, Json list) {
        return Json{{"at", formatUtc(WallTime{} + std::chrono::seconds{second})}, {"rows", std::move(list)}};
    };
    const Json seen = Json::array(
        {Json{{"state", "active"}, {"wait_event_type", "Lock"}, {"n", 3}, {"blocked", 1}, {"hidden", 0}},
         Json{{"state", "idle in transaction"}, {"wait_event_type", "Client"}, {"n", 2}, {"blocked", 0}, {"hidden", 0}}});
    add("during", "postgresql",
        Json{{"activity",
              {{"samples", Json::array({sample(0, seen), sample(5, seen)})}, {"asked", 2}, {"why", "no answer in time"}}}});
    EXPECT_THAT(facts().database.activity.error().message,
                HasSubstr("only 2 looks at the sessions during the load, 3 are needed: no answer in time"));
    snapshots[0].content["activity"]["samples"].push_back(sample(10, seen));
    const auto activity = facts().database.activity;
    ASSERT_TRUE(activity);
    EXPECT_EQ(activity->back().active, 3);
    EXPECT_EQ(activity->back().lockWaits, 3);
    EXPECT_EQ(activity->back().idleInTransaction, 2);
    snapshots[0].content["activity"]["samples"][1]["rows"][0]["hidden"] = 1;
    EXPECT_THAT(facts().database.activity.error().message, HasSubstr("hides the sessions"));
}

TEST_F(RunFactsTest, RedisIsADifferenceUnlessItWasRestartedOrReset)
{
    add("before", "redis", info(100, 10));
    add("during", "redis",
        Json{{"info",
              {{"samples", Json::array({Json{{"at", "1970-01-01T00:00:05Z"},
                                             {"keyspace_hits", 150},
                                             {"keyspace_misses", 20},
                                             {"total_commands_processed", 170},
                                             {"total_connections_received", 5},
                                             {"connected_clients", 40}}})},
               {"asked", 1}}}});
    add("after", "redis", info(1100, 210));
    const auto cache = facts().cache;
    ASSERT_TRUE(cache) << cache.error().message;
    EXPECT_EQ(cache->hits, 1000);
    EXPECT_EQ(cache->misses, 200);
    EXPECT_EQ(cache->writes, 1000);
    EXPECT_EQ(cache->keys, 10);
    EXPECT_EQ(cache->keysWithTtl, 9);
    EXPECT_EQ(cache->clients, 40);
    EXPECT_EQ(cache->samples.size(), 3U);
    snapshots[1].content["info"]["samples"][0]["total_commands_processed"] = 5; // reset, and above its old value at the end
    EXPECT_THAT(facts().cache.error().message, HasSubstr("CONFIG RESETSTAT"));
    snapshots[2].content = info(1100, 210, "other");
    EXPECT_THAT(facts().cache.error().message, HasSubstr("restarted"));
}

TEST_F(RunFactsTest, WhatPrometheusDidNotSayIsUnknownAndWhatThePlanDoesNotNameIsAbsent)
{
    plan.monitoring["prometheus"] = Json{{"url", "http://p"}};
    add("after", "prometheus",
        Json{{"hold_s", 700},
             {"db_cpu", 12.5},
             {"app_cpu", {{"unknown", "the result is empty"}}},
             {"pool_waiting_share", {{"unknown", "no parameter"}, {"absent", true}}},
             {"memory_limit", {{"unknown", "no"}, {"absent", true}}},
             {"machine_memory", 8e9},
             {"memory",
              {{"series", Json::array({Json{{"name", "app"},
                                            {"restarted", false},
                                            {"points", Json::array({Json::array({0, 1}), Json::array({5, "x"})})}}})}}}});
    const RunFacts seen = facts();
    EXPECT_EQ(*seen.value("db_cpu"), 12.5);
    EXPECT_EQ(seen.value("app_cpu").error().kind, Error::Kind::Invalid);
    EXPECT_EQ(seen.value("pool_waiting_share").error().kind, Error::Kind::NotFound);
    EXPECT_EQ(*seen.memoryLimit, 8e9) << "the machine's, without a limit of the plan's own";
    ASSERT_TRUE(seen.memory);
    EXPECT_EQ(seen.memory->front().points.size(), 1U);
    EXPECT_EQ(seen.holdSeconds, 700);
}

TEST_F(RunFactsTest, PhasesAreOfNewConnectionsAndALostSynShows)
{
    TestPlan test;
    test.id = "one";
    Scenario scenario;
    scenario.id = "s";
    Step step;
    step.name = "logo";
    step.http.target = "/assets/logo.png?v=1";
    scenario.flow = {step};
    test.scenarios = {scenario};
    plan.tests = {test};
    Frame frame;
    frame.seq = 1;
    for (int i = 0; i < 80; ++i) {
        frame.trends["http_req_duration"].record(Micros{1000});
        frame.trends["http_req_duration{name:logo}"].record(Micros{1000});
        frame.trends["http_req_connecting"].record(Micros{i < 60 ? 0 : 2000});
    }
    frame.trends["http_req_connecting"].record(Micros{1'020'000});
    frame.counters["iterations"] = 16;
    frame.errors.push_back({"http_4xx", "logo", "status 429", 2, ""});
    frame.errors.push_back({"timeout", "logo", "no answer", 3, ""});
    totals.add(frame);
    const LoadFacts load = facts().load;
    EXPECT_EQ(load.all.newConnections, 21U);
    EXPECT_EQ(load.all.slowConnects, 1U);
    EXPECT_NEAR(load.all.connecting, 2, 0.01);
    EXPECT_EQ(load.tooManyAnswers, 2);
    EXPECT_EQ(load.timeouts, 3);
    EXPECT_TRUE(load.isAsset.at("logo"));
    EXPECT_EQ(load.iterationsOfStep.at("logo"), 16);
    ASSERT_EQ(load.steps.size(), 1U);
    EXPECT_EQ(load.steps[0].requests, 80U);
}

} // namespace
} // namespace holdpoint
