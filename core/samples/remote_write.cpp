// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/samples/remote_write.h"

#include "core/base/text.h"
#include "core/base/version.h"
#include "core/http/curl_handle.h"
#include "core/plan/target_url.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <snappy.h>
#include <thread>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxWaiting = 300; // five minutes
constexpr auto kFirstPause = std::chrono::milliseconds{100};
constexpr auto kLongestPause = std::chrono::seconds{5};
constexpr std::size_t kShownBytes = 200;

std::size_t keepAnswer(char* bytes, std::size_t size, std::size_t count, void* to)
{
    auto& answer = *static_cast<std::string*>(to);
    answer.append(bytes, std::min(size * count, kShownBytes - std::min(answer.size(), kShownBytes)));
    return size * count;
}

} // namespace

class RemoteWriter::Private
{
public:
    explicit Private(std::string url) : m_url(std::move(url)), m_thread([this] { run(); }) {}
    ~Private()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_isOver = true;
        }
        m_changed.notify_all();
        m_thread.join();
    }

    void push(const std::vector<RemoteSeries::Second>& seconds)
    {
        for (const RemoteSeries::Second& second : seconds) {
            const std::string message = remoteWriteMessage(second);
            std::string packed;
            snappy::Compress(message.data(), message.size(), &packed);
            const std::lock_guard lock(m_mutex);
            if (m_waiting.size() >= kMaxWaiting) {
                m_waiting.pop_front(); // the newest values say more than the oldest
                ++m_outcome.dropped;
            }
            m_waiting.push_back(std::move(packed));
        }
        m_changed.notify_all();
    }

    Outcome finish(std::chrono::milliseconds limit)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, limit, [this] { return m_waiting.empty() && !m_isSending; });
        Outcome outcome = m_outcome;
        outcome.dropped += m_waiting.size() + (m_isSending ? 1 : 0);
        return outcome;
    }

    RemoteSeries series;

private:
    enum class Answer { Taken, Refused, TryAgain };

    void run()
    {
        const CurlEasy easy(curl_easy_init());
        const CurlList headers = headerList();
        std::unique_lock lock(m_mutex);
        while (!m_isOver) {
            if (m_waiting.empty()) {
                m_changed.wait(lock);
                continue;
            }
            const std::string message = std::move(m_waiting.front());
            m_waiting.pop_front();
            m_isSending = true;
            auto pause = std::chrono::milliseconds(kFirstPause);
            for (bool isDone = false; !isDone && !m_isOver;) {
                lock.unlock();
                std::string fault;
                const Answer answer = send(easy.get(), headers.get(), message, fault);
                lock.lock();
                isDone = answer != Answer::TryAgain;
                m_outcome.sent += answer == Answer::Taken ? 1 : 0;
                m_outcome.dropped += answer == Answer::Refused ? 1 : 0;
                if (!fault.empty()) {
                    m_outcome.lastFault = fault;
                }
                if (!isDone) {
                    m_changed.wait_for(lock, pause, [this] { return m_isOver; });
                    pause = std::min<std::chrono::milliseconds>(pause * 2, kLongestPause);
                }
            }
            m_isSending = false;
            m_changed.notify_all();
        }
    }

    static CurlList headerList()
    {
        curl_slist* list = nullptr;
        for (const std::string& header :
             {std::string("Content-Type: application/x-protobuf"), std::string("Content-Encoding: snappy"),
              std::string("X-Prometheus-Remote-Write-Version: 0.1.0"), std::string("User-Agent: holdpoint/") + kVersion,
              std::string("Expect:")}) {
            list = curl_slist_append(list, header.c_str());
        }
        return CurlList(list);
    }

    Answer send(CURL* easy, curl_slist* headers, const std::string& message, std::string& fault)
    {
        std::string said;
        curl_easy_setopt(easy, CURLOPT_URL, m_url.c_str());
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, message.data());
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(message.size()));
        curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 3000L);
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 5000L);
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, keepAnswer);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, &said);
        const CURLcode code = curl_easy_perform(easy);
        if (code != CURLE_OK) {
            fault = std::string("remote write: ") + curl_easy_strerror(code);
            return Answer::TryAgain;
        }
        long status = 0;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        if (status / 100 == 2) {
            return Answer::Taken;
        }
        fault =
            "remote write: status " + std::to_string(status) + (said.empty() ? "" : ", " + shortened(trimmed(said), kShownBytes));
        return status == 429 || status >= 500 ? Answer::TryAgain : Answer::Refused;
    }

    const std::string m_url;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::string> m_waiting; // guarded by m_mutex, as the rest
    Outcome m_outcome;
    bool m_isSending = false;
    bool m_isOver = false;
    std::thread m_thread; // last: it uses all of the above
};

RemoteWriter::RemoteWriter(std::unique_ptr<Private> parts) : d(std::move(parts)) {}

RemoteWriter::~RemoteWriter() = default;

Result<std::unique_ptr<RemoteWriter>> RemoteWriter::open(const std::string& url)
{
    const auto target = parseTargetUrl(url);
    if (!target || !target->scheme.starts_with("http")) {
        return fail(Error::Kind::Invalid, "--prometheus-rw takes a URL like http://127.0.0.1:9090/api/v1/write" +
                                              (target ? std::string() : ": " + target.error().message));
    }
    return std::unique_ptr<RemoteWriter>(new RemoteWriter(std::make_unique<Private>(url)));
}

void RemoteWriter::add(const Frame& frame, const std::string& testId)
{
    d->push(d->series.add(frame, testId));
}

RemoteWriter::Outcome RemoteWriter::finish(std::chrono::milliseconds limit)
{
    d->push(d->series.finish());
    return d->finish(limit);
}

} // namespace holdpoint
