// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connections_page.h"

#include "core/session/sweep_job.h"
#include "ui/connections/connection_form.h"
#include "ui/connections/connection_tester.h"
#include "ui/style/delegates.h"
#include "ui/style/parts.h"
#include "ui/style/words.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QScrollArea>
#include <QShortcut>
#include <QStandardItemModel>
#include <QTableView>
#include <QTimer>
#include <algorithm>
#include <utility>

namespace holdpoint {

namespace {

constexpr int kRow = 28;
constexpr int kItemRow = 26;
constexpr int kListWidth = 420;

QTableView* makeTable(QAbstractItemModel* model, int rowHeight, const QString& name, const QString& title, QWidget* parent)
{
    auto* table = new QTableView(parent);
    table->setObjectName(name);
    table->setAccessibleName(title);
    table->setModel(model);
    setUpTable(*table, rowHeight);
    table->setItemDelegate(new CellDelegate(rowHeight, table));
    table->horizontalHeader()->setStretchLastSection(false);
    return table;
}

} // namespace

ConnectionsPage::ConnectionsPage(QWidget* parent)
    : Page(parent), m_tester(new ConnectionTester(this)), m_model(new SourceModel(this)),
      m_table(makeTable(m_model, kRow, QStringLiteral("sources"), tr("Sources"), this)),
      m_itemsHead(new SectionHead(QString(), this)), m_items(new QStandardItemModel(0, 2, this)),
      m_itemTable(makeTable(m_items, kItemRow, QStringLiteral("blockedItems"), tr("Items of this source"), this)),
      m_form(new ConnectionForm(this)), m_body(new QWidget(this)),
      m_empty(makeLabel(tr("No release open. The sources that its plan names show here, and can be tested one by one."),
                        FontRole::Body, true, this)),
      m_testAll(new Button(tr("Test all"), QStringLiteral("Shift+F5"), this)),
      m_add(new Button(tr("Add source\u2026"), QStringLiteral("Ins"), this)), m_addMenu(new QMenu(this))
{
    m_testAll->setObjectName(QStringLiteral("testAll"));
    m_add->setObjectName(QStringLiteral("addSource"));
    m_addMenu->setObjectName(QStringLiteral("sourcesToAdd"));
    m_empty->setAlignment(Qt::AlignCenter);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(m_body, 1);
    page->addWidget(m_empty, 1);

    auto* columns = new QHBoxLayout(m_body);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    auto* left = new QWidget(m_body);
    left->setFixedWidth(scaled(kListWidth));
    auto* list = new QVBoxLayout(left);
    list->setContentsMargins(0, 0, 0, 0);
    list->setSpacing(0);
    list->addWidget(m_table, 3);
    list->addWidget(makeHairline(Qt::Horizontal, left));
    list->addWidget(m_itemsHead);
    list->addWidget(m_itemTable, 2);
    columns->addWidget(left);
    columns->addWidget(makeHairline(Qt::Vertical, m_body));
    auto* scroll = new QScrollArea(m_body);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setBackgroundRole(QPalette::Base);
    m_form->setBackgroundRole(QPalette::Base);
    m_form->setAutoFillBackground(true);
    scroll->setWidget(m_form);
    columns->addWidget(scroll, 1);

    QHeaderView* head = m_table->horizontalHeader();
    m_table->setItemDelegateForColumn(SourceModel::AgeColumn, new NumberDelegate(kRow, m_table));
    m_table->setItemDelegateForColumn(SourceModel::ItemsColumn, new NumberDelegate(kRow, m_table));
    head->setSectionResizeMode(QHeaderView::Fixed);
    head->setSectionResizeMode(SourceModel::AnswerColumn, QHeaderView::Stretch);
    m_table->setColumnWidth(SourceModel::SourceColumn, scaled(150));
    m_table->setColumnWidth(SourceModel::AgeColumn, scaled(56));
    m_table->setColumnWidth(SourceModel::ItemsColumn, scaled(56));
    m_itemTable->setItemDelegateForColumn(1, new NumberDelegate(kItemRow, m_itemTable));
    m_itemTable->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_items->setHorizontalHeaderLabels({tr("Item"), tr("Section")});
    m_items->horizontalHeaderItem(0)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_items->horizontalHeaderItem(1)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_itemTable->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_itemTable->setColumnWidth(1, scaled(72));

    connect(m_tester, &ConnectionTester::told, this, &ConnectionsPage::testTold);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ConnectionsPage::showChosen);
    connect(m_itemTable, &QTableView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT pageRequested(QStringLiteral("checklist"), index.siblingAtColumn(0).data(Qt::UserRole).toString());
    });
    connect(m_form, &ConnectionForm::testRequested, this, &ConnectionsPage::testChosen);
    connect(m_form, &ConnectionForm::copyRequested, this, &ConnectionsPage::copyDetails);
    connect(m_form, &ConnectionForm::saveRequested, this, &ConnectionsPage::save);
    connect(m_form, &ConnectionForm::removeRequested, this, &ConnectionsPage::remove);
    connect(m_add, &Button::clicked, this, &ConnectionsPage::showSourcesToAdd);
    connect(m_addMenu, &QMenu::aboutToShow, this, &ConnectionsPage::fillSourcesToAdd);
    connect(m_testAll, &Button::clicked, this, &ConnectionsPage::testAll);
    const auto addKey = [this](const QKeySequence& key, auto act) {
        connect(new QShortcut(key, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut), &QShortcut::activated, this, act);
    };
    addKey(QKeySequence(Qt::SHIFT | Qt::Key_F5), &ConnectionsPage::testAll);
    addKey(QKeySequence(Qt::Key_Insert), &ConnectionsPage::showSourcesToAdd);
    addKey(QKeySequence::Save, &ConnectionsPage::save);
    addKey(QKeySequence::Copy, &ConnectionsPage::copyDetails);
    auto* seconds = new QTimer(this);
    connect(seconds, &QTimer::timeout, m_table->viewport(), qOverload<>(&QWidget::update)); // ages
    seconds->start(1000);
    setSession(nullptr);
}

