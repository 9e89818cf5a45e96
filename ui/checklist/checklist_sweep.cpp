// SPDX-License-Identifier: GPL-3.0-or-later
// Asking the sources: one item, all of them, and again what has grown stale.
#include "core/sensors/source_use.h"
#include "core/session/sweep_job.h"
#include "ui/checklist/checklist_model.h"
#include "ui/checklist/checklist_page.h"
#include "ui/checklist/checklist_tree.h"
#include "ui/checklist/command_consent.h"
#include "ui/checklist/gate_decider.h"
#include "ui/checklist/item_rules.h"
#include "ui/checklist/source_notice.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr int kTicksBetweenStale = 60; // seconds

QString counted(std::size_t items)
{
    return ChecklistPage::tr("%n item(s)", nullptr, asCount(items));
}

} // namespace

void ChecklistPage::followSweeps()
{
    SweepJob& job = m_session->sweepJob();
    connect(&job, &SweepJob::progressed, this, &ChecklistPage::showSweep);
    connect(&job, &SweepJob::finished, this, &ChecklistPage::sweepEnded);
    showSweep();
}

void ChecklistPage::refresh()
{
    recheck(true);
}

/// The item and what lies below it, or everything.
void ChecklistPage::recheck(bool isAll)
{
    if (m_session == nullptr || m_report == nullptr || m_session->sweepJob().isRunning()) {
        return;
    }
    const ItemView* item = selectedView();
    SweepJob::Request request;
    if (!isAll && item != nullptr) {
        request.items.emplace();
        for (const ItemView& each : m_report->checklist.items) {
            const bool isBelow = each.definition->parentId == item->definition->id;
            if ((&each == item || isBelow) && isSensed(each)) {
                request.items->push_back(each.definition->id);
            }
        }
        if (request.items->empty()) {
            m_session->noteChange();
            Q_EMIT noticed(tr("No machine can be asked about %1.").arg(plainItemText(item->definition->text)), false);
            return;
        }
    } else if (!isAll) {
        return;
    }
    request.mayRunCommands = mayRunCommands(
        *m_session,
        [&request](const ItemDefinition& each) {
            return !request.items || std::find(request.items->begin(), request.items->end(), each.id) != request.items->end();
        },
        this, m_askForCommands);
    m_isSweepOurs = true;
    if (const auto started = m_session->sweepJob().start(request); !started) {
        Q_EMIT noticed(fromCore(started.error().message), true);
    }
}

void ChecklistPage::showSweep()
{
    const bool isRunning = m_session != nullptr && m_session->sweepJob().isRunning();
    m_recheckAll->setText(isRunning ? tr("Stop") : tr("Sense all"));
    m_recheckAll->setKeyHint(isRunning ? QStringLiteral("Esc") : QStringLiteral("Shift+R"));
    std::set<std::string> asking;
    for (const ItemView& item : isRunning&& m_report != nullptr ? m_report->checklist.items : std::vector<ItemView>{}) {
        if (m_session->sweepJob().isAsking(item.definition->id)) {
            asking.insert(item.definition->id);
        }
    }
    m_asked = isRunning ? m_session->sweepJob().progress().items - asking.size() : 0;
    m_model->setAsking(std::move(asking));
    m_tree->viewport()->update();
    m_go->setEnabled(m_report != nullptr && m_report->checklist.gate(m_gate).shown() != GateState::Go && !m_decider->isBusy());
    Q_EMIT headChanged();
}

/// "re-checking 9 of 24, Loki is slow"; empty while nothing is asked.
QString ChecklistPage::sweepFacts() const
{
    if (m_session == nullptr || !m_session->sweepJob().isRunning()) {
        return {};
    }
    const SweepJob& job = m_session->sweepJob();
    const QString slow = fromCore(job.slowSource());
    const QString text = tr("re-checking %1 of %2").arg(m_asked).arg(job.progress().items);
    return slow.isEmpty() ? text : tr("%1, %2 is slow").arg(text, slow);
}

void ChecklistPage::sweepEnded()
{
    const SweepJob& job = m_session->sweepJob();
    showSweep();
    if (!m_isSweepOurs) {
        return;
    }
    m_isSweepOurs = false;
    if (!job.lastError().empty()) {
        Q_EMIT noticed(fromCore(job.lastError()), true);
        return;
    }
    if (job.wasStopped()) {
        Q_EMIT noticed(tr("Stopped. What had been answered is stored."), false);
        return;
    }
    QString sentence = tr("Re-checked %1").arg(counted(job.progress().items));
    QStringList down;
    for (const SourceReport& source : job.lastSources()) {
        if (source.state == SourceReport::State::Failed) {
            down << tr("%1: %2").arg(fromCore(source.title), fromCore(source.error));
        }
    }
    Q_EMIT noticed(down.isEmpty() ? sentence : sentence + QStringLiteral(". ") + down.join(QStringLiteral("; ")),
                   !down.isEmpty());
}

void ChecklistPage::stopOrStartSweep()
{
    if (m_session != nullptr && m_session->sweepJob().isRunning()) {
        m_session->sweepJob().stop();
    } else {
        recheck(true);
    }
}

/// Ages grow while nothing else happens; what a machine saw and has outlived its time is asked again by itself.
void ChecklistPage::tick()
{
    if (m_session == nullptr || !isVisible()) {
        return;
    }
    const WallTime now = systemClock().wallNow();
    m_model->setNow(now);
    m_details->tick(now);
    showWindowTime();
    m_tree->viewport()->update();
    if (++m_ticks % kTicksBetweenStale != 0 || m_session->sweepJob().isRunning()) {
        return;
    }
    m_session->noteChange();
    if (m_report == nullptr) {
        return;
    }
    SweepJob::Request request;
    request.items.emplace();
    for (const ItemView& item : m_report->checklist.items) {
        if (item.state == ItemState::Stale && item.by.name.empty() && isSensed(item)) {
            request.items->push_back(item.definition->id);
        }
    }
    request.mayRunCommands = answeredConsent(*m_session).value_or(false);
    if (!request.items->empty()) {
        (void)m_session->sweepJob().start(request); // it is not running
    }
}

void ChecklistPage::showMissingSources()
{
    if (m_session == nullptr || m_report == nullptr) {
        m_notice->hide();
        return;
    }
    if (!m_uses) {
        m_uses = sourceUses(m_session->plan(), m_session->checklistTemplate());
    }
    m_notice->setUses(*m_uses, m_report->checklist, m_gate);
}

} // namespace holdpoint
