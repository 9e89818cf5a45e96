// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/source_model.h"

#include "core/base/time_format.h"
#include "ui/style/delegates.h"
#include "ui/style/words.h"

#include <algorithm>

namespace holdpoint {

bool SourceRow::isTestNewer() const
{
    return tested && (!swept || tested->at >= swept->at);
}

bool SourceRow::isDown() const
{
    return isTestNewer() ? tested->failed() != nullptr : swept && swept->state == SourceReport::State::Failed;
}

bool SourceRow::isAnswering() const
{
    return isTestNewer() ? tested->failed() == nullptr && tested->stepsDone() == tested->steps.size()
                         : swept && swept->state == SourceReport::State::Answered;
}

Look SourceRow::look() const
{
    if (isTesting) {
        return {Glyph::Running, SourceModel::tr("TESTING"), Status::Running};
    }
    if (!source.isConfigured()) {
        return {Glyph::NotApplicable, SourceModel::tr("NOT USED"), Status::Neutral};
    }
    if (isTestNewer()) {
        return {isDown()        ? Glyph::Fail
                : isAnswering() ? Glyph::Pass
                                : Glyph::OpenSensed,
                fromCore(tested->verdict),
                isDown()        ? Status::Fail
                : isAnswering() ? Status::Pass
                                : Status::Neutral};
    }
    if (isDown()) {
        return {Glyph::Fail, SourceModel::tr("DOWN"), Status::Fail};
    }
    return isAnswering() ? Look{Glyph::Pass, SourceModel::tr("ANSWERS"), Status::Pass}
                         : Look{Glyph::OpenSensed, SourceModel::tr("NOT ASKED"), Status::Neutral};
}

QString SourceRow::answer() const
{
    if (!source.isConfigured()) {
        return SourceModel::tr("not used");
    }
    if (isTesting) {
        return SourceModel::tr("testing");
    }
    if (isTestNewer()) {
        return fromCore(tested->answer);
    }
    if (!swept) {
        return SourceModel::tr("not asked yet");
    }
    if (isDown()) {
        return fromCore(swept->error);
    }
    const auto facts = swept->asked + swept->cached;
    return SourceModel::tr("%n fact(s)", nullptr, asCount(facts));
}

std::optional<WallTime> SourceRow::at() const
{
    if (!source.isConfigured()) {
        return std::nullopt;
    }
    return isTestNewer() ? std::optional(tested->at) : swept ? std::optional(swept->at) : std::nullopt;
}

void SourceModel::setRows(std::vector<SourceRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

void SourceModel::setRow(int row, SourceRow value)
{
    m_rows.at(static_cast<std::size_t>(row)) = std::move(value);
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

int SourceModel::indexOf(const QString& name) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&name](const SourceRow& row) {
        const QString title = fromCore(row.source.title);
        return fromCore(row.source.id) == name || title == name || QStringLiteral("http ") + title == name;
    });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int SourceModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int SourceModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

QVariant SourceModel::data(const QModelIndex& index, int role) const
{
    const SourceRow& row = m_rows.at(static_cast<std::size_t>(index.row()));
    const bool isUsed = row.source.isConfigured();
    if (role == Qt::TextAlignmentRole && index.column() >= AgeColumn) {
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role == ToneRole) {
        const bool isRed = index.column() == AnswerColumn && row.isDown() && !row.isTesting;
        return static_cast<int>(isRed ? Tone::Fail : index.column() == SourceColumn && isUsed ? Tone::Normal : Tone::Secondary);
    }
    if (role == LookRole && index.column() == SourceColumn) {
        return QVariant::fromValue(row.look());
    }
    if (role == Qt::ToolTipRole && index.column() == AnswerColumn) {
        return row.answer();
    }
    if (role == Qt::AccessibleTextRole && index.column() == SourceColumn) {
        return fromCore(row.source.title) + QStringLiteral(", ") + row.look().word;
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (index.column()) {
    case SourceColumn:
        return fromCore(row.source.title);
    case AnswerColumn:
        return row.answer();
    case AgeColumn: {
        const auto at = row.at();
        return at ? ageText(systemClock().wallNow() - *at) : QString();
    }
    default:
        return QString::number(row.items.size());
    }
}

QVariant SourceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((section >= AgeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case SourceColumn:
        return tr("Source");
    case AnswerColumn:
        return tr("Last answer");
    case AgeColumn:
        return tr("Age");
    default:
        return tr("Items");
    }
}

} // namespace holdpoint
