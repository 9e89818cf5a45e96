// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/frame_writer.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace holdpoint {

namespace {

constexpr Millis kGatherFor{100};         // a frame is committed within 200 ms of its arrival
constexpr Millis kRetryAfter{1000};       // while the disk is full or the file is held
constexpr std::size_t kMaxWaiting = 3600; // frames; one hour of one agent

struct Waiting
{
    std::int64_t run = 0;
    Frame frame;
};

struct SourceData
{
    std::int64_t run = 0;
    std::vector<SourceSample> samples;
    std::vector<SourceSpan> spans;
};

/// All that waits to be written, but the ends of runs.
struct Batch
{
    std::deque<Waiting> frames;
    std::deque<AlarmRecord> alarms;
    std::deque<SourceData> sources;
    std::deque<Snapshot> snapshots;

    bool isEmpty() const { return frames.empty() && alarms.empty() && sources.empty() && snapshots.empty(); }
};

struct Ending
{
    FrameWriter::RunEnd end;
    std::function<void(Result<>)> done;
};

/// What will not get better by trying again: the run has ended, the file is no dossier any more.
bool isFinal(const Error& error)
{
    return error.kind == Error::Kind::Invalid || error.kind == Error::Kind::NotFound;
}

} // namespace

class FrameWriter::Private
{
public:
    explicit Private(std::filesystem::path file) : m_file(std::move(file)), m_thread([this] { work(); }) {}

    ~Private()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_isEnding = true;
        }
        m_wakeUp.notify_all();
        m_thread.join();
    }

    void add(std::int64_t run, Frame frame)
    {
        const std::lock_guard lock(m_mutex);
        if (m_queue.frames.size() >= kMaxWaiting) {
            m_queue.frames.pop_front();
            ++m_lost;
        }
        m_queue.frames.push_back({run, std::move(frame)});
        m_wakeUp.notify_all();
    }

    void addAlarm(const AlarmRecord& alarm)
    {
        const std::lock_guard lock(m_mutex);
        auto& alarms = m_queue.alarms;
        const auto known = std::find_if(alarms.begin(), alarms.end(), [&alarm](const AlarmRecord& queued) {
            return queued.id == alarm.id && queued.run == alarm.run && queued.from == alarm.from && !queued.to && !alarm.to;
        });
        if (known != alarms.end()) {
            *known = alarm;
        } else {
            alarms.push_back(alarm);
        }
        m_wakeUp.notify_all();
    }

    void addSourceData(SourceData data)
    {
        const std::lock_guard lock(m_mutex);
        if (m_queue.sources.size() >= kMaxWaiting) {
            m_queue.sources.pop_front();
        }
        m_queue.sources.push_back(std::move(data));
        m_wakeUp.notify_all();
    }

    void addSnapshot(Snapshot snapshot)
    {
        if (dumpJson(snapshot.content).size() > kMaxSnapshotBytes) {
            return;
        }
        const std::lock_guard lock(m_mutex);
        m_queue.snapshots.push_back(std::move(snapshot));
        m_wakeUp.notify_all();
    }

    void endRun(FrameWriter::RunEnd end, std::function<void(Result<>)> done)
    {
        const std::lock_guard lock(m_mutex);
        m_endings.push_back({std::move(end), std::move(done)});
        m_wakeUp.notify_all();
    }

    Result<> flush()
    {
        std::unique_lock lock(m_mutex);
        const std::uint64_t wanted = ++m_flushesAsked;
        m_wakeUp.notify_all();
        m_flushed.wait(lock, [&] { return m_flushesDone >= wanted; });
        auto error = std::exchange(m_firstError, std::nullopt);
        return error ? Result<>(fail(std::move(*error))) : Result<>{};
    }

    std::string lastError() const
    {
        const std::lock_guard lock(m_mutex);
        return m_lastError;
    }

