// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/checklist/item_details.h"

#include "core/base/time_format.h"
#include "ui/checklist/item_rules.h"
#include "ui/style/chip.h"
#include "ui/style/elision.h"
#include "ui/style/parts.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QLabel>

namespace holdpoint {

namespace {

QString kindWord(ItemKind kind)
{
    switch (kind) {
    case ItemKind::Sensed:
        return ItemDetails::tr("sensed");
    case ItemKind::Rollup:
        return ItemDetails::tr("roll-up");
    case ItemKind::Action:
        return ItemDetails::tr("action");
    case ItemKind::Manual:
        return ItemDetails::tr("a person confirms");
    case ItemKind::Hybrid:
        return ItemDetails::tr("proposed, then confirmed");
    case ItemKind::Alarm:
        return ItemDetails::tr("alarm");
    case ItemKind::Form:
        return ItemDetails::tr("form");
    case ItemKind::Text:
        return ItemDetails::tr("text");
    }
    return {};
}

} // namespace

QLabel* wrapping(QLabel* label)
{
    label->setText(breakable(label->text()));
    label->setWordWrap(true);
    label->setMinimumWidth(1);
    return label;
}

ItemDetails::ItemDetails(QWidget* parent)
    : DockSheet(parent), m_primary(new Button(tr("Confirm"), QStringLiteral("Space"), this)),
      m_evidence(new Button(tr("Add evidence\u2026"), QStringLiteral("E"), this)),
      m_override(new Button(tr("Override\u2026"), QStringLiteral("O"), this)),
      m_defer(new Button(tr("Defer\u2026"), QStringLiteral("D"), this)), m_note(new Button(tr("Note\u2026"), QString(), this))
{
    setObjectName(QStringLiteral("itemDetails"));
    m_primary->setObjectName(QStringLiteral("itemPrimary"));
    m_evidence->setObjectName(QStringLiteral("itemEvidence"));
    m_override->setObjectName(QStringLiteral("itemOverride"));
    m_defer->setObjectName(QStringLiteral("itemDefer"));
    m_note->setObjectName(QStringLiteral("itemNote"));
    m_primary->setKind(Button::Kind::Primary);
    auto* actions = new QGridLayout;
    for (Button* button : {m_primary, m_evidence, m_override, m_defer, m_note}) {
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }
    const bool isStacked = fontScale() > 1.25;
    int place = 0;
    for (Button* button : {m_primary, m_evidence, m_override, m_defer}) {
        actions->addWidget(button, isStacked ? place : place / 2, isStacked ? 0 : place % 2);
        ++place;
    }
    actions->addWidget(m_note, isStacked ? place : 2, 0, 1, isStacked ? 1 : 2);
    setActions(actions);
    connect(m_primary, &Button::clicked, this, [this] {
        switch (m_primaryAction) {
        case Primary::Confirm:
            Q_EMIT confirmRequested();
            return;
        case Primary::Reopen:
            Q_EMIT reopenRequested();
            return;
        case Primary::Value:
            Q_EMIT valueRequested();
            return;
        case Primary::Recheck:
            Q_EMIT recheckRequested();
            return;
        case Primary::Do:
            Q_EMIT doRequested();
            return;
        case Primary::Stop:
            Q_EMIT stopRequested();
            return;
        }
    });
    connect(m_evidence, &Button::clicked, this, &ItemDetails::evidenceRequested);
    connect(m_override, &Button::clicked, this, &ItemDetails::overrideRequested);
    connect(m_defer, &Button::clicked, this, &ItemDetails::deferRequested);
    connect(m_note, &Button::clicked, this, &ItemDetails::noteRequested);
    setItem(nullptr, nullptr, {});
}

QList<QWidget*> ItemDetails::actions() const
{
    return {m_primary, m_evidence, m_override, m_defer, m_note};
}

void ItemDetails::setItem(const ItemView* item, const Report* report, const std::vector<ItemChange>& history,
                          const std::optional<Deed>& deed)
{
    beginContent();
    m_age = nullptr;
    m_primaryAction = primaryOf(item, deed);
    if (item == nullptr || report == nullptr) {
        QVBoxLayout* section = addSection(QString(), QString());
        addText(section, tr("Select an item to see its evidence, its history and what it blocks."), true);
    } else {
        showHead(*item);
        if (deed) {
            showDeed(*item, *deed);
        }
        showEvidence(*item, *report);
        showQuestions(*item);
        showHistory(*item, history);
        showConsequences(*item);
    }
    endContent();
    showActions(item, deed);
}

QVBoxLayout* ItemDetails::addSection(const QString& title, const QString& remark, QLabel** remarkLabel)
{
    if (m_column->count() > 0) {
        m_column->addWidget(makeHairline(Qt::Horizontal, m_content));
    }
    auto* section = new QVBoxLayout;
    section->setContentsMargins(16, 8, 16, 8);
    section->setSpacing(4);
    if (!title.isEmpty()) {
        auto* head = new QHBoxLayout;
        head->addWidget(makeLabel(title, FontRole::SmallStrong, false, m_content));
        head->addStretch();
        QLabel* label = makeLabel(remark, FontRole::Small, true, m_content);
        head->addWidget(label);
        if (remarkLabel != nullptr) {
            *remarkLabel = label;
        }
        section->addLayout(head);
    }
    m_column->addLayout(section);
    return section;
}

void ItemDetails::addText(QVBoxLayout* column, const QString& text, bool isSecondary)
{
    if (text.isEmpty()) {
        return;
    }
    QLabel* label = wrapping(makeLabel(text, FontRole::Small, isSecondary, m_content));
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(label);
}

void ItemDetails::addFacts(QVBoxLayout* column, const QList<QPair<QString, QString>>& facts)
{
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(5);
    grid->setColumnMinimumWidth(0, scaled(88));
    grid->setColumnStretch(1, 1);
    int row = 0;
    for (const auto& [name, value] : facts) {
        if (value.isEmpty()) {
            continue;
        }
        grid->addWidget(makeLabel(name, FontRole::Small, true, m_content), row, 0, Qt::AlignTop);
        const bool isHash = name == QLatin1String("sha256");
        QLabel* text = makeLabel(value, isHash ? FontRole::Mono : FontRole::Small, isHash, m_content);
        wrapping(text)->setTextInteractionFlags(Qt::TextSelectableByMouse);
        grid->addWidget(text, row++, 1);
    }
    column->addLayout(grid);
}

void ItemDetails::showHead(const ItemView& item)
{
    auto* section = addSection(QString(), QString());
    section->setContentsMargins(16, 12, 16, 12);
    section->setSpacing(8);
    auto* line = new QHBoxLayout;
    auto* chip = new Chip(m_content);
    chip->setLook(lookOf(item));
    line->setSpacing(8);
    line->addWidget(chip, 0, Qt::AlignTop);
    QString kind = kindWord(item.definition->kind);
    if (item.definition->isKiller) {
        kind += tr(" \u00B7 killer item");
    }
    QLabel* kindLabel = wrapping(makeLabel(kind, FontRole::Small, true, m_content));
    kindLabel->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    line->addWidget(kindLabel, 1);
    section->addLayout(line);
    QLabel* name = makeLabel(plainItemText(item.definition->text), FontRole::Strong, false, m_content);
    name->setObjectName(QStringLiteral("detailsName"));
    section->addWidget(wrapping(name));
    const QString reason = item.source != "not sensed" ? fromCore(item.reason)
                           : item.definition->act      ? tr("Not done yet: Do it starts it, then its sources are asked.")
                                                       : tr("Not sensed yet: Re-check asks its sources.");
    addText(section, reason.isEmpty() ? fromCore(item.value) : reason, false);
    addText(section, fromCore(item.note), true);
}

/// What "Do it" does, word by word, before anybody presses it.
void ItemDetails::showDeed(const ItemView& item, const Deed& deed)
{
    QVBoxLayout* section = addSection(tr("Do it"), deed.isRunning ? tr("running") : deed.sentBefore);
    if (!deed.whyNot.isEmpty()) {
        addText(section, tr("Not from here: %1").arg(deed.whyNot), true);
    } else {
        QString sentence = deed.sentence;
        addText(section, sentence.remove(QLatin1Char('`')) + QLatin1Char('.'), false);
    }
    if (!deed.command.isEmpty()) {
        QLabel* command = wrapping(makeLabel(deed.command, FontRole::MonoSmall, false, m_content));
        command->setObjectName(QStringLiteral("deedCommand"));
        command->setTextInteractionFlags(Qt::TextSelectableByMouse);
        section->addWidget(command);
        addText(section,
                deed.consent == Deed::Consent::Needed  ? tr("Nobody has let this command run yet: you are asked first.")
                : deed.consent == Deed::Consent::Given ? tr("This command was allowed for this plan.")
                                                       : QString(),
                true);
    }
    for (const QString& line : deed.lines) {
        addText(section, line, false);
    }
    if (m_primaryAction == Primary::Do && item.canConfirm) {
        addButton(*section, tr("Confirm by hand"), QStringLiteral("itemConfirm"), &ItemDetails::confirmRequested);
    } else if (m_primaryAction != Primary::Do && m_primaryAction != Primary::Stop && deed.whyNot.isEmpty()) {
        addButton(*section, tr("Do it again\u2026"), QStringLiteral("itemDo"), &ItemDetails::doRequested)
            ->setEnabled(!deed.isBusy);
    }
}

Button* ItemDetails::addButton(QVBoxLayout& section, const QString& text, const QString& name, void (ItemDetails::*requested)())
{
    auto* button = new Button(text, QString(), m_content);
    button->setObjectName(name);
    button->setControlHeight(24);
    connect(button, &Button::clicked, this, requested);
    section.addWidget(button, 0, Qt::AlignLeft);
    return button;
}

void ItemDetails::showConsequences(const ItemView& item)
{
    const bool isBlocking = item.state != ItemState::Pass && item.state != ItemState::NotApplicable &&
                            item.state != ItemState::Overridden && item.state != ItemState::Deferred;
    if (isBlocking && item.definition->gate && item.definition->gate != Gate::AfterRelease) {
        addText(addSection(tr("Blocks"), QString()), tr("Gate %1").arg(gateTitle(*item.definition->gate)), false);
    }
    QVBoxLayout* section = addSection(isBlocking ? tr("How to fix") : tr("How it is checked"), ownerWord(item.definition->owner));
    addText(section, fromCore(item.definition->howTo), false);
    if (isBlocking) {
        addText(section, fromCore(item.definition->hint), true);
    }
}

ItemDetails::Primary ItemDetails::primaryOf(const ItemView* item, const std::optional<Deed>& deed)
{
    const bool hasItem = item != nullptr && item->definition->kind != ItemKind::Text;
    if (hasItem && deed && deed->isRunning) {
        return Primary::Stop;
    }
    if (hasItem && item->definition->kind == ItemKind::Form) {
        return Primary::Value;
    }
    if (hasItem && deed && deed->whyNot.isEmpty() && mayBeDone(*item)) {
        return Primary::Do;
    }
    if (!hasItem || item->canConfirm) {
        return Primary::Confirm;
    }
    if (item->canReopen) {
        return Primary::Reopen;
    }
    return isSensed(*item) ? Primary::Recheck : Primary::Confirm;
}

void ItemDetails::showActions(const ItemView* item, const std::optional<Deed>& deed)
{
    const bool hasItem = item != nullptr && item->definition->kind != ItemKind::Text;
    switch (m_primaryAction) {
    case Primary::Confirm:
        m_primary->setText(tr("Confirm"));
        m_primary->setKeyHint(QStringLiteral("Space"));
        break;
    case Primary::Reopen:
        m_primary->setText(tr("Reopen\u2026"));
        m_primary->setKeyHint(QStringLiteral("A"));
        break;
    case Primary::Value:
        m_primary->setText(tr("Enter value\u2026"));
        m_primary->setKeyHint(QStringLiteral("A"));
        break;
    case Primary::Recheck:
        m_primary->setText(tr("Re-check"));
        m_primary->setKeyHint(QStringLiteral("R"));
        break;
    case Primary::Do:
        m_primary->setText(tr("Do it\u2026"));
        m_primary->setKeyHint(QStringLiteral("A"));
        break;
    case Primary::Stop:
        m_primary->setText(tr("Stop"));
        m_primary->setKeyHint(QString());
        break;
    }
    const bool isOtherBusy = m_primaryAction == Primary::Do && deed->isBusy;
    const bool mayAct = hasItem && !isOtherBusy && (m_primaryAction != Primary::Confirm || item->canConfirm);
    m_primary->setEnabled(mayAct);
    m_primary->setToolTip(!hasItem || mayAct ? QString()
                          : isOtherBusy      ? tr("Something else is being done. It ends first.")
                                             : tr("A sensed item is never ticked by hand. It follows what is measured."));
    m_evidence->setEnabled(hasItem);
    m_note->setEnabled(hasItem);
    const QString noOverride = hasItem ? whyNoOverride(*item) : QString();
    m_override->setEnabled(hasItem && noOverride.isEmpty());
    m_override->setToolTip(!noOverride.isEmpty()            ? noOverride
                           : hasItem && item->needsTechLead ? tr("Only the Technical Lead may override this item.")
                                                            : QString());
    const QString noDeferral = hasItem ? whyNoDeferral(*item) : QString();
    m_defer->setEnabled(hasItem && noDeferral.isEmpty());
    m_defer->setToolTip(noDeferral);
}

} // namespace holdpoint
