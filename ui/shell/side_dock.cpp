// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/side_dock.h"

#include "ui/style/theme.h"

#include <QAbstractButton>
#include <QAction>
#include <QBoxLayout>
#include <QFontMetricsF>
#include <QPainter>
#include <QScreen>
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
        setAccessibleName(SideDock::tr("Side panels"));
    }

    /// Of all texts together.
    double textWidth() const
    {
        double width = 0;
        for (int index = 0; index < count(); ++index) {
            width += std::ceil(QFontMetricsF(fontFor(FontRole::SmallStrong)).horizontalAdvance(tabText(index)));
        }
        return width;
    }
    void setPadding(int padding)
    {
        m_padding = std::clamp(padding, 4, 14);
        setElideMode(elideMode()); // else it keeps the sizes of its tabs
        setFixedSize(sizeHint());
    }

protected:
    QSize tabSizeHint(int index) const override
    {
        const double width = QFontMetricsF(fontFor(FontRole::SmallStrong)).horizontalAdvance(tabText(index));
        return {static_cast<int>(std::ceil(width)) + m_padding, scaled(32)};
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
                const int inset = m_padding / 3;
                painter.fillRect(QRect(tab.left() + inset, tab.bottom() - 1, tab.width() - 2 * inset, 2), colors.accent);
            }
        }
    }

private:
    int m_padding = 14;
};

/// A title bar without a sizeHint() gets height 0. As a window of its own it has a strip with a name above the tabs: the window
/// has no frame of the desktop's, and beside the tabs only a few pixels are left to drag it by.
class TitleBar : public QWidget
{
public:
    using QWidget::QWidget;
    QSize sizeHint() const override { return {scaled(100), scaled(32) + strip()}; }
    QSize minimumSizeHint() const override { return {0, scaled(32) + strip()}; }
    void setFloating(bool isFloating)
    {
        m_isFloating = isFloating;
        layout()->setContentsMargins(5, strip(), 5, 0);
        updateGeometry();
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const ThemeColors& colors = colorsFor(this);
        QPainter painter(this);
        painter.fillRect(rect(), colors.window);
        painter.fillRect(QRect(0, height() - 1, width(), 1), colors.line);
        if (m_isFloating) {
            painter.fillRect(QRect(0, 0, width(), strip()), colors.alt);
            painter.fillRect(QRect(0, strip() - 1, width(), 1), colors.line);
            painter.setFont(fontFor(FontRole::SmallStrong));
            painter.setPen(colors.text);
            painter.drawText(QRect(12, 0, width() - 24, strip()), Qt::AlignLeft | Qt::AlignVCenter, SideDock::tr("Side panel"));
        }
    }

private:
    int strip() const { return m_isFloating ? scaled(26) : 0; }
    bool m_isFloating = false;
};

