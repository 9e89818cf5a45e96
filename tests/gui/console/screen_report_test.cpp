// SPDX-License-Identifier: GPL-3.0-or-later
// What the room saw is what the report says: at the end of real runs every tile, end label and breach band equals report.json,
// and every point of every chart the CSV of seconds. An alarm is on screen by the next tick.
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/report/report.h"
#include "core/report/run_formats.h"
#include "core/verdict/rule_watch.h"
#include "tests/gui/console/console_fixture.h"
#include "tests/support/child_process.h"
#include "tests/support/running_staging.h"
#include "tests/support/silent_port.h"
#include "ui/charts/time_series_view.h"
#include "ui/run/alarm_panel.h"
#include "ui/run/chart_choice.h"
#include "ui/run/chart_grid.h"
#include "ui/run/live_charts.h"
#include "ui/run/live_page.h"
#include "ui/run/live_panel.h"
#include "ui/run/test_picker.h"
#include "ui/run/tile.h"
#include "ui/style/parts.h"

#include <QListView>
#include <cmath>
#include <fstream>
#include <sstream>

namespace holdpoint {
namespace {

using test::child;
using testing::Contains;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr double kCsvPrecision = 1e-5; // of a value: it has six digits
constexpr int kLongMs = 120'000;
constexpr const char* kDuration = "http_req_duration{name:search}";

constexpr const char* kPlan = R"(holdpoint: 1
name: Screen
release: {name: platform, version: "1.8.3"}
environment: {name: here, base_url: "%1", allow_hosts: [127.0.0.1]}
checklist: {template: "builtin:pre-production"}
generator: {max_lag: 60s, max_busy: 100%, max_limited: 100%}
monitoring: {every: 1s, prometheus: {url: "%2", timeout: 5s}}
tests:
  search:
    title: Search Load Test
    charts: [latency, requests, errors, vus, generator, checks]
    scenarios:
      searchers:
        executor: constant-vus
        vus: 20
        duration: 24s
        graceful_stop: 2s
        flow:
          - get: /api/search?q=a
            name: search
            checks: {status: 200}
          - think: 50ms
    thresholds:
      - {metric: "http_req_duration{name:search}", target: "p(95)<150", critical: "p(95)<250", min_n: 60, action: Optimize}
      - {metric: http_req_failed, target: "rate<0.01", critical: "rate<0.05", min_n: 60, action: Investigate}
thresholds:
  - {id: cpu, source: prometheus, query: vector(42), target: "value<70", critical: "value<90", unit: "%", action: Scale up}
  - {id: memory, source: prometheus, query: vector(85), target: "value<80", critical: "value<90", unit: "%", action: Scale up}
  - {id: db-connections, source: prometheus, query: vector(12), target: "value<80", critical: "value<95", unit: "%", action: Scale up}
  - {id: cache-hit-rate, source: prometheus, query: vector(60), target: "value>70", critical: "value>50", unit: "%", action: Warm it}
alarms:
  - {id: error-rate, metric: http_req_failed, when: "rate>0.01", window: 5s, for: 3s, min_n: 10, severity: critical, action: Investigate}
)";

constexpr const char* kRtcPlan = R"(holdpoint: 1
name: Rooms
release: {name: platform, version: "1.8.3"}
environment: {name: here, base_url: "%1", allow_hosts: [127.0.0.1]}
checklist: {template: "builtin:pre-production"}
generator: {max_lag: 60s, max_busy: 100%, max_limited: 100%}
tests:
  rtc:
    title: RTC Load Test
    charts: [rtc-latency, rtc-delivery, rtc-drop, vus, requests, errors]
    scenarios:
      participants:
        executor: constant-vus
        vus: 10
        duration: 22s
        graceful_stop: 4s
        flow:
          - websocket: /rtc/room-1
            name: rtc
            session: 22s
            send: {every: 1s, json: {seq: "{{seq}}", from: "{{vu}}", sent: "{{now_us}}"}}
            expect: {from_others: true, ordered: true}
    thresholds:
      - {metric: rtc_drop, target: "rate<0.01", critical: "rate<0.05", action: Check proxies}
      - {metric: rtc_delivery, target: "rate>0.99", critical: "rate>0.95", action: Check proxies}
)";

