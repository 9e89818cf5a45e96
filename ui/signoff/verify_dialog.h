// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"
#include "ui/shell/background_job.h"
#include "ui/style/glyphs.h"

#include <QDialog>

class QGridLayout;

namespace holdpoint {

class Button;
class StatusLabel;

/// Everything that verify looks at, line by line, the four signatures, and the first bad place; how to do the same without
/// Holdpoint. The work is on a thread of its own.
class VerifyDialog : public QDialog
{
    Q_OBJECT

public:
    /// `since`: what changed since the freeze, in words; empty: nothing.
    explicit VerifyDialog(std::filesystem::path dossier, QWidget* parent = nullptr, QString since = {});
    /// A report that was exported, from now on, instead of the dossier.
    void verifyFolder(const QString& folder);
    /// For pictures and tests: what a verification found.
    void showResult(const Result<VerifyResult>& result);

Q_SIGNALS:
    void shown(bool isValid); // everything is on screen

private:
    void start();
    void chooseList();
    void chooseReport();
    void addLine(Glyph glyph, const QString& what, const QString& detail);

    std::filesystem::path m_dossier;
    std::filesystem::path m_folder; // a report that is verified instead; empty: none
    QString m_since;
    VerifyOptions m_options;
    StatusLabel* m_verdict;
    QGridLayout* m_lines;
    Button* m_again;
    BackgroundJob m_job;
};

} // namespace holdpoint