QString ConnectionsPage::facts() const
{
    const auto& rows = m_model->rows();
    if (m_session == nullptr) {
        return {};
    }
    const auto used = std::count_if(rows.begin(), rows.end(), [](const SourceRow& row) { return row.source.isConfigured(); });
    const QString count = tr("%n source(s)", nullptr, asCount(used));
    return tr("%1 \u00B7 secrets come from the env file or the environment, never into the dossier").arg(count);
}

QList<QWidget*> ConnectionsPage::headActions()
{
    return {m_testAll, m_add};
}

void ConnectionsPage::setSession(Session* session)
{
    if (m_session != nullptr) {
        m_session->disconnect(this);
        m_session->sweepJob().disconnect(this);
    }
    m_session = session;
    m_tester->setPlan(m_session != nullptr ? &m_session->plan() : nullptr);
    if (m_session != nullptr) {
        connect(m_session, &Session::changed, this, &ConnectionsPage::takeReport);
        connect(&m_session->sweepJob(), &SweepJob::sourcesChanged, this, &ConnectionsPage::takeSources);
    }
    m_body->setVisible(m_session != nullptr);
    m_empty->setVisible(m_session == nullptr);
    m_testAll->setEnabled(m_session != nullptr);
    m_add->setEnabled(m_session != nullptr);
    takePlan();
}

