// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/samples/sample_lines.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/load/flow.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

double millis(Micros duration)
{
    return static_cast<double>(duration.count()) / 1000;
}

std::int64_t wholeMillis(Micros duration)
{
    return (duration.count() + 500) / 1000;
}

/// A cell of JTL, which has one sample a line: no line breaks inside.
std::string jtlCell(std::string text)
{
    std::replace_if(
        text.begin(), text.end(), [](char letter) { return letter == '\r' || letter == '\n'; }, ' ');
    return csvCell(text);
}

std::string tagOr(const Tags& tags, const std::string& key, const std::string& otherwise)
{
    const auto found = tags.find(key);
    return found == tags.end() ? otherwise : found->second;
}

std::size_t bitCount(const RequestSample& sample)
{
    return std::min(checkCount(*sample.step), kMaxCheckBits);
}

const CompiledCheck* firstFailedCheck(const RequestSample& sample)
{
    for (std::size_t i = 0; i < bitCount(sample); ++i) {
        if (sample.failedChecks.test(i)) {
            return &checkOf(*sample.step, i);
        }
    }
    return nullptr;
}

/// `tags` as they are written into each point of a request.
Json tagsOf(const RequestSample& sample, const Redactor& redactor)
{
    Json tags = Json::object();
    for (const auto& [key, value] : sample.step->tags) {
        tags[key] = value;
    }
    tags["status"] = std::to_string(sample.status);
    tags["url"] = redactor.redact(sample.url.data());
    tags["expected_response"] = sample.isFailed ? "false" : "true";
    if (!tags.contains("group")) {
        tags["group"] = "";
    }
    if (sample.error != ErrorClass::None) {
        tags["error"] = nameOf(sample.error);
    }
    return tags;
}

void addPoint(std::string& lines, std::string_view metric, const std::string& time, double value, const std::string& tags)
{
    lines += "{\"metric\":\"";
    lines += metric;
    lines += "\",\"type\":\"Point\",\"data\":{\"time\":\"" + time + "\",\"value\":" + formatPlain(value) + ",\"tags\":" + tags +
             "}}\n";
}

} // namespace

std::string jtlHead()
{
    return "timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,"
           "grpThreads,allThreads,URL,Latency,IdleTime,Connect\n";
}

std::string jtlLine(const RequestSample& sample, const Redactor& redactor, const std::pair<int, int>& threads)
{
    const Micros connect = sample.phases.connecting + sample.phases.tlsHandshaking;
    const Micros elapsed = connect + sample.phases.duration();
    const auto startedMs = std::chrono::duration_cast<Millis>((sample.ended - elapsed).time_since_epoch()).count();
    const CompiledCheck* failedCheck = firstFailedCheck(sample);
    const bool isSuccess = !sample.isFailed && !sample.hasFailedCheck;
    std::string failure;
    if (!isSuccess) {
        failure = redactor.redact(sample.message.data());
        failure =
            failure.empty() ? (failedCheck != nullptr ? failedCheck->name : "status " + std::to_string(sample.status)) : failure;
    }
    // JMeter writes the exception's class where there is no status
    const std::string code =
        sample.status > 0 ? std::to_string(sample.status) : "Non HTTP response code: " + std::string(nameOf(sample.error));
    const std::string scenario = tagOr(sample.step->tags, "scenario", "default");
    std::string line =
        std::to_string(startedMs) + "," + std::to_string(wholeMillis(elapsed)) + "," + jtlCell(sample.step->name) + "," +
        jtlCell(code) + "," + jtlCell(sample.reason.data()) + "," + jtlCell(scenario + " 1-" + std::to_string(sample.visitor)) +
        ",text," + (isSuccess ? "true" : "false") + "," + jtlCell(failure) + "," + std::to_string(sample.bytesReceived) + "," +
        std::to_string(sample.bytesSent) + "," + std::to_string(threads.first) + "," + std::to_string(threads.second) + "," +
        jtlCell(redactor.redact(sample.url.data())) + "," + std::to_string(wholeMillis(elapsed - sample.phases.receiving)) +
        ",0," + std::to_string(wholeMillis(connect)) + "\n";
    return line;
}

