// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/fetcher.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/monitor/fetch_lane.h"
#include "core/monitor/shared_replies.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>

namespace holdpoint {

namespace {

constexpr std::size_t kExcerpt = 2048;
constexpr std::size_t kRedacted = 64U << 10U;
constexpr Nanos kFirstBackoff = Millis{250};

bool isLoopback(std::string_view origin)
{
    const auto begin = origin.find("://");
    std::string_view host = begin == std::string_view::npos ? origin : origin.substr(begin + 3);
    host = host.substr(0, host.rfind(':'));
    return host == "localhost" || host.starts_with("127.") || host == "[::1]";
}

std::string hostOf(std::string_view origin)
{
    const auto begin = origin.find("://") + 3;
    return std::string(origin.substr(begin, origin.rfind(':') - begin));
}

bool isSuccess(const FetchRequest& request, int status)
{
    return status / 100 == 2 || std::find(request.accepted.begin(), request.accepted.end(), status) != request.accepted.end();
}

} // namespace

struct Fetcher::Parts
{
    FetcherOptions options;
    std::atomic<bool> isStopped = false;
    std::atomic<bool> isSharing = false;
    SharedReplies shared;
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::string, std::vector<std::unique_ptr<FetchLane>>> idle; // by origin; guarded by mutex
    std::set<FetchLane*> busy;                                           // guarded by mutex
};

/// A lane for one exchange; goes back to the others of its host.
class Fetcher::Lane
{
public:
    Lane(Parts& parts, std::string origin) : m_parts(parts), m_origin(std::move(origin))
    {
        const std::lock_guard lock(m_parts.mutex);
        auto& idle = m_parts.idle[m_origin];
        if (idle.empty()) {
            m_lane = std::make_unique<FetchLane>();
        } else {
            m_lane = std::move(idle.back());
            idle.pop_back();
        }
        m_parts.busy.insert(m_lane.get());
    }
    ~Lane()
    {
        const std::lock_guard lock(m_parts.mutex);
        m_parts.busy.erase(m_lane.get());
        m_parts.idle[m_origin].push_back(std::move(m_lane));
    }
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    FetchLane& operator*() { return *m_lane; }

private:
    Parts& m_parts;
    const std::string m_origin;
    std::unique_ptr<FetchLane> m_lane;
};

/// One fetch() from its first try to its reply.
class Fetcher::Call
{
public:
    Call(Fetcher& fetcher, const FetchRequest& request)
        : m_fetcher(fetcher), m_request(request), m_clock(fetcher.clock()), m_begin(m_clock.steadyNow()),
          m_redactor(hiddenBy(*fetcher.d, request)), m_url(request.url)
    {
        m_reply.evidence.method = request.method;
        m_reply.evidence.at = m_clock.wallNow();
    }

    Reply run()
    {
        if (originOf(m_url).empty()) {
            m_reply.unknown = unknown(Unknown::Kind::NotConfigured, "`" + m_url + "` is not an http or https URL");
        } else {
            Nanos backoff = kFirstBackoff;
            for (int attempt = 1;; ++attempt, backoff *= 2) {
                const bool mayTryAgain = exchangeWithRedirects();
                const auto wait = mayTryAgain && attempt < m_request.limits.tries ? pauseBeforeNext(backoff) : std::nullopt;
                if (!wait || !m_fetcher.pause(*wait)) {
                    break;
                }
            }
        }
        finish();
        return std::move(m_reply);
    }

private:
    static Redactor hiddenBy(const Parts& parts, const FetchRequest& request)
    {
        Secrets all = parts.options.secrets;
        int number = 0;
        const auto add = [&](const Secret& secret) { all["\n" + std::to_string(++number)] = secret; };
        for (const auto& [name, value] : request.secretHeaders) {
            add(value);
            const auto blank = value.reveal().find(' ');
            add(Secret(value.reveal().substr(blank == std::string::npos ? 0 : blank + 1)));
        }
        for (const Secret& secret : request.hidden) {
            add(secret);
        }
        if (parts.options.proxy) {
            add(serviceAt(parts.options.proxy->reveal()).password);
        }
        return Redactor(all);
    }

    Nanos left() const
    {
        const SteadyTime now = m_clock.steadyNow();
        return std::min<Nanos>(m_request.limits.whole - (now - m_begin), m_request.limits.end - now);
    }

    /// One try, redirects included. True if another one may help and does no harm.
    bool exchangeWithRedirects()
    {
        m_url = m_request.url;
        for (int hop = 0;; ++hop) {
            m_reply.unknown.reset();
            if (m_fetcher.d->isStopped) {
                m_reply.unknown = unknown(Unknown::Kind::Cancelled, "stopped");
                return false;
            }
            if (left() <= Millis{1}) {
                const bool isFirst = m_reply.status == 0 && m_clock.steadyNow() - m_begin < m_request.limits.whole;
                m_reply.unknown =
                    unknown(Unknown::Kind::Timeout, isFirst ? "no time was left for another request"
                                                            : "no answer within " + formatDuration(m_request.limits.whole));
                return false;
            }
            Exchange exchange = exchangeOnce();
            m_reply.status = exchange.status;
            m_reply.headers = std::move(exchange.headers);
            m_reply.body = std::move(exchange.body);
            if (exchange.fault) {
                m_reply.unknown = std::move(exchange.fault);
                return exchange.mayTryAgain && m_request.isRepeatable;
            }
            const bool isRedirect = m_reply.status == 301 || m_reply.status == 302 || m_reply.status == 303 ||
                                    m_reply.status == 307 || m_reply.status == 308;
            if (!isRedirect || isSuccess(m_request, m_reply.status)) {
                break;
            }
            if (!follow(hop)) {
                return false;
            }
        }
        if (isSuccess(m_request, m_reply.status)) {
            return false;
        }
        m_reply.unknown = statusUnknown(m_reply, m_clock.wallNow());
        if (m_request.isRepeatable) {
            const bool isPassing = m_reply.status == 502 || m_reply.status == 503 || m_reply.status == 504;
            return isPassing || isRateLimited(m_reply.status, m_reply.headers);
        }
        return m_reply.status == 429 && waitAskedFor(m_reply.headers, m_clock.wallNow()).has_value();
    }

