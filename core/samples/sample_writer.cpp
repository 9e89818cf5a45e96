// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/samples/sample_writer.h"

#include "core/load/flow.h"
#include "core/samples/sample_lines.h"

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <mutex>
#include <poll.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace holdpoint {

namespace {

constexpr auto kTurn = std::chrono::milliseconds{20};
constexpr std::size_t kPiece = 4096; // what a pipe takes at once, so that lines of several agents do not mix
constexpr auto kPatience = std::chrono::milliseconds{200}; // for a reader that does not read; then samples are dropped
constexpr auto kCloseLimit = std::chrono::seconds{2};

/// Bounded queue for many writers and one reader, without a lock (D. Vyukov's): each slot's number says whose turn it is.
class SampleQueue
{
public:
    explicit SampleQueue(std::size_t capacity) : m_slots(capacity)
    {
        for (std::size_t i = 0; i < capacity; ++i) {
            m_slots[i].turn.store(i, std::memory_order_relaxed);
        }
    }

    bool push(const RequestSample& sample)
    {
        std::size_t at = m_tail.load(std::memory_order_relaxed);
        for (;;) {
            Slot& slot = m_slots[at % m_slots.size()];
            const std::size_t turn = slot.turn.load(std::memory_order_acquire);
            if (turn == at) {
                if (m_tail.compare_exchange_weak(at, at + 1, std::memory_order_relaxed)) {
                    slot.sample = sample;
                    slot.turn.store(at + 1, std::memory_order_release);
                    return true;
                }
            } else if (turn < at) {
                return false; // a whole round behind: full
            } else {
                at = m_tail.load(std::memory_order_relaxed);
            }
        }
    }

    /// The reader's thread only.
    bool pop(RequestSample& sample)
    {
        Slot& slot = m_slots[m_head % m_slots.size()];
        if (slot.turn.load(std::memory_order_acquire) != m_head + 1) {
            return false;
        }
        sample = slot.sample;
        slot.turn.store(m_head + m_slots.size(), std::memory_order_release);
        ++m_head;
        return true;
    }

private:
    struct Slot
    {
        std::atomic<std::size_t> turn;
        RequestSample sample;
    };
    std::vector<Slot> m_slots;
    alignas(64) std::atomic<std::size_t> m_tail = 0;
    alignas(64) std::size_t m_head = 0;
};

/// Lines are gathered and written in pieces of whole lines.
class LineFile
{
public:
    LineFile() = default;
    explicit LineFile(int descriptor) : m_descriptor(descriptor) {}
    LineFile(LineFile&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}
    LineFile& operator=(LineFile&& other) noexcept
    {
        std::swap(m_descriptor, other.m_descriptor);
        return *this;
    }
    LineFile(const LineFile&) = delete;
    LineFile& operator=(const LineFile&) = delete;
    ~LineFile()
    {
        if (m_descriptor >= 0) {
            ::close(m_descriptor);
        }
    }

    bool isOpen() const { return m_descriptor >= 0; }

    /// 0, or why nothing can be written: an errno, EAGAIN for a reader that does not read. What is not written stays in `lines`.
    int write(std::string_view& lines, const std::atomic<SteadyTime>* limit = nullptr)
    {
        while (!lines.empty()) {
            if (limit != nullptr && systemClock().steadyNow() > limit->load(std::memory_order_relaxed)) {
                return ETIMEDOUT;
            }
            std::size_t size = std::min(lines.size(), kPiece);
            if (size < lines.size()) {
                const auto end = lines.rfind('\n', size - 1);
                size = end == std::string_view::npos ? std::min(lines.find('\n') + 1, lines.size()) : end + 1;
            }
            if (const int fault = writePiece(lines.substr(0, size)); fault != 0) {
                return fault;
            }
            lines.remove_prefix(size);
        }
        return 0;
    }

private:
    int writePiece(std::string_view piece)
    {
        const auto giveUp = std::chrono::steady_clock::now() + kPatience;
        while (!piece.empty()) {
            const ssize_t written = ::write(m_descriptor, piece.data(), piece.size());
            if (written > 0) {
                piece.remove_prefix(static_cast<std::size_t>(written));
            } else if (written < 0 && errno == EAGAIN && std::chrono::steady_clock::now() < giveUp) {
                pollfd wait{m_descriptor, POLLOUT, 0};
                ::poll(&wait, 1, 50);
            } else if (errno != EINTR) {
                return errno;
            }
        }
        return 0;
    }

