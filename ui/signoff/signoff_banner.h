// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"
#include "ui/style/glyphs.h"

#include <QWidget>

class QLabel;

namespace holdpoint {

class Button;

/// What keeps the release from being signed off: hold mark, HOLD or GO with a sentence, one line per cause, and the decision.
class SignoffBanner : public QWidget
{
    Q_OBJECT

public:
    explicit SignoffBanner(QWidget* parent = nullptr);

    void setReport(const Report& report);
    QString sentence() const;
    Button* decideButton() const { return m_decide; }

Q_SIGNALS:
    void decideRequested();
    /// A cause that is a checklist item.
    void itemChosen(const QString& id);

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void tint();
    void addCause(Glyph glyph, const QString& text, const QString& item);
    void addBlockers(const Report& report, const GateView& gate);
    void addSignatures(const Report& report);

    GateState m_state = GateState::Later;
    QLabel* m_word;
    QLabel* m_sentence;
    QWidget* m_causes;
    Button* m_decide;
};

} // namespace holdpoint
