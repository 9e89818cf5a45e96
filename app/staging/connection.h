// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/staging/service.h"
#include "app/staging/span_exporter.h"
#include "app/staging/trace_context.h"

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/intrusive/list.hpp>

namespace holdpoint::staging {

using HttpParser = boost::beast::http::request_parser<boost::beast::http::string_body>;
using HttpRequest = boost::beast::http::request<boost::beast::http::string_body>;
using ParserSlot = std::unique_ptr<std::optional<HttpParser>>;

/// A parsed request as the service reads it.
class ParsedRequest final : public Request
{
public:
    ParsedRequest() = default;
    explicit ParsedRequest(const HttpRequest& request);
    std::string_view header(std::string_view name) const override;

private:
    const HttpRequest* m_request = nullptr;
};

/// A connection as the server ends it; it leaves the list of its own when it is destroyed.
class ListedConnection : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>
{
public:
    virtual ~ListedConnection() = default;
    /// Ends it at once; nothing is sent any more.
    virtual void close() = 0;
    /// Ends it if it made no progress for too long. Idle ones have no limit.
    virtual void closeIfLate() = 0;
};
using ConnectionList = boost::intrusive::list<ListedConnection, boost::intrusive::constant_time_size<false>>;

/// What all connections of a server share. An idle connection owns no buffer and no parser: both are lent from here.
struct ConnectionContext
{
    ConnectionContext(Service& from, boost::asio::io_context& on) : service(from), io(on) {}

    Service& service;
    boost::asio::io_context& io;
    SpanExporter* spans = nullptr;
    Nanos requestTimeout{};
    SteadyTime now;                        // renewed each second
    std::string date;                      // Date: header line, renewed each second
    std::array<char, 65'536> readBuffer{}; // of the handler that runs
    std::vector<ParserSlot> freeParsers;
    ConnectionList connections;
};

/// One client: parses requests, applies the faults, answers in order. What a socket does is left to StreamConnection.
class Connection : public std::enable_shared_from_this<Connection>, public ListedConnection
{
public:
    explicit Connection(ConnectionContext& context);
    ~Connection() override;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    virtual void start() = 0;
    void closeIfLate() override;

protected:
    enum class End { Keep, Close };

    /// Waits for bytes and hands them to received().
    virtual void awaitInput() = 0;
    /// Sends both, then calls sent(). The bytes live until then.
    virtual void send(std::string_view head, std::string_view body) = 0;
    /// No more bytes from us; the client's rest is still read (and dropped) by awaitInput().
    virtual void finishSending() = 0;
    /// Ends it so that the client sees a reset.
    virtual void abort() = 0;
    /// Hands the socket over to a WebSocket session in `room`.
    virtual void upgrade(const HttpRequest& request, std::string room) = 0;

    void received(std::string_view bytes);
    void sent(bool isDone);
    void expectProgress() { m_deadline = m_context.now + m_context.requestTimeout; }
    void expectNothing() { m_deadline = SteadyTime::max(); }
    ConnectionContext& context() { return m_context; }

private:
    enum class Phase : std::uint8_t { Reading, Working, Sending, Draining };

    void parse();
    std::size_t feed(std::string_view bytes, boost::beast::error_code& error);
    void continueBody();
    void refuse(const boost::beast::error_code& error);
    void begin();
    void takeSlot();
    void work();
    void finish();
    void leavePool();
    void reply(Response response, End end);
    void sendNextPiece();
    void next();
    void wait(Nanos duration, void (Connection::*then)());
    void releaseParser();

    ConnectionContext& m_context;
    SteadyTime m_deadline = SteadyTime::max();
    SteadyTime m_requestAt;
    std::string m_input; // read and not yet parsed
    std::size_t m_inputAt = 0;
    std::size_t m_drained = 0;
    ParserSlot m_parser;
    ParsedRequest m_request;
    RouteMatch m_match;
    Fate m_fate;
    TraceContext m_trace;
    std::unique_ptr<boost::asio::steady_timer> m_timer;
    std::string m_head; // of the answer; with its body if that is not an asset
    std::string m_body;
    std::string_view m_rest; // of a body that is sent slowly
    std::size_t m_pieceSize = 0;
    Phase m_phase = Phase::Reading;
    End m_end = End::Keep;
    bool m_holdsSlot = false;
    bool m_isInterim = false;
    bool m_askedToContinue = false;
};

} // namespace holdpoint::staging
