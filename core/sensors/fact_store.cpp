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

bool isCancelled(const Fact& fact)
{
    return fact.answer.isUnknown() && fact.answer.unknown().kind == Unknown::Kind::Cancelled;
}

/// The sources that a lane asks beside its own name: a probe its source, a comparison both sides.
std::vector<std::string> asksToo(const SourceReport& lane)
{
    constexpr std::string_view kProbe = ".probe";
    if (lane.id.ends_with(kProbe)) {
        const std::string source = lane.id.substr(0, lane.id.size() - kProbe.size());
        return source == "otlp" && lane.error.starts_with(kJaegerSide) ? std::vector<std::string>{"jaeger"}
                                                                       : std::vector<std::string>{source};
    }
    for (const auto& [kind, service] : {std::pair{"sql", "postgresql"}, {"redis", "redis"}, {"promql", "prometheus"}}) {
        if (lane.id == std::string("compare ") + kind) {
            return {service, std::string("production.") + service};
        }
    }
    return {};
}

/// A probe or comparison that failed because a source of it is down says nothing new: a source shows up once.
void dropEchoes(std::vector<SourceReport>& sources)
{
    std::set<std::string> down;
    for (const SourceReport& source : sources) {
        if (source.state != SourceReport::State::Answered) {
            down.insert(source.id);
        }
    }
    std::erase_if(sources, [&down](const SourceReport& lane) {
        const auto others = asksToo(lane);
        return lane.state != SourceReport::State::Answered &&
               std::any_of(others.begin(), others.end(), [&down](const std::string& other) { return down.contains(other); });
    });
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
    using Kind = Unknown::Kind;
    return kind == Kind::Unreachable || kind == Kind::Timeout || kind == Kind::Tls || kind == Kind::Auth ||
           kind == Kind::RateLimited || kind == Kind::Cancelled;
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
    report.id = lane.source + (lane.isProbe ? ".probe" : "");
    report.title = lane.title();
    report.at = clock.wallNow();
    const SteadyTime begin = clock.steadyNow();
    std::optional<Unknown> down = waitsFor(lane.source);
    std::optional<Unknown> absent; // one question lacks its service or a setting: that costs nothing and blocks no other
    bool hasAnswered = false;
    const auto see = [&](const Answer<Json>& answer) {
        const bool isAbsent = answer.isUnknown() && answer.unknown().kind == Unknown::Kind::NotConfigured;
        hasAnswered = hasAnswered || !isAbsent;
        absent = isAbsent ? std::optional(answer.unknown()) : absent;
    };
    for (const FactQuestion* question : lane.questions) {
        const std::string identity = question->identity();
        const FactKind* kind = factKind(question->kind);
        const bool isOfRecord = kind != nullptr && kind->isOfRecord;
        if (auto cached = known(identity, maxAge)) {
            ++report.cached;
            if (cached->answer.isUnknown() && isOfSource(cached->answer.unknown().kind) && !isOfRecord) {
                down = cached->answer.unknown();
            }
            see(cached->answer);
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
        see(fact.answer);
        const std::lock_guard lock(m_mutex);
        if (fact.answer.isUnknown() && isOfSource(fact.answer.unknown().kind) && !isOfRecord) {
            down = fact.answer.unknown();
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
    } else if (absent && !hasAnswered) {
        report.state = SourceReport::State::NotConfigured;
        report.error = absent->reason;
    }
    return report;
}

FactStore::Sweep FactStore::sweep(const std::vector<FactQuestion>& questions, Nanos maxAge,
                                  const std::function<void(const FactProgress&)>& progress)
{
    std::map<std::pair<bool, std::string>, Lane> byLane; // probes first
    std::map<std::string, const FactQuestion*> distinct;
    for (const FactQuestion& question : questions) {
        if (distinct.emplace(question.identity(), &question).second) {
            const bool isSlow = isProbe(question);
            Lane& lane = byLane[{!isSlow, question.source}];
            lane.source = question.source;
            lane.isProbe = isSlow;
            lane.questions.push_back(&question);
        }
    }
    std::vector<Lane> lanes;
    std::vector<std::string> waiting;
    for (auto& [key, lane] : byLane) {
        waiting.push_back(lane.title());
        lanes.push_back(std::move(lane));
    }
    Sweep result;
    std::mutex mutex; // guards result, waiting and next
    std::size_t next = 0;
    if (progress) {
        progress({nullptr, 0, lanes.size(), waiting, result.facts});
    }
    const auto work = [&] {
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
        pool.emplace_back(work);
    }
    for (std::thread& thread : pool) {
        thread.join();
    }
    std::sort(result.sources.begin(), result.sources.end(),
              [](const SourceReport& a, const SourceReport& b) { return a.id < b.id; });
    dropEchoes(result.sources);
    return result;
}

} // namespace holdpoint
