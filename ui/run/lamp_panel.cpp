// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/lamp_panel.h"

#include "core/base/units.h"
#include "core/verdict/rule_words.h"
#include "core/verdict/sentences.h"
#include "ui/style/delegates.h"
#include "ui/style/elision.h"
#include "ui/style/numbers.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QLabel>
#include <QListView>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr double kBarWidth = 40; // ui.md §6
constexpr double kBarHeight = 5;

QString marginText(const ThresholdResult& result)
{
    if (!result.margin) {
        return result.measured ? LampPanel::tr("exact") : QStringLiteral("–");
    }
    return fromCore(formatMargin(*result.margin));
}

/// As the analysis and the report say it: "< 500 ms, critical >= 1,000 ms".
QString limitsText(const ThresholdRule& rule)
{
    const QString target = fromCore(formatTarget(rule));
    return rule.critical && rule.critical->text != rule.target.text
               ? LampPanel::tr("%1, critical %2").arg(target, fromCore(formatCritical(rule)))
               : target;
}

/// Zero tick at a quarter, right green, left warn.
void paintMarginBar(QPainter& painter, const QRectF& bar, double margin, const ThemeColors& colors)
{
    painter.fillRect(bar, colors.neutralFill);
    const double zero = bar.left() + bar.width() / 4;
    const double end = std::clamp(zero + margin * bar.width() * 3 / 4, bar.left(), bar.right());
    painter.fillRect(QRectF(std::min(zero, end), bar.top(), std::abs(end - zero), bar.height()),
                     margin < 0 ? colors.warn.glyph : colors.pass.glyph);
    painter.fillRect(QRectF(zero - 0.5, bar.top() - 2, 1, bar.height() + 4), colors.text2);
}

/// Row of 52: state word and value; metric; limits and margin.
class LampDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, scaled(60)}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto* result = index.data(LampModel::ResultRole).value<const ThresholdResult*>();
        const ThemeColors& colors = colorsFor(option.palette);
        const Look look = lookOf(result->verdict);
        const bool isSelected = option.state.testFlag(QStyle::State_Selected);
        const QRectF row(option.rect);
        painter->save();
        painter->fillRect(row, colors.base);
        paintRowState(*painter, option.rect, isSelected, option.state.testFlag(QStyle::State_HasFocus), option.palette);
        painter->setRenderHint(QPainter::Antialiasing);
        const double glyph = scaled(13);
        const double line = (row.height() - 10) / 3;
        paintGlyph(*painter, QRectF(row.left() + 14, row.top() + 5 + (line - glyph) / 2, glyph, glyph), look.glyph,
                   option.palette, isSelected ? colors.sel : colors.base);
        const double left = row.left() + 14 + glyph + 9;
        const double width = row.right() - 12 - left;
        painter->setFont(fontFor(FontRole::SmallStrong));
        const QString value = result->measured ? ruleValue(result->rule, *result->measured) : QStringLiteral("–");
        painter->setPen(colors.text);
        drawNumber(*painter, QRectF(left, row.top() + 5, width, line), Qt::AlignRight, value);
        painter->setPen(colors.of(look.status).text);
        painter->drawText(QRectF(left, row.top() + 5, width, line), Qt::AlignLeft | Qt::AlignVCenter, look.word);
        painter->setFont(fontFor(FontRole::Small));
        painter->setPen(colors.text);
        drawElided(*painter, QRectF(left, row.top() + 5 + line, width, line), Qt::AlignLeft, ruleName(result->rule));
        painter->setFont(fontFor(FontRole::Caption));
        painter->setPen(colors.text2);
        const QString margin = marginText(*result);
        const QString limits = limitsText(result->rule);
        const double marginWidth = numberWidth(margin, painter->font());
        const double room = row.right() - 12 - left - marginWidth - 8;
        // the bar gives way to the limits: the number beside it says the same
        const bool hasBar = QFontMetricsF(painter->font()).horizontalAdvance(limits) <= room - kBarWidth - 6;
        const double marginRight = row.right() - 12 - (hasBar ? kBarWidth + 6 : 0);
        drawElided(*painter, QRectF(left, row.top() + 4 + 2 * line, marginRight - marginWidth - 8 - left, line), Qt::AlignLeft,
                   limits);
        drawNumber(*painter, QRectF(left, row.top() + 4 + 2 * line, marginRight - left, line), Qt::AlignRight, margin);
        painter->setRenderHint(QPainter::Antialiasing, false);
        if (result->margin && hasBar) {
            paintMarginBar(
                *painter,
                QRectF(row.right() - 12 - kBarWidth, row.top() + 4 + 2.5 * line - kBarHeight / 2, kBarWidth, kBarHeight),
                *result->margin, colors);
        }
        painter->fillRect(QRectF(row.left(), row.bottom() - 1, row.width(), 1), colors.grid);
        painter->restore();
    }
};

} // namespace

