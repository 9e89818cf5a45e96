// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/series_reader.h"

#include "core/dossier/frame_row.h"
#include "core/dossier/reading_stop.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace holdpoint {

namespace {

constexpr unsigned kMostReaders = 4;
constexpr unsigned kBlockTicks = 16;     // a reader takes every nth block of so many seconds
constexpr std::size_t kMostWaiting = 32; // frames a reader; each holds histograms
constexpr std::int64_t kShortRun = 1200; // seconds: one reader is as fast as several connections are opened

/// Reads its share of the frames on a thread of its own and keeps few of them ready.
class Reader
{
public:
    Reader(const std::filesystem::path& place, std::int64_t run, const SeriesNames& wanted, const QString& where,
           const std::shared_ptr<const std::atomic<bool>>& stop)
        : m_thread([this, place, run, &wanted, where, stop] {
              const ReadingStop reading(stop);
              Result<> done = read(place, run, wanted, where);
              const std::lock_guard lock(m_mutex);
              m_result = std::move(done);
              m_changed.notify_all();
          })
    {}

    ~Reader()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_isEnding = true;
        }
        m_changed.notify_all();
        m_thread.join();
    }

    /// The tick of its next frame; waits for it. nullopt: it has no more, result() says why.
    std::optional<std::uint64_t> nextTick()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return !m_ready.empty() || m_result; });
        return m_ready.empty() ? std::nullopt : std::optional(m_ready.front().tick);
    }
    Frame take()
    {
        const std::lock_guard lock(m_mutex);
        Frame frame = std::move(m_ready.front());
        m_ready.pop_front();
        m_changed.notify_all();
        return frame;
    }
    /// Once nextTick() has none.
    const Result<>& result() const { return *m_result; }

private:
    Result<> read(const std::filesystem::path& place, std::int64_t run, const SeriesNames& wanted, const QString& where)
    {
        const auto connection = SqlConnection::open(place, SqlConnection::Access::ReadOnly);
        if (!connection) {
            return fail(connection.error());
        }
        return readFrameRows(
            **connection, run, where, {}, [&wanted](std::string_view blob) { return frameFromBlob(blob, wanted); },
            [this](Frame frame) -> Result<> {
                std::unique_lock lock(m_mutex);
                m_changed.wait(lock, [this] { return m_ready.size() < kMostWaiting || m_isEnding; });
                if (m_isEnding) {
                    return fail(Error::Kind::Cancelled, "reading was stopped");
                }
                m_ready.push_back(std::move(frame));
                m_changed.notify_all();
                return {};
            });
    }

    std::mutex m_mutex; // guards everything below
    std::condition_variable m_changed;
    std::deque<Frame> m_ready;
    std::optional<Result<>> m_result;
    bool m_isEnding = false;
    std::thread m_thread; // last: starts when all else is there
};

/// How many seconds the run has frames of, about; an error where the place cannot be read.
Result<std::int64_t> lastTick(const std::filesystem::path& place, std::int64_t run)
{
    const auto connection = SqlConnection::open(place, SqlConnection::Access::ReadOnly);
    return connection ? (*connection)->integer(QStringLiteral("SELECT MAX(tick) FROM frames WHERE run = ?"), {sqlInteger(run)})
                      : fail(connection.error());
}

} // namespace

Result<> readSeries(const std::filesystem::path& place, std::int64_t run, const SeriesNames& wanted,
                    const std::function<void(const Frame&)>& visit)
{
    const auto last = lastTick(place, run);
    if (!last) {
        return fail(last.error());
    }
    const unsigned count = *last < kShortRun ? 1 : std::clamp(std::thread::hardware_concurrency(), 1U, kMostReaders);
    const auto stop = std::make_shared<std::atomic<bool>>(false);
    std::vector<std::unique_ptr<Reader>> readers;
    for (unsigned index = 0; index < count; ++index) {
        const QString where =
            QStringLiteral("AND tick <= %1 AND (tick / %2) % %3 = %4").arg(*last).arg(kBlockTicks).arg(count).arg(index);
        readers.push_back(std::make_unique<Reader>(place, run, wanted, where, stop));
    }
    for (;;) {
        Reader* first = nullptr;
        std::uint64_t firstTick = 0;
        for (const auto& reader : readers) { // all frames of one second are one reader's
            const auto tick = reader->nextTick();
            if (!tick && !reader->result()) {
                *stop = true;
                return reader->result();
            }
            if (tick && (first == nullptr || *tick < firstTick)) {
                first = reader.get();
                firstTick = *tick;
            }
        }
        if (first == nullptr) {
            return {};
        }
        if (ReadingStop::isAsked()) {
            *stop = true;
            return fail(Error::Kind::Cancelled, place.string() + ": reading was stopped");
        }
        visit(first->take());
    }
}

} // namespace holdpoint
