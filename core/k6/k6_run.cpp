// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/k6/k6_run.h"

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/k6/k6_process.h"
#include "core/k6/k6_stream.h"
#include "core/k6/k6_terminal.h"
#include "core/load/health.h"
#include "core/plan/plan_reader.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <limits>
#include <mutex>
#include <poll.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace holdpoint {

namespace {

constexpr Nanos kCutDelay = Millis{600};     // k6 flushes every 200 ms; half of them come late on a busy machine
constexpr Nanos kGracefulStop = Seconds{30}; // teardown() included
constexpr Nanos kMercy = Millis{500};        // between the second SIGINT and the end
constexpr std::size_t kMaxSummary = 16U << 20U;
constexpr int kTick = 50; // ms between looks at what is asked of us
constexpr std::size_t kMaxHosts = 100;
constexpr std::size_t kBlock = 256U << 10U;

/// A file of ours alone that is gone with its owner.
class TemporaryFile
{
public:
    TemporaryFile()
    {
        std::error_code ignored;
        m_path = (std::filesystem::temp_directory_path(ignored) / "holdpoint-k6-XXXXXX").string();
        m_file = FileDescriptor(::mkostemp(m_path.data(), O_CLOEXEC));
    }
    ~TemporaryFile()
    {
        if (m_file.fd() >= 0) {
            ::unlink(m_path.c_str());
        }
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    bool isGood() const { return m_file.fd() >= 0; }
    const std::string& path() const { return m_path; }

private:
    std::string m_path;
    FileDescriptor m_file;
};

} // namespace

class K6Run::Engine
{
public:
    Engine(const Plan& plan, const TestPlan& test, Shard shard)
        : m_plan(plan), m_test(test), m_shard(std::move(shard)), m_redactor(plan.secrets), m_terminal(m_redactor),
          m_stream(ruleKeysOf(plan, test, m_shard), m_redactor)
    {}
    ~Engine()
    {
        requestStop(Nanos{0}, "the agent ends");
        m_isLeaving = true;
        if (m_thread.joinable()) {
            m_thread.join();
        }
    }
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    void start();
    void requestStop(Nanos grace, const std::string& why);
    bool isFinished() const { return m_isFinished; }
    std::string whyEnded() const;
    std::optional<SteadyTime> began() const;
    Frame takeFrame(std::uint64_t tick, bool isLast);
    std::vector<std::string> takeEarlyLog();
    std::optional<EngineVerdict> verdict() const;

private:
    void work();
    void workWith(KeptProcess& process, const Pipe& json, const Pipe& out, const Pipe& err);
    bool readFrom(pollfd& stream, const std::function<void(std::string_view)>& take);
    void obey(KeptProcess& process);
    void watchHosts();
    void conclude(K6Exit exit);
    void fillHealth(Frame& frame, SteadyTime cutAt, std::uint64_t shortages);
    void addNotes(Frame& frame);

    const Plan& m_plan;
    const TestPlan& m_test;
    const Shard m_shard;
    const Redactor m_redactor;
    std::thread m_thread;
    std::atomic<bool> m_isFinished = false;
    std::atomic<bool> m_isLeaving = false;
    std::atomic<pid_t> m_pid = -1;

    mutable std::mutex m_mutex; // guards all below it up to the blank line
    K6Terminal m_terminal;
    K6Stream m_stream;
    std::optional<SteadyTime> m_began;
    WallTime m_wallBegan{};
    std::optional<SteadyTime> m_hardStopAt;
    std::string m_stopCause;
    bool m_wasStoppedByUs = false; // for a reason that the console does not know yet
    K6Exit m_exit;
    std::optional<EngineVerdict> m_verdict;

