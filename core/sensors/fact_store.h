// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sensors/fact.h"

#include <map>
#include <mutex>

namespace holdpoint {

/// How a source did in a sweep.
struct SourceReport
{
    enum class State { Answered, Failed, NotConfigured };
    std::string id;
    std::string title;
    State state = State::Answered;
    std::string error; // of the failure; one sentence
    std::size_t asked = 0;
    std::size_t cached = 0;
    Nanos took{};
    WallTime at{};
};

struct SweepProgress
{
    const SourceReport& source; // that has just ended
    std::size_t done = 0;
    std::size_t of = 0;
};

/// Facts with their age. One question is asked once for all who want to know, one source at a time asks its questions one after
/// the other, sources run side by side in a bounded pool. A source that cannot be reached is not asked again in the same sweep:
/// its other facts say what blocks them. Thread-safe.
class FactStore
{
public:
    explicit FactStore(AskContext context) : m_context(std::move(context)) {}

    struct Sweep
    {
        std::map<std::string, Fact> facts; // by identity
        std::vector<SourceReport> sources; // by id
    };
    /// Blocks until every source has answered, failed or been stopped. Facts that are younger than `maxAge` are not asked again,
    /// none is within a second, and none of a source before the time that it asked to wait for. `progress` comes from the pool's
    /// threads, one at a time.
    Sweep sweep(const std::vector<FactQuestion>& questions, Nanos maxAge,
                const std::function<void(const SweepProgress&)>& progress = {});

private:
    struct Known
    {
        Fact fact;
        SteadyTime askedAt{};
    };
    SourceReport askSource(const std::string& source, const std::vector<const FactQuestion*>& questions, Nanos maxAge,
                           std::map<std::string, Fact>& facts);
    std::optional<Fact> known(const std::string& identity, Nanos maxAge);
    std::optional<Unknown> waitsFor(const std::string& source);

    AskContext m_context;
    std::mutex m_mutex;                        // guards what is below
    std::map<std::string, Known> m_known;      // by identity
    std::map<std::string, Unknown> m_waitsFor; // by source: said when it wants to be asked again
};

/// "answered", "failed", "not_configured".
std::string_view nameOf(SourceReport::State state);
/// A failure of the whole source and not of one question.
bool isOfSource(Unknown::Kind kind);

} // namespace holdpoint
