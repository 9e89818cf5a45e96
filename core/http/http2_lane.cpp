// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/http2_lane.h"

#include "core/http/http2_connection.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kReadBuffer = 64U << 10U;
constexpr std::size_t kTextKept = 64U << 10U; // larger ones are not kept for the next
constexpr std::size_t kSpareStreams = 1024;

} // namespace

Http2Lane::Http2Lane(Poller& poller, Dialer& dialer) : m_poller(poller), m_dialer(dialer), m_received(kReadBuffer) {}

Http2Lane::~Http2Lane() = default;

SteadyTime Http2Lane::nextDeadline() const
{
    return m_toFlush.empty() && m_toReport.empty() ? m_deadlines.next() : SteadyTime::min();
}

bool Http2Lane::drive(SteadyTime now)
{
    if (m_deadlines.next() <= now) {
        m_deadlines.fire(
            now, [](const Http2Connection& connection) { return connection.deadline(); },
            [now](Http2Connection& connection) { connection.onDeadline(now); });
    }
    const bool isBusy = !m_toFlush.empty() || !m_toReport.empty();
    for (std::size_t i = 0; i < m_toFlush.size(); ++i) { // nobody hears of anything here
        if (m_toFlush[i] != nullptr) {
            m_toFlush[i]->flush();
        }
    }
    m_toFlush.clear();
    const std::size_t count = m_toReport.size(); // what they bring about waits for the next round
    for (std::size_t i = 0; i < count; ++i) {
        if (m_toReport[i] != nullptr) {
            m_toReport[i]->report();
        }
    }
    m_toReport.erase(m_toReport.begin(), m_toReport.begin() + static_cast<std::ptrdiff_t>(count));
    return isBusy;
}

std::unique_ptr<Http2Stream> Http2Lane::borrowStream()
{
    if (m_streams.empty()) {
        return std::make_unique<Http2Stream>();
    }
    auto stream = std::move(m_streams.back());
    m_streams.pop_back();
    return stream;
}

void Http2Lane::giveBack(std::unique_ptr<Http2Stream> stream)
{
    if (m_streams.size() < kSpareStreams && stream->head.capacity() <= kTextKept && stream->body.capacity() <= kTextKept &&
        stream->request.body.capacity() <= kTextKept) {
        m_streams.push_back(std::move(stream));
    }
}

void Http2Lane::forget(Http2Connection& connection)
{
    for (auto* list : {&m_toFlush, &m_toReport}) {
        std::replace(list->begin(), list->end(), &connection, static_cast<Http2Connection*>(nullptr));
    }
}

} // namespace holdpoint
