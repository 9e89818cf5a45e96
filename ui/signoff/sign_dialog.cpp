// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signoff/sign_dialog.h"

#include "core/base/clock.h"
#include "core/base/units.h"
#include "ui/signoff/signoff_tables.h"
#include "ui/style/chip.h"
#include "ui/style/elision.h"
#include "ui/style/file_choice.h"
#include "ui/style/fit_dialog.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QGridLayout>
#include <QLineEdit>
#include <QSettings>

namespace holdpoint {

namespace {

/// A key is a person's: what one role signed with is not offered to the next.
QString lastKeyOf(Role role)
{
    return QStringLiteral("signoff/key-") + fromCore(nameOf(role));
}

constexpr std::size_t kMostLoads = 6;
constexpr Nanos kChecksStand = std::chrono::minutes{2}; // while a passphrase is typed again

QString defaultKeyFile(Role role)
{
    const QString last = QSettings().value(lastKeyOf(role)).toString();
    if (!last.isEmpty()) {
        return last;
    }
    for (const char* name : {"id_ed25519", "id_ed25519_sk", "id_ecdsa", "id_rsa"}) {
        const QString file = QDir::homePath() + QStringLiteral("/.ssh/") + QLatin1String(name);
        if (QFileInfo::exists(file)) {
            return file;
        }
    }
    return {};
}

/// "16.66 of 16.67" of the target that was farthest from being reached.
QString loadText(const TestReport& test)
{
    const RunRecord* run = decidingRun(test.runs, test.id);
    const LoadResult* load = run == nullptr ? nullptr : worstLoad(*run);
    if (load == nullptr) {
        return run == nullptr ? SignDialog::tr("no run") : outcomeWord(run->result.outcome);
    }
    return SignDialog::tr("%1 of %2 planned")
        .arg(load->achieved ? fromCore(formatNumber(*load->achieved, 2)) : QStringLiteral("\u2013"),
             fromCore(formatNumber(load->target.expect.limit, 2)));
}

} // namespace

SignDialog::SignDialog(Session& session, Role role, const Person& person, QWidget* parent)
    : QDialog(parent), m_session(session), m_role(role), m_person(person), m_name(new QLineEdit(fromCore(person.name), this)),
      m_key(new QComboBox(this)), m_file(new QLineEdit(defaultKeyFile(role), this)),
      m_browse(new Button(tr("Browse\u2026"), QString(), this)),
      m_passphraseLabel(makeLabel(tr("Passphrase or PIN of the key"), FontRole::Small, true, this)),
      m_passphrase(new QLineEdit(this)), m_state(new StatusLabel(FontRole::Body, Status::Neutral, this)),
      m_fault(new StatusLabel(FontRole::Body, Status::Fail, this)),
      m_sign(new Button(tr("Sign as %1").arg(roleTitle(role)), QStringLiteral("Enter"), this)), m_job(session)
{
    setObjectName(QStringLiteral("signDialog"));
    setWindowTitle(tr("Sign as %1").arg(roleTitle(role)));
    setMinimumWidth(scaled(560));
    keepTextsWhole(*this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 16);
    column->setSpacing(8);
    if (const auto report = session.shownReport()) {
        addFacts(column, *report);
    }
    column->addWidget(makeHairline(Qt::Horizontal, this));
    column->addWidget(makeLabel(tr("You certify, by your signature"), FontRole::Small, true, this));
    QLabel* meaning = makeLabel(fromCore(meaningOf(role)), FontRole::BodyStrong, false, this);
    meaning->setWordWrap(true);
    column->addWidget(meaning);
    addKeyFields(column);
    for (StatusLabel* label : {m_state, m_fault}) {
        label->setWordWrap(true);
        label->hide();
        column->addWidget(label);
    }
    m_state->setObjectName(QStringLiteral("state"));
    m_fault->setObjectName(QStringLiteral("fault"));
    column->addWidget(
        makeLabel(tr("Every source and hash is looked at again before the key works."), FontRole::Small, true, this));
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    auto* cancel = new Button(tr("Cancel"), QStringLiteral("Esc"), this);
    connect(cancel, &Button::clicked, this, &QDialog::reject);
    buttons->addWidget(cancel);
    m_sign->setObjectName(QStringLiteral("action"));
    m_sign->setKind(Button::Kind::Primary);
    m_sign->setDefault(true);
    buttons->addWidget(m_sign);
    column->addLayout(buttons);

    connect(m_sign, &Button::clicked, this, &SignDialog::send);
    connect(&m_job, &SignJob::progressed, this, [this](const QString& line) { showState(line, false); });
    connect(&m_job, &SignJob::prepared, this, [this] {
        m_preparedAt = systemClock().steadyNow();
        signNow();
    });
    connect(&m_job, &SignJob::refused, this, [this](const QString& why) { showState(why, true); });
    connect(&m_job, &SignJob::keyRefused, this, [this](SignFault fault, const QString& why) {
        showState(why, true);
        if (fault != SignFault::Other) {
            m_passphraseLabel->show();
            m_passphrase->show();
            m_passphrase->selectAll();
            m_passphrase->setFocus();
        }
    });
    connect(&m_job, &SignJob::signedOff, this, [this] {
        if (!key().agentKey) {
            QSettings().setValue(lastKeyOf(m_role), m_file->text());
        }
        accept();
    });
    if (const auto allowed = session.mayShownSign(role, person); !allowed) {
        showState(fromCore(allowed.error().message), true);
    }
    m_agent.start([this]() -> std::function<void()> { // an agent may take seconds to answer
        return [this, keys = agentKeys()] { takeAgentKeys(keys); };
    });
}

void SignDialog::addFacts(QVBoxLayout* column, const Report& report)
{
    auto* head = new QHBoxLayout;
    const QString commit =
        report.release.commit.empty() ? QString() : QStringLiteral(", ") + fromCore(report.release.commit).left(7);
    head->addWidget(
        makeLabel(fromCore(report.release.name + " " + report.release.version) + commit, FontRole::Strong, false, this));
    head->addStretch();
    auto* verdict = new Chip(this);
    verdict->setLook(lookOfVerdict(report.verdict));
    head->addWidget(verdict);
    column->addLayout(head);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(2);
    grid->setColumnMinimumWidth(0, scaled(84));
    grid->setColumnStretch(1, 1);
    int row = 0;
    const auto add = [&](const QString& name, const QString& value, FontRole role) {
        grid->addWidget(makeLabel(name, FontRole::Small, true, this), row, 0, Qt::AlignTop);
        QLabel* label = makeLabel(value, role, false, this);
        label->setWordWrap(true);
        grid->addWidget(label, row++, 1);
    };
    QStringList exceptions;
    for (const ExceptionEntry& entry : report.exceptions) {
        exceptions << fromCore(entry.state) + QStringLiteral(" \u00B7 ") + plainItemText(entry.text);
    }
    constexpr qsizetype kMostExceptions = 5;
    const qsizetype more = exceptions.size() - kMostExceptions;
    if (more > 0) {
        exceptions = exceptions.mid(0, kMostExceptions) << tr("and %1 more, on the page behind").arg(more);
    }
    add(tr("Exceptions"), exceptions.isEmpty() ? tr("none") : exceptions.join(QLatin1Char('\n')), FontRole::Body);
    QStringList loads;
    for (std::size_t i = 0; i < std::min(report.tests.size(), kMostLoads); ++i) {
        loads << fromCore(report.tests[i].title) + QStringLiteral(": ") + loadText(report.tests[i]);
    }
    add(tr("Load"), loads.join(QLatin1Char('\n')), FontRole::Body);
    add(tr("Record"), breakable(fromCore(report.recordSha256)), FontRole::MonoSmall);
    column->addLayout(grid);
}

void SignDialog::addKeyFields(QVBoxLayout* column)
{
    column->addWidget(makeLabel(tr("Full name, as it is printed"), FontRole::Small, true, this));
    m_name->setObjectName(QStringLiteral("value"));
    column->addWidget(m_name);
    column->addWidget(makeLabel(tr("Key"), FontRole::Small, true, this));
    m_key->setObjectName(QStringLiteral("key"));
    m_key->setAccessibleName(tr("Key"));
    m_key->addItem(tr("Key file"));
    column->addWidget(m_key);
    auto* file = new QHBoxLayout;
    m_file->setObjectName(QStringLiteral("keyFile"));
    m_file->setAccessibleName(tr("Key file"));
    m_file->setPlaceholderText(QStringLiteral("~/.ssh/id_ed25519"));
    file->addWidget(m_file, 1);
    file->addWidget(m_browse);
    column->addLayout(file);
    m_passphrase->setObjectName(QStringLiteral("passphrase"));
    m_passphrase->setAccessibleName(m_passphraseLabel->text());
    m_passphrase->setEchoMode(QLineEdit::Password);
    column->addWidget(m_passphraseLabel);
    column->addWidget(m_passphrase);
    m_passphraseLabel->hide();
    m_passphrase->hide();
    connect(m_browse, &Button::clicked, this, &SignDialog::browse);
    connect(m_key, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_file->setEnabled(index == 0);
        m_browse->setEnabled(index == 0);
    });
}

