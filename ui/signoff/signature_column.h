// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

#include <QWidget>

class QLabel;

namespace holdpoint {

class Button;
class Chip;
class SignatureLine;

/// One role: who signed, for what, over which record, and the one thing that can be done next.
class SignatureColumn : public QWidget
{
    Q_OBJECT

public:
    explicit SignatureColumn(Role role, QWidget* parent = nullptr);

    Role role() const { return m_role; }
    /// `isOwn`: the role of the person at the console. `whyNot`: why it cannot be signed now; empty if it can.
    void setSignature(const Signature& signature, const QString& personsName, bool isOwn, const QString& whyNot);
    bool isSigned() const { return m_isSigned; }
    Button* action() const { return m_action; }
    /// The action, or the column itself while the action is disabled.
    void takeFocus();

Q_SIGNALS:
    void actionRequested();
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
    void showFacts(const Signature& signature);
    void tint();

    Role m_role;
    SignatureStatus m_status = SignatureStatus::Pending;
    bool m_isOwn = false;
    bool m_isSigned = false;
    Chip* m_chip;
    QLabel* m_name;
    QLabel* m_meaning;
    QLabel* m_when;
    QLabel* m_key;
    SignatureLine* m_line;
    QLabel* m_facts;
    Button* m_action;
};

} // namespace holdpoint
