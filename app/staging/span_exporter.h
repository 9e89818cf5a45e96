// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/staging/routes.h"
#include "app/staging/trace_context.h"
#include "core/base/clock.h"
#include "core/base/result.h"

#include <memory>

namespace boost::asio {
class io_context;
}

namespace holdpoint::staging {

class ServiceMetrics;

/// One request that was answered a moment ago.
struct Span
{
    TraceContext trace;
    Route route = Route::NotFound;
    unsigned status = 0;
    Nanos duration{};
};

/// Sends spans as OTLP/HTTP JSON to URL/v1/traces, one batch at a time. Never slows the service: what does not fit is dropped
/// and counted. For the service's thread.
class SpanExporter
{
public:
    /// Error::Invalid for anything but http://HOST[:PORT][/PATH].
    static Result<std::unique_ptr<SpanExporter>> make(const std::string& url, boost::asio::io_context& io,
                                                      ServiceMetrics& metrics);
    ~SpanExporter();

    void add(Span span);
    /// Starts sending what has gathered, unless a batch is still under way. Call it once a second.
    void flush();

private:
    struct Batch;
    struct State;
    explicit SpanExporter(std::shared_ptr<State> state);

    std::shared_ptr<State> m_state;
};

} // namespace holdpoint::staging
