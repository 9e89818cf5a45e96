// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/report_pages.h"

#include "core/base/time_format.h"
#include "ui/overview/report_tables.h"
#include "ui/style/delegates.h"
#include "ui/style/elision.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QStandardItemModel>
#include <QTableView>

namespace holdpoint {

/// 32 px: glyph, what came out, the first reason; filled with the worst status.
class VerdictLine : public QWidget
{
public:
    explicit VerdictLine(QWidget* parent) : QWidget(parent) { setFixedHeight(scaled(32)); }

    void show(const Look& look, const QString& sentence, const QString& reason)
    {
        m_look = look;
        m_sentence = sentence;
        m_reason = reason;
        setAccessibleName(sentence + QStringLiteral(". ") + reason);
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const ThemeColors& colors = colorsFor(this);
        const QColor fill = colors.of(m_look.status).fill;
        QPainter painter(this);
        painter.fillRect(rect(), fill);
        const double px = scaled(14);
        paintGlyph(painter, QRectF(16, (height() - px) / 2, px, px), m_look.glyph, palette(), fill);
        painter.setFont(fontFor(FontRole::Strong));
        painter.setPen(colors.text);
        const double left = 16 + px + 8;
        const double used = drawElided(painter, QRectF(left, 0, width() - left - 16, height()), Qt::AlignLeft, m_sentence);
        painter.setFont(fontFor(FontRole::Body));
        drawElided(painter, QRectF(left + used + 12, 0, width() - left - used - 28, height()), Qt::AlignLeft, m_reason);
    }

private:
    Look m_look;
    QString m_sentence;
    QString m_reason;
};

namespace {

QTableView* makeTable(QStandardItemModel* model, int rowHeight, const QString& name, QWidget* parent)
{
    auto* table = new QTableView(parent);
    table->setObjectName(name);
    table->setModel(model);
    setUpTable(*table, rowHeight);
    return table;
}

/// Item, State, Value seen, Owner: what was seen takes what is left.
void setSectionWidths(QTableView& table)
{
    QHeaderView* head = table.horizontalHeader();
    head->setSectionResizeMode(QHeaderView::Fixed);
    head->setSectionResizeMode(2, QHeaderView::Stretch);
    table.setColumnWidth(0, scaled(420));
    table.setColumnWidth(1, scaled(130));
    table.setColumnWidth(3, scaled(100));
}

/// The first column takes what is left; the others their widths.
void setWidths(QTableView& table, std::initializer_list<int> widths)
{
    QHeaderView* head = table.horizontalHeader();
    head->setSectionResizeMode(QHeaderView::Fixed);
    head->setSectionResizeMode(0, QHeaderView::Stretch);
    int column = 1;
    for (const int width : widths) {
        table.setColumnWidth(column++, scaled(width));
    }
}

void fitRows(QTableView& table, int rowHeight)
{
    table.setFixedHeight(scaled(26) + table.model()->rowCount() * scaled(rowHeight));
}

void selectFirst(QTableView& table)
{
    table.setFocus();
    if (!table.currentIndex().isValid() && table.model()->rowCount() > 0) {
        table.setCurrentIndex(table.model()->index(0, 0));
    }
}

QVBoxLayout* makeColumn(QWidget* parent)
{
    auto* column = new QVBoxLayout(parent);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    return column;
}

constexpr int kLoadRow = 24;
constexpr int kThresholdRow = 23;

} // namespace

void ReportTablesPage::setSession(Session* session)
{
    if (m_session != nullptr) {
        m_session->disconnect(this);
    }
    m_session = session;
    if (m_session != nullptr) {
        connect(m_session, &Session::changed, this, [this] { showReport(m_session->report()); });
    }
    showReport(m_session != nullptr ? m_session->report() : nullptr);
}

AnalysisPage::AnalysisPage(QWidget* parent)
    : ReportTablesPage(parent), m_verdict(new VerdictLine(this)), m_tables(new QWidget(this)), m_empty(new QWidget(this)),
      m_loadModel(new QStandardItemModel(this)), m_thresholdModel(new QStandardItemModel(this)),
      m_thresholdHead(new SectionHead(tr("Thresholds"), m_tables)),
      m_load(makeTable(m_loadModel, kLoadRow, QStringLiteral("loadTable"), m_tables)),
      m_thresholds(makeTable(m_thresholdModel, kThresholdRow, QStringLiteral("thresholdTable"), m_tables))
{
    QVBoxLayout* column = makeColumn(this);
    column->addWidget(m_verdict);
    column->addWidget(m_tables, 1);
    column->addWidget(m_empty, 1);
    QVBoxLayout* tables = makeColumn(m_tables);
    auto* loadHead = new SectionHead(tr("Load reached"), m_tables);
    loadHead->setRemark(tr("planned and achieved come first: a run that missed its load proves nothing"));
    tables->addWidget(loadHead);
    tables->addWidget(m_load);
    tables->addSpacing(8);
    tables->addWidget(makeHairline(Qt::Horizontal, m_tables));
    tables->addWidget(m_thresholdHead);
    tables->addWidget(m_thresholds, 1);

    auto* empty = new QVBoxLayout(m_empty);
    empty->setContentsMargins(16, 16, 16, 16);
    empty->setSpacing(12);
    empty->addWidget(
        makeLabel(tr("No run yet. Thresholds are judged after the first load test."), FontRole::Body, true, m_empty));
    auto* go = new Button(tr("Go to Live load"), QStringLiteral("Ctrl+3"), m_empty);
    connect(go, &Button::clicked, this, [this] { Q_EMIT pageRequested(QStringLiteral("live"), QString()); });
    empty->addWidget(go);
    empty->addStretch();
    connect(m_load, &QTableView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT pageRequested(QStringLiteral("live"), index.siblingAtColumn(0).data(Qt::UserRole).toString());
    });
    showReport(nullptr);
}

