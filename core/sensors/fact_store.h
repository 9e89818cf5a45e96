// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sensors/fact.h"
#include "core/sensors/source_report.h"

#include <map>
#include <mutex>

namespace holdpoint {

/// Where a store stands in its sweep.
struct FactProgress
{
    const SourceReport* source = nullptr; // that has just ended; nullptr: all begin
    std::size_t done = 0;
    std::size_t of = 0;
    const std::vector<std::string>& waiting;  // titles of those that are still asked
    const std::map<std::string, Fact>& facts; // so far, by identity
};

/// A question that takes its own time, such as a span on its way through a collector. It is asked beside its source's others.
bool isProbe(const FactQuestion& question);

/// Facts with their age. One question is asked once for all who want to know, also where another one rests on it and where the
/// requests of two are the same; one source at a time asks its questions one after the other, sources run side by side in a
/// bounded pool. A source that cannot be reached is not asked again in the same sweep, not by a probe either: its other facts
/// say what blocks them. So is one that needs more than kMostOfSource for all its questions: a sweep without probes ends within
/// ten seconds. One sweep at a time.
class FactStore
{
public:
    static constexpr Nanos kMostOfSource = std::chrono::seconds{9};

    explicit FactStore(AskContext context) : m_context(std::move(context)) {}
    /// Between two sweeps.
    void setInputs(SenseInputs inputs) { m_context.inputs = std::move(inputs); }

    struct Sweep
    {
        std::map<std::string, Fact> facts; // by identity
        std::vector<SourceReport> sources; // by id
    };
    /// Blocks until every source has answered, failed or been stopped. Probes start first. Facts that are younger than `maxAge`
    /// are not asked again, none is within a second, and none of a source before the time that it asked to wait for. `progress`
    /// comes from the pool's threads, one at a time.
    Sweep sweep(const std::vector<FactQuestion>& questions, Nanos maxAge,
                const std::function<void(const FactProgress&)>& progress = {});

private:
    struct Known
    {
        Fact fact;
        SteadyTime askedAt{};
    };
    /// The questions of one source, or its probes.
    struct Lane
    {
        std::string source;
        bool isProbe = false;
        std::vector<const FactQuestion*> questions;

        std::string title() const;
    };
    /// One that follows from others, and those, by their identities.
    struct Derived
    {
        const FactQuestion* question = nullptr;
        std::vector<FactQuestion> parts;
        bool isDone = false;
    };
    struct Work
    {
        std::vector<Lane> lanes; // probes first
        std::vector<Derived> derived;
    };

    Work workOf(const std::vector<FactQuestion>& questions) const;
    SourceReport askLane(const Lane& lane, Nanos maxAge, std::map<std::string, Fact>& facts);
    static void derive(std::vector<Derived>& derived, std::map<std::string, Fact>& facts);
    Answer<Json> askOne(const FactQuestion& question, Nanos left) const;
    std::optional<Fact> known(const std::string& identity, Nanos maxAge);
    std::optional<Unknown> waitsFor(const std::string& source);

    AskContext m_context;
    std::mutex m_mutex;                        // guards what is below
    std::map<std::string, Known> m_known;      // by identity
    std::map<std::string, Unknown> m_waitsFor; // by source: said when it wants to be asked again
};

/// A failure of the whole source and not of one question.
bool isOfSource(Unknown::Kind kind);

} // namespace holdpoint
