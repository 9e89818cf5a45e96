// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/fast_lane.h"

#include "core/http/fast_connection.h"
#include "core/http/http2_connection.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kReadBuffer = 64U << 10U;
constexpr std::size_t kPiecesKept = 64U << 10U; // larger ones are not kept for the next
constexpr std::size_t kSparePieces = 1024;
constexpr int kRoundsPerTurn = 3; // finish, send again, finish what failed at once

} // namespace

/// A visitor's connections; the one for a request is the first idle one that fits, or over HTTP/2 the first that fits, or a new
/// one.
class FastClient final : public TransportClient, public Http2Owner
{
public:
    explicit FastClient(FastLane& lane) : m_lane(lane) {}

    void send(Request& request, AnswerSink& sink, std::uint64_t token) override
    {
        const HostBook::Origin* origin = originOf(request.url);
        if (origin == nullptr || !isSpoken(request, *origin)) {
            if (!m_others) {
                m_others = m_lane.m_multiLane.makeClient();
            }
            m_others->send(request, sink, token);
            return;
        }
        if (isHttp2(request, *origin)) {
            auto stream = m_lane.m_http2Lane.borrowStream();
            stream->begin(request, sink, token, systemClock().steadyNow());
            auto& connection = http2For(stream->request, *origin, stream->begunAt, nullptr);
            connection.begin(std::move(stream));
            return;
        }
        connectionFor(request, *origin).begin(request, *origin, sink, token);
    }

    bool open(const Request& terms, OpenSink& sink, std::uint64_t token) override
    {
        const HostBook::Origin* origin = originOf(terms.url);
        if (origin == nullptr || !isSpoken(terms, *origin) || terms.isFreshConnection) {
            return false;
        }
        const SteadyTime now = systemClock().steadyNow();
        if (isHttp2(terms, *origin)) {
            const auto takes = [&](const auto& connection) { return connection->takes(terms, *origin, now); };
            if (std::any_of(m_http2.begin(), m_http2.end(), takes)) {
                return false;
            }
            m_http2.push_back(std::make_unique<Http2Connection>(m_lane.m_http2Lane, *this, *origin, terms));
            m_http2.back()->open(terms, sink, token);
            return true;
        }
        const auto isThere = [&](const auto& connection) {
            return connection->fits(terms, *origin, now) || connection->isOpeningFor(terms, *origin);
        };
        if (std::any_of(m_connections.begin(), m_connections.end(), isThere)) {
            return false;
        }
        m_connections.push_back(std::make_unique<FastConnection>(m_lane));
        m_connections.back()->open(terms, *origin, sink, token);
        return true;
    }

    void cancelAll() override
    {
        for (const auto& connection : m_connections) {
            connection->cancel();
        }
        for (const auto& connection : m_http2) {
            connection->cancelAll();
        }
        if (m_others) {
            m_others->cancelAll();
        }
    }

private:
    static bool isTls(const HostBook::Origin& origin) { return origin.text.starts_with("https"); }

    static bool isSpoken(const Request& request, const HostBook::Origin& origin)
    {
        static const bool canOffer = Dialer::canOfferHttp2();
        return !request.acceptsEncoding && (request.httpVersion == HttpVersion::One || !isTls(origin) || canOffer);
    }

    /// Without TLS nothing is negotiated: HTTP/2 by prior knowledge, or HTTP/1.1.
    bool isHttp2(const Request& request, const HostBook::Origin& origin) const
    {
        if (request.httpVersion != HttpVersion::Negotiated) {
            return request.httpVersion == HttpVersion::Two;
        }
        return isTls(origin) && std::find(m_http1Origins.begin(), m_http1Origins.end(), &origin) == m_http1Origins.end();
    }

    /// nullptr: not allowed, or credentials stand in the URL.
    const HostBook::Origin* originOf(std::string_view url)
    {
        if (m_origin != nullptr && url.starts_with(m_origin->text) &&
            (url.size() == m_origin->text.size() || url[m_origin->text.size()] == '/')) {
            return m_origin;
        }
        const HostBook::Origin* origin = m_lane.m_hosts->find(url);
        if (origin == nullptr || origin->refusal != ErrorClass::None || !url.starts_with(origin->text)) {
            return nullptr;
        }
        m_origin = origin;
        return origin;
    }

    FastConnection& connectionFor(const Request& request, const HostBook::Origin& origin)
    {
        FastConnection* closed = nullptr;
        FastConnection* opening = nullptr;
        const SteadyTime now = request.maxConnectionAge > Nanos{0} ? systemClock().steadyNow() : SteadyTime{};
        for (const auto& connection : m_connections) {
            if (connection->isBusy()) {
                opening = opening == nullptr && connection->isOpeningFor(request, origin) ? connection.get() : opening;
                continue;
            }
            if (connection->fits(request, origin, now)) {
                return *connection;
            }
            closed = connection->isOpen() && !connection->isTooOld(request, now) ? closed : connection.get();
        }
        if (opening != nullptr) {
            return *opening;
        }
        if (closed == nullptr) {
            m_connections.push_back(std::make_unique<FastConnection>(m_lane));
            closed = m_connections.back().get();
        }
        return *closed;
    }

