// SPDX-License-Identifier: GPL-3.0-or-later
// The shipped checklist after a whole rehearsal against the real servers and the contract server: how much of it a machine
// decides in one sweep, and how much it proposes.
#include "core/session/plan_runner.h"
#include "core/session/session.h"
#include "core/session/sweep_job.h"
#include "tests/integration/sensors/components_fixture.h"
#include "tests/support/staging_program.h"

#include <QTest>
#include <QTimer>
#include <iostream>

namespace holdpoint {
namespace {

constexpr int kRunLimitMs = 400'000;
constexpr int kSweepLimitMs = 120'000;
constexpr std::size_t kDecidedAtLeast = 88;  // of the 94 boxes that need no person
constexpr std::size_t kProposedAtLeast = 38; // of the 41 hybrid ones
constexpr double kBaselineScale = 0.2;       // 24 s a test: 100 requests a step at one in 200 ms

class WholeSweepTest : public ComponentsTest
{
protected:
    void SetUp() override
    {
        ComponentsTest::SetUp();
        if (IsSkipped()) {
            return;
        }
        staging =
            std::make_unique<test::StagingProgram>(std::vector<std::string>{"--port", "0", "--otlp", contract.url("/otlp")});
        baseUrl = staging->url();
        ASSERT_FALSE(baseUrl.empty());
        contract.set("/github/repos/acme/platform/deployments", Json::array());
        contract.set("/github/repos/acme/platform/actions/runs", Json{{"workflow_runs", Json::array()}});
        contract.set("/sentry/api/0/organizations/acme/stats_v2/",
                     Json{{"groups", {{{"by", {{"outcome", "accepted"}}}, {"totals", {{"sum(quantity)", 95}}}}}}});
        write("rules.yml", "groups: [{name: load, rules: [{alert: CpuHigh, expr: 'vector(0) > 1', annotations: {runbook_url: '" +
                               web->url() + "/health'}}]}]\n");
        startPrometheus(baseUrl.substr(7));
        startAutoscaler();
        write("lb.sh", "#!/bin/sh\necho 'balance leastconn'\necho 'timeout server 75s'\necho 'http2 on'\n", 0700);
        run("look-ups", {"sh", "-c",
                         "while :; do redis-benchmark -h 127.0.0.1 -p " + redis.substr(redis.find(':') + 1) +
                             " -n 300 -r 50 -t set,get -q; sleep 1; done"});
        writeFiles();
        writeRehearsal();
    }

    /// The shipped rehearsal with everything named that can be asked here.
    void writeRehearsal() const
    {
        std::ifstream file(HOLDPOINT_SOURCE_DIR "/resources/plans/rehearsal.yaml");
        std::string text{std::istreambuf_iterator<char>(file), {}};
        const auto replace = [&text](const std::string& from, const std::string& until, const std::string& with) {
            const auto begin = text.find(from);
            const auto end = until.empty() ? std::string::npos : text.find(until, begin);
            ASSERT_NE(begin, std::string::npos) << from;
            text.replace(begin, end == std::string::npos ? end : end - begin, with);
        };
        replace("environment:\n", "data:\n",
                "environment:\n  name: staging\n  base_url: " + baseUrl +
                    "\n  env_file: plan.env\n  ca_file: ca.pem\n  allow_hosts: [127.0.0.1, localhost]\n  production_hosts: "
                    "[127.0.0.98, 127.0.0.99]\n  timeout: 10s\n  headers: {Accept: application/json}\n");
        const auto api = [this](const char* name, const std::string& more = "") {
            return "  " + std::string(name) + ": {url: '" + contract.url(std::string("/") + name) + "', token: '${API_TOKEN}'" +
                   more + "}\n";
        };
        replace(
            "monitoring:", "signoff:",
            "monitoring:\n  every: 2s\n  prometheus: {url: 'http://" + prometheus + "'}\n  alertmanager: {url: 'http://" +
                alertmanager + "'}\n  postgresql: {url: '${PG}'}\n  redis: {url: 'redis://" + redis + "'}\n" + api("grafana") +
                api("sentry", ", org: acme, dsn: '${DSN}'") + api("github", ", repository: acme/platform") + "  jaeger: {url: '" +
                contract.url("/jaeger") + "', services: [api, search]}\n  otlp: {url: '" + contract.url("/otlp") +
                "'}\n  slack: {url: '" + contract.url("/slack/api") +
                "', token: '${API_TOKEN}', channel: C123}\n  pagerduty: {url: '" + contract.url("/pagerduty") +
                "', token: '${API_TOKEN}'}\n  production: {prometheus: {url: 'http://" + prometheus +
                "'}, postgresql: {url: '${PG_PRODUCTION}'}, redis: {url: 'redis://" + otherRedis +
                "'}}\nchecklist:\n  template: builtin:pre-production\n  parameters: {attendance_pointer: /attendance, "
                "login_fields: user password, log_file: app.log, http_requests_total: http_request_duration_seconds_count, app: "
                "'job=\"app\"', prod_app: 'job=\"app\"', prod_http_requests_total: http_request_duration_seconds_count, "
                "route_label: route, db_pool_used: 'pool_connections_in_use{pool=\"db\"}', db_pool_max: "
                "'pool_connections_max{pool=\"db\"}', db_pool_timeouts: rtc_messages_dropped_total, released_at: "
                "'2026-01-05T10:00:00Z', scaling_doc_url: '" +
                baseUrl + "/health', lb_command: '" + path("lb.sh") +
                "', memory_hold: 20s, trigger_cpu: 0, idle_rps: 1000, idle_peak_rps: 100000, "
                "production_cidrs: '192.0.2.0/24', max_rtt_ms: 5000}\n");
        replace("        duration: 12s\n        pace: 3s", "        graceful_stop",
                "        duration: 30s\n        pace: 3s\n"); // search: held long enough for a slope
        write("plan.yaml", text);
        std::filesystem::create_directory(path("data"));
        std::filesystem::copy(HOLDPOINT_SOURCE_DIR "/resources/plans/data", path("data"),
                              std::filesystem::copy_options::overwrite_existing);
    }

