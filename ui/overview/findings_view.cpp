// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/findings_view.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "ui/style/delegates.h"
#include "ui/style/elision.h"
#include "ui/style/status.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QStandardItemModel>

namespace holdpoint {

namespace {

enum FindingRole { BodyRole = Qt::UserRole + 200, EvidenceRole, RemedyRole, ShareRole, RankRole, BoxRole, FoldRole };

constexpr int kLeft = 36;
constexpr int kRight = 16;
constexpr int kPad = 10;

class FindingDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto* view = qobject_cast<const QListView*>(option.widget);
        const int width = view != nullptr ? view->viewport()->width() : option.rect.width();
        double height = 2.0 * kPad + QFontMetricsF(fontFor(FontRole::BodyStrong)).height() + 4;
        for (const int role : {static_cast<int>(BodyRole), static_cast<int>(RemedyRole), static_cast<int>(EvidenceRole)}) {
            height += textHeight(index.data(role).toString(), width);
        }
        return {width, static_cast<int>(height)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const ThemeColors& colors = colorsFor(option.palette);
        painter->save();
        paintRowState(*painter, option.rect, (option.state & QStyle::State_Selected) != 0,
                      (option.state & QStyle::State_HasFocus) != 0, option.palette);
        QRectF area = QRectF(option.rect).adjusted(kLeft, kPad, -kRight, -kPad);
        painter->setFont(fontFor(FontRole::BodyStrong));
        painter->setPen(colors.text2);
        const double line = QFontMetricsF(painter->font()).height();
        painter->drawText(QRectF(option.rect.left() + 16, area.top(), kLeft - 16, line), Qt::AlignLeft,
                          index.data(RankRole).toString());
        painter->setPen(colors.text);
        const double share = index.data(ShareRole).toDouble();
        constexpr double kShareWidth = 96;
        drawElided(*painter, QRectF(area.left(), area.top(), area.width() - (share > 0 ? kShareWidth : 0), line), Qt::AlignLeft,
                   index.data(Qt::DisplayRole).toString());
        if (share > 0) {
            painter->setFont(fontFor(FontRole::Small));
            painter->drawText(QRectF(area.right() - kShareWidth, area.top(), 44, line), Qt::AlignRight | Qt::AlignVCenter,
                              QString::number(qRound(100 * share)) + QStringLiteral("\u00A0%"));
            const QRectF bar(area.right() - 40, area.top() + line / 2 - 2.5, 40, 5);
            painter->fillRect(bar, colors.neutralFill);
            painter->fillRect(QRectF(bar.topLeft(), QSizeF(bar.width() * share, bar.height())), colors.s1);
        }
        double top = area.top() + line + 4;
        const auto write = [&](int role, const QColor& ink) {
            const QString text = index.data(role).toString();
            const double height = textHeight(text, option.rect.width());
            painter->setFont(fontFor(FontRole::Small));
            painter->setPen(ink);
            painter->drawText(QRectF(area.left(), top, area.width(), height), Qt::AlignLeft | Qt::TextWordWrap, text);
            top += height;
        };
        write(BodyRole, colors.text);
        write(RemedyRole, colors.text2);
        write(EvidenceRole, colors.accent);
        painter->setPen(colors.grid);
        painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
        painter->restore();
    }

private:
    static double textHeight(const QString& text, int width)
    {
        if (text.isEmpty()) {
            return 0;
        }
        const QFontMetricsF metrics(fontFor(FontRole::Small));
        return metrics.boundingRect(QRectF(0, 0, width - kLeft - kRight, 10000), Qt::TextWordWrap, text).height();
    }
};

} // namespace

FindingsView::FindingsView(QWidget* parent) : QListView(parent), m_rows(new QStandardItemModel(this))
{
    setObjectName(QStringLiteral("findings"));
    setAccessibleName(tr("Findings"));
    setModel(m_rows);
    setItemDelegate(new FindingDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setResizeMode(QListView::Adjust);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    connect(this, &QListView::activated, this, [this](const QModelIndex& index) {
        if (index.data(FoldRole).toBool()) {
            m_isOpen = !m_isOpen;
            showUndecided();
            return;
        }
        if (const QString box = index.data(BoxRole).toString(); !box.isEmpty()) {
            Q_EMIT boxChosen(box);
        }
    });
}

void FindingsView::setSearch(const BottleneckSearch& search)
{
    m_rows->clear();
    int rank = 0;
    for (const Bottleneck& each : search.findings) {
        auto* row = new QStandardItem(fromCore(each.title));
        row->setData(QString::number(++rank), RankRole);
        row->setData(fromCore(each.finding), BodyRole);
        row->setData(tr("Usually mended: %1").arg(fromCore(each.remedy)), RemedyRole);
        std::vector<std::string> boxes = each.boxes;
        boxes.insert(boxes.end(), each.mends.begin(), each.mends.end());
        row->setData(tr("Evidence: %1").arg(fromCore(each.evidence)) +
                         (boxes.empty() ? QString() : QLatin1Char('\n') + tr("Boxes: %1").arg(fromCore(join(boxes, ", ")))),
                     EvidenceRole);
        row->setData(each.share.value_or(0), ShareRole);
        row->setData(boxes.empty() ? QString() : fromCore(boxes.front()), BoxRole);
        row->setToolTip(fromCore(shortened(each.subject, 600)));
        row->setData(fromCore(each.title + ". " + each.finding + ". " + each.remedy), Qt::AccessibleTextRole);
        m_rows->appendRow(row);
    }
    if (search.findings.empty()) {
        auto* row = new QStandardItem(tr("No evidence of a bottleneck"));
        row->setData(QStringLiteral("\u2013"), RankRole);
        row->setData(fromCore(search.sentence), BodyRole);
        row->setData(row->text() + QStringLiteral(". ") + fromCore(search.sentence), Qt::AccessibleTextRole);
        m_rows->appendRow(row);
    }
    m_undecided = search.undecided;
    showUndecided();
}

void FindingsView::showUndecided()
{
    int at = 0;
    while (at < m_rows->rowCount() && !m_rows->item(at)->data(FoldRole).toBool()) {
        ++at;
    }
    const bool wasCurrent = currentIndex().row() == at;
    m_rows->removeRows(at, m_rows->rowCount() - at);
    if (m_undecided.empty()) {
        return;
    }
    auto* fold = new QStandardItem(tr("%n rule(s) not decided", nullptr, asCount(m_undecided.size())));
    fold->setData(true, FoldRole);
    fold->setData(m_isOpen ? QStringLiteral("\u25BE") : QStringLiteral("\u25B8"), RankRole);
    fold->setData(m_isOpen ? tr("Enter or a double click folds them.")
                           : tr("Enter or a double click lists them with the reasons."),
                  BodyRole);
    fold->setData(fold->text() + QStringLiteral(". ") + fold->data(BodyRole).toString(), Qt::AccessibleTextRole);
    m_rows->appendRow(fold);
    if (wasCurrent) {
        setCurrentIndex(fold->index());
    }
    if (!m_isOpen) {
        return;
    }
    for (const UndecidedRule& each : m_undecided) {
        auto* row = new QStandardItem(tr("%1 not decided").arg(fromCore(titledRule(each.rule))));
        row->setData(fromCore(each.why), BodyRole);
        row->setData(QStringLiteral("\u2013"), RankRole);
        m_rows->appendRow(row);
    }
}

} // namespace holdpoint
