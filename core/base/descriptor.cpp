// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/descriptor.h"

#include <unistd.h>

namespace holdpoint {

Descriptor::~Descriptor()
{
    if (m_fd >= 0) {
        ::close(m_fd);
    }
}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept
{
    std::swap(m_fd, other.m_fd);
    return *this;
}

} // namespace holdpoint
