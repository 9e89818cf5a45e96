// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run_loader.h"

#include "core/dossier/dossier.h"
#include "ui/style/status.h"

namespace holdpoint {

namespace {

Result<> readInto(LiveRun& run, const std::filesystem::path& file, const std::atomic<bool>& isCancelled)
{
    auto dossier = Dossier::open(file);
    if (!dossier) {
        return fail(dossier.error());
    }
    MetricTotals totals;
    totals.setWindow(run.window);
    const auto read = (*dossier)->readFrames(run.record.id, 0, [&](const Frame& frame) {
        if (!isCancelled) {
            run.series.add(frame);
            totals.add(frame);
        }
    });
    if (!read) {
        return fail(read.error());
    }
    run.totals = std::move(totals);
    return {};
}

} // namespace

RunLoader::~RunLoader()
{
    cancel();
    for (std::thread& thread : m_threads) {
        thread.join();
    }
}

void RunLoader::cancel()
{
    if (m_cancelled) {
        *m_cancelled = true;
    }
}

void RunLoader::load(const std::filesystem::path& dossierFile, LiveRun empty)
{
    cancel();
    m_cancelled = std::make_shared<std::atomic<bool>>(false);
    auto run = std::make_shared<LiveRun>(std::move(empty));
    m_threads.emplace_back([this, run, dossierFile, cancelled = m_cancelled] {
        const Result<> read = readInto(*run, dossierFile, *cancelled);
        const QString why = read ? QString() : fromCore(read.error().message);
        // The destructor joins this thread, so `this` lives; the call itself is dropped if the object dies before it comes.
        QMetaObject::invokeMethod(this, [this, run, why, cancelled] {
            if (!*cancelled) {
                why.isEmpty() ? Q_EMIT loaded(run) : Q_EMIT failed(why);
            }
        });
    });
}

} // namespace holdpoint
