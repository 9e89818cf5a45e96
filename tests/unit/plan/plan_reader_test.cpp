// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/metric_scope.h"
#include "tests/unit/plan/plan_fixture.h"

namespace holdpoint {

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

// contract.md §3, with `flow: [...]` filled in
constexpr const char* kNormative = R"yaml(
holdpoint: 1
name: Pre-production load test
release: {name: platform, version: "${RELEASE_VERSION:-unversioned}", commit: "${GIT_COMMIT:-}"}
order: [search, rtc, webhooks, rsvp, pages]
pause: 2m
environment:
  name: staging
  env_file: .env.load-tests
  base_url: ${BASE_URL:-http://127.0.0.1:8080}
  allow_hosts: [127.0.0.1, localhost, "*.staging.example.com"]
  production_hosts: [www.example.com]
  timeout: 10s
  headers: {Accept: application/json}
data:
  terms: {list: [yoga, jazz, chess], pick: random}
  users: {csv: data/users.csv, pick: unique}
tests:
  search:
    title: Search Load Test
    scenarios:
      searchers:
        executor: constant-vus
        vus: 100
        duration: 9m
        graceful_stop: 10s
        pace: 6s
        flow:
          - get: /api/search?q={{terms}}
            name: search
            checks: {status: 200, json: {/results: array}}
    load_targets:
      - {metric: "http_reqs{name:search}", expect: "rate>=16.67", tolerance: 2%}
    thresholds:
      - {metric: "http_req_duration{name:search}", target: "p(95)<1200", critical: "p(95)<2000", action: Optimise queries}
      - {metric: http_req_failed, target: "rate<0.001", critical: "rate<0.01", action: Investigate immediately, abort_on_fail: {after: 30s}}
  webhooks:
    title: Webhooks Load Test
    scenarios:
      burst:
        executor: constant-arrival-rate
        rate: 100/s
        duration: 5m
        pre_allocated_vus: 50
        max_vus: 200
        flow:
          - webhook: /webhooks/events
            name: deliver
            id: "{{uuid}}"
            sign: {scheme: stripe, secret: "${WEBHOOK_SECRET}"}
            json: {id: "{{id}}", type: payment.succeeded, created: "{{now}}"}
            redeliver: 2%
            checks: {status: 2xx}
    verify:
      - {name: All events processed,      get: /webhooks/stats, json: /processed,  delta: true, equals: "metric webhooks_distinct count", within: 30s}
      - {name: No duplicate processing,   get: /webhooks/stats, json: /duplicates, delta: true, equals: 0}
  rtc:
    title: RTC Load Test
    scenarios:
      participants:
        executor: constant-vus
        vus: 50
        duration: 12m
        flow:
          - websocket: /rtc/room-1
            name: rtc
            session: 12m
            send: {every: 1s, json: {seq: "{{seq}}", from: "{{vu}}", sent: "{{now_us}}"}}
            expect: {from_others: true, ordered: true}
    thresholds:
      - {metric: rtc_drop, target: "rate<0.01", critical: "rate<0.05"}
      - {metric: rtc_delivery, target: "rate>0.99", critical: "rate>0.95"}
  pages:
    scenarios:
      visitors: {executor: ramping-vus, batch_per_host: 1, stages: [{to: 10000, over: 3m}, {to: 10000, over: 10m}, {to: 0, over: 2m}], flow: [{get: /}, {batch: [{get: /a.css}, {get: /b.js}]}, {think: 5s..30s}]}
  rsvp:
    scenarios:
      steady: {executor: constant-arrival-rate, rate: 31/min, duration: 10m, pre_allocated_vus: 5, max_vus: 50, flow: [{post: /api/events/1/rsvp, json: {user: "{{users.email}}"}}]}
      flash:  {executor: constant-arrival-rate, rate: 10/s, duration: 20s, start_after: 2m, pre_allocated_vus: 50, max_vus: 200, flow: [{post: /api/events/1/rsvp}]}
      browser:  {executor: constant-vus, vus: 1, duration: 15m, flow: [{browser: /events, name: events, measure: [lcp, fcp, cls, ttfb]}]}
thresholds:
  - {id: cpu, source: prometheus, query: 'max(100*(1-avg by(instance)(rate(node_cpu_seconds_total{mode="idle"}[1m]))))', target: "value<70", critical: "value<90", action: Scale up}
  - {id: db-connections, source: prometheus, query: '...', target: "value<80", accept: "value<90", critical: "value<95", action: Increase pool}
alarms:
  - {id: error-rate, metric: http_req_failed, when: "rate>0.01", for: 10s, action: Investigate immediately}
  - {id: cpu, source: prometheus, query: 'max(100*(1-avg by(instance)(rate(node_cpu_seconds_total{mode="idle"}[1m]))))', when: "value>90", for: 60s, action: Scale up}
monitoring:
  prometheus: {url: "${PROMETHEUS_URL}"}
  jaeger: {url: "${JAEGER_URL}", services: [api, search]}
  sentry: {url: "${SENTRY_URL}", org: acme, projects: [platform], token: "${SENTRY_TOKEN}"}
checklist: {template: builtin:pre-production, sensors: {env.same-database-config: {facts: {value: {promql: up}}, pass: value == 1}}, off: {some.item: the reason}}
signoff:
  roles: [qa, devops, tech-lead, product-manager]
  owners: {dba: devops}
  allowed_signers: allowed_signers
capacity: {targets: {users: 10000, search_per_min: 1000, rtc_participants: 50, webhooks_per_s: 100, rsvps_per_10min: 500}}
)yaml";

class PlanReaderTest : public PlanFolder
{
protected:
    PlanReading normative(const PlanOptions& options = {})
    {
        std::filesystem::create_directory(folder / "data");
        write("data/users.csv", "email,password\nann@example.com,secret\r\n\"bob, the \"\"b\"\"\",x\n");
        write(".env.load-tests",
              "WEBHOOK_SECRET=whsec_of_the_file\nPROMETHEUS_URL=http://prometheus.example.com:9090\n"
              "JAEGER_URL=http://jaeger.example.com\nSENTRY_URL=https://sentry.io\nSENTRY_TOKEN='sntrys_abcdef'\n");
        return read(kNormative, options);
    }
};

TEST_F(PlanReaderTest, ReadsTheNormativeExampleOfTheContract)
{
    const PlanReading reading = normative();

    ASSERT_EQ(joinedFaults(reading), "");
    const Plan& plan = reading.plan;
    EXPECT_EQ(plan.release, (Release{"platform", "unversioned", ""}));
    EXPECT_EQ(plan.pause, 2min);
    EXPECT_FALSE(plan.isRehearsal);
    std::vector<std::string> ids;
    for (const TestPlan& test : plan.tests) {
        ids.push_back(test.id);
    }
    EXPECT_THAT(ids, ElementsAre("search", "rtc", "webhooks", "rsvp", "pages"));
    EXPECT_EQ(plan.environment.baseUrl, "http://127.0.0.1:8080");
    EXPECT_THAT(plan.data.at("users").columns, ElementsAre("email", "password"));
    EXPECT_EQ(plan.data.at("users").rows.at(1).at(0), "bob, the \"b\"");
    EXPECT_EQ(plan.data.at("users").sha256.size(), 64U);
    EXPECT_EQ(plan.thresholds.at(0).needs, "prometheus");
    EXPECT_EQ(plan.thresholds.at(1).accept->limit, 90);
    EXPECT_EQ(plan.alarms.at(1).sustained, 60s);
    EXPECT_EQ(plan.capacityTargets.at("users"), 10000);
    EXPECT_EQ(plan.sha256.size(), 64U);
}

TEST_F(PlanReaderTest, KeepsWhatEachStepOfTheExampleSays)
{
    const PlanReading reading = normative();
    ASSERT_EQ(joinedFaults(reading), "");

    const Scenario& searchers = reading.plan.test("search")->scenarios.at(0);
    EXPECT_EQ(searchers.executor.vus, 100U);
    EXPECT_EQ(searchers.pace, std::optional<Nanos>(6s));
    EXPECT_EQ(searchers.gracefulStop, 10s);
    const Step& search = searchers.flow.at(0);
    EXPECT_EQ(search.name, "search");
    EXPECT_EQ(search.http.method, "GET");
    EXPECT_EQ(search.http.target, "/api/search?q={{terms}}");
    EXPECT_EQ(search.http.checks.at(0).what, "status is 200");
    EXPECT_EQ(search.http.checks.at(1).json, JsonExpectation::Array);

    const Step& deliver = reading.plan.test("webhooks")->scenarios.at(0).flow.at(0);
    EXPECT_EQ(deliver.kind, StepKind::Webhook);
    EXPECT_EQ(deliver.http.sign->secret, "${WEBHOOK_SECRET}");
    EXPECT_DOUBLE_EQ(deliver.http.redeliver, 0.02);
    EXPECT_EQ(deliver.http.json.at("created"), "{{now}}");
    EXPECT_THAT(deliver.http.checks.at(0).statusClasses, ElementsAre(2));

    const Scenario& visitors = reading.plan.test("pages")->scenarios.at(0);
    EXPECT_EQ(visitors.flow.at(0).name, "GET /");
    EXPECT_EQ(visitors.flow.at(1).steps.size(), 2U);
    EXPECT_EQ(visitors.flow.at(2).think.max, 30s);
    EXPECT_EQ(visitors.executor.duration, 15min);
    EXPECT_NEAR(reading.plan.test("rsvp")->scenarios.at(0).executor.ratePerSecond, 31.0 / 60, 1e-12);
}

TEST_F(PlanReaderTest, ABrowserCountsInTheDurationOfItsTest)
{
    const PlanReading reading = normative();
    ASSERT_EQ(joinedFaults(reading), "");

    const TestPlan& rsvp = *reading.plan.test("rsvp");
    EXPECT_EQ(rsvp.plannedDuration(), 15min); // of its browser
}

TEST_F(PlanReaderTest, ComesBackTheSameFromItsResolvedForm)
{
    const PlanReading first = normative({{}, {}, {}, 0.05, 0.5});
    ASSERT_EQ(joinedFaults(first), "");
    ASSERT_TRUE(std::filesystem::remove(folder / "data/users.csv")); // an agent reads no files
    const auto forAgent = planForAgent(first.plan);
    ASSERT_TRUE(forAgent);

    const PlanReading second = planFromResolved(*forAgent, first.plan.secrets);

    ASSERT_EQ(joinedFaults(second), "");
    EXPECT_EQ(second.plan.resolved, first.plan.resolved);
    EXPECT_EQ(second.plan.secrets, first.plan.secrets);
    EXPECT_EQ(second.plan.environment.baseUrl, first.plan.environment.baseUrl);
    EXPECT_EQ(second.plan.data.at("users").rows, first.plan.data.at("users").rows);
    EXPECT_EQ(second.plan.data.at("users").sha256, first.plan.data.at("users").sha256);
    ASSERT_EQ(second.plan.tests.size(), first.plan.tests.size());
    for (std::size_t i = 0; i < first.plan.tests.size(); ++i) {
        const TestPlan& a = first.plan.tests[i];
        const TestPlan& b = second.plan.tests[i];
        EXPECT_EQ(a.id, b.id);
        EXPECT_EQ(a.plannedDuration(), b.plannedDuration());
        EXPECT_EQ(a.thresholds.size(), b.thresholds.size());
        ASSERT_EQ(a.scenarios.size(), b.scenarios.size());
        for (std::size_t k = 0; k < a.scenarios.size(); ++k) {
            EXPECT_EQ(a.scenarios[k].maxVus(), b.scenarios[k].maxVus());
            EXPECT_EQ(a.scenarios[k].executor.ratePerSecond, b.scenarios[k].executor.ratePerSecond);
            EXPECT_EQ(a.scenarios[k].flow.at(0).http.json, b.scenarios[k].flow.at(0).http.json);
        }
    }
    EXPECT_TRUE(second.plan.isRehearsal);
    EXPECT_EQ(second.plan.test("search")->loadTargets.at(0).expect.text,
              first.plan.test("search")->loadTargets.at(0).expect.text);
}

TEST_F(PlanReaderTest, KeepsTheTypesOfAJsonBody)
{
    const std::string flow =
        R"([{post: /x, json: {number: 5, price: 1.50, text: "5", version: 007, yes: true, none: ~, word: yoga, list: [1, "1"]}}])";
    const PlanReading first = read(planWith("", flow));
    ASSERT_EQ(joinedFaults(first), "");
    const PlanReading second = planFromResolved(first.plan.resolved, {});
    ASSERT_EQ(joinedFaults(second), "");

    const Json& body = first.plan.tests.at(0).scenarios.at(0).flow.at(0).http.json;
    EXPECT_EQ(dumpJson(body),
              R"({"number":5,"price":1.5,"text":"5","version":"007","yes":true,"none":null,"word":"yoga","list":[1,"1"]})");
    EXPECT_EQ(second.plan.tests.at(0).scenarios.at(0).flow.at(0).http.json, body);
}

TEST_F(PlanReaderTest, KeepsAVersionAsItIsWritten)
{
    const PlanReading reading = read(planWith("release: {name: platform, version: 1.10}\n"));

    ASSERT_EQ(joinedFaults(reading), "");
    EXPECT_EQ(reading.plan.release.version, "1.10");
    EXPECT_EQ(planFromResolved(reading.plan.resolved, {}).plan.release.version, "1.10");
}

TEST_F(PlanReaderTest, ReadsAllSixExecutors)
{
    const std::string flow = ", flow: [{get: /}]}\n";
    const PlanReading reading =
        read("holdpoint: 1\nname: x\nenvironment: {base_url: http://localhost, allow_hosts: [localhost]}\n"
             "tests:\n  t:\n    scenarios:\n"
             "      a: {executor: constant-vus, vus: 5, duration: 10s" +
             flow + "      b: {executor: ramping-vus, start_vus: 2, stages: [{to: 9, over: 10s}]" + flow +
             "      c: {executor: constant-arrival-rate, rate: 60/min, duration: 10s, pre_allocated_vus: 3" + flow +
             "      d: {executor: ramping-arrival-rate, start_rate: 1/s, stages: [{to: 8/s, over: 5s}, {to: 0, over: 5s}], "
             "pre_allocated_vus: 3, max_vus: 4" +
             flow + "      e: {executor: shared-iterations, vus: 2, iterations: 50" + flow +
             "      f: {executor: per-vu-iterations, vus: 2, iterations: 50, max_duration: 30s" + flow);

    ASSERT_EQ(joinedFaults(reading), "");
    const std::vector<Scenario>& scenarios = reading.plan.tests.at(0).scenarios;
    EXPECT_EQ(scenarios.at(1).maxVus(), 9U);
    EXPECT_EQ(scenarios.at(2).executor.ratePerSecond, 1);
    EXPECT_EQ(scenarios.at(2).executor.maxVus, 3U);
    EXPECT_EQ(scenarios.at(3).executor.stages.at(0).to, 8);
    EXPECT_EQ(scenarios.at(4).executor.duration, 10min);
    EXPECT_EQ(scenarios.at(5).executor.duration, 30s);
}

TEST_F(PlanReaderTest, UnderstandsEveryKindOfCheck)
{
    const std::string flow = R"yaml(
          - get: /x
            checks:
              status: [200, 404, 5xx]
              body: [one, two]
              json: {/a: 5, /b: string, /c: exists, /d: "text"}
              header: {Content-Type: json}
              size: "<=64KiB"
              duration: "<2s"
            extract: {token: json /token, id: header X-Id, all: "json"}
          - post: /y
            headers: {Authorization: "Bearer {{token}}", X-Id: "{{id}}"})yaml";
    const PlanReading reading = read(planWith("", flow));

