// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/checklist/gate_banner.h"

#include "core/base/time_format.h"
#include "core/checklist/gate_causes.h"
#include "ui/style/elision.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QAbstractButton>
#include <QBoxLayout>
#include <QFontMetricsF>
#include <QLabel>
#include <QPainter>
#include <QResizeEvent>
#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr int kTextLeft = 44; // 16 edge, 14 mark, 14 gap
constexpr std::size_t kMostLinks = 10;
constexpr int kLineGap = 2;

/// One blocker: glyph, underlined name, grey owner.
class BlockerLink : public QAbstractButton
{
public:
    BlockerLink(Glyph glyph, const QString& text, QString owner, GateState state, QWidget* parent)
        : QAbstractButton(parent), m_glyph(glyph), m_owner(std::move(owner)), m_state(state)
    {
        setText(text);
        setAccessibleName(text + QStringLiteral(", ") + m_owner);
        setCursor(Qt::PointingHandCursor);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    }

    QSize sizeHint() const override
    {
        const double name = QFontMetricsF(fontFor(FontRole::Body)).horizontalAdvance(text());
        const double owner = QFontMetricsF(fontFor(FontRole::Small)).horizontalAdvance(m_owner);
        return {static_cast<int>(std::ceil(glyphWidth() + name + (m_owner.isEmpty() ? 0 : 6 + owner))) + 1, scaled(20)};
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const ThemeColors& colors = colorsFor(this);
        QPainter painter(this);
        const double px = scaled(12);
        const QColor behind = colors.of(lookOf(m_state).status).fill;
        if (m_glyph != Glyph::Dot) {
            paintGlyph(painter, QRectF(0, (height() - px) / 2, px, px), m_glyph, palette(), behind);
        }
        painter.setFont(fontFor(FontRole::Body));
        painter.setPen(colors.text);
        const double used = drawElided(painter, QRectF(glyphWidth(), 0, width() - glyphWidth(), height()), Qt::AlignLeft, text());
        const double baseline =
            std::floor((height() - QFontMetricsF(painter.font()).height()) / 2 + QFontMetricsF(painter.font()).ascent()) + 2.5;
        painter.setPen(QPen(hasFocus() || underMouse() ? colors.accent : colors.text2, hasFocus() ? 2 : 1));
        painter.drawLine(QPointF(glyphWidth(), baseline), QPointF(glyphWidth() + used, baseline));
        painter.setFont(fontFor(FontRole::Small));
        painter.setPen(colors.text2);
        painter.drawText(QRectF(glyphWidth() + used + 6, 0, width(), height()), Qt::AlignVCenter | Qt::AlignLeft, m_owner);
    }

private:
    double glyphWidth() const { return m_glyph == Glyph::Dot ? 0 : scaled(12) + 6; }

    Glyph m_glyph;
    QString m_owner;
    GateState m_state;
};

QString shortName(const ItemView& item)
{
    constexpr qsizetype kLongest = 44;
    const QString text = plainItemText(item.definition->text);
    if (text.size() <= kLongest) {
        return text;
    }
    const qsizetype cut = text.lastIndexOf(QLatin1Char(' '), kLongest);
    return text.left(cut > 0 ? cut : kLongest) + QStringLiteral("\u2026");
}

/// "connection refused, 4 items": what the source's own words come down to; the tooltip has them all.
QString blockedText(const GateCause& cause)
{
    constexpr qsizetype kLongest = 40;
    QString why = fromCore(cause.why);
    if (why.startsWith(QLatin1String("could not connect to "))) {
        why = why.section(QStringLiteral(": "), -1).toLower();
    } else if (why.startsWith(QLatin1String("it answered "))) {
        why = why.mid(12).section(QLatin1Char(':'), 0, 0);
    }
    if (why.size() > kLongest) {
        const qsizetype cut = why.lastIndexOf(QLatin1Char(' '), kLongest);
        why = why.left(cut > 0 ? cut : kLongest) + QStringLiteral("\u2026");
    }
    const QString items = GateBanner::tr("%n item(s)", nullptr, asCount(cause.items.size()));
    return why + QStringLiteral(", ") + items;
}

} // namespace

