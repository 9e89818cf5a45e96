// SPDX-License-Identifier: GPL-3.0-or-later
// The real Prometheus, Alertmanager and node exporter of the distribution.
#include "core/base/units.h"
#include "core/monitor/alertmanager.h"
#include "core/monitor/prometheus.h"
#include "tests/support/child_process.h"
#include "tests/support/eventually.h"
#include "tests/support/silent_port.h"

#include <fstream>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::Contains;
using testing::HasSubstr;

int freePort()
{
    const SilentPort port(SilentPort::Kind::Refusing);
    return static_cast<int>(*parseInteger(port.url().substr(port.url().rfind(':') + 1)));
}

class RealPrometheusTest : public testing::Test
{
protected:
    void SetUp() override
    {
        for (const char* program : {"prometheus", "prometheus-alertmanager", "prometheus-node-exporter"}) {
            if (!test::isInPath(program)) {
                GTEST_SKIP() << "no " << program << " in PATH (Debian: " << program << ")";
            }
        }
    }
    std::string start(const std::string& name, std::vector<std::string> words, const std::string& addressOption,
                      const std::string& more = "")
    {
        const std::string address = "127.0.0.1:" + std::to_string(freePort());
        words.insert(words.begin(), {name, addressOption + "=" + address});
        if (!more.empty()) {
            words.push_back(more);
        }
        children.push_back(std::make_unique<test::ChildProcess>(words, folder.path() / (name + ".log")));
        return address;
    }
    std::string path(const char* name) const { return (folder.path() / name).string(); }
    void write(const char* name, const std::string& text) { std::ofstream(path(name)) << text; }

    test::TempFolder folder;
    std::vector<std::unique_ptr<test::ChildProcess>> children;
    Fetcher fetcher;
};

TEST_F(RealPrometheusTest, QueriesTargetsAndRulesAreRead)
{
    const std::string exporter = start("prometheus-node-exporter", {}, "--web.listen-address");
    write("rules.yml",
          "groups:\n- name: holdpoint\n  rules:\n  - {alert: CpuHigh, expr: 'vector(1) > 0', for: 0s, labels: {env: staging},"
          " annotations: {runbook_url: 'http://127.0.0.1/r'}}\n  - {record: a:b, expr: vector(1)}\n");
    write("p.yml", "global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: [rules.yml]\nscrape_configs:\n"
                   "- {job_name: node, static_configs: [{targets: ['" +
                       exporter +
                       "']}]}\n"
                       "- {job_name: gone, static_configs: [{targets: ['127.0.0.1:1']}]}\n");
    const std::string address =
        start("prometheus", {"--config.file=" + path("p.yml"), "--storage.tsdb.path=" + path("tsdb")}, "--web.listen-address");
    const PrometheusClient prometheus(fetcher, serviceAt("http://" + address));

    ASSERT_TRUE(test::eventually([&] { return prometheus.ready().isKnown(); }, std::chrono::seconds{40}));
    EXPECT_THAT(prometheus.version().value(), HasSubstr("."));
    const std::string query = R"(count(node_cpu_seconds_total{job="node",mode="idle"}))";
    ASSERT_TRUE(test::eventually(
        [&] {
            const auto result = prometheus.instant(query);
            return result.isKnown() && singleValue(result.value()).isKnown();
        },
        std::chrono::seconds{40}));
    EXPECT_GE(singleValue(prometheus.instant(query).value()).value(), 1);
    EXPECT_EQ(prometheus.instant("this is (").unknown().kind, Unknown::Kind::Status);
    EXPECT_THAT(prometheus.instant("this is (").unknown().reason, HasSubstr("parse error"));
    EXPECT_EQ(singleValue(prometheus.instant("no_such_metric").value()).unknown().kind, Unknown::Kind::NoData);
    EXPECT_THAT(singleValue(prometheus.instant("vector(0)/0").value()).unknown().reason, HasSubstr("NaN"));
    EXPECT_EQ(singleValue(prometheus.instant("vector(1) or " + std::string(3000, ' ') + "vector(2)").value()).value(), 1);

    const WallTime now = systemClock().wallNow();
    const auto range = prometheus.range("vector(7)", {now - std::chrono::seconds{10}, now}, std::chrono::seconds{1});
    ASSERT_TRUE(range.isKnown()) << range.unknown().reason;
    EXPECT_EQ(range.value().series.at(0).points.size(), 11U);
    EXPECT_EQ(prometheus.range("up", {now - std::chrono::hours{24}, now}, std::chrono::seconds{1}).unknown().kind,
              Unknown::Kind::Limit);

    ASSERT_TRUE(test::eventually(
        [&] {
            const auto targets = prometheus.targets();
            return targets.isKnown() && targets.value().size() == 2 && targets.value()[0].lastScrape &&
                   targets.value()[1].lastScrape;
        },
        std::chrono::seconds{40}));
    const auto targets = prometheus.targets();
    for (const PromTarget& target : targets.value()) {
        EXPECT_EQ(target.health, target.labels.at("job") == "node" ? "up" : "down");
        EXPECT_EQ(target.lastError.empty(), target.health == "up");
        EXPECT_EQ(target.interval, std::chrono::seconds{1});
    }
    ASSERT_TRUE(test::eventually(
        [&] {
            const auto rules = prometheus.alertRules();
            return rules.isKnown() && rules.value().size() == 1 && rules.value()[0].state == "firing";
        },
        std::chrono::seconds{40}));
    const PromRule rule = prometheus.alertRules().value()[0];
    EXPECT_EQ(rule.name, "CpuHigh");
    EXPECT_EQ(rule.health, "ok");
    EXPECT_EQ(rule.annotations.at("runbook_url"), "http://127.0.0.1/r");

    children.back()->end();
    EXPECT_EQ(prometheus.instant(query).unknown().kind, Unknown::Kind::Unreachable);
}