    int m_signals = 0;           // sent so far; the thread's
    std::size_t m_hostsSeen = 0; // the thread's
    std::uint64_t m_seq = 0;
    std::uint64_t m_lateSaid = 0;
    std::uint64_t m_clippedSaid = 0;
    std::uint64_t m_badSaid = 0;
    bool m_isIntroduced = false;
    HealthProbe m_probe;
    ProcessUse m_use;
    SteadyTime m_useAt{};
    double m_cpu = 0;
};

void K6Run::Engine::start()
{
    m_useAt = systemClock().steadyNow();
    m_thread = std::thread([this] { work(); });
}

void K6Run::Engine::work()
{
    const auto giveUp = [this](const std::string& why) {
        const std::scoped_lock lock(m_mutex);
        // who stopped it knows why
        m_verdict = m_hardStopAt ? EngineVerdict() : EngineVerdict{EngineVerdict::Ending::NotLoaded, why, {}};
        m_isFinished = true;
    };
    const auto isWanted = [this] {
        const std::scoped_lock lock(m_mutex);
        return !m_hardStopAt;
    };
    const std::string program = m_test.k6->program.empty() ? "k6" : m_test.k6->program;
    const auto version = askK6Version(program, isWanted);
    if (!version) {
        giveUp(version.error().message);
        return;
    }
    if (!isWanted()) {
        giveUp("stopped before k6 began");
        return;
    }
    const TemporaryFile summary;
    auto json = makePipe();
    auto out = makePipe();
    auto err = makePipe();
    if (!json || !out || !err || !summary.isGood()) {
        giveUp("k6 cannot be started: no pipe or temporary file could be made");
        return;
    }
    for (const Pipe* pipe : {&*json, &*out, &*err}) {
        ::fcntl(pipe->read.fd(), F_SETFL, O_NONBLOCK);
    }
    ::fcntl(json->read.fd(), F_SETPIPE_SZ, 1 << 20); // fewer turns at high rates; the default does as well
    const std::vector<std::string> command = k6Command(m_plan, *m_test.k6, m_shard, summary.path());
    auto process =
        KeptProcess::start({command, std::filesystem::path(m_test.k6->script).parent_path(),
                            k6Environment(m_plan, m_test, m_shard), out->write.fd(), err->write.fd(), json->write.fd()});
    if (!process) {
        giveUp(process.error().message);
        return;
    }
    m_pid = process->pid();
    for (Pipe* pipe : {&*json, &*out, &*err}) {
        pipe->write = FileDescriptor();
    }
    {
        const std::scoped_lock lock(m_mutex);
        m_terminal.add(K6Terminal::Stream::Out,
                       "version " + version->text() + ", process " + std::to_string(process->pid()) + "\n");
    }
    workWith(*process, *json, *out, *err);
    const int status = *process->status();
    K6Exit exit;
    exit.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    exit.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    const auto text = readFile(summary.path(), kMaxSummary);
    if (const auto read = text ? parseJson(*text, "k6's summary") : Result<Json>(Json())) {
        exit.summary = *read;
    }
    conclude(std::move(exit));
}

/// One block; false at the end of the stream.
bool K6Run::Engine::readFrom(pollfd& stream, const std::function<void(std::string_view)>& take)
{
    thread_local std::vector<char> block(kBlock);
    const auto count = ::read(stream.fd, block.data(), block.size());
    if (count > 0) {
        const std::scoped_lock lock(m_mutex);
        take({block.data(), static_cast<std::size_t>(count)});
        return true;
    }
    return count < 0 && (errno == EAGAIN || errno == EINTR);
}

void K6Run::Engine::workWith(KeptProcess& process, const Pipe& json, const Pipe& out, const Pipe& err)
{
    std::array<pollfd, 4> streams{{{json.read.fd(), POLLIN, 0},
                                   {out.read.fd(), POLLIN, 0},
                                   {err.read.fd(), POLLIN, 0},
                                   {process.endDescriptor(), POLLIN, 0}}};
    const std::array<std::function<void(std::string_view)>, 3> takers{
        [this](std::string_view bytes) {
            m_stream.add(bytes);
            if (!m_began && m_stream.began()) {
                m_wallBegan = *m_stream.began();
                const Nanos ago = systemClock().wallNow() - m_wallBegan;
                m_began = systemClock().steadyNow() - std::clamp<Nanos>(ago, Nanos{0}, Seconds{10});
            }
        },
        [this](std::string_view bytes) { m_terminal.add(K6Terminal::Stream::Out, bytes); },
        [this](std::string_view bytes) { m_terminal.add(K6Terminal::Stream::Err, bytes); }};
    bool hasEnded = false;
    while (!hasEnded || std::any_of(streams.begin(), streams.begin() + 3, [](const pollfd& each) { return each.fd >= 0; })) {
        const int ready = ::poll(streams.data(), streams.size(), kTick);
        for (std::size_t i = 0; i < takers.size(); ++i) {
            const bool isReady = streams[i].fd >= 0 && (streams[i].revents & (POLLIN | POLLHUP | POLLERR)) != 0;
            if (isReady && !readFrom(streams[i], takers[i])) {
                streams[i].fd = -1; // poll() passes over it
            }
        }
        if (!hasEnded && process.status()) {
            hasEnded = true;
            streams[3].fd = -1;
        } else if (hasEnded && ready == 0) {
            break; // nothing is left of it: who else could hold a pipe open is not ours
        }
        obey(process);
        watchHosts();
    }
}

/// What requestStop() asked for, a step at a time.
void K6Run::Engine::obey(KeptProcess& process)
{
    std::optional<SteadyTime> hardStopAt;
    {
        const std::scoped_lock lock(m_mutex);
        hardStopAt = m_hardStopAt;
    }
    const SteadyTime now = systemClock().steadyNow();
    if (!hardStopAt) {
        return;
    }
    if (m_signals == 0) {
        ++m_signals;
        process.signal(SIGINT);
    } else if (m_signals == 1 && now >= *hardStopAt) {
        ++m_signals;
        process.signal(SIGINT);
    }
    if (now >= *hardStopAt + kMercy || m_isLeaving) {
        process.end();
    }
}

/// k6 has no allow-list: what its points name is looked at as it comes.
void K6Run::Engine::watchHosts()
{
    std::string fault;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_wasStoppedByUs) {
            return;
        }
        if (m_stream.hosts().size() == m_hostsSeen) {
            return;
        }
        m_hostsSeen = m_stream.hosts().size();
        if (m_hostsSeen > kMaxHosts) {
            fault = "the script was stopped: it loads more than " + std::to_string(kMaxHosts) +
                    " hosts, too many to look at; split it into tests of fewer";
        }
        for (const std::string& host : m_stream.hosts()) {
            if (const auto allowed = mayLoad(m_plan.environment, host); !allowed) {
                fault = "the script was stopped: " + allowed.error().message;
                break;
            }
        }
        m_wasStoppedByUs = !fault.empty();
    }
    if (!fault.empty()) {
        requestStop(Seconds{2}, fault);
    }
}

