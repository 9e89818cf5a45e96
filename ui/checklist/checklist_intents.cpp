// SPDX-License-Identifier: GPL-3.0-or-later
// What a person may do with the selected item: each asks for what the session needs and tells the outcome.
#include "ui/checklist/checklist_page.h"

#include "ui/checklist/checklist_model.h"
#include "ui/checklist/checklist_tree.h"
#include "ui/checklist/gate_banner.h"
#include "ui/checklist/gate_decider.h"
#include "ui/checklist/item_dialogs.h"
#include "ui/checklist/item_rules.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QApplication>
#include <QClipboard>
#include <QSortFilterProxyModel>

namespace holdpoint {

namespace {

QString nameOfItem(const ItemView& item)
{
    return plainItemText(item.definition->text);
}

/// A question about an item.
ReasonDialog::Wish wishFor(const ItemView& item, const QString& title, const QString& as)
{
    ReasonDialog::Wish wish;
    wish.title = title;
    wish.subject = nameOfItem(item);
    wish.as = as;
    return wish;
}

} // namespace

bool isSensed(const ItemView& item)
{
    const ItemKind kind = item.definition->kind;
    const bool isAsked = kind == ItemKind::Sensed || kind == ItemKind::Hybrid || kind == ItemKind::Action;
    return isAsked && item.definition->sense && item.state != ItemState::NotApplicable;
}

bool mayBeDone(const ItemView& item)
{
    const bool isClosed = item.state == ItemState::Pass || item.state == ItemState::NotApplicable ||
                          item.state == ItemState::Overridden || item.state == ItemState::Deferred;
    return item.definition->act && !isClosed;
}

QString whyNoOverride(const ItemView& item)
{
    if (item.canOverride) {
        return {};
    }
    if (item.state == ItemState::Pass || item.state == ItemState::NotApplicable || item.state == ItemState::Overridden) {
        return ChecklistPage::tr("This item is %1: there is nothing to override.").arg(lookOf(item.state).word);
    }
    return item.definition->kind == ItemKind::Rollup
               ? ChecklistPage::tr("A roll-up follows its lines. Override the line that blocks.")
               : ChecklistPage::tr("Only a signature decides this line.");
}

QString whyNoDeferral(const ItemView& item)
{
    if (item.state == ItemState::Pass || item.state == ItemState::NotApplicable) {
        return ChecklistPage::tr("This item is %1: there is nothing to defer.").arg(lookOf(item.state).word);
    }
    if (item.definition->isKiller) {
        return ChecklistPage::tr("A killer item cannot be deferred.");
    }
    if (item.definition->kind == ItemKind::Rollup) {
        return ChecklistPage::tr("A roll-up follows its lines. Defer the line that blocks.");
    }
    const bool hasLater = item.definition->gate && *item.definition->gate != Gate::AfterRelease;
    return hasLater ? QString() : ChecklistPage::tr("It belongs to no gate, so it cannot be deferred to a later one.");
}

void ChecklistPage::tell(const Result<>& done, const QString& sentence)
{
    if (done) {
        Q_EMIT noticed(sentence, false);
        return;
    }
    // What a terminal would do is no way out of a window: there is a button for it.
    QString fault = fromCore(done.error().message);
    if (const auto command = fault.indexOf(QStringLiteral(": `holdpointctl check")); command >= 0) {
        fault = tr("%1. Re-check (R) asks.").arg(fault.left(command));
    }
    Q_EMIT noticed(fault, true);
}

QString ChecklistPage::asText() const
{
    return tr("As: %1, %2").arg(fromCore(person().name), person().role ? roleTitle(*person().role) : tr("no role"));
}

void ChecklistPage::confirm()
{
    const ItemView* item = selectedView();
    if (m_session == nullptr || item == nullptr) {
        return;
    }
    const std::string id = item->definition->id;
    const QString name = nameOfItem(*item);
    tell(m_session->confirm(id, person(), std::string()), tr("Confirmed: %1").arg(name));
}

void ChecklistPage::act()
{
    const ItemView* item = selectedView();
    if (item == nullptr) {
        const QModelIndex section = m_tree->currentIndex().siblingAtColumn(0);
        m_tree->setExpanded(section, !m_tree->isExpanded(section));
        return;
    }
    if (item->definition->kind == ItemKind::Form) {
        enterValue();
    } else if (mayBeDone(*item) && (!item->canConfirm || canBeDone(*item))) {
        doIt();
    } else if (item->canConfirm) {
        confirm();
    } else if (item->canReopen) {
        reopen();
    } else if (item->definition->sensor == "run") {
        Q_EMIT pageRequested(QStringLiteral("live"), QString());
    } else if (isSensed(*item)) {
        recheck(false);
    } else {
        addEvidence();
    }
}

/// What stands signed, before a change that signatures do not cover; sections 17 to 20 are in no record.
QStringList ChecklistPage::signedLines(const ItemView& item) const
{
    const bool isOfRecord = item.definition->gate != Gate::AfterRelease && !item.definition->id.starts_with("signature.");
    const QString note = m_report != nullptr && isOfRecord ? GateBanner::signedNote(*m_report) : QString();
    return note.isEmpty() ? QStringList() : QStringList(note);
}

void ChecklistPage::reopen()
{
    const ItemView* item = selectedView();
    if (m_session == nullptr || item == nullptr) {
        return;
    }
    const auto sight = m_session->keepSight();
    ReasonDialog::Wish wish = wishFor(*item, tr("Reopen"), asText());
    wish.lines = signedLines(*item);
    wish.explanation = tr("What was decided stays in the history.");
    wish.reasonLabel = tr("Reason");
    wish.action = tr("Reopen");
    wish.isReasonNeeded = false;
    const std::string id = item->definition->id;
    ReasonDialog dialog(
        wish,
        [this, id](const ReasonDialog::Answer& answer) { return m_session->reopen(id, person(), answer.reason.toStdString()); },
        this);
    if (dialog.exec() == QDialog::Accepted) {
        Q_EMIT noticed(tr("Reopened: %1").arg(wish.subject), false);
    }
}

void ChecklistPage::overrideSelected()
{
    const ItemView* item = selectedView();
    if (m_session == nullptr || item == nullptr) {
        return;
    }
    if (const QString why = whyNoOverride(*item); !why.isEmpty()) {
        Q_EMIT noticed(why, true);
        return;
    }
    const auto sight = m_session->keepSight();
    ReasonDialog::Wish wish = wishFor(*item, tr("Override"), asText());
    wish.lines = signedLines(*item);
    wish.explanation =
        item->needsTechLead
            ? tr("Only the Technical Lead may override this item. It is never green, and page 1 of the report says so first.")
            : tr("An overridden item is never green.");
    if (!person().role) {
        wish.whyNot = tr("An override needs a role. Choose yours in Dossier, Settings.");
    } else if (item->needsTechLead && *person().role != Role::TechLead) {
        wish.whyNot = tr("You act as %1.").arg(roleTitle(*person().role));
    }
    wish.reasonLabel = tr("Reason (needed, printed on page 1 of the report)");
    wish.action = tr("Override");
    const std::string id = item->definition->id;
    ReasonDialog dialog(
        wish,
        [this, id](const ReasonDialog::Answer& answer) {
            return m_session->overrideItem(id, person(), answer.reason.toStdString());
        },
        this);
    if (dialog.exec() == QDialog::Accepted) {
        Q_EMIT noticed(tr("Overridden: %1").arg(wish.subject), false);
    }
}

void ChecklistPage::deferSelected()
{
    const ItemView* item = selectedView();
    if (m_session == nullptr || item == nullptr || item->definition->kind == ItemKind::Text) {
        return;
    }
    std::vector<Gate> gates;
    const auto sight = m_session->keepSight();
    ReasonDialog::Wish wish = wishFor(*item, tr("Defer"), asText());
    for (const Gate gate : {Gate::Results, Gate::SignOff, Gate::AfterRelease}) {
        if (!item->definition->gate || static_cast<int>(gate) > static_cast<int>(*item->definition->gate)) {
            gates.push_back(gate);
            wish.choices << gateTitle(gate);
        }
    }
    if (const QString why = whyNoDeferral(*item); !why.isEmpty()) {
        Q_EMIT noticed(why, true);
        return;
    }
    wish.lines = signedLines(*item);
    wish.explanation = tr("It blocks the later gate instead.");
    wish.choiceLabel = tr("Defer to");
    wish.reasonLabel = tr("Reason (needed, printed in the report)");
    wish.action = tr("Defer");
    const std::string id = item->definition->id;
    QString later;
    ReasonDialog dialog(
        wish,
        [this, id, gates, &later](const ReasonDialog::Answer& answer) {
            const Gate gate = gates[static_cast<std::size_t>(answer.choice)];
            later = gateTitle(gate);
            return m_session->defer(id, gate, person(), answer.reason.toStdString());
        },
        this);
    if (dialog.exec() == QDialog::Accepted) {
        Q_EMIT noticed(tr("Deferred to %1: %2").arg(later, wish.subject), false);
    }
}

void ChecklistPage::addEvidence()
{
    const ItemView* item = selectedView();
    if (m_session == nullptr || item == nullptr || item->definition->kind == ItemKind::Text) {
        return;
    }
    const std::string id = item->definition->id;
    const QString file = m_chooseFile(this);
    if (!file.isEmpty()) {
        tell(m_session->attach(id, person(), file.toStdString(), std::string()), tr("Attached %1").arg(file));
    }
}

void ChecklistPage::editNote()
{
    const ItemView* item = selectedView();
    if (m_session == nullptr || item == nullptr) {
        return;
    }
    const auto sight = m_session->keepSight();
    ReasonDialog::Wish wish = wishFor(*item, tr("Note"), asText());
    wish.reasonLabel = tr("Note (printed in the report)");
    wish.text = fromCore(item->note);
    wish.action = tr("Save");
    wish.isReasonNeeded = false;
    const std::string id = item->definition->id;
    ReasonDialog dialog(
        wish,
        [this, id](const ReasonDialog::Answer& answer) { return m_session->setNote(id, person(), answer.reason.toStdString()); },
        this);
    if (dialog.exec() == QDialog::Accepted) {
        Q_EMIT noticed(tr("Note saved: %1").arg(wish.subject), false);
    }
}

void ChecklistPage::enterValue()
{
    const ItemView* item = selectedView();
    if (m_session == nullptr || item == nullptr) {
        return;
    }
    const auto sight = m_session->keepSight();
    ReasonDialog::Wish wish = wishFor(*item, tr("Enter value"), asText());
    wish.explanation = fromCore(item->definition->howTo);
    wish.valueLabel = tr("Value");
    wish.value = fromCore(item->value.empty() ? item->definition->offer : item->value);
    wish.reasonLabel = tr("Note (the computed value stays beside yours)");
    wish.action = tr("Save");
    wish.isReasonNeeded = false;
    const std::string id = item->definition->id;
    ReasonDialog(
        wish,
        [this, id](const ReasonDialog::Answer& answer) {
            return m_session->setForm(id, answer.value.toStdString(), person(), answer.reason.toStdString());
        },
        this)
        .exec();
}

void ChecklistPage::decideGate()
{
    if (m_session == nullptr || m_report == nullptr) {
        return;
    }
    if (m_gate == Gate::SignOff) {
        Q_EMIT pageRequested(QStringLiteral("signoff"), QString());
        return;
    }
    m_decider->decide(*m_session, m_gate, person());
}

void ChecklistPage::copyRow()
{
    const QModelIndex index = m_proxy->mapToSource(m_tree->currentIndex());
    if (index.isValid()) {
        QApplication::clipboard()->setText(m_model->textOf(index));
    }
}

} // namespace holdpoint
