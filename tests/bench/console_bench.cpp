// SPDX-License-Identifier: GPL-3.0-or-later
// What a person waits for. First: the console's first window, from the start of the program to its first painted frame. Then: the
// longest time that the console's GUI thread works on one event while a real run of 10,000 VUs is on (agent and staging service
// are processes of their own, the dossier is written), with the Live load page shown. Usage: console_bench [SECONDS [VUS]]
#include "app/console/pages.h"
#include "core/session/embedded_staging.h"
#include "tests/bench/bench_console.h"
#include "tests/support/turn_watch.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/main_window.h"
#include "ui/style/holdpoint_style.h"

#include <QApplication>
#include <QProcess>
#include <QSettings>
#include <QTemporaryDir>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>

namespace {

using namespace holdpoint;
using Clock = std::chrono::steady_clock;

double msSince(Clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// Of all threads of this program; agent and staging service are others.
double processMs()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

struct Block
{
    double wall = 0; // ms
    double cpu = 0;  // ms; less than wall: something else had the core
    QString what;
};

/// Notes how long each event of the GUI thread took, those within another left out.
class MeasuringApplication : public QApplication
{
public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override
    {
        if (m_depth > 0) {
            return QApplication::notify(receiver, event);
        }
        const QString what = QString::fromLatin1(receiver->metaObject()->className()) +
                             QStringLiteral(" event %1").arg(static_cast<int>(event->type()));
        const double cpu = test::threadCpuMs();
        const auto start = Clock::now();
        ++m_depth;
        const bool isHandled = QApplication::notify(receiver, event);
        --m_depth;
        blocks.push_back({msSince(start), test::threadCpuMs() - cpu, what});
        return isHandled;
    }

    void watchTurns() { m_turns = std::make_unique<test::TurnWatch>(); }
    void forget()
    {
        blocks.clear();
        m_turns->forget();
    }
    const test::TurnWatch& turns() const { return *m_turns; }

    std::vector<Block> blocks;

private:
    std::unique_ptr<test::TurnWatch> m_turns;
    int m_depth = 0;
};

constexpr const char* kPlan = R"(holdpoint: 1
name: Ten thousand visitors
release: {name: bench, version: "1"}
environment: {name: here, base_url: "%1", allow_hosts: [127.0.0.1]}
checklist: {template: "builtin:pre-production"}
tests:
  pages:
    title: Pages
    scenarios:
      visitors:
        executor: ramping-vus
        stages: [{to: %2, over: 15s}, {to: %2, over: %3s}]
        flow:
          - get: /api/search?q=bench
            name: search
          - get: /api/events
            name: events
          - think: 5s..30s
    thresholds:
      - {metric: http_req_duration, target: "p(95)<300", critical: "p(95)<500", action: Investigate}
      - {metric: http_req_failed, target: "rate<0.001", critical: "rate<0.01", action: Investigate}
)";

void measureFirstWindow()
{
    std::vector<double> times;
    for (int round = 0; round < 7; ++round) {
        QProcess console;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("QT_LOGGING_RULES"), QStringLiteral("holdpoint.start.debug=true"));
        console.setProcessEnvironment(environment);
        console.setProcessChannelMode(QProcess::MergedChannels);
        const auto start = Clock::now();
        console.start(QCoreApplication::applicationDirPath() + QStringLiteral("/holdpoint"), {});
        QByteArray said;
        while (console.waitForReadyRead(20000)) {
            said += console.readAll();
            if (said.contains("first window painted")) {
                times.push_back(msSince(start));
                break;
            }
        }
        console.terminate();
        if (!console.waitForFinished(5000)) {
            console.kill();
            console.waitForFinished();
        }
    }
    std::sort(times.begin(), times.end());
    if (times.empty()) {
        std::puts("first window: the console did not start");
        return;
    }
    std::printf("first window: median %.0f ms, max %.0f ms of %zu starts (bar 1,000 ms)\n", times[times.size() / 2], times.back(),
                times.size());
}

void rest(int milliseconds)
{
    test::waitInLoop([] { return false; }, milliseconds);
}