    void open(double timeScale)
    {
        session.reset();
        Session::Request request;
        request.planFile = path("plan.yaml");
        request.planOptions.timeScale = timeScale;
        request.dossierFile = path("whole.holdpoint");
        auto opened = Session::open(request);
        ASSERT_TRUE(opened.faults.empty()) << opened.faults.front().text();
        ASSERT_FALSE(opened.error) << opened.error->message;
        session = std::move(opened.session);
    }

    void runTests(RunKind kind)
    {
        PlanRunner runner(*session);
        QTimer ticks; // what an application that is well says
        QObject::connect(&ticks, &QTimer::timeout, &runner, [this] { log("INFO answered"); });
        ticks.start(500);
        PlanRunner::Request request;
        request.kind = kind;
        const auto started = runner.start(request);
        ASSERT_TRUE(started) << started.error().message;
        ASSERT_TRUE(QTest::qWaitFor([&runner] { return runner.state() == PlanRunner::State::Finished; }, kRunLimitMs));
    }

    /// Probes included.
    Nanos sweep()
    {
        SweepJob& job = session->sweepJob();
        SweepJob::Request request;
        request.mayRunCommands = true;
        const SteadyTime begin = systemClock().steadyNow();
        EXPECT_TRUE(job.start(request));
        EXPECT_TRUE(QTest::qWaitFor([&job] { return !job.isRunning(); }, kSweepLimitMs));
        EXPECT_EQ(job.lastError(), "");
        return systemClock().steadyNow() - begin;
    }

    std::unique_ptr<test::StagingProgram> staging;
    std::unique_ptr<Session> session;
};

std::string rowOf(const ItemView& item)
{
    return item.definition->id + ": " + std::string(nameOf(item.state)) + " " + item.value + " | " + item.reason + " | " +
           item.source + "\n";
}

TEST_F(WholeSweepTest, AfterARehearsalOneSweepDecidesWhatAMachineCanAndProposesTheRest)
{
    open(kBaselineScale);
    runTests(RunKind::Baseline);
    open(1);
    runTests(RunKind::DryRun);
    runTests(RunKind::Load);
    ASSERT_TRUE(session->exportReport(path("report"), {"json", "html"}));
    const Nanos took = sweep();

    std::size_t decided = 0, alone = 0, proposed = 0, hybrid = 0;
    std::string open;
    for (const ItemView& item : session->checklist().items) {
        const ItemKind kind = item.definition->kind;
        if (!item.definition->isBox) {
            continue;
        }
        const bool isDecided =
            item.state == ItemState::Pass || item.state == ItemState::Fail || item.state == ItemState::NotApplicable;
        if (kind == ItemKind::Sensed || kind == ItemKind::Rollup || kind == ItemKind::Alarm) {
            ++alone;
            decided += isDecided ? 1 : 0;
            open += isDecided ? "" : rowOf(item);
        } else if (kind == ItemKind::Hybrid) {
            ++hybrid;
            const bool isProposed = isDecided || (item.state == ItemState::Open && !item.value.empty());
            proposed += isProposed ? 1 : 0;
            open += isProposed ? "" : rowOf(item);
        }
    }
    std::cout << "decided " << decided << " of " << alone << ", proposed " << proposed << " of " << hybrid
              << ", sweep with probes " << std::chrono::duration_cast<Millis>(took).count() << " ms\n"
              << open;
    EXPECT_EQ(alone, 94U);
    EXPECT_EQ(hybrid, 41U);
    EXPECT_GE(decided, kDecidedAtLeast) << open;
    EXPECT_GE(proposed, kProposedAtLeast) << open;
    EXPECT_THAT(contract.violations(), testing::IsEmpty());
}

} // namespace
} // namespace holdpoint
