// SPDX-License-Identifier: GPL-3.0-or-later
// The shipped checklist over the real servers of the distribution, and the contract server for the rest: what is turned false
// flips exactly the items that depend on it.
#include "core/monitor/alertmanager.h"
#include "tests/integration/sensors/components_fixture.h"

namespace holdpoint {
namespace {

TEST_F(ComponentsTest, EachFactTurnedFalseFlipsExactlyTheItemsThatDependOnIt)
{
    contract.set("/github/repos/acme/platform/deployments", Json::array());
    contract.set("/github/repos/acme/platform/actions/runs", Json{{"workflow_runs", Json::array()}});
    States good;
    const std::vector<std::string> passing{"env.same-database-config",
                                           "env.same-redis-config",
                                           "env.same-server-specs",
                                           "env.ssl-certificates-valid",
                                           "monitoring.prometheus-collecting",
                                           "monitoring.grafana-dashboards",
                                           "monitoring.sentry-enabled",
                                           "monitoring.slow-query-logging",
                                           "monitoring.log-level-info",
                                           "data.users",
                                           "data.events",
                                           "data.instructors",
                                           "data.content-items",
                                           "data.subscriptions",
                                           "data.load-test-event",
                                           "data.credentials",
                                           "tool.env-configured",
                                           "tool.network-connectivity",
                                           "tool.firewall",
                                           "preflight.monitoring-healthy",
                                           "preflight.redis-memory",
                                           "upkeep.test-data"};
    const std::vector<std::string> proposed{"env.staging-mirrors-production", "env.realistic-data-volume",
                                            "env.isolated-from-production", "preflight.no-deployments",
                                            "preflight.no-other-load"};
    ASSERT_TRUE(test::eventually(
        [&] {
            good = statesNow();
            return std::all_of(passing.begin(), passing.end(),
                               [&](const std::string& id) { return good.at(id) == ItemState::Pass; }) &&
                   std::all_of(proposed.begin(), proposed.end(),
                               [&](const std::string& id) { return good.at(id) == ItemState::Open; });
        },
        kPatience))
        << reasons;

    processes.erase("pg-exporter");
    expectFlips(good, {"monitoring.prometheus-collecting"});
    startExporter();
    expectBack(good);

    processes.erase("redis"); // its exporter still answers
    EXPECT_TRUE(
        test::eventually([this] { return statesNow().at("monitoring.prometheus-collecting") == ItemState::Fail; }, kPatience))
        << reasons;
    startRedis("redis", redis);
    expectBack(good);

    for (const char* certificate : {"expired", "name", "stranger"}) {
        ASSERT_TRUE(serveTls(certificate));
        expectFlips(good, {"env.ssl-certificates-valid"});
    }
    ASSERT_TRUE(serveTls("good"));
    windowEnd = {};
    expectBack(good);

    const auto sql = [this](const std::string& statement) { return test::PostgresPrograms::execute(database, statement); };
    ASSERT_EQ(sql("ALTER SYSTEM SET work_mem='33MB'"), 0);
    ASSERT_EQ(sql("SELECT pg_reload_conf()"), 0);
    expectFlips(good, {"env.same-database-config"});
    ASSERT_EQ(sql("ALTER SYSTEM RESET work_mem"), 0);
    ASSERT_EQ(sql("ALTER SYSTEM SET log_min_duration_statement=-1"), 0);
    ASSERT_EQ(sql("SELECT pg_reload_conf()"), 0);
    expectFlips(good, {"monitoring.slow-query-logging"});
    ASSERT_EQ(sql("ALTER SYSTEM RESET log_min_duration_statement"), 0);
    ASSERT_EQ(sql("SELECT pg_reload_conf()"), 0);

    ASSERT_EQ(sql("DELETE FROM users WHERE id > 999"), 0);
    expectFlips(good, {"data.users", "upkeep.test-data"});
    ASSERT_EQ(sql("INSERT INTO users VALUES (1000)"), 0);

    const std::string cli = "redis-cli -p " + redis.substr(redis.find(':') + 1) + " ";
    ASSERT_EQ(std::system((cli + "SETRANGE big 18000000 x >/dev/null").c_str()), 0);
    expectFlips(good, {"preflight.redis-memory"});
    ASSERT_EQ(std::system((cli + "DEL big >/dev/null").c_str()), 0);
    ASSERT_EQ(std::system((cli + "CONFIG SET timeout 77 >/dev/null").c_str()), 0);
    expectFlips(good, {"env.same-redis-config"});
    ASSERT_EQ(std::system((cli + "CONFIG SET timeout 0 >/dev/null").c_str()), 0);

    Fetcher fetcher;
    const AlertmanagerClient alerts(fetcher, serviceAt("http://" + alertmanager));
    TestAlert alert;
    alert.labels = {{"alertname", "CpuHigh"}, {"env", "staging"}};
    alert.startsAt = systemClock().wallNow();
    alert.endsAt = alert.startsAt + std::chrono::hours{1};
    ASSERT_TRUE(alerts.sendTestAlert(alert).isKnown());
    expectFlips(good, {"preflight.monitoring-healthy"});
    ASSERT_TRUE(alerts.resolveTestAlert(alert).isKnown());

    contract.set(
        "/github/repos/acme/platform/deployments",
        Json::array(
            {Json{{"id", 9}, {"sha", "c"}, {"created_at", formatUtcSeconds(systemClock().wallNow() - std::chrono::hours{1})}}}));
    expectFlips(good, {"preflight.no-deployments"});
    contract.set("/github/repos/acme/platform/deployments", Json::array());

    log("DEBUG select 1");
    expectFlips(good, {"monitoring.log-level-info"});
    EXPECT_THAT(contract.violations(), testing::IsEmpty());
}

TEST_F(ComponentsTest, SourcesThatAreGoneLeaveTheirItemsUnknownAndShowUpOnce)
{
    contract.set("/github/repos/acme/platform/deployments", Json::array());
    contract.set("/github/repos/acme/platform/actions/runs", Json{{"workflow_runs", Json::array()}});
    ASSERT_TRUE(
        test::eventually([&] { return statesNow().at("monitoring.prometheus-collecting") == ItemState::Pass; }, kPatience))
        << reasons;
    const States good = statesNow();
    processes.erase("pg-exporter"); // PostgreSQL waits for its connection
    processes.erase("staging");
    processes.erase("prometheus");
    processes.erase("redis");
    Sensors sensors(plan, definition, {});
    std::vector<const ItemDefinition*> items;
    for (const ItemDefinition& item : definition.items) {
        items.push_back(&item);
    }
    const ItemSweep swept = sensors.sweep(items);
    for (const SensedItem& item : swept.items) {
        const std::string facts = dumpJson(item.evidence);
        const bool isOfGone = facts.find("\"kind\":\"sql\"") != std::string::npos ||
                              facts.find("\"kind\":\"promql\"") != std::string::npos ||
                              facts.find("\"kind\":\"redis\"") != std::string::npos;
        if (isOfGone && good.at(item.item->id) != ItemState::Open) {
            EXPECT_EQ(item.result.state, ItemState::Unknown) << item.item->id << " " << item.result.reason;
        }
        EXPECT_TRUE(item.result.state != ItemState::Pass || good.at(item.item->id) == ItemState::Pass) << item.item->id;
    }
    for (const char* id : {"postgresql", "prometheus", "redis"}) {
        const auto found =
            std::count_if(swept.sources.begin(), swept.sources.end(), [id](const SourceReport& each) { return each.id == id; });
        EXPECT_EQ(found, 1) << id;
        const auto source =
            std::find_if(swept.sources.begin(), swept.sources.end(), [id](const SourceReport& each) { return each.id == id; });
        EXPECT_EQ(source->asked, 1U) << id << ": a source that is down is asked once";
        EXPECT_EQ(source->state, SourceReport::State::Failed) << id;
    }
}

} // namespace
} // namespace holdpoint