/// Two small frames, one behind the other: the panel becomes a window of its own, or comes back.
class FloatButton : public QAbstractButton
{
public:
    explicit FloatButton(QWidget* parent) : QAbstractButton(parent)
    {
        setObjectName(QStringLiteral("floatPanel"));
        setAccessibleName(SideDock::tr("Side panel as a window"));
        setToolTip(accessibleName());
        setFocusPolicy(Qt::TabFocus);
    }
    QSize sizeHint() const override { return {scaled(22), scaled(22)}; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const ThemeColors& colors = colorsFor(this);
        QPainter painter(this);
        painter.fillRect(rect(), underMouse() ? colors.neutralFill : colors.window);
        const QPoint middle = rect().center();
        painter.setPen(QPen(colors.text2, 1));
        painter.drawRect(QRect(middle + QPoint(-2, -5), QSize(7, 7)));
        painter.fillRect(QRect(middle + QPoint(-5, -2), QSize(8, 8)), underMouse() ? colors.neutralFill : colors.window);
        painter.drawRect(QRect(middle + QPoint(-5, -2), QSize(7, 7)));
        if (hasFocus()) {
            painter.setPen(QPen(colors.accent, 2));
            painter.drawRect(rect().adjusted(1, 1, -1, -1));
        }
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

SideDock::SideDock(QWidget* parent)
    : QDockWidget(tr("Details"), parent), m_panels(new PanelStack(this)),
      m_float(new QAction(tr("Side panel as a window"), this)), m_show(new QAction(tr("Side panel"), this))
{
    setObjectName(QStringLiteral("sideDock"));
    setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetFloatable);
    setAllowedAreas(Qt::LeftDockWidgetArea | Qt::RightDockWidgetArea);
    m_float->setCheckable(true);
    m_show->setCheckable(true);
    m_show->setChecked(true);
    connect(m_show, &QAction::triggered, this, &SideDock::setWanted);
    connect(m_float, &QAction::triggered, this, [this](bool isFloating) {
        setWanted(true);
        setFloating(isFloating);
        if (isFloating) {
            stepAside();
        }
    });
    connect(this, &QDockWidget::topLevelChanged, m_float, &QAction::setChecked);
    auto* bar = new TitleBar(this);
    m_tabs = new TextTabs(bar);
    m_tabs->setObjectName(QStringLiteral("sideTabs"));
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(5, 0, 5, 0);
    row->addWidget(m_tabs);
    row->addStretch();
    m_button = new FloatButton(bar);
    connect(m_button, &QAbstractButton::clicked, m_float, &QAction::trigger);
    row->addWidget(m_button);
    setTitleBarWidget(bar);
    setWidget(m_panels);
    connect(m_tabs, &QTabBar::currentChanged, m_panels, &QStackedWidget::setCurrentIndex);
    connect(this, &QDockWidget::topLevelChanged, bar, &TitleBar::setFloating);
}

/// A panel that just became a window stands beside the main one where the screen has room, else a little off its old place: it
/// shall not cover what it stood beside.
void SideDock::stepAside()
{
    const QRect screen = this->screen()->availableGeometry();
    const QRect main = parentWidget() != nullptr ? parentWidget()->window()->frameGeometry() : geometry();
    const bool hasRoom = main.right() + 8 + width() <= screen.right();
    const QPoint off(-scaled(40), scaled(40));
    move(hasRoom ? QPoint(main.right() + 8, y()) : pos() + off);
}

void SideDock::paintEvent(QPaintEvent* event)
{
    QDockWidget::paintEvent(event);
    if (isFloating()) {
        QPainter painter(this);
        painter.setPen(QPen(colorsFor(this).lineStrong, 1));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void SideDock::setTabs(const QList<Page::DockTab>& tabs)
{
    const QSignalBlocker quiet(m_tabs);
    const int kept = m_tabs->currentIndex();
    bool areSame = tabs.size() == m_panels->count() && !tabs.isEmpty();
    for (int index = 0; areSame && index < m_panels->count(); ++index) {
        areSame = m_panels->widget(index) == tabs.at(index).panel;
    }
    if (areSame) { // only a count changed: whoever works in a panel keeps the focus
        for (int index = 0; index < m_tabs->count(); ++index) {
            m_tabs->setTabText(index, tabs.at(index).title);
        }
        fitTabs();
        return;
    }
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
    fitTabs();
    showTab(std::clamp(kept, 0, std::max(0, m_tabs->count() - 1)));
    setWanted(isWanted());
}

void SideDock::setWanted(bool isWanted)
{
    m_show->setChecked(isWanted);
    setVisible(isWanted && m_panels->count() > 0);
}

/// At a large font the tabs stand closer, and the button leaves its room to them: the View menu has it too.
void SideDock::fitTabs()
{
    auto& tabs = static_cast<TextTabs&>(*m_tabs);
    const int count = std::max(1, tabs.count());
    const double room = width() - 10 - tabs.textWidth();
    const double beside = room - m_button->sizeHint().width();
    m_button->setVisible(beside >= 6.0 * count);
    tabs.setPadding(static_cast<int>((m_button->isHidden() ? room : beside) / count));
}

void SideDock::resizeEvent(QResizeEvent* event)
{
    QDockWidget::resizeEvent(event);
    fitTabs();
}

void SideDock::showTab(int index)
{
    m_tabs->setCurrentIndex(index);
    m_panels->setCurrentIndex(index);
}

void SideDock::showPanel(const QWidget* panel)
{
    for (int index = 0; index < m_panels->count(); ++index) {
        if (m_panels->widget(index) == panel) {
            showTab(index);
            setWanted(true);
            return;
        }
    }
}

QWidget* SideDock::currentPanel() const
{
    return m_panels->currentWidget();
}

} // namespace holdpoint
