// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signoff/signoff_page.h"

#include "core/base/time_format.h"
#include "core/session/sign_job.h"
#include "core/session/sign_request.h"
#include "ui/checklist/gate_banner.h"
#include "ui/checklist/gate_decider.h"
#include "ui/signoff/signature_column.h"
#include "ui/signoff/signoff_banner.h"
#include "ui/signoff/signoff_tables.h"
#include "ui/style/delegates.h"
#include "ui/style/elision.h"
#include "ui/style/file_choice.h"
#include "ui/style/page_scroll.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QShortcut>
#include <QTableView>

namespace holdpoint {

namespace {

QTableView* makeExceptionTable(ExceptionModel* model, QWidget* parent)
{
    constexpr int kRow = 26;
    auto* table = new QTableView(parent);
    table->setObjectName(QStringLiteral("exceptions"));
    table->setAccessibleName(SignoffPage::tr("Exceptions"));
    table->setModel(model);
    setUpTable(*table, kRow);
    table->setItemDelegate(new CellDelegate(kRow, table));
    table->setItemDelegateForColumn(1, new StatusDelegate(kRow, table));
    QHeaderView* head = table->horizontalHeader();
    head->setStretchLastSection(false);
    head->setSectionResizeMode(0, QHeaderView::Stretch);
    head->setSectionResizeMode(1, QHeaderView::Fixed);
    head->setSectionResizeMode(2, QHeaderView::Stretch);
    head->setSectionResizeMode(3, QHeaderView::Fixed);
    table->setColumnWidth(1, scaled(116));
    table->setColumnWidth(3, scaled(110));
    return table;
}

QWidget* makeFooter(QWidget* parent)
{
    auto* footer = new QWidget(parent);
    footer->setFixedHeight(scaled(32));
    auto* row = new QHBoxLayout(footer);
    row->setContentsMargins(16, 0, 16, 0);
    row->setSpacing(8);
    row->addWidget(makeLabel(SignoffPage::tr("Anyone can check these without Holdpoint:"), FontRole::Small, true, footer));
    auto* command =
        new ElidedLabel(QStringLiteral("ssh-keygen -Y verify -f allowed_signers -n holdpoint-signoff \u2026"), footer);
    command->setFont(fontFor(FontRole::MonoSmall));
    const int whole = command->fontMetrics().horizontalAdvance(command->text()) + 2;
    command->setMaximumWidth(whole);
    row->addWidget(command, whole); // takes what it needs as long as there is room
    row->addWidget(makeLabel(SignoffPage::tr("or"), FontRole::Small, true, footer));
    row->addWidget(makeLabel(QStringLiteral("holdpointctl verify REPORT-DIR"), FontRole::MonoSmall, false, footer));
    row->addStretch(1);
    return footer;
}

} // namespace

SignoffPage::SignoffPage(QWidget* parent)
    : Page(parent), m_decider(new GateDecider(this)), m_banner(new SignoffBanner(this)), m_body(new QWidget(this)),
      m_empty(makeLabel(tr("No release open. Open a dossier: four roles sign its record here."), FontRole::Body, true, this)),
      m_certify(new CertifyPanel(m_body)), m_exceptionHead(new SectionHead(tr("Exceptions"), m_body)),
      m_exceptions(new ExceptionModel(this)), m_table(makeExceptionTable(m_exceptions, m_body)),
      m_noExceptions(makeLabel(tr("None."), FontRole::Body, true, m_body)),
      m_signatureHead(new SectionHead(tr("Signatures"), m_body)),
      m_verify(new Button(tr("Verify all"), QStringLiteral("Ctrl+Shift+V"), this)),
      m_openReport(new Button(tr("Open report"), QStringLiteral("Ctrl+7"), this))
{
    m_verify->setObjectName(QStringLiteral("verifyAll"));
    m_openReport->setObjectName(QStringLiteral("openReport"));
    build();
    connect(m_verify, &Button::clicked, this, &SignoffPage::verify);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_V), this), &QShortcut::activated, this,
            &SignoffPage::verify);
    chooseFolder = [this](const QString& title) { return holdpoint::chooseFolder(this, title); };
    connect(m_openReport, &Button::clicked, this, [this] { Q_EMIT pageRequested(QStringLiteral("report"), QString()); });
    connect(m_banner, &SignoffBanner::decideRequested, this, &SignoffPage::decide);
    connect(m_decider, &GateDecider::failed, this, [this](const QString& why) { Q_EMIT noticed(why, true); });
    connect(m_decider, &GateDecider::busyChanged, this, [this] {
        if (m_decider->isBusy()) {
            Q_EMIT noticed(tr("Sign-off: asking every source of its items once more"), false);
        }
    });
    connect(m_decider, &GateDecider::decided, this, [this](Gate, bool isGo) {
        Q_EMIT noticed(isGo ? tr("Sign-off: GO, the record is frozen") : tr("Sign-off: NO-GO"), false);
    });
    connect(m_banner, &SignoffBanner::itemChosen, this,
            [this](const QString& id) { Q_EMIT pageRequested(QStringLiteral("checklist"), id); });
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this), &QShortcut::activated, this, &SignoffPage::actHere);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Enter), this), &QShortcut::activated, this, &SignoffPage::actHere);
    showReport(nullptr);
}

