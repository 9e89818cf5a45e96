// SPDX-License-Identifier: GPL-3.0-or-later
// How the Live load page comes by a run: begun by the runner, or read from the dossier; and by the earlier one beside it.
#include "core/session/session.h"
#include "core/verdict/sentences.h"
#include "ui/charts/chart_group.h"
#include "ui/run/chart_grid.h"
#include "ui/run/ghost_choice.h"
#include "ui/run/lamp_panel.h"
#include "ui/run/live_page.h"
#include "ui/run/live_panel.h"
#include "ui/run/live_watch.h"
#include "ui/run/run_loader.h"
#include "ui/run/test_picker.h"

#include <cmath>
#include <utility>

namespace holdpoint {

void LivePage::runBegan(qint64 run, const QString& test)
{
    if (m_session == nullptr) {
        return;
    }
    const TestPlan* const planned = m_session->plan().test(test.toStdString());
    if (planned == nullptr) {
        return;
    }
    sessionChanged();
    const auto record = std::find_if(m_runs.begin(), m_runs.end(), [run](const RunRecord& r) { return r.id == run; });
    if (record == m_runs.end()) {
        return;
    }
    beginRun(makeLiveRun(m_session->plan(), *planned, *record));
    if (m_runner->judge() != nullptr && m_runner->judge()->totals().frameCount() > 0) {
        loadRun(*record); // the page came late: the frames before are in the dossier
    }
}

void LivePage::beginRun(LiveRun run)
{
    m_loader->cancel();
    m_loading = 0;
    m_run = std::make_shared<LiveRun>(std::move(run));
    setPaused(false);
    m_panel->grid().endForNow();
    m_panel->grid().group().goLive();
    showRun();
    loadGhost();
    stateChanged();
}

void LivePage::showRun()
{
    showNotes();
    m_panel->setRun(m_run);
    if (!m_isPickerHeld) {
        closePicker();
    }
    m_watch->setRun(m_run);
}

void LivePage::closePicker()
{
    m_isPickerHeld = false;
    if (m_panel->isPickerShown()) {
        const bool hadFocus = m_panel->picker().isAncestorOf(window()->focusWidget());
        m_panel->showPicker(false);
        if (hadFocus) {
            focusFirst();
        }
        stateChanged();
    }
}

void LivePage::loadGhost()
{
    m_ghostLoader->cancel(); // of the run before
    m_ghostFor = 0;
    const TestPlan* const test = m_session && m_run ? m_session->plan().test(m_run->record.testId) : nullptr;
    if (test == nullptr) {
        return;
    }
    const GhostChoice choice(m_session->dossier().file());
    const RunRecord* const ghost = choice.ghostOf(m_runs, m_run->record);
    if (ghost != nullptr) {
        m_ghostFor = m_run->record.id;
        m_ghostLoader->load(m_session->dossier().file(), makeLiveRun(m_session->plan(), *test, *ghost));
    }
}

void LivePage::takeFrame(const Frame& frame)
{
    if (!m_run) {
        return;
    }
    const RunSeries::Added added = m_run->series.add(frame);
    if (added == RunSeries::Added::Merged) {
        m_run->criticals.add(frame);
    } else if (added == RunSeries::Added::TooLate && m_loading == 0) {
        loadRun(m_run->record);
    }
}

void LivePage::runEnded(qint64 run)
{
    if (m_session == nullptr) {
        return;
    }
    sessionChanged();
    const auto record = std::find_if(m_runs.begin(), m_runs.end(), [run](const RunRecord& r) { return r.id == run; });
    if (record != m_runs.end() && m_run && m_run->record.id == run) {
        setPaused(false); // nothing moves any more
        m_run->record = *record;
        m_run->thresholds = record->result.thresholds;
        loadRun(*record);
    }
    if (record != m_runs.end() && record->result.outcome == RunOutcome::Interrupted) {
        Q_EMIT noticed(tr("Run %1 was interrupted: %2. What was measured until then is kept.")
                           .arg(run)
                           .arg(fromCore(asClause(record->whyEnded))),
                       true);
    }
    tick();
    stateChanged();
}

void LivePage::loadRun(const RunRecord& record)
{
    const TestPlan* const test = m_session ? m_session->plan().test(record.testId) : nullptr;
    if (test == nullptr) {
        return;
    }
    m_loading = record.id;
    m_loader->load(m_session->dossier().file(), makeLiveRun(m_session->plan(), *test, record));
}

void LivePage::showLoaded(std::shared_ptr<LiveRun> run)
{
    m_loading = 0;
    if (m_run && m_run->record.id == run->record.id && !m_run->hasEnded()) {
        // Frames of the last moments may not have been committed when the dossier was read; those that the page saw are newer.
        if (run->series.endTick() < m_run->series.endTick() && m_run->series.firstTick() == 0 && m_run->series.gaps().empty()) {
            return;
        }
    }
    const std::shared_ptr<LiveRun> before = std::exchange(m_run, std::move(run));
    if (before && before->record.id == m_run->record.id) {
        m_run->ghost = before->ghost;
        m_run->ghostName = before->ghostName;
        for (const ServerMetric& metric : before->server.metrics()) { // the newest may not have been committed
            for (const ServerMetric::Sample& sample : metric.samples) {
                m_run->server.add({m_run->record.id, metric.query, sample.at,
                                   std::isfinite(sample.value) ? std::optional(sample.value) : std::nullopt});
            }
        }
    }
    showRun();
    if (m_run->ghost == nullptr) {
        loadGhost();
    }
    if (m_run->hasEnded()) {
        m_lamps->setResults(m_run->thresholds, true);
    }
    stateChanged();
}

} // namespace holdpoint
