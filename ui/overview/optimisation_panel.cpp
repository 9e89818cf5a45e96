// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/optimisation_panel.h"

#include "core/analysis/bottlenecks.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/session/release_log.h"
#include "ui/overview/analysis_tables.h"
#include "ui/overview/report_tables_page.h"
#include "ui/overview/table_cells.h"
#include "ui/style/delegates.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStandardItemModel>
#include <QTableView>

namespace holdpoint {

namespace {

constexpr int kTestRow = 24;

/// The figures that say something, else the 95th percentiles.
std::vector<const ComparedFigure*> shownFigures(const BeforeAfter& test)
{
    std::vector<const ComparedFigure*> news;
    std::vector<const ComparedFigure*> latencies;
    for (const ComparedFigure& figure : test.figures) {
        if (figure.verdict == ComparedFigure::Verdict::Better || figure.verdict == ComparedFigure::Verdict::Worse) {
            news.push_back(&figure);
        } else if (figure.figure == "p(95)") {
            latencies.push_back(&figure);
        }
    }
    return news.empty() ? latencies : news;
}

QList<QStandardItem*> entryRow(const Optimisation& entry)
{
    QStandardItem* head = cell(fromCore(entry.ref + "  " + entry.what), Tone::Strong);
    QStringList more{fromCore(formatUtcSeconds(entry.at)), fromCore(entry.by.name)};
    for (const auto& [name, text] :
         {std::pair(OptimisationPanel::tr("why"), entry.why), std::pair(OptimisationPanel::tr("expected"), entry.expected),
          std::pair(OptimisationPanel::tr("link"), entry.link), std::pair(OptimisationPanel::tr("box"), entry.box)}) {
        if (!text.empty()) {
            more << name + QStringLiteral(": ") + fromCore(text);
        }
    }
    head->setToolTip(more.join(QLatin1Char('\n')));
    head->setData(more.join(QStringLiteral(" \u00B7 ")), RemarkRole);
    QList<QStandardItem*> row{head, cell(QString()), cell(QString()), cell(QString()), cell(QString()), cell(QString())};
    for (QStandardItem* item : row) {
        item->setData(fromCore(entry.ref), Qt::UserRole);
        item->setData(true, SectionRole);
    }
    return row;
}

void addTest(QStandardItemModel& model, const std::string& ref, const BeforeAfter& test)
{
    const auto append = [&](const QString& name, const QList<QStandardItem*>& more) {
        QStandardItem* head = cell(name);
        head->setData(fromCore(ref), Qt::UserRole);
        model.appendRow(QList<QStandardItem*>{head} + more);
        return head;
    };
    if (!test.before || !test.after) {
        QStandardItem* head =
            append(fromCore(test.test), {cell(kMissing), number(kMissing), number(kMissing), number(kMissing),
                                         state({Glyph::OpenSensed, OptimisationPanel::tr("NOT YET"), Status::Neutral})});
        head->setData(fromCore(test.why), RemarkRole);
        head->setToolTip(fromCore(test.why));
        return;
    }
    const QString runs = OptimisationPanel::tr("run %1 \u2192 %2").arg(test.before->id).arg(test.after->id);
    for (const ComparedFigure* figure : shownFigures(test)) {
        const bool isNews =
            figure->verdict == ComparedFigure::Verdict::Better || figure->verdict == ComparedFigure::Verdict::Worse;
        QStandardItem* verdict = state(lookOf(figure->verdict));
        verdict->setToolTip(fromCore(figure->why));
        QStandardItem* head = append(fromCore(test.test),
                                     {cell(runs), number(figureText(*figure, figure->a)), number(figureText(*figure, figure->b)),
                                      number(differenceText(*figure), isNews ? Tone::Strong : Tone::Normal), verdict});
        head->setData(fromCore(figure->figure + " of " + figure->metric), RemarkRole);
        QString tip = fromCore(figureSentence(*figure));
        if (!test.together.empty()) {
            tip += QLatin1Char('\n') +
                   OptimisationPanel::tr("The same retest shows optimisation %1 too.").arg(fromCore(join(test.together, ", ")));
        }
        head->setToolTip(tip);
    }
}

} // namespace

OptimisationPanel::OptimisationPanel(QWidget* parent)
    : QWidget(parent), m_rows(new QStandardItemModel(this)),
      m_table(makeReportTable(m_rows, kTestRow, QStringLiteral("optimisations"), this)),
      m_empty(makeLabel(tr("No optimisation is logged. Log what was changed, then run the test again: the retest shows here what "
                           "it brought."),
                        FontRole::Body, true, this)),
      m_add(new Button(tr("Log an optimisation\u2026"), QString(), this)),
      m_takeBack(new Button(tr("Take back"), QString(), this))
{
    m_table->setAccessibleName(tr("Optimisations, before and after"));
    m_add->setObjectName(QStringLiteral("addOptimisation"));
    m_takeBack->setObjectName(QStringLiteral("takeBackOptimisation"));
    m_takeBack->setToolTip(tr("The entry no longer counts; the audit log keeps it."));
    m_empty->setWordWrap(true);
    m_empty->setContentsMargins(16, 8, 16, 8);
    auto* column = makePageColumn(this);
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(16, 6, 16, 6);
    buttons->setSpacing(8);
    for (Button* button : {m_add, m_takeBack}) {
        button->setControlHeight(24);
        buttons->addWidget(button);
    }
    buttons->addStretch();
    column->addLayout(buttons);
    column->addWidget(m_empty);
    column->addWidget(m_table, 1);
    column->addStretch();
    m_table->setItemDelegate(new CellDelegate(kTestRow, m_table));
    connect(m_add, &Button::clicked, this, &OptimisationPanel::addRequested);
    connect(m_takeBack, &Button::clicked, this, [this] { Q_EMIT takeBackRequested(selectedRef()); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this] { m_takeBack->setEnabled(!selectedRef().isEmpty()); });
}

QString OptimisationPanel::selectedRef() const
{
    return m_table->currentIndex().siblingAtColumn(0).data(Qt::UserRole).toString();
}

void OptimisationPanel::show(const Report& report)
{
    const int row = m_table->currentIndex().row();
    m_table->clearSpans();
    setHeads(*m_rows, {tr("Optimisation"), tr("Runs"), tr("Before"), tr("After"), tr("Change"), tr("Verdict")}, {2, 3, 4});
    m_count = static_cast<int>(report.optimisations.size());
    for (const OptimisationReport& each : report.optimisations) {
        m_rows->appendRow(entryRow(each.entry));
        m_table->setSpan(m_rows->rowCount() - 1, 0, 1, m_rows->columnCount());
        for (const BeforeAfter& test : each.tests) {
            addTest(*m_rows, each.entry.ref, test);
        }
    }
    setColumnWidths(*m_table, {96, 90, 90, 90, 110});
    for (const int column : {2, 3, 4}) {
        m_table->setItemDelegateForColumn(column, new NumberDelegate(kTestRow, m_table));
    }
    m_table->setItemDelegateForColumn(5, new StatusDelegate(kTestRow, m_table));
    m_table->setVisible(m_count > 0);
    m_empty->setVisible(m_count == 0);
    m_takeBack->setVisible(m_count > 0);
    m_takeBack->setEnabled(false);
    if (row >= 0 && row < m_rows->rowCount()) {
        m_table->setCurrentIndex(m_rows->index(row, 0));
    }
}

OptimisationDialog::OptimisationDialog(Session& session, const Person& person, QWidget* parent)
    : QDialog(parent), m_session(session), m_person(person), m_what(new QLineEdit(this)), m_why(new QLineEdit(this)),
      m_box(new QComboBox(this)), m_link(new QLineEdit(this)), m_expected(new QLineEdit(this)), m_finding(new QComboBox(this)),
      m_test(new QComboBox(this)), m_fault(new StatusLabel(FontRole::Body, Status::Fail, this)),
      m_log(new Button(tr("Log it"), QString(), this))
{
    setObjectName(QStringLiteral("optimisationDialog"));
    setWindowTitle(tr("Log an optimisation"));
    m_what->setObjectName(QStringLiteral("what"));
    m_what->setPlaceholderText(tr("index on events.starts_at"));
    m_link->setPlaceholderText(tr("commit or URL"));
    m_expected->setPlaceholderText(tr("p95 of search below 1 s"));
    m_box->setObjectName(QStringLiteral("box"));
    for (const ItemDefinition& known : session.checklistTemplate().items) {
        if (known.section == "12" && known.isBox) {
            m_box->addItem(plainItemText(known.text), fromCore(known.id));
        }
    }
    m_finding->addItem(tr("none"), QString());
    if (const auto report = session.shownReport()) {
        QStringList seen;
        for (const RunHints& run : report->hints) {
            for (const Hint& hint : run.hints) {
                const QString rule = fromCore(hint.rule);
                if (!seen.contains(rule) && !remedyOf(hint.rule).empty()) {
                    seen << rule;
                    m_finding->addItem(rule + QStringLiteral("  ") + fromCore(shortened(hint.sentence, 80)), rule);
                }
            }
        }
    }
    m_test->addItem(tr("all tests"), QString());
    for (const TestPlan& test : session.plan().tests) {
        m_test->addItem(fromCore(test.title.empty() ? test.id : test.title), fromCore(test.id));
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 16);
    column->setSpacing(8);
    auto* form = new QFormLayout;
    form->addRow(tr("What was changed"), m_what);
    form->addRow(tr("Why"), m_why);
    if (m_box->count() > 0) {
        form->addRow(tr("Box of section 12"), m_box);
    }
    m_box->setVisible(m_box->count() > 0);
    form->addRow(tr("Commit or link"), m_link);
    form->addRow(tr("Expected effect"), m_expected);
    form->addRow(tr("Finding that it answers"), m_finding);
    form->addRow(tr("Test that it concerns"), m_test);
    column->addLayout(form);
    m_fault->setObjectName(QStringLiteral("fault"));
    m_fault->setWordWrap(true);
    m_fault->hide();
    column->addWidget(m_fault);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(makeLabel(tr("It confirms its box as %1.").arg(fromCore(person.name)), FontRole::Small, true, this));
    buttons->addStretch();
    auto* cancel = new Button(tr("Cancel"), QStringLiteral("Esc"), this);
    connect(cancel, &Button::clicked, this, &QDialog::reject);
    buttons->addWidget(cancel);
    m_log->setObjectName(QStringLiteral("logOptimisation"));
    m_log->setKind(Button::Kind::Primary);
    m_log->setDefault(true);
    connect(m_log, &Button::clicked, this, &OptimisationDialog::log);
    buttons->addWidget(m_log);
    column->addLayout(buttons);
    setMinimumWidth(scaled(520));
    connect(m_what, &QLineEdit::textChanged, this, &OptimisationDialog::check);
    check();
    m_what->setFocus();
}

void OptimisationDialog::check()
{
    m_log->setEnabled(!m_what->text().trimmed().isEmpty());
    m_fault->hide();
}

void OptimisationDialog::log()
{
    const auto text = [](const QLineEdit* edit) { return edit->text().trimmed().toStdString(); };
    const auto chosen = [](const QComboBox* box) { return box->currentData().toString().toStdString(); };
    Optimisation one;
    one.what = text(m_what);
    one.why = text(m_why);
    one.box = chosen(m_box);
    one.link = text(m_link);
    one.expected = text(m_expected);
    one.finding = chosen(m_finding);
    if (const std::string test = chosen(m_test); !test.empty()) {
        one.tests = {test};
    }
    if (const auto logged = logOptimisation(m_session, one, m_person); !logged) {
        m_fault->setText(fromCore(logged.error().message));
        m_fault->show();
        return;
    }
    accept();
}

} // namespace holdpoint
