// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sensors/activity_sampler.h"

#include "core/base/time_format.h"

namespace holdpoint {

namespace {

constexpr std::size_t kMostSamples = 9000; // 12 h

} // namespace

ActivitySampler::~ActivitySampler()
{
    end();
}

void ActivitySampler::start()
{
    end();
    m_isEnding = false;
    m_sessions = {};
    m_cache = {};
    m_thread = std::thread([this] { work(); });
}

void ActivitySampler::end()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
    }
    m_wakeUp.notify_all();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void ActivitySampler::take(Followed& followed, const Answer<Json>& answer)
{
    if (followed.isAbsent || followed.samples.size() >= kMostSamples) {
        return;
    }
    ++followed.asked;
    if (!answer.isKnown()) {
        followed.isAbsent = answer.isUnknown() && answer.unknown().kind == Unknown::Kind::NotConfigured;
        followed.why = answer.isUnknown() ? answer.unknown().reason : "no answer";
        return;
    }
    Json sample{{"at", formatUtc(systemClock().wallNow())}};
    if (answer.value().contains("rows")) {
        sample["rows"] = answer.value()["rows"];
    } else {
        for (const char* key : {"keyspace_hits", "keyspace_misses", "connected_clients", "total_commands_processed",
                                "total_connections_received", "used_memory"}) {
            sample[key] = memberAt(answer.value(), key);
        }
    }
    followed.samples.push_back(std::move(sample));
}

void ActivitySampler::work()
{
    for (;;) {
        {
            std::unique_lock lock(m_mutex);
            if (m_wakeUp.wait_for(lock, m_interval, [this] { return m_isEnding; })) {
                return;
            }
        }
        if (!m_sessions.isAbsent) {
            take(m_sessions, m_looker.sessions());
        }
        if (!m_cache.isAbsent) {
            take(m_cache, m_looker.cacheCounters());
        }
        ++m_looks;
    }
}

std::vector<Snapshot> ActivitySampler::finish(const LoadSpan& load)
{
    end();
    std::vector<Snapshot> found;
    const auto add = [&](const char* source, const char* part, Followed& followed) {
        if (followed.asked > 0 && !followed.isAbsent) {
            found.push_back(
                {load.run, std::string(kDuringLoad), source, systemClock().wallNow(),
                 Json{{part, {{"samples", std::move(followed.samples)}, {"asked", followed.asked}, {"why", followed.why}}}}});
        }
    };
    add("postgresql", "activity", m_sessions);
    add("redis", "info", m_cache);
    return found;
}

} // namespace holdpoint
