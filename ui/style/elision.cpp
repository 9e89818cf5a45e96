// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/elision.h"

#include "ui/style/theme.h"

#include <QFontMetricsF>
#include <QPainter>

namespace holdpoint {

namespace {

bool isRecording = false;
QStringList recorded; // GUI thread

} // namespace

void ElisionLog::start()
{
    recorded.clear();
    isRecording = true;
}

QStringList ElisionLog::stop()
{
    isRecording = false;
    return std::exchange(recorded, {});
}

void ElisionLog::note(const QString& text)
{
    if (isRecording && !recorded.contains(text)) {
        recorded.append(text);
    }
}

QString elided(const QString& text, const QFont& font, double width)
{
    const QFontMetricsF metrics(font);
    if (metrics.horizontalAdvance(text) <= width + 0.5) {
        return text;
    }
    ElisionLog::note(text);
    return metrics.elidedText(text, Qt::ElideRight, width);
}

QString breakable(const QString& text)
{
    constexpr int kLongestWord = 16;
    QString broken;
    int run = 0;
    for (const QChar character : text) {
        run = character.isSpace() ? 0 : run + 1;
        broken += character;
        const bool isSeam = QStringLiteral("._-/:,;=&|").contains(character);
        if (run >= kLongestWord || (isSeam && run > kLongestWord / 2)) {
            broken += QChar(0x200B); // zero width space
            run = 0;
        }
    }
    return broken;
}

double drawElided(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text)
{
    const QFont font = painter.font();
    const QFontMetricsF metrics(font);
    const QString shown = elided(text, font, rect.width());
    const double width = metrics.horizontalAdvance(shown);
    double x = rect.left();
    if (alignment.testFlag(Qt::AlignRight)) {
        x = rect.right() - width;
    } else if (alignment.testFlag(Qt::AlignHCenter)) {
        x = rect.center().x() - width / 2;
    }
    painter.drawText(QPointF(x, rect.top() + (rect.height() - metrics.height()) / 2 + metrics.ascent()), shown);
    return width;
}

ElidedLabel::ElidedLabel(const QString& text, QWidget* parent) : QLabel(text, parent)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {0, QLabel::minimumSizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setFont(font());
    const ThemeColors& colors = colorsFor(this);
    painter.setPen(m_status ? colors.of(*m_status).text : m_isSecondary ? colors.text2 : palette().color(foregroundRole()));
    const QRectF area = contentsRect();
    const QFontMetricsF metrics(font());
    const bool isCut = metrics.horizontalAdvance(text()) > area.width() + 0.5;
    const QString shown = isCut && m_givesWay ? metrics.elidedText(text(), Qt::ElideRight, area.width()) : text();
    drawElided(painter, area, alignment(), shown);
    if (isCut != !toolTip().isEmpty()) {
        setToolTip(isCut ? text() : QString());
    }
}

} // namespace holdpoint