/// The CSV of seconds of one run.
class SecondsTable
{
public:
    explicit SecondsTable(const std::string& csv)
    {
        std::istringstream lines(csv);
        std::string line;
        std::getline(lines, line);
        const QStringList head = cells(line);
        while (std::getline(lines, line)) {
            const QStringList row = cells(line);
            const auto time = parseUtc(row.value(0).toStdString());
            const int tick = row.value(1).toInt();
            if (row.value(3) != QStringLiteral("query") && time && !m_t0) {
                m_t0 = *time - Seconds{tick};
            }
            for (qsizetype column = 4; column < row.size(); ++column) {
                if (!row[column].isEmpty()) {
                    m_values[row[2].toStdString()][head.value(column).toStdString()][tick] = row[column].toDouble();
                }
            }
            if (row.value(3) == QStringLiteral("query") && !row.value(6).isEmpty() && time) {
                m_samples[row[2].toStdString()].emplace_back(*time, row[6].toDouble());
            }
        }
    }

    const std::map<int, double>& of(const std::string& metric, const std::string& column) const
    {
        static const std::map<int, double> none;
        const auto found = m_values.find(metric);
        if (found == m_values.end()) {
            return none;
        }
        const auto values = found->second.find(column);
        return values == found->second.end() ? none : values->second;
    }
    std::map<int, double> times(const std::string& metric, const std::string& column, double factor, double plus = 0) const
    {
        std::map<int, double> scaled;
        for (const auto& [tick, value] : of(metric, column)) {
            scaled[tick] = value * factor + plus;
        }
        return scaled;
    }
    /// % of the requests of ten seconds, of sockets errors a second of them, by classes of errors.
    std::map<int, double> shares(const std::vector<std::string>& classes) const
    {
        std::map<int, double> shares;
        const bool isOfSockets = of("http_reqs", "count").empty();
        const auto& requests = of("http_reqs", "count");
        for (const auto& [tick, count] : of("generator_busy", "value")) {
            double failed = 0;
            double all = 0;
            for (int back = 0; back < 10; ++back) {
                const auto at = requests.find(tick - back);
                all += isOfSockets            ? static_cast<double>(of("generator_busy", "value").count(tick - back))
                       : at == requests.end() ? 0
                                              : at->second;
                for (const std::string& one : classes) {
                    const auto& errors = of("errors{class:" + one + "}", "count");
                    const auto error = errors.find(tick - back);
                    failed += error == errors.end() ? 0 : error->second;
                }
            }
            if (all > 0) {
                shares[tick] = (isOfSockets ? 1 : 100) * failed / all;
            }
        }
        return shares;
    }
    /// Without what came due after the last message was sent.
    std::map<int, double> whileSending(std::map<int, double> values) const
    {
        int last = -1;
        for (const auto& [tick, sent] : of("ws_msgs_sent", "count")) {
            last = sent > 0 ? tick : last;
        }
        values.erase(values.upper_bound(last), values.end());
        return values;
    }
    const std::vector<std::pair<WallTime, double>>& samples(const std::string& query) const { return m_samples.at(query); }
    WallTime t0() const { return *m_t0; }

private:
    /// None of these files has a quoted comma but in names of metrics.
    static QStringList cells(const std::string& line)
    {
        QStringList cells{QString()};
        bool isQuoted = false;
        for (const QChar letter : QString::fromStdString(line)) {
            if (letter == QLatin1Char('\r')) {
                continue;
            }
            if (letter == QLatin1Char('"')) {
                isQuoted = !isQuoted;
            } else if (letter == QLatin1Char(',') && !isQuoted) {
                cells << QString();
            } else {
                cells.back() += letter;
            }
        }
        return cells;
    }