void SignDialog::takeAgentKeys(const Result<std::vector<SshKey>>& keys)
{
    if (!keys) {
        return; // no agent: a key file is all there is
    }
    m_agentKeys = *keys;
    for (const SshKey& held : m_agentKeys) {
        const QString name = held.comment.empty() ? fromCore(held.fingerprint) : fromCore(held.comment);
        m_key->addItem((held.isHardware() ? tr("Security key: %1") : tr("Agent: %1")).arg(name));
        m_key->setItemData(m_key->count() - 1, fromCore(held.fingerprint), Qt::ToolTipRole);
    }
    if (!m_agentKeys.empty() && m_file->text().isEmpty()) {
        m_key->setCurrentIndex(1);
    }
}

void SignDialog::browse()
{
    const QString begin =
        m_file->text().isEmpty() ? QDir::homePath() + QStringLiteral("/.ssh") : QFileInfo(m_file->text()).path();
    const QString file = chooseFile(this, tr("Your private key"), begin);
    if (!file.isEmpty()) {
        m_file->setText(file);
    }
}

SigningKey SignDialog::key() const
{
    SigningKey key;
    const auto index = static_cast<std::size_t>(std::max(0, m_key->currentIndex()));
    if (index > 0 && index <= m_agentKeys.size()) {
        key.agentKey = m_agentKeys[index - 1];
    } else {
        QString file = m_file->text().trimmed();
        file = file.startsWith(QLatin1String("~/")) ? QDir::homePath() + file.mid(1) : file;
        key.file = file.toStdString();
    }
    key.passphrase = Secret(m_passphrase->text().toStdString());
    return key;
}

