// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/page.h"

#include <QDockWidget>

class QAbstractButton;
class QAction;
class QStackedWidget;
class QTabBar;

namespace holdpoint {

/// The side dock: text tabs as its title bar, below the panel of the shown page. It can be dragged to the other side, made a
/// window of its own by its button, a double click beside the tabs, or floatAction(), and hidden by showAction().
class SideDock : public QDockWidget
{
    Q_OBJECT

public:
    explicit SideDock(QWidget* parent = nullptr);

    /// Panels of the shown page; without any the dock is hidden. The page keeps them when it is deleted.
    void setTabs(const QList<Page::DockTab>& tabs);
    void showTab(int index);
    /// Nothing if it has no such panel.
    void showPanel(const QWidget* panel);
    QWidget* currentPanel() const;
    /// For a menu: a window of its own, or back.
    QAction* floatAction() const { return m_float; }
    /// For a menu: shown or hidden, on every page.
    QAction* showAction() const { return m_show; }
    /// Whether a person wants it; it is shown where a page has panels.
    bool isWanted() const { return m_show->isChecked(); }
    void setWanted(bool isWanted);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void fitTabs();
    void stepAside();

    QTabBar* m_tabs;
    QAbstractButton* m_button;
    QStackedWidget* m_panels;
    QAction* m_float;
    QAction* m_show;
};

} // namespace holdpoint
