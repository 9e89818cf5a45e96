// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/staging/connection.h"

#include <boost/asio/post.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

namespace holdpoint::staging {

namespace http = boost::beast::http;

namespace {

constexpr std::size_t kMostBody = 1U << 20U;
constexpr std::size_t kMostHeader = 8192;
constexpr std::size_t kMostDrained = 8U << 20U; // of a request that was refused
constexpr std::size_t kKeptBuffer = 4096;       // an idle connection gives larger ones back
constexpr std::size_t kSlowPieces = 20;
constexpr Millis kSlowPause{100};
constexpr std::size_t kLongestRoom = 128;

std::string_view view(boost::beast::string_view text)
{
    return {text.data(), text.size()};
}

Method methodOf(http::verb verb)
{
    switch (verb) {
    case http::verb::get:
        return Method::Get;
    case http::verb::head:
        return Method::Head;
    case http::verb::post:
        return Method::Post;
    case http::verb::put:
        return Method::Put;
    default:
        return Method::Other;
    }
}

/// Path and query of origin-form and absolute-form (RFC 9112 §3.2).
std::string_view withoutAuthority(std::string_view target)
{
    if (const auto scheme = target.find("://"); !target.starts_with('/') && scheme != std::string_view::npos) {
        const auto slash = target.find('/', scheme + 3);
        return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
    }
    return target;
}

} // namespace

ParsedRequest::ParsedRequest(const HttpRequest& request) : m_request(&request)
{
    const std::string_view target = withoutAuthority(view(request.target()));
    const auto question = target.find('?');
    method = methodOf(request.method());
    path = target.substr(0, question);
    query = question == std::string_view::npos ? std::string_view() : target.substr(question + 1);
    body = request.body();
}

std::string_view ParsedRequest::header(std::string_view name) const
{
    const auto at = m_request->find(boost::beast::string_view(name.data(), name.size()));
    return at == m_request->end() ? std::string_view() : view(at->value());
}

Connection::Connection(ConnectionContext& context) : m_context(context)
{
    context.connections.push_back(*this);
    ++context.service.metrics.openConnections;
}

Connection::~Connection()
{
    --m_context.service.metrics.openConnections;
    leavePool();
}

void Connection::closeIfLate()
{
    if (m_context.now > m_deadline) {
        close();
    }
}

void Connection::received(std::string_view bytes)
{
    if (m_phase == Phase::Draining) {
        m_drained += bytes.size();
        if (m_drained > kMostDrained) {
            close();
        } else {
            awaitInput();
        }
        return;
    }
    m_input.append(bytes);
    parse();
}

std::size_t Connection::feed(std::string_view bytes, boost::beast::error_code& error)
{
    std::size_t used = 0;
    std::size_t last = 0;
    do {
        last = m_parser->value().put(boost::asio::const_buffer(bytes.data() + used, bytes.size() - used), error);
        used += last;
    } while (!error && last > 0 && !m_parser->value().is_done() && used < bytes.size());
    return used;
}

void Connection::parse()
{
    if (!m_parser) {
        if (m_context.freeParsers.empty()) {
            m_parser = std::make_unique<std::optional<HttpParser>>();
        } else {
            m_parser = std::move(m_context.freeParsers.back());
            m_context.freeParsers.pop_back();
        }
        HttpParser& parser = m_parser->emplace();
        parser.eager(true);
        parser.header_limit(kMostHeader);
        parser.body_limit(kMostBody);
    }
    boost::beast::error_code error;
    m_inputAt += feed(std::string_view(m_input).substr(m_inputAt), error);
    if (m_inputAt == m_input.size()) {
        m_input.clear();
        m_inputAt = 0;
    }
    if (error && error != http::error::need_more) {
        refuse(error);
    } else if (m_parser->value().is_done()) {
        begin();
    } else {
        m_input.erase(0, m_inputAt);
        m_inputAt = 0;
        continueBody();
    }
}

void Connection::continueBody()
{
    expectProgress();
    HttpParser& parser = m_parser->value();
    if (parser.is_header_done() && !m_askedToContinue &&
        http::token_list(parser.get()[http::field::expect]).exists("100-continue")) {
        m_askedToContinue = true;
        m_isInterim = true;
        send("HTTP/1.1 100 Continue\r\n\r\n", {});
        return;
    }
    awaitInput();
}

void Connection::refuse(const boost::beast::error_code& error)
{
    m_requestAt = systemClock().steadyNow();
    m_match = {Route::Malformed, {}, {}};
    m_fate = {};
    m_trace = {};
    m_request = ParsedRequest();
    if (error == http::error::body_limit) {
        reply(errorResponse(413, "the body is larger than 1 MiB"), End::Close);
    } else if (error == http::error::header_limit) {
        reply(errorResponse(431, "the header is larger than 8 KiB"), End::Close);
    } else {
        reply(errorResponse(400, "the request is not HTTP: " + error.message()), End::Close);
    }
}

void Connection::begin()
{
    expectNothing();
    m_phase = Phase::Working;
    m_requestAt = systemClock().steadyNow();
    const HttpRequest& request = m_parser->value().get();
    m_request = ParsedRequest(request);
    m_end = request.keep_alive() ? End::Keep : End::Close;
    if (request.version() >= 11 && request.find(http::field::host) == request.end()) {
        m_match = {Route::Malformed, {}, {}};
        m_fate = {};
        reply(errorResponse(400, "the request names no Host"), End::Close);
        return;
    }
    m_match = matchRoute(m_request.method, m_request.path);
    m_fate = m_context.service.fateOf(m_match.route);
    m_trace = continuedTrace(m_request.header("traceparent"), m_context.service.traceBits());
    if (m_trace.isEmpty() && m_context.spans != nullptr) {
        Service& service = m_context.service;
        m_trace = newTrace(service.traceBits(), service.traceBits(), service.traceBits());
    }
    if (m_fate.pool != nullptr) {
        takeSlot();
    } else {
        work();
    }
}

void Connection::takeSlot()
{
    const auto self = shared_from_this();
    const auto whenFree = [self] {
        boost::asio::post(self->m_context.io, [self] {
            self->m_holdsSlot = true;
            self->work();
        });
    };
    if (m_fate.pool->acquire(whenFree)) {
        m_holdsSlot = true;
        work();
    }
}

void Connection::work()
{
    if (m_fate.delay > Nanos{0}) {
        wait(m_fate.delay, &Connection::finish);
    } else {
        finish();
    }
}

void Connection::wait(Nanos duration, void (Connection::*then)())
{
    m_timer = std::make_unique<boost::asio::steady_timer>(m_context.io, duration);
    m_timer->async_wait([self = shared_from_this(), then](const boost::system::error_code& error) {
        if (!error) {
            self->m_timer.reset();
            ((*self).*then)();
        }
    });
}

void Connection::leavePool()
{
    if (m_holdsSlot) {
        m_holdsSlot = false;
        if (const auto waiter = m_fate.pool->release()) {
            waiter();
        }
    }
}

void Connection::finish()
{
    if (m_fate.isReset) {
        m_context.service.metrics.record(m_match.route, 0, systemClock().steadyNow() - m_requestAt);
        leavePool();
        abort();
        return;
    }
    if (m_fate.isError) {
        reply(errorResponse(503, "out of order (fault errors)"), m_end);
        return;
    }
    const HttpRequest& request = m_parser->value().get();
    if (m_match.route == Route::Rtc && boost::beast::websocket::is_upgrade(request)) {
        if (m_match.part.size() > kLongestRoom || m_inputAt != m_input.size()) {
            reply(errorResponse(400, "a room's name has at most 128 bytes, and frames wait for the answer"), End::Close);
            return;
        }
        m_context.service.metrics.record(m_match.route, 101, systemClock().steadyNow() - m_requestAt);
        leavePool();
        upgrade(request, std::string(m_match.part));
        return;
    }
    reply(m_context.service.answer(m_match, m_request), m_end);
}

void Connection::reply(Response response, End end)
{
    leavePool();
    m_end = end;
    m_phase = Phase::Sending;
    const auto now = systemClock().steadyNow();
    m_context.service.metrics.record(m_match.route, response.status, now - m_requestAt);
    if (m_context.spans != nullptr && m_trace.isSampled) {
        m_context.spans->add({m_trace, m_match.route, response.status, now - m_requestAt});
    }

    m_body = std::move(response.body);
    const std::string_view body = response.asset != nullptr ? std::string_view(*response.asset) : std::string_view(m_body);
    const bool hasBody = m_request.method != Method::Head && response.status != 304;
    m_head.clear();
    m_head += "HTTP/1.1 ";
    m_head += std::to_string(response.status);
    m_head += ' ';
    m_head += reasonPhrase(response.status);
    m_head += "\r\nServer: holdpoint-staging\r\n";
    m_head += m_context.date;
    if (response.status != 304) {
        m_head += "Content-Type: ";
        m_head += response.contentType;
        m_head += "\r\nContent-Length: ";
        m_head += std::to_string(body.size());
        m_head += "\r\n";
    }
    m_head += response.headers;
    if (!m_trace.isEmpty()) {
        m_head += "traceresponse: " + m_trace.header() + "\r\n";
    }
    if (end == End::Close) {
        m_head += "Connection: close\r\n";
    } else if (m_parser && m_parser->value().get().version() < 11) {
        m_head += "Connection: keep-alive\r\n";
    }
    m_head += "\r\n";
    expectProgress();
    if (m_fate.isSlowBody && hasBody) {
        m_rest = body;
        m_pieceSize = body.size() / kSlowPieces + 1;
        send(m_head, {});
        return;
    }
    send(m_head, hasBody ? body : std::string_view());
}

void Connection::sendNextPiece()
{
    const std::string_view piece = m_rest.substr(0, m_pieceSize);
    m_rest.remove_prefix(piece.size());
    expectProgress();
    send(piece, {});
}

void Connection::sent(bool isDone)
{
    if (!isDone) {
        close();
    } else if (m_isInterim) {
        m_isInterim = false;
        awaitInput();
    } else if (!m_rest.empty()) {
        expectNothing();
        wait(kSlowPause, &Connection::sendNextPiece);
    } else if (m_end == End::Close) {
        m_phase = Phase::Draining;
        expectProgress();
        finishSending();
    } else {
        next();
    }
}

void Connection::next()
{
    m_request = ParsedRequest();
    releaseParser();
    if (m_head.capacity() > kKeptBuffer) {
        m_head = {};
    }
    m_body = {};
    m_askedToContinue = false;
    m_phase = Phase::Reading;
    if (m_inputAt < m_input.size()) {
        parse();
        return;
    }
    if (m_input.capacity() > kKeptBuffer) {
        m_input = {};
    }
    expectNothing();
    awaitInput();
}

void Connection::releaseParser()
{
    m_parser->reset();
    m_context.freeParsers.push_back(std::move(m_parser));
}

} // namespace holdpoint::staging
