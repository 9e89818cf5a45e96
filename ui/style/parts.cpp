// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/parts.h"

#include "ui/style/elision.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QEvent>
#include <QFontMetricsF>
#include <QLabel>
#include <QPainter>
#include <QStyleOptionButton>
#include <cmath>

namespace holdpoint {

namespace {

constexpr int kButtonPadding = 24;
constexpr int kHintGap = 10;

QString withoutMnemonic(QString text)
{
    return text.remove(QLatin1Char('&'));
}

void setInk(QLabel& label, const QColor& ink)
{
    if (label.palette().color(QPalette::WindowText) == ink) {
        return; // setPalette() sends the PaletteChange that brings us here
    }
    QPalette own = label.palette();
    own.setColor(QPalette::WindowText, ink);
    label.setPalette(own);
}

/// A label in text2 that follows the theme.
class SecondaryLabel : public QLabel
{
public:
    explicit SecondaryLabel(const QString& text, QWidget* parent) : QLabel(text, parent)
    {
        setForegroundRole(QPalette::WindowText); // a parent on Base or in a tool bar would have it paint in another role
        tint();
    }

protected:
    void changeEvent(QEvent* event) override
    {
        QLabel::changeEvent(event);
        if (event->type() == QEvent::PaletteChange) {
            tint();
        }
    }

private:
    void tint() { setInk(*this, colorsFor(this).text2); }
};

class Hairline : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), colorsFor(this).line);
    }
};

} // namespace

Button::Button(const QString& text, const QString& keyHint, QWidget* parent)
    : QPushButton(text, parent), m_keyHint(keyText(keyHint))
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAutoDefault(false);
}

void Button::setKind(Kind kind)
{
    m_kind = kind;
    setProperty("holdpointKind", static_cast<int>(kind));
    updateGeometry();
    update();
}

void Button::setKeyHint(const QString& keyHint)
{
    m_keyHint = keyText(keyHint);
    updateGeometry();
    update();
}

void Button::setControlHeight(int px)
{
    m_height = px;
    updateGeometry();
}

QSize Button::sizeHint() const
{
    const QFont label = fontFor(m_kind == Kind::Normal ? FontRole::Body : FontRole::BodyStrong);
    double width = QFontMetricsF(label).horizontalAdvance(withoutMnemonic(text())) + kButtonPadding;
    if (!m_keyHint.isEmpty()) {
        width += kHintGap + QFontMetricsF(fontFor(FontRole::Caption)).horizontalAdvance(m_keyHint);
    }
    return {static_cast<int>(std::ceil(width)), scaled(m_height)};
}

void Button::paintEvent(QPaintEvent*)
{
    QStyleOptionButton option;
    initStyleOption(&option);
    QPainter painter(this);
    style()->drawPrimitive(QStyle::PE_PanelButtonCommand, &option, &painter, this);

    const ThemeColors& colors = colorsFor(this);
    QColor ink = colors.text;
    QColor hintInk = colors.text2;
    if (!isEnabled()) {
        ink = hintInk = colors.text3;
    } else if (m_kind == Kind::Primary) {
        ink = hintInk = colors.onAccent;
    } else if (m_kind == Kind::Danger) {
        ink = hintInk = colors.onDanger;
    }
    const QFont label = fontFor(m_kind == Kind::Normal ? FontRole::Body : FontRole::BodyStrong);
    const QFont hint = fontFor(FontRole::Caption);
    const double labelWidth = QFontMetricsF(label).horizontalAdvance(withoutMnemonic(text()));
    const double hintWidth = m_keyHint.isEmpty() ? 0 : kHintGap + QFontMetricsF(hint).horizontalAdvance(m_keyHint);
    const double left = std::max(4.0, (width() - labelWidth - hintWidth) / 2);
    painter.setFont(label);
    painter.setPen(ink);
    drawElided(painter, QRectF(left, 0, std::min(labelWidth + 1, width() - left - 4), height()), Qt::AlignLeft,
               withoutMnemonic(text()));
    if (!m_keyHint.isEmpty()) {
        painter.setFont(hint);
        painter.setPen(hintInk);
        drawElided(painter, QRectF(left + labelWidth + kHintGap, 0, hintWidth, height()), Qt::AlignLeft, m_keyHint);
    }
}

