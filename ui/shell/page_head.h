// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace holdpoint {

class ElidedLabel;
class Page;

/// A page with its head above it: title, one grey line of facts, at most two actions at the right.
class PageFrame : public QWidget
{
    Q_OBJECT

public:
    explicit PageFrame(Page* page, QWidget* parent = nullptr);
    Page* page() const { return m_page; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void showHead();

    Page* m_page;
    QWidget* m_head;
    QLabel* m_title;
    ElidedLabel* m_facts;
    QHBoxLayout* m_actions;
    QList<QWidget*> m_shown;
};

} // namespace holdpoint
