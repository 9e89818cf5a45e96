// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signoff/signoff_banner.h"

#include "core/checklist/gate_causes.h"
#include "ui/checklist/gate_banner.h"
#include "ui/shell/recent_dossiers.h"
#include "ui/style/chip.h"
#include "ui/style/elision.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QAbstractButton>
#include <QBoxLayout>
#include <QEvent>
#include <QFontMetricsF>
#include <QLabel>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr int kTextLeft = 44; // 16 edge, 14 mark, 14 gap
constexpr std::size_t kShownBlockers = 3;
constexpr qsizetype kLongestCause = 60;

/// Glyph and text; underlined if it leads to an item.
class Cause : public QAbstractButton
{
public:
    Cause(Glyph glyph, const QString& text, bool isLink, Status banner, QWidget* parent)
        : QAbstractButton(parent), m_glyph(glyph), m_isLink(isLink), m_banner(banner)
    {
        setText(text);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
        setFocusPolicy(isLink ? Qt::StrongFocus : Qt::NoFocus);
        if (isLink) {
            setCursor(Qt::PointingHandCursor);
        }
    }

    QSize sizeHint() const override
    {
        const double width = QFontMetricsF(fontFor(FontRole::Body)).horizontalAdvance(text());
        return {static_cast<int>(std::ceil(glyphWidth() + width)) + 2, scaled(20)};
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const ThemeColors& colors = colorsFor(this);
        QPainter painter(this);
        const double px = scaled(12);
        paintGlyph(painter, QRectF(0, (height() - px) / 2, px, px), m_glyph, palette(), colors.of(m_banner).fill);
        painter.setFont(fontFor(FontRole::Body));
        painter.setPen(colors.text);
        const QRectF line(glyphWidth(), 0, width() - glyphWidth(), height());
        const double used = drawElided(painter, line, Qt::AlignLeft, text());
        if (m_isLink) {
            const QFontMetricsF metrics(painter.font());
            const double y = std::floor((height() - metrics.height()) / 2 + metrics.ascent()) + 2.5;
            painter.setPen(QPen(hasFocus() || underMouse() ? colors.accent : colors.text2, hasFocus() ? 2 : 1));
            painter.drawLine(QPointF(line.left(), y), QPointF(line.left() + used, y));
        }
    }

private:
    static double glyphWidth() { return scaled(12) + 6; }

    Glyph m_glyph;
    bool m_isLink;
    Status m_banner;
};

QString shortCause(const QString& text)
{
    return text.size() <= kLongestCause ? text : text.left(kLongestCause - 1).trimmed() + QStringLiteral("\u2026");
}

std::ptrdiff_t validCount(const Report& report)
{
    return std::count_if(report.signatures.begin(), report.signatures.end(),
                         [](const Signature& signature) { return signature.status == SignatureStatus::Valid; });
}

} // namespace

