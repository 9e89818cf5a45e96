// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace holdpoint {

namespace {

/// Closes the descriptor when it goes out of scope.
struct Descriptor
{
    int fd = -1;
    ~Descriptor()
    {
        if (fd >= 0) {
            ::close(fd);
        }
    }
};

Failure systemFailure(const std::string& doing, const std::filesystem::path& path)
{
    const int code = errno;
    const auto kind = code == ENOENT ? Error::Kind::NotFound : code == EACCES ? Error::Kind::Refused : Error::Kind::Internal;
    const std::string more =
        code == ENOSPC || code == EDQUOT ? "; free some space and try again (what was there before is kept)" : "";
    return fail(kind, "cannot " + doing + " " + path.string() + ": " + std::strerror(code) + more);
}

} // namespace

Result<std::string> readFile(const std::filesystem::path& path, std::size_t maxBytes)
{
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (file.fd < 0) {
        return systemFailure("read", path);
    }
    struct stat status
    {};
    if (::fstat(file.fd, &status) != 0) {
        return systemFailure("read", path);
    }
    if (S_ISDIR(status.st_mode)) {
        return fail(Error::Kind::Invalid, "cannot read " + path.string() + ": it is a folder");
    }
    std::string bytes;
    std::string block(64U * 1024U, '\0');
    for (;;) {
        const ssize_t count = ::read(file.fd, block.data(), block.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return systemFailure("read", path);
        }
        if (count == 0) {
            return bytes;
        }
        bytes.append(block, 0, static_cast<std::size_t>(count));
        if (bytes.size() > maxBytes) {
            return fail(Error::Kind::Invalid,
                        "cannot read " + path.string() + ": it is larger than " + std::to_string(maxBytes) + " bytes");
        }
    }
}

Result<> writeFileAtomically(const std::filesystem::path& path, std::string_view bytes)
{
    std::filesystem::path beside = path;
    beside += ".part" + std::to_string(::getpid());
    {
        const Descriptor file{::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)};
        if (file.fd < 0) {
            return systemFailure("write", path);
        }
        while (!bytes.empty()) {
            const ssize_t count = ::write(file.fd, bytes.data(), bytes.size());
            if (count < 0 && errno == EINTR) {
                continue;
            }
            if (count <= 0) {
                const Failure failure = systemFailure("write", path);
                ::unlink(beside.c_str());
                return failure;
            }
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        if (::fsync(file.fd) != 0) {
            const Failure failure = systemFailure("write", path);
            ::unlink(beside.c_str());
            return failure;
        }
    }
    if (::rename(beside.c_str(), path.c_str()) != 0) {
        const Failure failure = systemFailure("write", path);
        ::unlink(beside.c_str());
        return failure;
    }
    return {};
}

} // namespace holdpoint
