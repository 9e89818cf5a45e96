// SPDX-License-Identifier: GPL-3.0-or-later
// The watch beside a load, with the real Prometheus and node exporter of the distribution.
#include "core/base/units.h"
#include "core/monitor/prometheus.h"
#include "core/sensors/sweep.h"
#include "core/session/plan_runner.h"
#include "core/session/sense_inputs.h"
#include "tests/integration/session/session_fixture.h"
#include "tests/support/child_process.h"
#include "tests/support/running_staging.h"
#include "tests/support/silent_port.h"

#include <QTest>
#include <set>

namespace holdpoint {

using testing::HasSubstr;
using testing::SizeIs;

namespace {

constexpr int kLimitMs = 150'000;

constexpr const char* kWatchTemplate = R"(holdpoint-checklist: 1
id: watched
version: "1.0"
title: Watched
sections:
  - number: "8"
    title: Watch
    part: During
    items:
      - id: watch.prometheus
        text: Prometheus answers
        kind: sensed
        sensor: source_connected
        gate: results
        owner: devops
        facts:
          coverage: {source_connected: prometheus}
          longest_gap: {source_connected: prometheus, take: /longest_gap}
        pass: 'coverage >= 95 % and longest_gap <= 30 s'
      - id: watch.engine
        text: Frames arrive
        kind: sensed
        sensor: source_connected
        gate: results
        owner: devops
        facts: {coverage: {source_connected: engine}}
        pass: 'coverage >= 95 %'
      - {id: alarm.level, text: Level, kind: alarm, sensor: promql, run: {alarm: level}, gate: results, owner: devops}
)";

std::string freeAddress()
{
    const SilentPort port(SilentPort::Kind::Refusing);
    return "127.0.0.1:" + port.url().substr(port.url().rfind(':') + 1);
}

} // namespace

class WatchTest : public SessionTest
{
protected:
    void SetUp() override
    {
        for (const char* program : {"prometheus", "prometheus-node-exporter"}) {
            if (!test::isInPath(program)) {
                GTEST_SKIP() << "no " << program << " in PATH (Debian: " << program << ")";
            }
        }
        std::filesystem::create_directory(path("textfiles"));
        setLevel(10);
        const std::string exporter = freeAddress();
        m_exporter = std::make_unique<test::ChildProcess>(
            std::vector<std::string>{"prometheus-node-exporter", "--web.listen-address=" + exporter,
                                     "--collector.disable-defaults", "--collector.textfile",
                                     "--collector.textfile.directory=" + path("textfiles").string()},
            path("exporter.log"));
        write("p.yml", "global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n- {job_name: node, static_configs: "
                       "[{targets: ['" +
                           exporter + "']}]}\n");
        m_prometheusUrl = "http://" + freeAddress();
        m_prometheus =
            std::make_unique<test::ChildProcess>(std::vector<std::string>{"prometheus", "--config.file=" + path("p.yml").string(),
                                                                          "--storage.tsdb.path=" + path("tsdb").string(),
                                                                          "--web.listen-address=" + m_prometheusUrl.substr(7)},
                                                 path("prometheus.log"));
        const PrometheusClient client(m_fetcher, serviceAt(m_prometheusUrl));
        ASSERT_TRUE(QTest::qWaitFor(
            [&client] {
                const auto level = client.instant("max(hp_level)");
                return level.isKnown() && singleValue(level.value()).isKnown();
            },
            kLimitMs));
    }

    /// The gauge that the plan's rules ask for; the exporter reads a whole file or none.
    void setLevel(int level) const
    {
        write("level.tmp", "hp_level " + std::to_string(level) + "\n");
        std::filesystem::rename(path("level.tmp"), path("textfiles") / "level.prom");
    }

