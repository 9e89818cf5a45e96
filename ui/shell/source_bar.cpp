// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/source_bar.h"

#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/sensors/source_report.h"
#include "core/sensors/source_use.h"
#include "ui/style/chip.h"
#include "ui/style/elision.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QFontMetricsF>
#include <QLabel>
#include <QPainter>
#include <QTimer>
#include <algorithm>
#include <cmath>
#include <utility>

namespace holdpoint {

constexpr int kNoticeTime = 20'000; // ms

/// Glyph, name and state of the agent and of each source, as many as the width holds. Ages go on by themselves.
class SourceStrip : public QWidget
{
public:
    explicit SourceStrip(QWidget* parent) : QWidget(parent)
    {
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
        m_timer.setInterval(1000);
        connect(&m_timer, &QTimer::timeout, this, &SourceStrip::tell);
        tell();
    }

    void setSources(std::vector<SourceReport> sources, std::map<std::string, Nanos> limits)
    {
        m_sources = std::move(sources);
        m_limits = std::move(limits);
        tell();
    }
    void setAgent(Glyph glyph, const QString& state, bool isStale)
    {
        m_agent = {glyph, SourceBar::tr("Agent"), state, isStale};
        tell();
    }
    QSize sizeHint() const override { return {static_cast<int>(std::ceil(fullWidth())), scaled(20)}; }
    QSize minimumSizeHint() const override { return {0, scaled(20)}; }

protected:
    void showEvent(QShowEvent* event) override
    {
        QWidget::showEvent(event);
        m_timer.start();
        tell();
    }
    void hideEvent(QHideEvent* event) override
    {
        QWidget::hideEvent(event);
        m_timer.stop();
    }
    void changeEvent(QEvent* event) override
    {
        QWidget::changeEvent(event);
        if (event->type() == QEvent::FontChange) {
            updateGeometry();
        }
    }
    void paintEvent(QPaintEvent*) override
    {
        const ThemeColors& colors = colorsFor(this);
        QPainter painter(this);
        painter.setFont(fontFor(FontRole::Small));
        double left = 0;
        const double px = scaled(12);
        for (const Entry& entry : m_entries) {
            if (left + widthOf(entry) - kGap > width()) {
                return; // the tooltip has all
            }
            paintGlyph(painter, QRectF(left, (height() - px) / 2, px, px), entry.glyph, palette(), colors.window);
            painter.setPen(colors.text);
            const double text = QFontMetricsF(painter.font()).horizontalAdvance(entry.title);
            painter.drawText(QRectF(left + px + 6, 0, text + 1, height()), Qt::AlignVCenter | Qt::AlignLeft, entry.title);
            painter.setPen(entry.isStale ? colors.warn.text : colors.text2);
            painter.drawText(QRectF(left + px + 6 + text + 6, 0, width(), height()), Qt::AlignVCenter | Qt::AlignLeft,
                             entry.state);
            left += widthOf(entry);
        }
        if (m_sources.empty()) {
            painter.setPen(colors.text2);
            painter.drawText(QRectF(left, 0, width() - left, height()), Qt::AlignVCenter | Qt::AlignLeft, emptyText());
        }
    }

private:
    struct Entry
    {
        Glyph glyph = Glyph::OpenSensed;
        QString title;
        QString state;
        bool isStale = false;
    };
    static constexpr double kGap = 20;

    static QString emptyText() { return SourceBar::tr("No source asked yet"); }
    Entry entryOf(const SourceReport& source, WallTime now) const
    {
        const QString title = fromCore(source.title);
        if (source.state == SourceReport::State::Failed) {
            constexpr qsizetype kLongest = 24;
            const QString error = fromCore(source.error);
            return {Glyph::Fail, title, error.size() <= kLongest ? error : SourceBar::tr("down"), false};
        }
        const Nanos age = now - source.at;
        const auto limit = m_limits.find(source.id);
        const bool isStale = limit != m_limits.end() && age > limit->second;
        return {isStale ? Glyph::Stale : Glyph::Pass, title, ageText(age), isStale};
    }
    /// What it says now; repaints only if that is something else.
    void tell()
    {
        const WallTime now = systemClock().wallNow();
        m_entries.clear();
        if (!m_agent.title.isEmpty()) {
            m_entries.push_back(m_agent);
        }
        for (const SourceReport& source : m_sources) {
            m_entries.push_back(entryOf(source, now));
        }
        QStringList words;
        for (const Entry& entry : m_entries) {
            words << entry.title + QStringLiteral(": ") + entry.state +
                         (entry.isStale ? SourceBar::tr(" (out of date)") : QString());
        }
        if (m_sources.empty()) {
            words << emptyText();
        }
        const QString told = words.join(QStringLiteral(", "));
        const QString look = told + (m_agent.glyph == Glyph::Fail ? QStringLiteral("!") : QString());
        if (std::exchange(m_told, look) == look) {
            return;
        }
        setAccessibleName(told);
        setToolTip(words.join(QLatin1Char('\n')));
        updateGeometry();
        update();
    }
    static double widthOf(const Entry& entry)
    {
        const QFontMetricsF metrics(fontFor(FontRole::Small));
        return scaled(12) + 6 + metrics.horizontalAdvance(entry.title) + 6 + metrics.horizontalAdvance(entry.state) + kGap;
    }
    double fullWidth() const
    {
        double width = m_sources.empty() ? QFontMetricsF(fontFor(FontRole::Small)).horizontalAdvance(emptyText()) + kGap : 0;
        for (const Entry& entry : m_entries) {
            width += widthOf(entry);
        }
        return width;
    }

