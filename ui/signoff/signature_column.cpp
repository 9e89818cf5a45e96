// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signoff/signature_column.h"

#include "core/base/time_format.h"
#include "core/signoff/signoff_payload.h"
#include "ui/style/chip.h"
#include "ui/style/elision.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>

namespace holdpoint {

/// Solid only for a key that was checked: green if it holds, red if it does not.
class SignatureLine : public QWidget
{
public:
    explicit SignatureLine(QWidget* parent) : QWidget(parent) { setFixedHeight(8); }

    void setStatus(SignatureStatus status)
    {
        m_status = status;
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const ThemeColors& colors = colorsFor(this);
        QPen pen(colors.lineStrong, 2, Qt::CustomDashLine, Qt::FlatCap);
        pen.setDashPattern({3, 2.5});
        if (m_status == SignatureStatus::Valid || m_status == SignatureStatus::Invalid) {
            pen = QPen(m_status == SignatureStatus::Valid ? colors.pass.glyph : colors.fail.glyph, 2);
        }
        QPainter painter(this);
        painter.setPen(pen);
        painter.drawLine(0, height() / 2, width(), height() / 2);
    }

private:
    SignatureStatus m_status = SignatureStatus::Pending;
};

namespace {

QString signText(Role role)
{
    switch (role) {
    case Role::Qa:
        return SignatureColumn::tr("Sign as QA\u2026");
    case Role::DevOps:
        return SignatureColumn::tr("Sign as DevOps\u2026");
    case Role::TechLead:
        return SignatureColumn::tr("Sign as Tech Lead\u2026");
    case Role::ProductManager:
        return SignatureColumn::tr("Sign as PM\u2026");
    }
    return {};
}

/// "a91f 22c0": enough to tell two records apart.
QString shortHash(const std::string& hash)
{
    return fromCore(hash.substr(0, 4)) + QLatin1Char(' ') + fromCore(hash.substr(std::min<std::size_t>(hash.size(), 4), 4));
}

QLabel* wrapping(QLabel* label, int height)
{
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    label->setMinimumHeight(scaled(height));
    return label;
}

void setInk(QLabel* label, const QColor& ink)
{
    QPalette own = label->palette();
    if (own.color(QPalette::WindowText) != ink) {
        own.setColor(QPalette::WindowText, ink);
        label->setPalette(own);
    }
}

} // namespace

SignatureColumn::SignatureColumn(Role role, QWidget* parent)
    : QWidget(parent), m_role(role), m_chip(new Chip(this)), m_name(makeLabel(QString(), FontRole::Strong, false, this)),
      m_meaning(makeLabel(fromCore(meaningOf(role)), FontRole::Body, false, this)),
      m_when(makeLabel(QString(), FontRole::Body, false, this)), m_key(makeLabel(QString(), FontRole::Small, false, this)),
      m_line(new SignatureLine(this)), m_facts(makeLabel(QString(), FontRole::Small, true, this)),
      m_action(new Button(signText(role), QString(), this)), m_more(new Button(QStringLiteral("\u2026"), QString(), this))
{
    setObjectName(QStringLiteral("signature-") + fromCore(nameOf(role)));
    m_action->setObjectName(QStringLiteral("sign-") + fromCore(nameOf(role)));
    m_name->setTextInteractionFlags(Qt::NoTextInteraction);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 14);
    column->setSpacing(4);
    auto* head = new QHBoxLayout;
    auto* title = new ElidedLabel(roleTitle(role), this);
    title->setFont(fontFor(FontRole::SmallStrong));
    title->setSecondary(true);
    head->addWidget(title, 1);
    head->addWidget(m_chip);
    column->addLayout(head);
    column->addSpacing(4);
    column->addWidget(m_name);
    column->addWidget(wrapping(m_meaning, 36));
    m_when->setMinimumHeight(scaled(18));
    column->addWidget(m_when);
    column->addWidget(m_key);
    column->addWidget(m_line);
    column->addWidget(wrapping(m_facts, 36));
    column->addStretch();
    m_more->setObjectName(QStringLiteral("more-") + fromCore(nameOf(role)));
    m_more->setAccessibleName(tr("More for the %1").arg(roleTitle(role)));
    auto* actions = new QHBoxLayout;
    actions->setSpacing(8);
    actions->addWidget(m_action);
    actions->addWidget(m_more);
    actions->addStretch();
    column->addLayout(actions);
    m_action->installEventFilter(this);
    m_more->installEventFilter(this);
    connect(m_action, &Button::clicked, this, &SignatureColumn::actionRequested);
    connect(m_more, &Button::clicked, this, &SignatureColumn::moreRequested);
}

void SignatureColumn::setSignature(const SignatureRecord& signature, const Facts& facts)
{
    m_status = signature.status;
    m_isOwn = facts.isOwn;
    const bool isGiven = m_status != SignatureStatus::Pending;
    m_chip->setLook(lookOf(m_status));
    const QString name = isGiven ? fromCore(signature.name) : m_isOwn ? facts.personsName : QString();
    m_name->setText(name.isEmpty() ? QStringLiteral("\u2013") : name);
    if (!signature.meaning.empty()) {
        m_meaning->setText(fromCore(signature.meaning));
    }
    const QString at = signature.at ? fromCore(formatUtcSeconds(*signature.at)) : QString();
    m_when->setText(isGiven && !at.isEmpty() ? at.left(10) + QLatin1Char(' ') + at.mid(11, 8) + QStringLiteral(" UTC") +
                                                   (facts.handedIn.isEmpty() ? QString() : QLatin1Char('\n') + facts.handedIn)
                                             : QString());
    showFacts(signature, facts);
    showAction(facts);
    m_line->setStatus(m_status);
    setAccessibleName(roleTitle(m_role) + QStringLiteral(", ") + lookOf(m_status).word);
    tint();
    update();
}

