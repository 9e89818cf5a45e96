// SPDX-License-Identifier: GPL-3.0-or-later
// What the Live load page does with the queue of tests, and the notice above the charts.
#include "core/base/time_format.h"
#include "core/dossier/audit_details.h"
#include "core/session/session.h"
#include "ui/charts/chart_frame.h"
#include "ui/run/live_log.h"
#include "ui/run/live_page.h"
#include "ui/run/live_panel.h"
#include "ui/run/run_loader.h"
#include "ui/run/test_detail.h"
#include "ui/run/test_picker.h"
#include "ui/style/status.h"

#include <QMessageBox>
#include <QPushButton>
#include <algorithm>
#include <cmath>

namespace holdpoint {

void LivePage::connectPicker()
{
    TestPicker& picker = m_panel->picker();
    connect(&picker, &TestPicker::startRequested, this, [this] {
        m_isPickerHeld = false; // whoever starts load wants to see it
        Q_EMIT startRequested(m_panel->picker().request());
    });
    connect(&picker, &TestPicker::stopRequested, this, &LivePage::stopRequested);
    connect(&picker, &TestPicker::armRequested, this, [this] {
        m_isPickerHeld = false;
        Q_EMIT armRequested(m_panel->picker().request());
    });
    connect(&picker, &TestPicker::disarmRequested, this, &LivePage::disarmRequested);
    connect(&picker, &TestPicker::failedAgainRequested, this, [this] {
        m_isPickerHeld = false;
        Q_EMIT failedAgainRequested();
    });
    connect(&picker, &TestPicker::currentTestChanged, &picker.detail(), &TestDetail::setTest);
    connect(&picker.detail(), &TestDetail::ghostChosen, this, [this](const QString& test) {
        if (m_run && m_run->record.testId == test.toStdString()) {
            m_run->ghost.reset();
            loadGhost();
            m_panel->refresh();
        }
    });
    connect(&picker.detail(), &TestDetail::countingRequested, this, &LivePage::countingRequested);
    connect(&picker.detail(), &TestDetail::editRequested, this, &LivePage::editRequested);
    const auto say = [this](const Result<>& done) {
        if (!done) {
            Q_EMIT noticed(fromCore(done.error().message), true);
        }
    };
    connect(&picker, &TestPicker::moveRequested, this,
            [this, say](int place, int by) { say(m_runner->moveTest(static_cast<std::size_t>(place), by, person())); });
    connect(&picker, &TestPicker::skipRequested, this, &LivePage::skipTest);
    connect(&picker, &TestPicker::takeBackRequested, this, [this, say](int place) {
        const auto index = static_cast<std::size_t>(place);
        const std::string test = m_runner->queue().entries().at(index).test->id;
        const Result<> done = m_runner->takeBackTest(index, person());
        say(done);
        if (done) {
            logDone(kAuditTestTakenBack, Json{{"test", test}});
        }
    });
    connect(&picker, &TestPicker::pauseChanged, this, [this](int seconds) {
        if (isLoadRunning()) {
            m_runner->setPause(Seconds{seconds});
        }
    });
}

/// One that waits is skipped at once and can be taken back; one that runs is stopped, which cannot.
void LivePage::skipTest(int place)
{
    const auto index = static_cast<std::size_t>(place);
    const RunQueue::Entry entry = m_runner->queue().entries().at(index);
    if (entry.state == RunQueue::State::Running) {
        QMessageBox box(this);
        box.setObjectName(QStringLiteral("skipDialog"));
        box.setWindowTitle(tr("Stop and skip"));
        box.setText(tr("Stop %1 and go on with the next test?").arg(fromCore(entry.test->title)));
        box.setInformativeText(tr("Answers under way may still come. Its verdict will be ABORTED; what was measured is kept."));
        QPushButton* stop = box.addButton(tr("Stop and skip"), QMessageBox::DestructiveRole);
        box.setDefaultButton(box.addButton(tr("Keep running"), QMessageBox::RejectRole));
        box.exec();
        if (box.clickedButton() != stop) {
            return;
        }
    }
    const bool isAgain = entry.state == RunQueue::State::Running && m_runner->state() == PlanRunner::State::Stopping;
    const QString name = fromCore(person().name);
    if (const auto done = m_runner->skipTest(
            index, QStringLiteral("skipped by ") + (name.isEmpty() ? QStringLiteral("a person") : name), person());
        !done) {
        Q_EMIT noticed(fromCore(done.error().message), true);
    } else if (!isAgain) { // stops at once now what was skipped before
        logDone(kAuditTestSkipped, Json{{"test", entry.test->id}});
    }
}

void LivePage::logDone(std::string_view action, const Json& detail)
{
    const QString name = fromCore(person().name);
    addLogLine(logLineOf(action, detail, name.isEmpty() ? tr("a person") : name));
}

void LivePage::tellKept(qint64 run, const QString& rule)
{
    logDone(kAuditRuleOverruled, Json{{"run", run}, {"rule", rule.toStdString()}});
}

void LivePage::tellCounting(qint64 run, bool isCounting, const QString& reason)
{
    logDone(isCounting ? kAuditCountingAgain : kAuditNotCounting, Json{{"run", run}, {"reason", reason.toStdString()}});
}

/// Those of the run under way that were not there before.
void LivePage::logNotes(const std::map<std::int64_t, std::vector<RunNote>>& notes)
{
    const std::int64_t run = isLoadRunning() ? m_runner->currentRun() : 0;
    const auto now = notes.find(run);
    const auto before = m_notes.find(run);
    std::size_t known = before == m_notes.end() ? 0 : before->second.size();
    for (; run != 0 && now != notes.end() && known < now->second.size(); ++known) {
        const RunNote& note = now->second[known];
        const std::string_view action = note.kind == RunNote::Kind::Mark ? kAuditMarked : kAuditClock;
        m_log->add(logLineOf(action, Json{{"run", run}, {"note", note.text}}, fromCore(note.by)), note.at);
    }
}

void LivePage::showNotes()
{
    if (m_run) {
        m_run->notes = m_notes[m_run->record.id];
        const auto record =
            std::find_if(m_runs.begin(), m_runs.end(), [this](const RunRecord& run) { return run.id == m_run->record.id; });
        if (record != m_runs.end()) { // a person may have declared it as not counting
            m_run->record.isCounting = record->isCounting;
            m_run->record.notCountingReason = record->notCountingReason;
        }
    }
    showNotice();
}

void LivePage::setArmed(const QString& sentence)
{
    m_armed = sentence;
    m_panel->picker().setArmed(sentence);
    showNotice();
}

void LivePage::showNotice()
{
    using Kind = RunNotice::Kind;
    if (m_session == nullptr) {
        m_notice->setContent({});
        return;
    }
    const auto left = m_runner != nullptr ? m_runner->pauseLeft() : std::nullopt;
    const TestPlan* next = left ? m_runner->queue().next() : nullptr;
    const bool isShown = m_run != nullptr && m_run->hasEnded() && !m_panel->isPickerShown();
    const std::string other = isShown ? otherPlanSentence(m_run->record, m_session->plan().sha256) : std::string();
    if (next != nullptr) {
        const double seconds = std::ceil(std::chrono::duration<double>(*left).count());
        m_notice->setContent({Kind::Pause,
                              Glyph::Running,
                              tr("Pause: %1 starts in %2.").arg(fromCore(next->title), elapsedLabel(seconds)),
                              {tr("Go on now"), QString()},
                              tr("Ctrl+Enter")});
    } else if (m_runner != nullptr && m_runner->state() == PlanRunner::State::Stopping) {
        m_notice->setContent({Kind::Stopping,
                              Glyph::Warn,
                              tr("The load is being stopped: no new requests, answers under way may still come. Its verdict will "
                                 "be ABORTED."),
                              {tr("Stop at once\u2026"), QString()},
                              tr("Ctrl+.")});
    } else if (m_runner != nullptr && isLoadRunning() && m_runner->silence() > Nanos{0}) {
        const double seconds = std::floor(std::chrono::duration<double>(m_runner->silence()).count());
        m_notice->setContent({Kind::Silent,
                              Glyph::Fail,
                              tr("The load engine has sent nothing for %1: what it loads now is not known. Charts and timeline "
                                 "show a gap.")
                                  .arg(elapsedLabel(seconds)),
                              {tr("Stop load\u2026"), QString()},
                              tr("Ctrl+.")});
    } else if (isLoadRunning()) {
        m_notice->setContent({});
    } else if (const auto elsewhere =
                   std::find_if(m_runs.begin(), m_runs.end(), [](const RunRecord& run) { return !run.endedAt; });
               elsewhere != m_runs.end()) {
        m_notice->setContent(
            {Kind::Elsewhere,
             Glyph::Running,
             tr("Run %1 (%2) is under way in another program since %3 UTC. It shows here when it has ended; until "
                "then no load starts from here.")
                 .arg(elsewhere->id)
                 .arg(fromCore(elsewhere->testId), fromCore(formatUtcClock(elsewhere->startedAt))),
             {},
             QString()});
    } else if (!m_armed.isEmpty()) {
        m_notice->setContent({Kind::Armed, Glyph::Running, m_armed, {tr("Do not start by itself"), QString()}, QString()});
    } else if (m_interruption) {
        m_notice->setContent({Kind::Interrupted,
                              Glyph::Inconclusive,
                              RunNotice::sentenceOf(*m_interruption, m_session->plan()),
                              {tr("Run it again"), tr("Resume checklist")},
                              QString()});
    } else if (isShown && !m_run->record.isCounting) {
        m_notice->setContent(
            {Kind::NotCounting,
             Glyph::NotApplicable,
             tr("Run %1 does not count: %2").arg(m_run->record.id).arg(fromCore(m_run->record.notCountingReason)),
             {tr("Count again\u2026"), QString()},
             QString()});
    } else if (!other.empty()) {
        m_notice->setContent({Kind::OtherPlan, Glyph::Stale, fromCore(other), {}, QString()});
    } else {
        m_notice->setContent({});
    }
}

void LivePage::actOnNotice(RunNotice::Kind kind, int action)
{
    switch (kind) {
    case RunNotice::Kind::Pause:
        m_runner->goOn();
        break;
    case RunNotice::Kind::Stopping:
    case RunNotice::Kind::Silent:
        Q_EMIT stopRequested();
        break;
    case RunNotice::Kind::Armed:
        Q_EMIT disarmRequested();
        break;
    case RunNotice::Kind::Interrupted:
        if (action == 0) {
            PlanRunner::Request request;
            request.kind = m_interruption->run.kind;
            for (const std::string& test : m_interruption->testsToRun()) {
                request.tests << fromCore(test);
            }
            Q_EMIT startRequested(request);
        } else {
            Q_EMIT pageRequested(QStringLiteral("checklist"), QString());
        }
        break;
    case RunNotice::Kind::NotCounting:
        Q_EMIT countingRequested(m_run->record.id);
        break;
    case RunNotice::Kind::Elsewhere:
    case RunNotice::Kind::OtherPlan:
    case RunNotice::Kind::None:
        break;
    }
}

} // namespace holdpoint
