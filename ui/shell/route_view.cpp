// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/route_view.h"

#include "ui/style/elision.h"
#include "ui/style/numbers.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace holdpoint {

namespace {

constexpr int kRowHeight = 32;
constexpr int kGateHeight = 36;
constexpr int kWidth = 168;
constexpr int kCompactWidth = 44;
constexpr int kTextLeft = 44;

class RouteDelegate : public QStyledItemDelegate
{
public:
    RouteDelegate(const RouteModel& model, const RouteView& view, QObject* parent)
        : QStyledItemDelegate(parent), m_model(model), m_view(view)
    {}

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        return {0, scaled(m_model.row(index.row()).isGate ? kGateHeight : kRowHeight)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const RouteRow& row = m_model.row(index.row());
        const ThemeColors& colors = colorsFor(option.palette);
        const bool isSelected = option.state.testFlag(QStyle::State_Selected);
        const bool hasFocus = option.widget != nullptr && option.widget->hasFocus();
        painter->save();
        painter->fillRect(option.rect, colors.window);
        if (isSelected) {
            painter->fillRect(option.rect, colors.sel);
            painter->fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), colors.accent);
            if (hasFocus) {
                painter->fillRect(QRect(option.rect.left(), option.rect.top(), option.rect.width(), 1), colors.accent);
                painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), colors.accent);
            }
        } else if (option.state.testFlag(QStyle::State_MouseOver) && !row.isGate) {
            painter->fillRect(option.rect, colors.neutralFill);
        }
        if (row.isGate) {
            paintGate(*painter, option, row);
        } else {
            paintPage(*painter, option, row, isSelected);
        }
        painter->restore();
    }

private:
    void paintGate(QPainter& painter, const QStyleOptionViewItem& option, const RouteRow& row) const
    {
        const QRectF rect = option.rect;
        paintHoldMark(painter, QRectF(12, std::round(rect.center().y() - 7), m_view.isCompact() ? scaled(20) : 20, 14),
                      Qt::Horizontal, row.gate, option.palette);
        if (m_view.isCompact()) {
            return;
        }
        const ThemeColors& colors = colorsFor(option.palette);
        const double right = rect.right() - 11;
        painter.setFont(fontFor(FontRole::CaptionStrong));
        painter.setPen(colors.of(lookOf(row.gate).status).text);
        const double used =
            drawElided(painter, QRectF(kTextLeft, rect.top(), right - kTextLeft, rect.height()), Qt::AlignRight, row.remark);
        painter.setFont(fontFor(FontRole::Caption));
        painter.setPen(colors.text2);
        drawElided(painter, QRectF(kTextLeft, rect.top(), right - used - 4 - kTextLeft, rect.height()), Qt::AlignLeft, row.title);
    }

    void paintPage(QPainter& painter, const QStyleOptionViewItem& option, const RouteRow& row, bool isSelected) const
    {
        const ThemeColors& colors = colorsFor(option.palette);
        const QRectF rect = option.rect;
        const double px = scaled(14);
        const QRectF glyph(m_view.isCompact() ? 12 + scaled(8) - px / 2 : 22 - px / 2, rect.center().y() - px / 2, px, px);
        paintGlyph(painter, glyph, row.glyph, option.palette, isSelected ? colors.sel : colors.window);
        painter.setFont(fontFor(m_view.isCompact() ? FontRole::Small : FontRole::Caption));
        painter.setPen(colors.text2);
        if (m_view.isCompact()) {
            drawNumber(painter, rect.adjusted(0, 0, -scaled(6), 0), Qt::AlignRight, QString::number(row.number));
            return;
        }
        const double remark = row.remark.isEmpty() ? 0 : numberWidth(row.remark, painter.font());
        drawNumber(painter, QRectF(rect.left(), rect.top(), rect.width() - 11, rect.height()), Qt::AlignRight, row.remark);
        painter.setFont(fontFor(isSelected ? FontRole::BodyStrong : FontRole::Body));
        painter.setPen(colors.text);
        drawElided(painter, QRectF(kTextLeft, rect.top(), rect.width() - 11 - remark - 3 - kTextLeft, rect.height()),
                   Qt::AlignLeft, row.title);
    }

    const RouteModel& m_model;
    const RouteView& m_view;
};

} // namespace

RouteModel::RouteModel(QList<RouteRow> rows, QObject* parent) : QAbstractListModel(parent), m_rows(std::move(rows)) {}

int RouteModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant RouteModel::data(const QModelIndex& index, int role) const
{
    const RouteRow& row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return row.isGate ? row.title : row.title + keyText(QStringLiteral(" (Ctrl+%1)").arg(row.number));
    case Qt::AccessibleTextRole:
        return row.remark.isEmpty() ? row.title : row.title + QStringLiteral(", ") + row.remark;
    default:
        return {};
    }
}

Qt::ItemFlags RouteModel::flags(const QModelIndex& index) const
{
    return m_rows.at(index.row()).isGate ? Qt::ItemFlags(Qt::ItemNeverHasChildren) : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

void RouteModel::setReport(const Report* report, bool isRunning)
{
    markRoute(m_rows, report, isRunning);
    Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

void RouteModel::setRow(int at, const RouteRow& row)
{
    m_rows[at] = row;
    Q_EMIT dataChanged(index(at), index(at));
}

int RouteModel::indexOf(const QString& page) const
{
    for (int i = 0; i < m_rows.size(); ++i) {
        if (!m_rows.at(i).isGate && m_rows.at(i).id == page) {
            return i;
        }
    }
    return -1;
}

RouteView::RouteView(QWidget* parent)
    : QWidget(parent), m_rows(new RouteModel(routeRows(), this)), m_pinnedRow(new RouteModel({connectionsRow()}, this)),
      m_list(makeList(m_rows, QStringLiteral("route"))), m_pinned(makeList(m_pinnedRow, QStringLiteral("routePinned")))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 4);
    column->setSpacing(0);
    column->addWidget(m_list, 1);
    column->addWidget(makeHairline(Qt::Horizontal, this));
    column->addSpacing(4);
    m_pinned->setFixedHeight(scaled(kRowHeight));
    column->addWidget(m_pinned);
    column->addSpacing(2);
    setFixedWidth(sizeHint().width());
}

QListView* RouteView::makeList(RouteModel* model, const QString& name)
{
    auto* list = new QListView(this);
    list->setObjectName(name);
    list->setAccessibleName(tr("Route"));
    list->setModel(model);
    list->setItemDelegate(new RouteDelegate(*model, *this, list));
    list->setFrameShape(QFrame::NoFrame);
    list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list->setVerticalScrollBarPolicy(name == QLatin1String("route") ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    list->setMouseTracking(true);
    list->viewport()->setBackgroundRole(QPalette::Window);
    list->setResizeMode(QListView::Adjust);
    connect(list, &QListView::clicked, this, &RouteView::choose);
    connect(list, &QListView::activated, this, &RouteView::choose);
    connect(list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this, list](const QModelIndex& current, const QModelIndex& previous) {
                // Qt makes the first row current where the focus only passes through
                if (list->hasFocus() && current.isValid() && previous.isValid()) {
                    choose(current);
                }
            });
    return list;
}

void RouteView::choose(const QModelIndex& index)
{
    const auto* model = qobject_cast<const RouteModel*>(index.model());
    if (model != nullptr && !model->row(index.row()).isGate) {
        Q_EMIT pageChosen(model->row(index.row()).id);
    }
}

void RouteView::setReport(const Report* report, bool isRunning)
{
    m_rows->setReport(report, isRunning);
}

void RouteView::setSources(std::size_t answering, std::size_t asked)
{
    RouteRow row = connectionsRow();
    if (asked > 0) {
        row.glyph = answering == asked ? Glyph::Pass : Glyph::Fail;
        row.remark = QStringLiteral("%1/%2").arg(answering).arg(asked);
    }
    m_pinnedRow->setRow(0, row);
}

void RouteView::setCurrent(const QString& page)
{
    const int row = m_rows->indexOf(page);
    const int pinned = m_pinnedRow->indexOf(page);
    m_list->selectionModel()->setCurrentIndex(row >= 0 ? m_rows->index(row) : QModelIndex(), QItemSelectionModel::ClearAndSelect);
    m_pinned->selectionModel()->setCurrentIndex(pinned >= 0 ? m_pinnedRow->index(pinned) : QModelIndex(),
                                                QItemSelectionModel::ClearAndSelect);
}

void RouteView::setCompact(bool isCompact)
{
    if (m_isCompact == isCompact) {
        return;
    }
    m_isCompact = isCompact;
    setFixedWidth(sizeHint().width());
    m_list->doItemsLayout();
    m_pinned->doItemsLayout();
    update();
}

QSize RouteView::sizeHint() const
{
    return {m_isCompact ? scaled(kCompactWidth) : std::max(kWidth, scaled(kWidth)), scaled(500)};
}

void RouteView::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(rect(), colorsFor(this).window);
}

void RouteView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        update();
    }
}

} // namespace holdpoint