void AnalysisPage::showReport(std::shared_ptr<const Report> report)
{
    const RunOutcome worst = report != nullptr ? worstOutcome(*report) : RunOutcome::NotRun;
    const bool hasRuns = worst != RunOutcome::NotRun;
    m_verdict->setVisible(hasRuns);
    m_tables->setVisible(hasRuns);
    m_empty->setVisible(!hasRuns);
    m_facts.clear();
    if (hasRuns) {
        QString reason;
        for (const TestReport& test : report->tests) {
            const RunRecord* run = decidingRun(test.runs, test.id);
            if (run != nullptr && test.verdict == worst && !run->result.reasons.empty()) {
                reason = fromCore(test.title) + QStringLiteral(": ") + fromCore(run->result.reasons.front());
                break;
            }
        }
        const bool isPartial = std::any_of(report->tests.begin(), report->tests.end(),
                                           [](const TestReport& test) { return test.verdict == RunOutcome::NotRun; });
        // not green while a test was left out
        const RunOutcome shown = worst == RunOutcome::Passed && isPartial ? RunOutcome::NotRun : worst;
        m_verdict->show(lookOf(shown), outcomeSentence(*report), worst == RunOutcome::Passed ? QString() : reason);
        fillLoadTable(*m_loadModel, *report);
        fillThresholdTable(*m_thresholdModel, *report);
        setWidths(*m_load, {60, 130, 130, 90, 96, 150});
        setWidths(*m_thresholds, {110, 110, 120, 120, 100, 140});
        for (const int column : {1, 2, 3, 4, 5}) {
            m_load->setItemDelegateForColumn(column, new NumberDelegate(kLoadRow, m_load));
            if (column != 4) {
                m_thresholds->setItemDelegateForColumn(column, new NumberDelegate(kThresholdRow, m_thresholds));
            }
        }
        m_load->setItemDelegateForColumn(6, new StatusDelegate(kLoadRow, m_load));
        m_thresholds->setItemDelegateForColumn(4, new MarginDelegate(kThresholdRow, m_thresholds));
        m_thresholds->setItemDelegateForColumn(6, new StatusDelegate(kThresholdRow, m_thresholds));
        fitRows(*m_load, kLoadRow);
        m_thresholdHead->setRemark(tr("whole test, %n rule(s)", nullptr, m_thresholdModel->rowCount()));
        m_facts = tr("percentiles from merged histograms, error \u2264 0.1 %");
    }
    Q_EMIT headChanged();
}