GateBanner::GateBanner(QWidget* parent)
    : QWidget(parent), m_word(new StatusLabel(FontRole::Strong, Status::Neutral, this)),
      m_sentence(makeLabel(QString(), FontRole::Strong, false, this)), m_right(makeLabel(QString(), FontRole::Body, false, this)),
      m_links(new QWidget(this))
{
    setObjectName(QStringLiteral("gateBanner"));
    m_word->setObjectName(QStringLiteral("gateWord"));
    m_sentence->setObjectName(QStringLiteral("gateSentence"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kTextLeft, 11, 16, 11);
    column->setSpacing(5);
    auto* line = new QHBoxLayout;
    line->setSpacing(10);
    line->addWidget(m_word);
    line->addWidget(m_sentence);
    line->addStretch();
    line->addWidget(m_right);
    column->addLayout(line);
    new FlowLayout(20, kLineGap, m_links);
    column->addWidget(m_links);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QString GateBanner::sentenceFor(const Report& report, const GateView& gate)
{
    const QString title = gateTitle(gate.gate);
    switch (gate.shown()) {
    case GateState::Go:
        return tr("%1 passed").arg(title);
    case GateState::NoGo:
        return tr("%1 was refused: %2").arg(title, gate.decision ? fromCore(gate.decision->reason) : QString());
    case GateState::Hold:
    case GateState::Later:
        break;
    }
    if (gate.blockingCount == 0) {
        return tr("%1: nothing blocks, decide").arg(title);
    }
    const auto count = gateCauses(report.checklist, gate.gate).size();
    const QString causes = tr("%n cause(s)", nullptr, asCount(count));
    return (gate.isOvertaken() ? tr("%1 is on hold again: %2 of %3 items block, %4") : tr("%1: %2 of %3 items block, %4"))
        .arg(title)
        .arg(gate.blockingCount)
        .arg(gate.itemCount)
        .arg(causes);
}

QString GateBanner::signedNote(const Report& report)
{
    const auto valid = std::count_if(report.signatures.begin(), report.signatures.end(),
                                     [](const Signature& each) { return each.status == SignatureStatus::Valid; });
    if (valid == 0 || !report.frozenAt) {
        return {};
    }
    return tr("%n signature(s) are over the record of %1 UTC. Once Sign-off is decided on another record, they are void.",
              nullptr, asCount(static_cast<std::size_t>(valid)))
        .arg(fromCore(formatUtcClock(*report.frozenAt)));
}

QString GateBanner::whyNotGo(const Report& report, const GateView& gate)
{
    const auto causes = gateCauses(report.checklist, gate.gate);
    if (causes.empty()) {
        return {};
    }
    const QString all = tr("%n cause(s) block.", nullptr, asCount(causes.size()));
    if (!causes.front().source.empty()) {
        return tr("%1 First: %2, %3").arg(all, fromCore(causes.front().source), fromCore(causes.front().why));
    }
    const ItemView& first = *report.checklist.item(causes.front().items.front());
    return tr("%1 First: %2, %3").arg(all, plainItemText(first.definition->text), ownerWord(first.definition->owner));
}

void GateBanner::setGate(const Report& report, Gate which)
{
    const GateView& gate = report.checklist.gate(which);
    m_state = gate.shown();
    const Look look = lookOf(m_state);
    m_word->setText(look.word);
    m_word->setVisible(!look.word.isEmpty());
    m_word->setStatus(look.status);
    m_sentence->setText(sentenceFor(report, gate));
    for (QWidget* old : m_links->findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) {
        old->hide();
        m_links->layout()->removeWidget(old);
        old->deleteLater();
    }
    m_blockers.clear();
    m_more = nullptr;
    m_blockerCount = 0;
    const auto addLink = [this](Glyph glyph, const QString& text, const QString& owner, const QString& id) {
        auto* link = new BlockerLink(glyph, text, owner, m_state, m_links);
        link->setObjectName(QStringLiteral("blocker-") + id);
        connect(link, &QAbstractButton::clicked, this, [this, id] { Q_EMIT itemChosen(id); });
        m_links->layout()->addWidget(link);
        return link;
    };
    if (m_state == GateState::Hold || m_state == GateState::Later) {
        const auto causes = gateCauses(report.checklist, which);
        m_blockerCount = static_cast<int>(causes.size());
        for (std::size_t i = 0; i < std::min(causes.size(), kMostLinks); ++i) {
            const GateCause& cause = causes[i];
            const ItemView& item = *report.checklist.item(cause.items.front());
            if (cause.source.empty()) {
                m_blockers << addLink(lookOf(item).glyph, shortName(item), ownerWord(item.definition->owner),
                                      fromCore(cause.items.front()));
                continue;
            }
            const QString title = fromCore(cause.source);
            auto* link = new BlockerLink(Glyph::Unknown, sourceName(cause.source), blockedText(cause), m_state, m_links);
            link->setObjectName(QStringLiteral("blocker-source-") + title);
            link->setToolTip(fromCore(cause.why));
            connect(link, &QAbstractButton::clicked, this, [this, title] { Q_EMIT sourceChosen(title); });
            m_links->layout()->addWidget(link);
            m_blockers << link;
        }
        m_more =
            addLink(Glyph::Dot, QString(), QString(), fromCore(causes.empty() ? std::string() : causes.back().items.front()));
        m_more->setObjectName(QStringLiteral("moreBlockers"));
    }
    m_links->setVisible(!m_blockers.isEmpty());
    fitLinks();
    update();
}

void GateBanner::setRightRemark(const QString& remark)
{
    m_right->setText(remark);
}

int GateBanner::heightForWidth(int width) const
{
    const int links = m_links->isHidden() ? 0 : 5 + m_links->layout()->heightForWidth(width - kTextLeft - 16);
    return 22 + m_sentence->sizeHint().height() + links;
}

QSize GateBanner::sizeHint() const
{
    return {scaled(500), heightForWidth(width())};
}

/// As many links as two lines hold, the rest as a number: the banner keeps its 68 to 88 px.
void GateBanner::fitLinks()
{
    if (!m_blockers.isEmpty()) {
        const int room = 2 * scaled(20) + kLineGap;
        for (auto shown = m_blockers.size(); shown > 0; --shown) {
            for (qsizetype i = 0; i < m_blockers.size(); ++i) {
                m_blockers.at(i)->setVisible(i < shown);
            }
            m_more->setText(tr("and %1 more").arg(moreCount(static_cast<int>(shown))));
            m_more->setVisible(moreCount(static_cast<int>(shown)) > 0);
            if (m_links->layout()->heightForWidth(width() - kTextLeft - 16) <= room) {
                break;
            }
        }
        m_links->layout()->invalidate();
        m_links->layout()->setGeometry(QRect(0, 0, width() - kTextLeft - 16, room)); // a shrunk window keeps its last link
    }
    setFixedHeight(heightForWidth(width()));
}

void GateBanner::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width()) {
        fitLinks();
    }
}

void GateBanner::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorsFor(this).of(lookOf(m_state).status).fill);
    paintHoldMark(painter, QRectF(16, 12, 14, height() - 24), Qt::Vertical, m_state, palette());
}

} // namespace holdpoint
