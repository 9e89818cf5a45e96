// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/child_command.h"

#include "core/base/kept_process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace holdpoint {

namespace {

constexpr std::size_t kKeptEnd = std::size_t{16} << 10U;
constexpr int kMostLastBlocks = 64;
constexpr int kTick = 20; // ms between looks at the clock

/// A file without a name that holds `bytes`, to be read from its beginning; none if there are none.
Result<FileDescriptor> inputOf(std::string_view bytes)
{
    FileDescriptor input(bytes.empty() ? -1 : ::memfd_create("input", MFD_CLOEXEC));
    const auto fault = [] { return fail(Error::Kind::Internal, std::string("no input could be made: ") + std::strerror(errno)); };
    if (bytes.empty()) {
        return input;
    }
    while (input.fd() >= 0 && !bytes.empty()) {
        const auto written = ::write(input.fd(), bytes.data(), bytes.size());
        if (written <= 0) {
            return fault();
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (input.fd() < 0 || ::lseek(input.fd(), 0, SEEK_SET) < 0) {
        return fault();
    }
    return input;
}

/// Takes what is there; false at the end of the stream.
bool drain(int fd, CommandResult& result, bool isOut, std::size_t kept)
{
    std::array<char, 16384> block{};
    const auto count = ::read(fd, block.data(), block.size());
    if (count <= 0) {
        return count < 0 && (errno == EAGAIN || errno == EINTR);
    }
    std::string& into = isOut ? result.out : result.err;
    std::string& end = isOut ? result.outEnd : result.errEnd;
    const auto room = kept - into.size();
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

/// Reads until the command's end is told, which is asked for when the time is over.
void watch(const Pipe& out, const Pipe& err, KeptProcess& process, Nanos timeout, const std::atomic<bool>* isStopped,
           CommandResult& result, std::size_t kept)
{
    const auto begin = std::chrono::steady_clock::now();
    std::array<pollfd, 3> streams{{{out.read.fd(), POLLIN, 0}, {err.read.fd(), POLLIN, 0}, {process.endDescriptor(), POLLIN, 0}}};
    std::optional<int> status;
    while (!status) {
        ::poll(streams.data(), streams.size(), kTick);
        for (std::size_t i = 0; i < 2; ++i) {
            const bool isReady = (streams[i].revents & (POLLIN | POLLHUP)) != 0;
            if (isReady && !drain(streams[i].fd, result, i == 0, kept)) {
                streams[i].fd = -1; // poll() passes over it
            }
        }
        status = process.status();
        const bool mustEnd = std::chrono::steady_clock::now() - begin > timeout || (isStopped != nullptr && *isStopped);
        if (!status && mustEnd && !result.isTimeout) {
            result.isTimeout = true;
            process.end();
        }
    }
    for (std::size_t i = 0; i < 2; ++i) {
        int blocks = kMostLastBlocks; // what a pipe can hold, and no more
        while (streams[i].fd >= 0 && blocks-- > 0 && ::poll(&streams[i], 1, 0) > 0 &&
               drain(streams[i].fd, result, i == 0, kept)) {
        }
    }
    result.took = std::chrono::steady_clock::now() - begin;
    result.exitCode = WIFEXITED(*status) ? WEXITSTATUS(*status) : -1;
    result.signal = WIFSIGNALED(*status) ? WTERMSIG(*status) : 0;
}

} // namespace

Result<CommandResult> runCommand(const std::vector<std::string>& argv, const std::filesystem::path& folder, Nanos timeout,
                                 const std::atomic<bool>* isStopped, const std::map<std::string, Secret>& more,
                                 std::string_view input, std::size_t kept)
{
    auto out = makePipe();
    auto err = makePipe();
    for (const auto* pipe : {&out, &err}) {
        if (!*pipe) {
            return fail(pipe->error());
        }
        ::fcntl((*pipe)->read.fd(), F_SETFL, O_NONBLOCK);
    }
    const auto in = inputOf(input);
    if (!in) {
        return fail(in.error());
    }
    auto process = KeptProcess::start({argv, folder, more, out->write.fd(), err->write.fd(), -1, in->fd()});
    if (!process) {
        return fail(process.error());
    }
    out->write = FileDescriptor();
    err->write = FileDescriptor();
    CommandResult result;
    watch(*out, *err, *process, timeout, isStopped, result, kept);
    return result;
}

} // namespace holdpoint