    void open(const std::string& duration)
    {
        write("watched.yaml", kWatchTemplate);
        write("plan.yaml", R"(holdpoint: 1
name: Watched
release: {name: platform, version: "1.8.3"}
environment: {name: here, base_url: ")" +
                               m_staging.url() +
                               R"(", allow_hosts: [127.0.0.1]}
checklist: {template: watched.yaml}
generator: {max_lag: 60s, max_busy: 100%, max_limited: 100%}
tests:
  search:
    title: Search
    scenarios:
      searchers:
        executor: constant-arrival-rate
        rate: 10/s
        duration: )" + duration +
                               R"(
        graceful_stop: 1s
        pre_allocated_vus: 5
        max_vus: 20
        flow:
          - get: /api/search?q=a
            name: search
thresholds:
  - {id: level, source: prometheus, query: max(hp_level), target: "value<70", critical: "value<90", unit: "%", action: Scale up}
  - {id: nothing, source: prometheus, query: 'max(max_over_time(hp_nothing[$W]))', target: "value<70", absent: nobody measures it}
alarms:
  - {id: level, source: prometheus, query: max(hp_level), when: "value>90", for: 0s, clear_for: 1s, severity: critical, action: Scale up}
monitoring:
  every: 1s
  prometheus: {url: ")" + m_prometheusUrl +
                               R"(", timeout: 5s}
)");
        m_session = session();
        ASSERT_NE(m_session, nullptr);
        m_runner = std::make_unique<PlanRunner>(*m_session);
        QObject::connect(m_runner.get(), &PlanRunner::logged, &m_context,
                         [this](const QString& line) { m_log += line.toStdString() + "\n"; });
        QObject::connect(m_runner.get(), &PlanRunner::alarmChanged, &m_context,
                         [this](const AlarmRecord& alarm) { m_alarms.push_back(alarm); });
        QObject::connect(m_runner.get(), &PlanRunner::sourcesSampled, &m_context,
                         [this](qint64, const std::vector<SourceSample>& samples) { m_sampled += samples.size(); });
        QObject::connect(m_runner.get(), &PlanRunner::sourceAnswered, &m_context,
                         [this](const SourceReport& source) { m_answered.insert(source.id); });
    }
    bool waitForFinish() const
    {
        return QTest::qWaitFor([this] { return m_runner->state() == PlanRunner::State::Finished; }, kLimitMs);
    }
    bool waitForLog(const char* words) const
    {
        return QTest::qWaitFor([&] { return m_log.find(words) != std::string::npos; }, kLimitMs);
    }
    RunRecord run() const { return m_session->dossier().runs()->at(0); }
    const ItemView* item(const char* id) { return m_session->checklist().item(id); }
    void sense()
    {
        auto inputs = senseInputs(*m_session);
        ASSERT_OK(inputs);
        Sensors sensors(m_session->plan(), m_session->checklistTemplate(), *std::move(inputs));
        std::vector<const ItemDefinition*> items;
        for (const ItemDefinition& each : m_session->checklistTemplate().items) {
            items.push_back(&each);
        }
        ASSERT_OK(m_session->storeSensed(sensors.sweep(items)));
    }

    test::RunningStaging m_staging;
    Fetcher m_fetcher;
    std::string m_prometheusUrl;
    std::unique_ptr<test::ChildProcess> m_exporter;
    std::unique_ptr<test::ChildProcess> m_prometheus;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<PlanRunner> m_runner;
    std::string m_log;
    std::vector<AlarmRecord> m_alarms;
    std::size_t m_sampled = 0;
    std::set<std::string> m_answered;
    QObject m_context;
};

