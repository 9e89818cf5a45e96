// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/load_chart.h"

#include "core/base/units.h"
#include "core/dossier/series_reader.h"
#include "core/report/report.h"
#include "ui/charts/chart_group.h"
#include "ui/charts/time_series_view.h"
#include "ui/overview/report_tables_page.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QBoxLayout>
#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace holdpoint {

namespace {

/// What a run's chart shows, read from its frames.
struct LoadSeen
{
    QString title;
    QString remark;
    double planned = 0; // per second; 0: no such target
    std::map<std::uint64_t, double> counts;
    std::vector<std::uint64_t> limited; // ticks
    QString fault;                      // why not all was read
};

/// The load target that is a rate of something per second: what a chart over time can show.
const LoadResult* rateTarget(const RunRecord& run)
{
    for (const LoadResult& load : run.result.load) {
        if (load.target.expect.aggregate.kind == AggregateKind::Rate) {
            return &load;
        }
    }
    return nullptr;
}

std::vector<ChartBand> limitedBands(const std::vector<std::uint64_t>& ticks)
{
    std::vector<ChartBand> bands;
    for (const std::uint64_t tick : ticks) {
        const auto from = static_cast<double>(tick);
        if (!bands.empty() && bands.back().to >= from) {
            bands.back().to = from + 1;
        } else {
            bands.push_back({ChartBand::Kind::Limited, from, from + 1, LoadChart::tr("generator limited"), QString()});
        }
    }
    return bands;
}

ChartContent contentOf(const LoadSeen& seen)
{
    ChartContent content;
    content.title = seen.title;
    content.remark = seen.remark;
    content.empty = seen.fault.isEmpty() ? LoadChart::tr("No second of load was recorded.") : seen.fault;
    content.smallestTop = seen.planned * 1.1;
    content.format = [](double value) { return fromCore(formatNumber(value, 1)); }; // the title says per second
    ChartLine achieved;
    achieved.name = LoadChart::tr("achieved");
    achieved.isMain = true;
    achieved.width = 2;
    ChartLine plan;
    plan.name = LoadChart::tr("plan");
    plan.color = SeriesColor::Grey;
    plan.isDashed = true;
    for (const auto& [tick, count] : seen.counts) {
        const auto x = static_cast<double>(tick);
        achieved.points.push_back({x, count});
        plan.points.push_back({x, seen.planned});
    }
    content.bands = limitedBands(seen.limited);
    if (seen.planned > 0) {
        content.lines.push_back(std::move(plan));
    }
    content.lines.push_back(std::move(achieved));
    return content;
}

} // namespace

LoadChart::LoadChart(QWidget* parent) : QWidget(parent), m_group(new ChartGroup(this)), m_view(new TimeSeriesView(*m_group, this))
{
    setObjectName(QStringLiteral("loadChart"));
    auto* column = makePageColumn(this);
    column->addWidget(m_view);
    m_view->setMinimumWidth(scaled(300));
    m_view->setMinimumHeight(scaled(150));
}

void LoadChart::setRun(const RunRecord& run, const std::filesystem::path& dossier)
{
    if (const std::tuple shown(run.id, run.startedAt, dossier); std::exchange(m_run, shown) == shown) {
        return;
    }
    const LoadResult* target = rateTarget(run);
    const LoadResult* worst = worstLoad(run);
    const std::string key = target != nullptr ? target->target.metric : "http_reqs";
    LoadSeen seen;
    seen.planned = target != nullptr ? target->target.expect.limit : 0;
    seen.title = tr("Run %1: %2 per second").arg(QString::number(run.id), fromCore(key));
    seen.remark = worst != nullptr && !worst->isMet ? fromCore(worst->sentence) : QString();
    m_frames.start([this, dossier, id = run.id, key, seen]() mutable -> std::function<void()> {
        std::uint64_t partial = std::numeric_limits<std::uint64_t>::max();
        const auto read = readSeries(dossier, id, {key}, [&](const Frame& frame) {
            const auto found = frame.counters.find(key);
            partial = frame.isFinal ? std::min(partial, frame.tick) : partial; // less than a second
            seen.counts[frame.tick] += found == frame.counters.end() ? 0 : found->second;
            if (frame.health.limited && (seen.limited.empty() || seen.limited.back() != frame.tick)) {
                seen.limited.push_back(frame.tick);
            }
        });
        if (seen.counts.size() > 1) {
            seen.counts.erase(seen.counts.lower_bound(partial), seen.counts.end());
        }
        seen.fault = read ? QString() : fromCore(read.error().message);
        return [this, seen = std::move(seen)] {
            if (!seen.fault.isEmpty()) {
                m_run = {};
            }
            const double end = seen.counts.empty() ? 0 : static_cast<double>(seen.counts.rbegin()->first) + 1;
            m_group->setRange(0, std::max(10.0, end), end);
            m_view->setContent(contentOf(seen));
        };
    });
}

} // namespace holdpoint