QString ruleName(const ThresholdRule& rule)
{
    const QString id = fromCore(givenRuleId(rule));
    if (rule.metric.empty()) {
        return id;
    }
    const QString name = fromCore(shortRuleName(rule));
    return id.isEmpty() ? name : name + QStringLiteral(" \u00B7 ") + id;
}

QString ruleValue(const ThresholdRule& rule, double value)
{
    const auto key = parseMetricKey(rule.metric);
    const auto info = key ? knownMetric(key->name) : std::nullopt;
    if (info && info->type == MetricType::Rate && rule.target.aggregate.kind == AggregateKind::Rate) {
        return fromCore(formatNumber(value * 100, 2)) + QStringLiteral("\u00A0%");
    }
    if (info && info->unit == "ms" && rule.target.aggregate.kind != AggregateKind::Count) {
        return fromCore(formatMillis(value));
    }
    if (info && info->type == MetricType::Counter && rule.target.aggregate.kind == AggregateKind::Rate) {
        return fromCore(formatNumber(value, 1)) + QStringLiteral("\u00A0/s");
    }
    const QString unit = rule.unit.empty() ? QString() : QChar(0x00A0) + fromCore(rule.unit);
    return fromCore(formatNumber(value, value == std::floor(value) ? 0 : 2)) + unit;
}

void LampModel::setResults(std::vector<ThresholdResult> results)
{
    const bool isSameList = results.size() == m_results.size() &&
                            std::equal(results.begin(), results.end(), m_results.begin(), [](const auto& a, const auto& b) {
                                return a.rule.metric == b.rule.metric && a.rule.target.text == b.rule.target.text;
                            });
    if (isSameList) {
        m_results = std::move(results);
        if (!m_results.empty()) {
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        }
        return;
    }
    beginResetModel();
    m_results = std::move(results);
    endResetModel();
}

int LampModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_results.size());
}

QVariant LampModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const ThresholdResult& result = m_results[static_cast<std::size_t>(index.row())];
    switch (role) {
    case ResultRole:
        return QVariant::fromValue(&result);
    case Qt::DisplayRole:
        return ruleName(result.rule);
    case Qt::ToolTipRole:
    case Qt::AccessibleDescriptionRole:
        return fromCore(result.sentence);
    case Qt::AccessibleTextRole:
        return lookOf(result.verdict).word + QStringLiteral(", ") + ruleName(result.rule) + QStringLiteral(", ") +
               (result.measured ? ruleValue(result.rule, *result.measured) : tr("no value")) + QStringLiteral(", ") +
               tr("margin %1").arg(marginText(result));
    default:
        return {};
    }
}

LampPanel::LampPanel(QWidget* parent)
    : QWidget(parent), m_model(new LampModel(this)), m_head(makeLabel(QString(), FontRole::Small, true, this))
{
    auto* list = new QListView(this);
    list->setObjectName(QStringLiteral("lamps"));
    list->setAccessibleName(tr("Thresholds"));
    list->setModel(m_model);
    list->setItemDelegate(new LampDelegate(this));
    list->setFrameShape(QFrame::NoFrame);
    list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list->setUniformItemSizes(true);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_head->setContentsMargins(16, 8, 16, 8);
    m_head->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_head);
    layout->addWidget(list, 1);
    setResults({}, false);
}

void LampPanel::setResults(const std::vector<ThresholdResult>& all, bool isWholeTest)
{
    std::vector<ThresholdResult> results;
    for (const ThresholdResult* result : distinctThresholds(all)) {
        results.push_back(*result);
    }
    if (results.empty()) {
        m_head->setText(tr("No threshold is judged yet. They are while a test runs."));
    } else {
        m_head->setText(isWholeTest ? tr("Over the whole test") : tr("Over the test so far; the verdict comes at its end"));
    }
    m_model->setResults(std::move(results));
}

} // namespace holdpoint