private:
    void work()
    {
        std::unique_ptr<Dossier> dossier; // a connection belongs to the thread that made it
        std::unique_lock lock(m_mutex);
        for (;;) {
            m_wakeUp.wait(lock, [&] { return isUrgent() || !m_queue.isEmpty(); });
            const auto gatherFor = m_lastError.empty() ? kGatherFor : kRetryAfter;
            m_wakeUp.wait_for(lock, gatherFor, [&] { return isUrgent(); });
            const std::uint64_t asked = m_flushesAsked;
            auto batch = std::exchange(m_queue, {});
            auto endings = std::exchange(m_endings, {});
            lock.unlock();
            auto error = write(dossier, batch.frames);
            const auto alarmError =
                writeEach(dossier, batch.alarms, [](Dossier& to, const AlarmRecord& alarm) { return to.storeAlarm(alarm); });
            const auto sourceError = writeEach(dossier, batch.sources, [](Dossier& to, const SourceData& data) {
                return to.addSourceData(data.run, data.samples, data.spans);
            });
            const auto snapshotError = writeEach(dossier, batch.snapshots,
                                                 [](Dossier& to, const Snapshot& snapshot) { return to.addSnapshot(snapshot); });
            error = error ? error : alarmError ? alarmError : sourceError ? sourceError : snapshotError;
            lock.lock();
            settle(std::move(batch), error);
            m_flushesDone = asked;
            m_flushed.notify_all();
            if (!endings.empty()) {
                const auto before = std::exchange(m_firstError, std::nullopt);
                lock.unlock();
                for (const Ending& ending : endings) {
                    ending.done(storeEnd(dossier, ending.end, before));
                }
                lock.lock();
            }
            if (m_isEnding && m_endings.empty() && (m_queue.isEmpty() || error)) {
                return;
            }
        }
    }

    bool isUrgent() const { return m_isEnding || m_flushesDone < m_flushesAsked || !m_endings.empty(); }

    /// `before` is what went wrong with the frames and alarms.
    Result<> storeEnd(std::unique_ptr<Dossier>& dossier, const FrameWriter::RunEnd& end, const std::optional<Error>& before) const
    {
        const std::string name = "run " + std::to_string(end.run);
        if (before) {
            return fail(before->kind, "seconds of " + name + " could not be stored, nor could its end: " + before->message);
        }
        auto stored = opened(dossier);
        if (stored) {
            stored = dossier->endRun(end.run, end.at, end.why, end.result);
        }
        return stored ? stored
                      : fail(stored.error().kind, "the end of " + name + " could not be stored: " + stored.error().message);
    }

    /// Takes out of `batch` what is committed or hopeless; the first error.
    std::optional<Error> write(std::unique_ptr<Dossier>& dossier, std::deque<Waiting>& batch) const
    {
        std::optional<Error> first;
        while (!batch.empty()) {
            const auto run = batch.front().run;
            std::vector<Frame> frames;
            for (auto next = batch.begin(); next != batch.end() && next->run == run; ++next) {
                frames.push_back(next->frame);
            }
            const auto done = writeRun(dossier, run, frames);
            if (!done && !first) {
                first = done.error();
            }
            if (!done && !isFinal(done.error())) {
                return first;
            }
            batch.erase(batch.begin(), batch.begin() + static_cast<std::ptrdiff_t>(frames.size()));
        }
        return first;
    }

    /// The same for what is written one by one.
    template <typename Entry, typename Store>
    std::optional<Error> writeEach(std::unique_ptr<Dossier>& dossier, std::deque<Entry>& entries, Store store) const
    {
        std::optional<Error> first;
        while (!entries.empty()) {
            const auto isOpen = opened(dossier);
            const auto done = isOpen ? store(*dossier, entries.front()) : isOpen;
            if (!done && !first) {
                first = done.error();
            }
            if (!done && !isFinal(done.error())) {
                return first;
            }
            entries.pop_front();
        }
        return first;
    }

    Result<> writeRun(std::unique_ptr<Dossier>& dossier, std::int64_t run, const std::vector<Frame>& frames) const
    {
        const auto isOpen = opened(dossier);
        return isOpen ? dossier->addFrames(run, frames) : isOpen;
    }

    Result<> opened(std::unique_ptr<Dossier>& dossier) const
    {
        if (!dossier) {
            auto found = Dossier::open(m_file);
            if (!found) {
                return fail(found.error());
            }
            dossier = std::move(*found);
        }
        return {};
    }

    void settle(Batch left, const std::optional<Error>& error)
    {
        const auto putBack = [](auto& queue, auto& rest) {
            queue.insert(queue.begin(), std::make_move_iterator(rest.begin()), std::make_move_iterator(rest.end()));
        };
        putBack(m_queue.frames, left.frames);
        putBack(m_queue.alarms, left.alarms);
        putBack(m_queue.sources, left.sources);
        putBack(m_queue.snapshots, left.snapshots);
        if (!error) {
            m_lastError.clear();
            return;
        }
        Error shown = *error;
        if (m_lost > 0) {
            shown.message += " (" + std::to_string(m_lost) + " frames are lost)";
        }
        m_lastError = shown.message;
        if (!m_firstError) {
            m_firstError = std::move(shown);
        }
    }

    const std::filesystem::path m_file;
    mutable std::mutex m_mutex; // guards everything below
    std::condition_variable m_wakeUp;
    std::condition_variable m_flushed;
    Batch m_queue;
    std::deque<Ending> m_endings;
    std::uint64_t m_flushesAsked = 0;
    std::uint64_t m_flushesDone = 0;
    std::uint64_t m_lost = 0;
    std::string m_lastError;
    std::optional<Error> m_firstError;
    bool m_isEnding = false;
    std::thread m_thread; // last: starts when all else is there
};

FrameWriter::FrameWriter(std::filesystem::path dossierFile) : d(std::make_unique<Private>(std::move(dossierFile))) {}

FrameWriter::~FrameWriter() = default;

void FrameWriter::add(std::int64_t run, Frame frame)
{
    d->add(run, std::move(frame));
}

void FrameWriter::addAlarm(const AlarmRecord& alarm)
{
    d->addAlarm(alarm);
}

void FrameWriter::addSourceData(std::int64_t run, std::vector<SourceSample> samples, std::vector<SourceSpan> spans)
{
    d->addSourceData({run, std::move(samples), std::move(spans)});
}

void FrameWriter::addSnapshot(Snapshot snapshot)
{
    d->addSnapshot(std::move(snapshot));
}

void FrameWriter::endRun(RunEnd end, std::function<void(Result<>)> done)
{
    d->endRun(std::move(end), std::move(done));
}

Result<> FrameWriter::flush()
{
    return d->flush();
}

std::string FrameWriter::lastError() const
{
    return d->lastError();
}

} // namespace holdpoint
