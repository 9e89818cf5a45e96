// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/checklist/checklist_page.h"

#include "core/session/sweep_job.h"
#include "ui/checklist/action_desk.h"
#include "ui/checklist/checklist_model.h"
#include "ui/checklist/checklist_tree.h"
#include "ui/checklist/counter_bar.h"
#include "ui/checklist/gate_banner.h"
#include "ui/checklist/gate_decider.h"
#include "ui/checklist/source_notice.h"
#include "ui/checklist/window_panel.h"
#include "ui/style/file_choice.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QShortcut>
#include <QSortFilterProxyModel>
#include <QTimer>

namespace holdpoint {

namespace {

/// Matches what a row shows, in any column; a section stays while one of its items does.
class RowFilter : public QSortFilterProxyModel
{
public:
    explicit RowFilter(QObject* parent) : QSortFilterProxyModel(parent)
    {
        setRecursiveFilteringEnabled(true);
        setFilterCaseSensitivity(Qt::CaseInsensitive);
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override
    {
        const QString wanted = filterRegularExpression().pattern();
        if (wanted.isEmpty()) {
            return true;
        }
        const auto* model = static_cast<const ChecklistModel*>(sourceModel());
        const QModelIndex index = model->index(row, 0, parent);
        return model->itemAt(index) != nullptr && model->textOf(index).contains(filterRegularExpression());
    }
};

QWidget* makeFooter(QWidget* parent)
{
    auto* footer = new QWidget(parent);
    footer->setFixedHeight(scaled(28));
    auto* flow = new FlowLayout(18, 40, footer); // what does not fit falls below the edge
    flow->setContentsMargins(0, 0, 0, 0);
    for (const auto& [key, text] : {std::pair{QStringLiteral("N"), ChecklistPage::tr("next open")},
                                    {QStringLiteral("Space"), ChecklistPage::tr("confirm")},
                                    {QStringLiteral("O"), ChecklistPage::tr("override\u2026")},
                                    {QStringLiteral("D"), ChecklistPage::tr("defer\u2026")},
                                    {QStringLiteral("E"), ChecklistPage::tr("evidence\u2026")},
                                    {QStringLiteral("R"), ChecklistPage::tr("re-check")},
                                    {QStringLiteral("Ctrl+F"), ChecklistPage::tr("filter")},
                                    {QStringLiteral("?"), ChecklistPage::tr("all keys")}}) {
        flow->addWidget(new KeyHint(key, text, footer));
    }
    return footer;
}

} // namespace

ChecklistPage::ChecklistPage(QWidget* parent)
    : Page(parent), m_desk(new ActionDesk(this)), m_decider(new GateDecider(this)), m_banner(new GateBanner(this)),
      m_counters(new CounterBar(this)), m_notice(new SourceNotice(this)), m_filterRow(new QWidget(this)),
      m_filter(new QLineEdit(m_filterRow)), m_filterCount(makeLabel(QString(), FontRole::Small, true, m_filterRow)),
      m_model(new ChecklistModel(this)), m_proxy(new RowFilter(this)), m_tree(new ChecklistTree(this)),
      m_empty(makeLabel(tr("No release open. Open a dossier or start the rehearsal: its checklist shows here."), FontRole::Body,
                        true, this)),
      m_recheckAll(new Button(tr("Sense all"), QStringLiteral("Shift+R"), this)),
      m_go(new Button(tr("Go for load\u2026"), QString(), this)), m_details(new ItemDetails(this)),
      m_window(new WindowPanel(this))
{
    m_chooseFile = [](QWidget* window) { return chooseFile(window, tr("Add evidence")); };
    m_askForCommands = &askForCommands;
    m_recheckAll->setObjectName(QStringLiteral("recheckAll"));
    m_go->setObjectName(QStringLiteral("decideGate"));
    m_filter->setObjectName(QStringLiteral("checklistFilter"));
    m_filter->setPlaceholderText(tr("Filter items, states, values, sources, owners"));
    m_filter->setAccessibleName(tr("Filter"));
    m_filter->setClearButtonEnabled(true);
    m_details->hide();
    m_window->hide();
    m_empty->setAlignment(Qt::AlignCenter);

    auto* filterLine = new QHBoxLayout(m_filterRow);
    filterLine->setContentsMargins(16, 4, 16, 4);
    filterLine->addWidget(m_filter, 1);
    filterLine->addWidget(m_filterCount);
    m_filterRow->hide();

    m_proxy->setSourceModel(m_model);
    m_tree->setModel(m_proxy);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_banner);
    column->addWidget(m_counters);
    column->addWidget(m_notice);
    column->addWidget(m_filterRow);
    column->addWidget(m_tree, 1);
    column->addWidget(m_empty, 1);
    column->addWidget(makeHairline(Qt::Horizontal, this));
    auto* footer = new QHBoxLayout;
    footer->setContentsMargins(16, 5, 16, 0);
    footer->addWidget(makeFooter(this), 1);
    column->addLayout(footer);

