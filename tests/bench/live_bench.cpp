// SPDX-License-Identifier: GPL-3.0-or-later
// What a window costs the load, and how long the room waits for an alarm.
//   live_bench alarm                       from the end of an alarm's `for` in the data to its row painted on screen (bar 2 s)
//   live_bench rate [SECONDS [VUS [N]]]    the achieved rate of a run with the console's window against the same run by
//                                          holdpointctl, median of N (3) rounds each (bar 0.5 %)
// Without a word both. Load and staging service share this machine's cores with the window: print the load average beside it.
#include "app/console/pages.h"
#include "core/session/embedded_staging.h"
#include "tests/bench/bench_console.h"
#include "ui/run/live_page.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/main_window.h"
#include "ui/style/holdpoint_style.h"

#include <QApplication>
#include <QListView>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>

namespace {

using namespace holdpoint;

constexpr const char* kHead = R"(holdpoint: 1
name: Live bench
release: {name: bench, version: "%1"}
environment: {name: here, base_url: "%2", allow_hosts: [127.0.0.1]}
checklist: {template: "builtin:pre-production"}
tests:
  pages:
    title: Pages
    charts: [latency, requests, errors, vus, generator, heat-map]
    scenarios:
)";

bool startStaging(EmbeddedStaging& staging, const QStringList& faults)
{
    staging.start(faults);
    const bool isUp = QTest::qWaitFor([&staging] { return !staging.url().isEmpty(); }, 10000);
    if (!isUp) {
        std::puts("the staging service did not start");
    }
    return isUp;
}

/// The console with the Live load page of this plan shown; null if it cannot be opened.
struct Console
{
    explicit Console(const QString& plan) : window(controller)
    {
        addPages(window, controller);
        window.resize(1280, 800);
        window.show();
        Session::Request request;
        request.planFile = plan.toStdString();
        if (const auto opened = controller.openPlan(request); !opened) {
            std::printf("%s\n", opened.error().message.c_str());
            return;
        }
        window.showPage(QStringLiteral("live"));
        isOpen = QTest::qWaitForWindowExposed(&window);
    }
    bool start()
    {
        const auto started = controller.startRun({});
        if (!started) {
            std::printf("%s\n", started.error().message.c_str());
        }
        return static_cast<bool>(started);
    }
    bool waitForEnd(int seconds)
    {
        return QTest::qWaitFor([this] { return !controller.isLoadRunning(); }, seconds * 1000);
    }

    AppController controller;
    MainWindow window;
    bool isOpen = false;
};

/// Notes when each alarm is first painted in the list.
class PaintWatch : public QObject
{
public:
    explicit PaintWatch(QListView& list) : m_list(list) { list.viewport()->installEventFilter(this); }

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() != QEvent::Paint) {
            return false;
        }
        m_list.viewport()->removeEventFilter(this);
        QCoreApplication::sendEvent(watched, event); // now it is painted
        m_list.viewport()->installEventFilter(this);
        const WallTime now = systemClock().wallNow();
        for (auto& [id, alarm] : pending) {
            const QModelIndex row = rowOf(alarm.sentence);
            if (!alarm.paintedAt && row.isValid() && m_list.viewport()->rect().intersects(m_list.visualRect(row))) {
                alarm.paintedAt = now;
            }
        }
        return true;
    }

    struct Seen
    {
        WallTime due; // the end of its `for` in the data
        std::string sentence;
        std::optional<WallTime> paintedAt;
    };
    std::map<std::string, Seen> pending;

private:
    QModelIndex rowOf(const std::string& sentence) const
    {
        for (int row = 0; row < m_list.model()->rowCount(); ++row) {
            const QModelIndex index = m_list.model()->index(row, 0);
            if (index.data(Qt::AccessibleTextRole).toString().contains(QString::fromStdString(sentence))) {
                return index;
            }
        }
        return {};
    }

    QListView& m_list;
};

