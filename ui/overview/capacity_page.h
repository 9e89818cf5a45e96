// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/capacity_study.h"
#include "ui/overview/report_tables_page.h"
#include "ui/shell/background_job.h"

#include <QHash>
#include <array>

class QBoxLayout;
class QCheckBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace holdpoint {

class Button;
class HeadroomBars;
class PlainChart;
class SectionHead;

/// Section 15: what was measured per line, headroom, the knee, and the form, pre-filled with what the runs say. A changed field
/// keeps its computed value beside it and needs a note. What is offered is stored once a person changes or accepts it, never by
/// saving something else.
class CapacityPage : public ReportTablesPage
{
    Q_OBJECT

public:
    explicit CapacityPage(QWidget* parent = nullptr);
    QString title() const override { return tr("Capacity"); }
    QString facts() const override
    {
        return tr("section 15 \u00B7 filled in from the runs; what you change keeps the computed value beside it");
    }
    QList<QWidget*> headActions() override;
    void showReport(std::shared_ptr<const Report> report) override;
    void showStudy(const CapacityStudy& study);
    void focusFirst() override;

Q_SIGNALS:
    /// The study that was read in the background is shown.
    void studied();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct TriggerRow
    {
        QString field;
        QDoubleSpinBox* above = nullptr;
        QSpinBox* minutes = nullptr;
        QLabel* computed = nullptr;
        QCheckBox* accept = nullptr;
        QString filled; // textOf() as it was filled in
    };
    struct TextRow
    {
        QString field;
        QLineEdit* edit = nullptr;
        QLabel* remark = nullptr;
        QCheckBox* accept = nullptr;
        QString filled;
    };

    void build();
    QWidget* makeForm();
    void study();
    /// What a person has typed and not saved stays, whatever others store meanwhile.
    void fillForm();
    void fill(TriggerRow& row);
    void fill(TextRow& row);
    QCheckBox* makeAccept(const QString& field, const QString& name, QWidget* parent);
    /// Accept is there while a row shows what is offered, and nobody has entered anything.
    void showAccepts();
    void showAccept(QCheckBox& accept, const QString& field, bool isUntouched);
    void drawKnee();
    void save();
    void takeSeen(const QString& field);
    void reset();
    QString textOf(const TriggerRow& row) const;
    /// What stands in the dossier or would be offered, for a field.
    std::string storedValue(const QString& field) const;
    bool eventFilter(QObject* watched, QEvent* event) override;

    std::shared_ptr<const Report> m_report;
    CapacityStudy m_study;
    QStandardItemModel* m_lines;
    QStandardItemModel* m_items;
    QTableView* m_table;
    QTableView* m_itemTable;
    QLabel* m_headroom;
    QLabel* m_formula;
    HeadroomBars* m_bars;
    PlainChart* m_knee;
    QLabel* m_law;
    std::array<TriggerRow, 4> m_triggers;
    std::array<TextRow, 3> m_texts;
    QLineEdit* m_note;
    std::int64_t m_formSeen = 0;              // audit length that the form was last filled from as a whole
    QHash<QString, std::int64_t> m_fieldSeen; // of fields that were saved here since, or whose other value was told
    Button* m_save;
    Button* m_reset;
    BackgroundJob m_job;
    std::array<QBoxLayout*, 2> m_halves{};
};

} // namespace holdpoint