    std::map<std::string, std::map<std::string, std::map<int, double>>> m_values; // by metric, column, tick
    std::map<std::string, std::vector<std::pair<WallTime, double>>> m_samples;
    std::optional<WallTime> m_t0;
};

std::optional<std::map<int, double>> expectedPoints(const QString& chart, const QString& line, const SecondsTable& csv)
{
    const QString name = chart + QLatin1Char('/') + line;
    static const std::map<QString, std::pair<const char*, const char*>> plain = {
        {QStringLiteral("latency/p50"), {kDuration, "med"}},
        {QStringLiteral("latency/p95"), {kDuration, "p(95)"}},
        {QStringLiteral("latency/p99"), {kDuration, "p(99)"}},
        {QStringLiteral("latency/p95 from intended start"), {"http_req_response_time{name:search}", "p(95)"}},
        {QStringLiteral("requests/achieved"), {"http_reqs", "count"}},
        {QStringLiteral("vus/actual"), {"vus", "value"}},
        {QStringLiteral("rtc-latency/p50"), {"rtc_message_latency", "med"}},
        {QStringLiteral("rtc-latency/p95"), {"rtc_message_latency", "p(95)"}},
        {QStringLiteral("rtc-latency/p99"), {"rtc_message_latency", "p(99)"}},
        {QStringLiteral("bytes/out"), {"data_sent", "count"}},
        {QStringLiteral("bytes/in"), {"data_received", "count"}},
    };
    if (name == QStringLiteral("requests/achieved") && csv.of("http_reqs", "count").empty()) {
        return csv.of("ws_msgs_sent", "count");
    }
    if (const auto found = plain.find(name); found != plain.end()) {
        return csv.of(found->second.first, found->second.second);
    }
    static const std::map<QString, std::vector<std::string>> classes = {
        {QStringLiteral("errors/5xx"), {"http_5xx"}},
        {QStringLiteral("errors/4xx"), {"http_4xx"}},
        {QStringLiteral("errors/timeout"), {"timeout"}},
        {QStringLiteral("errors/connect"), {"dns", "connect", "tls", "reset"}},
        {QStringLiteral("errors/check"), {"check"}},
        {QStringLiteral("errors/other"), {"protocol", "ws", "interrupted"}},
        {QStringLiteral("errors/socket"), {"protocol", "ws", "interrupted"}},
        {QStringLiteral("errors/none"), {}},
    };
    if (const auto found = classes.find(name); found != classes.end()) {
        return csv.shares(found->second);
    }
    if (name == QStringLiteral("generator/CPU")) {
        return csv.times("generator_cpu", "value", 100);
    }
    if (name == QStringLiteral("generator/busy")) {
        return csv.times("generator_busy", "value", 100);
    }
    if (name == QStringLiteral("rtc-delivery/RTC delivery")) {
        return csv.whileSending(csv.times("rtc_delivery", "rate", 100));
    }
    if (name == QStringLiteral("rtc-drop/RTC drop")) {
        return csv.whileSending(csv.times("rtc_drop", "rate", 100));
    }
    if (name == QStringLiteral("checks/failed")) {
        return csv.times("checks", "rate", -100, 100);
    }
    return std::nullopt; // the plan's own curve
}

class ScreenReportTest : public test::ConsoleTest
{
protected:
    /// Its address.
    std::string startPrometheus()
    {
        std::ofstream(folder.path() / "p.yml") << "global: {scrape_interval: 1s}\n";
        const std::string address = freeAddress();
        prometheus = std::make_unique<test::ChildProcess>(
            std::vector<std::string>{"prometheus", "--config.file=" + (folder.path() / "p.yml").string(),
                                     "--storage.tsdb.path=" + (folder.path() / "tsdb").string(),
                                     "--web.listen-address=" + address},
            folder.path() / "prometheus.log");
        return "http://" + address;
    }
    void open(const QString& plan)
    {
        const std::string file = home.filePath(QStringLiteral("plan.yaml")).toStdString();
        std::ofstream(file) << plan.toStdString();
        Session::Request request;
        request.planFile = file;
        const auto opened = controller.openPlan(request);
        ASSERT_TRUE(opened) << opened.error().message;
        window->showPage(QStringLiteral("live"));
        test::settle();
    }

