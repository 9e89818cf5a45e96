// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/verdict/source_rules.h"
#include "core/verdict/source_spans.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// What one query said, or why it has no value.
struct QueryAnswer
{
    std::string query; // as the plan writes it
    WallTime askedAt;
    std::optional<double> value;
    std::string reason;
};

/// What came of asking a source once.
struct SourceAnswer
{
    std::string source; // as in SourceSpan
    WallTime askedAt;
    Nanos holdsFor{};
    std::string reason; // why it did not answer; empty: it did
    std::vector<QueryAnswer> queries;
    std::vector<std::string> lines; // for the log: safe to show, one line each
};

/// A source and how it is asked: `ask` blocks its own thread, at most as long as the source's own time limit.
struct WatchedSource
{
    std::string name;
    Nanos every = std::chrono::seconds{5};
    std::function<SourceAnswer(WallTime loadFrom)> ask; // source and holdsFor are filled in
};

/// Asks sources while a load runs, each on a thread of its own, so that one that hangs holds up no other and nobody else. A
/// question that takes longer than `every` leaves out those that it overlapped. One life: begin(), finish(), destroyed.
class SourceWatch
{
public:
    struct Options
    {
        std::vector<WatchedSource> sources;
        /// What the source of this name knows about the whole load, asked once on its thread when the load is over.
        std::string summarySource;
        std::function<SourceFindingsByQuery(const TimeSpan& load)> summarize;
        std::function<void()> interrupt; // makes every question under way return at once
        // From the sources' threads, several at a time; none of them after the destructor.
        std::function<void(SourceAnswer)> answered;
        std::function<void(SourceFindingsByQuery)> summarized;
    };
    explicit SourceWatch(Options options);
    /// Interrupts and joins.
    ~SourceWatch();
    SourceWatch(const SourceWatch&) = delete;
    SourceWatch& operator=(const SourceWatch&) = delete;

    /// Asks each source now, then every so often.
    void begin(WallTime loadFrom);
    /// No further questions but the summary; returns at once. summarized() follows exactly once if there is such a source.
    void finish(const TimeSpan& load);
    bool hasSummary() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace holdpoint
