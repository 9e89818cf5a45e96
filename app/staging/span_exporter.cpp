// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/staging/span_exporter.h"

#include "app/staging/service_metrics.h"
#include "core/base/text.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace holdpoint::staging {

namespace http = boost::beast::http;
using boost::asio::ip::tcp;

namespace {

constexpr std::size_t kMostWaiting = 2'048;
constexpr Seconds kLongestExport{5};

struct Target
{
    std::string host;
    std::string port = "80";
    std::string path;
};

Result<Target> parseTarget(const std::string& url)
{
    constexpr std::string_view kScheme = "http://";
    const auto invalid = [&url] {
        return fail(Error::Kind::Invalid,
                    "--otlp `" + shortened(url, 100) + "`: write it like http://127.0.0.1:4318 (plain http, no user)");
    };
    if (!url.starts_with(kScheme) || url.find_first_of(" @\r\n\t") != std::string::npos) {
        return invalid();
    }
    const std::string_view rest = std::string_view(url).substr(kScheme.size());
    const auto slash = rest.find('/');
    const std::string_view authority = rest.substr(0, slash);
    const auto colon = authority.rfind(':');
    Target target;
    target.host = authority.substr(0, colon);
    if (colon != std::string_view::npos) {
        target.port = authority.substr(colon + 1);
    }
    if (slash != std::string_view::npos && rest.size() > slash + 1) {
        target.path = rest.substr(slash, rest.ends_with('/') ? rest.size() - slash - 1 : std::string_view::npos);
    }
    const bool isPort = !target.port.empty() && target.port.find_first_not_of("0123456789") == std::string::npos;
    if (target.host.empty() || !isPort) {
        return invalid();
    }
    target.path += "/v1/traces";
    return target;
}

std::string attribute(std::string_view key, std::string_view kind, const std::string& value)
{
    return "{\"key\":\"" + std::string(key) + "\",\"value\":{\"" + std::string(kind) + "\":\"" + value + "\"}}";
}

/// One element of `spans` (opentelemetry-proto, JSON mapping: hex ids, 64-bit numbers as text, kind 2 is server).
std::string toJson(const Span& span, std::int64_t endNanos)
{
    const RouteTraits& traits = traitsOf(span.route);
    const std::string route(traits.label);
    const std::string method(traits.method);
    std::string json = "{\"traceId\":\"" + span.trace.traceId + "\",\"spanId\":\"" + span.trace.spanId + "\"";
    if (!span.trace.parentSpanId.empty()) {
        json += ",\"parentSpanId\":\"" + span.trace.parentSpanId + "\"";
    }
    json += ",\"name\":\"" + method + " " + route + "\",\"kind\":2,\"startTimeUnixNano\":\"" +
            std::to_string(endNanos - span.duration.count()) + "\",\"endTimeUnixNano\":\"" + std::to_string(endNanos) +
            "\",\"attributes\":[" + attribute("http.request.method", "stringValue", method) + "," +
            attribute("http.route", "stringValue", route) + "," +
            attribute("http.response.status_code", "intValue", std::to_string(span.status)) +
            "],\"status\":{\"code\":" + (span.status >= 500 ? "2" : "0") + "}}";
    return json;
}

} // namespace

struct SpanExporter::State
{
    State(Target to, boost::asio::io_context& context, ServiceMetrics& counters)
        : target(std::move(to)), io(context), metrics(counters)
    {}

    Target target;
    boost::asio::io_context& io;
    ServiceMetrics& metrics;
    std::vector<std::string> waiting; // rendered
    bool isSending = false;
};

/// One POST, from the look-up of the host to the answer; each step keeps it alive.
struct SpanExporter::Batch : std::enable_shared_from_this<SpanExporter::Batch>
{
    Batch(std::shared_ptr<State> owner, std::size_t spans)
        : state(std::move(owner)), resolver(state->io), stream(state->io), spanCount(spans)
    {}

    void start()
    {
        stream.expires_after(kLongestExport);
        resolver.async_resolve(
            state->target.host, state->target.port, [self = shared_from_this()](const auto& error, auto found) {
                if (error) {
                    self->end(false);
                    return;
                }
                self->stream.async_connect(found, [self](const auto& failed, const tcp::endpoint&) { self->post(failed); });
            });
    }

    void post(const boost::system::error_code& error)
    {
        if (error) {
            end(false);
            return;
        }
        http::async_write(stream, request, [self = shared_from_this()](const auto& failed, std::size_t) {
            if (failed) {
                self->end(false);
                return;
            }
            http::async_read(self->stream, self->buffer, self->answer, [self](const auto& unread, std::size_t) {
                self->end(!unread && http::to_status_class(self->answer.result()) == http::status_class::successful);
            });
        });
    }

    void end(bool isTaken)
    {
        state->isSending = false;
        (isTaken ? state->metrics.spansExported : state->metrics.spansDropped) += spanCount;
    }

    std::shared_ptr<State> state;
    tcp::resolver resolver;
    boost::beast::tcp_stream stream;
    std::size_t spanCount;
    http::request<http::string_body> request;
    http::response<http::string_body> answer;
    boost::beast::flat_buffer buffer{1U << 20U};
};

SpanExporter::SpanExporter(std::shared_ptr<State> state) : m_state(std::move(state)) {}

SpanExporter::~SpanExporter() = default;

Result<std::unique_ptr<SpanExporter>> SpanExporter::make(const std::string& url, boost::asio::io_context& io,
                                                         ServiceMetrics& metrics)
{
    auto target = parseTarget(url);
    if (!target) {
        return fail(target.error());
    }
    return std::unique_ptr<SpanExporter>(new SpanExporter(std::make_shared<State>(*std::move(target), io, metrics)));
}

void SpanExporter::add(Span span)
{
    if (m_state->waiting.size() >= kMostWaiting) {
        ++m_state->metrics.spansDropped;
        return;
    }
    const auto now = std::chrono::duration_cast<Nanos>(systemClock().wallNow().time_since_epoch());
    m_state->waiting.push_back(toJson(span, now.count()));
}

void SpanExporter::flush()
{
    if (m_state->isSending || m_state->waiting.empty()) {
        return;
    }
    m_state->isSending = true;
    const auto batch = std::make_shared<Batch>(m_state, m_state->waiting.size());
    const Target& target = m_state->target;
    batch->request = {http::verb::post, target.path, 11};
    batch->request.set(http::field::host, target.host + ":" + target.port);
    batch->request.set(http::field::content_type, "application/json");
    batch->request.set(http::field::connection, "close");
    batch->request.body() =
        "{\"resourceSpans\":[{\"resource\":{\"attributes\":[" + attribute("service.name", "stringValue", "holdpoint-staging") +
        "]},\"scopeSpans\":[{\"scope\":{\"name\":\"holdpoint-staging\"},\"spans\":[" + join(m_state->waiting, ",") + "]}]}]}";
    batch->request.prepare_payload();
    m_state->waiting.clear();
    batch->start();
}

} // namespace holdpoint::staging
