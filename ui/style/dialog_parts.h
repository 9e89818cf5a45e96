// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/elision.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QBoxLayout>
#include <QDialog>
#include <QLabel>

namespace holdpoint {

/// A wrapped line of a dialog that asks a person; an empty text takes no room.
inline QLabel* addDialogText(QVBoxLayout* column, const QString& text, FontRole role, bool isSecondary, QWidget* parent)
{
    QLabel* label = makeLabel(breakable(text), role, isSecondary, parent);
    label->setWordWrap(true);
    label->setVisible(!text.isEmpty());
    column->addWidget(label);
    return label;
}

/// The refusal, shown only once there is one.
inline StatusLabel* addDialogFault(QVBoxLayout* column, QWidget* parent)
{
    auto* fault = new StatusLabel(FontRole::Body, Status::Fail, parent);
    fault->setObjectName(QStringLiteral("fault"));
    fault->setWordWrap(true);
    fault->hide();
    column->addWidget(fault);
    return fault;
}

/// "As: ..." (empty: nothing), Cancel, then what the caller adds.
inline QHBoxLayout* addDialogButtons(QVBoxLayout* column, const QString& as, Button* cancel, QDialog* parent)
{
    auto* buttons = new QHBoxLayout;
    if (!as.isEmpty()) {
        buttons->addWidget(makeLabel(as, FontRole::Small, true, parent));
    }
    buttons->addStretch();
    QObject::connect(cancel, &Button::clicked, parent, &QDialog::reject);
    buttons->addWidget(cancel);
    column->addLayout(buttons);
    return buttons;
}

/// Hands a person's answer over; a refusal keeps the dialog open and is shown.
inline void endDialog(QDialog& dialog, StatusLabel& fault, const Result<>& done)
{
    if (!done) {
        fault.setText(fromCore(done.error().message));
        fault.show();
        return;
    }
    dialog.accept();
}

} // namespace holdpoint
