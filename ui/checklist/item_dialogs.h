// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

#include <QDialog>
#include <functional>

class QComboBox;
class QLineEdit;
class QPlainTextEdit;

namespace holdpoint {

class Button;
class StatusLabel;

/// Asks for a reason (and what else an intent needs), hands it over, and stays open with the refusal if it was refused.
class ReasonDialog : public QDialog
{
    Q_OBJECT

public:
    struct Wish
    {
        QString title;       // "Override"
        QString subject;     // the item
        QString explanation; // what it means
        QString reasonLabel; // "Reason (needed, printed on page 1 of the report)"
        QString as;          // "As: Technical Lead"
        QString action;      // of the button
        QStringList lines;   // what is to be known before: the causes that block
        QString whyNot;      // why `action` cannot be taken now; empty: it can
        QString otherAction; // a second way, "No-go"; empty: none
        QStringList choices; // "Defer to"; empty: none
        QString choiceLabel;
        QString text;       // to begin with
        QString valueLabel; // a single line before the reason; empty: none
        QString value;
        bool isReasonNeeded = true;
    };
    struct Answer
    {
        QString reason;
        QString value;
        int choice = 0;
        bool isOther = false;
    };
    /// Returns what was wrong; success closes the dialog.
    using Submit = std::function<Result<>(const Answer&)>;

    ReasonDialog(const Wish& wish, Submit submit, QWidget* parent = nullptr);

private:
    void send(bool isOther);
    void check();

    Submit m_submit;
    bool m_isReasonNeeded;
    QComboBox* m_choice = nullptr;
    QLineEdit* m_value = nullptr;
    QPlainTextEdit* m_reason;
    StatusLabel* m_fault = nullptr;
    bool m_mayAct;
    Button* m_action;
    Button* m_other = nullptr;
};

} // namespace holdpoint
