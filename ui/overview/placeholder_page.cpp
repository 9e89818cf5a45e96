// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/placeholder_page.h"

#include "ui/style/parts.h"

#include <QBoxLayout>
#include <QLabel>

namespace holdpoint {

PlaceholderPage::PlaceholderPage(const QString& title, const QString& sentence, const QString& action, const QString& actionPage,
                                 QWidget* parent)
    : Page(parent), m_title(title)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    QLabel* text = makeLabel(sentence, FontRole::Body, true, this);
    text->setWordWrap(true);
    text->setMaximumWidth(scaled(640));
    column->addWidget(text);
    if (!actionPage.isEmpty()) {
        auto* button = new Button(action, QString(), this);
        connect(button, &Button::clicked, this, [this, actionPage] { Q_EMIT pageRequested(actionPage, QString()); });
        column->addWidget(button);
    }
    column->addStretch();
}

} // namespace holdpoint
