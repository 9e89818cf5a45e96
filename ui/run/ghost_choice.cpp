// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/ghost_choice.h"

#include "core/base/hash.h"
#include "core/base/time_format.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QCoreApplication>
#include <QSettings>
#include <algorithm>

namespace holdpoint {

QString GhostChoice::keyOf(const QString& test) const
{
    std::error_code ignored;
    const std::string file = std::filesystem::absolute(m_dossier, ignored).string(); // its name would be a path of settings
    return QStringLiteral("ghosts/%1/%2").arg(fromCore(sha256Hex(file).substr(0, 16)), test);
}

qint64 GhostChoice::chosen(const QString& test) const
{
    return QSettings().value(keyOf(test), kUsual).toLongLong();
}

void GhostChoice::choose(const QString& test, qint64 run) const
{
    QSettings settings;
    run == kUsual ? settings.remove(keyOf(test)) : settings.setValue(keyOf(test), run);
}

std::vector<const RunRecord*> GhostChoice::candidates(const std::vector<RunRecord>& runs, const QString& test)
{
    std::vector<const RunRecord*> found;
    const std::string id = test.toStdString();
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
        if (run->testId == id && run->kind != RunKind::DryRun && run->endedAt && wasSeen(*run)) {
            found.push_back(&*run);
        }
    }
    return found;
}

const RunRecord* GhostChoice::ghostOf(const std::vector<RunRecord>& runs, const RunRecord& run) const
{
    const QString test = fromCore(run.testId);
    const qint64 wanted = chosen(test);
    if (wanted == kNone) {
        return nullptr;
    }
    auto before = candidates(runs, test);
    std::erase_if(before, [&run](const RunRecord* each) { return each->id >= run.id; });
    const auto newest = [&before](const auto& fits) {
        const auto found = std::find_if(before.begin(), before.end(), fits);
        return found == before.end() ? nullptr : *found;
    };
    if (wanted != kUsual) {
        return newest([wanted](const RunRecord* each) { return each->id == wanted; });
    }
    const RunRecord* baseline = newest([](const RunRecord* each) { return each->kind == RunKind::Baseline; });
    return baseline != nullptr ? baseline
                               : newest([](const RunRecord* each) { return decidesTest(each->kind) && each->isCounting; });
}

QString ghostName(const RunRecord& run)
{
    QString when = fromCore(formatUtcSeconds(run.startedAt)).left(16);
    return tr("run %1, %2, %3")
        .arg(run.id)
        .arg(kindWord(run.kind), when.replace(QLatin1Char('T'), QLatin1Char(' ')) + QStringLiteral(" UTC"));
}

} // namespace holdpoint