    connect(m_banner, &GateBanner::itemChosen, this, &ChecklistPage::selectItem);
    connect(m_filter, &QLineEdit::textChanged, this, &ChecklistPage::applyFilter);
    connect(m_banner, &GateBanner::sourceChosen, this,
            [this](const QString& title) { Q_EMIT pageRequested(QStringLiteral("connections"), title); });
    connect(m_notice, &SourceNotice::connectRequested, this,
            [this](const QString& source) { Q_EMIT pageRequested(QStringLiteral("connections"), source); });
    connect(m_recheckAll, &Button::clicked, this, &ChecklistPage::stopOrStartSweep);
    connect(m_decider, &GateDecider::busyChanged, this, &ChecklistPage::showSweep);
    connect(m_decider, &GateDecider::failed, this, [this](const QString& why) { Q_EMIT noticed(why, true); });
    connect(m_decider, &GateDecider::decided, this, [this](Gate gate, bool isGo) {
        Q_EMIT noticed(tr("%1: %2").arg(gateTitle(gate), isGo ? tr("GO") : tr("NO-GO")), false);
        m_tree->setFocus(); // the button that had it cannot be pressed now
    });
    connect(m_go, &Button::clicked, this, &ChecklistPage::decideGate);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &ChecklistPage::showDetails);
    connect(m_tree, &ChecklistTree::confirmRequested, this, &ChecklistPage::confirm);
    connect(m_tree, &ChecklistTree::actRequested, this, &ChecklistPage::act);
    connect(m_tree, &ChecklistTree::evidenceRequested, this, &ChecklistPage::addEvidence);
    connect(m_tree, &ChecklistTree::overrideRequested, this, &ChecklistPage::overrideSelected);
    connect(m_tree, &ChecklistTree::deferRequested, this, &ChecklistPage::deferSelected);
    connect(m_tree, &ChecklistTree::recheckRequested, this, &ChecklistPage::recheck);
    connect(m_tree, &ChecklistTree::nextOpenRequested, this, &ChecklistPage::selectNextOpen);
    connect(m_tree, &ChecklistTree::copyRequested, this, &ChecklistPage::copyRow);
    connect(m_details, &ItemDetails::confirmRequested, this, &ChecklistPage::confirm);
    connect(m_details, &ItemDetails::reopenRequested, this, &ChecklistPage::reopen);
    connect(m_details, &ItemDetails::evidenceRequested, this, &ChecklistPage::addEvidence);
    connect(m_details, &ItemDetails::overrideRequested, this, &ChecklistPage::overrideSelected);
    connect(m_details, &ItemDetails::deferRequested, this, &ChecklistPage::deferSelected);
    connect(m_details, &ItemDetails::noteRequested, this, &ChecklistPage::editNote);
    connect(m_details, &ItemDetails::valueRequested, this, &ChecklistPage::enterValue);
    connect(m_details, &ItemDetails::recheckRequested, this, [this] { recheck(false); });
    connect(m_tree, &ChecklistTree::stopRequested, this, [this] {
        if (m_session != nullptr && m_session->sweepJob().isRunning()) {
            m_session->sweepJob().stop();
        } else if (m_filterRow->isVisible()) {
            closeFilter();
        }
    });
    followActions();
    auto* seconds = new QTimer(this);
    connect(seconds, &QTimer::timeout, this, &ChecklistPage::tick);
    seconds->start(1000);
    // from the list, too, as the row says; a sweep that runs has Esc first
    auto* escape = new QShortcut(QKeySequence(Qt::Key_Escape), m_filterRow, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, &ChecklistPage::closeFilter);
    connect(m_filter, &QLineEdit::returnPressed, this, &ChecklistPage::focusFound);
    for (const int key : {Qt::Key_Down, Qt::Key_PageDown}) {
        auto* toList = new QShortcut(QKeySequence(key), m_filter, nullptr, nullptr, Qt::WidgetShortcut);
        connect(toList, &QShortcut::activated, this, &ChecklistPage::focusFound);
    }
    takeReport();
}

void ChecklistPage::setCommandsQuestion(const CommandsQuestion& question)
{
    m_askForCommands = question;
    m_decider->setCommandsQuestion(question);
}

void ChecklistPage::setSession(Session* session)
{
    m_decider->cancel();
    m_desk->setSession(nullptr);
    if (m_session != nullptr) {
        m_session->disconnect(this);
        m_session->sweepJob().disconnect(this);
        m_session->sweepJob().disconnect(m_decider);
        m_session->disconnect(m_decider);
    }
    m_session = session;
    m_wasUnfolded = false;
    m_uses.reset();
    m_plannedSteps.reset();
    m_consents.stop();
    m_allowed.clear();
    m_desk->setSession(session);
    if (m_session != nullptr) {
        connect(m_session, &Session::changed, this, &ChecklistPage::takeReport);
        followSweeps();
    }
    takeReport();
}

void ChecklistPage::takeReport()
{
    if (m_session == nullptr) {
        showReport(nullptr, {});
        return;
    }
    showReport(m_session->shownReport(), m_session->shownHistory());
}

