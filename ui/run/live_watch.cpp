// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/live_watch.h"

#include "core/monitor/deep_links.h"
#include "core/session/session.h"
#include "ui/charts/chart_frame.h"
#include "ui/charts/chart_group.h"
#include "ui/run/alarm_panel.h"
#include "ui/run/chart_grid.h"
#include "ui/run/evidence_panel.h"
#include "ui/run/live_panel.h"
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
        if (chart == QStringLiteral("errors")) {
            showPairs();
        } else {
            lookAround(second);
        }
    });
    connect(&alarms, &AlarmPanel::tracesRequested, this, [this] {
        if (const AlarmRecord* alarm = m_alarms.selected()) {
            look({alarm->from, alarm->to.value_or(systemClock().wallNow())});
        }
    });
    connect(&alarms, &AlarmPanel::chartRequested, this, &LiveWatch::showChart);
    connect(&evidence, &EvidencePanel::refreshRequested, this, &LiveWatch::lookAtTraces);
}

void LiveWatch::setSession(Session* session)
{
    m_session = session;
    m_run.reset();
    m_evidence.setPlan(session != nullptr ? &session->plan() : nullptr);
    if (session == nullptr) {
        m_alarms.setResponder({});
        return;
    }
    m_alarms.setResponder([session](const AlarmRecord& alarm) {
        return responseTo(alarm, session->plan(), session->checklistTemplate(), systemClock().wallNow());
    });
}

void LiveWatch::tick()
{
    m_alarms.refreshResponse();
}

std::optional<WallSpan> LiveWatch::lookedAt() const
{
    const AlarmRecord* const alarm = m_alarms.selected();
    if (alarm != nullptr && m_alarms.hasListFocus()) {
        return WallSpan{alarm->from, alarm->to.value_or(systemClock().wallNow())};
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
    if (const auto span = lookedAt()) {
        look(*span);
    } else {
        Q_EMIT m_page.noticed(tr("There is no run to look at yet."), false);
    }
}

void LiveWatch::lookAround(double second)
{
    if (const auto t0 = m_run ? m_run->series.t0() : std::nullopt) {
        const auto at = [&t0](double when) { return *t0 + std::chrono::seconds(static_cast<long>(std::max(0.0, when))); };
        look({at(second - kAround), at(second + kAround)});
    }
}

void LiveWatch::look(WallSpan span)
{
    const double limit = m_run && m_run->rules.latency ? m_run->rules.latency->target.limit : kSlowMs;
    const WallTime t0 = m_run && m_run->series.t0() ? *m_run->series.t0() : span.from;
    const auto elapsed = [t0](WallTime time) {
        return elapsedLabel(std::max(0.0, std::chrono::duration<double>(time - t0).count()));
    };
    if (m_session != nullptr && m_run) {
        if (const auto samples = m_session->dossier().errorSamples(m_run->record.id)) {
            m_evidence.showPairs(*samples);
        }
    }
    m_evidence.look(span, std::chrono::duration_cast<Nanos>(std::chrono::duration<double, std::milli>(limit)),
                    tr("%1 to %2").arg(elapsed(span.from), elapsed(span.to)));
    Q_EMIT panelWanted(&m_evidence);
}

void LiveWatch::showPairs()
{
    if (m_session == nullptr || !m_run) {
        return;
    }
    const auto samples = m_session->dossier().errorSamples(m_run->record.id);
    if (!samples) {
        Q_EMIT m_page.noticed(fromCore(samples.error().message), true);
        return;
    }
    m_evidence.showPairs(*samples);
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

void LiveWatch::showChart(const QString& chart, const AlarmRecord& alarm)
{
    ChartGrid& grid = m_panel.grid();
    m_panel.showPicker(false);
    if (grid.viewOf(chart) == nullptr && m_run && m_run->availableCharts.contains(chart)) {
        grid.choose(static_cast<int>(grid.shownCharts().size()) - 1, chart);
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