    ASSERT_EQ(joinedFaults(reading), "");
    const HttpStep& step = reading.plan.tests.at(0).scenarios.at(0).flow.at(0).http;
    std::vector<std::string> names;
    for (const CheckRule& rule : step.checks) {
        names.push_back(rule.what);
    }
    EXPECT_THAT(names, ElementsAre("status is 200, 404 or 5xx", "body contains one", "body contains two", "json /a is 5",
                                   "json /b is string", "json /c exists", "json /d is \"text\"",
                                   "header Content-Type contains json", "size <=64KiB", "duration <2s"));
    EXPECT_EQ(step.checks.at(8).maxBytes, 65536U);
    EXPECT_EQ(step.checks.at(9).maxDuration, 2s);
    EXPECT_EQ(step.extracts.at(0).expression, "/token");
    EXPECT_EQ(step.extracts.at(1).source, Extraction::Source::Header);
    EXPECT_EQ(step.extracts.at(2).expression, ""); // the whole answer
}

TEST_F(PlanReaderTest, UnderstandsAnchorsAndMergeKeys)
{
    const PlanReading reading =
        read("holdpoint: 1\nname: x\nenvironment: {base_url: http://localhost, allow_hosts: [localhost]}\n"
             "tests:\n  t:\n    scenarios:\n"
             "      a: &base {executor: constant-vus, vus: 5, duration: 10s, flow: [{get: /}]}\n"
             "      b: {<<: *base, vus: 7}\n");

    ASSERT_EQ(joinedFaults(reading), "");
    EXPECT_EQ(reading.plan.tests.at(0).scenarios.at(1).executor.vus, 7U);
    EXPECT_EQ(reading.plan.tests.at(0).scenarios.at(1).executor.duration, 10s);
}

