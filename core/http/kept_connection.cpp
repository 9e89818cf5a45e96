// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/kept_connection.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace holdpoint {

namespace {

constexpr Nanos kSilenceBeforeClose = std::chrono::seconds{30}; // balancers forget a connection after 60 s or more, by a reset
constexpr Nanos kLongestWay = std::chrono::seconds{1};

} // namespace

bool mayHaveBeenForgotten(SteadyTime silentSince, SteadyTime sentAt, SteadyTime brokenAt)
{
    return sentAt - silentSince >= kSilenceBeforeClose && brokenAt - sentAt <= kLongestWay;
}

bool wasClosedBeforehand(int descriptor, std::uint64_t bytesSince)
{
    tcp_info info{};
    socklen_t size = sizeof info;
    if (::getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) {
        return false;
    }
    const std::uint64_t sent = info.tcpi_bytes_sent - info.tcpi_bytes_retrans;
    return sent + 1 >= info.tcpi_bytes_acked + bytesSince; // the acknowledged ones hold the SYN
}

} // namespace holdpoint
