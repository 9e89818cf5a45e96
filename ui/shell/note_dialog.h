// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QDialog>
#include <functional>

class QLineEdit;
class QPlainTextEdit;

namespace holdpoint {

class Button;
class StatusLabel;

/// Asks for a line of text, or for several, hands it over, and stays open with the refusal if it was refused: what is too long is
/// refused in words, never cut.
class NoteDialog : public QDialog
{
    Q_OBJECT

public:
    struct Wish
    {
        QString name;        // objectName()
        QString title;       // "Mark this moment"
        QString subject;     // what it is about
        QString explanation; // what it means
        QString label;       // "Note (printed in the report)"
        QString action;      // of the button
        bool isTextNeeded = true;
        QString text = QString(); // to begin with
        bool isLong = false;      // of several lines; Ctrl+Enter hands it over
    };
    /// Returns what was wrong; success closes the dialog.
    using Submit = std::function<Result<>(const QString& text)>;

    NoteDialog(const Wish& wish, Submit submit, QWidget* parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makeEditor(const Wish& wish);
    QString text() const;
    void send();
    void check();

    Submit m_submit;
    bool m_isTextNeeded;
    QLineEdit* m_line = nullptr; // one of the two
    QPlainTextEdit* m_lines = nullptr;
    StatusLabel* m_fault = nullptr;
    Button* m_action;
};

} // namespace holdpoint
