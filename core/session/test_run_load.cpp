// SPDX-License-Identifier: GPL-3.0-or-later
// A test run while its load is on: from the armed start to the last frame, or to what ended it.
#include "core/session/test_run.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/verdict/sentences.h"

#include <set>

namespace holdpoint {

namespace {

constexpr std::string_view kExchange = "exchange ";      // a dry run's request and answer: kept in the frame, too long for a log
constexpr Nanos kStopMargin = std::chrono::seconds{6};   // after the graceful stop: threads end, the last frames come
constexpr Nanos kShortSilence = std::chrono::seconds{3}; // frames come every second
constexpr Nanos kMostBetweenLooks = std::chrono::seconds{2}; // of it counts: a program that stood still heard nobody
constexpr Nanos kK6GracefulStop = std::chrono::seconds{30};  // k6_run.cpp
constexpr Nanos kArmDelay = std::chrono::milliseconds{400};  // the command must reach every agent before second 0

} // namespace

void TestRun::startLoad()
{
    m_phase = Phase::Loading;
    m_t0 = systemClock().steadyNow() + kArmDelay;
    for (const auto& agent : m_agents) {
        agent->arm(*m_t0);
    }
    if (m_watch) {
        m_watch->begin(systemClock().wallNow() + std::chrono::duration_cast<Micros>(kArmDelay));
    }
    lookAtClocks();
    m_lookedAtAgents = systemClock().steadyNow();
    for (unsigned index = 0; index < m_agents.size() && !m_test.k6; ++index) { // k6 first makes its VUs, then comes its setup()
        m_silences[index] = -kArmDelay;
    }
    m_clockTimer.start(Seconds{1});
    log(m_test.title + ": load started, run " + std::to_string(m_record.id));
    Q_EMIT loadStarted();
}

/// Load is paced by the monotonic clock, but everybody else's monitoring shows times of day: that they no longer agree is noted.
void TestRun::lookAtClocks()
{
    const ClockReading now = m_options.readClocks ? m_options.readClocks() : readClocks();
    if (!m_clocks) {
        m_clocks.emplace(now);
        return;
    }
    const auto sentence = m_clocks->look(now);
    if (!sentence) {
        return;
    }
    log(m_test.title + ": " + *sentence);
    const RunNote note{RunNote::Kind::Clock, now.wall, std::chrono::duration<double>(elapsed()).count(), *sentence, {}};
    if (const auto stored = m_session.dossier().addRunNote(m_record.id, note); !stored) {
        log(stored.error().message);
        return;
    }
    Q_EMIT noted();
}

/// An agent can be alive and say nothing: stopped, swapped out, waiting for a dead disk. Then nobody knows what it loads.
void TestRun::lookAtAgents()
{
    const SteadyTime now = systemClock().steadyNow();
    const Nanos passed = std::min(kMostBetweenLooks, now - std::exchange(m_lookedAtAgents, now));
    if (m_phase != Phase::Loading) {
        return;
    }
    for (auto& [index, unheard] : m_silences) {
        if (!m_agentEnds.contains(index)) {
            unheard += passed;
        }
    }
    const Nanos longest = silence();
    if (m_watch) {
        m_watch->noteEngineSilence(longest);
    }
    const bool isOverdue = planned() > Nanos{0} && elapsed() > planned() + gracefulStop() + kStopMargin;
    if (isOverdue && longest > kSilence) { // nobody may be there to stop it
        killSilent();
    }
}

Nanos TestRun::silence() const
{
    Nanos longest{};
    for (const auto& [index, silence] : m_silences) {
        if (m_phase == Phase::Loading && !m_agentEnds.contains(index)) {
            longest = std::max(longest, silence);
        }
    }
    return longest < kShortSilence ? Nanos{0} : longest;
}

void TestRun::noteLoadEnd()
{
    if (m_abortTimer.isActive()) {
        m_abortTimer.stop();
        Q_EMIT abortPending(QString(), 0);
    }
    if (m_t0 && !std::exchange(m_isLoadOver, true)) {
        Q_EMIT loadEnded();
    }
}

void TestRun::takeFrame(unsigned index, const Frame& frame)
{
    if (m_phase != Phase::Loading) {
        return;
    }
    if (m_test.k6 && m_silences.empty()) {
        const WallTime began = frame.time - Seconds{static_cast<std::int64_t>(frame.tick)};
        m_t0 = systemClock().steadyNow() - std::max<Nanos>(Nanos{0}, systemClock().wallNow() - began);
    }
    m_silences[index] = Nanos{0};
    for (const std::string& event : frame.events) {
        if (!event.starts_with(kExchange)) {
            log(m_test.title + ": " + event);
        }
    }
    m_judge->add(frame);
    m_session.frameWriter().add(m_record.id, frame);
    Q_EMIT frameStored(frame);
    if (m_watch) {
        m_watch->takeFrame(frame);
    }
    if (const std::string problem = m_session.frameWriter().lastError(); !problem.empty() && m_ending == RunEnding::Completed) {
        m_ending = RunEnding::Interrupted;
        m_whyEnded = problem;
        log("the load is stopped: " + problem);
        stopAgents(QStringLiteral("the dossier cannot be written"));
    }
    if (const std::string why = m_judge->breakpointReached(); !why.empty() && m_whyEnded.empty()) {
        endLoad("breakpoint: " + why); // as such a run should end: what follows is verified
    }
    followAbortRule();
}

void TestRun::followAbortRule()
{
    const ThresholdRule* rule = m_judge->abortingRule();
    const bool isFree = m_ending == RunEnding::Completed && m_whyEnded.empty();
    if (rule == nullptr || !isFree || m_isAbortRefused) {
        if (m_abortTimer.isActive()) { // the load ends anyway
            m_abortTimer.stop();
            Q_EMIT abortPending(QString(), 0);
        }
        return;
    }
    if (m_abortTimer.isActive()) {
        return;
    }
    const std::string& limit = rule->critical ? rule->critical->text : rule->target.text;
    m_abortCause = (rule->metric.empty() ? nameOf(*rule) : rule->metric) + " " + limit + ", missed for " +
                   formatDuration(rule->abortAfter.value_or(Nanos{0}));
    if (m_options.abortDelay.count() == 0 || m_options.kind == RunKind::Breakpoint) {
        abortByRule();
        return;
    }
    log(m_test.title + ": the rule " + m_abortCause + " stops the load in " + formatDuration(m_options.abortDelay));
    m_abortTimer.start(m_options.abortDelay);
    Q_EMIT abortPending(QString::fromStdString(m_abortCause), static_cast<int>(m_options.abortDelay.count()));
}

void TestRun::abortByRule()
{
    if (m_phase != Phase::Loading || m_ending != RunEnding::Completed || !m_whyEnded.empty()) {
        return;
    }
    m_ending = m_options.kind == RunKind::Breakpoint ? RunEnding::Completed : RunEnding::StoppedByRule;
    endLoad("stopped by the rule " + m_abortCause);
    Q_EMIT abortPending(QString(), 0);
}

bool TestRun::keepRunning()
{
    if (!m_abortTimer.isActive()) {
        return false;
    }
    m_abortTimer.stop();
    m_isAbortRefused = true;
    log(m_test.title + ": a person keeps the load running although " + m_abortCause);
    Q_EMIT abortPending(QString(), 0);
    return true;
}

void TestRun::endLoad(const std::string& why)
{
    m_whyEnded = why;
    log(m_test.title + ": " + why);
    stopAgents(QString::fromStdString(why));
}

void TestRun::stopAgents(const QString& why, bool atOnce)
{
    for (const auto& agent : m_agents) {
        agent->stop(why, atOnce);
    }
    const auto limit = std::chrono::ceil<Millis>((atOnce ? Nanos{0} : gracefulStop()) + kStopMargin);
    if (!m_stopLimit.isActive() || m_stopLimit.remainingTimeAsDuration() > limit) { // a later stop only ends it sooner
        m_stopLimit.start(limit);
    }
}

Nanos TestRun::gracefulStop() const
{
    Nanos longest = m_test.k6 ? kK6GracefulStop : Nanos{0};
    for (const Scenario& scenario : m_test.scenarios) {
        longest = std::max(longest, scenario.gracefulStop);
    }
    return longest;
}

void TestRun::killSilent()
{
    if (m_phase != Phase::Loading) {
        return;
    }
    for (unsigned index = 0; index < m_agents.size(); ++index) {
        if (!m_agentEnds.contains(index)) {
            const std::string name = m_agents.size() == 1 ? "the agent" : "agent " + std::to_string(index + 1);
            m_agents[index]->kill(QString::fromStdString(name + " did not end its load and was killed"));
        }
    }
}

/// How a k6 script ended. Whatever ended the run before has the last word.
void TestRun::takeVerdict(const EngineVerdict& verdict)
{
    m_verifications.insert(m_verifications.end(), verdict.verifications.begin(), verdict.verifications.end());
    if (m_phase != Phase::Loading || verdict.ending == EngineVerdict::Ending::Completed || m_ending != RunEnding::Completed ||
        !m_whyEnded.empty()) {
        return;
    }
    m_whyEnded = verdict.sentence;
    if (verdict.ending == EngineVerdict::Ending::NotLoaded) {
        m_setupFailure = verdict.sentence;
        return;
    }
    m_ending = verdict.ending == EngineVerdict::Ending::Aborted ? RunEnding::StoppedByPerson : RunEnding::Interrupted;
}

void TestRun::agentFinished(unsigned index, const QString& why)
{
    m_agentEnds[index] = why.toStdString();
    if (m_agentEnds.size() < m_agents.size() || m_phase != Phase::Loading) {
        return;
    }
    if (m_whyEnded.empty()) {
        m_whyEnded = whyAgentsEnded();
    }
    verify();
}

/// What all of them say, or what each of them does.
std::string TestRun::whyAgentsEnded() const
{
    std::set<std::string> distinct;
    std::vector<std::string> each;
    for (const auto& [index, why] : m_agentEnds) {
        if (!why.empty()) { // else it had nothing to do
            distinct.insert(why);
            each.push_back("agent " + std::to_string(index + 1) + ": " + why);
        }
    }
    return distinct.empty() ? "no scenario could run" : distinct.size() == 1 ? *distinct.begin() : join(each, "; ");
}

void TestRun::agentLost(const QString& why)
{
    if (m_phase == Phase::Ended || m_phase == Phase::New) {
        return;
    }
    log(m_test.title + ": " + why.toStdString());
    if (m_phase == Phase::Verifying || m_phase == Phase::TearingDown || m_phase == Phase::Measuring) {
        return; // the pending question is answered with the loss; the load itself is complete
    }
    if (m_ending != RunEnding::StoppedByPerson) { // whoever stops a run stops it, whatever is lost on the way down
        m_ending = RunEnding::Interrupted;
        m_whyEnded = why.toStdString();
    }
    QTimer::singleShot(0, this, [this] { end(); });
}

void TestRun::stop(const QString& why, bool atOnce)
{
    if (m_phase == Phase::Ended) {
        return; // judged already
    }
    if (m_ending == RunEnding::Completed) {
        m_ending = RunEnding::StoppedByPerson;
        m_whyEnded = why.toStdString();
    }
    if (m_phase == Phase::Loading) {
        stopAgents(why, atOnce);
    } else if (m_phase == Phase::Verifying && !atOnce) {
        m_verifier->cancel();
        m_agents.front()->stop(why, true); // gives up the question under way: teardown must not wait for its answer
        QTimer::singleShot(0, this, [this] { tearDown(); });
    } else if ((m_phase != Phase::TearingDown && m_phase != Phase::Measuring) || atOnce) {
        QTimer::singleShot(0, this, [this] { end(); });
    }
}
} // namespace holdpoint
