// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLayout;
class QScrollArea;
class QVBoxLayout;

namespace holdpoint {

/// A sheet of the dock: what is shown scrolls, what can be done stands below it.
class DockSheet : public QWidget
{
    Q_OBJECT

protected:
    explicit DockSheet(QWidget* parent);
    void setActions(QLayout* actions);
    /// A new, empty content in m_content and m_column; what was there stays shown until endContent().
    void beginContent();
    void endContent();

    QWidget* m_content = nullptr;
    QVBoxLayout* m_column = nullptr;

private:
    QScrollArea* m_scroll;
};

} // namespace holdpoint
