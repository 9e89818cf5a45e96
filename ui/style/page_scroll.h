// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

namespace holdpoint {

/// The content of a page where a large font or a small window leaves too little height for it: it scrolls and is never squeezed
/// (reference/ui.md §2).
inline QScrollArea* makePageScroll(QWidget* content, QWidget* parent)
{
    auto* scroll = new QScrollArea(parent);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setBackgroundRole(QPalette::Base);
    scroll->setWidget(content);
    return scroll;
}

} // namespace holdpoint
