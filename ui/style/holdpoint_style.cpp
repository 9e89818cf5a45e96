// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/holdpoint_style.h"

#include "ui/style/theme.h"

#include <QApplication>
#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPointer>
#include <QStyleFactory>
#include <QStyleOption>

namespace holdpoint {

namespace {

constexpr double kRadius = 3;

QRectF crisp(const QRect& rect, double inset = 0.5)
{
    return QRectF(rect).adjusted(inset, inset, -inset, -inset);
}

bool has(const QStyleOption* option, QStyle::StateFlag flag)
{
    return option->state.testFlag(flag);
}

void drawField(QPainter* painter, const QStyleOption* option, const QWidget* widget, const QColor& fill)
{
    const ThemeColors& colors = colorsFor(option->palette);
    const bool isEnabled = has(option, QStyle::State_Enabled);
    const bool isWrong = widget != nullptr && widget->property("holdpointWrong").toBool();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (isEnabled && has(option, QStyle::State_HasFocus)) {
        painter->setPen(QPen(colors.accent, 2));
        painter->setBrush(fill);
        painter->drawRoundedRect(crisp(option->rect, 1), kRadius, kRadius);
    } else {
        painter->setPen(QPen(isWrong ? colors.fail.glyph : isEnabled ? colors.lineStrong : colors.line, 1));
        painter->setBrush(fill);
        painter->drawRoundedRect(crisp(option->rect), kRadius, kRadius);
    }
    painter->restore();
}

void drawButtonPanel(QPainter* painter, const QStyleOption* option, const QWidget* widget)
{
    const ThemeColors& colors = colorsFor(option->palette);
    const int kind = widget != nullptr ? widget->property("holdpointKind").toInt() : 0;
    const bool isEnabled = has(option, QStyle::State_Enabled);
    const bool isPressed = has(option, QStyle::State_Sunken) || has(option, QStyle::State_On);
    const bool isHovered = has(option, QStyle::State_MouseOver);
    const bool hasFocus = has(option, QStyle::State_HasFocus);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (!isEnabled) {
        painter->setPen(QPen(colors.line, 1));
        painter->setBrush(colors.neutralFill);
        painter->drawRoundedRect(crisp(option->rect), kRadius, kRadius);
    } else if (kind != 0) {
        QColor fill = kind == 1 ? colors.accent : colors.danger;
        if (isPressed || isHovered) {
            fill = isDark(option->palette) ? fill.lighter(isPressed ? 112 : 106) : fill.darker(isPressed ? 115 : 107);
        }
        painter->setPen(Qt::NoPen);
        painter->setBrush(fill);
        painter->drawRoundedRect(QRectF(option->rect), kRadius, kRadius);
        if (hasFocus) {
            painter->setPen(QPen(kind == 1 ? colors.onAccent : colors.onDanger, 1.5));
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(crisp(option->rect, 2.75), 1.5, 1.5);
        }
    } else {
        painter->setPen(hasFocus ? QPen(colors.accent, 2) : QPen(colors.lineStrong, 1));
        painter->setBrush(isPressed ? colors.sel : isHovered ? colors.neutralFill : colors.raised);
        painter->drawRoundedRect(crisp(option->rect, hasFocus ? 1 : 0.5), kRadius, kRadius);
    }
    painter->restore();
}

void drawCheckBox(QPainter* painter, const QStyleOption* option, bool isRound)
{
    const ThemeColors& colors = colorsFor(option->palette);
    const bool isOn = has(option, QStyle::State_On);
    const bool isEnabled = has(option, QStyle::State_Enabled);
    const QColor line = !isEnabled                                    ? colors.line
                        : has(option, QStyle::State_HasFocus) || isOn ? colors.accent
                                                                      : colors.lineStrong;
    const QRectF box = crisp(option->rect, 1);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool hasFocus = has(option, QStyle::State_HasFocus);
    // What is on is of the focus's colour already: a gap inside makes it a ring.
    const bool isRinged = isOn && isEnabled && hasFocus;
    painter->setPen(QPen(line, hasFocus ? 2 : 1));
    painter->setBrush(isRinged                               ? colors.base
                      : isOn && isEnabled                    ? colors.accent
                      : has(option, QStyle::State_MouseOver) ? colors.neutralFill
                                                             : colors.base);
    if (isRound) {
        painter->drawEllipse(box);
        if (isRinged) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(colors.accent);
            painter->drawEllipse(box.center(), box.width() / 3.4, box.height() / 3.4);
        } else if (isOn) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(isEnabled ? colors.onAccent : colors.text3);
            painter->drawEllipse(box.center(), box.width() / 5, box.height() / 5);
        }
    } else {
        painter->drawRoundedRect(box, 2, 2);
        if (isRinged) {
            painter->fillRect(box.adjusted(2.5, 2.5, -2.5, -2.5), colors.accent);
        }
        if (isOn) {
            painter->setPen(QPen(isEnabled ? colors.onAccent : colors.text3, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
            const auto at = [&box](double x, double y) {
                return QPointF(box.left() + box.width() * x, box.top() + box.height() * y);
            };
            painter->drawPolyline(QPolygonF({at(0.22, 0.52), at(0.43, 0.73), at(0.78, 0.28)}));
        }
    }
    painter->restore();
}

/// 10 wide, pointing down, up, left or right.
void drawChevron(QPainter* painter, const QPointF& center, double size, Qt::ArrowType direction, const QColor& color)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->translate(center);
    switch (direction) {
    case Qt::UpArrow:
        painter->rotate(180);
        break;
    case Qt::LeftArrow:
        painter->rotate(90);
        break;
    case Qt::RightArrow:
        painter->rotate(-90);
        break;
    case Qt::DownArrow:
    case Qt::NoArrow:
        break;
    }
    painter->setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPolyline(QPolygonF({{-size / 2, -size / 4}, {0, size / 4}, {size / 2, -size / 4}}));
    painter->restore();
}

void drawScrollBar(QPainter* painter, const QStyleOptionSlider* bar, const QRect& slider)
{
    const ThemeColors& colors = colorsFor(bar->palette);
    painter->save();
    painter->fillRect(bar->rect, colors.base);
    if (bar->maximum > bar->minimum) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        const bool isActive = has(bar, QStyle::State_MouseOver) || has(bar, QStyle::State_Sunken);
        painter->setBrush(isActive ? colors.text2 : colors.lineStrong);
        const QRectF thumb = bar->orientation == Qt::Vertical ? QRectF(slider).adjusted(2.5, 1, -2.5, -1)
                                                              : QRectF(slider).adjusted(1, 2.5, -1, -2.5);
        painter->drawRoundedRect(thumb, 2.5, 2.5);
    }
    painter->restore();
}

