// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"
#include "ui/shell/background_job.h"

#include <QObject>
#include <map>

namespace holdpoint {

/// Compares the deciding run of each test with its newest baseline, on a thread of its own and only what is not compared yet.
class BaselineJob : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    void start(const Report& report, const std::filesystem::path& dossier);
    /// By deciding run.
    const std::map<std::int64_t, RunComparison>& found() const { return m_found; }

Q_SIGNALS:
    void compared();

private:
    using Pairs = std::vector<std::pair<RunRecord, RunRecord>>; // baseline and run

    std::filesystem::path m_dossier; // ids of runs mean nothing in another one
    std::map<std::int64_t, RunComparison> m_found;
    std::vector<std::pair<std::int64_t, std::int64_t>> m_comparing;
    BackgroundJob m_job; // last: it ends before what it calls
};

} // namespace holdpoint
