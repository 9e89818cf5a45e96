// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/live_watch.h"

#include "core/base/time_format.h"
#include "core/monitor/deep_links.h"
#include "core/session/session.h"
#include "ui/charts/chart_frame.h"
#include "ui/charts/chart_group.h"
#include "ui/run/alarm_panel.h"
#include "ui/run/chart_choice.h"
#include "ui/run/chart_grid.h"
#include "ui/run/evidence_panel.h"
#include "ui/run/live_panel.h"
#include "ui/run/planned_load.h"
#include "ui/shell/page.h"
#include "ui/style/status.h"

#include <QDesktopServices>
#include <QShortcut>
#include <QUrl>

namespace holdpoint {

namespace {

constexpr double kAround = 5; // seconds on each side of a moment
constexpr double kLastMinute = 60;
constexpr double kSlowMs = 100; // where the test has no latency rule

/// "10:46:31–10:47:10 UTC", with the day unless it is today.
QString clockSpan(WallSpan span)
{
    const QString day = fromCore(formatUtc(span.from)).left(10);
    const bool isToday = day == fromCore(formatUtc(systemClock().wallNow())).left(10);
    return (isToday ? QString() : day + QLatin1Char(' ')) + fromCore(formatUtcClock(span.from)) + QChar(0x2013) +
           fromCore(formatUtcClock(span.to)) + QStringLiteral(" UTC");
}

} // namespace

LiveWatch::LiveWatch(Page& page, LivePanel& panel, AlarmPanel& alarms, EvidencePanel& evidence)
    : QObject(&page), m_page(page), m_panel(panel), m_alarms(alarms), m_evidence(evidence)
{
    const auto key = [this, &page](const QKeySequence& keys, void (LiveWatch::*act)()) {
        connect(new QShortcut(keys, &page), &QShortcut::activated, this, act);
    };
    key(QKeySequence(Qt::CTRL | Qt::Key_T), &LiveWatch::lookAtTraces);
    key(QKeySequence(Qt::CTRL | Qt::Key_G), &LiveWatch::openGrafana);
    connect(&panel.grid(), &ChartGrid::secondChosen, this, [this](const QString& chart, double second) {
        if (m_run && second > m_run->elapsedSeconds()) {
            const QString end = elapsedLabel(m_run->elapsedSeconds());
            Q_EMIT m_page.noticed(m_run->hasEnded()
                                      ? tr("The run ended at %1.").arg(end)
                                      : tr("Nothing is known of %1 yet: the run is at %2.").arg(elapsedLabel(second), end),
                                  false);
        } else if (chart == QStringLiteral("errors")) {
            showPairs();
        } else {
            lookAround(second);
        }
    });
    connect(&alarms, &AlarmPanel::tracesRequested, this, [this] {
        if (const AlarmRecord* alarm = m_alarms.selected()) {
            lookAt(*alarm);
        }
    });
    connect(&alarms, &AlarmPanel::chartRequested, this, &LiveWatch::showChart);
    connect(&evidence, &EvidencePanel::refreshRequested, this, &LiveWatch::lookAtTraces);
    connect(&evidence, &EvidencePanel::pairsUnreadable, &page, [&page](const QString& why) { Q_EMIT page.noticed(why, true); });
}

void LiveWatch::setSession(Session* session)
{
    m_session = session;
    m_run.reset();
    m_awaited.reset();
    m_evidenceRun = 0;
    m_evidence.setPlan(session != nullptr ? &session->plan() : nullptr);
    if (session == nullptr) {
        m_alarms.setResponder({});
        return;
    }
    m_alarms.setResponder([session](const AlarmRecord& alarm) {
        return responseTo(alarm, session->plan(), session->checklistTemplate(), systemClock().wallNow());
    });
}

void LiveWatch::setRun(std::shared_ptr<const LiveRun> run)
{
    m_run = std::move(run);
    const auto awaited = std::exchange(m_awaited, std::nullopt);
    if (awaited && m_run && awaited->second.run == m_run->record.id) {
        showChart(awaited->first, awaited->second);
    } else if (m_run) {
        takeEvidenceOf(m_run->record.id);
    }
}

/// Two runs never stand below each other as one list.
void LiveWatch::takeEvidenceOf(std::int64_t run)
{
    if (std::exchange(m_evidenceRun, run) != run) {
        m_evidence.clear();
    }
}

void LiveWatch::tick()
{
    m_alarms.refreshResponse();
}

std::optional<WallSpan> LiveWatch::lookedAt() const
{
    if (isLookingAtAlarm()) {
        const AlarmRecord& alarm = *m_alarms.selected();
        return WallSpan{alarm.from, alarm.to.value_or(systemClock().wallNow())};
    }
    const auto t0 = m_run ? m_run->series.t0() : std::nullopt;
    if (!t0) {
        return std::nullopt;
    }
    const auto at = [&t0](double second) {
        return *t0 + std::chrono::microseconds(static_cast<long long>(std::max(0.0, second) * 1e6));
    };
    const ChartGroup& group = m_panel.grid().group();
    if (const auto selected = group.selection()) {
        return WallSpan{at(selected->first), at(selected->second)};
    }
    if (const auto second = group.crosshair()) {
        return WallSpan{at(*second - kAround), at(*second + kAround)};
    }
    const double end = m_run->elapsedSeconds();
    return WallSpan{at(end - kLastMinute), at(end)};
}

void LiveWatch::lookAtTraces()
{
    if (isLookingAtAlarm()) {
        lookAt(*m_alarms.selected());
    } else if (const auto span = lookedAt()) {
        look(*span, m_run->record.id);
    } else {
        Q_EMIT m_page.noticed(tr("There is no run to look at yet."), false);
    }
}

void LiveWatch::lookAround(double second)
{
    if (const auto t0 = m_run ? m_run->series.t0() : std::nullopt) {
        const auto at = [&t0](double when) { return *t0 + std::chrono::seconds(static_cast<long>(std::max(0.0, when))); };
        look({at(second - kAround), at(std::min(second + kAround, m_run->elapsedSeconds()))}, m_run->record.id);
    }
}

bool LiveWatch::isLookingAtAlarm() const
{
    return m_alarms.selected() != nullptr && m_alarms.hasListFocus();
}

void LiveWatch::lookAt(const AlarmRecord& alarm)
{
    look({alarm.from, alarm.to.value_or(systemClock().wallNow())}, alarm.run);
}

/// ms: what the test of this run allows.
double LiveWatch::slowFrom(std::int64_t run) const
{
    if (m_run && m_run->record.id == run) {
        return m_run->rules.latency ? m_run->rules.latency->target.limit : kSlowMs;
    }
    const auto report = m_session != nullptr ? m_session->shownReport() : nullptr;
    for (const TestReport& each : report != nullptr ? report->tests : std::vector<TestReport>()) {
        const TestPlan* const test = m_session->plan().test(each.id);
        const auto record =
            std::find_if(each.runs.begin(), each.runs.end(), [run](const RunRecord& known) { return known.id == run; });
        if (test != nullptr && record != each.runs.end()) {
            const ChartRules rules = chartRules(rulesFor(m_session->plan(), *test, record->kind).thresholds);
            return rules.latency ? rules.latency->target.limit : kSlowMs;
        }
    }
    return kSlowMs;
}

void LiveWatch::look(WallSpan span, std::int64_t run)
{
    takeEvidenceOf(run);
    if (m_session != nullptr) {
        m_evidence.readPairs(m_session->dossier().file(), run);
    }
    QString words = clockSpan(span);
    if (m_run && m_run->record.id == run && m_run->series.t0()) {
        const auto elapsed = [t0 = *m_run->series.t0()](WallTime time) {
            return elapsedLabel(std::max(0.0, std::chrono::duration<double>(time - t0).count()));
        };
        words = tr("%1 to %2 (%3)").arg(elapsed(span.from), elapsed(span.to), words);
    }
    m_evidence.look(span, std::chrono::duration_cast<Nanos>(std::chrono::duration<double, std::milli>(slowFrom(run))),
                    tr("Run %1, %2").arg(run).arg(words));
    Q_EMIT panelWanted(&m_evidence);
}

void LiveWatch::showPairs()
{
    if (m_session == nullptr || !m_run) {
        return;
    }
    takeEvidenceOf(m_run->record.id);
    m_evidence.readPairs(m_session->dossier().file(), m_run->record.id);
    Q_EMIT panelWanted(&m_evidence);
}

void LiveWatch::openGrafana()
{
    const auto span = lookedAt();
    const auto links = m_session != nullptr && span ? deepLinks(m_session->plan(), *span) : std::vector<DeepLink>();
    const auto grafana = std::find_if(links.begin(), links.end(), [](const DeepLink& link) { return link.service == "Grafana"; });
    if (grafana == links.end()) {
        Q_EMIT m_page.noticed(tr("The plan's monitoring names no Grafana."), false);
        return;
    }
    QDesktopServices::openUrl(QUrl(fromCore(grafana->url)));
}

void LiveWatch::showChart(const QString& wanted, const AlarmRecord& alarm)
{
    if (alarm.run > 0 && m_run && alarm.run != m_run->record.id) { // its seconds are of another axis
        m_awaited.emplace(wanted, alarm);
        m_page.showTarget(QString::number(alarm.run)); // setRun() follows, or forgetAlarm()
        return;
    }
    const QString chart = m_run ? chartIdIn(*m_run, wanted) : wanted;
    if (m_run && !m_run->availableCharts.contains(chart)) { // rather none than another metric's
        Q_EMIT m_page.noticed(tr("This run has no chart of %1.").arg(chartName(chart, *m_run)), false);
        return;
    }
    ChartGrid& grid = m_panel.grid();
    Q_EMIT chartsWanted();
    if (const QString replaced = grid.showForNow(chart); !replaced.isEmpty()) {
        Q_EMIT m_page.noticed(tr("%1 stands in the place of %2 until End is pressed.").arg(chartName(chart, *m_run), replaced),
                              false);
    }
    if (const auto t0 = m_run ? m_run->series.t0() : std::nullopt) {
        const auto second = [&t0](WallTime time) { return std::chrono::duration<double>(time - *t0).count(); };
        const double end = alarm.to ? second(*alarm.to) : m_run->elapsedSeconds();
        grid.group().select(second(alarm.from), end);
        grid.group().setCrosshair(second(alarm.from));
    }
    if (QWidget* view = grid.viewOf(chart)) {
        view->setFocus(Qt::OtherFocusReason);
    }
}

} // namespace holdpoint
