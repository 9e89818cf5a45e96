// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/secret.h"
#include "core/load/error_class.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

class Poller;

/// Header lines ("Name: value") that many requests share; a transport may cache by address, so it stays put and unchanged.
struct HeaderSet
{
    std::vector<std::string> lines;
};

/// One: HTTP/1.1. Two: HTTP/2 over TLS or an error. Negotiated: HTTP/2 if the server offers it over TLS.
enum class HttpVersion : std::uint8_t { One, Two, Negotiated };

/// What carried an exchange.
enum class Route : std::uint8_t { None, Fast, Http2, MultiHttp1, MultiHttp2 };
inline constexpr std::size_t kRouteCount = 5;

/// PEM texts; stays put and unchanged while load runs.
struct ClientCertificate
{
    std::string certificate;
    Secret key;
    Secret passphrase; // of the key; empty: none
};

/// One HTTP request, ready to send. A transport that cannot do what is asked for from httpVersion on hands it to one that can.
struct Request
{
    std::string method = "GET";
    std::string url;
    std::string body;
    const HeaderSet* sharedHeaders = nullptr; // never null when sent
    std::vector<std::string> ownHeaders;      // lines of this request alone
    Nanos timeout = std::chrono::seconds{10}; // of the whole exchange
    std::size_t bodyCap = 4096;               // how much of the answer's body is kept; all of it is counted
    SteadyTime intended{};                    // when it should have started: the sender's, transports ignore it
    HttpVersion httpVersion = HttpVersion::One;
    bool isFreshConnection = false; // a connection of its own without TLS resumption, closed afterwards
    bool acceptsEncoding = false;   // asks for gzip and br, and decodes the answer's body
    Nanos maxConnectionAge{};       // an older connection is not used; 0: no limit
    const ClientCertificate* clientCertificate = nullptr;
};

/// Where the time of an exchange went. Zero where a phase did not happen (reused connection).
struct ExchangePhases
{
    Micros blocked{};
    Micros connecting{};
    Micros tlsHandshaking{};
    Micros sending{};
    Micros waiting{};
    Micros receiving{};

    Micros duration() const { return sending + waiting + receiving; }
};

inline constexpr std::size_t kHeadKept = 16U << 10U;   // of an answer, bytes
inline constexpr std::size_t kHeadLimit = 256U << 10U; // of an answer, bytes; beyond it is a protocol error

/// How an exchange ended. Views and the request are valid during onDone(), until its receiver sends again or destroys the client.
struct ExchangeAnswer
{
    int status = 0;                      // 0: none
    Route route = Route::None;           // None: refused before anything could carry it
    ErrorClass error = ErrorClass::None; // of the transport: never Http4xx, Http5xx, Check
    std::string_view message;            // a sentence if error is set; holds no secrets
    ExchangePhases phases;
    std::uint64_t bytesSent = 0;
    std::uint64_t bytesReceived = 0; // on the wire: head, and body before it is decoded
    std::uint64_t bodyBytes = 0;     // decoded
    std::string_view head;           // status line and header lines, CRLF between; cut at 16 KiB
    std::string_view body;           // at most Request::bodyCap
    bool isBodyCut = false;
    bool isNewConnection = false;
    bool isRepeated = false; // sent a second time, because its kept connection was being closed
    SteadyTime ended;
    const Request* request = nullptr;

    /// The first header of that name (any case), trimmed; empty view with nullptr data if there is none.
    std::string_view header(std::string_view name) const;
};

class AnswerSink
{
public:
    virtual ~AnswerSink() = default;
    /// May send again on the same client.
    virtual void onDone(std::uint64_t token, const ExchangeAnswer& answer) = 0;
};

class OpenSink
{
public:
    virtual ~OpenSink() = default;
    /// A connection that open() began is there, or `error` says why it is not. From Transport::drive(), or when a request that
    /// waited for it is given up. May open more, and must not destroy the client.
    virtual void onOpened(std::uint64_t token, ErrorClass error, std::string_view message) = 0;
};

/// One visitor's connections; nobody else uses them. Destroying it closes them and drops what is under way without onDone().
class TransportClient
{
public:
    virtual ~TransportClient() = default;
    /// Takes the request's content (swapped out, so that buffers are reused) and starts it; onDone() comes from
    /// Transport::drive().
    virtual void send(Request& request, AnswerSink& sink, std::uint64_t token) = 0;
    /// Opens a connection ahead of requests to this URL's origin with these terms (version, certificate, timeout), which then
    /// find it open, or wait for it. False, and nothing follows: there is one, or it cannot be opened before it is used (encoded
    /// bodies, hosts where load may not go). Destroying the client drops it without onOpened().
    virtual bool open(const Request& terms, OpenSink& sink, std::uint64_t token) = 0;
    /// Drops everything under way without onDone(); idle connections stay, and those that are being opened.
    virtual void cancelAll() = 0;
};

/// One load thread's way to the network. Used by that thread only, and destroyed after its clients.
class Transport
{
public:
    virtual ~Transport() = default;
    virtual std::unique_ptr<TransportClient> makeClient() = 0;
    /// When drive() must be called again at the latest.
    virtual SteadyTime nextDeadline() const = 0;
    /// Starts what was sent, obeys timeouts, reports what ended. Call it after every Poller::wait().
    virtual void drive() = 0;
};

/// Makes transports. For the run's owner thread.
class TransportFactory
{
public:
    virtual ~TransportFactory() = default;
    /// Resolves and checks the hosts of these URLs (blocks for DNS); transports made from here on refuse any other host.
    virtual void prepare(const std::vector<std::string>& urls) = 0;
    /// The poller must outlive the transport.
    virtual std::unique_ptr<Transport> makeTransport(Poller& poller) = 0;
};

} // namespace holdpoint