void K6Run::Engine::conclude(K6Exit exit)
{
    const std::scoped_lock lock(m_mutex);
    m_stream.finish();
    m_terminal.finish();
    exit.lastError = m_terminal.lastError();
    exit.hasLoaded = m_began.has_value();
    exit.wasStopped = m_hardStopAt.has_value();
    exit.kind = m_shard.kind;
    m_exit = std::move(exit);
    m_verdict = k6Verdict(m_exit, m_redactor);
    if (m_wasStoppedByUs) {
        m_verdict->ending = EngineVerdict::Ending::NotLoaded;
        m_verdict->sentence = m_stopCause;
    }
    m_isFinished = true;
}

void K6Run::Engine::requestStop(Nanos grace, const std::string& why)
{
    const std::scoped_lock lock(m_mutex);
    if (m_stopCause.empty()) {
        m_stopCause = why.empty() ? "stopped" : why;
    }
    const SteadyTime at = systemClock().steadyNow() + std::min<Nanos>(grace, kGracefulStop);
    m_hardStopAt = m_hardStopAt ? std::min(*m_hardStopAt, at) : at;
    if (!m_thread.joinable()) { // a run that is stopped before its start is finished
        m_isFinished = true;
    }
}

std::string K6Run::Engine::whyEnded() const
{
    const std::scoped_lock lock(m_mutex);
    if (!m_stopCause.empty() || !m_isFinished) {
        return m_stopCause;
    }
    return m_verdict && !m_verdict->sentence.empty() ? m_verdict->sentence : k6WhyEnded(m_exit);
}

std::optional<SteadyTime> K6Run::Engine::began() const
{
    const std::scoped_lock lock(m_mutex);
    return m_began;
}

std::vector<std::string> K6Run::Engine::takeEarlyLog()
{
    const std::scoped_lock lock(m_mutex);
    return m_began ? std::vector<std::string>() : m_terminal.take();
}

std::optional<EngineVerdict> K6Run::Engine::verdict() const
{
    const std::scoped_lock lock(m_mutex);
    return m_verdict;
}

Frame K6Run::Engine::takeFrame(std::uint64_t tick, bool isLast)
{
    const SteadyTime cutAt = systemClock().steadyNow();
    Frame frame;
    frame.run = m_shard.run;
    frame.shard = m_shard.text();
    frame.attempt = m_shard.attempt;
    frame.seq = ++m_seq;
    frame.tick = tick;
    frame.isFinal = isLast || isFinished(); // what k6 still says after the last one is asked for by nobody
    std::uint64_t shortages = 0;
    {
        const std::scoped_lock lock(m_mutex);
        frame.time = m_wallBegan + Seconds{static_cast<std::int64_t>(tick)};
        // the last frame takes what is left, whichever second it names
        m_stream.takeSecond(frame.isFinal ? std::numeric_limits<std::uint64_t>::max() - 1 : tick, frame);
        m_stream.setNewestTick(tick + 3);
        shortages = m_stream.takeShortages();
        frame.events = m_terminal.take();
        for (const auto& [key, count] : m_terminal.takeExceptions()) {
            frame.errors.push_back({std::string(nameOf(ErrorClass::Interrupted)), key.first, key.second, count, {}});
        }
        addNotes(frame);
    }
    fillHealth(frame, cutAt, shortages);
    return frame;
}

