// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/abort_banner.h"

#include "ui/style/glyphs.h"
#include "ui/style/parts.h"

#include <QAccessible>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QPainter>

namespace holdpoint {

AbortBanner::AbortBanner(QWidget* parent)
    : QWidget(parent), m_label(makeLabel(QString(), FontRole::BodyStrong, false, this)),
      m_keep(new Button(tr("Keep running"), tr("Esc"), this)), m_stop(new Button(tr("Stop now"), QString(), this))
{
    setObjectName(QStringLiteral("abortBanner"));
    m_keep->setObjectName(QStringLiteral("keepRunning"));
    m_stop->setObjectName(QStringLiteral("stopNow"));
    m_stop->setKind(Button::Kind::Danger);
    m_label->setWordWrap(true);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(44, 8, 16, 8);
    row->setSpacing(8);
    row->addWidget(m_label, 1);
    row->addWidget(m_keep);
    row->addWidget(m_stop);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, [this] {
        m_left = std::max(0, m_left - 1);
        count();
    });
    connect(m_keep, &QPushButton::clicked, this, &AbortBanner::keepRunning);
    connect(m_stop, &QPushButton::clicked, this, &AbortBanner::stopNow);
    hide();
}

void AbortBanner::announce(const QString& sentence, int milliseconds)
{
    m_sentence = sentence;
    m_left = (milliseconds + 999) / 1000;
    const bool isPending = !sentence.isEmpty();
    isPending ? m_second.start() : m_second.stop();
    setVisible(isPending);
    if (isPending) {
        m_isEscapeDown = false;
        QCoreApplication::instance()->installEventFilter(this); // a shortcut is refused while a dialog is open
        count();
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

/// A dialog under which the countdown began keeps what was typed into it: the first Esc is not its own.
bool AbortBanner::eventFilter(QObject* watched, QEvent* event)
{
    const bool isKey =
        event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress || event->type() == QEvent::KeyRelease;
    if (!isKey || static_cast<QKeyEvent*>(event)->key() != Qt::Key_Escape) {
        return QWidget::eventFilter(watched, event);
    }
    const bool isRepeat = static_cast<QKeyEvent*>(event)->isAutoRepeat();
    const bool isPending = !m_sentence.isEmpty();
    if (event->type() == QEvent::KeyRelease) {
        const bool isOurs = m_isEscapeDown;
        if (isOurs && !isRepeat) {
            m_isEscapeDown = false;
        }
        return isOurs;
    }
    if (!isPending && !(m_isEscapeDown && isRepeat)) {
        m_isEscapeDown = false;
        QCoreApplication::instance()->removeEventFilter(this);
        return false;
    }
    event->accept(); // of an override: no shortcut, the press comes
    if (event->type() == QEvent::KeyPress && !isRepeat) {
        m_isEscapeDown = true;
        Q_EMIT keepRunning();
    }
    return true;
}

QString AbortBanner::text() const
{
    return m_label->text();
}

void AbortBanner::count()
{
    m_label->setText(tr("%1. Load stops in %2 s.").arg(m_sentence).arg(m_left));
    setAccessibleName(m_label->text());
}

void AbortBanner::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const ThemeColors& colors = colorsFor(this);
    painter.fillRect(rect(), colors.fail.fill);
    painter.fillRect(QRect(0, 0, 3, height()), colors.fail.glyph);
    painter.setRenderHint(QPainter::Antialiasing);
    paintGlyph(painter, QRectF(18, (height() - 15) / 2.0, 15, 15), Glyph::Fail, palette(), colors.fail.fill);
}

} // namespace holdpoint
