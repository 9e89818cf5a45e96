// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/theme.h"

#include <QWidget>

class QLabel;

namespace holdpoint {

/// What failed and what to do: fill of its status, 3 px bar at the left.
class CauseBlock : public QWidget
{
    Q_OBJECT

public:
    explicit CauseBlock(QWidget* parent);
    /// `proof` is a command that shows the same outside Holdpoint. Hidden without a cause and a remedy.
    void show(Status status, const QString& cause, const QString& remedy, const QString& proof);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Status m_status = Status::Fail;
    QLabel* m_cause;
    QLabel* m_remedy;
    QLabel* m_proof;
};

} // namespace holdpoint
