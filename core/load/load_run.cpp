// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/load_run.h"

#include "core/load/health.h"
#include "core/load/load_thread.h"
#include "core/load/session.h"
#include "core/load/step_runner.h"

#include <optional>
#include <set>

namespace holdpoint {

namespace {

constexpr Nanos kHandOverLimit = std::chrono::milliseconds{300};
constexpr Nanos kLastHandOverLimit = Seconds{5}; // what is later comes with no frame any more
constexpr Nanos kConnectLimit = Seconds{30};     // what is not open by then goes on opening under load

} // namespace

std::string Shard::text() const
{
    return std::to_string(index + 1) + "/" + std::to_string(count);
}

Frame Shard::frame(std::uint64_t seq, std::uint64_t tick, WallTime t0) const
{
    Frame frame;
    frame.run = run;
    frame.shard = text();
    frame.attempt = attempt;
    frame.seq = seq;
    frame.tick = tick;
    frame.time = t0 + Seconds{static_cast<std::int64_t>(tick)};
    return frame;
}

/// Owns the threads and joins what they recorded.
class LoadRun::Engine
{
public:
    Engine(const Plan& plan, const TestPlan& test, Shard shard, TransportFactory& transports, unsigned threads,
           std::vector<SessionRunnerFactory*> sessions)
        : m_plan(plan), m_shard(shard), m_transports(transports), m_factories(std::move(sessions)),
          m_compiled(withoutImpossible(compileTest(plan, test, shard))), m_context(plan, *m_compiled, shard),
          m_threadCount(std::max(1U, threads))
    {}

    const Plan& plan() const { return m_plan; }
    const Shard& shard() const { return m_shard; }
    Nanos gracefulStop() const;
    std::optional<SteadyTime> began() const { return m_isStarted ? std::optional(m_t0) : std::nullopt; }
    TransportFactory& transports() { return m_transports; }

    void connect();
    Connecting connecting() const;
    void start(SteadyTime t0);
    const std::string& startFault() const { return m_startFault; }
    void requestStop(Nanos grace, const std::string& why);
    bool isFinished() const;
    std::string whyEnded() const { return !isFinished() ? "" : m_stopCause.empty() ? m_context.causes() : m_stopCause; }
    Frame takeFrame(std::uint64_t tick, bool isLast);

private:
    struct Collected
    {
        std::uint64_t shortages = 0; // of this machine
        Nanos longestTurn{};
    };
    std::unique_ptr<CompiledTest> withoutImpossible(std::unique_ptr<CompiledTest> compiled) const;
    void makeSessionRunners();
    bool makeThreads();
    Collected collect(Frame& frame, Nanos patience);
    void addVitals(Frame& frame);
    std::uint64_t tickOf(SteadyTime time) const;
    void judgeHealth(Frame& frame, const Collected& collected, SteadyTime cutAt);
    double busiestShare(SteadyTime now);

