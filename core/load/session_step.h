// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/series.h"
#include "core/load/template.h"
#include "core/plan/plan.h"

#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

struct ClientCertificate;

inline constexpr const char* kHearsOthers = "hears the others";
inline constexpr const char* kInOrder = "messages in order";

/// Where the samples of a WebSocket step go.
struct SocketSeries
{
    SeriesList sessions, connecting, sessionDuration, sent, received, ping, dataSent, dataReceived;
    SeriesList delivery, drop, sessionDrop, participants, latency, late, duplicate, reorder, lag;
    SeriesList checkHears, checkOrdered; // one sample a session
};

/// Where the samples of a browser step go.
struct BrowserSeries
{
    SeriesList lcp, fcp, cls, ttfb;
    SeriesList visitFailed;                                  // by the page or its server
    SeriesList requestDuration, requestFailed, dataReceived; // of all that the page asks for
    SeriesList lag;
};

/// A WebSocket or browser step, ready to be rendered for a visitor.
struct SessionStep
{
    StepKind kind = StepKind::WebSocket;
    std::uint32_t index = 0; // over the whole test: for error samples
    std::string name;
    TextTemplate url;
    std::vector<TextTemplate> headers;                    // whole lines
    std::optional<TextTemplate> basicAuth;                // "user:password" where it differs between visitors
    const ClientCertificate* clientCertificate = nullptr; // of CompiledTest::certificates; sockets only
    Nanos timeout{};                                      // of the handshake, or of a page's load
    WebSocketStep socket;
    TextTemplate message;
    std::string seqPointer; // where {{seq}} and {{vu}} stand in the message; empty: nowhere
    std::string vuPointer;
    SocketSeries socketSeries;
    BrowserStep browser;
    BrowserSeries browserSeries;
};

/// ws for http and back: sockets and requests share hosts, but not schemes.
std::string withScheme(const std::string& url, std::string_view from, std::string_view to);

/// `tags` are those of the step, its name among them. Appends the URL's host to `urls`, with http in place of ws.
SessionStep compileSession(const Plan& plan, const Step& step, const Tags& tags, SeriesTable& table, VariableScope& scope,
                           std::vector<std::string>& urls);

} // namespace holdpoint
