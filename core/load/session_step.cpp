// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/session_step.h"

#include "core/base/text.h"

namespace holdpoint {

namespace {

std::string pointerTo(const Json& message, std::string_view mark)
{
    if (!message.is_structured()) {
        return {};
    }
    const Json flat = message.flatten();
    for (auto member = flat.begin(); member != flat.end(); ++member) {
        if (*member == mark) {
            return member.key();
        }
    }
    return {};
}

SocketSeries socketSeries(SeriesTable& table, const std::string& name, const Tags& tags)
{
    const std::vector<std::string> perName{"name"};
    const auto counter = [&](const char* metric) { return table.list(MetricType::Counter, metric, tags, perName); };
    const auto rate = [&](const char* metric) { return table.list(MetricType::Rate, metric, tags, perName); };
    const auto trend = [&](const char* metric) { return table.list(MetricType::Trend, metric, tags, perName); };
    const auto check = [&](const std::string& what) { return table.ofCheck(name + ": " + what, tags); };
    SocketSeries series;
    series.sessions = counter("ws_sessions");
    series.connecting = trend("ws_connecting");
    series.sessionDuration = trend("ws_session_duration");
    series.sent = counter("ws_msgs_sent");
    series.received = counter("ws_msgs_received");
    series.ping = trend("ws_ping");
    series.dataSent = counter("data_sent");
    series.dataReceived = counter("data_received");
    series.delivery = rate("rtc_delivery");
    series.drop = rate("rtc_drop");
    series.sessionDrop = rate("rtc_session_drop");
    series.participants = table.list(MetricType::Gauge, "rtc_participants", tags, perName);
    series.latency = trend("rtc_message_latency");
    series.late = counter("rtc_late");
    series.duplicate = rate("rtc_duplicate");
    series.reorder = rate("rtc_reorder");
    series.lag = table.list(MetricType::Trend, "generator_lag", tags); // of this machine, not of a step
    series.checkHears = check(kHearsOthers);
    series.checkOrdered = check(kInOrder);
    return series;
}

BrowserSeries browserSeries(SeriesTable& table, const Tags& tags)
{
    const auto trend = [&](const char* metric) { return table.list(MetricType::Trend, metric, tags, {"name"}); };
    BrowserSeries series;
    series.lcp = trend("browser_web_vital_lcp");
    series.fcp = trend("browser_web_vital_fcp");
    series.cls = trend("browser_web_vital_cls");
    series.ttfb = trend("browser_web_vital_ttfb");
    series.visitFailed = table.list(MetricType::Rate, "browser_visit_failed", tags, {"name"});
    series.requestDuration = trend("browser_http_req_duration");
    series.requestFailed = table.list(MetricType::Rate, "browser_http_req_failed", tags, {"name"});
    series.dataReceived = table.list(MetricType::Counter, "browser_data_received", tags, {"name"});
    series.lag = table.list(MetricType::Trend, "generator_lag", tags);
    return series;
}

} // namespace

std::string withScheme(const std::string& url, std::string_view from, std::string_view to)
{
    return lowered(url).starts_with(from) ? std::string(to) + url.substr(from.size()) : url;
}

SessionStep compileSession(const Plan& plan, const Step& step, const Tags& tags, SeriesTable& table, VariableScope& scope,
                           std::vector<std::string>& urls)
{
    const bool isSocket = step.kind == StepKind::WebSocket;
    SessionStep result;
    result.kind = step.kind;
    result.name = tags.at("name");
    const std::string& target = isSocket ? step.websocket.target : step.browser.target;
    std::string base = target.starts_with("/") ? plan.environment.baseUrl : "";
    while (base.ends_with("/")) {
        base.pop_back();
    }
    urls.push_back(withScheme(base.empty() ? target : base, "ws", "http"));
    result.url = TextTemplate::url(isSocket ? withScheme(base + target, "http", "ws") : base + target, scope);
    if (!isSocket) {
        result.timeout = step.browser.timeout.value_or(plan.environment.timeout);
        result.browser = step.browser;
        result.browserSeries = browserSeries(table, tags);
        return result;
    }
    result.socket = step.websocket;
    result.timeout = step.websocket.timeout.value_or(plan.environment.timeout);
    if (step.websocket.sendEvery > Nanos{0}) {
        result.message = TextTemplate::json(step.websocket.message, scope);
        result.seqPointer = pointerTo(step.websocket.message, "{{seq}}");
        result.vuPointer = pointerTo(step.websocket.message, "{{vu}}");
    }
    result.socketSeries = socketSeries(table, result.name, tags);
    return result;
}

} // namespace holdpoint