TEST_F(PlanReaderTest, JudgesReleaseRulesInEveryTestThatHasTheirMetric)
{
    const PlanReading reading = normative();
    ASSERT_EQ(joinedFaults(reading), "");
    Plan plan = reading.plan;
    ThresholdRule rule = plan.test("search")->thresholds.at(0);
    rule.id = "search-latency";
    rule.target = *parseExpression("p(95)<1100");
    plan.thresholds.push_back(rule);

    EXPECT_EQ(rulesFor(plan, *plan.test("search"), RunKind::Load).thresholds.back().id, "search-latency");
    for (const ThresholdRule& other : rulesFor(plan, *plan.test("webhooks"), RunKind::Load).thresholds) {
        EXPECT_FALSE(other.source.empty()) << other.metric; // those of Prometheus hold for every load
    }
}

TEST_F(PlanReaderTest, JudgesAReleaseRuleThatRepeatsOneOfATestOnce)
{
    const PlanReading reading = normative();
    ASSERT_EQ(joinedFaults(reading), "");
    Plan plan = reading.plan;
    const std::size_t own = plan.test("search")->thresholds.size();
    ThresholdRule rule = plan.test("search")->thresholds.at(0);
    rule.id = "search-latency";
    rule.accept = *parseExpression("p(95)<1500");
    plan.thresholds.push_back(rule);
    const RunRules rules = rulesFor(plan, *plan.test("search"), RunKind::Load);

    const auto ofSources = std::count_if(plan.thresholds.begin(), plan.thresholds.end(),
                                         [](const ThresholdRule& each) { return !each.source.empty(); });
    EXPECT_EQ(rules.thresholds.size(), own + static_cast<std::size_t>(ofSources));
    EXPECT_EQ(rules.thresholds.at(0).accept->text, "p(95)<1500");
}