void SignoffPage::build()
{
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    m_empty->setAlignment(Qt::AlignCenter);
    page->addWidget(m_banner);
    m_scroll = makePageScroll(m_body, this);
    page->addWidget(m_scroll, 1);
    page->addWidget(m_empty, 1);

    auto* column = new QVBoxLayout(m_body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* upper = new QHBoxLayout;
    upper->setSpacing(0);
    upper->addWidget(m_certify, 3);
    upper->addWidget(makeHairline(Qt::Vertical, m_body));
    auto* exceptions = new QVBoxLayout;
    exceptions->setContentsMargins(0, 2, 0, 0);
    exceptions->setSpacing(0);
    exceptions->addWidget(m_exceptionHead);
    exceptions->addWidget(m_table, 1);
    m_noExceptions->setContentsMargins(16, 4, 16, 0);
    exceptions->addWidget(m_noExceptions);
    exceptions->addStretch();
    upper->addLayout(exceptions, 4);
    column->addLayout(upper);
    column->addWidget(makeHairline(Qt::Horizontal, m_body));
    column->addWidget(m_signatureHead);
    column->addWidget(makeHairline(Qt::Horizontal, m_body));
    auto* roles = new QHBoxLayout;
    roles->setSpacing(0);
    for (const Role role : kFourRoles) {
        auto* signature = new SignatureColumn(role, m_body);
        m_columns[static_cast<std::size_t>(role)] = signature;
        if (role != kFourRoles.front()) {
            roles->addWidget(makeHairline(Qt::Vertical, m_body));
        }
        signature->setMinimumWidth(scaled(200));
        roles->addWidget(signature, 1);
        connect(signature, &SignatureColumn::actionRequested, this, [this, role] { act(role); });
        connect(signature, &SignatureColumn::moreRequested, this, [this, role, signature] {
            const std::unique_ptr<QMenu> menu(makeMenu(role));
            menu->exec(signature->more()->mapToGlobal(QPoint(0, signature->more()->height())));
        });
        connect(signature, &SignatureColumn::neighbourRequested, this, [this, role](int step) { moveFrom(role, step); });
    }
    column->addLayout(roles, 1);
    column->addWidget(makeHairline(Qt::Horizontal, m_body));
    column->addWidget(makeFooter(m_body));
}

SignoffPage::~SignoffPage() = default;

void SignoffPage::setSession(Session* session)
{
    m_decider->cancel();
    m_lookAgain.reset();
    if (m_session != nullptr) {
        m_session->disconnect(this);
    }
    m_session = session;
    if (m_session != nullptr) {
        connect(m_session, &Session::changed, this, &SignoffPage::takeReport);
    }
    takeReport();
}

void SignoffPage::takeReport()
{
    if (m_session != nullptr && !isVisible()) {
        m_isStale = true;
        return;
    }
    showReport(m_session != nullptr ? m_session->shownReport() : nullptr);
}

void SignoffPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_isStale) {
        takeReport();
    }
}

void SignoffPage::showReport(std::shared_ptr<const Report> report)
{
    m_isStale = false;
    m_report = std::move(report);
    const bool hasReport = m_report != nullptr;
    m_banner->setVisible(hasReport);
    m_scroll->setVisible(hasReport);
    m_empty->setVisible(!hasReport);
    m_exceptions->setReport(m_report);
    if (hasReport) {
        m_banner->setReport(*m_report);
        m_banner->decideButton()->setEnabled(m_session != nullptr);
        m_certify->setReport(*m_report);
        const auto count = m_report->exceptions.size();
        m_exceptionHead->setRemark(count == 0 ? QString() : tr("%1, printed in the report from page 1 on").arg(count));
        m_table->setVisible(count > 0);
        m_noExceptions->setVisible(count == 0);
        m_signatureHead->setRemark(m_report->recordSha256.empty()
                                       ? tr("the Sign-off decision freezes the record; then it can be signed")
                                       : tr("each signer certifies the sentence of their role, over the record above"));
        showSignatures();
    }
    Q_EMIT headChanged();
}

