// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/verdict/run_result.h"

#include <QString>
#include <filesystem>
#include <vector>

namespace holdpoint {

/// Which earlier run of a test is drawn behind its runs as ghost lines, as a person chose it; kept per dossier and test in the
/// user's settings, for it says nothing about the release.
class GhostChoice
{
public:
    static constexpr qint64 kUsual = -1; // the newest baseline, else the newest counting run before
    static constexpr qint64 kNone = 0;

    explicit GhostChoice(std::filesystem::path dossier) : m_dossier(std::move(dossier)) {}

    /// kUsual, kNone or the id of a run.
    qint64 chosen(const QString& test) const;
    void choose(const QString& test, qint64 run) const;

    /// Runs that can be chosen for a test: ended, with data. Newest first.
    static std::vector<const RunRecord*> candidates(const std::vector<RunRecord>& runs, const QString& test);
    /// The run behind `run`, as chosen; nullptr: none. Never the run itself or a later one.
    const RunRecord* ghostOf(const std::vector<RunRecord>& runs, const RunRecord& run) const;

private:
    QString keyOf(const QString& test) const;

    std::filesystem::path m_dossier;
};

/// "run 3, baseline, 2026-11-29 10:04 UTC"
QString ghostName(const RunRecord& run);

} // namespace holdpoint
