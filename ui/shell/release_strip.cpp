// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/release_strip.h"

#include "ui/shell/load_clock.h"
#include "ui/shell/window_words.h"
#include "ui/style/elision.h"
#include "ui/style/numbers.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QDateTime>
#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <cmath>

namespace holdpoint {

/// A gate's glyph and name.
class GateStep : public QWidget
{
public:
    GateStep(const QString& title, QWidget* parent) : QWidget(parent), m_title(title)
    {
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    }

    void setState(GateState state)
    {
        m_state = state;
        setAccessibleName(m_title + QLatin1Char(' ') + lookOf(state).word);
        update();
    }

    QSize sizeHint() const override
    {
        const double text = QFontMetricsF(fontFor(FontRole::Small)).horizontalAdvance(m_title);
        return {static_cast<int>(std::ceil(scaled(14) + 5 + text)) + 1, scaled(20)};
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const ThemeColors& colors = colorsFor(this);
        QPainter painter(this);
        const double px = scaled(14);
        paintGlyph(painter, QRectF(0, (height() - px) / 2, px, px), lookOf(m_state).glyph, palette(), colors.window);
        painter.setFont(fontFor(FontRole::Small));
        painter.setPen(m_state == GateState::Later ? colors.text2 : colors.text);
        drawElided(painter, QRectF(px + 5, 0, width() - px - 5, height()), Qt::AlignLeft, m_title);
    }

private:
    QString m_title;
    GateState m_state = GateState::Later;
};

namespace {

QWidget* makeSeparator(QWidget* parent)
{
    QWidget* line = makeHairline(Qt::Vertical, parent);
    line->setFixedHeight(scaled(20));
    return line;
}

} // namespace

ReleaseStrip::ReleaseStrip(QWidget* parent)
    : QWidget(parent), m_release(makeLabel(tr("No release open"), FontRole::BodyStrong, false, this)),
      m_commit(makeLabel(QString(), FontRole::Mono, true, this)),
      m_environment(makeLabel(QString(), FontRole::Body, false, this)),
      m_rehearsal(makeLabel(tr("REHEARSAL"), FontRole::CaptionStrong, true, this)),
      m_window(new StatusLabel(FontRole::Body, Status::Neutral, this)),
      m_clock(makeLabel(QString(), FontRole::Strong, false, this)), m_load(makeLabel(QString(), FontRole::Body, false, this)),
      m_stop(new Button(tr("Stop load"), QStringLiteral("Ctrl+."), this))
{
    setObjectName(QStringLiteral("releaseStrip"));
    setFixedHeight(scaled(44));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_release->setObjectName(QStringLiteral("releaseName"));
    m_stop->setObjectName(QStringLiteral("stopLoad"));
    m_load->setObjectName(QStringLiteral("loadTime"));
    m_stop->setKind(Button::Kind::Danger);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 16, 1);
    row->setSpacing(0);
    row->addWidget(m_release);
    row->addSpacing(8);
    row->addWidget(m_commit);
    // A group is a line and what stands behind it, so that a hidden one leaves no gap.
    const auto addGroup = [this, row] {
        auto* group = new QWidget(this);
        auto* parts = new QHBoxLayout(group);
        parts->setContentsMargins(14, 0, 0, 0);
        parts->setSpacing(13);
        parts->addWidget(makeSeparator(group));
        row->addWidget(group);
        return group;
    };
    m_environmentGroup = addGroup();
    m_environmentGroup->layout()->addWidget(m_environment);
    m_environmentGroup->layout()->addWidget(m_rehearsal);
    m_windowGroup = addGroup();
    m_windowGroup->layout()->addWidget(m_window);
    m_window->setObjectName(QStringLiteral("windowText"));
    m_window->setCursor(Qt::PointingHandCursor);
    m_window->installEventFilter(this);
    m_gatesGroup = addGroup();
    for (const Gate gate : {Gate::GoForLoad, Gate::Results, Gate::SignOff}) {
        auto* step = new GateStep(gateTitle(gate), m_gatesGroup);
        m_gates.append(step);
        m_gatesGroup->layout()->addWidget(step);
    }
    row->addStretch();
    row->addWidget(m_load);
    row->addSpacing(12);
    row->addWidget(m_stop);
    row->addSpacing(16);
    row->addWidget(m_clock);
    row->addSpacing(8);
    connect(m_stop, &Button::clicked, this, &ReleaseStrip::stopRequested);
    startTimer(std::chrono::milliseconds{1000});
    setReport(nullptr);
}

