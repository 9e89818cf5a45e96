// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/theme.h"

#include <QLabel>
#include <QStringList>
#include <optional>

class QPainter;

namespace holdpoint {

/// Every text that was cut since recording began: elision hides faults, so the GUI tests look at it. GUI thread only.
class ElisionLog
{
public:
    static void start();
    static QStringList stop();
    static void note(const QString& text);
};

/// The text, cut with an ellipsis if it is wider than `width`; a cut is noted.
QString elided(const QString& text, const QFont& font, double width);
/// Draws one line vertically centred with the painter's font and pen; returns the width that it took.
double drawElided(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text);

/// The same text with places to break in its long words: a label's least width is its longest word.
QString breakable(const QString& text);

/// One line of text that cuts itself and then shows the whole in its tooltip.
class ElidedLabel : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(const QString& text = QString(), QWidget* parent = nullptr);
    /// In text2, whatever the theme.
    void setSecondary(bool isSecondary) { m_isSecondary = isSecondary; }
    /// In the text colour of a status, whatever the theme.
    void setStatus(Status status) { m_status = status; }
    /// It gives way to what stands beside it: a cut is no fault.
    void setGivingWay(bool givesWay) { m_givesWay = givesWay; }
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    bool m_isSecondary = false;
    std::optional<Status> m_status;
    bool m_givesWay = false;
};

} // namespace holdpoint