void measureRun(MeasuringApplication& application, const QSize& size, int seconds, int vus)
{
    QTemporaryDir folder;
    EmbeddedStaging staging;
    staging.start();
    if (!test::waitInLoop([&staging] { return !staging.url().isEmpty(); }, 10000)) {
        std::puts("the staging service did not start");
        return;
    }
    const QString file = folder.filePath(QStringLiteral("plan.yaml"));
    std::ofstream(file.toStdString()) << QString::fromLatin1(kPlan).arg(staging.url()).arg(vus).arg(seconds).toStdString();
    AppController controller;
    MainWindow window(controller);
    addPages(window, controller);
    window.resize(size);
    window.show();
    Session::Request request;
    request.planFile = file.toStdString();
    if (const auto opened = controller.openPlan(request); !opened) {
        std::printf("%s\n", opened.error().message.c_str());
        return;
    }
    window.showPage(QStringLiteral("live"));
    rest(300);
    application.forget();
    if (const auto started = controller.startRun({}); !started) {
        std::printf("%s\n", started.error().message.c_str());
        return;
    }
    // The cost of a running test: from the first seconds on until 60 s later, all six slots, eight tiles and the timeline shown.
    rest(std::min(10, seconds / 3) * 1000);
    const double cpuFrom = processMs();
    const double guiFrom = test::threadCpuMs();
    const auto from = Clock::now();
    if (!test::waitInLoop([&] { return !controller.isLoadRunning() || msSince(from) > 60'000; }, (seconds + 60) * 1000)) {
        std::puts("the run did not end in time");
        return;
    }
    const double wall = msSince(from);
    std::printf("window %d x %d: %.0f s of updates cost %.1f %% of one core, the GUI thread alone %.1f %% (bar 15 %%)\n",
                size.width(), size.height(), wall / 1000, 100 * (processMs() - cpuFrom) / wall,
                100 * (test::threadCpuMs() - guiFrom) / wall);
    if (!test::waitInLoop([&controller] { return !controller.isLoadRunning(); }, (seconds + 60) * 1000)) {
        std::puts("the run did not end in time");
    }
    rest(1000); // the verdict is drawn
    std::printf(
        "window %d x %d: from one turn of the GUI thread's event loop to the next at most %.1f ms of its CPU time, %.1f ms "
        "of the clock, of %d turns (bar 50 ms of CPU)\n",
        size.width(), size.height(), application.turns().worstCpuMs, application.turns().worstWallMs, application.turns().turns);
    std::vector<Block>& blocks = application.blocks;
    std::sort(blocks.begin(), blocks.end(), [](const Block& a, const Block& b) { return a.cpu > b.cpu; });
    const auto runs = controller.session()->dossier().runs();
    std::printf("window %d x %d, %d VUs, %d s, %s: GUI thread blocked at most %.1f ms of its CPU time, %.1f ms of the clock (bar "
                "50 ms of CPU)\n",
                size.width(), size.height(), vus, seconds + 15,
                runs && !runs->empty() ? std::string(nameOf(runs->back().result.outcome)).c_str() : "no run",
                blocks.empty() ? 0.0 : blocks.front().cpu,
                blocks.empty() ? 0.0 : std::max_element(blocks.begin(), blocks.end(), [](const Block& a, const Block& b) {
                                           return a.wall < b.wall;
                                       })->wall);
    for (std::size_t i = 0; i < std::min<std::size_t>(5, blocks.size()); ++i) {
        std::printf("  %.1f ms (CPU %.1f ms) %s\n", blocks[i].wall, blocks[i].cpu, qPrintable(blocks[i].what));
    }
}

} // namespace

int main(int argc, char** argv)
{
    const BenchHome home;
    MeasuringApplication application(argc, argv);
    applyTheme(QStringLiteral("light"));
    application.watchTurns();
    printLoadAverage();
    const int seconds = argc > 1 ? std::atoi(argv[1]) : 60;
    const int vus = argc > 2 ? std::atoi(argv[2]) : 10000;
    measureFirstWindow();
    for (const QSize size : {QSize(1280, 800), QSize(1920, 1080)}) {
        measureRun(application, size, seconds, vus);
    }
    return 0;
}
