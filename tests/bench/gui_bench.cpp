// SPDX-License-Identifier: GPL-3.0-or-later
// How long the Live load page blocks the GUI thread: a stream of frames like that of 10,000 VUs (2,800 requests/s, every latency
// different) is fed second by second; each tick is frame, refresh and repaint of the whole window. Prints median and maximum.
#include "tests/gui/run/synthetic_run.h"
#include "ui/run/live_page.h"
#include "ui/run/live_panel.h"
#include "ui/style/holdpoint_style.h"

#include <QApplication>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>

namespace {

using namespace holdpoint;

struct Blocks
{
    double median = 0;
    double most = 0;
    double cpuMedian = 0;
    double paintMedian = 0; // of cpuMedian
};

/// CPU time of this thread: what a block costs where nothing else wants the core.
double threadMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

Blocks measure(LivePage& page, std::uint64_t seconds, std::uint64_t from)
{
    std::vector<double> blocks;
    std::vector<double> cpu;
    std::vector<double> paint;
    for (std::uint64_t tick = from; tick < from + seconds; ++tick) {
        const Frame frame = syntheticFrame(tick, 2800); // made outside of what is measured
        const double cpuStart = threadMs();
        const auto start = std::chrono::steady_clock::now();
        page.takeFrame(frame);
        page.tick();
        const double paintStart = threadMs();
        QApplication::processEvents(); // the scenes' changes
        QApplication::processEvents(); // and their painting
        blocks.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
        cpu.push_back(threadMs() - cpuStart);
        paint.push_back(threadMs() - paintStart);
    }
    std::sort(blocks.begin(), blocks.end());
    std::sort(cpu.begin(), cpu.end());
    std::sort(paint.begin(), paint.end());
    return {blocks[blocks.size() / 2], blocks.back(), cpu[cpu.size() / 2], paint[paint.size() / 2]};
}

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    applyTheme(QStringLiteral("light"));
    const Plan plan = syntheticPlan();
    const auto runs = syntheticRuns(plan);
    for (const QSize size : {QSize(824, 684), QSize(1392, 964)}) {
        LivePage page;
        page.panel().setPlan(&plan, runs);
        page.resize(size);
        page.show();
        page.beginRun(makeLiveRun(plan, *plan.test("pages"), runs.back()));
        QApplication::sendPostedEvents();
        const Blocks first = measure(page, 120, 0);
        for (std::uint64_t tick = 120; tick < 840; ++tick) {
            page.takeFrame(syntheticFrame(tick, 300));
        }
        const Blocks late = measure(page, 60, 840);
        const auto print = [&size](const char* when, const Blocks& blocks) {
            std::printf("page %d x %d, %s: median %.1f ms, max %.1f ms; CPU %.1f ms, of it painting %.1f ms (bar 100 ms)\n",
                        size.width(), size.height(), when, blocks.median, blocks.most, blocks.cpuMedian, blocks.paintMedian);
        };
        print("first 2 min", first);
        print("at 14 min", late);
    }
    return 0;
}