QLabel* makeLabel(const QString& text, FontRole role, bool isSecondary, QWidget* parent)
{
    QLabel* label = isSecondary ? new SecondaryLabel(text, parent) : new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setFont(fontFor(role));
    return label;
}

QWidget* makeHairline(Qt::Orientation orientation, QWidget* parent)
{
    auto* line = new Hairline(parent);
    if (orientation == Qt::Horizontal) {
        line->setFixedHeight(1);
    } else {
        line->setFixedWidth(1);
    }
    return line;
}

StatusLabel::StatusLabel(FontRole role, Status status, QWidget* parent) : QLabel(parent), m_status(status)
{
    setTextFormat(Qt::PlainText);
    setFont(fontFor(role));
    setForegroundRole(QPalette::WindowText);
    tint();
}

void StatusLabel::setStatus(Status status)
{
    m_status = status;
    tint();
}

void StatusLabel::changeEvent(QEvent* event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        tint();
    }
}

void StatusLabel::tint()
{
    setInk(*this, colorsFor(this).of(m_status).text);
}

SectionHead::SectionHead(const QString& title, QWidget* parent)
    : QWidget(parent), m_title(makeLabel(title, FontRole::BodyStrong, false, this)), m_remark(nullptr),
      m_right(makeLabel(QString(), FontRole::Small, true, this))
{
    auto* remark = new ElidedLabel(QString(), this);
    remark->setFont(fontFor(FontRole::Small));
    remark->setSecondary(true);
    m_remark = remark;
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 0, 16, 0);
    row->setSpacing(10);
    row->addWidget(m_title);
    row->addWidget(m_remark, 1);
    row->addWidget(m_right);
    setFixedHeight(scaled(32));
}

void SectionHead::setTitle(const QString& title)
{
    m_title->setText(title);
}

void SectionHead::setRemark(const QString& remark)
{
    m_remark->setText(remark);
}

void SectionHead::setRightRemark(const QString& remark)
{
    m_right->setText(remark);
}

KeyHint::KeyHint(QString key, QString text, QWidget* parent) : QWidget(parent), m_key(std::move(key)), m_text(std::move(text))
{
    m_key = keyText(m_key);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(m_key + QLatin1Char(' ') + m_text);
}

double KeyHint::capWidth() const
{
    return std::max(scaled(16) * 1.0, std::ceil(QFontMetricsF(fontFor(FontRole::Caption)).horizontalAdvance(m_key) + 8));
}

QSize KeyHint::sizeHint() const
{
    const double text = QFontMetricsF(fontFor(FontRole::Small)).horizontalAdvance(m_text);
    return {static_cast<int>(std::ceil(capWidth() + 6 + text)) + 1, scaled(18)};
}

void KeyHint::paintEvent(QPaintEvent*)
{
    const ThemeColors& colors = colorsFor(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double capHeight = scaled(16);
    const QRectF cap(0.5, std::floor((height() - capHeight) / 2) + 0.5, capWidth() - 1, capHeight - 1);
    painter.setPen(QPen(colors.lineStrong, 1));
    painter.drawRoundedRect(cap, 2, 2);
    painter.setFont(fontFor(FontRole::Caption));
    painter.setPen(colors.text);
    drawElided(painter, cap, Qt::AlignHCenter, m_key);
    painter.setFont(fontFor(FontRole::Small));
    painter.setPen(colors.text2);
    drawElided(painter, QRectF(capWidth() + 6, 0, width() - capWidth() - 6, height()), Qt::AlignLeft, m_text);
}

} // namespace holdpoint