void ChecklistPage::showReport(std::shared_ptr<const Report> report, std::vector<ItemChange> history)
{
    const QString selected = selectedItem();
    m_report = std::move(report);
    m_history = std::move(history);
    m_model->setReport(m_report);
    const bool hasReport = m_report != nullptr;
    for (QWidget* part : {static_cast<QWidget*>(m_banner), static_cast<QWidget*>(m_counters), static_cast<QWidget*>(m_tree)}) {
        part->setVisible(hasReport);
    }
    m_empty->setVisible(!hasReport);
    m_recheckAll->setEnabled(hasReport);
    if (hasReport) {
        showGate();
        showMissingSources();
        if (!m_wasUnfolded) {
            m_wasUnfolded = true;
            unfold();
            m_tree->fitColumns();
            selectNextOpen(1);
            showFromTop();
        } else if (!selected.isEmpty() && selectedItem().isEmpty()) {
            selectItem(selected);
        }
    }
    showDetails();
    showWindow();
    Q_EMIT headChanged();
}

/// The first rows with their section's head; the chosen row, if it is further down. Again when the page is first laid out.
void ChecklistPage::showFromTop()
{
    m_tree->scrollToTop();
    m_tree->scrollTo(m_tree->currentIndex(), QAbstractItemView::EnsureVisible);
    m_isFromTop = isVisible();
}

void ChecklistPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (!m_isFromTop) {
        QMetaObject::invokeMethod(this, &ChecklistPage::showFromTop, Qt::QueuedConnection);
    }
}

void ChecklistPage::showGate()
{
    m_gate = Gate::SignOff;
    for (const GateView& gate : m_report->checklist.gates) {
        if (gate.shown() != GateState::Go) {
            m_gate = gate.gate;
            break;
        }
    }
    const GateView& gate = m_report->checklist.gate(m_gate);
    m_banner->setGate(*m_report, m_gate);
    std::map<ItemState, std::size_t> counts;
    for (const ItemView& item : m_report->checklist.items) {
        if (item.definition->isBox && item.definition->gate == m_gate) {
            ++counts[item.state];
        }
    }
    m_counters->setCounts(counts);
    m_go->setText(m_gate == Gate::GoForLoad ? tr("Go for load\u2026")
                  : m_gate == Gate::Results ? tr("Accept results\u2026")
                                            : tr("Go to sign-off\u2026"));
    const QString why = GateBanner::whyNotGo(*m_report, gate);
    if (!why.isEmpty() && m_gate != Gate::SignOff) {
        m_go->setText(tr("Decide\u2026")); // a No-go is possible at any time; the Go in the dialog follows the gate
    }
    m_go->setEnabled(gate.shown() != GateState::Go && !m_decider->isBusy());
    m_go->setToolTip(why);
    m_go->setAccessibleDescription(why);
}

QString ChecklistPage::facts() const
{
    if (m_report == nullptr) {
        return {};
    }
    if (QString text = sweepFacts(); !text.isEmpty()) {
        return text;
    }
    return fromCore(m_report->checklistTemplate.id) + QLatin1Char(' ') + fromCore(m_report->checklistTemplate.version) +
           QStringLiteral(" \u00B7 ") + sectionsText();
}

/// "sections 1-6, before load": those that hold the gate's items.
QString ChecklistPage::sectionsText() const
{
    QStringList sections;
    for (const ItemView& item : m_report->checklist.items) {
        const QString section = fromCore(item.definition->section);
        if (item.definition->gate == m_gate && !sections.contains(section)) {
            sections << section;
        }
    }
    const QString which = sections.isEmpty()     ? tr("no section")
                          : sections.size() == 1 ? tr("section %1").arg(sections.front())
                                                 : tr("sections %1\u2013%2").arg(sections.front(), sections.back());
    const QString when = m_gate == Gate::GoForLoad ? tr("before load") : m_gate == Gate::Results ? tr("results") : tr("sign-off");
    return which + QStringLiteral(", ") + when;
}

QList<QWidget*> ChecklistPage::headActions()
{
    return {m_recheckAll, m_go};
}

QList<QWidget*> ChecklistPage::menuActions()
{
    return headActions() + m_details->actions();
}

QList<Page::DockTab> ChecklistPage::dockTabs()
{
    return {{tr("Details"), m_details}, {tr("Test window"), m_window}};
}

void ChecklistPage::showTarget(const QString& target)
{
    if (target == QLatin1String(kTestWindowTarget)) {
        Q_EMIT dockTabWanted(m_window);
        return;
    }
    Q_EMIT dockTabWanted(m_details);
    selectItem(target);
}

void ChecklistPage::showDetails()
{
    const ItemView* item = selectedView();
    m_details->setItem(item, m_report.get(), m_history, deedOf(item));
    lookUpConsent(item);
}

void ChecklistPage::focusFirst()
{
    m_tree->setFocus();
}

} // namespace holdpoint
