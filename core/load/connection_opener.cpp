// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/connection_opener.h"

#include "core/load/lane.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kAtOnce = 64;
constexpr std::size_t kMostFailedInARow = 64; // then nobody answers there

} // namespace

void ConnectionOpener::want(Visitor& visitor)
{
    const auto count = static_cast<std::uint32_t>(visitor.lane.scenario().openings.size());
    for (std::uint32_t i = 0; i < count; ++i) {
        m_wanted.push_back({&visitor, i});
    }
    openMore();
}

void ConnectionOpener::openMore()
{
    if (m_isOpening) {
        return; // called back from inside: the loop below goes on
    }
    m_isOpening = true;
    while (m_underWay.size() < kAtOnce && !m_wanted.empty()) {
        const Wanted next = m_wanted.front();
        m_wanted.pop_front();
        if (next.visitor->state == Visitor::State::Gone || next.visitor->hasBegun) {
            continue; // its requests open what they need
        }
        VisitorRunner& runner = next.visitor->runner;
        runner.ensureClient(*next.visitor);
        const Request& terms = next.visitor->lane.scenario().openings[next.opening];
        m_underWay.push_back({++m_lastToken, next.visitor, &terms});
        if (!next.visitor->client->open(terms, *this, m_lastToken)) {
            m_underWay.pop_back();
        }
    }
    m_isOpening = false;
}

void ConnectionOpener::onOpened(std::uint64_t token, ErrorClass error, std::string_view message)
{
    const auto found =
        std::find_if(m_underWay.begin(), m_underWay.end(), [token](const auto& each) { return each.token == token; });
    if (found == m_underWay.end()) {
        return; // forgotten
    }
    const Request& terms = *found->terms;
    m_underWay.erase(found);
    if (error == ErrorClass::None) {
        ++m_opened;
        m_failedInARow = 0;
    } else {
        ++m_failed;
        if (m_fault.empty()) {
            m_fault = terms.url + ": " + std::string(message);
        }
        if (++m_failedInARow >= kMostFailedInARow) {
            m_failed += m_wanted.size();
            m_wanted.clear();
        }
    }
    openMore();
}

void ConnectionOpener::forget(const Visitor& visitor)
{
    // What waits for its turn is left out when that comes.
    std::erase_if(m_underWay, [&visitor](const UnderWay& each) { return each.visitor == &visitor; });
}

void ConnectionOpener::forget(const Lane& lane)
{
    std::erase_if(m_wanted, [&lane](const Wanted& each) { return &each.visitor->lane == &lane; });
    std::erase_if(m_underWay, [&lane](const UnderWay& each) { return &each.visitor->lane == &lane; });
}

} // namespace holdpoint
