// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/page_head.h"

#include "ui/shell/page.h"
#include "ui/style/elision.h"
#include "ui/style/parts.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPainter>

namespace holdpoint {

PageFrame::PageFrame(Page* page, QWidget* parent)
    : QWidget(parent), m_page(page), m_head(new QWidget(this)), m_title(makeLabel(QString(), FontRole::Title, false, m_head)),
      m_facts(new ElidedLabel(QString(), m_head)), m_actions(new QHBoxLayout)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    if (m_page->hasHead() && m_page->hasHeadLine()) {
        column->addWidget(makeHairline(Qt::Horizontal, this));
    }
    m_page->setParent(this);
    column->addWidget(m_page, 1);

    m_facts->setFont(fontFor(FontRole::Small));
    m_facts->setSecondary(true);
    m_facts->setObjectName(QStringLiteral("pageFacts"));
    m_facts->setGivingWay(true);
    m_head->setFixedHeight(scaled(44));
    auto* row = new QHBoxLayout(m_head);
    row->setContentsMargins(16, 0, 16, 0);
    row->setSpacing(12);
    row->addWidget(m_title);
    row->addWidget(m_facts, 1);
    m_actions->setSpacing(8);
    row->addLayout(m_actions);
    m_head->setVisible(m_page->hasHead());
    connect(m_page, &Page::headChanged, this, &PageFrame::showHead);
    showHead();
}

void PageFrame::showHead()
{
    m_title->setText(m_page->title());
    m_facts->setText(m_page->facts());
    const QList<QWidget*> wanted = m_page->headActions();
    if (wanted != m_shown) {
        for (QWidget* action : std::as_const(m_shown)) {
            m_actions->removeWidget(action);
            action->setVisible(wanted.contains(action));
        }
        for (QWidget* action : wanted) {
            m_actions->addWidget(action);
            action->show();
        }
        m_shown = wanted;
    }
}

void PageFrame::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(rect(), colorsFor(this).base);
}

} // namespace holdpoint
