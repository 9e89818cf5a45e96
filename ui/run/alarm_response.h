// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/template.h"
#include "core/dossier/dossier.h"
#include "core/plan/plan.h"

#include <QString>
#include <QStringList>

namespace holdpoint {

/// What a person needs to answer an alarm: what happened, what to do, where to look.
struct AlarmResponse
{
    QString heading; // "Response: scale up"
    QString what;    // the sentence, and how long
    QStringList steps;
    QString chart; // id of the chart that shows it, of a latency by its metric (chartIdIn()); empty: none does
    struct Link
    {
        QString name;
        QString url;
    };
    QStringList links() const; // names
    std::vector<Link> pages;   // at exactly its time
};

/// The plan's action, and the hint of the checklist item that the alarm belongs to.
AlarmResponse responseTo(const AlarmRecord& alarm, const Plan& plan, const ChecklistTemplate& definition, WallTime now);

} // namespace holdpoint
