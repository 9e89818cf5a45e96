// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/run_watch.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/monitor/plan_services.h"
#include "core/sensors/fact.h"
#include "core/verdict/source_findings.h"

#include <QMetaObject>
#include <algorithm>

namespace holdpoint {

namespace {

constexpr const char* kPrometheus = "prometheus";
constexpr const char* kSilent = "silent-"; // ids of alarms about sources themselves

/// Prometheus' own scrape interval cannot be known from here; two askings are the least that shows anything.
Nanos leastFor(const Plan& plan)
{
    return 2 * plan.watchEvery;
}

} // namespace

RunWatch::RunWatch(Session& session, std::int64_t run, RunJudge& judge, std::vector<AlarmRule> alarms)
    : m_session(session), m_run(run), m_judge(judge), m_rules(std::move(alarms)), m_alarms(m_rules, leastFor(session.plan())),
      m_spans(run), m_watched(watchedPlan(session.plan(), session.checklistTemplate()))
{}

RunWatch::~RunWatch() = default;

void RunWatch::begin(WallTime t0)
{
    const Plan& plan = m_session.plan();
    m_fetcher = std::make_unique<Fetcher>(planFetcherOptions(plan));
    SourceWatch::Options options;
    options.sources = watchedSources(plan, m_watched, *m_fetcher, &m_isInterrupted);
    if (options.sources.empty()) {
        return;
    }
    const bool hasPrometheus = plan.monitoring.is_object() && m_judge.rules().isSourceConfigured;
    for (const AlarmRule& rule : m_rules) {
        if (hasPrometheus && rule.metric.empty() && rule.sustained < leastFor(plan)) {
            log("alarm " + rule.id + ": `for` is raised from " + formatDuration(rule.sustained) + " to " +
                formatDuration(leastFor(plan)) + ", two askings of Prometheus");
        }
    }
    std::vector<std::string> names;
    for (const WatchedSource& source : options.sources) {
        const bool asksQueries = source.name == kPrometheus && !m_watched.queries.empty();
        names.push_back(sourceTitle(source.name) +
                        (asksQueries ? " (" + formatCount(m_watched.queries.size()) + " queries)" : std::string()));
    }
    log("beside the load, every " + formatDuration(plan.watchEvery) + " or less often: " + join(names, ", "));
    options.interrupt = [this] {
        m_isInterrupted = true;
        m_fetcher->stop();
    };
    options.answered = [this](SourceAnswer answer) {
        QMetaObject::invokeMethod(
            this, [this, answer = std::move(answer)] { takeAnswer(answer); }, Qt::QueuedConnection);
    };
    if (!m_watched.ruleQueries.empty()) {
        options.summarySource = kPrometheus;
        options.summarize = [this](const TimeSpan& load) {
            return findingsOver(m_session.plan(), m_watched.ruleQueries, load, *m_fetcher);
        };
        options.summarized = [this](SourceFindingsByQuery findings) {
            QMetaObject::invokeMethod(
                this, [this, findings = std::move(findings)]() mutable { takeFindings(std::move(findings)); },
                Qt::QueuedConnection);
        };
    }
    m_watch = std::make_unique<SourceWatch>(std::move(options));
    m_watch->begin(t0);
}

void RunWatch::takeFrame(const Frame& frame)
{
    m_spans.answered(std::string(kEngineSource), frame.time, Seconds{1});
    takeEvents(m_alarms.add(frame));
}

void RunWatch::noteEngineSilence(Nanos silence)
{
    AlarmRecord alarm;
    alarm.id = kSilent + std::string(kEngineSource);
    const auto known = m_firing.find(alarm.id);
    if (m_isClosed || (known == m_firing.end() ? silence < kSilence : silence > Nanos{0})) {
        return;
    }
    if (known != m_firing.end()) {
        alarm = known->second;
        alarm.to = systemClock().wallNow();
        log("the load engine is heard again");
        store(alarm);
        return;
    }
    alarm.run = m_run;
    alarm.from = systemClock().wallNow() - std::chrono::duration_cast<Micros>(silence);
    alarm.severity = "critical"; // load may be on and nobody measures it
    alarm.sentence = "The load engine has sent nothing since " + formatUtcClock(alarm.from) + " UTC: what it loads is not known";
    alarm.action = "Stop the load: an agent that does not answer is killed then";
    log(alarm.sentence);
    store(alarm);
}

void RunWatch::takeAnswer(const SourceAnswer& answer)
{
    if (m_isClosed) {
        return;
    }
    const WallTime now = systemClock().wallNow();
    for (const std::string& line : answer.lines) {
        log(sourceTitle(answer.source) + ": " + line);
    }
    std::vector<SourceSample> samples;
    for (const QueryAnswer& query : answer.queries) {
        const SourceSample sample{m_run, query.query, query.askedAt, query.value};
        const std::string source = querySource(query.query);
        if (query.value) {
            m_spans.answered(source, query.askedAt, answer.holdsFor);
        } else {
            m_spans.missed(source, query.askedAt, query.reason);
        }
        m_judge.addSample(sample);
        takeEvents(m_alarms.add(sample));
        samples.push_back(sample);
        if (answer.reason.empty()) { // else the source itself is what is silent
            noteSilence(silentQuery(query.query), now);
        }
    }
    if (answer.reason.empty()) {
        m_spans.answered(answer.source, answer.askedAt, answer.holdsFor);
    } else {
        m_spans.missed(answer.source, answer.askedAt, answer.reason);
    }
    std::vector<std::string> affected;
    for (const QueryAnswer& query : answer.queries) {
        if (std::string consequence = consequenceOf(query.query); !consequence.empty()) {
            affected.push_back(std::move(consequence));
        }
    }
    const std::string title = sourceTitle(answer.source);
    noteSilence({answer.source, kSilent + answer.source, title, title + " has been silent",
                 "Check the source; what it would show is not known",
                 affected.empty() ? "" : "; NO DATA for " + join(affected, ", ")},
                now);
    Q_EMIT sampled(samples);
    SourceReport report;
    report.id = answer.source;
    report.title = sourceTitle(answer.source);
    report.state = answer.reason.empty() ? SourceReport::State::Answered : SourceReport::State::Failed;
    report.error = answer.reason;
    report.at = answer.askedAt;
    Q_EMIT sourceAnswered(report);
    m_session.frameWriter().addSourceData(m_run, std::move(samples), m_spans.takeChanges());
}

/// "alarm cpu, threshold cpu".
std::string RunWatch::consequenceOf(const std::string& query) const
{
    std::vector<std::string> names;
    for (const AlarmRule& rule : m_rules) {
        if (rule.query == query) {
            names.push_back("alarm " + rule.id);
        }
    }
    for (const ThresholdRule& rule : m_judge.rules().thresholds) {
        if (rule.query == query) {
            names.push_back("threshold " + rule.id);
        }
    }
    return join(names, ", ");
}

/// Without an alarm where a rule says what an empty answer means.
RunWatch::Silent RunWatch::silentQuery(const std::string& query) const
{
    Silent silent;
    silent.source = querySource(query);
    const std::string whose = consequenceOf(query);
    silent.title = "the query of " + whose;
    silent.sentence = whose + ": no value, though " + sourceTitle(kPrometheus) + " answers,";
    silent.action = "Check the query and the exporter behind it; the rule has NO DATA until then";
    const auto isOf = [&query](const auto& rule) { return rule.query == query; };
    const auto& thresholds = m_judge.rules().thresholds;
    const auto threshold = std::find_if(thresholds.begin(), thresholds.end(), isOf);
    const auto alarm = std::find_if(m_rules.begin(), m_rules.end(), isOf);
    if (threshold != thresholds.end()) {
        silent.id = threshold->absent.empty() ? kSilent + ("query:" + threshold->id) : std::string();
    } else if (alarm != m_rules.end()) {
        silent.id = kSilent + ("query:" + alarm->id);
    }
    return silent;
}

void RunWatch::noteSilence(const Silent& silent, WallTime now)
{
    const auto span = m_spans.silent(silent.source);
    const bool isTold = m_silent.contains(silent.source);
    if (span.has_value() == isTold || (span && now - span->from < kSilence)) {
        return;
    }
    if (span) {
        m_silent.insert(silent.source);
        log(silent.title + ": no data since " + formatUtcClock(span->from) + " UTC (" + span->reason + ")" + silent.consequence);
    } else {
        m_silent.erase(silent.source);
        log(silent.title + " has data again");
    }
    if (silent.id.empty()) {
        return;
    }
    AlarmRecord alarm;
    if (const auto known = m_firing.find(silent.id); known != m_firing.end()) {
        alarm = known->second;
        alarm.to = now;
    } else {
        alarm.id = silent.id;
        alarm.run = m_run;
        alarm.from = span ? span->from : now;
        alarm.severity = "warning";
        alarm.sentence = silent.sentence + " since " + formatUtcClock(alarm.from) + " UTC: " + (span ? span->reason : "");
        alarm.action = silent.action;
    }
    store(alarm);
}

void RunWatch::takeEvents(const std::vector<AlarmEvent>& events)
{
    for (const AlarmEvent& event : events) {
        AlarmRecord alarm;
        alarm.id = event.rule->id;
        alarm.run = m_run;
        alarm.from = event.from;
        alarm.to = event.to;
        alarm.worst = event.worst;
        alarm.severity = event.rule->isCritical ? "critical" : "warning";
        alarm.sentence = event.sentence;
        alarm.action = event.rule->action;
        store(alarm);
    }
}

void RunWatch::store(AlarmRecord alarm)
{
    alarm.from = std::chrono::floor<Millis>(alarm.from); // as the dossier keeps it: else it comes back as another alarm
    m_session.frameWriter().addAlarm(alarm);
    if (alarm.to) {
        m_firing.erase(alarm.id);
    } else {
        m_firing[alarm.id] = alarm;
    }
    Q_EMIT alarmChanged(alarm);
}

void RunWatch::finish()
{
    const auto load = m_judge.loadSpan();
    if (!m_watch || !load) {
        m_watch.reset();
        return;
    }
    m_isMeasuring = m_watch->hasSummary();
    m_watch->finish(*load);
}

void RunWatch::takeFindings(SourceFindingsByQuery findings)
{
    if (m_isMeasuring && !m_isClosed) {
        m_findings = std::move(findings);
        m_isMeasuring = false;
        Q_EMIT measured();
    }
}

SourceFindingsByQuery RunWatch::close()
{
    m_isMeasuring = false;
    m_watch.reset();
    if (const auto load = m_judge.loadSpan(); load && !m_isClosed) {
        m_spans.finish(load->to);
        m_session.frameWriter().addSourceData(m_run, {}, m_spans.takeChanges());
        for (const std::string& query : m_watched.ruleQueries) {
            const Coverage coverage = coverageOf(m_spans.spans(), m_run, querySource(query), *load);
            m_findings[query].covered = coverage.share();
            if (m_findings[query].whyNone.empty() && !coverage.gaps.empty()) {
                m_findings[query].whyNone = coverage.gaps.back().reason;
            }
        }
        if (!m_findings.empty()) {
            m_session.frameWriter().addSnapshot(
                {m_run, std::string(kWholeLoad), std::string(kQueriesSource), load->to, toJson(m_findings)});
        }
    }
    m_isClosed = true;
    return m_findings;
}

} // namespace holdpoint
