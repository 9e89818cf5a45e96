// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/markdown_import.h"

#include <QDialog>
#include <filesystem>
#include <functional>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace holdpoint {

class Button;
class StatusLabel;

/// Makes a checklist of a Markdown task list: a template with the list beside it, and the plan's line that names it.
class ImportChecklistDialog : public QDialog
{
    Q_OBJECT

public:
    /// Names the written template in the open plan; what was wrong stands in the dialog.
    using UsePlan = std::function<Result<>(const std::string& templateName)>;

    /// `planFolder` empty: no plan is open, or its file is not here, and the template goes beside the list.
    ImportChecklistDialog(std::filesystem::path planFolder, UsePlan usePlan, QWidget* parent = nullptr);

private:
    void readSource();
    void check();
    void send();
    void showFault(const QString& fault);

    std::filesystem::path m_planFolder;
    UsePlan m_usePlan;
    QLineEdit* m_source;
    QLineEdit* m_out;
    QComboBox* m_gate;
    QCheckBox* m_use;
    QLabel* m_summary;
    StatusLabel* m_fault;
    Button* m_import;
    bool m_isReadable = false;
};

} // namespace holdpoint