void ConnectionsPage::takePlan()
{
    const QString before = !m_wanted.isEmpty() ? m_wanted : chosen() != nullptr ? fromCore(chosen()->source.id) : QString();
    std::vector<SourceRow> rows;
    if (m_session != nullptr) {
        const auto uses = sourceUses(m_session->plan(), m_session->checklistTemplate());
        std::vector<ConnectionSource> sources = connectionSources(m_session->plan());
        for (const std::string& id : m_added) {
            const bool isListed =
                std::any_of(sources.begin(), sources.end(), [&id](const ConnectionSource& each) { return each.id == id; });
            if (!isListed) {
                sources.push_back({id, serviceTitle(id), {}, {}, 0});
            }
        }
        for (ConnectionSource& source : sources) {
            SourceRow row;
            const auto use =
                std::find_if(uses.begin(), uses.end(), [&source](const SourceUse& each) { return each.id == source.id; });
            row.items = use == uses.end() ? std::vector<const ItemDefinition*>{} : use->items;
            row.source = std::move(source);
            rows.push_back(std::move(row));
        }
        std::stable_sort(rows.begin(), rows.end(), [](const SourceRow& a, const SourceRow& b) {
            return a.source.isConfigured() && !b.source.isConfigured(); // what is not used stands last
        });
    }
    m_model->setRows(std::move(rows));
    takeSources();
    const int again = m_model->indexOf(before);
    choose(again >= 0 ? again : 0);
    showChosen();
    if (m_session != nullptr) {
        m_wanted.clear();
        if (std::exchange(m_isTestWanted, false) && again >= 0) {
            testChosen();
        }
    }
}

void ConnectionsPage::takeSources()
{
    for (int i = 0; m_session != nullptr && i < m_model->rowCount(); ++i) {
        SourceRow row = m_model->rows()[static_cast<std::size_t>(i)];
        const auto& sources = m_session->sweepJob().sources();
        if (const auto found = sources.find(row.source.id); found != sources.end()) {
            row.swept = found->second;
            m_model->setRow(i, std::move(row));
        }
    }
    takeReport();
}

void ConnectionsPage::takeReport()
{
    if (isVisible()) {
        showChosen();
    } else {
        m_isStale = true;
    }
    Q_EMIT headChanged();
}

void ConnectionsPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (std::exchange(m_isStale, false)) {
        showChosen();
    }
}

const SourceRow* ConnectionsPage::chosen() const
{
    const int row = m_table->currentIndex().row();
    return row < 0 || row >= m_model->rowCount() ? nullptr : &m_model->rows()[static_cast<std::size_t>(row)];
}

void ConnectionsPage::choose(int row)
{
    if (row >= 0 && row < m_model->rowCount()) {
        m_table->selectRow(row);
        m_table->setCurrentIndex(m_model->index(row, 0));
    }
}

void ConnectionsPage::focusFirst()
{
    const auto& rows = m_model->rows();
    const auto down = std::find_if(rows.begin(), rows.end(), [](const SourceRow& row) { return row.isDown(); });
    if (down != rows.end()) {
        choose(static_cast<int>(down - rows.begin()));
    }
    m_table->setFocus();
}

void ConnectionsPage::showTarget(const QString& target)
{
    const int row = m_model->indexOf(target);
    if (row < 0) {
        Q_EMIT noticed(tr("%1 has no settings of its own; its item's details say where it is asked.").arg(target), false);
        return;
    }
    choose(row);
    testChosen();
}

void ConnectionsPage::refresh()
{
    testChosen();
}

void ConnectionsPage::testChosen()
{
    const SourceRow* row = chosen();
    if (row == nullptr || !row->source.isConfigured() || row->isTesting) {
        return;
    }
    SourceRow next = *row;
    next.isTesting = true;
    next.tested.reset();
    m_model->setRow(m_table->currentIndex().row(), next);
    m_tester->start(next.source);
    showChosen();
}

void ConnectionsPage::testAll()
{
    for (int i = 0; i < m_model->rowCount(); ++i) {
        SourceRow row = m_model->rows()[static_cast<std::size_t>(i)];
        if (row.source.isConfigured() && !row.isTesting) {
            row.isTesting = true;
            row.tested.reset();
            m_tester->start(row.source);
            m_model->setRow(i, std::move(row));
        }
    }
    showChosen();
}

