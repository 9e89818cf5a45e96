// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/side_dock.h"

#include "ui/style/theme.h"

#include <QBoxLayout>
#include <QFontMetricsF>
#include <QPainter>
#include <QStackedWidget>
#include <QTabBar>
#include <cmath>

namespace holdpoint {

namespace {

/// Text tabs with an accent line under the chosen one.
class TextTabs : public QTabBar
{
public:
    explicit TextTabs(QWidget* parent) : QTabBar(parent)
    {
        setDrawBase(false);
        setExpanding(false);
        setUsesScrollButtons(false);
        setAccessibleName(QDockWidget::tr("Side panels"));
    }

protected:
    QSize tabSizeHint(int index) const override
    {
        const double width = QFontMetricsF(fontFor(FontRole::SmallStrong)).horizontalAdvance(tabText(index));
        return {static_cast<int>(std::ceil(width)) + 18, scaled(32)};
    }

    void paintEvent(QPaintEvent*) override
    {
        const ThemeColors& colors = colorsFor(this);
        QPainter painter(this);
        painter.fillRect(rect(), colors.window);
        painter.fillRect(QRect(0, height() - 1, width(), 1), colors.line);
        for (int i = 0; i < count(); ++i) {
            const bool isCurrent = i == currentIndex();
            const QRect tab = tabRect(i);
            painter.setFont(fontFor(isCurrent ? FontRole::SmallStrong : FontRole::Small));
            painter.setPen(isCurrent ? colors.text : colors.text2);
            painter.drawText(tab.adjusted(0, 0, 0, -2), Qt::AlignCenter, tabText(i));
            if (isCurrent) {
                const int inset = 7;
                painter.fillRect(QRect(tab.left() + inset, tab.bottom() - 1, tab.width() - 2 * inset, 2), colors.accent);
            }
        }
    }
};

/// A title bar without a sizeHint() gets height 0.
class TitleBar : public QWidget
{
public:
    using QWidget::QWidget;
    QSize sizeHint() const override { return {scaled(100), scaled(32)}; }
    QSize minimumSizeHint() const override { return {0, scaled(32)}; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), colorsFor(this).window);
        painter.fillRect(QRect(0, height() - 1, width(), 1), colorsFor(this).line);
    }
};

class PanelStack : public QStackedWidget
{
public:
    using QStackedWidget::QStackedWidget;
    /// What the dock begins with: 288 px at 100 %, never more than a bit over a quarter of the window.
    QSize sizeHint() const override { return {std::min(scaled(288), static_cast<int>(window()->width() * 0.263)), scaled(500)}; }
    QSize minimumSizeHint() const override { return {240, scaled(200)}; }

protected:
    void paintEvent(QPaintEvent*) override { QPainter(this).fillRect(rect(), colorsFor(this).base); }
};

} // namespace

SideDock::SideDock(QWidget* parent) : QDockWidget(tr("Details"), parent), m_panels(new PanelStack(this))
{
    setObjectName(QStringLiteral("sideDock"));
    setFeatures(QDockWidget::NoDockWidgetFeatures);
    setAllowedAreas(Qt::RightDockWidgetArea);
    auto* bar = new TitleBar(this);
    m_tabs = new TextTabs(bar);
    m_tabs->setObjectName(QStringLiteral("sideTabs"));
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(5, 0, 5, 0);
    row->addWidget(m_tabs);
    row->addStretch();
    setTitleBarWidget(bar);
    setWidget(m_panels);
    connect(m_tabs, &QTabBar::currentChanged, m_panels, &QStackedWidget::setCurrentIndex);
}

void SideDock::setTabs(const QList<Page::DockTab>& tabs)
{
    const QSignalBlocker quiet(m_tabs);
    const int kept = m_tabs->currentIndex();
    while (m_tabs->count() > 0) {
        m_tabs->removeTab(0);
    }
    while (m_panels->count() > 0) {
        m_panels->removeWidget(m_panels->widget(0));
    }
    for (const Page::DockTab& tab : tabs) {
        m_tabs->addTab(tab.title);
        m_panels->addWidget(tab.panel);
    }
    // While the dock is hidden a QTabBar does not tell its layout about new tabs.
    m_tabs->setFixedSize(m_tabs->sizeHint());
    showTab(std::clamp(kept, 0, std::max(0, m_tabs->count() - 1)));
    setVisible(!tabs.isEmpty());
}

void SideDock::showTab(int index)
{
    m_tabs->setCurrentIndex(index);
    m_panels->setCurrentIndex(index);
}

void SideDock::showPanel(QWidget* panel)
{
    if (const int index = m_panels->indexOf(panel); index >= 0) {
        showTab(index);
    }
}

QWidget* SideDock::currentPanel() const
{
    return m_panels->currentWidget();
}

} // namespace holdpoint
