// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/baseline_job.h"

#include "core/report/comparison_cache.h"

namespace holdpoint {

void BaselineJob::start(const Report& report, const std::filesystem::path& dossier)
{
    if (m_dossier != dossier) {
        m_job.stop();
        m_found.clear();
        m_comparing.clear();
        m_dossier = dossier;
    }
    Pairs wanted;
    std::vector<std::pair<std::int64_t, std::int64_t>> ids;
    std::map<std::int64_t, RunComparison> kept;
    for (const TestReport& test : report.tests) {
        const RunRecord* run = decidingRun(test.runs, test.id);
        const auto baseline = run != nullptr ? newestBefore(test.runs, *run, RunKind::Baseline) : std::nullopt;
        if (!baseline) {
            continue;
        }
        const auto known = m_found.find(run->id);
        if (known != m_found.end() && known->second.a.id == baseline->id && known->second.b.startedAt == run->startedAt) {
            kept.insert(*known);
        } else {
            wanted.emplace_back(*baseline, *run);
            ids.emplace_back(baseline->id, run->id);
        }
    }
    m_found = std::move(kept);
    if (wanted.empty()) {
        m_job.stop();
        m_comparing.clear();
        return;
    }
    if (m_job.isRunning() && m_comparing == ids) {
        return;
    }
    m_comparing = std::move(ids);
    m_job.start([this, dossier, wanted = std::move(wanted)]() -> std::function<void()> {
        const auto found = std::make_shared<std::map<std::int64_t, RunComparison>>();
        const auto opened = Dossier::openReadOnly(dossier);
        for (const auto& [before, after] : opened ? wanted : Pairs{}) {
            if (auto compared = comparedOnce(**opened, before, after)) {
                found->emplace(after.id, std::move(*compared));
            }
        }
        return [this, found] {
            m_comparing.clear();
            m_found.merge(*found);
            Q_EMIT compared();
        };
    });
}

} // namespace holdpoint