TEST_F(PlanReaderTest, HoldsFromTheFirstToTheLastMomentAtTheMostVisitors)
{
    const PlanReading reading = normative();
    ASSERT_EQ(joinedFaults(reading), "");

    const RunWindow pages = rulesFor(reading.plan, *reading.plan.test("pages"), RunKind::Load).window;
    EXPECT_EQ(pages.load, 15min);
    EXPECT_EQ(pages.holdFrom, 3min + 1s) << "the last visitor starts in the first second of the hold";
    EXPECT_EQ(pages.holdTo, 13min - 1s);
    const RunWindow rsvp = rulesFor(reading.plan, *reading.plan.test("rsvp"), RunKind::Load).window;
    EXPECT_EQ(rsvp.load, 15min) << "its browser visits last longest";
    EXPECT_EQ(rsvp.holdTo, 15min - 1s);
}

TEST_F(PlanReaderTest, LeavesTheSecondsInWhichVusStartAndEndOutOfTheHold)
{
    for (const auto& [duration, from, to] :
         {std::tuple("1m", 1s, 59s), std::tuple("3s", 1s, 2s), std::tuple("2s", 1s, 2s), std::tuple("1s", 0s, 1s)}) {
        std::string text = planWith();
        text.replace(text.find("1m"), 2, duration);
        const PlanReading reading = read(text);
        ASSERT_EQ(joinedFaults(reading), "");
        const RunWindow window = rulesFor(reading.plan, reading.plan.tests.at(0), RunKind::Load).window;
        EXPECT_EQ(window.holdFrom, from) << duration;
        EXPECT_EQ(window.holdTo, to) << duration;
    }
}