void ReleaseStrip::setReport(const Report* report)
{
    m_hasReport = report != nullptr;
    m_release->setFont(fontFor(m_hasReport ? FontRole::Strong : FontRole::BodyStrong));
    if (!m_hasReport) {
        m_release->setText(tr("No release open"));
    } else {
        m_release->setText(fromCore(report->release.name) + QLatin1Char(' ') + fromCore(report->release.version));
        m_commit->setText(fromCore(report->release.commit).left(7));
        m_environment->setText(fromCore(report->environmentName));
        m_rehearsal->setProperty("wanted", report->isRehearsal);
        for (qsizetype i = 0; i < m_gates.size() && i < static_cast<qsizetype>(report->checklist.gates.size()); ++i) {
            m_gates.at(i)->setState(report->checklist.gates[static_cast<std::size_t>(i)].shown());
        }
    }
    showParts();
    showClock();
}

void ReleaseStrip::setWindow(const std::optional<TestWindow>& window)
{
    m_testWindow = window;
    showWindow();
    showParts();
}

/// "window 10:00\u201311:15 UTC, 0:42:10 left", amber once it is past its end.
void ReleaseStrip::showWindow()
{
    if (!m_testWindow) {
        m_window->clear();
        return;
    }
    const WallTime now = systemClock().wallNow();
    const QString left = timeLeft(*m_testWindow, now);
    const bool isLate = !windowNote(*m_testWindow, now).empty();
    m_window->setText(tr("window %1").arg(spanOf(*m_testWindow)) + (left.isEmpty() ? QString() : QStringLiteral(", ") + left));
    m_window->setStatus(isLate ? Status::Warn : Status::Neutral);
    m_window->setToolTip(isLate ? fromCore(windowNote(*m_testWindow, now)) : tr("Show the test window's steps"));
}

void ReleaseStrip::setRunning(bool isRunning)
{
    m_isRunning = isRunning;
    showParts();
}

void ReleaseStrip::setShrink(int level)
{
    m_shrink = level;
    showParts();
}

void ReleaseStrip::showParts()
{
    m_commit->setVisible(m_hasReport && !m_commit->text().isEmpty());
    m_rehearsal->setVisible(m_hasReport && m_rehearsal->property("wanted").toBool());
    m_environmentGroup->setVisible(m_hasReport && !m_environment->text().isEmpty());
    m_windowGroup->setVisible(m_hasReport && m_shrink < 2 && !m_window->text().isEmpty());
    m_gatesGroup->setVisible(m_hasReport && m_shrink < 1);
    m_clock->setVisible(m_hasReport);
    m_stop->setVisible(m_isRunning);
    showLoad();
}

void ReleaseStrip::showLoad()
{
    const QString text = m_isRunning && m_loadClock != nullptr ? m_loadClock->text() : QString();
    m_load->setVisible(!text.isEmpty());
    if (!text.isEmpty()) {
        m_load->setText(text);
        m_load->setToolTip(m_loadClock->detail());
        m_load->setAccessibleName(tr("Load: %1").arg(text));
        m_load->setAccessibleDescription(m_load->toolTip());
    }
}

void ReleaseStrip::showClock()
{
    m_clock->setText(QDateTime::currentDateTimeUtc().toString(QStringLiteral("HH:mm:ss")) + QStringLiteral(" UTC"));
    m_clock->setMinimumWidth(static_cast<int>(std::ceil(numberWidth(QStringLiteral("00:00:00 UTC"), m_clock->font()))));
}

void ReleaseStrip::timerEvent(QTimerEvent*)
{
    showClock();
    showLoad();
    if (m_testWindow && m_testWindow->isOpen()) {
        showWindow();
    }
}

bool ReleaseStrip::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_window && event->type() == QEvent::MouseButtonRelease) {
        Q_EMIT windowRequested();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void ReleaseStrip::paintEvent(QPaintEvent*)
{
    const ThemeColors& colors = colorsFor(this);
    QPainter painter(this);
    painter.fillRect(rect(), colors.window);
    painter.fillRect(QRect(0, 0, width(), 1), colors.line);
    painter.fillRect(QRect(0, height() - 1, width(), 1), colors.line);
}

} // namespace holdpoint
