// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/paper_view.h"

#include "ui/style/theme.h"

#include <QKeyEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>
#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr int kSide = 9;
constexpr int kGap = 16;
constexpr double kPixelsPerMm = 96 / 25.4;
constexpr double kLeastZoom = 0.5;
constexpr double kMostZoom = 3;

} // namespace

class PaperView::Pages : public QWidget
{
public:
    using QWidget::QWidget;

    int pageCount() const { return paper ? paper->pageCount() : 0; }
    QSize pageSize() const
    {
        return {static_cast<int>(std::lround(PaperReport::kWidthMm * kPixelsPerMm * zoom)),
                static_cast<int>(std::lround(PaperReport::kHeightMm * kPixelsPerMm * zoom))};
    }
    QRect pageRect(int page) const
    {
        const QSize size = pageSize();
        return {QPoint((width() - size.width()) / 2, kGap + page * (size.height() + kGap)), size};
    }

    std::shared_ptr<const PaperReport> paper;
    double zoom = 1;

protected:
    void paintEvent(QPaintEvent* event) override
    {
        QPainter painter(this);
        painter.fillRect(event->rect(), colorsFor(this).window);
        for (int page = 0; page < pageCount(); ++page) {
            const QRect sheet = pageRect(page);
            if (!sheet.adjusted(-1, -1, 1, 1).intersects(event->rect())) {
                continue;
            }
            painter.fillRect(sheet.adjusted(-1, -1, 1, 1), colorsFor(this).line);
            painter.save();
            painter.setClipRect(sheet);
            painter.translate(sheet.topLeft());
            painter.scale(kPixelsPerMm * zoom, kPixelsPerMm * zoom);
            paper->paintPage(painter, page);
            painter.restore();
        }
    }
};

PaperView::PaperView(QWidget* parent) : QScrollArea(parent), m_pages(new Pages(this))
{
    setObjectName(QStringLiteral("paperView"));
    setFrameShape(QFrame::NoFrame);
    setWidget(m_pages);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Report pages"));
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        setAccessibleDescription(textOf(currentPage()));
        Q_EMIT viewChanged();
    });
}

void PaperView::setPaper(std::shared_ptr<const PaperReport> paper)
{
    QScrollBar* bar = verticalScrollBar();
    const int place = paper == nullptr ? 0 : m_cut && m_cut->to == bar->value() ? m_cut->from : bar->value();
    m_pages->paper = std::move(paper);
    fitPages();
    bar->setValue(place);
    m_cut = bar->value() < place ? std::optional(Cut{place, bar->value()}) : std::nullopt;
    setAccessibleDescription(textOf(currentPage()));
    Q_EMIT viewChanged();
}

void PaperView::setZoom(double zoom)
{
    const QScrollBar* bar = verticalScrollBar();
    const double middle = m_pages->height() > 0 ? (bar->value() + viewport()->height() / 2.0) / m_pages->height() : 0;
    m_pages->zoom = std::clamp(zoom, kLeastZoom, kMostZoom);
    fitPages();
    verticalScrollBar()->setValue(static_cast<int>(middle * m_pages->height() - viewport()->height() / 2.0));
    Q_EMIT viewChanged();
}

double PaperView::zoom() const
{
    return m_pages->zoom;
}

int PaperView::pageCount() const
{
    return m_pages->pageCount();
}

QString PaperView::textOf(int page) const
{
    return m_pages->paper ? m_pages->paper->textOf(page) : QString();
}

int PaperView::currentPage() const
{
    const int height = m_pages->pageSize().height() + kGap;
    const int page = (verticalScrollBar()->value() + viewport()->height() / 2) / height;
    return std::clamp(page, 0, std::max(0, m_pages->pageCount() - 1));
}

void PaperView::goToPage(int page)
{
    const int wanted = std::clamp(page, 0, std::max(0, m_pages->pageCount() - 1));
    verticalScrollBar()->setValue(m_pages->pageRect(wanted).top() - kGap);
}

void PaperView::fitPages()
{
    const QSize page = m_pages->pageSize();
    const int width = std::max(page.width() + 2 * kSide, viewport()->width());
    m_pages->resize(width, kGap + m_pages->pageCount() * (page.height() + kGap));
    m_pages->update();
}

void PaperView::keyPressEvent(QKeyEvent* event)
{
    const int page = currentPage();
    switch (event->key()) {
    case Qt::Key_PageDown:
        return goToPage(page + 1);
    case Qt::Key_PageUp:
        return goToPage(page - 1);
    case Qt::Key_Home:
        return goToPage(0);
    case Qt::Key_End:
        return goToPage(m_pages->pageCount() - 1);
    default:
        QScrollArea::keyPressEvent(event);
    }
}

void PaperView::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    fitPages();
}

} // namespace holdpoint
