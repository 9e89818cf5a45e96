// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/comparison_cache.h"

#include "core/base/time_format.h"

#include <map>
#include <mutex>
#include <tuple>

namespace holdpoint {

namespace {

using Key = std::tuple<std::string, std::int64_t, std::string, std::int64_t, std::string>;
constexpr std::size_t kMostKept = 200;

/// What two runs showed; the records may have been declared as not counting since.
struct Kept
{
    std::vector<std::string> remarks;
    std::vector<ComparedFigure> figures;
};

struct Cache
{
    std::mutex mutex;
    std::map<Key, Kept> known;
};

Cache& cache()
{
    static Cache kept;
    return kept;
}

std::string endOf(const RunRecord& run)
{
    return formatUtc(run.startedAt) + (run.endedAt ? formatUtc(*run.endedAt) : "") + (run.isCounting ? "" : "-");
}

} // namespace

Result<RunComparison> comparedOnce(const Dossier& dossier, const RunRecord& a, const RunRecord& b)
{
    const Key key{dossier.file().string(), a.id, endOf(a), b.id, endOf(b)};
    {
        const std::lock_guard lock(cache().mutex);
        if (const auto found = cache().known.find(key); found != cache().known.end()) {
            return RunComparison{a, b, found->second.remarks, found->second.figures};
        }
    }
    auto compared = compareRunsOf(dossier, a.id, b.id);
    if (compared) {
        const std::lock_guard lock(cache().mutex);
        if (cache().known.size() >= kMostKept) {
            cache().known.clear();
        }
        cache().known[key] = {compared->remarks, compared->figures};
    }
    return compared;
}

} // namespace holdpoint