TEST_F(WatchTest, AnAlarmOverPromqlFiresAndClearsWhileTheLoadGoesOn)
{
    open("120s");
    ASSERT_OK(m_runner->start({}));
    ASSERT_TRUE(QTest::qWaitFor([this] { return m_runner->state() == PlanRunner::State::Running; }, kLimitMs)) << m_log;
    setLevel(97);
    ASSERT_TRUE(QTest::qWaitFor([this] { return !m_alarms.empty(); }, kLimitMs)) << m_log;
    EXPECT_FALSE(m_alarms.back().to);
    setLevel(10);
    ASSERT_TRUE(QTest::qWaitFor([this] { return m_alarms.back().to.has_value(); }, kLimitMs)) << m_log;
    m_runner->stop(QStringLiteral("seen enough"));
    ASSERT_TRUE(waitForFinish()) << m_log;

    EXPECT_THAT(m_log, HasSubstr("alarm level: `for` is raised from 0\u00a0ms to 2\u00a0s, two askings of Prometheus"));
    EXPECT_THAT(m_log, HasSubstr("Prometheus (2 queries)"));
    EXPECT_GT(m_sampled, 0U) << "a window shows them while the load goes on";
    EXPECT_TRUE(m_answered.contains("prometheus"));
    const auto alarms = m_session->dossier().alarms();
    ASSERT_OK(alarms);
    ASSERT_THAT(*alarms, SizeIs(1));
    EXPECT_EQ(alarms->at(0).id, "level");
    EXPECT_EQ(alarms->at(0).worst, 97);
    EXPECT_EQ(alarms->at(0).severity, "critical");
    EXPECT_TRUE(alarms->at(0).to);
    EXPECT_THAT(m_session->report()->alarms, SizeIs(1));
    EXPECT_EQ(item("alarm.level")->state, ItemState::Fail) << "what fired stays: " << item("alarm.level")->reason;
    EXPECT_THAT(*m_session->dossier().sourceSamples(run().id), testing::Not(testing::IsEmpty()));
    EXPECT_THAT(m_session->dossier().checkTables()->faults, SizeIs(0));
}

TEST_F(WatchTest, AThresholdOverPromqlFailsTheRunAndStandsInTheReport)
{
    setLevel(95);
    const PrometheusClient client(m_fetcher, serviceAt(m_prometheusUrl));
    ASSERT_TRUE(
        QTest::qWaitFor([&client] { return singleValue(client.instant("max(hp_level)").value()).value() == 95; }, kLimitMs));
    open("5s");
    ASSERT_OK(m_runner->start({}));
    ASSERT_TRUE(waitForFinish()) << m_log;

    const RunRecord record = run();
    EXPECT_EQ(record.result.outcome, RunOutcome::Failed) << m_log;
    ASSERT_THAT(record.result.thresholds, SizeIs(2));
    const ThresholdResult& level = record.result.thresholds[0];
    EXPECT_EQ(level.verdict, RuleVerdict::Failed) << level.sentence;
    EXPECT_EQ(level.measured, 95);
    EXPECT_TRUE(level.at);
    ASSERT_THAT(level.breaches, SizeIs(1));
    EXPECT_LE(level.breaches[0].from, level.breaches[0].to);
    EXPECT_THAT(record.result.reasons.at(0), HasSubstr("level: value is 95"));

    const auto files = m_session->exportReport(path("report"), {"json", "html"});
    ASSERT_OK(files);
    std::ifstream file(path("report") / "report.json");
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const auto report = parseJson(text, "report.json");
    ASSERT_OK(report);
    const Json& rule = (*report)["thresholds"][0];
    EXPECT_EQ(stringAt(rule, "id"), "level");
    EXPECT_EQ(stringAt(rule, "query"), "max(hp_level)");
    EXPECT_EQ(stringAt(rule, "verdict"), "failed");
    ASSERT_THAT(rule["per_run"], SizeIs(1));
    EXPECT_EQ(numberAt(rule["per_run"][0], "measured"), 95);
    EXPECT_EQ(stringAt(rule["per_run"][0], "verdict"), "failed");
    EXPECT_GT(integerAt(rule["per_run"][0], "n"), 0);
    EXPECT_FALSE(stringAt(rule["per_run"][0], "at").empty());
    std::ifstream page(path("report") / "report.html");
    const std::string html(std::istreambuf_iterator<char>(page), {});
    EXPECT_THAT(html, HasSubstr("run 1: 95"));
    EXPECT_THAT(m_session->dossier().checkTables()->faults, SizeIs(0));

    sense();
    EXPECT_EQ(item("watch.prometheus")->state, ItemState::Pass) << item("watch.prometheus")->reason;
    EXPECT_EQ(item("watch.engine")->state, ItemState::Pass) << item("watch.engine")->reason;
}

