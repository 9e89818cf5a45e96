// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/recent_model.h"

#include "core/dossier/database_url.h"
#include "ui/style/delegates.h"
#include "ui/style/status.h"

#include <QFileInfo>

namespace holdpoint {

namespace {

bool isFileGone(const QString& file)
{
    return !isDatabaseUrl(file.toStdString()) && !QFileInfo::exists(file);
}

/// "platform-1.8.3 on db.example.com", or the file's name.
QString shortPlace(const QString& file)
{
    const std::filesystem::path place = file.toStdString();
    const auto url = isDatabaseUrl(place) ? parseDatabaseUrl(place) : Result<DatabaseUrl>(fail(Error::Kind::Invalid, ""));
    return url ? RecentModel::tr("%1 on %2").arg(fromCore(url->name), fromCore(url->server())) : QFileInfo(file).fileName();
}

} // namespace

void RecentModel::setDossiers(QList<RecentDossier> dossiers)
{
    beginResetModel();
    m_rows.clear();
    for (RecentDossier& dossier : dossiers) {
        const bool isMissing = isFileGone(dossier.file);
        m_rows.append({std::move(dossier), isMissing});
    }
    endResetModel();
}

int RecentModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RecentModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

QString RecentModel::textOf(const Row& row, int column) const
{
    const RecentDossier& dossier = row.dossier;
    switch (column) {
    case ReleaseColumn:
        return dossier.release;
    case EnvironmentColumn:
        return dossier.environment;
    case StateColumn:
        return dossier.state;
    case NextColumn:
        return row.isMissing ? tr("The file is gone: locate it, or Del removes the row") : dossier.nextStep;
    case FileColumn:
        return shortPlace(dossier.file);
    case OpenedColumn: {
        const bool isToday = dossier.openedAt.date() == QDateTime::currentDateTimeUtc().date();
        return isToday ? tr("today %1").arg(dossier.openedAt.toString(QStringLiteral("HH:mm")))
                       : dossier.openedAt.date().toString(Qt::ISODate);
    }
    default:
        return {};
    }
}

QVariant RecentModel::data(const QModelIndex& index, int role) const
{
    const Row& row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return textOf(row, index.column());
    case Qt::ToolTipRole:
        return index.column() == FileColumn || index.column() == ReleaseColumn ? row.dossier.file
               : index.column() == NextColumn                                  ? textOf(row, index.column())
                                                                               : QString();
    case LookRole:
        return index.column() == StateColumn && !row.isMissing
                   ? QVariant::fromValue(Look{row.dossier.glyph, row.dossier.state, row.dossier.status})
                   : QVariant();
    case RemarkRole:
        return index.column() == ReleaseColumn ? row.dossier.commit : QString();
    case ToneRole:
        if (index.column() == FileColumn) {
            return static_cast<int>(Tone::Mono);
        }
        return static_cast<int>(row.isMissing ? Tone::Secondary : index.column() == ReleaseColumn ? Tone::Strong : Tone::Normal);
    case Qt::TextAlignmentRole:
        return static_cast<int>((index.column() == OpenedColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant RecentModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((section == OpenedColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case ReleaseColumn:
        return tr("Release");
    case EnvironmentColumn:
        return tr("Environment");
    case StateColumn:
        return tr("State");
    case NextColumn:
        return tr("Next step");
    case FileColumn:
        return tr("File");
    case OpenedColumn:
        return tr("Opened");
    default:
        return {};
    }
}

} // namespace holdpoint