TEST_F(PlanReaderTest, KnowsTheTagsOfGroupsAsRunsRecordThem)
{
    const PlanReading reading = read(planWith(
        "", "[{group: login, tags: {kind: auth}, steps: [{post: /in, name: in}, {group: form, steps: [{get: /f, name: f}]}]}]"));
    ASSERT_EQ(joinedFaults(reading), "");
    const TestPlan& test = reading.plan.tests.at(0);

    for (const std::string key : {"http_reqs{group:::login}", "http_reqs{group:login}", "http_reqs{group:::login::form}",
                                  "http_reqs{group:login,kind:auth,name:in}", "http_reqs{kind:auth,name:f}"}) {
        EXPECT_TRUE(canHave(test, *parseMetricKey(key))) << key;
    }
    EXPECT_FALSE(canHave(test, *parseMetricKey("http_reqs{group:form}")));
    EXPECT_FALSE(canHave(test, *parseMetricKey("http_reqs{group:login,name:f}")));
}

TEST_F(PlanReaderTest, AsksNoLoadTargetOfABaseline)
{
    const PlanReading reading = normative();
    ASSERT_EQ(joinedFaults(reading), "");

    const RunRules rules = rulesFor(reading.plan, *reading.plan.test("search"), RunKind::Baseline);

    EXPECT_TRUE(rules.loadTargets.empty());
    EXPECT_EQ(rules.thresholds.at(0).minSamples, std::optional<std::uint64_t>(0));
    EXPECT_EQ(rules.window.load, 2min);
}

} // namespace

} // namespace holdpoint
