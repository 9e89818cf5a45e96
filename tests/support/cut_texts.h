// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/elision.h"

#include <QAbstractButton>
#include <QLabel>
#include <QStringList>
#include <QWidget>

namespace holdpoint::test {

/// What a person cannot read at this size: labels and buttons narrower than their text, labels lower than their lines.
inline QStringList cutTexts(const QWidget& root)
{
    QStringList cut;
    for (const QWidget* widget : root.findChildren<QWidget*>()) {
        if (!widget->isVisible() || widget->visibleRegion().isEmpty()) {
            continue;
        }
        if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) {
            if (!button->text().isEmpty() && button->width() < button->sizeHint().width()) {
                cut << button->text();
            }
        } else if (const auto* label = qobject_cast<const QLabel*>(widget)) {
            if (!label->text().isEmpty() && label->height() + 3 < label->fontMetrics().height()) {
                cut << QStringLiteral("squeezed: ") + label->text();
            } else if (label->wordWrap() && label->height() + 3 < label->heightForWidth(label->width())) {
                cut << QStringLiteral("lines missing: ") + label->text();
            }
            const bool isElided = qobject_cast<const ElidedLabel*>(label) != nullptr;
            if (!isElided && !label->wordWrap() && label->textFormat() != Qt::RichText &&
                label->width() < label->sizeHint().width()) {
                cut << label->text();
            }
        }
    }
    return cut;
}

} // namespace holdpoint::test
