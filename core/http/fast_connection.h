// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/fast_lane.h"
#include "core/http/response_parser.h"

namespace holdpoint {

/// One connection of a visitor, and the exchange on it. Opens itself when a request needs it.
class FastConnection final : public PollHandler, public DialSink
{
public:
    explicit FastConnection(FastLane& lane);
    ~FastConnection() override;
    FastConnection(const FastConnection&) = delete;
    FastConnection& operator=(const FastConnection&) = delete;

    bool isBusy() const { return m_state != State::Idle; }
    bool isOpen() const { return m_connection.isOpen(); }
    /// Open, and made as this request wants it.
    bool fits(const Request& request, const HostBook::Origin& origin, SteadyTime now) const;
    /// Older than the request's step lets a connection be.
    bool isTooOld(const Request& request, SteadyTime now) const;

    /// Takes the request's content and starts it; never reports before it returned.
    void begin(Request& request, const HostBook::Origin& origin, AnswerSink& sink, std::uint64_t token,
               SteadyTime begunAt = systemClock().steadyNow());
    /// The same over a connection that was made for this request at `begunAt`.
    void beginOn(Connection& made, const DialOutcome& outcome, Request& request, const HostBook::Origin& origin, AnswerSink& sink,
                 std::uint64_t token, SteadyTime begunAt);
    /// Opens the connection for requests that come later.
    void open(const Request& terms, const HostBook::Origin& origin, OpenSink& sink, std::uint64_t token);
    /// open() is under way, and what it opens would fit.
    bool isOpeningFor(const Request& request, const HostBook::Origin& origin) const;
    /// Takes a connection that nobody uses yet.
    void keep(Connection& made, const HostBook::Origin& origin, const ClientCertificate* certificate);
    /// Gives up what is under way without a word; an idle connection stays, and one that is being opened ahead.
    void cancel();

    SteadyTime deadline() const { return isBusy() ? m_deadline : SteadyTime::max(); }
    void onDeadline();
    void reportFailure();
    void onReady(int descriptor, bool isReadable, bool isWritable, bool isBroken) override;
    void onDialed(const DialOutcome& outcome) override;

private:
    enum class State : std::uint8_t { Idle, Opening, Dialing, Exchanging, Failed };
    enum class HeadIs : std::uint8_t { Whole, Incomplete, Faulty };

    void take(Request& request, AnswerSink& sink, std::uint64_t token, SteadyTime begunAt);
    void dial();
    void tellOpener(const TransportFault& fault);
    void rememberTerms();
    void transmit();
    void sendRest();
    void awaitAnswer();
    bool dialAgain(bool hasEnded = false);
    bool isIdempotent() const;
    bool isClosedByPeer();
    void closeIfUnasked();
    bool consume(std::string_view bytes);
    HeadIs readHead(std::string_view& bytes, std::string_view& head);
    void keepBody(std::string_view piece);
    void onEnd();
    void failLater(TransportFault fault);
    void fail(const TransportFault& fault, std::string_view head = {});
    void succeed(std::string_view head, std::string_view body, bool isFollowedByMore);
    void finish(ExchangeAnswer& answer);
    ExchangePhases phases(bool isFailed) const;

    FastLane& m_lane;
    Connection m_connection;
    const std::uint32_t m_number; // in the lane's deadlines
    State m_state = State::Idle;
    bool m_isReused = false; // the connection was there before this request
    bool m_isDialedAgain = false;
    bool m_isWriteBroken = false;
    bool m_isEnding = false; // the peer sends nothing more
    bool m_isFreshTerms = false;
    const HostBook::Origin* m_origin = nullptr;
    const ClientCertificate* m_certificate = nullptr; // as the connection was made
    SteadyTime m_openedAt{};
    SteadyTime m_silentSince{}; // opened, or the last answer ended

    Request m_request;
    OpenSink* m_opener = nullptr; // while what open() began is under way
    std::uint64_t m_openToken = 0;
    AnswerSink* m_sink = nullptr;
    std::uint64_t m_token = 0;
    ResponseParser m_parser;
    std::unique_ptr<FastLane::Pieces> m_pieces;
    std::string m_unsent; // a request that the socket did not take at once
    std::size_t m_unsentFrom = 0;
    TransportFault m_fault; // with State::Failed
    DialOutcome m_dialed;   // of this exchange; zero on a reused connection
    SteadyTime m_begunAt{};
    SteadyTime m_readyAt{}; // the connection was open
    SteadyTime m_sentAt{};
    SteadyTime m_firstByteAt{};
    SteadyTime m_endedAt{};
    SteadyTime m_deadline = SteadyTime::max();
    std::uint64_t m_sentBytes = 0;
    std::uint64_t m_receivedBytes = 0;
    std::uint64_t m_bodyBytes = 0;
};

} // namespace holdpoint
