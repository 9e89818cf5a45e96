// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sensors/fact_store.h"

#include <algorithm>
#include <array>
#include <thread>

namespace holdpoint {

namespace {

constexpr std::size_t kPool = 16; // threads; they wait, they do not work
constexpr Nanos kLeastAge = std::chrono::seconds{1};

} // namespace

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

SourceReport FactStore::askSource(const std::string& source, const std::vector<const FactQuestion*>& questions, Nanos maxAge,
                                  std::map<std::string, Fact>& facts)
{
    const Clock& clock = m_context.fetcher.clock();
    SourceReport report;
    report.id = source;
    report.title = sourceTitle(source);
    report.at = clock.wallNow();
    const SteadyTime begin = clock.steadyNow();
    std::optional<Unknown> down = waitsFor(source);
    std::optional<Unknown> absent; // one question lacks its service or a setting: that costs nothing and blocks no other
    bool hasAnswered = false;
    const auto see = [&](const Answer<Json>& answer) {
        const bool isAbsent = answer.isUnknown() && answer.unknown().kind == Unknown::Kind::NotConfigured;
        hasAnswered = hasAnswered || !isAbsent;
        absent = isAbsent ? std::optional(answer.unknown()) : absent;
    };
    for (const FactQuestion* question : questions) {
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
        if (down) {
            fact.answer = *down;
            fact.blockedBy = report.title;
            facts[identity] = std::move(fact);
            continue;
        }
        const SteadyTime asked = clock.steadyNow();
        fact.answer =
            kind == nullptr
                ? Answer<Json>(unknown(Unknown::Kind::NotConfigured, "`" + question->kind + "` comes with a later version"))
                : kind->ask(m_context, question->spec);
        fact.took = clock.steadyNow() - asked;
        ++report.asked;
        if (fact.answer.isUnknown() && isOfSource(fact.answer.unknown().kind) && !isOfRecord) {
            down = fact.answer.unknown();
            const std::lock_guard lock(m_mutex);
            m_waitsFor[source] = *down;
        }
        see(fact.answer);
        const std::lock_guard lock(m_mutex);
        m_known[identity] = {fact, asked};
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
                                  const std::function<void(const SweepProgress&)>& progress)
{
    std::map<std::string, std::vector<const FactQuestion*>> bySource;
    std::map<std::string, const FactQuestion*> distinct;
    for (const FactQuestion& question : questions) {
        if (distinct.emplace(question.identity(), &question).second) {
            bySource[question.source].push_back(&question);
        }
    }
    std::vector<std::string> sources;
    sources.reserve(bySource.size());
    for (const auto& [source, asked] : bySource) {
        sources.push_back(source);
    }
    Sweep result;
    std::mutex mutex; // guards result and next
    std::size_t next = 0;
    const auto work = [&] {
        for (;;) {
            std::string source;
            {
                const std::lock_guard lock(mutex);
                if (next == sources.size()) {
                    return;
                }
                source = sources[next++];
            }
            std::map<std::string, Fact> facts;
            SourceReport report = askSource(source, bySource.at(source), maxAge, facts);
            const std::lock_guard lock(mutex);
            result.facts.merge(facts);
            result.sources.push_back(std::move(report));
            if (progress) {
                progress({result.sources.back(), result.sources.size(), sources.size()});
            }
        }
    };
    std::vector<std::thread> pool;
    const std::size_t size = std::min(kPool, sources.size());
    pool.reserve(size);
    for (std::size_t i = 0; i < size; ++i) {
        pool.emplace_back(work);
    }
    for (std::thread& thread : pool) {
        thread.join();
    }
    std::sort(result.sources.begin(), result.sources.end(),
              [](const SourceReport& a, const SourceReport& b) { return a.id < b.id; });
    return result;
}

} // namespace holdpoint