void SignDialog::send()
{
    const std::string name = m_name->text().trimmed().toStdString();
    if (m_job.isPrepared() && name == m_preparedName && systemClock().steadyNow() - m_preparedAt < kChecksStand) {
        signNow();
        return;
    }
    SignJob::Request request;
    request.role = m_role;
    request.by = m_person;
    request.by.name = name;
    request.mayRunCommands = mayRunForSignature(m_session, this, m_askForCommands);
    m_preparedName = name;
    setBusy(true);
    if (const auto started = m_job.start(request); !started) {
        showState(fromCore(started.error().message), true);
    }
}

void SignDialog::signNow()
{
    setBusy(true);
    m_job.sign(key());
}

void SignDialog::showState(const QString& text, bool isFault)
{
    m_state->setVisible(!isFault);
    m_fault->setVisible(isFault);
    (isFault ? m_fault : m_state)->setText(text);
    setBusy(!isFault);
    if (isFault && isVisible()) {
        m_sign->setFocus(); // it was disabled meanwhile: Enter is what it says on it, and tries again
    }
}

void SignDialog::setBusy(bool isBusy)
{
    m_sign->setEnabled(!isBusy);
    m_name->setEnabled(!isBusy);
    m_key->setEnabled(!isBusy);
    m_passphrase->setEnabled(!isBusy);
    m_file->setEnabled(!isBusy && m_key->currentIndex() <= 0);
    m_browse->setEnabled(m_file->isEnabled());
}

} // namespace holdpoint