SignoffBanner::SignoffBanner(QWidget* parent)
    : QWidget(parent), m_word(makeLabel(QString(), FontRole::Strong, false, this)),
      m_sentence(makeLabel(QString(), FontRole::Strong, false, this)), m_causes(new QWidget(this)),
      m_decide(new Button(tr("Decide Sign-off\u2026"), QString(), this))
{
    setObjectName(QStringLiteral("signoffBanner"));
    m_word->setObjectName(QStringLiteral("signoffWord"));
    m_sentence->setObjectName(QStringLiteral("signoffSentence"));
    m_decide->setObjectName(QStringLiteral("decideSignoff"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(kTextLeft, 10, 16, 10);
    row->setSpacing(16);
    auto* column = new QVBoxLayout;
    column->setSpacing(4);
    auto* line = new QHBoxLayout;
    line->setSpacing(10);
    line->addWidget(m_word);
    line->addWidget(m_sentence);
    line->addStretch();
    column->addLayout(line);
    auto* flow = new FlowLayout(22, 2, m_causes);
    flow->setContentsMargins(0, 0, 0, 0);
    QSizePolicy flowing(QSizePolicy::Expanding, QSizePolicy::Preferred);
    flowing.setHeightForWidth(true);
    m_causes->setSizePolicy(flowing);
    column->addWidget(m_causes);
    row->addLayout(column, 1);
    row->addWidget(m_decide, 0, Qt::AlignVCenter);
    connect(m_decide, &Button::clicked, this, &SignoffBanner::decideRequested);
}

QString SignoffBanner::sentence() const
{
    return m_sentence->text();
}

void SignoffBanner::addCause(Glyph glyph, const QString& text, const QString& item)
{
    auto* cause = new Cause(glyph, text, !item.isEmpty(), lookOf(m_state).status, m_causes);
    if (!item.isEmpty()) {
        cause->setObjectName(QStringLiteral("cause-") + item);
        connect(cause, &QAbstractButton::clicked, this, [this, item] { Q_EMIT itemChosen(item); });
    }
    m_causes->layout()->addWidget(cause);
    cause->show();
}

void SignoffBanner::addBlockers(const Report& report, const GateView& gate)
{
    const auto causes = gateCauses(report.checklist, gate.gate);
    const std::size_t shown = std::min(causes.size(), kShownBlockers);
    for (std::size_t i = 0; i < shown; ++i) {
        const ItemView& item = *report.checklist.item(causes[i].items.front());
        const QString text = causes[i].source.empty() ? shortCause(plainItemText(item.definition->text))
                                                      : tr("blocked by %1").arg(fromCore(causes[i].source));
        addCause(lookOf(item).glyph, text, fromCore(causes[i].items.front()));
    }
    if (causes.size() > shown) {
        addCause(Glyph::Dot, tr("and %1 more in the checklist").arg(causes.size() - shown),
                 fromCore(causes[shown].items.front()));
    }
}

void SignoffBanner::addSignatures(const Report& report)
{
    for (const Signature& signature : report.signatures) {
        const QString role = roleTitle(signature.role);
        const Glyph glyph = lookOf(signature.status).glyph;
        switch (signature.status) {
        case SignatureStatus::Pending:
            addCause(glyph, tr("%1 has not signed").arg(role), QString());
            break;
        case SignatureStatus::Unverified:
            addCause(glyph, tr("%1 is unverified").arg(role), QString());
            break;
        case SignatureStatus::Invalid:
            addCause(glyph, tr("%1 must sign again").arg(role), QString());
            break;
        case SignatureStatus::Refused:
            addCause(glyph, tr("%1 refuses to sign").arg(role), QString());
            break;
        case SignatureStatus::Unproven:
            addCause(glyph, tr("the signature of the %1 was not checked yet").arg(role), QString());
            break;
        case SignatureStatus::Valid:
            break;
        }
    }
}

void SignoffBanner::setReport(const Report& report)
{
    const GateView& gate = report.checklist.gate(Gate::SignOff);
    const bool isDecided = gate.state == GateState::Go;
    // The gate lets people sign; the release is past it with the fourth signature.
    const bool isStillSo = isSignedStillSo(report);
    m_state = report.isReleased && isStillSo                                ? GateState::Go
              : report.isReleased && report.verdict == ReleaseVerdict::NoGo ? GateState::NoGo
              : isDecided || gate.state == GateState::Later                 ? GateState::Hold
                                                                            : gate.state;
    m_word->setText(isDecided && !report.isReleased && !gate.isOvertaken() ? tr("TO SIGN") : lookOf(m_state).word);
    tint();
    for (QWidget* old : m_causes->findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) {
        old->hide();
        m_causes->layout()->removeWidget(old);
        old->deleteLater();
    }
    if (report.isRehearsal) {
        m_sentence->setText(tr("REHEARSAL: cannot be signed off"));
    } else if (isDecided) {
        m_sentence->setText(
            tr("Sign-off: %1 of 4 signatures valid").arg(validCount(report)) +
            (report.changedSince.empty() ? QString() : tr("; the record is of before: %1").arg(fromCore(report.changedSince))) +
            (isStillSo ? QString() : tr(". The release is %1 now; decide Sign-off again").arg(lookOf(report.verdict).word)));
    } else {
        m_sentence->setText(GateBanner::sentenceFor(report, gate));
    }
    if (!isDecided || gate.isOvertaken()) {
        addBlockers(report, gate);
    }
    if (isDecided && !report.isRehearsal) {
        addSignatures(report);
    }
    m_causes->updateGeometry();
    updateGeometry();
    update();
}

void SignoffBanner::tint()
{
    QPalette word = m_word->palette();
    word.setColor(QPalette::WindowText, colorsFor(this).of(lookOf(m_state).status).text);
    m_word->setPalette(word);
}

void SignoffBanner::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        tint();
    }
}

void SignoffBanner::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorsFor(this).of(lookOf(m_state).status).fill);
    paintHoldMark(painter, QRectF(16, 12, 14, height() - 24), Qt::Vertical, m_state, palette());
}

} // namespace holdpoint
