// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/trace.h"

#include <algorithm>

namespace holdpoint {

Nanos Trace::duration() const
{
    if (spans.empty()) {
        return {};
    }
    WallTime begin = WallTime::max();
    Nanos end = Nanos::min();
    for (const Span& span : spans) {
        begin = std::min(begin, span.start);
        end = std::max(end, Nanos(span.start.time_since_epoch()) + span.duration);
    }
    return end - Nanos(begin.time_since_epoch());
}

bool Trace::hasFailed() const
{
    return std::any_of(spans.begin(), spans.end(), [](const Span& span) { return span.hasFailed; });
}

std::vector<Nanos> selfTimes(const Trace& trace)
{
    struct Interval
    {
        Nanos begin;
        Nanos end;
    };
    std::map<std::string, std::vector<Interval>> children;
    for (const Span& span : trace.spans) {
        if (!span.parent.empty()) {
            const Nanos begin = span.start.time_since_epoch();
            children[span.parent].push_back({begin, begin + span.duration});
        }
    }
    for (auto& [parent, intervals] : children) {
        std::sort(intervals.begin(), intervals.end(), [](const auto& a, const auto& b) { return a.begin < b.begin; });
    }
    std::vector<Nanos> result;
    for (const Span& span : trace.spans) {
        const Nanos begin = span.start.time_since_epoch();
        const Nanos end = begin + span.duration;
        Nanos covered{};
        Nanos reached = begin;
        if (const auto own = children.find(span.id); own != children.end()) {
            for (const Interval& child : own->second) {
                const Nanos from = std::clamp(child.begin, reached, end);
                const Nanos to = std::clamp(child.end, from, end);
                covered += to - from;
                reached = std::max(reached, to);
            }
        }
        result.push_back(span.duration - covered);
    }
    return result;
}

namespace {

/// A hostile answer's spans last for centuries: the sum then stays at its largest value.
void addUpTo(Nanos& sum, Nanos more)
{
    sum = more > Nanos::max() - sum ? Nanos::max() : sum + more;
}

} // namespace

std::vector<OperationTime> operationTimes(const std::vector<Trace>& traces)
{
    std::map<std::pair<std::string, std::string>, OperationTime> table;
    std::map<std::pair<std::string, std::string>, std::vector<Nanos>> durations;
    Nanos all{};
    for (const Trace& trace : traces) {
        const std::vector<Nanos> self = selfTimes(trace);
        for (std::size_t i = 0; i < trace.spans.size(); ++i) {
            const Span& span = trace.spans[i];
            const std::pair key(span.service, span.operation);
            OperationTime& row = table[key];
            row.service = span.service;
            row.operation = span.operation;
            ++row.count;
            row.failed += span.hasFailed ? 1 : 0;
            addUpTo(row.self, self[i]);
            addUpTo(all, self[i]);
            durations[key].push_back(span.duration);
        }
    }
    std::vector<OperationTime> rows;
    for (auto& [key, row] : table) {
        std::vector<Nanos>& times = durations[key];
        std::sort(times.begin(), times.end());
        row.p95 = times[(times.size() * 95 + 99) / 100 - 1];
        row.share = all == Nanos{} ? 0 : std::chrono::duration<double>(row.self) / std::chrono::duration<double>(all);
        rows.push_back(std::move(row));
    }
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.self > b.self; });
    return rows;
}

std::vector<Dependency> dependenciesOf(const std::vector<Trace>& traces)
{
    std::map<std::pair<std::string, std::string>, std::uint64_t> calls;
    for (const Trace& trace : traces) {
        std::map<std::string, std::string> serviceOf;
        for (const Span& span : trace.spans) {
            serviceOf[span.id] = span.service;
        }
        for (const Span& span : trace.spans) {
            const auto parent = serviceOf.find(span.parent);
            if (parent != serviceOf.end() && parent->second != span.service) {
                ++calls[{parent->second, span.service}];
            }
        }
    }
    std::vector<Dependency> result;
    for (const auto& [edge, count] : calls) {
        result.push_back({edge.first, edge.second, count});
    }
    return result;
}

} // namespace holdpoint
