// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signoff/signature_column.h"

#include "core/base/time_format.h"
#include "ui/style/chip.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

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

QString actionText(Role role)
{
    switch (role) {
    case Role::Qa:
        return SignatureColumn::tr("Record as QA\u2026");
    case Role::DevOps:
        return SignatureColumn::tr("Record as DevOps\u2026");
    case Role::TechLead:
        return SignatureColumn::tr("Record as Tech Lead\u2026");
    case Role::ProductManager:
        return SignatureColumn::tr("Record as PM\u2026");
    }
    return {};
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
      m_action(new Button(actionText(role), QString(), this))
{
    setObjectName(QStringLiteral("signature-") + fromCore(nameOf(role)));
    m_action->setObjectName(QStringLiteral("sign-") + fromCore(nameOf(role)));
    m_name->setTextInteractionFlags(Qt::NoTextInteraction);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 14);
    column->setSpacing(4);
    auto* head = new QHBoxLayout;
    QLabel* title = makeLabel(fromCore(titleOf(role)), FontRole::SmallStrong, true, this);
    head->addWidget(title);
    head->addStretch();
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
    column->addWidget(m_action);
    m_action->installEventFilter(this);
    connect(m_action, &Button::clicked, this, &SignatureColumn::actionRequested);
}

void SignatureColumn::setSignature(const Signature& signature, const QString& personsName, bool isOwn, const QString& whyNot)
{
    m_status = signature.status;
    m_isOwn = isOwn;
    m_isSigned = m_status != SignatureStatus::Pending;
    m_chip->setLook(lookOf(m_status));
    const QString name = m_isSigned ? fromCore(signature.name) : isOwn ? personsName : QString();
    m_name->setText(name.isEmpty() ? QStringLiteral("\u2013") : name);
    if (!signature.meaning.empty()) {
        m_meaning->setText(fromCore(signature.meaning));
    }
    const QString at = signature.at ? fromCore(formatUtcSeconds(*signature.at)) : QString();
    m_when->setText(m_isSigned && !at.isEmpty() ? at.left(10) + QLatin1Char(' ') + at.mid(11, 8) + QStringLiteral(" UTC")
                                                : QString());
    showFacts(signature);
    m_line->setStatus(m_status);
    m_action->setText(m_isSigned ? tr("Withdraw\u2026") : actionText(m_role));
    m_action->setKind(isOwn && !m_isSigned ? Button::Kind::Primary : Button::Kind::Normal);
    m_action->setEnabled(m_isSigned || whyNot.isEmpty());
    m_action->setToolTip(m_isSigned ? QString() : whyNot);
    m_action->setAccessibleDescription(m_action->toolTip());
    setFocusPolicy(m_action->isEnabled() ? Qt::NoFocus : Qt::StrongFocus);
    setAccessibleName(fromCore(titleOf(m_role)) + QStringLiteral(", ") + lookOf(m_status).word);
    tint();
    update();
}

void SignatureColumn::showFacts(const Signature& signature)
{
    const QString reason = fromCore(signature.reason);
    QFont font = fontFor(m_status == SignatureStatus::Valid || m_status == SignatureStatus::Invalid ? FontRole::MonoSmall
                                                                                                    : FontRole::Small);
    font.setStrikeOut(m_status == SignatureStatus::Invalid && !signature.key.empty());
    m_key->setFont(font);
    switch (m_status) {
    case SignatureStatus::Pending:
        m_key->setText(tr("not signed"));
        m_facts->setText(QString());
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
    case SignatureStatus::Valid:
    case SignatureStatus::Invalid:
        m_key->setText(signature.key.empty() ? tr("none: recorded approval") : fromCore(signature.key));
        m_facts->setText(m_status == SignatureStatus::Invalid ? tr("The report changed after this signature: %1").arg(reason)
                                                              : reason);
        break;
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
    if (watched == m_action && event->type() == QEvent::KeyPress) {
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