    static std::string freeAddress()
    {
        const SilentPort place(SilentPort::Kind::Refusing); // free when it is let go
        return place.url().substr(7);
    }
    LivePage& page() { return *qobject_cast<LivePage*>(window->currentPage()); }
    ChartGrid& grid() { return page().panel().grid(); }
    const TileContent& tile(std::size_t index) { return page().panel().tile(index).content(); }
    QString figure(std::size_t index)
    {
        return tile(index).unit.isEmpty() ? tile(index).value : tile(index).value + QChar(0x00A0) + tile(index).unit;
    }

    void runToItsEnd(const std::function<void()>& meanwhile)
    {
        if (!page().panel().isPickerShown()) {
            QTest::mouseClick(&child<Button>(*window, "pickTests"), Qt::LeftButton);
        }
        whenAsked(QStringLiteral("startSheet"), QStringLiteral("startLoad"));
        QTest::mouseClick(&child<QPushButton>(page().panel().picker(), "startLoad"), Qt::LeftButton);
        ASSERT_TRUE(waitFor([this] { return isRunning(); }, kLongMs));
        meanwhile();
        ASSERT_TRUE(waitFor([this] { return !controller.isLoadRunning(); }, kLongMs));
        ASSERT_TRUE(waitFor([this] { return page().panel().run()->hasEnded() && page().panel().run()->totals; }, kLongMs));
        test::settle();
    }
    bool reaches(int seconds)
    {
        return waitFor([this, seconds] { return controller.runner()->elapsed() >= std::chrono::seconds{seconds}; }, kLongMs);
    }

    Json runInReport()
    {
        const Json report = toJson(*controller.session()->report());
        const std::int64_t id = page().panel().run()->record.id;
        for (const Json& one : report["tests"][0]["runs"]) {
            if (one["id"] == id) {
                return one;
            }
        }
        ADD_FAILURE() << "report.json has no run " << id;
        return {};
    }
    static Json thresholdOf(const Json& run, const std::string& key, const std::string& name)
    {
        for (const Json& threshold : run["thresholds"]) {
            if (threshold.value(key, "") == name) {
                return threshold;
            }
        }
        ADD_FAILURE() << "report.json has no threshold " << name;
        return {};
    }

    void expectTilesAsReported(const Json& run)
    {
        const Json latency = thresholdOf(run, "metric", kDuration);
        EXPECT_EQ(figure(0), latencyText(latency["measured"]));
        EXPECT_EQ(tile(0).look->word, lookOf(*ruleVerdictFrom(latency["verdict"].get<std::string>())).word);
        EXPECT_THAT(tile(0).detail.toStdString(), HasSubstr("n = " + formatCount(latency["n"])));
        const Json errors = thresholdOf(run, "metric", "http_req_failed");
        EXPECT_EQ(figure(1), shareText(errors["measured"]));
        EXPECT_EQ(tile(1).look->word, lookOf(*ruleVerdictFrom(errors["verdict"].get<std::string>())).word);
        EXPECT_EQ(figure(2), rateText(run["metrics"]["http_reqs"]["rate"]));
        EXPECT_THAT(tile(2).detail.toStdString(),
                    HasSubstr("n = " + formatCount(run["metrics"]["http_reqs"]["count"].get<std::uint64_t>())));
        EXPECT_EQ(tile(3).value.toStdString(), formatCount(static_cast<std::uint64_t>(run["metrics"]["vus"]["max"])));
        const std::array<const char*, 4> ids = {"cpu", "memory", "db-connections", "cache-hit-rate"};
        for (std::size_t index = 0; index < ids.size(); ++index) {
            const Json server = thresholdOf(run, "id", ids[index]);
            EXPECT_EQ(figure(4 + index),
                      serverText(*page().panel().run()->server.ofId(QLatin1String(ids[index])), server["measured"]))
                << ids[index];
            EXPECT_EQ(tile(4 + index).look->word, lookOf(*ruleVerdictFrom(server["verdict"].get<std::string>())).word);
        }
    }

