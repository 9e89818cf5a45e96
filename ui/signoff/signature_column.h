// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

#include <QWidget>

class QLabel;

namespace holdpoint {

class Button;
class Chip;
class SignatureLine;

/// One role: who signed, for what, over which record, and the one thing that can be done next; all else stands in a menu.
class SignatureColumn : public QWidget
{
    Q_OBJECT

public:
    explicit SignatureColumn(Role role, QWidget* parent = nullptr);

    Role role() const { return m_role; }
    SignatureStatus status() const { return m_status; }
    /// What the page knows besides the signature.
    struct Facts
    {
        QString personsName; // of the one at the console
        bool isOwn = false;  // it is their role
        QString whyNot;      // why it cannot be signed now; empty: it can
        QString asked;       // "Asked 11:06:02 by Slack"; empty: nobody asked
        QString record;      // of the frozen record, its first digits
        QString handedIn;    // "handed in 13:24:25 UTC": later than the time that the signature names
    };
    void setSignature(const SignatureRecord& signature, const Facts& facts);
    /// What the button does now.
    enum class Wish { Sign, Ask, Show, Withdraw };
    Wish wish() const { return m_wish; }
    Button* action() const { return m_action; }
    Button* more() const { return m_more; }
    /// The action, or the column itself while the action is disabled.
    void takeFocus();

Q_SIGNALS:
    void actionRequested();
    /// The menu with all else that can be done.
    void moreRequested();
    /// -1: the role to the left, 1: to the right.
    void neighbourRequested(int step);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void showFacts(const SignatureRecord& signature, const Facts& facts);
    void showAction(const Facts& facts);
    void tint();

    Role m_role;
    SignatureStatus m_status = SignatureStatus::Pending;
    bool m_isOwn = false;
    Wish m_wish = Wish::Sign;
    Chip* m_chip;
    QLabel* m_name;
    QLabel* m_meaning;
    QLabel* m_when;
    QLabel* m_key;
    SignatureLine* m_line;
    QLabel* m_facts;
    Button* m_action;
    Button* m_more;
};

} // namespace holdpoint
