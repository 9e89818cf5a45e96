// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <utility>

namespace holdpoint {

/// A descriptor that is closed with its owner; -1: none.
class FileDescriptor
{
public:
    explicit FileDescriptor(int fd = -1) : m_fd(fd) {}
    ~FileDescriptor();
    FileDescriptor(FileDescriptor&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }

    int fd() const { return m_fd; }

private:
    int m_fd;
};

struct Pipe
{
    FileDescriptor read;
    FileDescriptor write;
};
/// Both ends are closed by an exec.
Result<Pipe> makePipe();

} // namespace holdpoint
