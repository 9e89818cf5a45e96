// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sensors/child_command.h"

#include "core/base/text.h"
#include "core/sensors/dial.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace holdpoint {

namespace {

constexpr std::size_t kKept = std::size_t{64} << 10U;
constexpr std::size_t kKeptEnd = std::size_t{16} << 10U;
constexpr int kMostLastBlocks = 64;
constexpr int kTick = 20; // ms between looks at the child

struct Pipe
{
    Socket read;
    Socket write;
};

Result<Pipe> makePipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return fail(Error::Kind::Internal, std::string("no pipe could be made: ") + std::strerror(errno));
    }
    return Pipe{Socket(ends[0]), Socket(ends[1])};
}

/// Our own environment and `more`, which wins.
std::vector<std::string> environmentWith(const std::map<std::string, Secret>& more)
{
    std::vector<std::string> variables;
    for (char** each = environ; *each != nullptr; ++each) {
        const std::string_view text(*each);
        if (!more.contains(std::string(text.substr(0, text.find('='))))) {
            variables.emplace_back(text);
        }
    }
    for (const auto& [name, value] : more) {
        variables.push_back(name + "=" + value.reveal());
    }
    return variables;
}

/// What the child does between fork and exec: only what is safe there. Its errno goes through `fault`.
[[noreturn]] void becomeCommand(char* const* argv, char* const* environment, const char* folder, int out, int err, int fault)
{
    ::setpgid(0, 0);
    ::signal(SIGPIPE, SIG_DFL);
    const int nothing = ::open("/dev/null", O_RDONLY);
    const bool isGood = ::dup2(nothing, STDIN_FILENO) >= 0 && ::dup2(out, STDOUT_FILENO) >= 0 &&
                        ::dup2(err, STDERR_FILENO) >= 0 && (*folder == '\0' || ::chdir(folder) == 0);
    if (isGood) {
        ::execvpe(argv[0], argv, environment);
    }
    const int code = errno;
    [[maybe_unused]] const auto written = ::write(fault, &code, sizeof code);
    ::_exit(127);
}

/// Takes what is there; false at the end of the stream.
bool drain(int fd, CommandResult& result, bool isOut)
{
    std::array<char, 16384> block{};
    const auto count = ::read(fd, block.data(), block.size());
    if (count <= 0) {
        return count < 0 && (errno == EAGAIN || errno == EINTR);
    }
    std::string& into = isOut ? result.out : result.err;
    std::string& end = isOut ? result.outEnd : result.errEnd;
    const auto room = kKept - into.size();
    const auto size = static_cast<std::size_t>(count);
    const auto fits = std::min(room, size);
    into.append(block.data(), fits);
    end.append(block.data() + fits, size - fits);
    if (end.size() > kKeptEnd) {
        end.erase(0, end.size() - kKeptEnd);
        (isOut ? result.isOutCut : result.isErrCut) = true;
    }
    result.isCut = result.isCut || size > room;
    return true;
}

/// Reads until the child has ended or has to; then its group is ended.
void watch(pid_t child, Pipe& out, Pipe& err, Nanos timeout, const std::atomic<bool>* isStopped, CommandResult& result)
{
    const auto begin = std::chrono::steady_clock::now();
    std::array<pollfd, 2> streams{{{out.read.fd(), POLLIN, 0}, {err.read.fd(), POLLIN, 0}}};
    int status = 0;
    pid_t ended = 0;
    while (ended == 0) {
        ::poll(streams.data(), streams.size(), kTick);
        for (std::size_t i = 0; i < streams.size(); ++i) {
            const bool isReady = (streams[i].revents & (POLLIN | POLLHUP)) != 0;
            if (isReady && !drain(streams[i].fd, result, i == 0)) {
                streams[i].fd = -1; // poll() passes over it
            }
        }
        ended = ::waitpid(child, &status, WNOHANG);
        const bool mustEnd = std::chrono::steady_clock::now() - begin > timeout || (isStopped != nullptr && *isStopped);
        if (ended == 0 && mustEnd) {
            result.isTimeout = true;
            ::kill(-child, SIGKILL);
            ended = ::waitpid(child, &status, 0);
        }
    }
    ::kill(-child, SIGKILL); // what it left behind would hold the pipes open
    for (std::size_t i = 0; i < streams.size(); ++i) {
        int blocks = kMostLastBlocks; // what a pipe can hold, and no more
        while (streams[i].fd >= 0 && blocks-- > 0 && ::poll(&streams[i], 1, 0) > 0 && drain(streams[i].fd, result, i == 0)) {
        }
    }
    result.took = std::chrono::steady_clock::now() - begin;
    result.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

} // namespace

Result<CommandResult> runCommand(const std::vector<std::string>& argv, const std::filesystem::path& folder, Nanos timeout,
                                 const std::atomic<bool>* isStopped, const std::map<std::string, Secret>& more)
{
    if (argv.empty() || argv.front().empty()) {
        return fail(Error::Kind::Invalid, "a command needs the name of its program");
    }
    auto out = makePipe();
    auto err = makePipe();
    auto fault = makePipe();
    if (!out || !err || !fault) {
        return fail(!out ? out.error() : !err ? err.error() : fault.error());
    }
    std::vector<std::string> words = argv;
    std::vector<char*> pointers;
    for (std::string& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    const std::vector<std::string> variables = environmentWith(more);
    std::vector<char*> environment;
    for (const std::string& variable : variables) {
        environment.push_back(const_cast<char*>(variable.c_str())); // NOLINT: execve's signature is older than const
    }
    environment.push_back(nullptr);
    const std::string where = folder.string();
    const pid_t child = ::fork();
    if (child < 0) {
        return fail(Error::Kind::Internal, "`" + argv.front() + "` could not be started: " + std::strerror(errno));
    }
    if (child == 0) {
        becomeCommand(pointers.data(), environment.data(), where.c_str(), out->write.fd(), err->write.fd(), fault->write.fd());
    }
    ::setpgid(child, child); // whoever comes first
    out->write = Socket();
    err->write = Socket();
    fault->write = Socket();
    int code = 0;
    if (::read(fault->read.fd(), &code, sizeof code) == sizeof code) { // the pipe closes when exec succeeds
        ::waitpid(child, nullptr, 0);
        return fail(code == ENOENT ? Error::Kind::NotFound : Error::Kind::Refused,
                    "`" + shortened(argv.front(), 80) + "` cannot be run: " + std::strerror(code));
    }
    for (const Pipe* pipe : {&*out, &*err}) {
        ::fcntl(pipe->read.fd(), F_SETFL, O_NONBLOCK);
    }
    CommandResult result;
    watch(child, *out, *err, timeout, isStopped, result);
    return result;
}

} // namespace holdpoint
