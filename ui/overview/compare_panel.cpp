// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/compare_panel.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "ui/overview/analysis_tables.h"
#include "ui/overview/report_tables_page.h"
#include "ui/style/delegates.h"
#include "ui/style/file_choice.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QFontMetricsF>
#include <QLabel>
#include <QPainter>
#include <QStandardItemModel>
#include <QTableView>

namespace holdpoint {

namespace {

enum ChooserRole { FileRole = Qt::UserRole + 1, RunRole };

/// `http_req_duration{name:search}` is told from its neighbours by its end, and by its beginning from others.
class MetricDelegate : public CellDelegate
{
public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(QPainter& painter, const QRectF& area, const QStyleOptionViewItem& option,
                      const QModelIndex& index) const override
    {
        painter.setFont(fontFor(FontRole::Body));
        painter.setPen(colorsFor(option.palette).text);
        const QString name = index.data(Qt::DisplayRole).toString();
        painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetricsF(painter.font()).elidedText(name, Qt::ElideMiddle, area.width()));
    }
};

QString runText(const RunRecord& run)
{
    return ComparePanel::tr("run %1, %2, %3, %4")
        .arg(QString::number(run.id), kindWord(run.kind), fromCore(formatUtc(run.startedAt).substr(0, 16)),
             outcomeWord(run.result.outcome));
}

} // namespace

ComparePanel::ComparePanel(QWidget* parent)
    : QWidget(parent), m_chooser(new QComboBox(this)), m_other(new Button(tr("Other dossier\u2026"), QString(), this)),
      m_remark(makeLabel(QString(), FontRole::Small, true, this)), m_rows(new QStandardItemModel(this)),
      m_table(makeReportTable(m_rows, kRow, QStringLiteral("comparison"), this))
{
    m_chooser->setObjectName(QStringLiteral("compareWith"));
    m_chooser->setAccessibleName(tr("Compare with"));
    m_other->setObjectName(QStringLiteral("otherDossier"));
    m_remark->setObjectName(QStringLiteral("compareRemark"));
    m_remark->setWordWrap(true);
    m_remark->setContentsMargins(16, 4, 16, 4);
    m_table->setAccessibleName(tr("Comparison of two runs"));
    auto* column = makePageColumn(this);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(16, 4, 16, 4);
    row->setSpacing(8);
    row->addWidget(makeLabel(tr("Compare with"), FontRole::Body, false, this));
    row->addWidget(m_chooser, 1);
    row->addWidget(m_other);
    column->addLayout(row);
    column->addWidget(m_remark);
    column->addWidget(m_table, 1);
    chooseDossier = [this] {
        return chooseFile(this, tr("Compare with a run of another release"), QString(), tr("Dossiers (*.holdpoint)"));
    };
    connect(m_chooser, &QComboBox::currentIndexChanged, this, &ComparePanel::compare);
    connect(m_other, &Button::clicked, this, &ComparePanel::addOther);
}

void ComparePanel::setRuns(const std::filesystem::path& dossier, const std::vector<RunRecord>& runs)
{
    const bool isSame = dossier == m_dossier && std::equal(runs.begin(), runs.end(), m_runs.begin(), m_runs.end(),
                                                           [](const RunRecord& now, const RunRecord& before) {
                                                               return now.id == before.id && now.endedAt == before.endedAt;
                                                           });
    m_dossier = dossier;
    m_runs = runs;
    if (!isSame) {
        fillChooser();
    }
}

void ComparePanel::setRun(std::int64_t run)
{
    if (run != m_run) {
        m_run = run;
        fillChooser();
    }
}

void ComparePanel::openMenu()
{
    m_chooser->setFocus();
    m_chooser->showPopup();
}

