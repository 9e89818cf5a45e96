// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/plan_change.h"

#include <QDialog>
#include <QTimer>
#include <map>

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QScrollArea;

namespace holdpoint {

class Button;
class StatusLabel;

/// Load, load targets and thresholds of a test, or thresholds and alarms of the release, as the plan's file has them, one field a
/// value, with its faults beside and the lines that would change below. Saving writes the file, comments kept; accepted: open the
/// plan again.
class PlanForm : public QDialog
{
    Q_OBJECT

public:
    /// The session must outlive it. `test` empty: the first.
    PlanForm(Session& session, PlanOptions options, Person person, const QString& test, QWidget* parent = nullptr);

private:
    struct Field
    {
        PlanValue value;
        QLineEdit* edit = nullptr;
        StatusLabel* fault = nullptr;
    };

    void showTest();
    void addGroup(QGridLayout& grid, const QString& title);
    void addField(QGridLayout& grid, const PlanValue& value, int column);
    std::vector<std::pair<PlanPath, std::string>> changes() const;
    void look();
    void save();

    Session& m_session;
    const PlanOptions m_options;
    const Person m_person;
    std::string m_text;                       // of the file, when the form opened
    std::map<PlanPath, std::string> m_edited; // of all tests
    std::vector<Field> m_fields;              // of the shown one
    PlanChange m_change;
    QTimer m_timer; // looks once a person pauses
    QComboBox* m_test;
    QScrollArea* m_area;
    QPlainTextEdit* m_lines;
    StatusLabel* m_fault;
    Button* m_save;
};

} // namespace holdpoint
