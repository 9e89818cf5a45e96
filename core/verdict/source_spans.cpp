// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/source_spans.h"

#include <algorithm>

namespace holdpoint {

namespace {

double secondsBetween(WallTime from, WallTime to)
{
    return std::chrono::duration<double>(to - from).count();
}

} // namespace

std::string querySource(std::string_view query)
{
    return "query " + std::string(query);
}

void SpanKeeper::open(SourceSpan span, std::size_t& index)
{
    index = m_spans.size();
    m_spans.push_back(std::move(span));
    m_isChanged.push_back(true);
}

void SpanKeeper::turn(const std::string& source, WallTime askedAt, bool isAnswering, const std::string& reason)
{
    const auto known = m_states.find(source);
    if (known == m_states.end()) {
        State& first = m_states[source];
        first.newestAsk = askedAt;
        open({m_run, source, askedAt, askedAt, isAnswering, reason}, first.open);
        return;
    }
    State& state = known->second;
    const WallTime at = std::max(askedAt, state.newestAsk); // a clock that was set back makes no span of negative length
    lapse(state, at);
    state.newestAsk = at;
    SourceSpan& newest = m_spans[state.open];
    newest.to = at;
    m_isChanged[state.open] = true;
    if (newest.isAnswering == isAnswering) {
        return;
    }
    if (newest.from == at) { // one span of a source begins at a time
        newest.isAnswering = isAnswering;
        newest.reason = reason;
        return;
    }
    open({m_run, source, at, at, isAnswering, reason}, state.open);
}

void SpanKeeper::lapse(State& state, WallTime now)
{
    SourceSpan& newest = m_spans[state.open];
    if (!newest.isAnswering || now <= state.holdsUntil) {
        return;
    }
    newest.to = state.holdsUntil;
    m_isChanged[state.open] = true;
    open({m_run, newest.source, state.holdsUntil, now, false, "nothing was heard of it"}, state.open);
}

void SpanKeeper::answered(const std::string& source, WallTime askedAt, Nanos holdsFor)
{
    if (m_isFinished) {
        return;
    }
    turn(source, askedAt, true, {});
    State& state = m_states[source];
    state.holdsUntil = state.newestAsk + std::chrono::duration_cast<Micros>(holdsFor);
}

void SpanKeeper::missed(const std::string& source, WallTime askedAt, const std::string& reason)
{
    if (!m_isFinished) {
        turn(source, askedAt, false, reason);
    }
}

void SpanKeeper::finish(WallTime end)
{
    for (auto& [source, state] : m_states) {
        lapse(state, end);
        SourceSpan& newest = m_spans[state.open];
        newest.to = std::max(newest.from, end);
        m_isChanged[state.open] = true;
    }
    m_isFinished = true;
}

std::vector<SourceSpan> SpanKeeper::takeChanges()
{
    std::vector<SourceSpan> changes;
    for (std::size_t i = 0; i < m_spans.size(); ++i) {
        if (m_isChanged[i]) {
            changes.push_back(m_spans[i]);
            m_isChanged[i] = false;
        }
    }
    return changes;
}

std::optional<SourceSpan> SpanKeeper::silent(const std::string& source) const
{
    const auto known = m_states.find(source);
    const bool isSilent = known != m_states.end() && !m_spans[known->second.open].isAnswering;
    return isSilent ? std::optional(m_spans[known->second.open]) : std::nullopt;
}

double Coverage::longestGap() const
{
    double longest = 0;
    for (const SourceSpan& gap : gaps) {
        longest = std::max(longest, secondsBetween(gap.from, gap.to));
    }
    return longest;
}

Coverage coverageOf(const std::vector<SourceSpan>& spans, std::int64_t run, std::string_view source, const TimeSpan& load)
{
    Coverage coverage;
    coverage.seconds = std::max(0.0, secondsBetween(load.from, load.to));
    std::vector<SourceSpan> own;
    for (const SourceSpan& span : spans) {
        if (span.run == run && span.source == source) {
            coverage.wasWatched = true;
            own.push_back(span);
        }
    }
    std::sort(own.begin(), own.end(), [](const SourceSpan& a, const SourceSpan& b) { return a.from < b.from; });
    WallTime covered = load.from; // all before is counted
    const auto addGap = [&](WallTime to, const std::string& reason) {
        if (to <= covered) {
            return;
        }
        if (!coverage.gaps.empty() && coverage.gaps.back().to == covered) {
            coverage.gaps.back().to = to;
        } else {
            coverage.gaps.push_back({run, std::string(source), covered, to, false, reason});
        }
    };
    for (const SourceSpan& span : own) {
        const WallTime from = std::max(span.from, covered);
        const WallTime to = std::min(span.to, load.to);
        if (to <= from) {
            continue;
        }
        addGap(from, "it was not asked");
        covered = from;
        if (span.isAnswering) {
            coverage.answered += secondsBetween(from, to);
        } else {
            addGap(to, span.reason);
        }
        covered = to;
    }
    addGap(load.to, own.empty() ? "it was not asked" : "nothing was heard of it");
    return coverage;
}

} // namespace holdpoint
