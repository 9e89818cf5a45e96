// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/watch/source_watch.h"

#include "tests/support/eventually.h"

#include <atomic>
#include <condition_variable>
#include <gtest/gtest.h>
#include <mutex>

namespace holdpoint {
namespace {

using namespace std::chrono_literals;

/// A question that nobody answers until it is interrupted.
class Hanging
{
public:
    SourceAnswer ask()
    {
        std::unique_lock lock(m_mutex);
        m_wakeUp.wait(lock, [this] { return m_isOver; });
        SourceAnswer answer;
        answer.reason = "interrupted";
        return answer;
    }
    void interrupt()
    {
        const std::lock_guard lock(m_mutex);
        m_isOver = true;
        m_wakeUp.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_wakeUp;
    bool m_isOver = false;
};

WatchedSource quick(const std::string& name)
{
    return {name, 1ms, [](WallTime) { return SourceAnswer{}; }};
}

TEST(SourceWatchTest, ASourceThatHangsHoldsUpNoOtherAndEndsWithTheWatch)
{
    Hanging hanging;
    std::atomic<int> answers = 0;
    std::atomic<int> hung = 0;
    SourceWatch::Options options;
    options.sources = {{"hangs", 1ms, [&](WallTime) { return hanging.ask(); }}, quick("answers")};
    options.interrupt = [&] { hanging.interrupt(); };
    options.answered = [&](const SourceAnswer& answer) { ++(answer.source == "answers" ? answers : hung); };
    {
        SourceWatch watch(std::move(options));
        watch.begin(systemClock().wallNow());
        EXPECT_TRUE(test::eventually([&] { return answers > 3; }));
    }
    EXPECT_EQ(hung, 0) << "that it was interrupted says nothing about the source";
}

TEST(SourceWatchTest, SumsUpOnceWhenTheLoadIsOver)
{
    std::atomic<int> answers = 0;
    std::atomic<int> sums = 0;
    std::atomic<bool> isAskedAfterwards = false;
    SourceWatch::Options options;
    options.sources = {quick("prometheus"), quick("grafana")};
    options.summarySource = "prometheus";
    options.summarize = [&](const TimeSpan& load) {
        SourceFindingsByQuery findings;
        findings["q"].covered = std::chrono::duration<double>(load.to - load.from).count();
        return findings;
    };
    options.answered = [&](const SourceAnswer& answer) {
        ++answers;
        isAskedAfterwards = isAskedAfterwards || (answer.source == "prometheus" && sums > 0);
        EXPECT_GE(answer.holdsFor, kSilence);
    };
    options.summarized = [&](const SourceFindingsByQuery& findings) {
        EXPECT_EQ(findings.at("q").covered, 7);
        ++sums;
    };
    SourceWatch watch(std::move(options));
    EXPECT_TRUE(watch.hasSummary());
    const WallTime now = systemClock().wallNow();
    watch.begin(now);
    ASSERT_TRUE(test::eventually([&] { return answers > 2; }));
    watch.finish({now, now + 7s});
    EXPECT_TRUE(test::eventually([&] { return sums == 1; }));
    EXPECT_FALSE(isAskedAfterwards);
}

} // namespace
} // namespace holdpoint