QString SignoffPage::facts() const
{
    return tr("four roles, any order; once Sign-off is decided on another record, all signatures are void");
}

QList<QWidget*> SignoffPage::headActions()
{
    return {m_verify, m_openReport};
}

void SignoffPage::personChanged()
{
    if (m_report != nullptr) {
        showSignatures();
    }
}

Role SignoffPage::ownRole() const
{
    return person().role.value_or(Role::Qa);
}

QString SignoffPage::whyNotSign() const
{
    if (m_session == nullptr || m_report == nullptr) {
        return tr("No release is open.");
    }
    if (m_report->isRehearsal) {
        return tr("REHEARSAL: cannot be signed off");
    }
    if (m_report->recordSha256.empty()) {
        const QString why = GateBanner::whyNotGo(*m_report, m_report->checklist.gate(Gate::SignOff));
        return why.isEmpty() ? tr("Decide Sign-off first: that freezes the record.") : why;
    }
    return {};
}

void SignoffPage::showSignatures()
{
    SignatureColumn::Facts facts;
    facts.personsName = fromCore(person().name);
    facts.whyNot = whyNotSign();
    facts.record = fromCore(m_report->recordSha256.substr(0, 4) + " " +
                            m_report->recordSha256.substr(std::min<std::size_t>(m_report->recordSha256.size(), 4), 4));
    const auto asked = m_session != nullptr ? m_session->shownAsked() : std::map<Role, Asked>{};
    for (const SignatureRecord& signature : m_report->signatures) {
        facts.isOwn = person().role == signature.role;
        facts.asked.clear();
        facts.handedIn.clear();
        if (const auto found = m_report->handedIn.find(signature.role); found != m_report->handedIn.end()) {
            const QString at = fromCore(formatUtcSeconds(found->second));
            const bool isSameDay = signature.at && formatUtc(*signature.at).substr(0, 10) == at.left(10).toStdString();
            facts.handedIn =
                tr("handed in %1 UTC").arg(isSameDay ? at.mid(11, 8) : at.left(10) + QLatin1Char(' ') + at.mid(11, 8));
        }
        if (asked.contains(signature.role)) {
            const Asked& last = asked.at(signature.role);
            const QString form = last.way == "slack"     ? tr("Asked %1 UTC by Slack")
                                 : last.way == "request" ? tr("Request written %1 UTC, to be signed elsewhere")
                                                         : tr("Asked %1 UTC by mail");
            facts.asked = form.arg(fromCore(formatUtcClock(last.at)));
        }
        column(signature.role).setSignature(signature, facts);
    }
}

void SignoffPage::setCommandsQuestion(const CommandsQuestion& question)
{
    m_askForCommands = question;
    m_decider->setCommandsQuestion(question);
}

void SignoffPage::focusFirst()
{
    column(ownRole()).takeFocus();
}

void SignoffPage::moveFrom(Role role, int step)
{
    const int wanted = static_cast<int>(role) + step;
    if (wanted >= 0 && wanted < static_cast<int>(m_columns.size())) {
        m_columns[static_cast<std::size_t>(wanted)]->takeFocus();
    }
}

void SignoffPage::actHere()
{
    const QWidget* focused = focusWidget();
    for (SignatureColumn* signature : m_columns) {
        if (focused != nullptr && (focused == signature || signature->isAncestorOf(focused))) {
            return act(signature->role());
        }
    }
    act(ownRole());
}

void SignoffPage::act(Role role)
{
    if (m_session == nullptr || m_report == nullptr) {
        return;
    }
    switch (column(role).wish()) {
    case SignatureColumn::Wish::Show:
        return show(role);
    case SignatureColumn::Wish::Withdraw:
        return withdraw(role);
    case SignatureColumn::Wish::Sign:
    case SignatureColumn::Wish::Ask:
        break;
    }
    if (const QString why = whyNotSign(); !why.isEmpty()) {
        Q_EMIT noticed(why, true);
        return;
    }
    column(role).wish() == SignatureColumn::Wish::Sign ? sign(role) : ask(role);
}

QString SignoffPage::asText() const
{
    return tr("As: %1, %2").arg(fromCore(person().name), person().role ? roleTitle(*person().role) : tr("no role"));
}

void SignoffPage::decide()
{
    if (m_session == nullptr || m_report == nullptr) {
        return;
    }
    m_decider->decide(*m_session, Gate::SignOff, person(), tr("A Go freezes the record that is signed."));
}

} // namespace holdpoint
