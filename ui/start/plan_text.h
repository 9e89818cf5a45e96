// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan_reader.h"

#include <QPlainTextEdit>

namespace holdpoint {

/// Read-only text of a plan with line numbers; lines with a fault are marked, the fault stands in the line's tooltip.
class PlanText : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit PlanText(QWidget* parent = nullptr);
    void setPlan(const QString& text, const std::vector<PlanFault>& faults);
    void goTo(int line, int column);

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    friend class LineNumbers;
    int numbersWidth() const;
    void paintNumbers(QPainter& painter, const QRect& dirty);
    void mark();

    QWidget* m_numbers;
    QHash<int, QString> m_faults; // line from 1
};

} // namespace holdpoint
