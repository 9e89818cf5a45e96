// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/abort_banner.h"

#include "ui/style/glyphs.h"
#include "ui/style/parts.h"

#include <QAccessible>
#include <QPainter>
#include <QShortcut>

namespace holdpoint {

AbortBanner::AbortBanner(QWidget* parent)
    : QWidget(parent), m_label(makeLabel(QString(), FontRole::BodyStrong, false, this)),
      m_keep(new Button(tr("Keep running"), tr("Esc"), this)), m_stop(new Button(tr("Stop now"), QString(), this)),
      m_escape(new QShortcut(QKeySequence(Qt::Key_Escape), this))
{
    setObjectName(QStringLiteral("abortBanner"));
    m_keep->setObjectName(QStringLiteral("keepRunning"));
    m_stop->setObjectName(QStringLiteral("stopNow"));
    m_stop->setKind(Button::Kind::Danger);
    m_label->setWordWrap(true);
    m_escape->setContext(Qt::ApplicationShortcut); // whatever has the focus; enabled only while a rule is about to stop the load
    m_escape->setEnabled(false);
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
    connect(m_escape, &QShortcut::activated, this, &AbortBanner::keepRunning);
    connect(m_keep, &QPushButton::clicked, this, &AbortBanner::keepRunning);
    connect(m_stop, &QPushButton::clicked, this, &AbortBanner::stopNow);
    hide();
}

void AbortBanner::announce(const QString& sentence, int milliseconds)
{
    m_sentence = sentence;
    m_left = (milliseconds + 999) / 1000;
    const bool isPending = !sentence.isEmpty();
    m_escape->setEnabled(isPending);
    isPending ? m_second.start() : m_second.stop();
    setVisible(isPending);
    if (isPending) {
        count();
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
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
