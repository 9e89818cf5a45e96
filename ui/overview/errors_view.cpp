// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/errors_view.h"

#include "core/dossier/dossier.h"
#include "ui/overview/analysis_tables.h"
#include "ui/overview/report_tables_page.h"
#include "ui/style/delegates.h"
#include "ui/style/parts.h"

#include <QBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QStandardItemModel>
#include <QTableView>
#include <utility>

namespace holdpoint {

namespace {

constexpr int kCountColumn = 2;

} // namespace

ErrorsView::ErrorsView(QWidget* parent)
    : QWidget(parent), m_model(new QStandardItemModel(this)),
      m_table(makeReportTable(m_model, kRow, QStringLiteral("errorTable"), this)),
      m_sample(makeLabel(QString(), FontRole::MonoSmall, true, this))
{
    auto* column = makePageColumn(this);
    column->addWidget(m_table, 1);
    m_sample->setObjectName(QStringLiteral("errorSample"));
    m_sample->setWordWrap(true);
    m_sample->setTextFormat(Qt::PlainText);
    m_sample->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_sample->setContentsMargins(16, 4, 16, 8);
    column->addWidget(m_sample);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& index) { m_sample->setText(index.siblingAtColumn(0).data(ErrorSampleRole).toString()); });
}

void ErrorsView::clear()
{
    m_samples.stop();
    m_shown = {};
    m_model->clear();
    m_sample->clear();
}

int ErrorsView::count() const
{
    return m_model->rowCount();
}

void ErrorsView::setRun(const RunRecord& run, const std::filesystem::path& dossier)
{
    const auto shown = std::tuple(dossier, run.id, run.startedAt, run.endedAt.has_value());
    if (std::exchange(m_shown, shown) == shown) {
        return; // an ended run never changes, and who reads an answer goes on reading
    }
    fillErrorTable(*m_model, run, {});
    setColumnWidths(*m_table, {110, 130, 70, 80}, 4);
    m_table->setItemDelegate(new CellDelegate(kRow, m_table));
    m_table->setItemDelegateForColumn(kCountColumn, new NumberDelegate(kRow, m_table));
    m_sample->setText(run.result.errors.empty() ? tr("No error in run %1.").arg(run.id) : QString());
    if (run.result.errors.empty()) {
        m_samples.stop();
        return;
    }
    m_samples.start([this, run, dossier]() -> std::function<void()> {
        const auto opened = Dossier::openReadOnly(dossier);
        auto samples = opened ? (*opened)->errorSamples(run.id) : Result<std::vector<ErrorSample>>(fail(opened.error()));
        return [this, run, samples = std::move(samples)] {
            if (!samples) {
                m_shown = {}; // asked for again by the next call
                m_sample->setText(fromCore(samples.error().message));
                return;
            }
            const int row = m_table->currentIndex().row();
            fillErrorTable(*m_model, run, *samples);
            if (row >= 0) {
                m_table->setCurrentIndex(m_model->index(row, 0));
            }
        };
    });
}

} // namespace holdpoint
