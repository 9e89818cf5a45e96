// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QDialog>
#include <QStringList>
#include <functional>

class QCheckBox;
class QLineEdit;

namespace holdpoint {

class Button;
class StatusLabel;

/// What an argv list is, word by word, so that a blank inside a word shows: `["python3", "seed data.py"]`.
QString commandText(const std::vector<std::string>& argv);

/// Shows exactly what will be done to the machine or to the outside world, and does it on a person's yes. Stays open with the
/// refusal if it was refused.
class DoDialog : public QDialog
{
    Q_OBJECT

public:
    struct Wish
    {
        QString title;       // "Do it"
        QString subject;     // the item
        QString explanation; // what happens, what it means
        QString command;     // the argv list; empty: none
        QString warning;     // what is to be read before a yes
        QStringList lines;   // who is told
        QString valueLabel;  // a single line; empty: none
        QString value;
        QString optionLabel; // a box to tick; empty: none
        QString as;          // "As: Technical Lead"
        QString action;      // of the button
    };
    struct Answer
    {
        QString value;
        bool isOptionTaken = false;
    };
    /// Returns what was wrong; success closes the dialog.
    using Submit = std::function<Result<>(const Answer&)>;

    DoDialog(const Wish& wish, Submit submit, QWidget* parent = nullptr);

private:
    void send();

    Submit m_submit;
    QLineEdit* m_value = nullptr;
    QCheckBox* m_option = nullptr;
    StatusLabel* m_fault = nullptr;
};

} // namespace holdpoint
