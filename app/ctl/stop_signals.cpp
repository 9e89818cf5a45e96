// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/stop_signals.h"

#include <QSocketNotifier>
#include <array>
#include <csignal>
#include <sys/socket.h>
#include <unistd.h>

namespace holdpoint {

namespace {

constexpr std::array kStops{SIGINT, SIGTERM, SIGHUP};
std::array<int, 2> g_pipe{-1, -1}; // a signal handler may only write

void onSignal(int)
{
    const char byte = 1;
    const ssize_t written = ::write(g_pipe[0], &byte, 1);
    static_cast<void>(written);
}

} // namespace

StopSignals::StopSignals()
{
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, g_pipe.data()) != 0) {
        return;
    }
    m_notifier = new QSocketNotifier(g_pipe[1], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        std::array<char, 16> bytes{};
        const ssize_t count = ::read(g_pipe[1], bytes.data(), bytes.size());
        for (ssize_t i = 0; i < count; ++i) {
            Q_EMIT received();
        }
    });
    for (const int number : kStops) {
        std::signal(number, onSignal);
    }
}

StopSignals::~StopSignals()
{
    for (const int number : kStops) {
        std::signal(number, SIG_DFL);
    }
    delete m_notifier;
    for (int& end : g_pipe) {
        ::close(end);
        end = -1;
    }
}

} // namespace holdpoint
