// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/agent/agent_loop.h"

#include "core/agent/line_channel.h"
#include "core/agent/protocol.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/browser/browser_runner.h"
#include "core/http/http_transport.h"
#include "core/k6/k6_run.h"
#include "core/plan/plan_reader.h"
#include "core/rtc/rtc_runner.h"

#include <QCoreApplication>
#include <deque>
#include <optional>
#include <thread>
#include <unistd.h>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxKeptFrames = 600; // ten minutes
constexpr std::size_t kMaxKeptBytes = 32U << 20U;
constexpr Nanos kCloseLimit = std::chrono::seconds{3};
constexpr Nanos kHardStopDelay = std::chrono::seconds{1}; // what the threads may take to end after the grace

class Agent
{
public:
    Agent(int inputDescriptor, int outputDescriptor) : m_channel(inputDescriptor, outputDescriptor) {}
    ~Agent() { closeSamples(); }
    Agent(const Agent&) = delete;
    Agent& operator=(const Agent&) = delete;

    Result<> run();

private:
    enum class State { Idle, Armed, Finished };

    Result<> takeShard(const std::string& line);
    void obey(const Json& command);
    void runOnce(const Json& command);
    void get(const Json& command);
    void perform(const Json& command, const std::vector<Step>& steps);
    bool mayGoOn();
    std::optional<std::string> nextLine();
    void stream(std::uint64_t after);
    void stop(const std::string& why, Nanos limit);
    int millisToNextCut() const;
    std::optional<SteadyTime> nextCut() const;
    void tellConnected();
    void cutDueFrames();
    void cut(bool isFinal);
    void noteSamples(Frame& frame, bool isFinal);
    void closeSamples();
    Failure giveUp(const Error& error);
    void say(const Json& message) { m_channel.send(dumpJson(message)); }

    LineChannel m_channel;
    State m_state = State::Idle;
    bool m_isDone = false;
    bool m_isConnecting = false;
    std::string m_fault; // nothing can be loaded
    Plan m_plan;
    const TestPlan* m_test = nullptr;
    Shard m_shard;
    std::unique_ptr<TransportFactory> m_transports;
    std::unique_ptr<SampleWriter> m_samples; // outlives the load
    std::string m_saidOfSamples;
    std::unique_ptr<SessionRunnerFactory> m_sockets;
    std::unique_ptr<SessionRunnerFactory> m_browser;
    std::unique_ptr<LoadRun> m_own; // also what runs once; its load may be nothing
    std::unique_ptr<K6Run> m_k6;
    LoadEngine* m_load = nullptr; // one of the two
    std::uint64_t m_tick = 0;
    std::uint64_t m_seq = 0;
    std::optional<SteadyTime> m_hardStopAt;
    bool m_isConsoleGone = false;
    std::deque<std::string> m_early; // lines that came while a step was performed
    bool m_isStepStopped = false;
    struct Kept
    {
        std::uint64_t seq;
        std::string line;
    };
    std::deque<Kept> m_kept;
    std::size_t m_keptBytes = 0;
};

Result<> Agent::takeShard(const std::string& line)
{
    const auto json = parseJson(line, "the shard on stdin");
    if (!json) {
        return fail(json.error());
    }
    auto message = shardMessageFromJson(*json);
    if (!message) {
        return fail(message.error());
    }
    PlanReading reading = planFromResolved(message->plan, std::move(message->secrets));
    if (!reading.isValid()) {
        return fail(Error::Kind::Invalid, "the shard's plan is not valid: " + reading.faults.front().text());
    }
    m_plan = std::move(reading.plan);
    for (const auto& [name, set] : m_plan.data) {
        if (set.rows.empty()) {
            return fail(Error::Kind::Invalid, "the shard carries no rows of the data set `" + name + "`");
        }
    }
    m_test = m_plan.test(message->testId);
    if (m_test == nullptr) {
        return fail(Error::Kind::Invalid, "the shard's plan has no test `" + message->testId + "`");
    }
    m_shard = message->shard;
    if (!message->samples.isEmpty()) {
        auto samples = SampleWriter::open(message->samples, Redactor(m_plan.secrets));
        if (!samples) {
            return fail(samples.error());
        }
        m_samples = std::move(*samples);
        m_shard.samples = m_samples.get();
    }
    m_transports = makeHttpTransports(m_plan.environment);
    m_sockets = makeRtcSessions(m_plan.environment);
    m_browser = makeBrowserSessions(m_plan.environment, m_plan.browser);
    const unsigned cores = std::max(2U, std::thread::hardware_concurrency());
    m_own = std::make_unique<LoadRun>(m_plan, *m_test, m_shard, *m_transports, cores - 1,
                                      std::vector<SessionRunnerFactory*>{m_sockets.get(), m_browser.get()});
    m_load = m_own.get();
    if (m_test->k6) {
        m_k6 = std::make_unique<K6Run>(m_plan, *m_test, m_shard);
        m_load = m_k6.get();
    }
    say(Json{{"type", "ready"}, {"pid", static_cast<std::int64_t>(::getpid())}});
    return {};
}

