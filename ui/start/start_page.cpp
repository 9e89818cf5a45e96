// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/start_page.h"

#include "core/base/time_format.h"
#include "ui/shell/app_controller.h"
#include "ui/start/recent_model.h"
#include "ui/style/delegates.h"
#include "ui/style/file_choice.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QStandardItemModel>
#include <QTableView>

namespace holdpoint {

namespace {

constexpr int kRecentRow = 30;
constexpr int kListRow = 28;
constexpr int kShownDossiers = 7;
constexpr int kShownWaiting = 5;
constexpr int kRoomForFiles = 990; // px at 100 %: width that shows the files of dossiers, too

void fitHeight(QTableView& table, int rowHeight, int most)
{
    const int rows = std::min(table.model()->rowCount(), most);
    table.setFixedHeight(scaled(26) + rows * scaled(rowHeight));
}

QStandardItem* cell(const QString& text, Tone tone = Tone::Normal)
{
    auto* item = new QStandardItem(text);
    item->setEditable(false);
    item->setData(static_cast<int>(tone), ToneRole);
    return item;
}

} // namespace

StartPage::StartPage(AppController& controller, QWidget* parent)
    : Page(parent), m_controller(controller), m_rehearse(new Button(tr("Run the rehearsal"), tr("Enter"), this)),
      m_new(new Button(tr("New release\u2026"), QStringLiteral("Ctrl+N"), this)),
      m_open(new Button(tr("Open dossier\u2026"), QStringLiteral("Ctrl+O"), this)),
      m_recentHead(new SectionHead(tr("Recent dossiers"))), m_recentModel(new RecentModel(this)), m_recent(new QTableView),
      m_known(new QWidget(this)), m_waitingModel(new QStandardItemModel(this)), m_windowsModel(new QStandardItemModel(this)),
      m_locate(new Button(tr("Locate\u2026"), QString(), m_recentHead)),
      m_remove(new Button(tr("Remove from list"), tr("Del"), m_recentHead))
{
    setObjectName(QStringLiteral("startPage"));
    m_recent->setObjectName(QStringLiteral("recentDossiers"));
    m_recent->setAccessibleName(tr("Recent dossiers"));
    m_recent->setModel(m_recentModel);
    setUpTable(*m_recent, kRecentRow);
    m_recent->setItemDelegateForColumn(RecentModel::StateColumn, new StatusDelegate(kRecentRow, m_recent));
    m_recent->setItemDelegateForColumn(RecentModel::OpenedColumn, new NumberDelegate(kRecentRow, m_recent));
    m_recent->installEventFilter(this);
    QHeaderView* head = m_recent->horizontalHeader();
    head->setSectionResizeMode(QHeaderView::Fixed);
    head->setSectionResizeMode(RecentModel::NextColumn, QHeaderView::Stretch);
    const std::pair<RecentModel::Column, int> widths[] = {{RecentModel::ReleaseColumn, 216},
                                                          {RecentModel::EnvironmentColumn, 132},
                                                          {RecentModel::StateColumn, 172},
                                                          {RecentModel::FileColumn, 216},
                                                          {RecentModel::OpenedColumn, 108}};
    for (const auto& [column, width] : widths) {
        m_recent->setColumnWidth(column, scaled(width));
    }

    auto* upper = new QWidget(this);
    auto* column = new QVBoxLayout(upper);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeading());
    auto* known = new QVBoxLayout(m_known);
    known->setContentsMargins(0, 0, 0, 0);
    known->setSpacing(0);
    known->addWidget(makeHairline(Qt::Horizontal, m_known));
    known->addSpacing(2);
    m_recentHead->setParent(m_known);
    known->addWidget(m_recentHead);
    known->addWidget(m_recent);
    known->addSpacing(8);
    known->addWidget(makeLists());
    column->addWidget(m_known);
    column->addStretch();
    auto* scroll = new QScrollArea(this); // at a large font in a small window: scroll, never squeeze
    scroll->setObjectName(QStringLiteral("startScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(upper);
    scroll->viewport()->setAutoFillBackground(false);
    upper->setAutoFillBackground(false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 44, 0, 0); // below the hold mark
    layout->setSpacing(0);
    layout->addWidget(scroll, 1);
    layout->addWidget(makeFooter());

    for (Button* button : {m_locate, m_remove}) {
        button->setControlHeight(24);
        m_recentHead->layout()->addWidget(button);
    }
    connect(m_rehearse, &Button::clicked, &m_controller, &AppController::startRehearsal);
    connect(m_new, &Button::clicked, this, &StartPage::newReleaseRequested);
    connect(m_open, &Button::clicked, this, &StartPage::openRequested);
    connect(m_locate, &Button::clicked, this, &StartPage::locateSelected);
    connect(m_remove, &Button::clicked, this, &StartPage::removeSelected);
    connect(m_recent, &QTableView::doubleClicked, this, &StartPage::openSelected);
    connect(m_recent->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) {
        const bool isMissing = current.isValid() && m_recentModel->isMissing(current.row());
        m_locate->setVisible(isMissing);
        m_remove->setVisible(isMissing);
    });
    connect(&m_controller, &AppController::recentDossiersChanged, this, &StartPage::showDossiers);
    connect(&m_controller, &AppController::recentDossiersChanged, this, &StartPage::lookForOpenWindows);
    connect(m_windows, &QTableView::activated, this, &StartPage::openWindow);
    connect(m_waiting, &QTableView::activated, this, [this](const QModelIndex& index) {
        const QString item = index.siblingAtColumn(0).data(Qt::UserRole).toString();
        Q_EMIT pageRequested(item.isEmpty() ? QStringLiteral("signoff") : QStringLiteral("checklist"), item);
    });
    connect(&m_controller, &AppController::runnerStateChanged, this, &StartPage::showRunning);
    m_rehearse->setMinimumWidth(m_rehearse->sizeHint().width()); // the others stay where they are
    showEnter();
    showDossiers();
    showWaiting();
    showRunning();
    lookForOpenWindows();
}

QWidget* StartPage::makeHeading()
{
    auto* heading = new QWidget(this);
    auto* column = new QVBoxLayout(heading);
    column->setContentsMargins(16, 5, 16, 20);
    column->setSpacing(0);
    column->addWidget(makeLabel(tr("Start with the rehearsal, or open a release"), FontRole::Display, false, heading));
    column->addSpacing(4);
    m_what = makeLabel(tr("The rehearsal runs all six tests against the built-in staging service on this machine, fills a "
                          "checklist and ends with a report. About 2 minutes, nothing to set up. It can never sign off a "
                          "real release."),
                       FontRole::Body, true, heading);
    m_what->setWordWrap(true);
    m_what->setMaximumWidth(scaled(640));
    column->addWidget(m_what);
    column->addSpacing(14);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    m_rehearse->setObjectName(QStringLiteral("runRehearsal"));
    m_rehearse->setKind(Button::Kind::Primary);
    m_rehearse->setAutoDefault(true);
    m_rehearse->setDefault(true);
    m_new->setObjectName(QStringLiteral("newRelease"));
    m_open->setObjectName(QStringLiteral("openDossier"));
    for (Button* button : {m_rehearse, m_new, m_open}) {
        button->setControlHeight(36);
        button->installEventFilter(this);
        buttons->addWidget(button);
    }
    buttons->addStretch();
    column->addLayout(buttons);
    return heading;
}

QWidget* StartPage::makeLists()
{
    auto* lists = new QWidget(m_known);
    auto* row = new QHBoxLayout(lists);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    const auto addList = [&](const QString& title, const QString& remark, QStandardItemModel* model, const QStringList& heads,
                             QTableView*& table, QLabel*& empty, const QString& emptyText) {
        auto* side = new QWidget(lists);
        auto* column = new QVBoxLayout(side);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        auto* head = new SectionHead(title, side);
        head->setRemark(remark);
        column->addWidget(head);
        model->setHorizontalHeaderLabels(heads);
        table = new QTableView(side);
        table->setAccessibleName(title);
        table->setModel(model);
        setUpTable(*table, kListRow);
        table->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
        table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
        table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        table->setColumnWidth(1, scaled(124));
        table->setColumnWidth(2, scaled(104));
        column->addWidget(table);
        empty = makeLabel(emptyText, FontRole::Body, true, side);
        empty->setContentsMargins(16, 6, 16, 6);
        column->addWidget(empty);
        column->addStretch();
        row->addWidget(side, 1);
        return head;
    };
    m_waitingHead = addList(tr("Waiting for you"), QString(), m_waitingModel, {tr("What"), tr("Release"), tr("Gate")}, m_waiting,
                            m_waitingEmpty, tr("Nothing waits for you. Open a release to see what it needs from your role."));
    row->addWidget(makeHairline(Qt::Vertical, lists));
    addList(tr("Test windows"), tr("UTC"), m_windowsModel, {tr("Window"), tr("Release"), tr("Environment")}, m_windows,
            m_windowsEmpty, tr("No test window is open. A release's checklist opens one."));
    return lists;
}

QWidget* StartPage::makeFooter()
{
    auto* footer = new QWidget(this);
    auto* column = new QVBoxLayout(footer);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHairline(Qt::Horizontal, footer));
    m_steps = new QBoxLayout(QBoxLayout::LeftToRight);
    m_steps->setContentsMargins(16, 8, 16, 8);
    m_steps->setSpacing(8);
    m_steps->addWidget(makeLabel(tr("First time with a real release?"), FontRole::SmallStrong, false, footer));
    int number = 1;
    for (const QString& step :
         {tr("Write a plan, or start from the pre-production template"), tr("Check hosts and thresholds in the plan view"),
          tr("Work down the checklist to Go-for-load")}) {
        auto* each = new QWidget(footer);
        auto* row = new QHBoxLayout(each);
        row->setContentsMargins(4, 0, 4, 0);
        row->setSpacing(8);
        QLabel* count = makeLabel(QString::number(number++), FontRole::SmallStrong, false, each);
        count->setForegroundRole(QPalette::Link);
        row->addWidget(count);
        row->addWidget(makeLabel(step, FontRole::Small, true, each));
        row->addStretch();
        m_steps->addWidget(each);
    }
    m_steps->addStretch();
    column->addLayout(m_steps);
    return footer;
}

