// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/session_desk.h"

#include "core/base/hash.h"
#include "core/load/lane.h"
#include "core/load/poller.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace holdpoint {

namespace {

/// Multiples of the golden ratio spread evenly for any number of visitors.
double phaseOf(std::uint64_t index)
{
    constexpr double kGoldenRatio = 0.6180339887498949;
    const double product = static_cast<double>(index) * kGoldenRatio;
    return product - std::floor(product);
}

} // namespace

void SessionDesk::begin(Visitor& visitor, const SessionStep& step)
{
    SessionOrder order;
    order.step = &step;
    order.owner = &visitor;
    ++visitor.values.seq;
    step.url.render(visitor.values, order.url);
    for (const TextTemplate& header : step.headers) {
        std::string& line = order.headers.emplace_back();
        header.render(visitor.values, line);
        // A value that came from a server must not become a second header.
        std::replace_if(
            line.begin(), line.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    }
    if (step.basicAuth) {
        std::string pair;
        step.basicAuth->render(visitor.values, pair);
        order.headers.push_back("Authorization: Basic " + base64Encode(pair));
    }
    order.values = visitor.values;
    order.phase = phaseOf(visitor.index);
    order.due = visitor.due;
    order.stopAt = visitor.stopAt;
    visitor.isInSession = true;
    m_context.sessionRunner(step.kind).begin(std::move(order), *this);
}

void SessionDesk::end(Visitor& visitor, SteadyTime hardStopAt)
{
    const CompiledScenario& scenario = visitor.lane.scenario();
    m_context.sessionRunner(scenario.sessions[scenario.ops[visitor.op].first]->kind).end(&visitor, hardStopAt);
}

std::vector<SessionEnd> SessionDesk::takeEnded()
{
    const std::scoped_lock lock(m_mutex);
    return std::exchange(m_ended, {});
}

void SessionDesk::onSessionEnd(const SessionEnd& end)
{
    const std::scoped_lock lock(m_mutex); // also over wake(): the thread may be gone soon after it took the last end
    m_ended.push_back(end);
    m_poller.wake();
}

std::uint64_t roomOf(std::uint64_t roomSize, std::uint64_t index, const Shard& shard)
{
    const std::uint64_t count = std::max<std::uint64_t>(1, shard.count);
    return roomSize == 0 ? 1 : index / count / roomSize * count + index % count + 1;
}

} // namespace holdpoint
