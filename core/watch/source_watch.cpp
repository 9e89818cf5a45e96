// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/watch/source_watch.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace holdpoint {

class SourceWatch::Private
{
public:
    explicit Private(Options theOptions) : options(std::move(theOptions)) {}

    ~Private()
    {
        {
            const std::lock_guard lock(mutex);
            isEnding = true;
        }
        wakeUp.notify_all();
        if (options.interrupt) {
            options.interrupt();
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
    }

    void work(const WatchedSource& source, WallTime loadFrom)
    {
        auto next = std::chrono::steady_clock::now();
        std::unique_lock lock(mutex);
        while (!isEnding && !load) {
            lock.unlock();
            SourceAnswer answer = source.ask(loadFrom);
            answer.source = source.name;
            answer.holdsFor = std::max<Nanos>(kSilence, 2 * source.every);
            lock.lock();
            if (isEnding) { // it was interrupted: that says nothing about the source
                return;
            }
            lock.unlock();
            options.answered(std::move(answer));
            lock.lock();
            for (const auto now = std::chrono::steady_clock::now(); next <= now;) {
                next += std::chrono::duration_cast<std::chrono::steady_clock::duration>(source.every);
            }
            wakeUp.wait_until(lock, next, [this] { return isEnding || load; });
        }
        if (isEnding || source.name != options.summarySource || !options.summarize) {
            return;
        }
        const TimeSpan whole = *load;
        lock.unlock();
        SourceFindingsByQuery findings = options.summarize(whole);
        lock.lock();
        if (!isEnding) {
            lock.unlock();
            options.summarized(std::move(findings));
        }
    }

    const Options options;
    std::mutex mutex; // guards what is below
    std::condition_variable wakeUp;
    std::optional<TimeSpan> load; // set: it is over
    bool isEnding = false;
    std::vector<std::thread> threads; // the owner's
};

SourceWatch::SourceWatch(Options options) : d(std::make_unique<Private>(std::move(options))) {}

SourceWatch::~SourceWatch() = default;

void SourceWatch::begin(WallTime loadFrom)
{
    for (const WatchedSource& source : d->options.sources) {
        d->threads.emplace_back([this, &source, loadFrom] { d->work(source, loadFrom); });
    }
}

void SourceWatch::finish(const TimeSpan& load)
{
    {
        const std::lock_guard lock(d->mutex);
        d->load = load;
    }
    d->wakeUp.notify_all();
}

bool SourceWatch::hasSummary() const
{
    return d->options.summarize && std::any_of(d->options.sources.begin(), d->options.sources.end(),
                                               [this](const WatchedSource& s) { return s.name == d->options.summarySource; });
}

} // namespace holdpoint
