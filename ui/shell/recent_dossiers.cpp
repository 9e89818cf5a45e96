// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/recent_dossiers.h"

#include "core/checklist/gate_causes.h"
#include "ui/style/words.h"
#include <QSettings>
#include <algorithm>

namespace holdpoint {

namespace {

constexpr int kKept = 12;

void store(const QList<RecentDossier>& dossiers)
{
    QSettings settings;
    settings.beginWriteArray(QStringLiteral("recent"), static_cast<int>(dossiers.size()));
    for (int i = 0; i < dossiers.size(); ++i) {
        const RecentDossier& d = dossiers.at(i);
        settings.setArrayIndex(i);
        settings.setValue(QStringLiteral("file"), d.file);
        settings.setValue(QStringLiteral("release"), d.release);
        settings.setValue(QStringLiteral("commit"), d.commit);
        settings.setValue(QStringLiteral("environment"), d.environment);
        settings.setValue(QStringLiteral("state"), d.state);
        settings.setValue(QStringLiteral("glyph"), static_cast<int>(d.glyph));
        settings.setValue(QStringLiteral("status"), static_cast<int>(d.status));
        settings.setValue(QStringLiteral("nextStep"), d.nextStep);
        settings.setValue(QStringLiteral("openedAt"), d.openedAt);
    }
    settings.endArray();
}

QString blockersSentence(const ChecklistView& checklist, const GateView& gate)
{
    const auto causes = gateCauses(checklist, gate.gate).size();
    return tr("%n cause(s) block", nullptr, asCount(causes));
}

} // namespace

Look lookOf(ReleaseVerdict verdict)
{
    switch (verdict) {
    case ReleaseVerdict::Go:
        return {Glyph::GateGo, tr("GO"), Status::Pass};
    case ReleaseVerdict::GoWithExceptions:
        return {Glyph::Warn, tr("GO WITH EXCEPTIONS"), Status::Warn};
    case ReleaseVerdict::NoGo:
        return {Glyph::GateNoGo, tr("NO-GO"), Status::Fail};
    case ReleaseVerdict::Incomplete:
        return {Glyph::OpenSensed, tr("INCOMPLETE"), Status::Neutral};
    }
    return {};
}

QList<RecentDossier> loadRecentDossiers()
{
    QSettings settings;
    QList<RecentDossier> dossiers;
    const int count = std::min(kKept, settings.beginReadArray(QStringLiteral("recent")));
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        RecentDossier d;
        d.file = settings.value(QStringLiteral("file")).toString();
        d.release = settings.value(QStringLiteral("release")).toString();
        d.commit = settings.value(QStringLiteral("commit")).toString();
        d.environment = settings.value(QStringLiteral("environment")).toString();
        d.state = settings.value(QStringLiteral("state")).toString();
        d.glyph =
            static_cast<Glyph>(std::clamp(settings.value(QStringLiteral("glyph")).toInt(), 0, static_cast<int>(Glyph::Dot)));
        d.status = static_cast<Status>(
            std::clamp(settings.value(QStringLiteral("status")).toInt(), 0, static_cast<int>(Status::Running)));
        d.nextStep = settings.value(QStringLiteral("nextStep")).toString();
        d.openedAt = settings.value(QStringLiteral("openedAt")).toDateTime();
        if (!d.file.isEmpty()) {
            dossiers.append(d);
        }
    }
    settings.endArray();
    return dossiers;
}

void rememberDossier(const RecentDossier& dossier)
{
    QList<RecentDossier> dossiers = loadRecentDossiers();
    dossiers.removeIf([&dossier](const RecentDossier& d) { return d.file == dossier.file; });
    dossiers.prepend(dossier);
    while (dossiers.size() > kKept) {
        dossiers.removeLast();
    }
    store(dossiers);
}

void forgetDossier(const QString& file)
{
    QList<RecentDossier> dossiers = loadRecentDossiers();
    dossiers.removeIf([&file](const RecentDossier& d) { return d.file == file; });
    store(dossiers);
}

RecentDossier summaryOf(const Report& report, const QString& file)
{
    RecentDossier d;
    d.file = file;
    d.release = fromCore(report.release.name) + QLatin1Char(' ') + fromCore(report.release.version);
    d.commit = fromCore(report.release.commit).left(7);
    d.environment = fromCore(report.environmentName);
    d.openedAt = QDateTime::currentDateTimeUtc();
    Look look = lookOf(report.verdict);
    d.nextStep = report.reasons.empty() ? QString() : fromCore(report.reasons.front());
    if (report.isRehearsal) {
        const auto passed = std::count_if(report.tests.begin(), report.tests.end(), [](const TestReport& test) {
            return test.verdict == RunOutcome::Passed || test.verdict == RunOutcome::Warned;
        });
        const auto ran = std::count_if(report.tests.begin(), report.tests.end(),
                                       [](const TestReport& test) { return test.verdict != RunOutcome::NotRun; });
        look = {passed == ran && ran > 0 ? Glyph::Pass
                : ran == 0               ? Glyph::OpenSensed
                                         : Glyph::Fail,
                tr("%1 of %2 passed").arg(passed).arg(report.tests.size()),
                passed == ran && ran > 0 ? Status::Pass
                : ran == 0               ? Status::Neutral
                                         : Status::Fail};
        d.nextStep = tr("REHEARSAL: cannot be signed off");
    } else {
        for (const GateView& gate : report.checklist.gates) {
            if (gate.shown() == GateState::Hold && report.verdict == ReleaseVerdict::Incomplete) {
                look = {Glyph::GateHold, tr("HOLD at %1").arg(gateTitle(gate.gate)), Status::Warn};
                d.nextStep = blockersSentence(report.checklist, gate);
                break;
            }
        }
    }
    d.state = look.word;
    d.glyph = look.glyph;
    d.status = look.status;
    return d;
}

} // namespace holdpoint