TEST_F(RealPrometheusTest, AnAlertIsInjectedSilencedAndResolved)
{
    write("a.yml", "route: {receiver: none, group_wait: 1s}\nreceivers: [{name: none}]\n");
    const std::string address = start(
        "prometheus-alertmanager",
        {"--config.file=" + path("a.yml"), "--storage.path=" + path("am"), "--cluster.listen-address="}, "--web.listen-address");
    const AlertmanagerClient alertmanager(fetcher, serviceAt("http://" + address));
    ASSERT_TRUE(test::eventually([&] { return alertmanager.ready().isKnown(); }, std::chrono::seconds{40}));
    EXPECT_EQ(alertmanager.status().value().cluster, "disabled");

    const WallTime now = systemClock().wallNow();
    const TestAlert probe{{{"alertname", "LoadTestProbe"}, {"env", "staging"}, {"quote", "a\"b"}},
                          {{"summary", "probe"}},
                          now,
                          now + std::chrono::minutes{5}};
    const std::vector<AlertMatcher> mine{{"alertname", "LoadTestProbe"}, {"quote", "a\"b"}};
    ASSERT_TRUE(alertmanager.sendTestAlert(probe).isKnown());
    ASSERT_TRUE(test::eventually([&] {
        const auto alerts = alertmanager.alerts(mine);
        return alerts.isKnown() && alerts.value().size() == 1 && alerts.value()[0].state == "active";
    }));
    EXPECT_THAT(alertmanager.alerts(mine).value()[0].receivers, Contains("none"));

    Silence silence;
    silence.matchers = {{"env", "stag.*", true}};
    silence.startsAt = now;
    silence.endsAt = now + std::chrono::hours{1};
    silence.createdBy = "qa";
    silence.comment = "holdpoint window 42";
    const auto id = alertmanager.createSilence(silence);
    ASSERT_TRUE(id.isKnown()) << id.unknown().reason;
    ASSERT_TRUE(test::eventually([&] {
        const auto alerts = alertmanager.alerts(mine);
        return alerts.isKnown() && alerts.value().size() == 1 && alerts.value()[0].state == "suppressed";
    }));
    const auto silences = alertmanager.silences();
    ASSERT_EQ(silences.value().size(), 1U);
    EXPECT_EQ(silences.value()[0].comment, silence.comment);
    EXPECT_LE(silences.value()[0].endsAt - silence.endsAt, std::chrono::seconds{1});

    EXPECT_TRUE(alertmanager.expireSilence(id.value()).isKnown());
    EXPECT_EQ(alertmanager.silences().value()[0].state, "expired");
    EXPECT_TRUE(alertmanager.resolveTestAlert(probe).isKnown());
    EXPECT_TRUE(test::eventually([&] {
        const auto alerts = alertmanager.alerts(mine);
        return alerts.isKnown() && alerts.value().empty();
    }));
    silence.matchers.clear();
    const auto refused = alertmanager.createSilence(silence);
    ASSERT_TRUE(refused.isUnknown());
    EXPECT_THAT(refused.unknown().reason, HasSubstr("matchers"));
}

} // namespace
} // namespace holdpoint