void drawHeaderSection(QPainter* painter, const QStyleOption* option)
{
    const ThemeColors& colors = colorsFor(option->palette);
    painter->fillRect(option->rect, colors.window);
    painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), colors.line);
}

void drawHeaderLabel(QPainter* painter, const QStyleOptionHeader* header)
{
    const ThemeColors& colors = colorsFor(header->palette);
    const bool isFirst =
        header->position == QStyleOptionHeader::Beginning || header->position == QStyleOptionHeader::OnlyOneSection;
    const bool isLast = header->position == QStyleOptionHeader::End;
    painter->save();
    painter->setFont(fontFor(FontRole::Caption));
    painter->setPen(colors.text2);
    const QRect area = header->rect.adjusted(isFirst ? 16 : 8, 0, isLast ? -16 : -8, -1);
    const Qt::Alignment alignment = (header->textAlignment & Qt::AlignHorizontal_Mask) | Qt::AlignVCenter;
    painter->drawText(area, static_cast<int>(alignment) | Qt::TextSingleLine, header->text);
    painter->restore();
}

void drawTab(QPainter* painter, const QStyleOption* option)
{
    if (!has(option, QStyle::State_Selected)) {
        return;
    }
    const QRect& rect = option->rect;
    painter->fillRect(QRect(rect.left() + 12, rect.bottom() - 1, rect.width() - 24, 2), colorsFor(option->palette).accent);
}

void drawMenuBarItem(QPainter* painter, const QStyleOptionMenuItem* item)
{
    const ThemeColors& colors = colorsFor(item->palette);
    const bool isActive = has(item, QStyle::State_Selected);
    painter->save();
    painter->fillRect(item->rect, isActive ? colors.sel : colors.window);
    painter->setFont(fontFor(FontRole::Small));
    painter->setPen(has(item, QStyle::State_Enabled) ? colors.text : colors.text3);
    painter->drawText(item->rect, Qt::AlignCenter | Qt::TextHideMnemonic | Qt::TextSingleLine, item->text);
    painter->restore();
}

} // namespace

HoldpointStyle::HoldpointStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void HoldpointStyle::polish(QWidget* widget)
{
    QProxyStyle::polish(widget);
    if (widget->inherits("QTipLabel")) { // of QToolTip; it guesses from the text whether it is HTML
        static_cast<QLabel*>(widget)->setTextFormat(Qt::PlainText);
    }
}

void HoldpointStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                   const QWidget* widget) const
{
    const ThemeColors& colors = colorsFor(option->palette);
    switch (element) {
    case PE_FrameFocusRect:
    case PE_FrameStatusBarItem:
    case PE_FrameTabBarBase:
    case PE_PanelItemViewItem:
    case PE_PanelItemViewRow:
    case PE_FrameMenu:
    case PE_PanelToolBar:
        return; // painted by us elsewhere, or not at all
    case PE_PanelButtonCommand:
        drawButtonPanel(painter, option, widget);
        return;
    case PE_PanelLineEdit:
        if (widget == nullptr || qstrcmp(widget->metaObject()->className(), "QExpandingLineEdit") != 0) {
            const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
            if (frame != nullptr && frame->lineWidth == 0) {
                return; // inside a spin or combo box, which draws its own
            }
            drawField(painter, option, widget, has(option, State_Enabled) ? colors.base : colors.window);
        }
        return;
    case PE_FrameLineEdit:
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        drawCheckBox(painter, option, false);
        return;
    case PE_IndicatorRadioButton:
        drawCheckBox(painter, option, true);
        return;
    case PE_IndicatorBranch:
        if (has(option, State_Children)) {
            drawChevron(painter, QRectF(option->rect).center(), 7.0 * fontScale(),
                        has(option, State_Open) ? Qt::DownArrow : Qt::RightArrow, colors.text2);
        }
        return;
    case PE_IndicatorDockWidgetResizeHandle:
        painter->fillRect(option->rect, colors.line);
        return;
    case PE_PanelStatusBar:
        painter->fillRect(option->rect, colors.window);
        painter->fillRect(QRect(option->rect.left(), option->rect.top(), option->rect.width(), 1), colors.line);
        return;
    case PE_PanelMenu:
        painter->fillRect(option->rect, colors.raised);
        painter->setPen(QPen(colors.line, 1));
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        return;
    case PE_PanelTipLabel:
        painter->fillRect(option->rect, colors.raised);
        painter->setPen(QPen(colors.lineStrong, 1));
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void HoldpointStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                                 const QWidget* widget) const
{
    switch (element) {
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        drawHeaderSection(painter, option);
        return;
    case CE_HeaderLabel:
        if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option)) {
            drawHeaderLabel(painter, header);
        }
        return;
    case CE_TabBarTabShape:
        drawTab(painter, option);
        return;
    case CE_MenuBarItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
            drawMenuBarItem(painter, item);
        }
        return;
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, colorsFor(option->palette).window);
        return;
    case CE_ToolBar:
        painter->fillRect(option->rect, colorsFor(option->palette).window);
        return;
    case CE_ShapedFrame:
        if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
            frame != nullptr && frame->frameShape == QFrame::StyledPanel) {
            painter->setPen(QPen(colorsFor(option->palette).line, 1));
            painter->setBrush(Qt::NoBrush);
            painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
            return;
        }
        break;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void HoldpointStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                        const QWidget* widget) const
{
    const ThemeColors& colors = colorsFor(option->palette);
    const QColor ink = has(option, State_Enabled) ? colors.text2 : colors.text3;
    if (control == CC_ScrollBar) {
        if (const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option)) {
            drawScrollBar(painter, bar, subControlRect(control, option, SC_ScrollBarSlider, widget));
        }
        return;
    }
    if (control == CC_ComboBox) {
        drawField(painter, option, widget, has(option, State_Enabled) ? colors.raised : colors.neutralFill);
        const QRect arrow = subControlRect(control, option, SC_ComboBoxArrow, widget);
        drawChevron(painter, QRectF(arrow).center(), 8.0 * fontScale(), Qt::DownArrow, ink);
        return;
    }
    if (control == CC_SpinBox) {
        drawField(painter, option, widget, has(option, State_Enabled) ? colors.base : colors.window);
        const QRect up = subControlRect(control, option, SC_SpinBoxUp, widget);
        const QRect down = subControlRect(control, option, SC_SpinBoxDown, widget);
        drawChevron(painter, QRectF(up).center() + QPointF(0, 1), 7.0 * fontScale(), Qt::UpArrow, ink);
        drawChevron(painter, QRectF(down).center() - QPointF(0, 1), 7.0 * fontScale(), Qt::DownArrow, ink);
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect HoldpointStyle::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const
{
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
    if (element == SE_LineEditContents && frame != nullptr && frame->lineWidth > 0) {
        return rect.adjusted(scaled(5), 0, -scaled(5), 0); // the text keeps off the border
    }
    return rect;
}

QRect HoldpointStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                     const QWidget* widget) const
{
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (control != CC_ScrollBar || bar == nullptr) {
        return QProxyStyle::subControlRect(control, option, part, widget);
    }
    const bool isVertical = bar->orientation == Qt::Vertical;
    const int length = isVertical ? bar->rect.height() : bar->rect.width();
    const std::int64_t span = std::int64_t{bar->maximum} - bar->minimum + bar->pageStep;
    const int wanted = span > 0 ? static_cast<int>(std::int64_t{bar->pageStep} * length / span) : length;
    const int slider = std::min(length, std::max(wanted, 28));
    const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - slider, bar->upsideDown);
    const auto piece = [&](int from, int size) {
        return isVertical ? QRect(bar->rect.left(), bar->rect.top() + from, bar->rect.width(), size)
                          : QRect(bar->rect.left() + from, bar->rect.top(), size, bar->rect.height());
    };
    switch (part) {
    case SC_ScrollBarSlider:
        return piece(start, slider);
    case SC_ScrollBarSubPage:
        return piece(0, start);
    case SC_ScrollBarAddPage:
        return piece(start + slider, length - start - slider);
    case SC_ScrollBarGroove:
        return bar->rect;
    default:
        return {};
    }
}