    const Plan& m_plan;
    const Shard m_shard;
    TransportFactory& m_transports;
    const std::vector<SessionRunnerFactory*> m_factories;
    const std::unique_ptr<CompiledTest> m_compiled;
    RunContext m_context;
    const unsigned m_threadCount;
    std::vector<std::unique_ptr<SessionRunner>> m_sessions; // outlive the threads, which wait for their ends
    std::vector<Recorder*> m_sessionRecorders;
    std::vector<std::unique_ptr<LoadThread>> m_threads;
    std::vector<Nanos> m_idleBefore;
    SteadyTime m_idleAt{};
    SteadyTime m_t0{};
    WallTime m_wallT0{};
    std::optional<SteadyTime> m_connectLimit; // of a connect() under way
    bool m_isStarted = false;
    bool m_areThreadsMade = false;
    bool m_areEventsTold = false;
    std::string m_startFault;
    std::string m_stopCause;
    std::uint64_t m_seq = 0;
    std::vector<TimedValue> m_vitals;       // whose last second is not over
    std::set<std::uint64_t> m_limitedTicks; // so far
    HealthProbe m_probe;
};

/// Leaves out scenarios with steps that nobody here can run, and says so.
std::unique_ptr<CompiledTest> LoadRun::Engine::withoutImpossible(std::unique_ptr<CompiledTest> compiled) const
{
    std::erase_if(compiled->scenarios, [&](const std::unique_ptr<CompiledScenario>& scenario) {
        for (const auto& session : scenario->sessions) {
            const auto factory = std::find_if(m_factories.begin(), m_factories.end(),
                                              [&](const auto* each) { return each->kind() == session->kind; });
            const auto can = factory == m_factories.end()
                                 ? fail(Error::Kind::Internal, "nothing here runs the step " + session->name)
                                 : (*factory)->canRun();
            if (!can) {
                compiled->events.push_back("scenario " + scenario->plan.id + " not run: " + can.error().message);
                return true;
            }
        }
        return false;
    });
    return compiled;
}

void LoadRun::Engine::makeSessionRunners()
{
    const Stripe own{m_shard.index, m_shard.count};
    for (SessionRunnerFactory* factory : m_factories) {
        std::uint64_t most = 0;
        for (const auto& scenario : m_compiled->scenarios) {
            const bool isUser = std::any_of(scenario->sessions.begin(), scenario->sessions.end(),
                                            [&](const auto& session) { return session->kind == factory->kind(); });
            most += isUser ? own.sizeOf(scenario->plan.maxVus()) : 0;
        }
        if (most > 0) {
            m_sessions.push_back(factory->make(m_context, most));
            m_context.setSessionRunner(factory->kind(), *m_sessions.back());
            for (Recorder* recorder : m_sessions.back()->recorders()) {
                m_sessionRecorders.push_back(recorder);
            }
        }
    }
}

/// Once; false if there is a start fault.
bool LoadRun::Engine::makeThreads()
{
    if (m_areThreadsMade) {
        return m_startFault.empty();
    }
    m_areThreadsMade = true;
    m_transports.prepare(m_compiled->urls);
    makeSessionRunners();
    for (unsigned i = 0; i < m_threadCount; ++i) {
        m_threads.push_back(std::make_unique<LoadThread>(m_context, m_transports, Stripe{i, m_threadCount}));
    }
    if (!std::all_of(m_threads.begin(), m_threads.end(), [](const auto& thread) { return thread->isUsable(); })) {
        m_threads.clear();
        m_isStarted = true;
        m_stopCause = m_startFault = "the load cannot start: " + outOfDescriptorsText();
    }
    return m_startFault.empty();
}

void LoadRun::Engine::connect()
{
    if (m_areThreadsMade || !makeThreads()) {
        return;
    }
    m_connectLimit = systemClock().steadyNow() + kConnectLimit;
    for (const auto& thread : m_threads) {
        thread->connect();
    }
}

Connecting LoadRun::Engine::connecting() const
{
    Connecting sum;
    sum.isDone = true;
    for (const auto& thread : m_threads) {
        const Connecting each = thread->connecting();
        sum.opened += each.opened;
        sum.failed += each.failed;
        sum.fault = sum.fault.empty() ? each.fault : sum.fault;
        sum.isDone = sum.isDone && each.isDone;
    }
    sum.isDone = sum.isDone || !m_connectLimit || systemClock().steadyNow() >= *m_connectLimit;
    return sum;
}

void LoadRun::Engine::start(SteadyTime t0)
{
    m_t0 = t0;
    m_idleAt = systemClock().steadyNow();
    m_wallT0 = systemClock().wallNow() + std::chrono::duration_cast<Micros>(t0 - m_idleAt);
    if (m_isStarted || !makeThreads()) {
        return;
    }
    m_isStarted = true;
    for (const auto& thread : m_threads) {
        thread->start(t0);
    }
}

void LoadRun::Engine::requestStop(Nanos grace, const std::string& why)
{
    if (m_stopCause.empty()) {
        m_stopCause = why.empty() ? "stopped" : why;
    }
    // Nanos::max() means: as long as each scenario's own graceful stop
    const SteadyTime hardStopAt = systemClock().steadyNow() + std::min<Nanos>(grace, std::chrono::hours{24});
    for (const auto& thread : m_threads) {
        thread->requestStop(hardStopAt, m_stopCause);
    }
    if (!m_isStarted) { // a run that is stopped before its start is finished
        m_threads.clear();
        m_isStarted = true;
    }
}

Nanos LoadRun::Engine::gracefulStop() const
{
    Nanos longest{};
    for (const auto& scenario : m_compiled->scenarios) {
        longest = std::max(longest, scenario->plan.gracefulStop);
    }
    return longest;
}

bool LoadRun::Engine::isFinished() const
{
    return m_isStarted &&
           std::all_of(m_threads.begin(), m_threads.end(), [](const auto& thread) { return thread->isFinished(); });
}

Frame LoadRun::Engine::takeFrame(std::uint64_t tick, bool isLast)
{
    const SteadyTime cutAt = systemClock().steadyNow();
    Frame frame = m_shard.frame(++m_seq, tick, m_wallT0);
    frame.isFinal = isFinished();
    if (!m_areEventsTold) {
        m_areEventsTold = true;
        frame.events = m_compiled->events;
    }
    const Collected collected = collect(frame, isLast || frame.isFinal ? kLastHandOverLimit : kHandOverLimit);
    judgeHealth(frame, collected, cutAt);
    if (frame.health.limited) {
        m_limitedTicks.insert(tick);
    }
    frame.isFinal = frame.isFinal || isLast;
    addVitals(frame);
    return frame;
}

std::uint64_t LoadRun::Engine::tickOf(SteadyTime time) const
{
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, std::chrono::floor<Seconds>(time - m_t0).count()));
}