void SignatureColumn::showAction(const Facts& facts)
{
    QString text;
    switch (m_status) {
    case SignatureStatus::Valid:
    case SignatureStatus::Unproven:
        m_wish = Wish::Show;
        text = tr("Show signature\u2026");
        break;
    case SignatureStatus::Refused:
        m_wish = Wish::Withdraw;
        text = tr("Withdraw\u2026");
        break;
    case SignatureStatus::Unverified:
        m_wish = Wish::Sign;
        text = tr("Sign with a key\u2026");
        break;
    case SignatureStatus::Pending:
    case SignatureStatus::Invalid:
        m_wish = m_isOwn ? Wish::Sign : Wish::Ask;
        text = m_isOwn                                ? signText(m_role)
               : m_status == SignatureStatus::Invalid ? tr("Ask to sign again\u2026")
                                                      : tr("Ask to sign\u2026");
        break;
    }
    const bool needsRecord = m_wish == Wish::Sign || m_wish == Wish::Ask;
    m_action->setText(text);
    m_action->setKeyHint(m_isOwn && m_wish == Wish::Sign && fontScale() < 1.2 ? QStringLiteral("Ctrl+Enter") : QString());
    m_action->setKind(m_isOwn && m_wish == Wish::Sign ? Button::Kind::Primary : Button::Kind::Normal);
    m_action->setEnabled(!needsRecord || facts.whyNot.isEmpty());
    m_action->setToolTip(needsRecord ? facts.whyNot : QString());
    m_action->setAccessibleDescription(m_action->toolTip());
    m_more->setEnabled(!needsRecord || facts.whyNot.isEmpty());
    m_more->setToolTip(m_action->toolTip());
    setFocusPolicy(m_action->isEnabled() ? Qt::NoFocus : Qt::StrongFocus);
}

void SignatureColumn::showFacts(const SignatureRecord& signature, const Facts& facts)
{
    const QString reason = fromCore(signature.reason);
    QFont font = fontFor(m_status == SignatureStatus::Valid || m_status == SignatureStatus::Invalid ? FontRole::MonoSmall
                                                                                                    : FontRole::Small);
    font.setStrikeOut(m_status == SignatureStatus::Invalid && !signature.key.empty());
    m_key->setFont(font);
    m_key->setToolTip(fromCore(signature.key));
    const QString key = fromCore(signature.key);
    const QString shortKey = key.size() > 24 ? key.left(15) + QStringLiteral("\u2026") + key.right(6) : key;
    switch (m_status) {
    case SignatureStatus::Pending:
        m_key->setText(tr("not signed"));
        m_facts->setText(facts.asked);
        break;
    case SignatureStatus::Unverified:
        m_key->setText(tr("none: recorded approval"));
        m_facts->setText(tr("Typed name and OS user %1").arg(fromCore(signature.osUser)) +
                         (reason.isEmpty() ? QString() : tr(", reason: \u201C%1\u201D").arg(reason)));
        break;
    case SignatureStatus::Refused:
        m_key->setText(tr("refuses to sign"));
        m_facts->setText(tr("Reason: \u201C%1\u201D").arg(reason));
        break;
    case SignatureStatus::Unproven:
        m_key->setText(shortKey);
        m_facts->setText(reason.isEmpty() ? tr("The signature was not checked yet") : reason);
        break;
    case SignatureStatus::Valid:
        m_key->setText(shortKey);
        m_facts->setText(signature.principal.empty()
                             ? reason
                             : tr("Key of %1\nin the list of allowed signers").arg(fromCore(signature.principal)));
        break;
    case SignatureStatus::Invalid: {
        m_key->setText(key.isEmpty() ? tr("none: recorded approval") : shortKey);
        const auto payload = readSignoffPayload(signature.signedBytes);
        const QString over = payload ? tr("Signed record %1, now %2: ").arg(shortHash(payload->recordSha256), facts.record)
                                     : tr("The record changed after this: ");
        m_facts->setText(over + reason);
        break;
    }
    }
}

void SignatureColumn::tint()
{
    const ThemeColors& colors = colorsFor(this);
    setInk(m_key, m_status == SignatureStatus::Unverified                                        ? colors.warn.text
                  : m_status == SignatureStatus::Refused || m_status == SignatureStatus::Invalid ? colors.fail.text
                                                                                                 : colors.text2);
}

void SignatureColumn::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        tint();
    }
}

void SignatureColumn::takeFocus()
{
    (m_action->isEnabled() ? static_cast<QWidget*>(m_action) : this)->setFocus();
}

void SignatureColumn::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) {
        Q_EMIT neighbourRequested(event->key() == Qt::Key_Left ? -1 : 1);
        return;
    }
    QWidget::keyPressEvent(event);
}

/// A button would take the arrow keys for its own way to its neighbours.
bool SignatureColumn::eventFilter(QObject* watched, QEvent* event)
{
    if ((watched == m_action || watched == m_more) && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Left || key->key() == Qt::Key_Right) {
            Q_EMIT neighbourRequested(key->key() == Qt::Key_Left ? -1 : 1);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void SignatureColumn::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void SignatureColumn::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

void SignatureColumn::paintEvent(QPaintEvent*)
{
    const ThemeColors& colors = colorsFor(this);
    QPainter painter(this);
    if (m_isOwn) {
        painter.fillRect(rect(), colors.alt);
        painter.fillRect(QRect(0, 0, width(), 2), colors.accent);
    }
    if (hasFocus()) {
        painter.setPen(QPen(colors.accent, 2));
        painter.drawRect(rect().adjusted(2, 3, -3, -3));
    }
}

} // namespace holdpoint
