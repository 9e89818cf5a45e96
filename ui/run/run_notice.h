// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/run_interruption.h"
#include "ui/style/status.h"

#include <QString>
#include <QWidget>
#include <array>

class QLabel;

namespace holdpoint {

class Button;
class GlyphLabel;

/// One sentence above the charts about what a run waits for or what became of it, with what can be done. Hidden without one.
class RunNotice : public QWidget
{
    Q_OBJECT

public:
    enum class Kind { None, Pause, Stopping, Silent, Elsewhere, Armed, Interrupted, NotCounting, OtherPlan };
    struct Content
    {
        Kind kind = Kind::None;
        Glyph glyph = Glyph::Warn;
        QString sentence;
        std::array<QString, 2> actions; // empty: none
        QString key;                    // of the first
    };

    explicit RunNotice(QWidget* parent = nullptr);
    /// RunInterruption::sentence() in the language of the window; the record keeps core's.
    static QString sentenceOf(const RunInterruption& interruption, const Plan& plan);
    void setContent(const Content& content);
    const Content& content() const { return m_content; }

Q_SIGNALS:
    void acted(holdpoint::RunNotice::Kind kind, int action);

private:
    Content m_content;
    GlyphLabel* m_glyph;
    QLabel* m_text;
    std::array<Button*, 2> m_buttons;
};

} // namespace holdpoint