void Agent::obey(const Json& command)
{
    const std::string name = stringAt(command, "cmd");
    if (name == "once") {
        runOnce(command);
    } else if (name == "get") {
        get(command);
    } else if (name == "connect" && m_state == State::Idle) {
        m_load->connect();
        m_fault = m_load->startFault();
        m_isConnecting = true;
    } else if (name == "arm") {
        if (m_state != State::Idle) {
            say(Json{{"type", "error"}, {"message", "this agent is armed already: one agent serves one run"}});
            return;
        }
        m_state = State::Armed;
        m_isConnecting = false;
        m_load->start(SteadyTime{Nanos{integerAt(command, "t0_ns")}});
        m_fault = m_load->startFault();
    } else if (name == "status") {
        const char* state = m_state == State::Idle ? "idle" : m_state == State::Armed ? "running" : "finished";
        say(Json{{"type", "status"}, {"state", state}, {"seq", m_seq}});
    } else if (name == "stream") {
        stream(static_cast<std::uint64_t>(std::max<std::int64_t>(0, integerAt(command, "after"))));
    } else if (name == "stop") {
        // `now` skips the graceful part: Ctrl-C twice
        stop(stringAt(command, "why", "stopped"), boolAt(command, "now") ? Nanos{0} : Nanos::max());
    } else if (name == "result") {
        m_isDone = m_state != State::Armed;
    } else {
        say(Json{{"type", "error"}, {"message", "unknown command `" + shortened(name, 60) + "`"}});
    }
}

void Agent::runOnce(const Json& command)
{
    perform(command, stringAt(command, "phase") == "teardown" ? m_test->teardown : m_test->setup);
}

void Agent::get(const Json& command)
{
    Step step;
    step.kind = StepKind::Http;
    step.name = "verify";
    step.http.method = "GET";
    step.http.target = stringAt(command, "target");
    perform(command, {step});
}

void Agent::perform(const Json& command, const std::vector<Step>& steps)
{
    m_isStepStopped = false;
    Json answers = Json::array();
    bool isOk = true;
    for (const StepOutcome& outcome : m_own->runOnce(steps, [this] { return mayGoOn(); })) {
        answers.push_back(toJson(outcome));
        isOk = isOk && !outcome.isFailed;
    }
    say(Json{{"type", "once"}, {"id", integerAt(command, "id")}, {"ok", isOk}, {"steps", std::move(answers)}});
}

/// Asked while a step is performed: a console that is gone, or a stop, gives the step up. Other commands wait for its end.
bool Agent::mayGoOn()
{
    m_channel.wait(0);
    while (auto line = m_channel.nextLine()) {
        const auto command = parseJson(*line, "a command on stdin");
        m_isStepStopped = m_isStepStopped || (command && stringAt(*command, "cmd") == "stop");
        m_early.push_back(std::move(*line));
    }
    return !m_isStepStopped && !m_channel.isInputEnded() && !m_channel.isOutputBroken();
}

std::optional<std::string> Agent::nextLine()
{
    if (m_early.empty()) {
        return m_channel.nextLine();
    }
    std::string line = std::move(m_early.front());
    m_early.pop_front();
    return line;
}

void Agent::stream(std::uint64_t after)
{
    for (const Kept& kept : m_kept) {
        if (kept.seq > after) {
            m_channel.send(kept.line);
        }
    }
}

void Agent::stop(const std::string& why, Nanos limit)
{
    if (m_state != State::Armed) {
        return;
    }
    const SteadyTime now = systemClock().steadyNow();
    Nanos grace = std::min(m_load->gracefulStop(), limit);
    if (m_hardStopAt) { // a later stop may only end the run sooner
        grace = std::clamp(*m_hardStopAt - kHardStopDelay - now, Nanos{0}, grace);
    }
    m_load->requestStop(grace, why);
    m_hardStopAt = now + grace + kHardStopDelay;
}

int Agent::millisToNextCut() const
{
    if (m_state != State::Armed) {
        return m_isConnecting ? 10 : 200;
    }
    const auto due = nextCut();
    const auto left = due ? std::chrono::ceil<Millis>(*due - systemClock().steadyNow()).count() : 50;
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 50));
}

void Agent::tellConnected()
{
    if (!m_isConnecting) {
        return;
    }
    if (const Connecting connecting = m_load->connecting(); connecting.isDone) {
        m_isConnecting = false;
        say(toJson(connecting));
    }
}

