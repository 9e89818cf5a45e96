// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/checklist/dock_sheet.h"

#include <QBoxLayout>
#include <QScrollArea>

namespace holdpoint {

DockSheet::DockSheet(QWidget* parent) : QWidget(parent), m_scroll(new QScrollArea(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 12);
    column->setSpacing(8);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setBackgroundRole(QPalette::Base);
    column->addWidget(m_scroll, 1);
}

void DockSheet::setActions(QLayout* actions)
{
    actions->setContentsMargins(16, 0, 16, 0);
    actions->setSpacing(8);
    static_cast<QVBoxLayout*>(layout())->addLayout(actions);
}

void DockSheet::beginContent()
{
    m_content = new QWidget;
    m_content->setBackgroundRole(QPalette::Base);
    m_content->setAutoFillBackground(true);
    m_column = new QVBoxLayout(m_content);
    m_column->setContentsMargins(0, 0, 0, 8);
    m_column->setSpacing(0);
}

void DockSheet::endContent()
{
    m_column->addStretch();
    m_scroll->setWidget(m_content);
}

} // namespace holdpoint