/// A page in a browser competes with the generator for this machine: what it felt like in a limited second is no answer. A visit
/// whose last second is still under way waits for the next frame.
void LoadRun::Engine::addVitals(Frame& frame)
{
    std::uint64_t dropped = 0;
    std::erase_if(m_vitals, [&](const TimedValue& vital) {
        const std::uint64_t end = tickOf(vital.end);
        if (end > frame.tick && !frame.isFinal) {
            return false;
        }
        const auto limited = m_limitedTicks.lower_bound(tickOf(vital.begin));
        if (limited != m_limitedTicks.end() && *limited <= end) {
            ++dropped;
            return true;
        }
        for (const SeriesRef& ref : *vital.list) {
            const auto& series = m_compiled->series.of(MetricType::Trend)[ref.index];
            frame.trends.try_emplace(series.key, series.digits).first->second.record(vital.value);
        }
        return true;
    });
    if (dropped > 0) {
        frame.counters["browser_vitals_dropped"] += static_cast<double>(dropped);
    }
}

/// Asks all threads first and takes afterwards, so that they cut at the same moment.
LoadRun::Engine::Collected LoadRun::Engine::collect(Frame& frame, Nanos patience)
{
    for (const auto& thread : m_threads) {
        if (!thread->isFinished()) {
            thread->recorder().request();
            thread->wake();
        }
    }
    for (Recorder* recorder : m_sessionRecorders) {
        recorder->request();
    }
    for (const auto& runner : m_sessions) {
        runner->wake();
    }
    for (const auto& series : m_compiled->series.of(MetricType::Counter)) {
        if (series.isAlwaysShown) {
            frame.counters.emplace(series.key, 0.0); // also in a second from which no thread had anything to say
        }
    }
    Collected collected;
    const auto deadline = std::chrono::steady_clock::now() + patience;
    std::vector<Recorder*> recorders = m_sessionRecorders;
    for (const auto& thread : m_threads) {
        recorders.push_back(&thread->recorder());
    }
    for (Recorder* recorder : recorders) {
        for (auto& interval : recorder->take(deadline)) {
            interval->addTo(frame, m_compiled->series);
            m_vitals.insert(m_vitals.end(), interval->vitals.begin(), interval->vitals.end());
            collected.shortages += interval->shortages;
            collected.longestTurn = std::max(collected.longestTurn, interval->longestTurn);
            recorder->giveBack(std::move(interval));
        }
    }
    return collected;
}