/// What a reader of the record has to know, once; and what did not fit.
void K6Run::Engine::addNotes(Frame& frame)
{
    if (!std::exchange(m_isIntroduced, true)) {
        frame.events.push_back("k6 does not tell when a request should have begun: latencies are service times, and how late the "
                               "generator starts requests is unknown");
        if (m_shard.samples != nullptr) {
            frame.events.push_back(
                "single requests are k6's to write (`args: [--out, json=FILE]`): the samples of this run hold none");
        }
        if (m_plan.timeScale != 1 || m_plan.loadScale != 1) {
            frame.events.push_back("the k6 script decides its own load: the scales of this run do not change it");
        }
    }
    const auto say = [&frame](std::uint64_t now, std::uint64_t& said, const std::string& what) {
        if (now > said) {
            frame.events.push_back("k6: " + formatCount(now - said) + " " + what);
            said = now;
        }
    };
    say(m_stream.badLines(), m_badSaid, "lines of its output are not readable and were dropped");
    say(m_stream.clippedValues(), m_clippedSaid,
        "values are negative or above what can be recorded (3.6 million of a trend); they count as the smallest or largest "
        "possible");
    if (frame.isFinal) {
        say(m_stream.latePoints(), m_lateSaid, "points came more than a second late and count in a later second");
    }
}

void K6Run::Engine::fillHealth(Frame& frame, SteadyTime cutAt, std::uint64_t shortages)
{
    GeneratorHealth& health = frame.health;
    m_probe.sample(health);
    const ProcessUse use = useOf(m_pid);
    const Nanos span = cutAt - m_useAt;
    if (span >= Millis{200}) {
        if (use.cpu >= m_use.cpu) { // less: a process ended whom nobody waited for, and its share is gone
            m_cpu = static_cast<double>((use.cpu - m_use.cpu).count()) / static_cast<double>(span.count());
        }
        m_use = use;
        m_useAt = cutAt;
    }
    const double cores = std::max(1U, std::thread::hardware_concurrency());
    SecondFacts facts;
    facts.shortages = shortages;
    if (!frame.isFinal) {
        const std::scoped_lock lock(m_mutex);
        const SteadyTime due = m_began.value_or(cutAt) + Seconds{static_cast<std::int64_t>(frame.tick) + 1} + kCutDelay;
        facts.cutLate = std::max(Nanos{0}, cutAt - due);
    }
    health.isLagKnown = false;
    health.cpu += m_cpu; // ours is for reading what k6 says
    health.rssBytes += use.rssBytes;
    health.descriptors += use.descriptors;
    health.busy = std::clamp(m_cpu / cores, 0.0, 1.0);
    health.limitedBy = limitedBy(facts, m_plan.generator);
    if (health.limitedBy.empty() && health.busy > m_plan.generator.maxBusy) {
        health.limitedBy = "k6 used " + formatNumber(health.busy * 100, 0) + " % of this machine's processors, allowed " +
                           formatNumber(m_plan.generator.maxBusy * 100, 0) + " %";
    }
    health.limited = !health.limitedBy.empty();
}

K6Run::K6Run(const Plan& plan, const TestPlan& test, Shard shard)
    : m_engine(std::make_unique<Engine>(plan, test, std::move(shard)))
{}

K6Run::~K6Run() = default;

Connecting K6Run::connecting() const
{
    Connecting nothing;
    nothing.isDone = true;
    return nothing;
}

void K6Run::start(SteadyTime)
{
    m_engine->start();
}

void K6Run::requestStop(Nanos grace, std::string why)
{
    m_engine->requestStop(grace, why);
}

Nanos K6Run::gracefulStop() const
{
    return kGracefulStop;
}

bool K6Run::isFinished() const
{
    return m_engine->isFinished();
}

std::string K6Run::whyEnded() const
{
    return m_engine->whyEnded();
}

std::optional<SteadyTime> K6Run::began() const
{
    return m_engine->began();
}

Nanos K6Run::cutDelay() const
{
    return kCutDelay;
}

Frame K6Run::takeFrame(std::uint64_t tick, bool isLast)
{
    return m_engine->takeFrame(tick, isLast);
}

std::vector<std::string> K6Run::takeEarlyLog()
{
    return m_engine->takeEarlyLog();
}

std::optional<EngineVerdict> K6Run::verdict() const
{
    return m_engine->verdict();
}

} // namespace holdpoint
