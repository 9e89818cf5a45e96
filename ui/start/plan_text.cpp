// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/plan_text.h"

#include "ui/style/glyphs.h"
#include "ui/style/status.h"

#include <QEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QTextBlock>
#include <QToolTip>

namespace holdpoint {

/// The strip of numbers at the left of the text.
class LineNumbers : public QWidget
{
public:
    explicit LineNumbers(PlanText& text) : QWidget(&text), m_text(text) {}

protected:
    void paintEvent(QPaintEvent* event) override
    {
        QPainter painter(this);
        m_text.paintNumbers(painter, event->rect());
    }

private:
    PlanText& m_text;
};

PlanText::PlanText(QWidget* parent) : QPlainTextEdit(parent), m_numbers(new LineNumbers(*this))
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFont(fontFor(FontRole::Mono));
    setLineWrapMode(NoWrap);
    setFrameShape(NoFrame);
    setViewportMargins(numbersWidth(), 0, 0, 0);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect& rect, int dy) {
        if (dy != 0) {
            m_numbers->scroll(0, dy);
        } else {
            m_numbers->update(0, rect.y(), m_numbers->width(), rect.height());
        }
    });
}

void PlanText::setPlan(const QString& text, const std::vector<PlanFault>& faults)
{
    m_faults.clear();
    for (const PlanFault& fault : faults) {
        QString& line = m_faults[fault.line];
        line += (line.isEmpty() ? QString() : QStringLiteral("\n")) + fromCore(fault.message);
    }
    if (toPlainText() != text) {
        setPlainText(text);
    }
    setViewportMargins(numbersWidth(), 0, 0, 0);
    mark();
    m_numbers->update();
}

void PlanText::mark()
{
    QList<QTextEdit::ExtraSelection> marks;
    for (auto fault = m_faults.constBegin(); fault != m_faults.constEnd(); ++fault) {
        const QTextBlock block = document()->findBlockByNumber(fault.key() - 1);
        if (!block.isValid()) {
            continue;
        }
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(block);
        mark.format.setBackground(colorsFor(this).fail.fill);
        mark.format.setProperty(QTextFormat::FullWidthSelection, true);
        marks.append(mark);
    }
    setExtraSelections(marks);
}

void PlanText::goTo(int line, int column)
{
    const QTextBlock block = document()->findBlockByNumber(line - 1);
    if (block.isValid()) {
        QTextCursor cursor(block);
        cursor.movePosition(QTextCursor::Right, QTextCursor::MoveAnchor, std::clamp(column - 1, 0, block.length() - 1));
        setTextCursor(cursor);
        centerCursor();
    }
}

int PlanText::numbersWidth() const
{
    return fontMetrics().horizontalAdvance(QString::number(std::max(100, blockCount()))) + 36;
}

void PlanText::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    m_numbers->setGeometry(QRect(contentsRect().left(), contentsRect().top(), numbersWidth(), contentsRect().height()));
}

void PlanText::paintNumbers(QPainter& painter, const QRect& dirty)
{
    const ThemeColors& colors = colorsFor(this);
    painter.fillRect(dirty, colors.window);
    painter.setFont(font());
    QTextBlock block = firstVisibleBlock();
    double top = blockBoundingGeometry(block).translated(contentOffset()).top();
    while (block.isValid() && top <= dirty.bottom()) {
        const double height = blockBoundingRect(block).height();
        const int line = block.blockNumber() + 1;
        const bool isFaulty = m_faults.contains(line);
        painter.setPen(isFaulty ? colors.fail.text : colors.text2);
        painter.drawText(QRectF(0, top, m_numbers->width() - 8, height), Qt::AlignRight | Qt::AlignVCenter,
                         QString::number(line));
        if (isFaulty) {
            paintGlyph(painter, QRectF(6, top + (height - 12) / 2, 12, 12), Glyph::Fail, palette(), colors.window);
        }
        top += height;
        block = block.next();
    }
}

bool PlanText::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QTextCursor cursor = cursorForPosition(viewport()->mapFromGlobal(help->globalPos()));
        QToolTip::showText(help->globalPos(), m_faults.value(cursor.blockNumber() + 1), this);
        return true;
    }
    if (event->type() == QEvent::PaletteChange) {
        mark();
    }
    return QPlainTextEdit::event(event);
}

} // namespace holdpoint
