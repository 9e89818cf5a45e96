// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"
#include "core/sensors/source_use.h"

#include <QWidget>

class QLabel;

namespace holdpoint {

class Button;
class ElidedLabel;

/// "No Prometheus connected. 18 of 37 items need it. [Connect…]": hidden while every service that a gate's items ask is named.
class SourceNotice : public QWidget
{
    Q_OBJECT

public:
    explicit SourceNotice(QWidget* parent = nullptr);
    void setUses(const std::vector<SourceUse>& uses, const ChecklistView& view, Gate gate);
    QString text() const;

Q_SIGNALS:
    void connectRequested(const QString& source);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    ElidedLabel* m_text;
    Button* m_connect;
    QString m_source;
};

} // namespace holdpoint
