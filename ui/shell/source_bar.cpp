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
#include <algorithm>
#include <cmath>

namespace holdpoint {

/// Glyph, name and age of each source, as many as the width holds.
class SourceStrip : public QWidget
{
public:
    explicit SourceStrip(QWidget* parent) : QWidget(parent)
    {
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
        setSources({});
    }

    void setSources(std::vector<SourceReport> sources)
    {
        m_sources = std::move(sources);
        QStringList words;
        for (const SourceReport& source : m_sources) {
            words << fromCore(source.title) + QStringLiteral(": ") + stateOf(source);
        }
        setAccessibleName(words.isEmpty() ? emptyText() : words.join(QStringLiteral(", ")));
        setToolTip(words.join(QLatin1Char('\n')));
        updateGeometry();
        update();
    }
    QSize sizeHint() const override { return {static_cast<int>(std::ceil(fullWidth())), scaled(20)}; }
    QSize minimumSizeHint() const override { return {0, scaled(20)}; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const ThemeColors& colors = colorsFor(this);
        QPainter painter(this);
        painter.setFont(fontFor(FontRole::Small));
        if (m_sources.empty()) {
            painter.setPen(colors.text2);
            painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft, emptyText());
            return;
        }
        double left = 0;
        const double px = scaled(12);
        for (const SourceReport& source : m_sources) {
            if (left + widthOf(source) - kGap > width()) {
                return; // the tooltip has all
            }
            const Glyph glyph = source.state == SourceReport::State::Failed ? Glyph::Fail : Glyph::Pass;
            paintGlyph(painter, QRectF(left, (height() - px) / 2, px, px), glyph, palette(), colors.window);
            painter.setPen(colors.text);
            const QString title = fromCore(source.title);
            const double text = QFontMetricsF(painter.font()).horizontalAdvance(title);
            painter.drawText(QRectF(left + px + 6, 0, text + 1, height()), Qt::AlignVCenter | Qt::AlignLeft, title);
            painter.setPen(colors.text2);
            painter.drawText(QRectF(left + px + 6 + text + 6, 0, width(), height()), Qt::AlignVCenter | Qt::AlignLeft,
                             stateOf(source));
            left += widthOf(source);
        }
    }

private:
    static constexpr double kGap = 20;

    static QString emptyText() { return SourceBar::tr("No source asked yet"); }
    static QString stateOf(const SourceReport& source)
    {
        if (source.state == SourceReport::State::Failed) {
            constexpr qsizetype kLongest = 24;
            const QString error = fromCore(source.error);
            return error.size() <= kLongest ? error : SourceBar::tr("down");
        }
        return ageText(systemClock().wallNow() - source.at);
    }
    static double widthOf(const SourceReport& source)
    {
        const QFontMetricsF metrics(fontFor(FontRole::Small));
        return scaled(12) + 6 + metrics.horizontalAdvance(fromCore(source.title)) + 6 +
               metrics.horizontalAdvance(stateOf(source)) + kGap;
    }
    double fullWidth() const
    {
        if (m_sources.empty()) {
            return QFontMetricsF(fontFor(FontRole::Small)).horizontalAdvance(emptyText()) + kGap;
        }
        double width = 0;
        for (const SourceReport& source : m_sources) {
            width += widthOf(source);
        }
        return width;
    }

    std::vector<SourceReport> m_sources;
};

SourceBar::SourceBar(QWidget* parent)
    : QWidget(parent), m_agentGlyph(new GlyphLabel(Glyph::Pass, 12, this)),
      m_agent(makeLabel(tr("Agent"), FontRole::Small, false, this)),
      m_agentState(makeLabel(tr("ready"), FontRole::Small, true, this)), m_sources(new SourceStrip(this)),
      m_noticeGlyph(new GlyphLabel(Glyph::Warn, 12, this)), m_notice(new ElidedLabel(QString(), this)),
      m_audit(makeLabel(QString(), FontRole::Small, true, this))
{
    setObjectName(QStringLiteral("sourceBar"));
    setFocusPolicy(Qt::TabFocus);
    m_notice->setObjectName(QStringLiteral("notice"));
    m_notice->setFont(fontFor(FontRole::Small));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 0, 14, 0);
    row->setSpacing(6);
    row->addWidget(m_agentGlyph);
    row->addWidget(m_agent);
    row->addWidget(m_agentState);
    row->addSpacing(12);
    row->addWidget(m_sources);
    row->addWidget(m_noticeGlyph);
    row->addWidget(m_notice, 1);
    row->addWidget(m_audit);
    setReport(nullptr);
    setNotice(QString(), false);
}

void SourceBar::setReport(const Report* report)
{
    m_hasReport = report != nullptr;
    m_agentGlyph->setVisible(m_hasReport);
    m_agent->setVisible(m_hasReport);
    m_agentState->setVisible(m_hasReport);
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

void SourceBar::setSources(const std::map<std::string, SourceReport>& sources)
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
    m_sources->setSources(std::move(shown));
}

void SourceBar::setAgent(Glyph glyph, const QString& state)
{
    m_agentGlyph->setGlyph(glyph);
    m_agentState->setText(state);
}

void SourceBar::setNotice(const QString& sentence, bool isFault)
{
    m_noticeGlyph->setGlyph(isFault ? Glyph::Fail : Glyph::Pass);
    m_noticeGlyph->setVisible(!sentence.isEmpty());
    m_notice->setText(sentence);
    m_notice->setAccessibleName(sentence);
    if (isFault && !sentence.isEmpty()) {
        QAccessibleEvent event(m_notice, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

} // namespace holdpoint