    Exchange exchangeOnce()
    {
        const FetcherOptions& options = m_fetcher.d->options;
        const std::string origin = originOf(m_url);
        LaneOptions lane;
        lane.caPem = &options.caPem;
        for (const std::string& pattern : options.insecureTlsHosts) {
            lane.isTlsVerified = lane.isTlsVerified && !matchesWildcard(pattern, hostOf(origin));
        }
        if (isLoopback(origin)) {
            lane.proxy = "";
        } else if (options.proxy) {
            lane.proxy = options.proxy->reveal();
        }
        Lane borrowed(*m_fetcher.d, origin);
        return (*borrowed).perform(m_request, m_url, isSameHost(m_request.url, m_url), lane, left(), m_fetcher.d->isStopped);
    }

    /// False if the redirect ends here; then `unknown` says why.
    bool follow(int hop)
    {
        const std::string target = redirectTarget(m_url, headerOf(m_reply.headers, "location"));
        const std::string here = hostOf(originOf(m_url));
        const std::string there = originOf(target);
        std::string why;
        if (there.empty()) {
            why = "it redirects to nowhere that can be read";
        } else if (!isSameHost(m_url, target)) {
            why = "it redirects to " + there + ", which is another host than the plan's " + originOf(m_url) +
                  "; no token was sent there: check the URL in the plan";
        } else if (m_request.method != "GET" && m_request.method != "HEAD") {
            why = "it redirects a " + m_request.method + "; write the URL that it redirects to into the plan";
        } else if (hop >= m_request.limits.redirects) {
            why = "it redirects more than " + std::to_string(m_request.limits.redirects) + " times";
        }
        if (!why.empty()) {
            m_reply.unknown = unknown(Unknown::Kind::Refused, why);
            return false;
        }
        m_url = target;
        return true;
    }

    /// nullopt if it would be over the limits.
    std::optional<Nanos> pauseBeforeNext(Nanos backoff)
    {
        const Nanos wait = waitAskedFor(m_reply.headers, m_clock.wallNow()).value_or(backoff);
        return wait < left() ? std::optional(wait) : std::nullopt;
    }

    void finish()
    {
        ExchangeRecord& evidence = m_reply.evidence;
        evidence.url = m_redactor.redact(serviceUrl(m_url, ""));
        evidence.status = m_reply.status;
        evidence.bytes = m_reply.body.size();
        evidence.took = m_clock.steadyNow() - m_begin;
        const std::string_view shown = std::string_view(m_reply.body).substr(0, kRedacted);
        std::string text = m_redactor.redact(shown);
        if (shown.size() < m_reply.body.size()) {
            // what the cut left of a secret at the end must not show
            text.resize(text.size() - std::min(text.size(), longestSecret()));
        }
        evidence.excerpt = shortened(text, kExcerpt);
        if (m_reply.unknown) {
            m_reply.unknown->reason = m_redactor.redact(m_reply.unknown->reason);
        }
    }

    std::size_t longestSecret() const
    {
        std::size_t longest = 0;
        const auto look = [&longest](const Secret& secret) { longest = std::max(longest, 3 * secret.reveal().size()); };
        for (const auto& [key, secret] : m_fetcher.d->options.secrets) {
            look(secret);
        }
        for (const auto& [name, secret] : m_request.secretHeaders) {
            look(secret);
        }
        for (const Secret& secret : m_request.hidden) {
            look(secret);
        }
        return longest;
    }

    Fetcher& m_fetcher;
    const FetchRequest& m_request;
    const Clock& m_clock;
    const SteadyTime m_begin;
    const Redactor m_redactor;
    std::string m_url;
    Reply m_reply;
};

Fetcher::Fetcher(FetcherOptions options) : d(std::make_unique<Parts>())
{
    [[maybe_unused]] static const CURLcode kGlobal = curl_global_init(CURL_GLOBAL_DEFAULT);
    assert(kGlobal == CURLE_OK);
    d->options = std::move(options);
}

Fetcher::~Fetcher() = default;

const Clock& Fetcher::clock() const
{
    return *d->options.clock;
}

Reply Fetcher::fetch(const FetchRequest& request)
{
    const auto ask = [&] { return Call(*this, request).run(); };
    return d->isSharing ? d->shared.get(request, clock(), ask) : ask();
}

void Fetcher::startSharing()
{
    d->shared.clear();
    d->isSharing = true;
}

void Fetcher::stopSharing()
{
    d->isSharing = false;
    d->shared.clear();
}

bool Fetcher::pause(Nanos duration)
{
    std::unique_lock lock(d->mutex);
    return !d->changed.wait_for(lock, duration, [this] { return d->isStopped.load(); });
}

void Fetcher::stop()
{
    const std::lock_guard lock(d->mutex);
    d->isStopped = true;
    for (FetchLane* lane : d->busy) {
        lane->wake();
    }
    d->changed.notify_all();
}

} // namespace holdpoint
