// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"
#include "ui/checklist/dock_sheet.h"

#include <QStringList>
#include <optional>
#include <vector>

class QGridLayout;
class QLabel;
class QVBoxLayout;

namespace holdpoint {

class Button;
class Chip;

/// Breaks anywhere rather than asking for more than the dock's width: rules and keys are longer than a line.
QLabel* wrapping(QLabel* label);

/// The Details dock of an item: state, name, what it means, evidence, what was asked and answered, history, what it blocks, how
/// to fix, actions.
class ItemDetails : public DockSheet
{
    Q_OBJECT

public:
    /// What an action would do, and how far it is.
    struct Deed
    {
        QString sentence;
        QString command; // its argv list
        QString whyNot;  // why it cannot be started; empty: it can
        QString sentBefore;
        enum class Consent { Unknown, Needed, Given }; // to run the command
        Consent consent = Consent::Unknown;
        bool isRunning = false;
        bool isBusy = false; // this or something else is being done
        QStringList lines;   // what it has said
    };

    explicit ItemDetails(QWidget* parent = nullptr);
    /// nullptr clears it. `history` may hold changes of other items; newest last. `deed` of an action.
    void setItem(const ItemView* item, const Report* report, const std::vector<ItemChange>& history,
                 const std::optional<Deed>& deed = std::nullopt);
    /// Its buttons, as they are offered for the item that is shown.
    QList<QWidget*> actions() const;
    /// The age of what was seen goes on.
    void tick(WallTime now);

Q_SIGNALS:
    void confirmRequested();
    void reopenRequested();
    void evidenceRequested();
    void overrideRequested();
    void deferRequested();
    void noteRequested();
    void valueRequested();
    void recheckRequested();
    void doRequested();
    void stopRequested();

private:
    QVBoxLayout* addSection(const QString& title, const QString& remark, QLabel** remarkLabel = nullptr);
    void addFacts(QVBoxLayout* column, const QList<QPair<QString, QString>>& facts);
    void addText(QVBoxLayout* column, const QString& text, bool isSecondary);
    void showHead(const ItemView& item);
    void showEvidence(const ItemView& item, const Report& report);
    void showQuestions(const ItemView& item);
    void showDeed(const ItemView& item, const Deed& deed);
    Button* addButton(QVBoxLayout& section, const QString& text, const QString& name, void (ItemDetails::*requested)());
    void showHistory(const ItemView& item, const std::vector<ItemChange>& history);
    void showConsequences(const ItemView& item);
    void showActions(const ItemView* item, const std::optional<Deed>& deed);

    QLabel* m_age = nullptr; // of the evidence
    std::optional<WallTime> m_seenAt;
    Button* m_primary;
    Button* m_evidence;
    Button* m_override;
    Button* m_defer;
    Button* m_note;
    enum class Primary { Confirm, Reopen, Value, Recheck, Do, Stop };
    static Primary primaryOf(const ItemView* item, const std::optional<Deed>& deed);
    Primary m_primaryAction = Primary::Confirm;
};

} // namespace holdpoint