void ComparePanel::fillChooser()
{
    m_chooser->blockSignals(true);
    m_chooser->clear();
    const auto own = std::find_if(m_runs.begin(), m_runs.end(), [this](const RunRecord& run) { return run.id == m_run; });
    if (own != m_runs.end()) {
        const auto add = [this](const QString& text, const std::filesystem::path& file, std::int64_t run) {
            m_chooser->addItem(text);
            m_chooser->setItemData(m_chooser->count() - 1, QString::fromStdString(file.string()), FileRole);
            m_chooser->setItemData(m_chooser->count() - 1, static_cast<qlonglong>(run), RunRole);
        };
        // Load runs of the same test first, newest first; the baseline after them.
        for (const bool isBaseline : {false, true}) {
            for (auto run = m_runs.rbegin(); run != m_runs.rend(); ++run) {
                if (run->id != m_run && run->testId == own->testId && run->endedAt &&
                    (run->kind == RunKind::Baseline) == isBaseline && run->kind != RunKind::DryRun &&
                    run->kind != RunKind::Breakpoint) {
                    add(runText(*run), m_dossier, run->id);
                }
            }
        }
        for (const Other& other : m_others) {
            for (auto run = other.runs.rbegin(); run != other.runs.rend(); ++run) {
                if (run->testId == own->testId && run->endedAt && decidesTest(run->kind)) {
                    add(other.release + QStringLiteral(": ") + runText(*run), other.file, run->id);
                }
            }
        }
    }
    m_chooser->blockSignals(false);
    compare();
}

void ComparePanel::addOther()
{
    const QString chosen = chooseDossier();
    if (chosen.isEmpty()) {
        return;
    }
    Other other;
    other.file = chosen.toStdString();
    const auto dossier = Dossier::openReadOnly(other.file);
    const auto runs = dossier ? (*dossier)->runs() : Result<std::vector<RunRecord>>(fail(dossier.error()));
    if (!runs) {
        m_remark->setText(fromCore(runs.error().message));
        return;
    }
    const Release release = (*dossier)->release();
    other.release = fromCore(release.name) + QLatin1Char(' ') + fromCore(release.version);
    other.runs = *runs;
    const int before = m_chooser->count();
    m_others.push_back(std::move(other));
    fillChooser();
    if (m_chooser->count() > before) {
        m_chooser->setCurrentIndex(before);
    } else {
        m_remark->setText(tr("%1 has no ended run of this test.").arg(m_others.back().release));
        m_others.pop_back();
    }
}

void ComparePanel::compare()
{
    m_job.stop();
    m_rows->clear();
    const QModelIndex chosen = m_chooser->model()->index(m_chooser->currentIndex(), 0);
    if (!chosen.isValid()) {
        m_remark->setText(m_run == 0 ? tr("Choose a run above.")
                                     : tr("There is no other run of this test; take one of another dossier."));
        return;
    }
    m_remark->setText(tr("Comparing\u2026"));
    const std::filesystem::path own = m_dossier;
    const std::filesystem::path file = chosen.data(FileRole).toString().toStdString();
    const std::int64_t before = chosen.data(RunRole).toLongLong();
    const std::int64_t after = m_run;
    m_job.start([this, own, file, before, after]() -> std::function<void()> {
        const auto ofA = Dossier::openReadOnly(file);
        const auto ofB = Dossier::openReadOnly(own);
        auto compared = ofA && ofB ? compareRunsOf(**ofA, before, **ofB, after)
                                   : Result<RunComparison>(fail(!ofA ? ofA.error() : ofB.error()));
        return [this, kept = std::make_shared<Result<RunComparison>>(std::move(compared))] {
            if (!*kept) {
                m_remark->setText(fromCore(kept->error().message));
            } else {
                const RunComparison& comparison = **kept;
                m_remark->setText(comparison.remarks.empty()
                                      ? tr("Differences with their 95 % intervals; less than the noise is the same.")
                                      : fromCore(join(comparison.remarks, " ")));
                fillComparison(*m_rows, comparison);
                setColumnWidths(*m_table, {58, 64, 64, 70, 110, 54, 152});
                m_table->setItemDelegate(new CellDelegate(kRow, m_table));
                m_table->setItemDelegateForColumn(0, new MetricDelegate(kRow, m_table));
                for (const int column : {2, 3, 4, 5, 6}) {
                    m_table->setItemDelegateForColumn(column, new NumberDelegate(kRow, m_table));
                }
                m_table->setItemDelegateForColumn(7, new StatusDelegate(kRow, m_table));
            }
            Q_EMIT this->compared();
        };
    });
}

} // namespace holdpoint
