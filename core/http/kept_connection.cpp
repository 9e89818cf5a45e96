// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/kept_connection.h"

#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
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

bool wasClosedBeforehand(int descriptor, Nanos sinceSent)
{
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == EPIPE) {
        return true;
    }
    tcp_info info{};
    size = sizeof info;
    return ::getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 && sinceSent < Micros{info.tcpi_rtt} / 2;
}

} // namespace holdpoint
