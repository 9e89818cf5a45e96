// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"
#include "ui/style/status.h"

#include <QDateTime>
#include <QList>
#include <QString>

namespace holdpoint {

/// A row of Start's table: what the dossier said when it was last open.
struct RecentDossier
{
    QString file;
    QString release; // "platform 1.8.3"
    QString commit;
    QString environment;
    QString state; // "HOLD at Go-for-load"
    Glyph glyph = Glyph::Dot;
    Status status = Status::Neutral;
    QString nextStep;
    QDateTime openedAt; // UTC
};

/// Newest first, at most twelve; kept in QSettings.
QList<RecentDossier> loadRecentDossiers();
void rememberDossier(const RecentDossier& dossier);
void forgetDossier(const QString& file);
/// The row of a dossier as its report stands.
RecentDossier summaryOf(const Report& report, const QString& file);
/// GO_WITH_EXCEPTIONS is amber with the warn glyph everywhere; only a plain GO is green.
Look lookOf(ReleaseVerdict verdict);

} // namespace holdpoint