    int m_descriptor = -1;
};

std::string faultText(int error)
{
    switch (error) {
    case EAGAIN:
        return "its reader does not read";
    case ETIMEDOUT:
        return "it takes the last lines too slowly";
    default:
        return std::strerror(error);
    }
}

/// One of the files: what is gathered for it, and whether it still takes it.
struct Output
{
    LineFile file;
    const char* name;            // in a sentence
    std::string_view sampleHead; // with which the lines of each sample begin
    std::string lines;
    bool isCut = false;        // for good: a cut file is better than one with holes
    bool isReaderGone = false; // that is nobody's loss

    bool isOpen() const { return file.isOpen() && !isCut; }
    std::uint64_t samplesIn(std::string_view text) const
    {
        std::uint64_t count = 0;
        for (auto at = text.find(sampleHead); at != std::string_view::npos; at = text.find(sampleHead, at + sampleHead.size())) {
            ++count;
        }
        return count;
    }
};

Result<LineFile> openForLines(const std::string& file)
{
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0644);
    if (descriptor < 0) {
        return fail(Error::Kind::Refused, "cannot write samples to " + file + ": " + std::strerror(errno));
    }
    return LineFile(descriptor);
}

} // namespace

class SampleWriter::Private
{
public:
    Private(LineFile jtl, LineFile json, Redactor redactor, std::size_t capacity)
        : m_jtl{std::move(jtl), "the JTL file", "\n", {}}, m_json{std::move(json), "the JSON stream", kK6SampleHead, {}},
          m_redactor(std::move(redactor)), m_queue(capacity), m_thread([this] { run(); })
    {}
    ~Private() { close(); }

    void close()
    {
        m_isClosed.store(true, std::memory_order_relaxed);
        {
            const std::lock_guard lock(m_mutex);
            if (!m_isOver) {
                m_limit = systemClock().steadyNow() + kCloseLimit;
            }
            m_isOver = true;
        }
        m_wake.notify_one();
        if (m_thread.joinable()) {
            m_thread.join();
        }
    }

    void take(const RequestSample& sample)
    {
        if (m_isClosed.load(std::memory_order_relaxed) || !m_queue.push(sample)) {
            dropped.fetch_add(1, std::memory_order_relaxed);
        }
    }

    void addSecond(const Frame& frame)
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& [key, gauge] : frame.gauges) {
            if (key == "vus" || key.starts_with("vus{scenario:")) {
                m_vus[key] = static_cast<int>(gauge.last);
            }
        }
        m_seconds += k6Lines(frame);
    }

    std::string fault() const
    {
        const std::lock_guard lock(m_mutex);
        return m_fault;
    }

    std::string readerGone() const
    {
        const std::lock_guard lock(m_mutex);
        return m_readerGone;
    }

    std::atomic<std::uint64_t> dropped = 0;