int measureAlarms()
{
    QTemporaryDir folder;
    EmbeddedStaging staging;
    if (!startStaging(staging, {QStringLiteral("errors=50%")})) {
        return 1;
    }
    const QString file = folder.filePath(QStringLiteral("plan.yaml"));
    std::string plan = QString::fromLatin1(kHead).arg(QStringLiteral("alarm"), staging.url()).toStdString() + R"(
      visitors:
        executor: constant-vus
        vus: 100
        duration: 40s
        flow: [{get: "/api/search?q=a", name: search}, {think: 500ms}]
alarms:
)";
    const std::map<std::string, int> lengths = {
        {"after-2", 2}, {"after-5", 5}, {"after-10", 10}, {"after-15", 15}, {"after-20", 20}};
    for (const auto& [id, seconds] : lengths) {
        plan += "  - {id: " + id + ", metric: http_req_failed, when: \"rate>0.01\", window: 5s, for: " + std::to_string(seconds) +
                "s, min_n: 10, severity: critical, action: Look}\n";
    }
    std::ofstream(file.toStdString()) << plan;
    Console console(file);
    auto* page = console.isOpen ? qobject_cast<LivePage*>(console.window.currentPage()) : nullptr;
    auto* list = console.window.findChild<QListView*>(QStringLiteral("alarms"));
    if (page == nullptr || list == nullptr) {
        return 1;
    }
    PaintWatch paints(*list);
    QObject::connect(
        console.controller.runner(), &PlanRunner::alarmChanged, page,
        [&](const AlarmRecord& alarm) {
            if (!alarm.to && lengths.contains(alarm.id) && !paints.pending.contains(alarm.id)) {
                paints.pending[alarm.id] = {alarm.from + Seconds{lengths.at(alarm.id)}, alarm.sentence, std::nullopt};
            }
        },
        Qt::DirectConnection);
    if (!console.start() || !console.waitForEnd(120)) {
        return 1;
    }
    double worst = 0;
    for (const auto& [id, alarm] : paints.pending) {
        if (!alarm.paintedAt) {
            std::printf("alarm %s was never painted\n", id.c_str());
            return 1;
        }
        const double seconds = std::chrono::duration<double>(*alarm.paintedAt - alarm.due).count();
        worst = std::max(worst, seconds);
        std::printf("  %s: painted %.2f s after its `for` was over in the data\n", id.c_str(), seconds);
    }
    if (paints.pending.size() != lengths.size()) {
        std::printf("only %zu of %zu alarms fired\n", paints.pending.size(), lengths.size());
        return 1;
    }
    std::printf("alarm on screen: at most %.2f s after the end of its `for` in the data (bar 2 s)\n", worst);
    return worst <= 2 ? 0 : 1;
}

/// http_reqs a second of the newest run.
double rateIn(const std::filesystem::path& file)
{
    const auto dossier = Dossier::openReadOnly(file);
    const auto runs = dossier ? (*dossier)->runs() : Result<std::vector<RunRecord>>(std::vector<RunRecord>());
    if (!runs || runs->empty()) {
        return 0;
    }
    return numberAt(memberAt(runs->back().result.metrics, "http_reqs"), "rate");
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

int measureRate(int seconds, int vus, int rounds)
{
    QTemporaryDir folder;
    EmbeddedStaging staging;
    if (!startStaging(staging, {})) {
        return 1;
    }
    std::vector<double> with;
    std::vector<double> without;
    for (int round = 0; round < rounds; ++round) {
        const QString file = folder.filePath(QStringLiteral("plan-%1.yaml").arg(round));
        std::ofstream(file.toStdString()) << QString::fromLatin1(kHead).arg(QString::number(round), staging.url()).toStdString()
                                          << R"(
      visitors:
        executor: ramping-vus
        stages: [{to: )" << vus
                                          << ", over: 15s}, {to: " << vus << ", over: " << seconds << R"(s}]
        flow: [{get: "/api/search?q=bench", name: search}, {get: /api/events, name: events}, {think: 5s..30s}]
)";
        const QString dossier = folder.filePath(QStringLiteral("without-%1.holdpoint").arg(round));
        QProcess program;
        program.start(QCoreApplication::applicationDirPath() + QStringLiteral("/holdpointctl"),
                      {QStringLiteral("run"), file, QStringLiteral("--quiet"), QStringLiteral("--dossier"), dossier});
        if (!program.waitForFinished((seconds + 120) * 1000)) {
            program.kill();
            program.waitForFinished();
            std::puts("the run without a window did not end");
            return 1;
        }
        without.push_back(rateIn(dossier.toStdString()));
        Console console(file);
        if (!console.isOpen || !console.start() || !console.waitForEnd(seconds + 120)) {
            std::puts("the run with a window did not end");
            return 1;
        }
        with.push_back(rateIn(console.controller.session()->dossier().file()));
        std::printf("  round %d: %.2f /s without, %.2f /s with the window\n", round + 1, without.back(), with.back());
    }
    const double change = 100 * (median(with) / median(without) - 1);
    std::printf("%d VUs, %d s: median %.2f /s without, %.2f /s with the window, %+.2f %% (bar 0.5 %%)\n", vus, seconds + 15,
                median(without), median(with), change);
    return std::abs(change) <= 0.5 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv)
{
    const BenchHome home;
    QApplication application(argc, argv);
    applyTheme(QStringLiteral("light"));
    printLoadAverage();
    const bool isOneOnly = argc > 1;
    int code = 0;
    if (!isOneOnly || std::strcmp(argv[1], "alarm") == 0) {
        code = measureAlarms();
    }
    if (!isOneOnly || std::strcmp(argv[1], "rate") == 0) {
        const int rate = measureRate(argc > 2 ? std::atoi(argv[2]) : 60, argc > 3 ? std::atoi(argv[3]) : 10000,
                                     argc > 4 ? std::atoi(argv[4]) : 3);
        code = code != 0 ? code : rate;
    }
    printLoadAverage();
    return code;
}
