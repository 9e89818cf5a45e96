// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

#include <QWidget>

class QLabel;
class QListView;
class QStandardItemModel;
class QVBoxLayout;

namespace holdpoint {

class Button;

/// The dock of the Report page: which formats, what was checked before, Export.
class ExportPanel : public QWidget
{
    Q_OBJECT

public:
    struct Check
    {
        QString name;
        QString detail;
        enum class State { Running, Good, Bad } state = State::Running;
    };

    explicit ExportPanel(QWidget* parent = nullptr);

    void setReport(const Report* report, int pageCount);
    /// Why nothing can be exported or printed now: the dossier cannot be read. Empty: it can.
    void setUnreadable(const QString& why);
    void setChecks(const std::vector<Check>& checks);
    /// "json", "html", "md", "pdf", as checked.
    std::vector<std::string> formats() const;
    QListView* list() const { return m_list; }
    /// While an export is under way: what it does, and Cancel in the place of Export. Empty: it is over.
    void setExporting(const QString& line);
    Button* exportButton() const { return m_export; }

Q_SIGNALS:
    void exportRequested();
    void cancelRequested();
    void printRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void placeKey();
    void makeFormats();
    void countFormats();
    void showActions();

    QStandardItemModel* m_formats;
    QListView* m_list;
    QVBoxLayout* m_checks;
    QLabel* m_sentence;
    bool m_hasReport = false;
    QString m_unreadable;
    QString m_standing; // the sentence when nothing is under way
    bool m_isExporting = false;
    Button* m_export;
    Button* m_print;
};

} // namespace holdpoint
