// SPDX-License-Identifier: GPL-3.0-or-later
// What sessions of another tier record, on its way into the run's frames.
#include "core/load/recorder.h"
#include "core/load/run_context.h"
#include "core/load/session.h"
#include "tests/support/eventually.h"
#include "tests/support/load_plan.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <gtest/gtest.h>
#include <mutex>
#include <poll.h>
#include <thread>

using namespace holdpoint;
using namespace holdpoint::test;
using namespace std::chrono_literals;

namespace {

/// Visits that do what a test tells their thread to do.
class Visits final : public SessionRunner
{
public:
    using Call = std::function<void(Recorder&)>;

    explicit Visits(RunContext& context) : m_recorder(context.test().series), m_thread([this] { work(); }) {}
    ~Visits() override
    {
        post({});
        m_thread.join();
    }

    void begin(SessionOrder order, SessionSink& sink) override
    {
        const std::scoped_lock lock(m_mutex);
        m_order = std::move(order);
        m_sink = &sink;
        m_hasBegun = true;
    }
    void end(SessionOwner* owner, SteadyTime) override
    {
        post([this, owner](Recorder& recorder) {
            onEnd(recorder);
            m_sink->onSessionEnd({owner, true, true, 0});
            afterEnd();
        });
    }
    std::vector<Recorder*> recorders() override { return {&m_recorder}; }
    void wake() override
    {
        post([](Recorder& recorder) { recorder.handOverIfWanted(); });
    }
    std::vector<Nanos> idleTimes() const override { return {}; }

    bool hasBegun()
    {
        const std::scoped_lock lock(m_mutex);
        return m_hasBegun;
    }
    const BrowserSeries& series() const { return m_order.step->browserSeries; } // once it has begun
    /// On its thread, as all that follows.
    void post(Call call)
    {
        const std::scoped_lock lock(m_mutex);
        m_calls.push_back(std::move(call));
        m_hasCall.notify_one();
    }
    Call onEnd = [](Recorder&) {};
    std::function<void()> afterEnd = [] {};

private:
    void work()
    {
        for (;;) {
            Call call;
            {
                std::unique_lock lock(m_mutex);
                m_hasCall.wait(lock, [this] { return !m_calls.empty(); });
                call = std::move(m_calls.front());
                m_calls.pop_front();
            }
            if (!call) {
                m_recorder.finish();
                return;
            }
            call(m_recorder);
        }
    }

    Recorder m_recorder;
    std::mutex m_mutex;
    std::condition_variable m_hasCall;
    std::deque<Call> m_calls; // guarded by m_mutex; an empty one ends the thread
    SessionOrder m_order;
    SessionSink* m_sink = nullptr;
    bool m_hasBegun = false;
    std::thread m_thread;
};

class VisitsFactory final : public SessionRunnerFactory
{
public:
    StepKind kind() const override { return StepKind::Browser; }
    Result<> canRun() const override { return {}; }
    std::unique_ptr<SessionRunner> make(RunContext& context, std::uint64_t) override
    {
        auto made = std::make_unique<Visits>(context);
        visits = made.get();
        return made;
    }
    Visits* visits = nullptr; // lives as long as the run
};

Plan visitPlan()
{
    Step visit;
    visit.kind = StepKind::Browser;
    visit.name = "visit";
    visit.browser.target = "/";
    Plan plan = planFor("http://127.0.0.1:1", {constantVus("pages", 1, 1h, {visit})});
    plan.generator.maxLag = 1h; // only a late cut limits a second here
    plan.generator.maxBusy = 1;
    return plan;
}

std::uint64_t vitalsOf(const Frame& frame, const std::string& key = "browser_web_vital_lcp")
{
    const auto found = frame.trends.find(key);
    return found == frame.trends.end() ? 0 : found->second.count();
}

double droppedOf(const Frame& frame)
{
    const auto found = frame.counters.find("browser_vitals_dropped");
    return found == frame.counters.end() ? 0 : found->second;
}

} // namespace

TEST(SessionFrameTest, AVitalIsDroppedIfAnySecondOfItsVisitWasLimited)
{
    VisitsFactory factory;
    RunningLoad running(visitPlan(), {}, 1, {&factory});
    const SteadyTime t0 = systemClock().steadyNow() - 2s;
    running.run.start(t0);
    ASSERT_TRUE(eventually([&] { return factory.visits->hasBegun(); }));
    ASSERT_TRUE(running.run.takeFrame(0).health.limited) << "it is cut a second late";

    const auto visit = [&](Nanos from, Nanos to) {
        factory.visits->post(
            [&, from, to](Recorder& recorder) { recorder.vital(factory.visits->series().lcp, 100ms, t0 + from, t0 + to); });
    };
    visit(500ms, 1'000'300ms);       // its first second was limited
    visit(1'000'100ms, 1'000'300ms); // none was
    visit(1'000'200ms, 1'001'400ms); // its last second is not over
    const Frame good = running.run.takeFrame(1000);
    ASSERT_FALSE(good.health.limited) << good.health.limitedBy;
    EXPECT_EQ(vitalsOf(good), 1U);
    EXPECT_EQ(vitalsOf(good, "browser_web_vital_lcp{name:visit}"), 1U);
    EXPECT_EQ(droppedOf(good), 1);

    const Frame next = running.run.takeFrame(1001);
    EXPECT_EQ(vitalsOf(next), 1U);
    EXPECT_EQ(droppedOf(next), 0);
    running.run.requestStop(0ms, "enough");
    EXPECT_TRUE(running.finish().isFinished);
}

TEST(SessionFrameTest, AVisitThatEndsWithTheRunIsJudgedByTheSecondsThatThereWere)
{
    VisitsFactory factory;
    RunningLoad running(visitPlan(), {}, 1, {&factory});
    const SteadyTime t0 = systemClock().steadyNow();
    running.run.start(t0);
    ASSERT_TRUE(eventually([&] { return factory.visits->hasBegun(); }));
    factory.visits->onEnd = [&](Recorder& recorder) { recorder.vital(factory.visits->series().lcp, 100ms, t0, t0 + 1h); };
    running.run.requestStop(10s, "enough");
    const auto load = running.finish();

    EXPECT_TRUE(load.isFinished);
    EXPECT_EQ(load.totals.sampleCount("browser_web_vital_lcp") + static_cast<std::uint64_t>(load.count("browser_vitals_dropped")),
              1U);
}

TEST(SessionFrameTest, TheLastFrameWaitsForAWorkerThatIsBehind)
{
    VisitsFactory factory;
    RunningLoad running(visitPlan(), {}, 1, {&factory});
    running.run.start(systemClock().steadyNow());
    ASSERT_TRUE(eventually([&] { return factory.visits->hasBegun(); }));
    factory.visits->onEnd = [&](Recorder& recorder) { recorder.rate(factory.visits->series().visitFailed, true); };
    factory.visits->afterEnd = [] { ::poll(nullptr, 0, 900); }; // the worker's own slowness
    running.run.requestStop(10s, "enough");
    ASSERT_TRUE(eventually([&] { return running.run.isFinished(); }));
    const Frame last = running.run.takeFrame(1);

    EXPECT_TRUE(last.isFinal);
    const auto failed =
        std::find_if(last.rates.begin(), last.rates.end(), [](const auto& rate) { return rate.first == "browser_visit_failed"; });
    ASSERT_NE(failed, last.rates.end());
    EXPECT_EQ(failed->second.total, 1U);
}