private:
    void run()
    {
        for (bool isOver = false; !isOver;) {
            std::map<std::string, int> vus;
            {
                std::unique_lock lock(m_mutex);
                m_wake.wait_for(lock, kTurn, [this] { return m_isOver; });
                isOver = m_isOver;
                vus = m_vus;
                m_json.lines += m_seconds;
                m_seconds.clear();
            }
            RequestSample sample;
            while (m_queue.pop(sample)) {
                const bool isMissed = (m_jtl.isCut && !m_jtl.isReaderGone) || (m_json.isCut && !m_json.isReaderGone);
                dropped.fetch_add(isMissed ? 1U : 0U, std::memory_order_relaxed);
                format(sample, vus);
                if (m_jtl.lines.size() + m_json.lines.size() > (1U << 20U)) {
                    flush();
                }
            }
            flush();
        }
    }

    void format(const RequestSample& sample, const std::map<std::string, int>& vus)
    {
        if (m_jtl.isOpen()) {
            const auto scenario = sample.step->tags.find("scenario");
            const auto of = [&vus](const std::string& key) {
                const auto found = vus.find(key);
                return found == vus.end() ? 1 : std::max(1, found->second);
            };
            const int all = of("vus");
            const int group = scenario == sample.step->tags.end() ? all : of("vus{scenario:" + scenario->second + "}");
            m_jtl.lines += jtlLine(sample, m_redactor, {group, std::max(all, group)});
        }
        if (m_json.isOpen()) {
            m_json.lines += k6Lines(sample, m_redactor);
        }
    }

    void flush()
    {
        std::uint64_t missed = 0; // both files lose the end of the same samples
        for (Output* output : {&m_jtl, &m_json}) {
            std::string_view rest = output->lines;
            const int error = output->isOpen() && !rest.empty() ? output->file.write(rest, &m_limit) : 0;
            if (error != 0) {
                output->isCut = true;
                output->isReaderGone = error == EPIPE;
                const std::lock_guard lock(m_mutex);
                std::string& said = output->isReaderGone ? m_readerGone : m_fault;
                said += (said.empty() ? "" : "; ") + std::string(output->name) +
                        (output->isReaderGone ? " has no reader any more: nothing is written to it from here on"
                                              : " is cut: " + faultText(error));
                missed = output->isReaderGone ? missed : std::max(missed, output->samplesIn(rest));
            }
            output->lines.clear();
        }
        dropped.fetch_add(missed, std::memory_order_relaxed);
    }

    Output m_jtl;  // the thread's own
    Output m_json; // the same
    std::atomic<SteadyTime> m_limit = SteadyTime::max();
    const Redactor m_redactor;
    SampleQueue m_queue;
    std::atomic<bool> m_isClosed = false;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_isOver = false;            // guarded by m_mutex, as the rest
    std::map<std::string, int> m_vus; // by gauge
    std::string m_seconds;            // lines of k6
    std::string m_fault;
    std::string m_readerGone;
    std::thread m_thread; // last: it uses all of the above
};

Result<std::unique_ptr<SampleWriter>> SampleWriter::open(const Files& files, Redactor redactor, std::size_t capacity)
{
    LineFile jtl;
    LineFile json;
    for (const auto& [name, file] : {std::pair{&files.jtl, &jtl}, {&files.json, &json}}) {
        if (name->empty()) {
            continue;
        }
        auto opened = openForLines(*name);
        if (!opened) {
            return fail(opened.error());
        }
        *file = std::move(*opened);
    }
    return std::unique_ptr<SampleWriter>(
        new SampleWriter(std::make_unique<Private>(std::move(jtl), std::move(json), std::move(redactor), capacity)));
}

SampleWriter::SampleWriter(std::unique_ptr<Private> parts) : d(std::move(parts)) {}

SampleWriter::~SampleWriter() = default;

void SampleWriter::close()
{
    d->close();
}

void SampleWriter::take(const RequestSample& sample)
{
    d->take(sample);
}

void SampleWriter::addSecond(const Frame& frame)
{
    d->addSecond(frame);
}

std::uint64_t SampleWriter::takeDropped()
{
    return d->dropped.exchange(0, std::memory_order_relaxed);
}

std::string SampleWriter::fault() const
{
    return d->fault();
}

std::string SampleWriter::readerGone() const
{
    return d->readerGone();
}

Result<> beginSampleFile(const std::string& file, const std::string& head)
{
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
    if (descriptor < 0) {
        return fail(Error::Kind::Refused, "cannot write samples to " + file + ": " + std::strerror(errno));
    }
    LineFile lines(descriptor);
    std::string_view rest = head;
    const int fault = lines.write(rest);
    return fault == 0 ? Result<>{} : fail(Error::Kind::Refused, "cannot write samples to " + file + ": " + faultText(fault));
}

} // namespace holdpoint
