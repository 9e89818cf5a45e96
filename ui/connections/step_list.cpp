// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/step_list.h"

#include "core/base/units.h"
#include "ui/style/elision.h"
#include "ui/style/glyphs.h"
#include "ui/style/numbers.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QFontMetricsF>
#include <QPainter>

namespace holdpoint {

namespace {

using State = ConnectionStep::State;

constexpr int kStepRow = 30;
constexpr int kNumberLeft = 52;
constexpr int kTitleLeft = 68;
constexpr int kSawLeft = 202;
constexpr int kTimeWidth = 76;

Glyph glyphOf(State state, bool isRunning)
{
    switch (state) {
    case State::Passed:
        return Glyph::Pass;
    case State::Failed:
        return Glyph::Fail;
    case State::Skipped:
        return Glyph::NotApplicable;
    case State::NotTried:
        break;
    }
    return isRunning ? Glyph::Running : Glyph::OpenSensed;
}

QString timeText(const ConnectionStep& step)
{
    const bool isTimed = (step.state == State::Passed || step.state == State::Failed) && step.took > Nanos{};
    return isTimed ? fromCore(formatMillis(static_cast<double>(step.took.count()) / 1e6)) : QStringLiteral("\u2013");
}

} // namespace

QString stepTitle(ConnectionStep::Kind kind)
{
    switch (kind) {
    case ConnectionStep::Kind::Resolve:
        return tr("Find the host");
    case ConnectionStep::Kind::Allow:
        return tr("Allowed by the plan");
    case ConnectionStep::Kind::Connect:
        return tr("Open a connection");
    case ConnectionStep::Kind::Tls:
        return tr("Agree on TLS");
    case ConnectionStep::Kind::SignIn:
        return tr("Sign in");
    case ConnectionStep::Kind::Ask:
        return tr("Ask one question");
    }
    return {};
}

StepList::StepList(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("stepList"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setReport(std::nullopt, false);
}

QSize StepList::sizeHint() const
{
    return {scaled(480), scaled(kStepRow) * 6};
}

void StepList::setReport(std::optional<ConnectionReport> report, bool isRunning)
{
    m_report = std::move(report);
    m_isRunning = isRunning;
    setAccessibleName(tr("Connection test"));
    setAccessibleDescription(describe());
    update();
}

QString StepList::describe() const
{
    QStringList steps;
    for (std::size_t i = 0; m_report && i < m_report->steps.size(); ++i) {
        const ConnectionStep& step = m_report->steps.at(i);
        const QString state = step.state == State::Failed     ? tr("failed")
                              : step.state == State::NotTried ? tr("not tried")
                                                              : tr("ok");
        steps << tr("%1: %2, %3").arg(stepTitle(step.kind), state, fromCore(step.saw));
    }
    return steps.isEmpty() ? tr("not tested yet") : steps.join(QStringLiteral("; "));
}

void StepList::paintEvent(QPaintEvent*)
{
    const ThemeColors& colors = colorsFor(this);
    QPainter painter(this);
    const double row = scaled(kStepRow);
    const double px = scaled(14);
    const double glyphLeft = scaled(22);
    bool isNext = m_isRunning; // the first step that is not tried
    for (int i = 0; i < 6; ++i) {
        ConnectionStep step;
        step.kind = static_cast<ConnectionStep::Kind>(i);
        if (m_report) {
            step = m_report->steps.at(static_cast<std::size_t>(i));
        }
        const bool isUnderWay = isNext && step.state == State::NotTried;
        isNext = isNext && step.state != State::NotTried;
        const double top = i * row;
        if (i > 0) {
            painter.fillRect(QRectF(glyphLeft + px / 2 - 0.5, top - (row - px) / 2 + 3, 1, row - px - 6), colors.line);
        }
        paintGlyph(painter, QRectF(glyphLeft, top + (row - px) / 2, px, px), glyphOf(step.state, isUnderWay), palette());
        const bool isFailed = step.state == State::Failed;
        const bool isTried = step.state == State::Passed || isFailed;
        painter.setFont(fontFor(isFailed ? FontRole::BodyStrong : FontRole::Body));
        painter.setPen(isTried ? colors.text : colors.text2);
        painter.drawText(QRectF(scaled(kNumberLeft), top, scaled(14), row), Qt::AlignVCenter | Qt::AlignLeft,
                         QString::number(i + 1));
        const double titleRoom = scaled(kSawLeft - kTitleLeft) - 8;
        drawElided(painter, QRectF(scaled(kTitleLeft), top, titleRoom, row), Qt::AlignLeft, stepTitle(step.kind));
        painter.setFont(fontFor(FontRole::Body));
        painter.setPen(isFailed ? colors.fail.text : colors.text2);
        const double sawRoom = width() - scaled(kSawLeft) - scaled(kTimeWidth) - 16;
        const QString saw = !step.saw.empty() ? fromCore(step.saw) : isUnderWay ? tr("trying") : tr("not tried");
        drawElided(painter, QRectF(scaled(kSawLeft), top, sawRoom, row), Qt::AlignLeft, saw);
        painter.setPen(colors.text2);
        drawNumber(painter, QRectF(width() - scaled(kTimeWidth) - 16, top, scaled(kTimeWidth), row), Qt::AlignRight,
                   timeText(step));
    }
}

} // namespace holdpoint
