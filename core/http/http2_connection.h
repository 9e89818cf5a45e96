// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/http2_lane.h"
#include "core/http/http2_session.h"

#include <optional>

namespace holdpoint {

/// Whose connection it is: a visitor's client.
class Http2Owner
{
public:
    virtual ~Http2Owner() = default;
    /// The server chose HTTP/1.1 for a request that may travel by it. `made` is open for the first such request, to be taken.
    virtual void goOnWithHttp1(Http2Stream& stream, Connection& made, const DialOutcome& outcome) = 0;
    /// The same for a connection that was opened ahead of requests.
    virtual void keepForHttp1(Connection& made, const HostBook::Origin& origin, const ClientCertificate* certificate) = 0;
    /// The server did nothing about the request: once more, on another connection.
    virtual void sendAgain(std::unique_ptr<Http2Stream> stream, const Http2Connection& after) = 0;
};

/// One HTTP/2 connection of a visitor, and the exchanges on it. Opens itself for the first one, and never again.
class Http2Connection final : public PollHandler, public DialSink, private Http2Events
{
public:
    /// Made as `terms` wants it.
    Http2Connection(Http2Lane& lane, Http2Owner& owner, const HostBook::Origin& origin, const Request& terms);
    ~Http2Connection() override;
    Http2Connection(const Http2Connection&) = delete;
    Http2Connection& operator=(const Http2Connection&) = delete;

    /// Whether this request may go over it; it ages while being asked.
    bool takes(const Request& request, const HostBook::Origin& origin, SteadyTime now);
    /// Opens the connection ahead of requests.
    void open(const Request& terms, OpenSink& sink, std::uint64_t token);
    /// Never reports before it returned.
    void begin(std::unique_ptr<Http2Stream> stream);
    /// Gives up what is under way without a word; the connection stays open, or goes on being opened ahead.
    void cancelAll();
    /// Closed, and all is reported: its owner may destroy it.
    bool isOver() const;

    SteadyTime deadline() const;
    void onDeadline(SteadyTime now);
    /// Sends what waits. Reports nothing.
    void flush();
    /// May destroy this connection.
    void report();
    void onReady(int descriptor, bool isReadable, bool isWritable, bool isBroken) override;
    void onDialed(const DialOutcome& outcome) override;

private:
    enum class State : std::uint8_t { New, Dialing, Open, Closed };

    void dial();
    void submit(Http2Stream& stream, bool isOnKept);
    void leaveHttp2(const DialOutcome& outcome);
    void tellOpener(const TransportFault& fault);
    void read();
    bool sendPending();
    void close(const TransportFault& fault);
    void closeIfDone();
    void wantFlush();
    void fail(Http2Stream& stream, TransportFault fault);
    static bool mayRepeat(const Http2Stream& stream);
    void onStreamEnded(Http2Stream& stream) override;
    void onGoAway() override { m_isDraining = true; }
    Http2Stream* streamOf(std::int32_t id) override;

    Http2Lane& m_lane;
    Http2Owner& m_owner;
    const HostBook::Origin& m_origin;
    const ClientCertificate* const m_certificate;
    const bool m_isFresh;         // serves one request
    const std::uint32_t m_number; // in the lane's deadlines
    Connection m_connection;
    std::optional<Http2Session> m_session;
    State m_state = State::New;
    bool m_isDraining = false; // takes no further request
    bool m_isFlushWanted = false;
    bool m_isReportWanted = false;
    bool m_isReporting = false;
    bool* m_isGone = nullptr;     // of the report under way
    OpenSink* m_opener = nullptr; // while what open() began is under way
    std::uint64_t m_openToken = 0;
    bool m_mayBeHttp1 = false; // what open() began
    SteadyTime m_openDeadline = SteadyTime::max();
    SteadyTime m_openedAt{};
    SteadyTime m_readAt{};
    std::vector<std::unique_ptr<Http2Stream>> m_active;
    std::vector<std::unique_ptr<Http2Stream>> m_ended;     // to be reported
    std::vector<std::unique_ptr<Http2Stream>> m_reporting; // being reported; null: done
    std::string m_unsent;                                  // what the socket did not take at once
    std::size_t m_unsentFrom = 0;
};

} // namespace holdpoint