void AnalysisPage::focusFirst()
{
    selectFirst(*m_thresholds);
}

CapacityPage::CapacityPage(QWidget* parent)
    : ReportTablesPage(parent), m_lines(new QStandardItemModel(this)), m_items(new QStandardItemModel(this)),
      m_table(makeTable(m_lines, 26, QStringLiteral("capacityTable"), this)),
      m_itemTable(makeTable(m_items, kThresholdRow, QStringLiteral("capacityItems"), this))
{
    QVBoxLayout* column = makeColumn(this);
    auto* head = new SectionHead(tr("Measured capacity"), this);
    head->setRemark(tr("highest load held with every threshold met; \u2265 until a breakpoint run finds the limit"));
    column->addWidget(head);
    column->addWidget(m_table);
    column->addSpacing(8);
    column->addWidget(makeHairline(Qt::Horizontal, this));
    auto* items = new SectionHead(tr("Section 15"), this);
    items->setRemark(tr("Enter on the checklist fills a value in; the knee and scaling triggers come with the capacity runs"));
    column->addWidget(items);
    column->addWidget(m_itemTable, 1);
    connect(m_itemTable, &QTableView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT pageRequested(QStringLiteral("checklist"), index.siblingAtColumn(0).data(Qt::UserRole).toString());
    });
    showReport(nullptr);
}

void CapacityPage::showReport(std::shared_ptr<const Report> report)
{
    m_lines->clear();
    m_items->clear();
    if (report != nullptr) {
        fillCapacityTable(*m_lines, *report);
        fillSections(*m_items, *report, 15, 15);
        setWidths(*m_table, {110, 110, 110, 160});
        setSectionWidths(*m_itemTable);
        for (const int column : {1, 2, 3}) {
            m_table->setItemDelegateForColumn(column, new NumberDelegate(26, m_table));
        }
        m_table->setItemDelegateForColumn(4, new StatusDelegate(26, m_table));
        m_itemTable->setItemDelegateForColumn(1, new StatusDelegate(kThresholdRow, m_itemTable));
    }
    fitRows(*m_table, 26);
    Q_EMIT headChanged();
}

void CapacityPage::focusFirst()
{
    selectFirst(*m_table);
}

AfterPage::AfterPage(QWidget* parent)
    : ReportTablesPage(parent), m_model(new QStandardItemModel(this)),
      m_table(makeTable(m_model, kThresholdRow, QStringLiteral("afterItems"), this))
{
    QVBoxLayout* column = makeColumn(this);
    auto* head = new SectionHead(tr("Sections 18\u2013" "20"), this);
    head->setRemark(tr("predicted and actual traffic come with the monitors"));
    column->addWidget(head);
    column->addWidget(m_table, 1);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT pageRequested(QStringLiteral("checklist"), index.siblingAtColumn(0).data(Qt::UserRole).toString());
    });
    showReport(nullptr);
}

void AfterPage::showReport(std::shared_ptr<const Report> report)
{
    m_model->clear();
    if (report != nullptr) {
        fillSections(*m_model, *report, 18, 20);
        setSectionWidths(*m_table);
        m_table->setItemDelegateForColumn(1, new StatusDelegate(kThresholdRow, m_table));
    }
    Q_EMIT headChanged();
}

void AfterPage::focusFirst()
{
    selectFirst(*m_table);
}

} // namespace holdpoint