/// A bigger font counts as a smaller window (ui.md §2): columns that the tooltip has too make room, steps stand below each other.
void StartPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    m_what->setMinimumHeight(m_what->heightForWidth(std::min(width() - 32, m_what->maximumWidth())));
    m_recent->setColumnHidden(RecentModel::FileColumn, width() < scaled(kRoomForFiles));
    int beside = 0;
    for (int index = 0; index < m_steps->count(); ++index) {
        const QLayoutItem* const item = m_steps->itemAt(index);
        beside += item->widget() != nullptr ? item->widget()->sizeHint().width() + m_steps->spacing() : 0;
    }
    m_steps->setDirection(beside + 32 > width() ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void StartPage::setSession(Session* session)
{
    if (m_session != nullptr) {
        m_session->disconnect(this);
    }
    m_session = session;
    if (m_session != nullptr) {
        connect(m_session, &Session::changed, this, &StartPage::showWaiting);
        connect(m_session, &QObject::destroyed, this, [this] { m_session = nullptr; });
    }
    showWaiting();
}

void StartPage::focusFirst()
{
    m_rehearse->setFocus();
}

/// Enter does what has the focus: it stands there and nowhere else.
void StartPage::showEnter()
{
    m_rehearse->setKeyHint(m_recent->hasFocus() ? QString() : tr("Enter"));
    m_recentHead->setRightRemark(m_recent->hasFocus() ? tr("Enter opens the selected one") : tr("double click opens"));
}

void StartPage::showDossiers()
{
    const int kept = m_recent->currentIndex().row();
    m_recentModel->setDossiers(loadRecentDossiers());
    m_known->setVisible(m_recentModel->rowCount() > 0);
    fitHeight(*m_recent, kRecentRow, kShownDossiers);
    m_recent->setVerticalScrollBarPolicy(m_recentModel->rowCount() > kShownDossiers ? Qt::ScrollBarAsNeeded
                                                                                    : Qt::ScrollBarAlwaysOff);
    m_locate->hide();
    m_remove->hide();
    if (m_recentModel->rowCount() > 0) {
        m_recent->setCurrentIndex(m_recentModel->index(std::clamp(kept, 0, m_recentModel->rowCount() - 1), 0));
    }
}

void StartPage::showWaiting()
{
    m_waitingHead->setRemark(person().role ? roleTitle(*person().role) : QString());
    m_waitingModel->removeRows(0, m_waitingModel->rowCount());
    m_windowsModel->removeRows(0, m_windowsModel->rowCount());
    const auto report = m_session != nullptr ? m_session->shownReport() : nullptr;
    if (report != nullptr) {
        const QString release = fromCore(report->release.name) + QLatin1Char(' ') + fromCore(report->release.version);
        for (const GateView& gate : report->checklist.gates) {
            for (const std::string& id : gate.shown() == GateState::Hold ? gate.blockers : std::vector<std::string>{}) {
                const ItemView* item = report->checklist.item(id);
                const bool isMine =
                    item != nullptr && item->canConfirm && person().role && item->definition->owner == nameOf(*person().role);
                if (!isMine || m_waitingModel->rowCount() >= kShownWaiting) {
                    continue;
                }
                auto* what = cell(plainItemText(item->definition->text));
                what->setData(QVariant::fromValue(lookOf(*item)), LookRole);
                what->setData(fromCore(id), Qt::UserRole);
                m_waitingModel->appendRow({what, cell(release), cell(gateTitle(gate.gate), Tone::Secondary)});
            }
        }
        const bool isToBeSigned = !report->recordSha256.empty() && !report->isRehearsal && report->changedSince.empty() &&
                                  report->checklist.gate(Gate::SignOff).shown() == GateState::Go;
        for (const Signature& signature : report->signatures) { // the record waits for its names
            const bool isMine = isToBeSigned && person().role == signature.role &&
                                (signature.status == SignatureStatus::Pending || signature.status == SignatureStatus::Invalid);
            if (isMine && m_waitingModel->rowCount() < kShownWaiting) {
                auto* what = cell(tr("Sign as %1").arg(roleTitle(signature.role)));
                what->setData(QVariant::fromValue(lookOf(signature.status)), LookRole);
                m_waitingModel->appendRow({what, cell(release), cell(gateTitle(Gate::SignOff), Tone::Secondary)});
            }
        }
        if (const auto window = m_session->shownWindow()) {
            addWindow({m_controller.dossierFile(), release, fromCore(report->environmentName), *window});
        }
    }
    for (const KnownWindow& known : m_leftOpen) {
        if (!isOpen(known.file)) {
            addWindow(known);
        }
    }
    const auto showList = [](QTableView* table, QLabel* empty) {
        const bool hasRows = table->model()->rowCount() > 0;
        table->setVisible(hasRows);
        empty->setVisible(!hasRows);
        fitHeight(*table, kListRow, kShownWaiting);
    };
    m_waitingEmpty->setText(
        report == nullptr ? tr("Nothing waits for you. Open a release to see what it needs from your role.")
                          : tr("Nothing of %1 waits for you.")
                                .arg(fromCore(report->release.name) + QLatin1Char(' ') + fromCore(report->release.version)));
    showList(m_waiting, m_waitingEmpty);
    showList(m_windows, m_windowsEmpty);
}

void StartPage::showRunning()
{
    const bool isBusy = m_controller.isLoadRunning() || m_controller.isRehearsing();
    m_rehearse->setEnabled(!isBusy);
    m_rehearse->setToolTip(isBusy ? tr("Load is running: see Live load (Ctrl+3).") : QString());
}

void StartPage::openSelected()
{
    const QModelIndex current = m_recent->currentIndex();
    if (!current.isValid()) {
        return;
    }
    if (m_recentModel->isMissing(current.row())) {
        locateSelected();
        return;
    }
    const QString file = m_recentModel->at(current.row()).file;
    if (const auto opened = m_controller.openDossier(file); !opened) {
        Q_EMIT noticed(fromCore(opened.error().message), true);
    }
}

void StartPage::locateSelected()
{
    const QModelIndex current = m_recent->currentIndex();
    if (!current.isValid()) {
        return;
    }
    RecentDossier dossier = m_recentModel->at(current.row());
    const QString found = chooseFile(this, tr("Locate %1").arg(dossier.file), QString(), tr("Dossiers (*.holdpoint)"));
    if (found.isEmpty()) {
        return;
    }
    forgetDossier(dossier.file);
    dossier.file = found;
    rememberDossier(dossier);
    showDossiers();
}

void StartPage::removeSelected()
{
    const QModelIndex current = m_recent->currentIndex();
    if (current.isValid()) {
        forgetDossier(m_recentModel->at(current.row()).file);
        showDossiers();
    }
}

bool StartPage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_recent && (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)) {
        QMetaObject::invokeMethod(this, &StartPage::showEnter, Qt::QueuedConnection); // the focus has moved then
    }
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const bool isEnter = key == Qt::Key_Return || key == Qt::Key_Enter;
        if (watched == m_recent && isEnter) {
            openSelected();
            return true;
        }
        if (watched == m_recent && key == Qt::Key_Delete) {
            removeSelected();
            return true;
        }
        if (auto* button = qobject_cast<Button*>(watched); button != nullptr && isEnter) {
            button->click();
            return true;
        }
    }
    return Page::eventFilter(watched, event);
}

void StartPage::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorsFor(this).base);
    paintHoldMark(painter, QRectF(16, 24, width() - 32, 14), Qt::Horizontal, GateState::Hold, palette());
}

} // namespace holdpoint
