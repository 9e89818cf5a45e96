// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/child_command.h"

#include "core/base/descriptor.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace holdpoint {

namespace {

constexpr std::size_t kKept = std::size_t{64} << 10U;
constexpr std::size_t kKeptEnd = std::size_t{16} << 10U;
constexpr int kMostLastBlocks = 64;
constexpr int kTick = 20;         // ms between looks at the child
constexpr int kMostRounds = 1000; // of ending what a command left behind: a fork bomb does not keep us

struct Pipe
{
    Descriptor read;
    Descriptor write;
};

Result<Pipe> makePipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return fail(Error::Kind::Internal, std::string("no pipe could be made: ") + std::strerror(errno));
    }
    return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

/// A file without a name that holds `bytes`, to be read from its beginning.
Result<Descriptor> inputOf(std::string_view bytes)
{
    Descriptor input(bytes.empty() ? ::open("/dev/null", O_RDONLY | O_CLOEXEC) : ::memfd_create("input", MFD_CLOEXEC));
    while (input.fd() >= 0 && !bytes.empty()) {
        const auto written = ::write(input.fd(), bytes.data(), bytes.size());
        if (written <= 0) {
            return fail(Error::Kind::Internal, std::string("no input could be made: ") + std::strerror(errno));
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (input.fd() < 0 || (::lseek(input.fd(), 0, SEEK_SET) < 0 && errno != ESPIPE)) {
        return fail(Error::Kind::Internal, std::string("no input could be made: ") + std::strerror(errno));
    }
    return input;
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

/// The descriptors that the processes of one command work with.
struct Ends
{
    int in = -1;
    int out = -1;
    int err = -1;
    int fault = -1;   // errno of a failed exec
    int control = -1; // readable or closed: the command has to end
    int report = -1;  // the command's wait status
};

// Between fork and exec, and in the keeper, only what is safe after a fork of a process with threads.

/// What the command's process does before exec. Its errno goes through `fault`.
[[noreturn]] void becomeCommand(char* const* argv, char* const* environment, const char* folder, const Ends& ends)
{
    ::setpgid(0, 0);
    ::signal(SIGPIPE, SIG_DFL);
    const bool isGood = ::dup2(ends.in, STDIN_FILENO) >= 0 && ::dup2(ends.out, STDOUT_FILENO) >= 0 &&
                        ::dup2(ends.err, STDERR_FILENO) >= 0 && (*folder == '\0' || ::chdir(folder) == 0);
    if (isGood) {
        ::execvpe(argv[0], argv, environment);
    }
    const int code = errno;
    [[maybe_unused]] const auto written = ::write(ends.fault, &code, sizeof code);
    ::_exit(127);
}

/// A fork has all descriptors of the console: those of others would keep their pipes and sockets open.
void closeAllBut(std::array<int, 2> kept)
{
    unsigned from = STDERR_FILENO + 1;
    if (kept[0] > kept[1]) {
        std::swap(kept[0], kept[1]);
    }
    for (const int each : kept) {
        if (static_cast<unsigned>(each) > from) {
            ::close_range(from, static_cast<unsigned>(each) - 1, 0);
        }
        from = static_cast<unsigned>(each) + 1;
    }
    ::close_range(from, ~0U, 0);
}

/// Ends every process that came to us: what left its group or session became our child when its parent ended.
void endChildren()
{
    for (int round = 0; round < kMostRounds; ++round) {
        const int list = ::open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
        std::array<char, 4096> text{};
        const auto size = list < 0 ? 0 : ::read(list, text.data(), text.size() - 1);
        ::close(list);
        pid_t pid = 0;
        for (long i = 0; i < size; ++i) {
            const char c = text[static_cast<std::size_t>(i)];
            if (c >= '0' && c <= '9') {
                pid = pid * 10 + (c - '0');
            } else if (pid > 1) {
                ::kill(pid, SIGKILL);
                pid = 0;
            }
        }
        pid_t ended = 0;
        do {
            ended = ::waitpid(-1, nullptr, WNOHANG);
        } while (ended > 0);
        if (ended < 0) {
            return; // there are none any more
        }
        ::poll(nullptr, 0, 1);
    }
}

/// Stands between the console and a command: starts it, tells its end, and ends whatever it left behind, wherever that went.
[[noreturn]] void keep(char* const* argv, char* const* environment, const char* folder, const Ends& ends)
{
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    const pid_t command = ::fork();
    if (command == 0) {
        becomeCommand(argv, environment, folder, ends);
    }
    if (command < 0) {
        const int code = errno;
        [[maybe_unused]] const auto written = ::write(ends.fault, &code, sizeof code);
        ::_exit(127);
    }
    closeAllBut({ends.control, ends.report});
    const int itself = static_cast<int>(::syscall(SYS_pidfd_open, command, 0)); // -1 before Linux 5.3: then the tick says
    int status = 0;
    for (bool hasEnded = false; !hasEnded;) {
        std::array<pollfd, 2> ways{{{ends.control, POLLIN, 0}, {itself, POLLIN, 0}}};
        ::poll(ways.data(), ways.size(), kTick);
        const bool mustEnd = ways[0].revents != 0;
        if (mustEnd) {
            ::kill(command, SIGKILL);
        }
        hasEnded = ::waitpid(command, &status, mustEnd ? 0 : WNOHANG) == command;
    }
    ::kill(-command, SIGKILL);
    endChildren();
    [[maybe_unused]] const auto written = ::write(ends.report, &status, sizeof status);
    ::_exit(0);
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

/// Reads until the keeper tells the command's end, which it is asked for when the time is over.
void watch(const Pipe& out, const Pipe& err, Pipe& control, const Pipe& report, Nanos timeout, const std::atomic<bool>* isStopped,
           CommandResult& result)
{
    const auto begin = std::chrono::steady_clock::now();
    std::array<pollfd, 3> streams{{{out.read.fd(), POLLIN, 0}, {err.read.fd(), POLLIN, 0}, {report.read.fd(), POLLIN, 0}}};
    int status = 0;
    for (bool hasEnded = false; !hasEnded;) {
        ::poll(streams.data(), streams.size(), kTick);
        for (std::size_t i = 0; i < 2; ++i) {
            const bool isReady = (streams[i].revents & (POLLIN | POLLHUP)) != 0;
            if (isReady && !drain(streams[i].fd, result, i == 0)) {
                streams[i].fd = -1; // poll() passes over it
            }
        }
        if (streams[2].revents != 0) {
            hasEnded = true;
            if (::read(report.read.fd(), &status, sizeof status) != sizeof status) {
                status = SIGKILL; // somebody ended the keeper
            }
        }
        const bool mustEnd = std::chrono::steady_clock::now() - begin > timeout || (isStopped != nullptr && *isStopped);
        if (!hasEnded && mustEnd && !result.isTimeout) {
            result.isTimeout = true;
            control.write = Descriptor();
        }
    }
    for (std::size_t i = 0; i < 2; ++i) {
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
                                 const std::atomic<bool>* isStopped, const std::map<std::string, Secret>& more,
                                 std::string_view input)
{
    if (argv.empty() || argv.front().empty()) {
        return fail(Error::Kind::Invalid, "a command needs the name of its program");
    }
    auto out = makePipe();
    auto err = makePipe();
    auto fault = makePipe();
    auto control = makePipe();
    auto report = makePipe();
    for (const auto* pipe : {&out, &err, &fault, &control, &report}) {
        if (!*pipe) {
            return fail(pipe->error());
        }
    }
    const auto in = inputOf(input);
    if (!in) {
        return fail(in.error());
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
    const Ends ends{in->fd(), out->write.fd(), err->write.fd(), fault->write.fd(), control->read.fd(), report->write.fd()};
    const pid_t keeper = ::fork();
    if (keeper < 0) {
        return fail(Error::Kind::Internal, "`" + argv.front() + "` could not be started: " + std::strerror(errno));
    }
    if (keeper == 0) {
        ::setpgid(0, 0); // a Ctrl-C at the console is the console's to handle
        ::close(control->write.fd());
        keep(pointers.data(), environment.data(), where.c_str(), ends);
    }
    for (Descriptor* end : {&out->write, &err->write, &fault->write, &control->read, &report->write}) {
        *end = Descriptor();
    }
    CommandResult result;
    int code = 0;
    const bool isFaulty = ::read(fault->read.fd(), &code, sizeof code) == sizeof code; // the pipe closes when exec succeeds
    if (!isFaulty) {
        for (const Pipe* pipe : {&*out, &*err}) {
            ::fcntl(pipe->read.fd(), F_SETFL, O_NONBLOCK);
        }
        watch(*out, *err, *control, *report, timeout, isStopped, result);
    }
    ::waitpid(keeper, nullptr, 0);
    if (isFaulty) {
        return fail(code == ENOENT ? Error::Kind::NotFound : Error::Kind::Refused,
                    "`" + shortened(argv.front(), 80) + "` cannot be run: " + std::strerror(code));
    }
    return result;
}

} // namespace holdpoint
