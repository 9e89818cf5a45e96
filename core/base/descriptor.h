// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>

namespace holdpoint {

/// A file descriptor that is closed with its owner.
class Descriptor
{
public:
    explicit Descriptor(int fd = -1) : m_fd(fd) {}
    ~Descriptor();
    Descriptor(Descriptor&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    int fd() const { return m_fd; }

private:
    int m_fd;
};

} // namespace holdpoint
