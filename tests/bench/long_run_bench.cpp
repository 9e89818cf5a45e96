// SPDX-License-Identifier: GPL-3.0-or-later
// A window that stays open all day.
//   long_run_bench dossier    a dossier with 12 hours of load (6 tests of 2 h, 20 series each): the time from opening it until
//   the
//                             newest run is drawn (bar 1 s), frames a second while panning (bar 20), the program's memory (bar
//                             300 MB)
//   long_run_bench memory     a live run of 12 h, time-compressed: growth of memory from minute 10 to hour 12 (bar 10 MB)
// Without a word both, each in a program of its own.
#include "app/console/pages.h"
#include "core/dossier/dossier.h"
#include "tests/bench/bench_console.h"
#include "tests/gui/run/synthetic_run.h"
#include "ui/charts/chart_group.h"
#include "ui/run/chart_grid.h"
#include "ui/run/live_page.h"
#include "ui/run/live_panel.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/main_window.h"
#include "ui/style/holdpoint_style.h"

#include <QApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <malloc.h>
#include <random>
#include <unistd.h>

namespace {

using namespace holdpoint;
using Clock = std::chrono::steady_clock;

constexpr int kSeries = 20;
constexpr int kHours = 12;
constexpr std::uint64_t kTestSeconds = 2 * 3600;

double msSince(Clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// CPU time of all threads of this program, ms.
double processMs()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// Resident memory of this program, MB; what was freed is given back first.
double memoryMb()
{
    malloc_trim(0);
    std::ifstream file("/proc/self/statm");
    double pages = 0;
    double resident = 0;
    file >> pages >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

std::string planText()
{
    std::string text = R"(holdpoint: 1
name: Long
release: {name: bench, version: "1"}
environment: {name: here, base_url: "http://127.0.0.1:1", allow_hosts: [127.0.0.1]}
checklist: {template: "builtin:pre-production"}
tests:
)";
    for (int test = 0; test < 6; ++test) {
        text += "  test" + std::to_string(test) + ":\n    title: Test " + std::to_string(test + 1) +
                " Load Test\n    scenarios:\n      all: {executor: constant-vus, vus: 600, duration: 2h, flow: [";
        for (int step = 0; step < kSeries; ++step) {
            text += (step > 0 ? ", " : "") + std::string("{get: \"/") + std::to_string(step) + "\", name: step" +
                    std::to_string(step) + "}";
        }
        text += "]}\n    thresholds:\n";
        for (int step = 0; step < kSeries; ++step) {
            text += "      - {metric: \"http_req_duration{name:step" + std::to_string(step) +
                    "}\", target: \"p(95)<300\", critical: \"p(95)<500\", action: Look}\n";
        }
        text += "      - {metric: http_req_failed, target: \"rate<0.001\", critical: \"rate<0.01\", action: Look}\n";
    }
    return text;
}

Frame second(std::mt19937_64& random)
{
    std::lognormal_distribution<double> latency(std::log(40'000.0), 0.5);
    Frame frame;
    for (int request = 0; request < 600; ++request) {
        const std::string tag = "{name:step" + std::to_string(request % kSeries) + "}";
        const Micros us{static_cast<std::int64_t>(latency(random))};
        for (const std::string& key : {std::string("http_req_duration"), "http_req_duration" + tag}) {
            frame.trends.try_emplace(key, LatencyHistogram(LatencyHistogram::Digits::Three)).first->second.record(us);
        }
        frame.counters["http_reqs"] += 1;
        frame.counters["http_reqs" + tag] += 1;
        frame.rates["http_req_failed"].total += 1;
    }
    frame.gauges["vus"] = {600, 600, 600};
    return frame;
}

/// Six ended runs of two hours.
bool writeDossier(const std::filesystem::path& file, const Plan& plan)
{
    std::mt19937_64 random(1);
    std::vector<Frame> different;
    for (int index = 0; index < 50; ++index) {
        different.push_back(second(random));
    }
    auto dossier = Dossier::create(file, plan.release, false);
    if (!dossier || !(*dossier)->storePlan(plan)) {
        return false;
    }
    WallTime at = systemClock().wallNow() - std::chrono::hours{kHours + 1};
    for (const TestPlan& test : plan.tests) {
        const auto run = (*dossier)->beginRun(test.id, RunKind::Load, plan, at);
        if (!run) {
            std::printf("%s\n", run.error().message.c_str());
            return false;
        }
        RunJudge judge(rulesFor(plan, test, RunKind::Load));
        std::vector<Frame> batch;
        for (std::uint64_t tick = 0; tick < kTestSeconds; ++tick) {
            Frame frame = different[tick % different.size()];
            frame.run = *run;
            frame.seq = tick + 1;
            frame.tick = tick;
            frame.time = at + std::chrono::seconds{tick};
            frame.isFinal = tick + 1 == kTestSeconds;
            judge.add(frame);
            batch.push_back(std::move(frame));
            if (batch.size() == 60 || tick + 1 == kTestSeconds) {
                if (const auto added = (*dossier)->addFrames(*run, batch); !added) {
                    std::printf("%s\n", added.error().message.c_str());
                    return false;
                }
                batch.clear();
            }
        }
        at += std::chrono::seconds{kTestSeconds};
        if (!(*dossier)->endRun(*run, at, "duration reached", judge.judge(RunEnding::Completed, "duration reached", {}))) {
            return false;
        }
    }
    return true;
}

int measureDossier(const QString& given)
{
    QTemporaryDir folder;
    const std::filesystem::path folderPath = folder.path().toStdString();
    const auto planFile = folderPath / "plan.yaml";
    std::ofstream(planFile) << planText();
    const PlanReading reading = readPlanFile(planFile, {});
    if (!reading.isValid()) {
        std::printf("the plan: %s\n", reading.faults.empty() ? "?" : reading.faults.front().message.c_str());
        return 1;
    }
    const auto file = given.isEmpty() ? folderPath / "long.holdpoint" : std::filesystem::path(given.toStdString());
    if (!std::filesystem::exists(file)) {
        std::printf("writing 12 h of load ...\n");
        std::fflush(stdout);
        QProcess writer; // what writing took is not this program's memory
        writer.start(QCoreApplication::applicationFilePath(),
                     {QStringLiteral("write"), QString::fromStdString(file.string()), QString::fromStdString(planFile.string())});
        writer.waitForFinished(-1);
        if (writer.exitCode() != 0) {
            std::printf("%s", writer.readAll().constData());
            return 1;
        }
    }
    AppController controller;
    MainWindow window(controller);
    addPages(window, controller);
    window.resize(1280, 800);
    window.show();
    window.showPage(QStringLiteral("start"));
    if (!QTest::qWaitForWindowExposed(&window)) {
        std::puts("the window does not show");
        return 1;
    }
    const auto start = Clock::now();
    const double cpuFrom = processMs();
    if (const auto opened = controller.openDossier(QString::fromStdString(file.string())); !opened) {
        std::printf("%s\n", opened.error().message.c_str());
        return 1;
    }
    QApplication::processEvents();
    const double opened = msSince(start);
    window.showPage(QStringLiteral("live"));
    auto& page = *qobject_cast<LivePage*>(window.currentPage());
    const bool isDrawn = QTest::qWaitFor([&page] { return page.panel().run() != nullptr && page.panel().run()->totals; }, 60000);
    QApplication::processEvents();
    const double drawn = msSince(start);
    const double cpu = processMs() - cpuFrom;
    if (!isDrawn) {
        std::puts("the run was never drawn");
        return 1;
    }
    ChartGroup& group = page.panel().grid().group();
    group.zoomTo(1800, 5400);
    QApplication::processEvents();
    const auto panStart = Clock::now();
    int frames = 0;
    for (; frames < 120; ++frames) {
        group.pan(frames < 60 ? 20 : -20);
        QApplication::processEvents(); // the scenes' changes
        QApplication::processEvents(); // and their painting
    }
    const double perSecond = frames * 1000 / msSince(panStart);
    const double memory = memoryMb();
    std::printf(
        "12 h, 6 tests, %d series (%.0f MB on disk): opened in %.0f ms, its newest run drawn after %.0f ms (bar 1,000 ms; CPU of "
        "all threads %.0f ms)\n",
        kSeries, static_cast<double>(std::filesystem::file_size(file)) / 1e6, opened, drawn, cpu);
    std::printf("panning six charts: %.1f frames a second (bar 20)\n", perSecond);
    std::printf("memory of the console: %.0f MB (bar 300 MB)\n", memory);
    return drawn <= 1000 && perSecond >= 20 && memory <= 300 ? 0 : 1;
}

int measureMemory()
{
    const Plan plan = syntheticPlan();
    const auto runs = syntheticRuns(plan);
    LivePage page;
    page.panel().setPlan(&plan, runs);
    page.resize(1112, 684);
    page.show();
    page.beginRun(makeLiveRun(plan, *plan.test("pages"), runs.back()));
    QApplication::processEvents();
    RunJudge judge(rulesFor(plan, *plan.test("pages"), RunKind::Load)); // as the runner has one beside the page
    std::vector<Frame> different;
    for (std::uint64_t tick = 200; tick < 320; ++tick) {
        different.push_back(syntheticFrame(tick, 300));
    }
    const WallTime t0 = systemClock().wallNow();
    double early = 0;
    double most = 0;
    for (std::uint64_t tick = 0; tick < kHours * 3600; ++tick) {
        Frame frame = different[tick % different.size()];
        frame.seq = tick + 1;
        frame.tick = tick;
        frame.time = t0 + std::chrono::seconds{tick};
        judge.add(frame);
        page.takeFrame(frame);
        const bool isWhole = tick < 600 || tick % 60 == 0;
        if (isWhole) {
            page.tick();
            QApplication::processEvents();
            QApplication::processEvents();
        }
        if (tick == 600) {
            early = memoryMb();
            std::printf("  minute 10: %.1f MB\n", early);
        } else if (tick > 600 && tick % 3600 == 0) {
            const double now = memoryMb();
            most = std::max(most, now);
            std::printf("  hour %llu: %.1f MB (%+.1f)\n", static_cast<unsigned long long>(tick / 3600), now, now - early);
            std::fflush(stdout);
        }
    }
    page.tick();
    QApplication::processEvents();
    const double late = memoryMb();
    std::printf(
        "a live run of 12 h: memory grew by %.1f MB from minute 10 to hour 12, by %.1f MB at most in between (bar 10 MB)\n",
        late - early, most - early);
    return late - early <= 10 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv)
{
    const BenchHome home;
    QApplication application(argc, argv);
    applyTheme(QStringLiteral("light"));
    const QString what = QString::fromLocal8Bit(argc > 1 ? argv[1] : "");
    if (what == QStringLiteral("write") && argc > 3) {
        const PlanReading reading = readPlanFile(argv[3], {});
        return reading.isValid() && writeDossier(argv[2], reading.plan) ? 0 : 1;
    }
    printLoadAverage();
    if (what == QStringLiteral("dossier")) {
        return measureDossier(QString::fromLocal8Bit(argc > 2 ? argv[2] : ""));
    }
    if (what == QStringLiteral("memory")) {
        return measureMemory();
    }
    int code = 0;
    for (const char* one : {"dossier", "memory"}) {
        std::fflush(stdout);
        const int ended = QProcess::execute(QCoreApplication::applicationFilePath(), {QString::fromLatin1(one)});
        code = code != 0 ? code : ended;
    }
    return code;
}