QSize HoldpointStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                       const QWidget* widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_LineEdit:
    case CT_ComboBox:
    case CT_SpinBox:
    case CT_PushButton:
        result.setHeight(std::max(scaled(28), size.height()));
        return result;
    case CT_MenuBarItem: {
        const int width =
            QFontMetrics(fontFor(FontRole::Small))
                .horizontalAdvance(
                    qstyleoption_cast<const QStyleOptionMenuItem*>(option) != nullptr
                        ? qstyleoption_cast<const QStyleOptionMenuItem*>(option)->text.chopped(0).remove(QLatin1Char('&'))
                        : QString());
        return {width + 21, scaled(26) - 1};
    }
    case CT_MenuItem:
        result.setHeight(std::max(result.height(), scaled(26)));
        return result;
    default:
        return result;
    }
}

int HoldpointStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_DockWidgetSeparatorExtent:
        return 1;
    case PM_ScrollBarExtent:
        return 10;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_ToolBarFrameWidth:
    case PM_ToolBarItemMargin:
    case PM_ToolBarItemSpacing:
    case PM_ToolBarHandleExtent:
    case PM_MenuBarVMargin:
    case PM_MenuBarPanelWidth:
    case PM_MenuBarItemSpacing:
    case PM_DockWidgetTitleMargin:
    case PM_HeaderMargin:
        return 0;
    case PM_DockWidgetFrameWidth:
        return widget != nullptr && widget->isWindow() ? 1 : 0; // its edge, painted by the panel
    case PM_MenuBarHMargin:
        return 4;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return scaled(16);
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return 8;
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin:
        return 16;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int HoldpointStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_UnderlineShortcut:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_ItemView_ShowDecorationSelected:
    case SH_Menu_SloppySubMenus:
    case SH_ScrollView_FrameOnlyAroundContents:
    case SH_Widget_Animation_Duration:
        return 0;
    case SH_ScrollBar_LeftClickAbsolutePosition:
        return 0;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

namespace {

/// Applies the theme again when the system turns light or dark, as long as the person follows it.
class SystemTheme : public QObject
{
public:
    explicit SystemTheme(QObject* parent) : QObject(parent), palette(QGuiApplication::palette())
    {
        parent->installEventFilter(this);
    }

    bool eventFilter(QObject*, QEvent* event) override
    {
        if (event->type() == QEvent::ThemeChange && !isWaiting) { // once a window
            isWaiting = true;
            QMetaObject::invokeMethod(this, &SystemTheme::readSystem, Qt::QueuedConnection);
        }
        return false;
    }

    void readSystem()
    {
        isWaiting = false;
        QApplication::setPalette(QPalette()); // ours hides the system's
        palette = QGuiApplication::palette();
        apply();
    }

    void apply()
    {
        const bool wantsDark = theme == QLatin1String("dark") || (theme != QLatin1String("light") && isDark(palette));
        QApplication::setPalette(wantsDark ? darkPalette() : lightPalette());
    }

    QPalette palette; // the system's newest
    QString theme;
    bool isWaiting = false;
};

} // namespace

void applyTheme(const QString& theme)
{
    static const QFont kFont = [] {
        const QFont font = applicationFont(QApplication::font());
        QApplication::setFont(font);
        return font;
    }();
    Q_UNUSED(kFont)
    static QPointer<SystemTheme> system; // of this application: tests may make several
    if (system == nullptr) {
        system = new SystemTheme(qApp);
    }
    if (qobject_cast<HoldpointStyle*>(QApplication::style()) == nullptr) {
        QApplication::setStyle(new HoldpointStyle);
    }
    system->theme = theme;
    system->apply();
}

} // namespace holdpoint
