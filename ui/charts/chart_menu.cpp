// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_menu.h"

#include "ui/charts/chart_frame.h"
#include "ui/charts/chart_group.h"
#include "ui/charts/chart_table.h"
#include "ui/style/words.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>

namespace holdpoint {

namespace {

constexpr double kZoomStep = 0.8;
constexpr double kClickSlack = 4; // px

double middleOf(const ChartGroup& group)
{
    return group.crosshair().value_or((group.from() + group.to()) / 2);
}

void showSelection(ChartGroup& group)
{
    if (const auto selected = group.selection()) {
        group.zoomTo(selected->first, selected->second);
    }
}

} // namespace

bool handleChartKey(ChartGroup& group, const QKeyEvent& event)
{
    const bool extends = event.modifiers().testFlag(Qt::ShiftModifier);
    const bool pans = event.modifiers().testFlag(Qt::ControlModifier);
    const int page = static_cast<int>(group.tickStep());
    const auto step = [&](int seconds) { pans ? group.pan(seconds * page) : group.moveCrosshair(seconds, extends); };
    switch (event.key()) {
    case Qt::Key_Left:
        step(-1);
        return true;
    case Qt::Key_Right:
        step(1);
        return true;
    case Qt::Key_PageUp:
        group.moveCrosshair(-page, extends);
        return true;
    case Qt::Key_PageDown:
        group.moveCrosshair(page, extends);
        return true;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        group.zoom(kZoomStep, middleOf(group));
        return true;
    case Qt::Key_Minus:
        group.zoom(1 / kZoomStep, middleOf(group));
        return true;
    case Qt::Key_0:
        if (pans) {
            return false;
        }
        group.showAll();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!group.selection()) {
            return false;
        }
        showSelection(group);
        return true;
    case Qt::Key_End:
    case Qt::Key_Escape: {
        const bool hadNothing = !group.crosshair() && !group.selection() && !group.isZoomed();
        group.goLive();
        return event.key() == Qt::Key_Escape && !hadNothing; // End also resumes a paused page
    }
    default:
        return false;
    }
}

void handleChartWheel(ChartGroup& group, const ChartFrame& frame, const QWheelEvent& event)
{
    const QPoint turned = event.angleDelta();
    const int sideways = event.modifiers().testFlag(Qt::ShiftModifier) ? turned.x() + turned.y() : turned.x();
    if (sideways != 0) {
        group.pan(-sideways / 120.0 * (group.to() - group.from()) / 10);
    } else if (turned.y() != 0) {
        group.zoom(std::pow(kZoomStep, turned.y() / 120.0), frame.secondAt(event.position().x()));
    }
}

void ChartPointer::press(ChartGroup& group, const ChartFrame& frame, const QMouseEvent& event)
{
    m_drag = Drag::None;
    if (!frame.plot.contains(event.position())) {
        return;
    }
    m_x = event.position().x();
    m_from = frame.secondAt(m_x);
    const bool pans = event.button() == Qt::MiddleButton || event.modifiers().testFlag(Qt::ControlModifier);
    if (pans) {
        m_drag = group.isZoomed() ? Drag::Pan : Drag::None;
    } else if (event.button() == Qt::LeftButton) {
        m_drag = Drag::Maybe;
    }
}

void ChartPointer::move(ChartGroup& group, const ChartFrame& frame, const QMouseEvent& event)
{
    const double x = event.position().x();
    if (m_drag == Drag::Pan) {
        group.pan(std::round((m_x - x) / frame.plot.width() * (frame.toX - frame.fromX)));
        m_x = x;
        return;
    }
    if (m_drag == Drag::Maybe && std::abs(x - m_x) > kClickSlack) {
        m_drag = Drag::Select;
    }
    if (m_drag == Drag::Select) {
        const double second = frame.secondAt(std::clamp(x, frame.plot.left(), frame.plot.right()));
        group.setCrosshair(second);
        group.select(m_from, second);
        return;
    }
    group.setCrosshair(frame.plot.contains(event.position()) ? std::optional(frame.secondAt(x)) : std::nullopt);
}

std::optional<double> ChartPointer::release(ChartGroup& group, const ChartFrame& frame, const QMouseEvent& event)
{
    const bool isClick = m_drag == Drag::Maybe && frame.plot.contains(event.position());
    m_drag = Drag::None;
    const auto selected = group.selection();
    if (isClick && selected && (m_from < selected->first || m_from > selected->second)) {
        group.select(m_from, m_from);
    }
    return isClick ? std::optional(m_from) : std::nullopt;
}

void ChartPointer::doubleClick(ChartGroup& group, const ChartFrame& frame, const QMouseEvent& event)
{
    const auto selected = group.selection();
    const double second = frame.secondAt(event.position().x());
    if (selected && second >= selected->first && second <= selected->second) {
        showSelection(group);
    } else {
        group.showAll();
    }
}

void showChartMenu(QWidget& view, ChartGroup& group, const QPoint& globalPos, const ChartMenuParts& parts)
{
    auto* menu = new QMenu(&view);
    menu->setObjectName(QStringLiteral("chartMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (parts.more) {
        parts.more(*menu);
        menu->addSeparator();
    }
    QAction* selection = menu->addAction(tr("Show the selection\tEnter"), &view, [&group] { showSelection(group); });
    selection->setEnabled(group.selection().has_value());
    QAction* all = menu->addAction(tr("Show the whole run\t0"), &view, [&group] { group.showAll(); });
    all->setEnabled(group.isZoomed());
    menu->addSeparator();
    menu->addAction(tr("Copy as picture"), &view, [image = parts.image] { QApplication::clipboard()->setImage(image()); });
    menu->addAction(tr("Copy values as CSV"), &view, [rows = parts.rows] { QApplication::clipboard()->setText(toCsv(rows())); });
    menu->addAction(tr("Show as table…"), &view, [&view, title = parts.title, rows = parts.rows] {
        auto* table = new ChartTable(title, rows(), view.window());
        table->setAttribute(Qt::WA_DeleteOnClose);
        table->open();
    });
    menu->popup(globalPos);
}

ChartMenuButton::ChartMenuButton(QWidget* view) : QAbstractButton(view)
{
    setObjectName(QStringLiteral("chartMenuButton"));
    setFocusPolicy(Qt::TabFocus);
    setToolTip(tr("Choose and copy"));
    setCursor(Qt::ArrowCursor);
    place();
}

int ChartMenuButton::room()
{
    return scaled(20);
}

void ChartMenuButton::place()
{
    setGeometry(parentWidget()->width() - room() - 2, 2, room(), scaled(20));
    raise();
}

void ChartMenuButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const ThemeColors& colors = colorsFor(this);
    if (underMouse() || hasFocus()) {
        painter.fillRect(rect(), colors.neutralFill);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colors.text2, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF middle = QRectF(rect()).center();
    painter.drawPolyline(QPolygonF({middle + QPointF(-3.5, -1.5), middle + QPointF(0, 2), middle + QPointF(3.5, -1.5)}));
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(QPen(colors.accent, 2));
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

} // namespace holdpoint
