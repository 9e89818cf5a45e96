// SPDX-License-Identifier: GPL-3.0-or-later
// The tests while they run: the queue's order and pause, what is moved, skipped, taken back.
#include "ui/run/test_picker.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QSpinBox>
#include <QStandardItemModel>
#include <QTableView>
#include <utility>

namespace holdpoint {

namespace {

QString queueWord(const RunQueue::Entry& entry, int waitingBefore)
{
    switch (entry.state) {
    case RunQueue::State::Running:
        return TestPicker::tr("runs");
    case RunQueue::State::Done:
        return TestPicker::tr("done");
    case RunQueue::State::Skipped:
        return TestPicker::tr("skipped");
    case RunQueue::State::Waiting:
        break;
    }
    return waitingBefore == 0 ? TestPicker::tr("next") : TestPicker::tr("waits");
}

} // namespace

void TestPicker::setRunner(const PlanRunner* runner)
{
    m_runner = runner;
    showQueue();
}

/// The queue's tests in its order, in the rows that they have: those that it does not run stay where they are.
void TestPicker::arrange()
{
    const QString current = currentTest();
    QStringList wanted;
    for (const RunQueue::Entry& entry : m_runner->queue().entries()) {
        const QString id = fromCore(entry.test->id);
        if (order().contains(id)) {
            wanted << id;
        }
    }
    for (int row = 0, next = 0; row < m_model->rowCount(); ++row) {
        const QStringList rows = order();
        if (!wanted.contains(rows.at(row))) {
            continue;
        }
        const int at = static_cast<int>(rows.indexOf(wanted.at(next++)));
        if (at > row) { // they change places
            const auto later = m_model->takeRow(at);
            const auto earlier = m_model->takeRow(row);
            m_model->insertRow(row, later);
            m_model->insertRow(at, earlier);
        }
    }
    const int row = static_cast<int>(order().indexOf(current));
    if (row >= 0 && row != m_table->currentIndex().row()) {
        m_table->setCurrentIndex(m_model->index(row, 0));
    }
}

void TestPicker::showQueue()
{
    const bool wasFilling = std::exchange(m_isFilling, true);
    const bool isShown = m_isRunning && m_runner != nullptr;
    if (isShown) {
        arrange();
        const auto pause = static_cast<int>(std::chrono::duration_cast<Seconds>(m_runner->pause()).count());
        const bool isKept = m_runner->kind() == RunKind::DryRun; // it has none of its own: the next load's stays
        if (!isKept && m_pause->value() != pause) {              // else what somebody is typing would go
            m_pause->setValue(pause);
        }
    }
    int waiting = 0;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const int place = isShown ? queuePlace(m_model->item(row, TestColumn)->data(kIdRole).toString()) : -1;
        QString word = QStringLiteral("\u2013");
        if (place >= 0) {
            const RunQueue::Entry& entry = m_runner->queue().entries()[static_cast<std::size_t>(place)];
            word = queueWord(entry, waiting);
            waiting += entry.state == RunQueue::State::Waiting ? 1 : 0;
        }
        if (m_model->item(row, QueueColumn)->text() != word) {
            m_model->item(row, QueueColumn)->setText(word);
        }
    }
    m_isFilling = wasFilling;
    showSummary();
    showButtons();
}

bool TestPicker::hasQueue() const
{
    return m_isRunning && m_runner != nullptr && !m_runner->queue().entries().empty();
}

int TestPicker::queuePlace(const QString& test) const
{
    const auto& entries = m_runner->queue().entries();
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&test](const RunQueue::Entry& entry) { return fromCore(entry.test->id) == test; });
    return found == entries.end() ? -1 : static_cast<int>(found - entries.begin());
}

void TestPicker::move(int by)
{
    const int row = m_table->currentIndex().row();
    if (m_isRunning && m_runner != nullptr) {
        if (const int place = queuePlace(currentTest()); place >= 0) {
            Q_EMIT moveRequested(place, by);
        }
        return;
    }
    const int to = row + by;
    if (row < 0 || to < 0 || to >= m_model->rowCount()) {
        return;
    }
    m_isFilling = true;
    m_model->insertRow(to, m_model->takeRow(row));
    m_table->setCurrentIndex(m_model->index(to, 0));
    m_isFilling = false;
    showButtons();
    showSummary();
}

void TestPicker::skip()
{
    const int place = m_isRunning && m_runner != nullptr ? queuePlace(currentTest()) : -1;
    if (place < 0) {
        return;
    }
    const bool isSkipped = m_runner->queue().entries()[static_cast<std::size_t>(place)].state == RunQueue::State::Skipped;
    isSkipped ? Q_EMIT takeBackRequested(place) : Q_EMIT skipRequested(place);
}

void TestPicker::showButtons()
{
    const int place = m_isRunning && m_runner != nullptr ? queuePlace(currentTest()) : -1;
    const RunQueue::Entry* entry = place >= 0 ? &m_runner->queue().entries()[static_cast<std::size_t>(place)] : nullptr;
    const int row = m_table->currentIndex().row();
    const bool isMovable = m_isRunning ? entry != nullptr && entry->state == RunQueue::State::Waiting : row >= 0;
    m_up->setEnabled(isMovable && row > 0);
    m_down->setEnabled(isMovable && row + 1 < m_model->rowCount());
    m_skip->setVisible(m_isRunning);
    m_skip->setEnabled(entry != nullptr && entry->state != RunQueue::State::Done);
    m_skip->setText(entry != nullptr && entry->state == RunQueue::State::Skipped   ? tr("Take back")
                    : entry != nullptr && entry->state == RunQueue::State::Running ? tr("Stop and skip\u2026")
                                                                                   : tr("Skip"));
    m_arm->setVisible(!m_isRunning);
    m_again->setVisible(!m_isRunning);
    m_again->setEnabled(m_hasFailed);
    m_again->setToolTip(m_hasFailed ? QString() : tr("No test has failed: nothing to run again."));
    m_pause->setEnabled((hasQueue() ? m_runner->kind() : kind()) != RunKind::DryRun);
}

} // namespace holdpoint
