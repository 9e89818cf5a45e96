// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/transport.h"

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace holdpoint {

class Lane;
class Visitor;

/// Opens the connections of a load thread's visitors ahead of their first requests, a few at once: ten thousand handshakes in one
/// moment are an attack and no preparation. What it cannot open the first request opens, and reports if that fails too. For its
/// thread; outlives the visitors that it was given.
class ConnectionOpener final : public OpenSink
{
public:
    ConnectionOpener() = default;
    ConnectionOpener(const ConnectionOpener&) = delete;
    ConnectionOpener& operator=(const ConnectionOpener&) = delete;

    /// Opens what the visitor's scenario will need of it (CompiledScenario::openings).
    void want(Visitor& visitor);
    /// The visitor goes, or all of the lane do.
    void forget(const Visitor& visitor);
    void forget(const Lane& lane);
    /// Nothing is waiting or under way.
    bool isIdle() const { return m_wanted.empty() && m_underWay.empty(); }

    std::uint64_t opened() const { return m_opened; }
    /// Also those that it did not try any more.
    std::uint64_t failed() const { return m_failed; }
    /// Of the first that failed, with where it led; no secrets.
    const std::string& fault() const { return m_fault; }

    void onOpened(std::uint64_t token, ErrorClass error, std::string_view message) override;

private:
    struct Wanted
    {
        Visitor* visitor = nullptr;
        std::uint32_t opening = 0; // of its scenario
    };
    struct UnderWay
    {
        std::uint64_t token = 0;
        const Visitor* visitor = nullptr;
        const Request* terms = nullptr;
    };
    void openMore();

    std::deque<Wanted> m_wanted;
    std::vector<UnderWay> m_underWay;
    std::uint64_t m_lastToken = 0;
    std::uint64_t m_opened = 0;
    std::uint64_t m_failed = 0;
    std::size_t m_failedInARow = 0;
    std::string m_fault;
    bool m_isOpening = false;
};

} // namespace holdpoint