    Entry m_agent;
    std::vector<SourceReport> m_sources;
    std::map<std::string, Nanos> m_limits;
    std::vector<Entry> m_entries;
    QString m_told;
    QTimer m_timer;
};

SourceBar::SourceBar(QWidget* parent)
    : QWidget(parent), m_sources(new SourceStrip(this)), m_noticeGlyph(new GlyphLabel(Glyph::Warn, 12, this)),
      m_notice(new ElidedLabel(QString(), this)), m_noticeEnd(new QTimer(this)),
      m_audit(makeLabel(QString(), FontRole::Small, true, this))
{
    setObjectName(QStringLiteral("sourceBar"));
    setFocusPolicy(Qt::TabFocus);
    m_notice->setObjectName(QStringLiteral("notice"));
    m_notice->setFont(fontFor(FontRole::Small));
    m_sources->setObjectName(QStringLiteral("sources"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 0, 14, 0);
    row->setSpacing(6);
    row->addWidget(m_sources);
    row->addWidget(m_noticeGlyph);
    row->addWidget(m_notice, 1);
    row->addWidget(m_audit);
    setReport(nullptr);
    m_noticeEnd->setObjectName(QStringLiteral("noticeEnd"));
    m_noticeEnd->setSingleShot(true);
    connect(m_noticeEnd, &QTimer::timeout, this, [this] { setNotice(QString(), false); });
    setNotice(QString(), false);
}

void SourceBar::setReport(const Report* report)
{
    m_hasReport = report != nullptr;
    m_audit->setVisible(m_hasReport);
    m_sources->setVisible(m_hasReport);
    if (report != nullptr) {
        const QString head = QString::fromStdString(report->audit.hash);
        m_audit->setText(tr("audit %1 entries  %2 %3")
                             .arg(QString::fromStdString(formatCount(static_cast<std::uint64_t>(report->audit.length))),
                                  head.left(4), head.mid(4, 4)));
        m_audit->setToolTip(head);
    }
}

void SourceBar::setSources(const std::map<std::string, SourceReport>& sources, std::map<std::string, Nanos> limits)
{
    std::vector<SourceReport> shown;
    for (const auto& [id, source] : sources) {
        if (isService(id) && source.state != SourceReport::State::NotConfigured) {
            shown.push_back(source);
        }
    }
    std::stable_sort(shown.begin(), shown.end(), [](const SourceReport& a, const SourceReport& b) {
        return a.state == SourceReport::State::Failed && b.state != SourceReport::State::Failed;
    });
    m_sources->setSources(std::move(shown), std::move(limits));
}

void SourceBar::setAgent(Glyph glyph, const QString& state, bool isStale)
{
    m_sources->setAgent(glyph, state, isStale);
}

void SourceBar::keepNotice()
{
    m_noticeEnd->stop();
}

void SourceBar::paintEvent(QPaintEvent*)
{
    if (hasFocus()) {
        QPainter painter(this);
        painter.fillRect(QRect(0, 0, width(), 2), colorsFor(this).accent);
    }
}

void SourceBar::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void SourceBar::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

void SourceBar::setNotice(const QString& sentence, bool isFault)
{
    m_noticeGlyph->setGlyph(isFault ? Glyph::Fail : Glyph::Pass);
    m_noticeGlyph->setVisible(!sentence.isEmpty());
    m_notice->setText(sentence);
    m_notice->setAccessibleName(sentence);
    isFault || sentence.isEmpty() ? m_noticeEnd->stop() : m_noticeEnd->start(kNoticeTime);
    if (isFault && !sentence.isEmpty()) {
        QAccessibleEvent event(m_notice, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

} // namespace holdpoint
