// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/agent/line_channel.h"

#include "core/base/clock.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxQueued = 32U << 20U;
constexpr std::size_t kShortLine = 4096; // an answer to a command: it is taken where frames are not any more
constexpr std::size_t kShortReserve = 1U << 20U;

void makeNonBlocking(int descriptor)
{
    const int flags = ::fcntl(descriptor, F_GETFL);
    if (flags >= 0) {
        ::fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
    }
}

} // namespace

LineChannel::LineChannel(int inputDescriptor, int outputDescriptor, std::size_t longestLine)
    : m_input(inputDescriptor), m_output(outputDescriptor), m_longestLine(longestLine)
{
    makeNonBlocking(m_input);
    makeNonBlocking(m_output);
    std::signal(SIGPIPE, SIG_IGN); // a reader that is gone shows as EPIPE
}

void LineChannel::wait(int timeoutMs)
{
    std::array<pollfd, 2> polled{};
    nfds_t count = 0;
    if (!m_inputEnded) {
        polled[count++] = {m_input, POLLIN, 0};
    }
    if (!m_outputBroken && m_outDone < m_out.size()) {
        polled[count++] = {m_output, POLLOUT, 0};
    }
    ::poll(polled.data(), count, timeoutMs);
    readAvailable();
    writeAvailable();
}

void LineChannel::readAvailable()
{
    std::array<char, 65536> block{};
    while (!m_inputEnded) {
        const ssize_t count = ::read(m_input, block.data(), block.size());
        if (count > 0) {
            m_in.append(block.data(), static_cast<std::size_t>(count));
            if (m_in.size() > m_longestLine && lineEnd() == std::string::npos) {
                m_in.clear();
                m_inputEnded = m_isLineTooLong = true;
            }
        } else if (count == 0) {
            m_inputEnded = true;
        } else if (errno != EINTR) {
            m_inputEnded = errno != EAGAIN && errno != EWOULDBLOCK;
            return;
        }
    }
}

std::size_t LineChannel::lineEnd()
{
    const auto end = m_in.find('\n', m_inSearched);
    m_inSearched = end == std::string::npos ? m_in.size() : end;
    return end;
}

std::optional<std::string> LineChannel::nextLine()
{
    const auto end = lineEnd();
    if (end == std::string::npos) {
        return std::nullopt;
    }
    std::string rest = m_in.substr(end + 1);
    m_in.resize(end);
    m_inSearched = 0;
    return std::exchange(m_in, std::move(rest)); // a long line is not copied
}

bool LineChannel::send(std::string_view line)
{
    const std::size_t limit = kMaxQueued + (line.size() <= kShortLine ? kShortReserve : 0);
    if (m_outputBroken || m_out.size() - m_outDone + line.size() > limit) {
        return false;
    }
    m_out.append(line);
    m_out += '\n';
    writeAvailable();
    return true;
}

void LineChannel::writeAvailable()
{
    while (!m_outputBroken && m_outDone < m_out.size()) {
        const ssize_t count = ::write(m_output, m_out.data() + m_outDone, m_out.size() - m_outDone);
        if (count > 0) {
            m_outDone += static_cast<std::size_t>(count);
        } else if (errno != EINTR) {
            m_outputBroken = errno != EAGAIN && errno != EWOULDBLOCK;
            break;
        }
    }
    if (m_outDone == m_out.size() || m_outDone > (1U << 20U)) {
        m_out.erase(0, m_outDone);
        m_outDone = 0;
    }
}

void LineChannel::flush(int timeoutMs)
{
    const auto until = systemClock().steadyNow() + Millis{timeoutMs};
    while (!m_outputBroken && m_outDone < m_out.size() && systemClock().steadyNow() < until) {
        pollfd polled{m_output, POLLOUT, 0};
        ::poll(&polled, 1, 50);
        writeAvailable();
    }
}

} // namespace holdpoint
