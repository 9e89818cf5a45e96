// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/kept_process.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace holdpoint {

namespace {

constexpr int kLookMs = 20;       // ms between looks at the command
constexpr int kMostRounds = 1000; // of ending what a command left behind: a fork bomb does not keep us
constexpr int kFirstFree = 10;    // descriptors below it are given places
constexpr int kThird = 3;

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

/// Pointers into texts that stay where they are, with a null behind them, as exec wants them.
std::vector<char*> pointersTo(std::vector<std::string>& texts)
{
    std::vector<char*> pointers;
    for (std::string& text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

/// The descriptors that the processes of one command work with.
struct Ends
{
    int out = -1;
    int err = -1;
    int third = -1;
    int in = -1;
    int fault = -1;   // errno of a failed exec
    int control = -1; // a byte is a signal; closed: the command has to end
    int report = -1;  // the command's process id, later its wait status
};

// Between fork and exec, and in the keeper, only what is safe after a fork of a process with threads.

/// What the command's process does before exec. Its errno goes through `fault`.
[[noreturn]] void becomeCommand(char* const* argv, char* const* environment, const char* folder, const Ends& ends, pid_t keeper)
{
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // if somebody ends the keeper
    ::signal(SIGPIPE, SIG_DFL);
    const int fault = ::fcntl(ends.fault, F_DUPFD_CLOEXEC, kFirstFree);
    const int third = ends.third < 0 ? -1 : ::fcntl(ends.third, F_DUPFD_CLOEXEC, kFirstFree);
    const int input = ends.in >= 0 ? ends.in : ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    const bool isGood = ::getppid() == keeper && ::dup2(input, STDIN_FILENO) >= 0 && ::dup2(ends.out, STDOUT_FILENO) >= 0 &&
                        ::dup2(ends.err, STDERR_FILENO) >= 0 && (third < 0 || ::dup2(third, kThird) >= 0) &&
                        (*folder == '\0' || ::chdir(folder) == 0);
    if (isGood) {
        ::execvpe(argv[0], argv, environment);
    }
    const int code = errno;
    [[maybe_unused]] const auto written = ::write(fault, &code, sizeof code);
    ::_exit(127);
}

/// A fork has all descriptors of its process: those of others would keep their pipes and sockets open.
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

/// Waits for the command's end or a tick, and does what the other side says; false if it has gone or wants the command's end.
bool obeyControl(int control, pid_t command, int itself)
{
    std::array<pollfd, 2> ways{{{control, POLLIN, 0}, {itself, POLLIN, 0}}};
    if (::poll(ways.data(), ways.size(), kLookMs) <= 0 || ways[0].revents == 0) {
        return true;
    }
    unsigned char number = 0;
    if (::read(control, &number, 1) != 1) {
        return false;
    }
    ::kill(command, number);
    return true;
}

/// Stands between us and a command: starts it, tells its end, and ends whatever it left behind, wherever that went.
[[noreturn]] void keep(char* const* argv, char* const* environment, const char* folder, const Ends& ends)
{
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    const pid_t self = ::getpid();
    const pid_t command = ::fork();
    if (command == 0) {
        becomeCommand(argv, environment, folder, ends, self);
    }
    if (command < 0) {
        const int code = errno;
        [[maybe_unused]] const auto written = ::write(ends.fault, &code, sizeof code);
        ::_exit(127);
    }
    [[maybe_unused]] auto written = ::write(ends.report, &command, sizeof command);
    closeAllBut({ends.control, ends.report});
    const int itself = static_cast<int>(::syscall(SYS_pidfd_open, command, 0)); // -1 before Linux 5.3: then the tick says
    int status = 0;
    for (bool hasEnded = false; !hasEnded;) {
        const bool mustEnd = !obeyControl(ends.control, command, itself);
        if (mustEnd) {
            ::kill(command, SIGKILL);
        }
        hasEnded = ::waitpid(command, &status, mustEnd ? 0 : WNOHANG) == command;
    }
    ::kill(-command, SIGKILL);
    endChildren();
    written = ::write(ends.report, &status, sizeof status);
    ::_exit(0);
}

} // namespace

FileDescriptor::~FileDescriptor()
{
    if (m_fd >= 0) {
        ::close(m_fd);
    }
}

Result<Pipe> makePipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return fail(Error::Kind::Internal, std::string("no pipe could be made: ") + std::strerror(errno));
    }
    return Pipe{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

KeptProcess::KeptProcess(pid_t keeper, pid_t pid, FileDescriptor control, FileDescriptor report)
    : m_keeper(keeper), m_pid(pid), m_control(std::move(control)), m_report(std::move(report))
{}

Result<KeptProcess> KeptProcess::start(const ProcessStart& how)
{
    if (how.argv.empty() || how.argv.front().empty()) {
        return fail(Error::Kind::Invalid, "a command needs the name of its program");
    }
    auto fault = makePipe();
    auto control = makePipe();
    auto report = makePipe();
    for (const auto* pipe : {&fault, &control, &report}) {
        if (!*pipe) {
            return fail(pipe->error());
        }
    }
    std::vector<std::string> words = how.argv;
    std::vector<std::string> variables = environmentWith(how.more);
    const std::vector<char*> argv = pointersTo(words);
    const std::vector<char*> environment = pointersTo(variables);
    const std::string where = how.folder.string();
    const Ends ends{how.out, how.err, how.third, how.in, fault->write.fd(), control->read.fd(), report->write.fd()};
    const pid_t keeper = ::fork();
    if (keeper < 0) {
        return fail(Error::Kind::Internal, "`" + how.argv.front() + "` could not be started: " + std::strerror(errno));
    }
    if (keeper == 0) {
        ::setpgid(0, 0); // a Ctrl-C at the console is the console's to handle
        ::close(control->write.fd());
        keep(argv.data(), environment.data(), where.c_str(), ends);
    }
    for (FileDescriptor* end : {&fault->write, &control->read, &report->write}) {
        *end = FileDescriptor();
    }
    int code = 0;
    const bool isFaulty = ::read(fault->read.fd(), &code, sizeof code) == sizeof code; // the pipe closes when exec succeeds
    pid_t command = -1;
    if (isFaulty || ::read(report->read.fd(), &command, sizeof command) != sizeof command) {
        ::waitpid(keeper, nullptr, 0);
        return fail(code == ENOENT ? Error::Kind::NotFound : Error::Kind::Refused,
                    "`" + shortened(how.argv.front(), 80) + "` cannot be run: " + std::strerror(code));
    }
    return KeptProcess(keeper, command, std::move(control->write), std::move(report->read));
}

KeptProcess::~KeptProcess()
{
    end();
    if (m_keeper.pid > 0) {
        ::waitpid(m_keeper.pid, nullptr, 0);
    }
}

std::optional<int> KeptProcess::status()
{
    pollfd told{m_report.fd(), POLLIN, 0};
    if (!m_status && ::poll(&told, 1, 0) > 0) {
        int status = SIGKILL; // if somebody ended the keeper
        if (::read(m_report.fd(), &status, sizeof status) != sizeof status) {
            status = SIGKILL;
        }
        m_status = status;
    }
    return m_status;
}

void KeptProcess::signal(int number)
{
    const auto byte = static_cast<unsigned char>(number);
    if (m_control.fd() >= 0) {
        [[maybe_unused]] const auto written = ::write(m_control.fd(), &byte, 1);
    }
}

void KeptProcess::end()
{
    m_control = FileDescriptor();
}

} // namespace holdpoint