    void expectPointsAsInCsv(const QString& chart, const ChartContent& content, const SecondsTable& csv)
    {
        for (const ChartLine& line : content.lines) {
            const auto expected = expectedPoints(chart, line.name, csv);
            if (!expected) {
                EXPECT_TRUE(line.isDashed || line.isGhost) << chart.toStdString() << ": " << line.name.toStdString();
                continue;
            }
            std::size_t known = 0;
            for (const ChartPoint point : line.points) {
                if (!std::isfinite(point.y)) {
                    continue;
                }
                ++known;
                const auto at = expected->find(static_cast<int>(point.x));
                if (at == expected->end()) {
                    ADD_FAILURE() << chart.toStdString() << ", " << line.name.toStdString() << ": the CSV has no second "
                                  << point.x;
                } else {
                    EXPECT_NEAR(point.y, at->second, kCsvPrecision * std::max(1.0, std::abs(at->second)))
                        << chart.toStdString() << ", " << line.name.toStdString() << " at " << point.x;
                }
            }
            EXPECT_GE(known + 1, expected->size())
                << chart.toStdString() << ", " << line.name.toStdString() << ": only the last second may be less than one";
            EXPECT_GT(known, 15U) << chart.toStdString() << ", " << line.name.toStdString();
        }
    }

    void expectEndLabelsAsInCsv(int slot, const QString& chart, const SecondsTable& csv)
    {
        std::size_t index = 0;
        const auto labels = grid().chart(slot).directLabels();
        const ChartContent& content = grid().chart(slot).content();
        for (const ChartLine& line : content.lines) {
            if (line.label == LineLabel::None || line.isGhost || line.points.empty()) {
                continue;
            }
            ASSERT_LT(index, labels.size());
            const std::string label = labels[index++].text.toStdString();
            const auto expected = expectedPoints(chart, line.name, csv);
            if (!expected) {
                continue;
            }
            ASSERT_FALSE(expected->empty()) << chart.toStdString();
            const auto last = std::find_if(line.points.rbegin(), line.points.rend(),
                                           [](const ChartPoint& point) { return std::isfinite(point.y); });
            ASSERT_NE(last, line.points.rend());
            const auto said = expected->find(static_cast<int>(last->x));
            ASSERT_NE(said, expected->end());
            // through the point, for the CSV rounds: 0.4350004 and 0.435000 have other labels
            EXPECT_THAT(label, EndsWith(content.format(last->y).toStdString())) << chart.toStdString();
            EXPECT_NEAR(last->y, said->second, kCsvPrecision * std::max(1.0, std::abs(said->second))) << chart.toStdString();
        }
    }

    static std::vector<std::pair<double, double>> bandsOf(const ChartContent& content, ChartBand::Kind kind)
    {
        std::vector<std::pair<double, double>> bands;
        for (const ChartBand& band : content.bands) {
            if (band.kind == kind) {
                bands.emplace_back(band.from, band.to);
            }
        }
        return bands;
    }
    static void expectBands(const ChartContent& content, ChartBand::Kind kind,
                            const std::vector<std::pair<double, double>>& expected)
    {
        const auto shown = bandsOf(content, kind);
        ASSERT_THAT(shown, SizeIs(expected.size())) << content.title.toStdString();
        for (std::size_t index = 0; index < shown.size(); ++index) {
            EXPECT_NEAR(shown[index].first, expected[index].first, 1e-3) << content.title.toStdString();
            EXPECT_NEAR(shown[index].second, expected[index].second, 1e-3) << content.title.toStdString();
        }
    }
    static std::vector<std::pair<double, double>> secondsOf(const Json& spans, WallTime t0)
    {
        std::vector<std::pair<double, double>> seconds;
        for (const Json& span : spans) {
            const auto at = [&](const char* key) {
                // a query may have been asked just before the load began: the axis begins with it
                return std::max(0.0, std::chrono::duration<double>(*parseUtc(span[key].get<std::string>()) - t0).count());
            };
            seconds.emplace_back(at("from"), at("to"));
        }
        return seconds;
    }
    /// Seconds in which the frames of the dossier missed the critical, over the judge's window.
    std::vector<std::pair<double, double>> criticalSeconds(const ThresholdRule& rule, WallTime t0)
    {
        ThresholdRule asTarget = rule;
        asTarget.target = *rule.critical;
        RuleWatch watch({asTarget}, page().panel().run()->window);
        const auto read = controller.session()->dossier().readFrames(page().panel().run()->record.id, 0,
                                                                     [&watch](const Frame& frame) { watch.add(frame); });
        EXPECT_TRUE(read);
        watch.finish();
        std::vector<std::pair<double, double>> seconds;
        for (const TimeSpan& span : watch.breaches(0)) {
            seconds.emplace_back(std::chrono::duration<double>(span.from - t0).count(),
                                 std::chrono::duration<double>(span.to - t0).count());
        }
        return seconds;
    }