double LoadRun::Engine::busiestShare(SteadyTime now)
{
    const auto elapsed = static_cast<double>(std::max<std::int64_t>(1, (now - m_idleAt).count()));
    double busiest = 0;
    std::size_t number = 0;
    const auto judge = [&](Nanos idle, bool isWorking) {
        m_idleBefore.resize(std::max(m_idleBefore.size(), number + 1));
        if (isWorking) {
            busiest = std::max(busiest, 1.0 - static_cast<double>((idle - m_idleBefore[number]).count()) / elapsed);
        }
        m_idleBefore[number++] = idle;
    };
    for (const auto& thread : m_threads) {
        judge(thread->idleTime(), !thread->isFinished());
    }
    for (const auto& runner : m_sessions) {
        for (const Nanos idle : runner->idleTimes()) {
            judge(idle, !isFinished());
        }
    }
    m_idleAt = now;
    return std::clamp(busiest, 0.0, 1.0);
}

void LoadRun::Engine::judgeHealth(Frame& frame, const Collected& collected, SteadyTime cutAt)
{
    GeneratorHealth& health = frame.health;
    SecondFacts facts;
    if (const auto lag = frame.trends.find("generator_lag"); lag != frame.trends.end()) {
        facts.lagP99Us = lag->second.percentileUs(99);
    }
    if (const auto duration = frame.trends.find("http_req_duration"); duration != frame.trends.end()) {
        facts.measuredP50Us = duration->second.percentileUs(50);
    }
    facts.busy = busiestShare(systemClock().steadyNow());
    facts.shortages = collected.shortages;
    if (!frame.isFinal) {
        facts.cutLate = cutAt - (m_t0 + Seconds{static_cast<std::int64_t>(frame.tick) + 1});
    }
    health.lagP99Us = facts.lagP99Us;
    health.busy = facts.busy;
    health.loopMaxUs = static_cast<std::uint64_t>(std::chrono::duration_cast<Micros>(collected.longestTurn).count());
    m_probe.sample(health);
    health.limitedBy = limitedBy(facts, m_plan.generator);
    health.limited = !health.limitedBy.empty();
}

LoadRun::LoadRun(const Plan& plan, const TestPlan& test, Shard shard, TransportFactory& transports, unsigned threads,
                 std::vector<SessionRunnerFactory*> sessions)
    : m_engine(std::make_unique<Engine>(plan, test, shard, transports, threads, std::move(sessions)))
{}

LoadRun::~LoadRun() = default;

std::vector<StepOutcome> LoadRun::runOnce(const std::vector<Step>& steps, const std::function<bool()>& goesOn)
{
    return runSteps(m_engine->plan(), steps, m_engine->shard(), m_engine->transports(), goesOn);
}

void LoadRun::connect()
{
    m_engine->connect();
}

Connecting LoadRun::connecting() const
{
    return m_engine->connecting();
}

void LoadRun::start(SteadyTime t0)
{
    m_engine->start(t0);
}

std::string LoadRun::startFault() const
{
    return m_engine->startFault();
}

void LoadRun::requestStop(Nanos grace, std::string why)
{
    m_engine->requestStop(grace, why);
}

Nanos LoadRun::gracefulStop() const
{
    return m_engine->gracefulStop();
}

std::optional<SteadyTime> LoadRun::began() const
{
    return m_engine->began();
}

bool LoadRun::isFinished() const
{
    return m_engine->isFinished();
}

std::string LoadRun::whyEnded() const
{
    return m_engine->whyEnded();
}

Frame LoadRun::takeFrame(std::uint64_t tick, bool isLast)
{
    return m_engine->takeFrame(tick, isLast);
}

} // namespace holdpoint
