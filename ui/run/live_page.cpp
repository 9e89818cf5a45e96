// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/live_page.h"

#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/session/session.h"
#include "ui/charts/chart_frame.h"
#include "ui/charts/chart_group.h"
#include "ui/charts/time_series_view.h"
#include "ui/run/alarm_panel.h"
#include "ui/run/chart_grid.h"
#include "ui/run/evidence_panel.h"
#include "ui/run/ghost_choice.h"
#include "ui/run/lamp_panel.h"
#include "ui/run/live_log.h"
#include "ui/run/live_panel.h"
#include "ui/run/live_watch.h"
#include "ui/run/run_loader.h"
#include "ui/run/test_detail.h"
#include "ui/run/test_picker.h"
#include "ui/style/parts.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPointer>
#include <QPushButton>
#include <cmath>
#include <utility>

namespace holdpoint {

namespace {

constexpr double kSilent = 3; // seconds behind the clock

/// Why a run came to an end that nobody planned.
QString whyText(const RunRecord& record)
{
    const bool isCut = record.result.outcome == RunOutcome::Interrupted || record.result.outcome == RunOutcome::Aborted;
    return isCut && !record.whyEnded.empty() ? QStringLiteral(" · ") + fromCore(record.whyEnded) : QString();
}

} // namespace

LivePage::LivePage(QWidget* parent)
    : Page(parent), m_notice(new RunNotice(this)), m_panel(new LivePanel(this)), m_loader(new RunLoader(this)),
      m_alarms(new AlarmPanel(this)), m_lamps(new LampPanel(this)), m_evidence(new EvidencePanel(this)),
      m_watch(new LiveWatch(*this, *m_panel, *m_alarms, *m_evidence)), m_ghostLoader(new RunLoader(this)),
      m_log(new LiveLog(this)), m_pick(new Button(tr("Tests"), QString(), this)),
      m_pause(new Button(tr("Pause view"), tr("Space"), this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_notice);
    layout->addWidget(m_panel, 1);
    m_pick->setObjectName(QStringLiteral("pickTests"));
    m_pause->setObjectName(QStringLiteral("pauseView"));
    for (Button* button : {m_pick, m_pause}) {
        button->setFocusPolicy(Qt::TabFocus); // Space pauses the view: a click must not leave it to press a button
    }
    for (QWidget* hidden : {static_cast<QWidget*>(m_alarms), static_cast<QWidget*>(m_lamps), static_cast<QWidget*>(m_evidence),
                            static_cast<QWidget*>(m_log), static_cast<QWidget*>(m_pick), static_cast<QWidget*>(m_pause)}) {
        hidden->hide(); // until the window puts them into its dock and head
    }
    m_timer.setInterval(1000);
    connect(&m_timer, &QTimer::timeout, this, &LivePage::tick);
    connect(m_pick, &QPushButton::clicked, this, [this] {
        m_isPickerHeld = !m_panel->isPickerShown();
        if (m_isPickerHeld) {
            m_panel->showPicker(true);
            m_panel->picker().focusTable();
        } else {
            closePicker();
            focusFirst();
        }
        stateChanged();
    });
    connect(m_pause, &QPushButton::clicked, this, [this] { setPaused(!m_panel->isPaused()); });
    connectPicker();
    connect(m_notice, &RunNotice::acted, this, &LivePage::actOnNotice);
    connect(&m_panel->timeline(), &TimelineView::testActivated, this, [this](const QString& test) {
        const auto newest = std::find_if(m_runs.rbegin(), m_runs.rend(),
                                         [&test](const RunRecord& run) { return run.testId == test.toStdString(); });
        if (newest != m_runs.rend()) {
            showTarget(QString::number(newest->id));
        } else {
            Q_EMIT noticed(tr("This test has not run yet."), false);
        }
    });
    connect(m_loader, &RunLoader::loaded, this, &LivePage::showLoaded);
    connect(m_loader, &RunLoader::failed, this, [this](const QString& why) {
        m_loading = 0;
        Q_EMIT noticed(tr("The run cannot be read from the dossier: %1").arg(why), true);
    });
    connect(m_ghostLoader, &RunLoader::loaded, this, [this](std::shared_ptr<LiveRun> ghost) {
        if (m_run && m_run->record.id == std::exchange(m_ghostFor, 0)) {
            m_run->ghostName = ghostName(ghost->record);
            m_run->ghost = std::move(ghost);
            m_panel->refresh();
        }
    });
    connect(m_watch, &LiveWatch::panelWanted, this, &Page::dockTabWanted);
    connect(m_watch, &LiveWatch::chartsWanted, this, &LivePage::closePicker);
    connect(&m_panel->grid().group(), &ChartGroup::changed, this, [this, told = QString()]() mutable {
        const ChartGroup& group = m_panel->grid().group(); // also tells of every move of the crosshair
        const QString part = group.isZoomed() ? elapsedLabel(group.from()) + elapsedLabel(group.to()) : QString();
        if (std::exchange(told, part) != part) {
            Q_EMIT headChanged();
        }
    });
    connect(m_alarms, &AlarmPanel::changed, this, &LivePage::storeAlarm);
    connect(m_alarms, &AlarmPanel::openCountChanged, this, &Page::dockTabsChanged);
    m_panel->showPicker(true);
    stateChanged();
}

LivePage::~LivePage() = default;

QString LivePage::title() const
{
    return m_run ? m_run->title : tr("Live load");
}

QString LivePage::facts() const
{
    if (m_panel->isPaused()) {
        return tr("Paused at %1 UTC, End returns to live").arg(m_pausedAt);
    }
    if (const ChartGroup& group = m_panel->grid().group(); m_run && group.isZoomed()) {
        return tr("%1 to %2 of the run, End returns to live").arg(elapsedLabel(group.from()), elapsedLabel(group.to()));
    }
    if (!m_run) {
        return m_session ? tr("no run yet: pick tests and start the load") : tr("no release is open");
    }
    const auto key = parseMetricKey(m_run->rules.latencyKey);
    const QString origin = key && key->name == "http_req_response_time" ? tr("from intended start") : tr("from sending");
    const QString kind = m_run->record.isRehearsal ? tr("REHEARSAL · ") : QString();
    if (m_run->hasEnded()) {
        const RunRecord& record = m_run->record;
        return kind +
               tr("run %1 · %2 · ended %3 UTC")
                   .arg(record.id)
                   .arg(lookOf(record.result.outcome).word, fromCore(formatUtcClock(*record.endedAt))) +
               whyText(record);
    }
    const QString elapsed = elapsedLabel(m_run->elapsedSeconds());
    return kind + tr("run %1 · %2 · latency %3")
                      .arg(m_run->record.id)
                      .arg(m_run->plannedSeconds > 0 ? tr("%1 of %2").arg(elapsed, elapsedLabel(m_run->plannedSeconds)) : elapsed,
                           origin);
}

QList<QWidget*> LivePage::headActions()
{
    return {m_pick, m_pause};
}

QList<Page::DockTab> LivePage::dockTabs()
{
    const int open = m_alarms->model().openCount();
    return {{open > 0 ? tr("Alarms %1").arg(open) : tr("Alarms"), m_alarms},
            {tr("Thresholds"), m_lamps},
            {tr("Evidence"), m_evidence},
            {tr("Log"), m_log}};
}

bool LivePage::isLoadRunning() const
{
    return m_runner != nullptr && m_runner->state() != PlanRunner::State::Idle &&
           m_runner->state() != PlanRunner::State::Finished;
}

void LivePage::setSession(Session* session)
{
    if (m_session != nullptr) {
        disconnect(m_session, nullptr, this, nullptr);
    }
    m_loader->cancel();
    m_loading = 0;
    const bool wasClosed = m_session == nullptr;
    m_session = session;
    m_run.reset();
    m_runs.clear();
    m_notes.clear();
    m_interruption.reset();
    m_panel->picker().detail().setDossier(session != nullptr ? std::optional(session->dossier().file()) : std::nullopt);
    const bool isClosed = wasClosed && session == nullptr; // else the next one may be the same release with another plan
    const QString dossier = session != nullptr ? fromCore(session->dossier().file().string()) : QString();
    if (isClosed || (session != nullptr && dossier != m_dossier)) {
        m_dossier = dossier;
        m_isPickerHeld = false;
        beginLog();
        m_panel->picker().forgetChoices();
    }
    m_panel->setRun(nullptr);
    m_panel->setPlan(nullptr, {});
    setPaused(false);
    const auto report = session != nullptr ? session->shownReport() : nullptr;
    std::vector<AlarmRecord> alarms = report != nullptr ? report->alarms : std::vector<AlarmRecord>();
    if (session != nullptr && !session->showsAside()) { // a file says at once what came in since
        if (auto stored = session->dossier().alarms()) {
            alarms = std::move(*stored);
        }
    }
    m_log->know(alarms);
    m_alarms->model().setAlarms(alarms); // none of them is announced
    m_lamps->setResults({}, false);
    m_ghostLoader->cancel();
    m_watch->setSession(session);
    m_panel->showPicker(true); // until there is a run
    if (session != nullptr) {
        connect(session, &Session::changed, this, &LivePage::sessionChanged);
        sessionChanged();
        if (isLoadRunning() && m_runner->currentRun() > 0) {
            runBegan(m_runner->currentRun(), m_runner->currentTest());
        } else if (const RunRecord* newest = newestEnded()) { // one under way elsewhere comes when it has ended
            loadRun(*newest);
        }
    }
    stateChanged();
}

/// A database is not asked from here: it may be slow.
void LivePage::beginLog()
{
    if (m_session != nullptr && m_session->showsAside()) {
        m_log->beginFrom(m_session->dossier().file());
        return;
    }
    const auto told = m_session != nullptr ? m_session->dossier().audit() : Result(std::vector<AuditRow>());
    m_log->begin(told ? logLinesOf(*told) : std::vector<LogLine>());
}

/// What the session shows: nothing is asked of the dossier here, which may be a slow database.
void LivePage::sessionChanged()
{
    const auto report = m_session->shownReport();
    if (report == nullptr) {
        return; // the window says why
    }
    m_log->retry();
    const std::int64_t newestBefore = newestEnded() != nullptr ? newestEnded()->id : 0;
    m_runs = m_session->shownRuns();
    std::map<std::int64_t, std::vector<RunNote>> notes;
    for (const TestReport& test : report->tests) {
        notes.insert(test.notes.begin(), test.notes.end());
    }
    logNotes(notes);
    m_notes = std::move(notes);
    m_interruption = m_session->shownInterruption();
    m_panel->setPlan(&m_session->plan(), m_runs);
    showNotes();
    for (const AlarmRecord& alarm : report->alarms) {
        m_alarms->model().take(alarm);
    }
    followOthers(newestBefore);
}

/// A run of another program that has ended is shown to whom the newest was shown; who looks at an older one goes on with it.
void LivePage::followOthers(std::int64_t newestBefore)
{
    const RunRecord* const newest = newestEnded();
    const bool wasNewestShown = m_run ? !m_run->hasEnded() || m_run->record.id == newestBefore : newestBefore == 0;
    if (!isLoadRunning() && newest != nullptr && newest->id > newestBefore && wasNewestShown) {
        loadRun(*newest);
    }
}

const RunRecord* LivePage::newestEnded() const
{
    const auto found = std::find_if(m_runs.rbegin(), m_runs.rend(), [](const RunRecord& run) { return run.endedAt.has_value(); });
    return found == m_runs.rend() ? nullptr : &*found;
}

void LivePage::setRunner(PlanRunner* runner)
{
    if (m_runner != nullptr) {
        disconnect(m_runner, nullptr, this, nullptr);
    }
    m_runner = runner;
    m_wasRunning = isLoadRunning();
    if (runner != nullptr) {
        connect(runner, &PlanRunner::sourcesSampled, this, [this](qint64 run, const std::vector<SourceSample>& samples) {
            for (const SourceSample& sample : m_run && m_run->record.id == run ? samples : std::vector<SourceSample>()) {
                m_run->server.add(sample);
            }
        });
        connect(runner, &PlanRunner::stateChanged, this, &LivePage::stateChanged);
        connect(runner, &PlanRunner::runBegan, this, &LivePage::runBegan);
        connect(runner, &PlanRunner::frameStored, this, [this](qint64 run, const Frame& frame) {
            if (m_run && m_run->record.id == run) {
                takeFrame(frame);
            }
        });
        connect(runner, &PlanRunner::runEnded, this, &LivePage::runEnded);
        connect(runner, &PlanRunner::alarmChanged, this, [this](const AlarmRecord& alarm) {
            m_alarms->model().take(alarm);
            m_log->take(alarm, systemClock().wallNow());
        });
        connect(runner, &PlanRunner::logged, this, &LivePage::addLogLine);
        connect(runner, &PlanRunner::queueChanged, this, [this] {
            m_panel->picker().showQueue();
            showNotice();
        });
    }
    m_panel->picker().setRunner(runner);
    stateChanged();
}

void LivePage::stateChanged()
{
    const bool isRunning = isLoadRunning();
    m_panel->setQueue(isRunning ? &m_runner->queue() : nullptr);
    m_panel->picker().setRunning(isRunning);
    if (std::exchange(m_wasRunning, isRunning) && !isRunning) {
        tellNotStarted();
    }
    showNotice();
    m_pick->setText(m_panel->isPickerShown() && m_run ? tr("Charts") : tr("Tests"));
    m_pick->setEnabled(m_run != nullptr || !m_panel->isPickerShown());
    m_pause->setEnabled(m_run != nullptr && (!m_run->hasEnded() || m_panel->isPaused()));
    if (isRunning && !m_timer.isActive()) {
        m_timer.start();
    } else if (!isRunning && m_timer.isActive()) {
        m_timer.stop();
        setPaused(false);
        tick();
    }
    Q_EMIT headChanged(); // NOLINT(readability-misleading-indentation): Q_EMIT is nothing
}

/// After a stop: which tests of the queue have not been run.
void LivePage::tellNotStarted()
{
    QStringList left;
    for (const RunQueue::Entry& entry : m_runner != nullptr ? m_runner->queue().entries() : std::vector<RunQueue::Entry>()) {
        if (entry.state == RunQueue::State::Waiting) {
            left << fromCore(entry.test->title.empty() ? entry.test->id : entry.test->title);
        }
    }
    if (!left.isEmpty()) {
        const QString line = tr("Stopped. Not started: %1.").arg(left.join(QStringLiteral(", ")));
        addLogLine(line);
        Q_EMIT noticed(line, false);
    }
}

/// Of an agent that says nothing the charts show a gap up to now, not a picture that stands still as if it were fresh.
void LivePage::noteSilence()
{
    if (!m_run) {
        return;
    }
    const bool isOurs = m_runner != nullptr && !m_run->hasEnded() && m_runner->currentRun() == m_run->record.id;
    const double now = isOurs ? std::floor(std::chrono::duration<double>(m_runner->elapsed()).count()) : 0;
    const bool isSilent =
        isOurs && m_runner->silence() > Nanos{0} && now - static_cast<double>(m_run->series.endTick()) >= kSilent;
    m_run->silentUntil = isSilent ? now : 0; // one of several agents: its seconds still come from the others
}

void LivePage::tick()
{
    noteSilence();
    if (m_run && !m_run->hasEnded() && m_runner != nullptr && m_runner->judge() != nullptr) {
        m_run->thresholds = m_runner->judge()->interim();
    }
    if (m_run && !m_run->hasEnded()) {
        m_run->misses.settle(*m_run);
    }
    if (m_run) {
        m_lamps->setResults(m_run->thresholds, m_run->hasEnded());
    }
    showNotice();
    m_watch->tick();
    m_panel->refresh();
    Q_EMIT headChanged();
}

void LivePage::addLogLine(const QString& line)
{
    m_log->add(line, systemClock().wallNow());
}

void LivePage::setPaused(bool isPaused)
{
    if (isPaused == m_panel->isPaused() || (isPaused && (!m_run || m_run->hasEnded()))) {
        return;
    }
    m_pausedAt = fromCore(formatUtcClock(systemClock().wallNow()));
    m_panel->setPaused(isPaused);
    m_pause->setText(isPaused ? tr("Resume view") : tr("Pause view"));
    Q_EMIT headChanged();
}

void LivePage::storeAlarm(const AlarmRecord& alarm)
{
    if (m_session == nullptr) {
        return;
    }
    m_log->take(alarm, systemClock().wallNow());
    m_session->workSoon([alarm](Dossier& dossier) { return dossier.storeAlarm(alarm); },
                        [page = QPointer<LivePage>(this)](const Result<>& stored) {
                            if (!stored && page) {
                                Q_EMIT page->noticed(
                                    tr("The alarm could not be stored: %1").arg(fromCore(stored.error().message)), true);
                            }
                        });
}

void LivePage::personChanged()
{
    m_alarms->setPerson(fromCore(person().name));
}

void LivePage::focusFirst()
{
    if (m_panel->isPickerShown()) {
        m_panel->picker().focusTable();
    } else if (m_alarms->isVisible() && m_alarms->model().rowCount() > 0) {
        m_alarms->focusList();
    } else {
        m_panel->grid().viewOf(m_panel->grid().shownCharts().value(0))->setFocus(Qt::OtherFocusReason);
    }
}

void LivePage::nextAlarm()
{
    Q_EMIT dockTabWanted(m_alarms);
    m_alarms->goToNext();
}

void LivePage::refresh()
{
    tick();
}

QByteArray LivePage::saveLayout() const
{
    return m_panel->grid().saveChoices();
}

void LivePage::restoreLayout(const QByteArray& layout)
{
    m_panel->grid().restoreChoices(layout);
}

void LivePage::showTarget(const QString& target)
{
    const std::int64_t id = target.toLongLong();
    const auto record = std::find_if(m_runs.begin(), m_runs.end(), [id](const RunRecord& run) { return run.id == id; });
    if (record == m_runs.end()) {
        return;
    }
    if (m_run && m_run->record.id == id && m_run->hasEnded() == record->endedAt.has_value()) {
        if (m_loading != 0 && m_loading != id) { // what was asked for before is not wanted any more
            m_loader->cancel();
            m_loading = 0;
        }
        closePicker();
        return;
    }
    if (isLoadRunning() && m_run && !m_run->hasEnded()) {
        m_watch->forgetAlarm();
        Q_EMIT noticed(tr("Run %1 can be shown when the test that runs has ended: this is run %2.").arg(id).arg(m_run->record.id),
                       false);
        return;
    }
    m_isPickerHeld = false;
    loadRun(*record);
}

void LivePage::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Space && m_pause->isEnabled()) {
        setPaused(!m_panel->isPaused());
        return;
    }
    if (event->key() == Qt::Key_End) {
        m_panel->grid().endForNow();
        m_panel->grid().group().goLive();
        setPaused(false);
        return;
    }
    Page::keyPressEvent(event);
}

} // namespace holdpoint
