// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"
#include "core/report/report.h"
#include "core/session/session.h"

#include <QDialog>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QStandardItemModel;
class QTableView;

namespace holdpoint {

class Button;
class StatusLabel;

/// Section 12's log: what was changed, by whom and why, and under each entry what the retests show of it, before and after.
class OptimisationPanel : public QWidget
{
    Q_OBJECT

public:
    explicit OptimisationPanel(QWidget* parent = nullptr);

    void show(const Report& report);
    int count() const { return m_count; }

Q_SIGNALS:
    void addRequested();
    void takeBackRequested(const QString& ref);

private:
    QString selectedRef() const;

    QStandardItemModel* m_rows;
    QTableView* m_table;
    QLabel* m_empty;
    Button* m_add;
    Button* m_takeBack;
    int m_count = 0;
};

/// Asks for one entry and logs it; stays open with the refusal if it was refused.
class OptimisationDialog : public QDialog
{
    Q_OBJECT

public:
    OptimisationDialog(Session& session, const Person& person, QWidget* parent = nullptr);

private:
    void log();
    void check();

    Session& m_session;
    Person m_person;
    QLineEdit* m_what;
    QLineEdit* m_why;
    QComboBox* m_box;
    QLineEdit* m_link;
    QLineEdit* m_expected;
    QComboBox* m_finding;
    QComboBox* m_test;
    StatusLabel* m_fault;
    Button* m_log;
};

} // namespace holdpoint