    Http2Connection& http2For(const Request& request, const HostBook::Origin& origin, SteadyTime now,
                              const Http2Connection* except)
    {
        for (const auto& connection : m_http2) {
            if (connection.get() != except && connection->takes(request, origin, now)) {
                return *connection;
            }
        }
        std::erase_if(m_http2, [](const auto& connection) { return connection->isOver(); });
        m_http2.push_back(std::make_unique<Http2Connection>(m_lane.m_http2Lane, *this, origin, request));
        return *m_http2.back();
    }

    void goOnWithHttp1(Http2Stream& stream, Connection& made, const DialOutcome& outcome) override
    {
        const HostBook::Origin& origin = *originOf(stream.request.url); // it was judged before
        if (made.isOpen()) {
            m_http1Origins.push_back(&origin);
            m_connections.push_back(std::make_unique<FastConnection>(m_lane));
            m_connections.back()->beginOn(made, outcome, stream.request, origin, *stream.sink, stream.token, stream.begunAt);
            return;
        }
        connectionFor(stream.request, origin).begin(stream.request, origin, *stream.sink, stream.token, stream.begunAt);
    }

    void keepForHttp1(Connection& made, const HostBook::Origin& origin, const ClientCertificate* certificate) override
    {
        m_http1Origins.push_back(&origin);
        m_connections.push_back(std::make_unique<FastConnection>(m_lane));
        m_connections.back()->keep(made, origin, certificate);
    }

    void sendAgain(std::unique_ptr<Http2Stream> stream, const Http2Connection& after) override
    {
        stream->forgetAttempt();
        stream->isRepeated = true;
        Http2Connection& next = http2For(stream->request, *originOf(stream->request.url), systemClock().steadyNow(), &after);
        next.begin(std::move(stream));
    }

    FastLane& m_lane;
    const HostBook::Origin* m_origin = nullptr;          // of the request before
    std::vector<const HostBook::Origin*> m_http1Origins; // chose HTTP/1.1 by ALPN
    std::vector<std::unique_ptr<Http2Connection>> m_http2;
    std::vector<std::unique_ptr<FastConnection>> m_connections;
    std::unique_ptr<TransportClient> m_others; // for what this lane does not speak
};

FastLane::FastLane(Poller& poller, std::shared_ptr<const HostBook> hosts)
    : m_poller(poller), m_hosts(std::move(hosts)), m_multiLane(poller, m_hosts), m_dialer(poller, m_hosts),
      m_http2Lane(poller, m_dialer), m_received(kReadBuffer)
{}

FastLane::~FastLane() = default;

std::unique_ptr<TransportClient> FastLane::makeClient()
{
    return std::make_unique<FastClient>(*this);
}

SteadyTime FastLane::nextDeadline() const
{
    if (!m_failed.empty()) {
        return SteadyTime::min();
    }
    return std::min({m_multiLane.nextDeadline(), m_dialer.nextDeadline(), m_http2Lane.nextDeadline(), m_deadlines.next()});
}

void FastLane::drive()
{
    m_multiLane.drive();
    for (int round = 0; round < kRoundsPerTurn; ++round) {
        const SteadyTime now = systemClock().steadyNow();
        bool isBusy = m_dialer.drive(now);
        isBusy = m_http2Lane.drive(now) || isBusy;
        if (m_deadlines.next() <= now) {
            m_deadlines.fire(
                now, [](const FastConnection& connection) { return connection.deadline(); },
                [](FastConnection& connection) { connection.onDeadline(); });
        }
        for (std::size_t left = m_failed.size(); left > 0 && !m_failed.empty(); --left) {
            FastConnection* connection = m_failed.front(); // a client that ends takes its own out of the list
            m_failed.erase(m_failed.begin());
            connection->reportFailure();
            isBusy = true;
        }
        if (!isBusy) {
            return;
        }
    }
}

std::unique_ptr<FastLane::Pieces> FastLane::borrowPieces()
{
    if (m_pieces.empty()) {
        return std::make_unique<Pieces>();
    }
    auto pieces = std::move(m_pieces.back());
    m_pieces.pop_back();
    return pieces;
}

void FastLane::giveBack(std::unique_ptr<Pieces> pieces)
{
    if (m_pieces.size() >= kSparePieces || pieces->body.capacity() > kPiecesKept || pieces->head.capacity() > kPiecesKept) {
        return;
    }
    pieces->head.clear();
    pieces->body.clear();
    m_pieces.push_back(std::move(pieces));
}

} // namespace holdpoint