    void expectScreenAsReported()
    {
        const Json run = runInReport();
        const LiveRun& live = *page().panel().run();
        const auto text = secondsCsv(live.record, controller.session()->dossier());
        ASSERT_TRUE(text);
        const SecondsTable csv(*text);
        expectTilesAsReported(run);
        for (int slot = 0; slot < 6; ++slot) {
            const QString chart = grid().shownCharts()[slot];
            expectPointsAsInCsv(chart, grid().chart(slot).content(), csv);
            expectEndLabelsAsInCsv(slot, chart, csv);
        }
        expectPointsAsInCsv(QStringLiteral("bytes"), chartOf(QStringLiteral("bytes"), live), csv);
        for (const char* id : {"cpu", "memory", "db-connections", "cache-hit-rate"}) {
            const ChartContent content = chartOf(QLatin1String(id), live);
            const Json threshold = thresholdOf(run, "id", id);
            const auto& samples = csv.samples(threshold["query"]);
            ASSERT_EQ(content.lines.size(), 1U);
            ASSERT_EQ(content.lines[0].points.size(), samples.size()) << id;
            for (std::size_t index = 0; index < samples.size(); ++index) {
                EXPECT_NEAR(content.lines[0].points[index].x,
                            std::chrono::duration<double>(samples[index].first - csv.t0()).count(), 1e-3);
                EXPECT_EQ(content.lines[0].points[index].y, samples[index].second);
            }
            expectBands(content, ChartBand::Kind::TargetBreach, secondsOf(threshold["breaches"], csv.t0()));
        }
        for (const auto& [chart, rule] : {std::pair<int, ThresholdRule>{0, *live.rules.latency}, {2, *live.rules.errors}}) {
            const ChartContent& content = grid().chart(chart).content();
            expectBands(content, ChartBand::Kind::TargetBreach,
                        secondsOf(thresholdOf(run, "metric", rule.metric)["breaches"], csv.t0()));
            expectBands(content, ChartBand::Kind::CriticalBreach, criticalSeconds(rule, csv.t0()));
        }
    }

    test::RunningStaging staging;
    test::TempFolder folder;
    std::unique_ptr<test::ChildProcess> prometheus;
};