void Agent::cutDueFrames()
{
    if (m_state != State::Armed) {
        return;
    }
    const SteadyTime now = systemClock().steadyNow();
    const bool isOver = m_load->isFinished() || (m_hardStopAt && now >= *m_hardStopAt);
    for (auto due = nextCut(); due && now >= *due; due = nextCut()) {
        cut(false);
    }
    for (const std::string& line : m_load->takeEarlyLog()) {
        say(Json{{"type", "log"}, {"line", line}});
    }
    if (isOver) {
        if (m_load->began()) {
            cut(true);
        }
        Json end{{"type", "finished"}, {"why", m_load->whyEnded()}, {"seq", m_seq}};
        if (const auto verdict = m_load->verdict()) {
            end["verdict"] = toJson(*verdict);
        }
        if (m_samples != nullptr && !m_samples->fault().empty()) {
            end["samples_fault"] = m_samples->fault();
        }
        say(end);
        m_state = State::Finished;
    }
}

/// When the next second is over and complete; nullopt before second 0.
std::optional<SteadyTime> Agent::nextCut() const
{
    const auto began = m_load->began();
    return began ? std::optional(*began + Seconds{static_cast<std::int64_t>(m_tick) + 1} + m_load->cutDelay()) : std::nullopt;
}

/// The last frame waits until the samples are written: what is missing from them belongs to the run.
void Agent::noteSamples(Frame& frame, bool isFinal)
{
    if (m_samples == nullptr) {
        return;
    }
    m_samples->addSecond(frame);
    if (isFinal) {
        m_samples->close();
    }
    if (const std::uint64_t dropped = m_samples->takeDropped(); dropped > 0) {
        frame.counters["samples_dropped"] += static_cast<double>(dropped);
    }
    for (const std::string& what : {m_samples->fault(), m_samples->readerGone()}) {
        if (!what.empty() && m_saidOfSamples.find(what) == std::string::npos) {
            m_saidOfSamples += what + "\n";
            frame.events.push_back("samples: " + what);
        }
    }
}

/// Samples point to the load's steps, so they are written before it goes.
void Agent::closeSamples()
{
    if (m_samples != nullptr) {
        m_samples->close();
    }
}

void Agent::cut(bool isFinal)
{
    Frame frame = m_load->takeFrame(m_tick++, isFinal);
    frame.isFinal = isFinal;
    noteSamples(frame, isFinal);
    m_seq = frame.seq;
    std::string line = dumpJson(toJson(frame));
    m_channel.send(line); // not taken: the reader asks for it again
    m_keptBytes += line.size();
    m_kept.push_back(Kept{frame.seq, std::move(line)});
    while (m_kept.size() > kMaxKeptFrames || m_keptBytes > kMaxKeptBytes) {
        m_keptBytes -= m_kept.front().line.size();
        m_kept.pop_front();
    }
}

/// The console hears the reason before this process ends with it.
Failure Agent::giveUp(const Error& error)
{
    say(Json{{"type", "error"}, {"message", error.message}});
    m_channel.flush(1000);
    return fail(error);
}

Result<> Agent::run()
{
    while (!m_isDone) {
        m_channel.wait(millisToNextCut());
        while (auto line = nextLine()) {
            if (m_load == nullptr) {
                if (const auto taken = takeShard(*line); !taken) {
                    return giveUp(taken.error());
                }
            } else if (const auto command = parseJson(*line, "a command on stdin")) {
                obey(*command);
            } else {
                say(Json{{"type", "error"}, {"message", command.error().message}});
            }
        }
        if (!m_fault.empty()) {
            return giveUp({Error::Kind::Refused, m_fault});
        }
        if (m_channel.isLineTooLong()) {
            return giveUp({Error::Kind::Invalid, "a line on stdin is longer than " + formatBytes(m_channel.longestLine()) +
                                                     ": give the plan's data sets fewer rows or columns"});
        }
        tellConnected();
        cutDueFrames();
        if (m_channel.isInputEnded() || m_channel.isOutputBroken()) {
            if (m_state != State::Armed) {
                break;
            }
            if (!m_isConsoleGone) {
                m_isConsoleGone = true;
                stop("the console is gone", kCloseLimit - std::chrono::seconds{1});
            }
        }
    }
    closeSamples();
    m_load = nullptr;
    m_k6.reset();
    m_own.reset();
    m_channel.flush(1000);
    return {};
}

} // namespace

Result<> runAgent(int inputDescriptor, int outputDescriptor)
{
    // QtWebSockets asks for one on its threads; its event loop never runs.
    static int argumentCount = 1;
    static std::string program = "holdpointctl";
    static char* arguments[] = {program.data(), nullptr};
    std::optional<QCoreApplication> application;
    if (QCoreApplication::instance() == nullptr) {
        application.emplace(argumentCount, arguments);
    }
    return Agent(inputDescriptor, outputDescriptor).run();
}

} // namespace holdpoint
