// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sensors/fact_store.h"

#include "core/base/units.h"
#include "core/sensors/askers.h"

#include <algorithm>
#include <array>
#include <set>
#include <thread>

namespace holdpoint {

namespace {

constexpr std::size_t kPool = 64; // threads; they wait, they do not work
constexpr Nanos kLeastAge = std::chrono::seconds{1};
constexpr std::string_view kProbe = ".probe"; // behind the id of a lane of probes

bool isCancelled(const Fact& fact)
{
    return fact.answer.isUnknown() && fact.answer.unknown().kind == Unknown::Kind::Cancelled;
}

/// A lane that failed because of another source says nothing new if that one shows by itself: a source shows up once. Else it
/// shows as that source.
void dropEchoes(std::vector<SourceReport>& sources)
{
    std::set<std::string> down;
    for (const SourceReport& source : sources) {
        if (source.state != SourceReport::State::Answered && source.blamed.empty()) {
            down.insert(source.id);
        }
    }
    std::erase_if(sources, [&down](const SourceReport& lane) {
        const bool isProbe = lane.id.ends_with(kProbe);
        const std::string own = isProbe ? lane.id.substr(0, lane.id.size() - kProbe.size()) : lane.id;
        return lane.state != SourceReport::State::Answered &&
               (!lane.blamed.empty() ? down.contains(lane.blamed) : isProbe && down.contains(own));
    });
    for (SourceReport& lane : sources) {
        if (lane.state == SourceReport::State::Failed && !lane.blamed.empty() && down.insert(lane.blamed).second) {
            lane.id = lane.blamed;
            lane.title = sourceTitle(lane.blamed);
        }
    }
    // a second one that blames the same source
    std::erase_if(sources, [](const SourceReport& lane) { return !lane.blamed.empty() && lane.id != lane.blamed; });
}

} // namespace

bool isProbe(const FactQuestion& question)
{
    const auto own = parseDuration(stringAt(question.spec, "timeout"));
    const std::string what = stringAt(question.spec, question.kind);
    return (own && *own > FactStore::kMostOfSource) || what == "probe" || question.spec.contains("worse_than") ||
           (question.kind == "jaeger" && what == "request");
}

std::string FactStore::Lane::title() const
{
    return sourceTitle(source) + (isProbe ? " probe" : "");
}

std::string_view nameOf(SourceReport::State state)
{
    static constexpr std::array<std::string_view, 3> kNames{"answered", "failed", "not_configured"};
    return kNames[static_cast<std::size_t>(state)];
}

bool isOfSource(Unknown::Kind kind)
{
    constexpr std::array kOfSource{Unknown::Kind::Unreachable, Unknown::Kind::Timeout,     Unknown::Kind::Tls,
                                   Unknown::Kind::Auth,        Unknown::Kind::RateLimited, Unknown::Kind::Cancelled};
    return std::find(kOfSource.begin(), kOfSource.end(), kind) != kOfSource.end();
}

std::optional<Fact> FactStore::known(const std::string& identity, Nanos maxAge)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_known.find(identity);
    if (found == m_known.end()) {
        return std::nullopt;
    }
    const Nanos age = m_context.fetcher.clock().steadyNow() - found->second.askedAt;
    return age < std::max(maxAge, kLeastAge) ? std::optional(found->second.fact) : std::nullopt;
}

std::optional<Unknown> FactStore::waitsFor(const std::string& source)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_waitsFor.find(source);
    if (found == m_waitsFor.end() || !found->second.retryAt || *found->second.retryAt <= m_context.fetcher.clock().wallNow()) {
        return std::nullopt;
    }
    return found->second;
}

Answer<Json> FactStore::askOne(const FactQuestion& question, Nanos left) const
{
    if (m_context.isStopped != nullptr && *m_context.isStopped) {
        return unknown(Unknown::Kind::Cancelled, "stopped before it was asked");
    }
    const FactKind* kind = factKind(question.kind);
    if (kind == nullptr) {
        return unknown(Unknown::Kind::NotConfigured, "`" + question.kind + "` comes with a later version");
    }
    AskContext context = m_context;
    context.timeout = std::min(context.timeout, left);
    if (!isProbe(question)) {
        context.end = context.fetcher.clock().steadyNow() + left;
    }
    return kind->ask(context, question.spec);
}

