// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/page.h"

#include <QDockWidget>

class QStackedWidget;
class QTabBar;

namespace holdpoint {

/// The right dock: text tabs as its title bar, below the panel of the shown page.
class SideDock : public QDockWidget
{
    Q_OBJECT

public:
    explicit SideDock(QWidget* parent = nullptr);

    /// Panels of the shown page; without any the dock is hidden. The page keeps them when it is deleted.
    void setTabs(const QList<Page::DockTab>& tabs);
    void showTab(int index);
    void showPanel(QWidget* panel);
    QWidget* currentPanel() const;

private:
    QTabBar* m_tabs;
    QStackedWidget* m_panels;
};

} // namespace holdpoint
