// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/connections/source_model.h"

#include <QWidget>

class QGridLayout;
class QLabel;
class QLineEdit;

namespace holdpoint {

class Button;
class CauseBlock;
class Chip;
class SectionHead;
class StepList;

/// One source: its settings as the plan has them, the steps of its test, what failed and what to do. Secrets are never shown.
class ConnectionForm : public QWidget
{
    Q_OBJECT

public:
    explicit ConnectionForm(QWidget* parent = nullptr);
    /// `place` names a line of the plan. `whyNoEdit`: why the URL cannot be written; empty: it can.
    void setRow(const SourceRow& row, const std::function<QString(int line)>& place, const QString& whyNoEdit);
    /// The whole outcome as text, for the clipboard.
    QString details() const;
    /// The URL as it was typed.
    QString url() const;
    bool isEdited() const;

Q_SIGNALS:
    void testRequested();
    void copyRequested();
    void saveRequested();

private:
    void showSettings(const SourceRow& row, const std::function<QString(int line)>& place, const QString& whyNoEdit);
    void showTest(const SourceRow& row);
    void showActions();

    SourceRow m_row;
    QLabel* m_title;
    Chip* m_chip;
    QLabel* m_blocks;
    QWidget* m_settings;
    QLineEdit* m_url = nullptr;
    SectionHead* m_testHead;
    StepList* m_steps;
    CauseBlock* m_cause;
    Button* m_test;
    Button* m_copy;
    Button* m_save;
};

} // namespace holdpoint