TEST_F(WatchTest, AQueryWithoutAValueIsAnAlarmThoughPrometheusAnswers)
{
    open("140s");
    ASSERT_OK(m_runner->start({}));
    ASSERT_TRUE(QTest::qWaitFor(
        [this] {
            const auto samples = m_session->dossier().sourceSamples(m_runner->currentRun());
            return samples && !samples->empty();
        },
        kLimitMs))
        << m_log;
    m_exporter->end();
    ASSERT_TRUE(waitForLog("the query of alarm level, threshold level: no data since")) << m_log;
    m_runner->stop(QStringLiteral("seen enough"));
    ASSERT_TRUE(waitForFinish()) << m_log;

    ASSERT_THAT(m_alarms, testing::Not(testing::IsEmpty()));
    EXPECT_EQ(m_alarms.front().id, "silent-query:level");
    EXPECT_THAT(m_alarms.front().sentence,
                HasSubstr("alarm level, threshold level: no value, though Prometheus answers, since "));
    for (const AlarmRecord& alarm : m_alarms) {
        EXPECT_EQ(alarm.id, "silent-query:level") << "not of Prometheus, and not of what may be absent: " << alarm.sentence;
    }
}

TEST_F(WatchTest, APrometheusThatDiesLeavesAGapAndNoData)
{
    open("140s");
    ASSERT_OK(m_runner->start({}));
    ASSERT_TRUE(QTest::qWaitFor([this] { return m_runner->state() == PlanRunner::State::Running; }, kLimitMs)) << m_log;
    ASSERT_TRUE(QTest::qWaitFor(
        [this] {
            const auto samples = m_session->dossier().sourceSamples(m_runner->currentRun());
            return samples && !samples->empty();
        },
        kLimitMs))
        << m_log;
    m_prometheus->end();
    ASSERT_TRUE(waitForLog("Prometheus: no data since")) << m_log;
    m_runner->stop(QStringLiteral("seen enough"));
    ASSERT_TRUE(waitForFinish()) << m_log;

    EXPECT_THAT(m_log, HasSubstr("NO DATA for alarm level, threshold level"));
    ASSERT_THAT(m_alarms, testing::Not(testing::IsEmpty())) << "a source that is silent raises an alarm of its own";
    EXPECT_EQ(m_alarms.front().id, "silent-prometheus");
    EXPECT_THAT(m_alarms.front().sentence, HasSubstr("Prometheus has been silent since"));
    EXPECT_FALSE(m_alarms.front().to);
    ASSERT_THAT(*m_session->dossier().alarms(), SizeIs(1));
    EXPECT_TRUE(m_session->dossier().alarms()->front().to) << "it ended with the run";
    const RunRecord record = run();
    EXPECT_EQ(record.result.thresholds.at(0).verdict, RuleVerdict::NoData) << record.result.thresholds[0].sentence;
    EXPECT_THAT(record.result.thresholds.at(0).sentence, HasSubstr("of the load had a value"));
    const auto spans = m_session->dossier().sourceSpans();
    ASSERT_OK(spans);
    ASSERT_TRUE(record.result.loadSpan);
    const Coverage coverage = coverageOf(*spans, record.id, "prometheus", *record.result.loadSpan);
    ASSERT_THAT(coverage.gaps, testing::Not(testing::IsEmpty()));
    EXPECT_GT(coverage.longestGap(), 25);
    EXPECT_FALSE(coverage.gaps.back().reason.empty());
    EXPECT_EQ(coverageOf(*spans, record.id, kEngineSource, *record.result.loadSpan).gaps.size(), 0U);
    EXPECT_NE(item("alarm.level")->state, ItemState::Pass) << "it was not seen";

    sense();
    EXPECT_EQ(item("watch.prometheus")->state, ItemState::Fail) << item("watch.prometheus")->reason;
    EXPECT_THAT(item("watch.prometheus")->evidence.at(0).detail, HasSubstr("longest_gap"));
}

} // namespace holdpoint