SourceReport FactStore::askLane(const Lane& lane, Nanos maxAge, std::map<std::string, Fact>& facts)
{
    const Clock& clock = m_context.fetcher.clock();
    SourceReport report;
    report.id = lane.source + (lane.isProbe ? std::string(kProbe) : std::string());
    report.title = lane.title();
    report.at = clock.wallNow();
    const SteadyTime begin = clock.steadyNow();
    std::optional<Unknown> down = waitsFor(lane.source);
    std::optional<Unknown> elsewhere; // another source failed on the way; that says nothing of this one
    std::optional<Unknown> absent;    // one question lacks its service or a setting: that costs nothing and blocks no other
    bool hasAnswered = false;
    // Whether the whole source is down by what it said.
    const auto see = [&](const Answer<Json>& answer, bool isOfRecord) {
        const bool isAbsent = answer.isUnknown() && answer.unknown().kind == Unknown::Kind::NotConfigured;
        const bool isBad = answer.isUnknown() && isOfSource(answer.unknown().kind) && !isOfRecord;
        const bool isOfOther = isBad && !answer.unknown().source.empty() && answer.unknown().source != lane.source;
        hasAnswered = hasAnswered || (!isAbsent && !isOfOther);
        absent = isAbsent ? std::optional(answer.unknown()) : absent;
        elsewhere = isOfOther ? std::optional(answer.unknown()) : elsewhere;
        down = isBad && !isOfOther ? std::optional(answer.unknown()) : down;
        return isBad && !isOfOther;
    };
    for (const FactQuestion* question : lane.questions) {
        const std::string identity = question->identity();
        const FactKind* kind = factKind(question->kind);
        const bool isOfRecord = kind != nullptr && kind->isOfRecord;
        if (auto cached = known(identity, maxAge)) {
            ++report.cached;
            see(cached->answer, isOfRecord);
            facts[identity] = *std::move(cached);
            continue;
        }
        Fact fact;
        fact.at = clock.wallNow();
        fact.question = kind == nullptr ? question->kind : kind->question(question->spec);
        const SteadyTime asked = clock.steadyNow();
        const Nanos left = lane.isProbe ? m_context.timeout : kMostOfSource - (asked - begin);
        if (!down && left <= Nanos{}) {
            down = unknown(Unknown::Kind::Timeout, "it is too slow: " + formatDuration(kMostOfSource) + " for " +
                                                       std::to_string(report.asked) + " of " +
                                                       std::to_string(lane.questions.size()) + " questions");
        }
        if (down) {
            fact.answer = *down;
            fact.blockedBy = sourceTitle(lane.source);
            facts[identity] = std::move(fact);
            continue;
        }
        fact.answer = askOne(*question, left);
        fact.took = clock.steadyNow() - asked;
        ++report.asked;
        const bool isDownNow = see(fact.answer, isOfRecord);
        const std::lock_guard lock(m_mutex);
        if (isDownNow) {
            m_waitsFor[lane.source] = *down;
        }
        if (!isCancelled(fact)) {
            m_known[identity] = {fact, asked};
        }
        facts[identity] = std::move(fact);
    }
    report.took = clock.steadyNow() - begin;
    if (down) {
        report.state = SourceReport::State::Failed;
        report.error = down->reason;
    } else if (elsewhere && !hasAnswered) {
        report.state = SourceReport::State::Failed;
        report.error = elsewhere->reason;
        report.blamed = elsewhere->source;
    } else if (absent && !hasAnswered) {
        report.state = SourceReport::State::NotConfigured;
        report.error = absent->reason;
    }
    return report;
}

