// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/k6/k6_engine.h"

#include "core/base/file.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace holdpoint {

namespace {

constexpr Nanos kMercy = Millis{500}; // between the second SIGINT and the end
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

K6Engine::K6Engine(const Plan& plan, const TestPlan& test, Shard shard)
    : m_plan(plan), m_test(test), m_shard(std::move(shard)), m_redactor(plan.secrets), m_terminal(m_redactor),
      m_stream(ruleKeysOf(plan, test, m_shard), m_redactor)
{}

K6Engine::~K6Engine()
{
    requestStop(Nanos{0}, "the agent ends");
    m_isLeaving = true;
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void K6Engine::start()
{
    m_useAt = systemClock().steadyNow();
    m_thread = std::thread([this] { work(); });
}

void K6Engine::work()
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
bool K6Engine::readFrom(pollfd& stream, const std::function<void(std::string_view)>& take)
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

void K6Engine::workWith(KeptProcess& process, const Pipe& json, const Pipe& out, const Pipe& err)
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
void K6Engine::obey(KeptProcess& process)
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
void K6Engine::watchHosts()
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

void K6Engine::conclude(K6Exit exit)
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

void K6Engine::requestStop(Nanos grace, const std::string& why)
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

std::string K6Engine::whyEnded() const
{
    const std::scoped_lock lock(m_mutex);
    if (!m_stopCause.empty() || !m_isFinished) {
        return m_stopCause;
    }
    return m_verdict && !m_verdict->sentence.empty() ? m_verdict->sentence : k6WhyEnded(m_exit);
}

std::optional<SteadyTime> K6Engine::began() const
{
    const std::scoped_lock lock(m_mutex);
    return m_began;
}

std::vector<std::string> K6Engine::takeEarlyLog()
{
    const std::scoped_lock lock(m_mutex);
    return m_began ? std::vector<std::string>() : m_terminal.take();
}

std::optional<EngineVerdict> K6Engine::verdict() const
{
    const std::scoped_lock lock(m_mutex);
    return m_verdict;
}

} // namespace holdpoint
