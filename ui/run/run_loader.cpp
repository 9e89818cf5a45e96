// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run_loader.h"

#include "core/dossier/dossier.h"
#include "core/dossier/series_reader.h"
#include "ui/style/status.h"

namespace holdpoint {

namespace {

Result<> readInto(LiveRun& run, const std::filesystem::path& file)
{
    auto dossier = Dossier::open(file);
    if (!dossier) {
        return fail(dossier.error());
    }
    MetricTotals totals;
    totals.setWindow(run.window);
    const auto read = readSeries(file, run.record.id, seriesOf(run), [&](const Frame& frame) {
        run.series.add(frame);
        run.criticals.add(frame);
        totals.add(frame);
    });
    if (!read) {
        return fail(read.error());
    }
    if (run.hasEnded()) {
        run.criticals.finish();
    } else {
        run.misses.settle(run);
    }
    const auto samples = (*dossier)->sourceSamples(run.record.id);
    if (!samples) {
        return fail(samples.error());
    }
    for (const SourceSample& sample : *samples) {
        run.server.add(sample);
    }
    run.totals = std::move(totals);
    return {};
}

} // namespace

void RunLoader::cancel()
{
    m_job.stop();
}

void RunLoader::load(const std::filesystem::path& dossierFile, LiveRun empty)
{
    auto run = std::make_shared<LiveRun>(std::move(empty));
    m_job.start([this, run, dossierFile]() -> std::function<void()> {
        const Result<> read = readInto(*run, dossierFile);
        const QString why = read ? QString() : fromCore(read.error().message);
        return [this, run, why] { why.isEmpty() ? Q_EMIT loaded(run) : Q_EMIT failed(why); };
    });
}

} // namespace holdpoint
