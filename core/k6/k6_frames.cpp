// SPDX-License-Identifier: GPL-3.0-or-later
// What K6Engine tells a second: k6's points, its notes, what it costs this machine.
#include "core/base/units.h"
#include "core/k6/k6_engine.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace holdpoint {

Frame K6Engine::takeFrame(std::uint64_t tick, bool isLast)
{
    const SteadyTime cutAt = systemClock().steadyNow();
    const bool isFinal = isLast || isFinished(); // what k6 still says after the last one is asked for by nobody
    Frame frame;
    std::uint64_t shortages = 0;
    {
        const std::scoped_lock lock(m_mutex);
        frame = m_shard.frame(++m_seq, tick, m_wallBegan);
        frame.isFinal = isFinal;
        // the last frame takes what is left, whichever second it names
        m_stream.takeSecond(frame.isFinal ? std::numeric_limits<std::uint64_t>::max() - 1 : tick, frame);
        m_stream.setNewestTick(tick + 3);
        shortages = m_stream.takeShortages();
        frame.events = m_terminal.take();
        for (const auto& [key, count] : m_terminal.takeExceptions()) {
            frame.errors.push_back({std::string(nameOf(ErrorClass::Interrupted)), key.first, key.second, count, {}});
        }
        addNotes(frame);
    }
    fillHealth(frame, cutAt, shortages);
    return frame;
}

/// What a reader of the record has to know, once; and what did not fit.
void K6Engine::addNotes(Frame& frame)
{
    if (!std::exchange(m_isIntroduced, true)) {
        frame.events.push_back("k6 does not tell when a request should have begun: latencies are service times, and how late the "
                               "generator starts requests is unknown");
        if (m_shard.samples != nullptr) {
            frame.events.push_back(
                "single requests are k6's to write (`args: [--out, json=FILE]`): the samples of this run hold none");
        }
        if (m_plan.timeScale != 1 || m_plan.loadScale != 1) {
            frame.events.push_back("the k6 script decides its own load: the scales of this run do not change it");
        }
    }
    const auto say = [&frame](std::uint64_t now, std::uint64_t& said, const std::string& what) {
        if (now > said) {
            frame.events.push_back("k6: " + formatCount(now - said) + " " + what);
            said = now;
        }
    };
    say(m_stream.badLines(), m_badSaid, "lines of its output are not readable and were dropped");
    say(m_stream.clippedValues(), m_clippedSaid,
        "values are negative or above what can be recorded (3.6 million of a trend); they count as the smallest or largest "
        "possible");
    if (frame.isFinal) {
        say(m_stream.latePoints(), m_lateSaid, "points came more than a second late and count in a later second");
    }
}

void K6Engine::fillHealth(Frame& frame, SteadyTime cutAt, std::uint64_t shortages)
{
    GeneratorHealth& health = frame.health;
    m_probe.sample(health);
    const ProcessUse use = useOf(m_pid);
    const Nanos span = cutAt - m_useAt;
    if (span >= Millis{200}) {
        if (use.cpu >= m_use.cpu) { // less: a process ended whom nobody waited for, and its share is gone
            m_cpu = static_cast<double>((use.cpu - m_use.cpu).count()) / static_cast<double>(span.count());
        }
        m_use = use;
        m_useAt = cutAt;
    }
    const double cores = std::max(1U, std::thread::hardware_concurrency());
    SecondFacts facts;
    facts.shortages = shortages;
    if (!frame.isFinal) {
        const std::scoped_lock lock(m_mutex);
        const SteadyTime due = m_began.value_or(cutAt) + Seconds{static_cast<std::int64_t>(frame.tick) + 1} + kCutDelay;
        facts.cutLate = std::max(Nanos{0}, cutAt - due);
    }
    health.isLagKnown = false;
    health.cpu += m_cpu; // ours is for reading what k6 says
    health.rssBytes += use.rssBytes;
    health.descriptors += use.descriptors;
    health.busy = std::clamp(m_cpu / cores, 0.0, 1.0);
    health.limitedBy = limitedBy(facts, m_plan.generator);
    if (health.limitedBy.empty() && health.busy > m_plan.generator.maxBusy) {
        health.limitedBy = "k6 used " + formatNumber(health.busy * 100, 0) + " % of this machine's processors, allowed " +
                           formatNumber(m_plan.generator.maxBusy * 100, 0) + " %";
    }
    health.limited = !health.limitedBy.empty();
}

} // namespace holdpoint