FactStore::Work FactStore::workOf(const std::vector<FactQuestion>& questions) const
{
    Work work;
    work.derived.reserve(questions.size());              // lanes point into their parts
    std::map<std::pair<bool, std::string>, Lane> byLane; // probes first
    std::set<std::string> distinct;
    const auto add = [&](const FactQuestion& question) {
        if (distinct.insert(question.identity()).second) {
            const bool isSlow = isProbe(question);
            Lane& lane = byLane[{!isSlow, question.source}];
            lane.source = question.source;
            lane.isProbe = isSlow;
            lane.questions.push_back(&question);
        }
    };
    for (const FactQuestion& question : questions) {
        const FactKind* kind = factKind(question.kind);
        if (kind == nullptr || kind->combine == nullptr) {
            add(question);
        } else if (distinct.insert(question.identity()).second) {
            work.derived.push_back({&question, kind->parts(m_context.plan, question.spec)});
            for (const FactQuestion& part : work.derived.back().parts) {
                add(part);
            }
        }
    }
    for (auto& [key, lane] : byLane) {
        work.lanes.push_back(std::move(lane));
    }
    return work;
}

/// Those whose parts are all known by now.
void FactStore::derive(std::vector<Derived>& derived, std::map<std::string, Fact>& facts)
{
    for (Derived& each : derived) {
        std::vector<FactPart> parts;
        for (const FactQuestion& part : each.parts) {
            if (const auto found = facts.find(part.identity()); found != facts.end()) {
                parts.push_back({part, found->second});
            }
        }
        if (each.isDone || parts.size() != each.parts.size()) {
            continue;
        }
        each.isDone = true;
        const FactKind& kind = *factKind(each.question->kind);
        Fact fact;
        fact.question = kind.question(each.question->spec);
        fact.answer = kind.combine(each.question->spec, parts);
        fact.at = systemClock().wallNow();
        for (const FactPart& part : parts) {
            fact.at = std::min(fact.at, part.fact.at);
            fact.took += part.fact.took;
            const auto& exchanges = part.fact.answer.evidence;
            fact.answer.evidence.insert(fact.answer.evidence.end(), exchanges.begin(), exchanges.end());
        }
        facts[each.question->identity()] = std::move(fact);
    }
}

FactStore::Sweep FactStore::sweep(const std::vector<FactQuestion>& questions, Nanos maxAge,
                                  const std::function<void(const FactProgress&)>& progress)
{
    Work work = workOf(questions);
    std::vector<Lane>& lanes = work.lanes;
    std::vector<std::string> waiting;
    for (const Lane& lane : lanes) {
        waiting.push_back(lane.title());
    }
    m_context.fetcher.startSharing();
    Sweep result;
    std::mutex mutex; // guards result, waiting and next
    std::size_t next = 0;
    derive(work.derived, result.facts); // what cannot be asked at all
    if (progress) {
        progress({nullptr, 0, lanes.size(), waiting, result.facts});
    }
    const auto askLanes = [&] {
        for (;;) {
            std::size_t mine = 0;
            {
                const std::lock_guard lock(mutex);
                if (next == lanes.size()) {
                    return;
                }
                mine = next++;
            }
            std::map<std::string, Fact> facts;
            SourceReport report = askLane(lanes[mine], maxAge, facts);
            const std::lock_guard lock(mutex);
            result.facts.merge(facts);
            derive(work.derived, result.facts);
            result.sources.push_back(std::move(report));
            waiting.erase(std::find(waiting.begin(), waiting.end(), lanes[mine].title()));
            if (progress) {
                progress({&result.sources.back(), result.sources.size(), lanes.size(), waiting, result.facts});
            }
        }
    };
    std::vector<std::thread> pool;
    const std::size_t size = std::min(kPool, lanes.size());
    pool.reserve(size);
    for (std::size_t i = 0; i < size; ++i) {
        pool.emplace_back(askLanes);
    }
    for (std::thread& thread : pool) {
        thread.join();
    }
    m_context.fetcher.stopSharing();
    std::sort(result.sources.begin(), result.sources.end(),
              [](const SourceReport& a, const SourceReport& b) { return a.id < b.id; });
    dropEchoes(result.sources);
    return result;
}

} // namespace holdpoint