void ConnectionsPage::testTold(const ConnectionReport& report, bool isDone)
{
    const int index = m_model->indexOf(fromCore(report.source));
    if (index < 0 || m_session == nullptr) {
        return;
    }
    SourceRow row = m_model->rows()[static_cast<std::size_t>(index)];
    row.tested = report;
    row.isTesting = !isDone;
    const bool isDown = report.failed() != nullptr;
    const QString title = fromCore(row.source.title);
    m_model->setRow(index, std::move(row));
    if (isDone) {
        SourceReport heard;
        heard.id = report.source;
        heard.title = title.toStdString();
        heard.state = isDown ? SourceReport::State::Failed : SourceReport::State::Answered;
        heard.error = isDown ? report.answer : std::string();
        heard.at = report.at;
        heard.took = report.took;
        m_session->sweepJob().noteSource(heard);
    }
    if (index == m_table->currentIndex().row()) {
        showChosen();
        if (isDone) {
            Q_EMIT noticed(tr("Tested %1: %2").arg(title, fromCore(report.answer)), isDown);
        }
    }
    Q_EMIT headChanged();
}

QString ConnectionsPage::whyNoEdit(const SourceRow& row) const
{
    if (!isService(row.source.id)) {
        return tr("The plan's flows and base_url say where load goes.");
    }
    std::error_code ignored;
    return std::filesystem::exists(m_session->plan().path, ignored)
               ? QString()
               : tr("The plan's file is not here: %1").arg(fromCore(m_session->plan().path.string()));
}

void ConnectionsPage::showChosen()
{
    const SourceRow* row = chosen();
    m_form->setVisible(row != nullptr);
    if (row != nullptr && m_session != nullptr) {
        const Plan& plan = m_session->plan();
        const auto place = servicePlace(row->source.url);
        const auto& excepted = plan.environment.insecureTlsHosts;
        m_form->setRow(*row, {[this](int line) { return fromCore(placeInPlan(m_session->plan(), line)); }, whyNoEdit(*row),
                              fromCore(plan.environment.caFile),
                              place && std::find(excepted.begin(), excepted.end(), place->host) != excepted.end()});
    }
    showItems(row);
}

/// While it is down: those that wait for it; else all that ask it.
void ConnectionsPage::showItems(const SourceRow* row)
{
    m_items->removeRows(0, m_items->rowCount());
    if (row == nullptr || m_session == nullptr) {
        return;
    }
    const bool isDown = row->isDown();
    const QString title = fromCore(row->source.title);
    m_itemsHead->setTitle(isDown ? tr("Blocked by %1").arg(title) : tr("Asked of %1").arg(title));
    m_itemsHead->setRemark(row->items.empty() ? tr("no item needs it") : isDown ? tr("they wait for its answer") : QString());
    static const ChecklistView kNothing;
    const auto report = m_session->shownReport();
    const ChecklistView& view = report != nullptr ? report->checklist : kNothing;
    for (const ItemDefinition* definition : row->items) {
        const ItemView* item = view.item(definition->id);
        if (item == nullptr) {
            continue;
        }
        auto* name = new QStandardItem(plainItemText(definition->text));
        name->setData(QVariant::fromValue(lookOf(*item)), LookRole);
        name->setData(fromCore(definition->id), Qt::UserRole);
        name->setToolTip(name->text());
        name->setEditable(false);
        auto* section = new QStandardItem(fromCore(definition->section));
        section->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        section->setData(static_cast<int>(Tone::Secondary), ToneRole);
        section->setEditable(false);
        m_items->appendRow({name, section});
    }
}

void ConnectionsPage::copyDetails()
{
    if (chosen() != nullptr) {
        QApplication::clipboard()->setText(m_form->details());
        Q_EMIT noticed(tr("Copied the details of %1").arg(fromCore(chosen()->source.title)), false);
    }
}

} // namespace holdpoint