std::string k6MetricLines(const std::map<std::string, std::vector<std::string>>& thresholds)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 19> kMetrics{
        {{"http_reqs", "counter"},
         {"http_req_duration", "trend"},
         {"http_req_blocked", "trend"},
         {"http_req_connecting", "trend"},
         {"http_req_tls_handshaking", "trend"},
         {"http_req_sending", "trend"},
         {"http_req_waiting", "trend"},
         {"http_req_receiving", "trend"},
         {"http_req_failed", "rate"},
         {"data_sent", "counter"},
         {"data_received", "counter"},
         {"checks", "rate"},
         {"vus", "gauge"},
         {"vus_max", "gauge"},
         {"iterations", "counter"},
         {"dropped_iterations", "counter"},
         {"ws_sessions", "counter"},
         {"ws_msgs_sent", "counter"},
         {"ws_msgs_received", "counter"}}};
    std::string lines;
    for (const auto& [name, type] : kMetrics) {
        const auto rules = thresholds.find(std::string(name));
        const Json line{{"type", "Metric"},
                        {"data",
                         {{"name", name},
                          {"type", type},
                          {"contains", type == "trend"             ? "time"
                                       : name.starts_with("data_") ? "data"
                                                                   : "default"},
                          {"thresholds", rules == thresholds.end() ? Json::array() : Json(rules->second)},
                          {"submetrics", nullptr}}},
                        {"metric", name}};
        lines += dumpJson(line) + "\n";
    }
    return lines;
}

std::string k6Lines(const RequestSample& sample, const Redactor& redactor)
{
    const std::string time = formatUtc(sample.ended);
    const Json tagTree = tagsOf(sample, redactor);
    const std::string tags = dumpJson(tagTree);
    std::string lines;
    addPoint(lines, "http_reqs", time, 1, tags);
    addPoint(lines, "http_req_duration", time, millis(sample.phases.duration()), tags);
    addPoint(lines, "http_req_blocked", time, millis(sample.phases.blocked), tags);
    addPoint(lines, "http_req_connecting", time, millis(sample.phases.connecting), tags);
    addPoint(lines, "http_req_tls_handshaking", time, millis(sample.phases.tlsHandshaking), tags);
    addPoint(lines, "http_req_sending", time, millis(sample.phases.sending), tags);
    addPoint(lines, "http_req_waiting", time, millis(sample.phases.waiting), tags);
    addPoint(lines, "http_req_receiving", time, millis(sample.phases.receiving), tags);
    addPoint(lines, "http_req_failed", time, sample.isFailed ? 1 : 0, tags);
    const std::string scenario =
        dumpJson(Json{{"group", stringAt(tagTree, "group")}, {"scenario", stringAt(tagTree, "scenario")}});
    addPoint(lines, "data_sent", time, static_cast<double>(sample.bytesSent), scenario);
    addPoint(lines, "data_received", time, static_cast<double>(sample.bytesReceived), scenario);
    for (std::size_t i = 0; i < bitCount(sample); ++i) {
        if (sample.passedChecks.test(i) || sample.failedChecks.test(i)) {
            const Json check{{"check", checkOf(*sample.step, i).name},
                             {"group", stringAt(tagTree, "group")},
                             {"scenario", stringAt(tagTree, "scenario")}};
            addPoint(lines, "checks", time, sample.passedChecks.test(i) ? 1 : 0, dumpJson(check));
        }
    }
    return lines;
}

std::string k6Lines(const Frame& frame)
{
    std::string lines;
    const std::string time = formatUtc(frame.time);
    for (const char* name : {"iterations", "dropped_iterations", "ws_sessions", "ws_msgs_sent", "ws_msgs_received"}) {
        if (const auto found = frame.counters.find(name); found != frame.counters.end() && found->second > 0) {
            addPoint(lines, name, time, found->second, "{}");
        }
    }
    if (const auto vus = frame.gauges.find("vus"); vus != frame.gauges.end()) {
        addPoint(lines, "vus", time, vus->second.last, "{}");
    }
    if (const auto most = frame.gauges.find("vus_max"); most != frame.gauges.end()) {
        addPoint(lines, "vus_max", time, most->second.last, "{}");
    }
    return lines;
}

} // namespace holdpoint
