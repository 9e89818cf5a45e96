// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/status.h"

#include <QWidget>

namespace holdpoint {

/// 32 px: glyph, what came out, the first reason; filled with the worst status.
class VerdictLine : public QWidget
{
    Q_OBJECT

public:
    explicit VerdictLine(QWidget* parent);
    void show(const Look& look, const QString& sentence, const QString& reason);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Look m_look;
    QString m_sentence;
    QString m_reason;
};

} // namespace holdpoint