TEST_F(ScreenReportTest, EveryTileLabelBandAndPointIsTheReportsAndAnAlarmIsThereByTheNextTick)
{
    if (!test::isInPath("prometheus")) {
        GTEST_SKIP() << "no prometheus in PATH (Debian: prometheus)";
    }
    open(QString::fromLatin1(kPlan).arg(QString::fromStdString(staging.url()), QString::fromStdString(startPrometheus())));
    runToItsEnd([] {});
    ASSERT_FALSE(HasFatalFailure());
    expectScreenAsReported();
    picture("live-ended", "light");
    picture("live-ended", "dark");

    // once more, with the faults of a bad release in its middle
    std::optional<bool> isOnScreen;
    QObject::connect(controller.runner(), &PlanRunner::alarmChanged, window.get(), [&](const AlarmRecord& alarm) {
        if (isOnScreen || alarm.id != "error-rate") {
            return;
        }
        page().tick(); // the next one
        const auto& list = child<QListView>(page().alarms(), "alarms");
        const QModelIndex row = list.model()->index(0, 0);
        isOnScreen = list.isVisible() && row.isValid() && !list.visualRect(row).isEmpty() &&
                     list.viewport()->rect().intersects(list.visualRect(row)) &&
                     row.data(Qt::AccessibleTextRole).toString().contains(QString::fromStdString(alarm.sentence));
    });
    runToItsEnd([this] {
        ASSERT_TRUE(reaches(5));
        staging.setFaults(R"({"latency": "400ms", "errors": "20%"})");
        ASSERT_TRUE(reaches(13));
        staging.setFaults(R"({"latency": null, "errors": null})");
    });
    ASSERT_FALSE(HasFatalFailure());
    ASSERT_TRUE(isOnScreen.has_value()) << "the alarm never fired";
    EXPECT_TRUE(*isOnScreen);
    expectScreenAsReported();
    for (const int chart : {0, 2}) {
        EXPECT_THAT(bandsOf(grid().chart(chart).content(), ChartBand::Kind::TargetBreach), Not(testing::IsEmpty())) << chart;
        EXPECT_THAT(bandsOf(grid().chart(chart).content(), ChartBand::Kind::CriticalBreach), Not(testing::IsEmpty())) << chart;
    }
    picture("live-ended-breaches", "light");
    picture("live-ended-breaches", "dark");
}

TEST_F(ScreenReportTest, ARunOfSocketsShowsWhatItsReportSaysAndNoShareOfRequests)
{
    open(QString::fromLatin1(kRtcPlan).arg(QString::fromStdString(staging.url())));
    runToItsEnd([this] {
        ASSERT_TRUE(reaches(14));
        page().tick();
        EXPECT_EQ(tile(1).name, QStringLiteral("Messages lost"));
        EXPECT_EQ(figure(1), QStringLiteral("0.00\u00A0%"));
        picture("live-rtc", "light");
        picture("live-rtc", "dark");
    });
    ASSERT_FALSE(HasFatalFailure());
    const Json run = runInReport();
    const LiveRun& live = *page().panel().run();
    const auto text = secondsCsv(live.record, controller.session()->dossier());
    ASSERT_TRUE(text);
    const SecondsTable csv(*text);
    for (int slot = 0; slot < 6; ++slot) {
        const QString chart = grid().shownCharts()[slot];
        expectPointsAsInCsv(chart, grid().chart(slot).content(), csv);
        expectEndLabelsAsInCsv(slot, chart, csv);
    }
    const Json& metrics = run["metrics"];
    EXPECT_EQ(figure(0), latencyText(metrics["rtc_message_latency"]["p(95)"]));
    EXPECT_EQ(figure(1), shareText(metrics["rtc_drop"]["rate"]));
    EXPECT_EQ(figure(2), rateText(metrics["ws_msgs_sent"]["rate"]));
    EXPECT_EQ(tile(3).value.toStdString(), formatCount(static_cast<std::uint64_t>(metrics["vus"]["max"])));
    for (const auto& [slot, metric] : {std::pair<int, const char*>{1, "rtc_delivery"}, {2, "rtc_drop"}}) {
        expectBands(grid().chart(slot).content(), ChartBand::Kind::TargetBreach,
                    secondsOf(thresholdOf(run, "metric", metric)["breaches"], csv.t0()));
    }
    const auto& tests = page().panel().timeline().tests();
    ASSERT_THAT(tests, SizeIs(1));
    EXPECT_EQ(laneWord(tests[0].lanes[1]), QStringLiteral("no data")) << "no rule judges a latency of this test";
    EXPECT_EQ(laneWord(tests[0].lanes[2]).left(3), QStringLiteral("met"));
    picture("live-rtc-ended", "light");
}

} // namespace
} // namespace holdpoint
