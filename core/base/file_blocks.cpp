// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_blocks.h"

#include "core/base/hash.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace holdpoint {

namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20U;

Failure systemFailure(const std::filesystem::path& path)
{
    const int code = errno;
    const auto kind = code == ENOENT ? Error::Kind::NotFound : code == EACCES ? Error::Kind::Refused : Error::Kind::Internal;
    return fail(kind, "cannot read " + path.string() + ": " + std::strerror(code));
}

Result<> readOpened(int file, const std::filesystem::path& path, const std::function<Result<>(std::string_view)>& visit)
{
    struct stat status
    {};
    if (::fstat(file, &status) != 0) {
        return systemFailure(path);
    }
    if (!S_ISREG(status.st_mode)) {
        return fail(Error::Kind::Invalid, "cannot read " + path.string() + ": it is no file");
    }
    std::string block(kBlock, '\0');
    std::uintmax_t all = 0;
    for (;;) {
        const ssize_t count = ::read(file, block.data(), block.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return systemFailure(path);
        }
        if (count == 0) {
            return {};
        }
        all += static_cast<std::uintmax_t>(count);
        if (all > kMaxBlockFileBytes) {
            return fail(Error::Kind::Invalid,
                        "cannot read " + path.string() + ": it is larger than " + std::to_string(kMaxBlockFileBytes) + " bytes");
        }
        if (auto visited = visit(std::string_view(block).substr(0, static_cast<std::size_t>(count))); !visited) {
            return visited;
        }
    }
}

} // namespace

Result<> readInBlocks(const std::filesystem::path& path, const std::function<Result<>(std::string_view block)>& visit)
{
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); // a pipe in its place must not hold this thread
    if (file < 0) {
        return systemFailure(path);
    }
    auto done = readOpened(file, path, visit);
    ::close(file);
    return done;
}

Result<std::string> fileSha256(const std::filesystem::path& path)
{
    Sha256 sum;
    const auto read = readInBlocks(path, [&sum](std::string_view block) -> Result<> {
        sum.add(block);
        return {};
    });
    return read ? Result(sum.hex()) : fail(read.error());
}

} // namespace holdpoint
