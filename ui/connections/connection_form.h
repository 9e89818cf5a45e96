// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/connections/source_model.h"

#include <QWidget>
#include <functional>
#include <variant>
#include <vector>

class QCheckBox;
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
    /// What the plan says around a source.
    struct Surroundings
    {
        std::function<QString(int line)> place; // names a line of the plan
        QString whyNoEdit;                      // why nothing can be written; empty: it can
        QString caFile;                         // of the environment, for all sources
        bool isTlsExcepted = false;             // its certificate is taken although it is not trusted
    };
    void setRow(const SourceRow& row, const Surroundings& surroundings);
    /// The whole outcome as text, for the clipboard.
    QString details() const;
    /// A setting as it was typed; an empty value takes it out of the plan.
    struct Change
    {
        std::string key; // kCaFileKey and kTlsExceptionKey belong to the environment
        std::variant<std::string, std::vector<std::string>> value;
    };
    std::vector<Change> changes() const;
    bool isEdited() const { return !changes().empty(); }
    static constexpr const char* kCaFileKey = "ca_file";
    static constexpr const char* kTlsExceptionKey = "insecure_tls_hosts"; // "yes", or empty
    /// The first field that is empty, for a source that is being added.
    void focusFirst();

Q_SIGNALS:
    void testRequested();
    void copyRequested();
    void saveRequested();
    void removeRequested();

private:
    struct Field
    {
        std::string key;
        QLineEdit* edit = nullptr;
        QString original;
        bool isList = false;
    };
    struct Line; // of the form, before it is shown
    std::vector<Line> linesOf(const SourceRow& row) const;
    void showSettings(const SourceRow& row);
    void addLine(QGridLayout& grid, int row, const Line& line);
    void addTlsException(QGridLayout& grid, int row);
    QString remarkOf(const Line& line) const;
    void showMore();
    void showTest(const SourceRow& row);
    void showActions();

    SourceRow m_row;
    QLabel* m_title;
    Chip* m_chip;
    QLabel* m_blocks;
    QWidget* m_settings;
    Surroundings m_surroundings;
    std::vector<Field> m_fields;
    std::vector<QWidget*> m_rest; // of settings that few plans have, until they are asked for
    QCheckBox* m_exception = nullptr;
    Button* m_more = nullptr;
    SectionHead* m_testHead;
    StepList* m_steps;
    CauseBlock* m_cause;
    Button* m_test;
    Button* m_copy;
    Button* m_save;
    Button* m_remove;
};

} // namespace holdpoint
