// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/alertmanager.h"
#include "core/monitor/deployments.h"
#include "core/monitor/grafana.h"
#include "core/monitor/jaeger.h"
#include "core/monitor/otlp.h"
#include "core/monitor/pagerduty.h"
#include "core/monitor/prometheus.h"
#include "core/monitor/sentry.h"
#include "core/monitor/slack.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace holdpoint {
namespace {

/// What every page and report does with traces.
void lookAt(const std::vector<Trace>& traces)
{
    for (const Trace& trace : traces) {
        static_cast<void>(trace.duration());
        for (const Nanos self : selfTimes(trace)) {
            if (self < Nanos{}) {
                std::abort();
            }
        }
    }
    static_cast<void>(operationTimes(traces));
    static_cast<void>(dependenciesOf(traces));
}

/// Words of a reply's head.
void readHead(std::string_view text)
{
    const WallTime now = fromUnixMillis(1'767'607'481'000);
    static_cast<void>(nextPage(text));
    static_cast<void>(redirectTarget("https://api.example.com/v1/list?page=1", text));
    static_cast<void>(parseRetryAfter(text, now));
    static_cast<void>(parseRfc3339(text));
    static_cast<void>(serviceAt(text));
    static_cast<void>(originOf(text));
    static_cast<void>(parseSentryDsn(Secret(std::string(text))));
    Reply reply;
    reply.status = 429;
    reply.headers = {
        {"retry-after", std::string(text)}, {"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", std::string(text)}};
    reply.body = std::string(text);
    static_cast<void>(statusUnknown(reply, now));
}

void readJson(char parser, const Json& json)
{
    switch (parser) {
    case 'a':
        static_cast<void>(parseAlerts(json));
        break;
    case 'A':
        static_cast<void>(parseAlertmanagerStatus(json));
        break;
    case 's':
        static_cast<void>(parseSilences(json));
        break;
    case 'd':
        static_cast<void>(parseGitHubDeployments(json));
        break;
    case 'D':
        static_cast<void>(parseGitHubState(json));
        break;
    case 'r':
        static_cast<void>(parseGitHubRuns(json));
        break;
    case 'l':
        static_cast<void>(parseGitLabDeployments(json));
        break;
    case 'p':
        static_cast<void>(parseGitLabPipelines(json));
        break;
    case 'f':
        static_cast<void>(parseFreezePeriods(json));
        break;
    case 'c':
        static_cast<void>(parsePipelineSchedules(json));
        break;
    case 'g':
        static_cast<void>(parseGrafanaHealth(json));
        break;
    case 'b':
        static_cast<void>(parseDashboards(json));
        break;
    case 'n':
        static_cast<void>(parseAnnotations(json));
        break;
    case 'j':
        if (const auto traces = parseJaegerTraces(json); traces.isKnown()) {
            lookAt(traces.value());
        }
        break;
    case 'J':
        static_cast<void>(parseDependencies(json));
        break;
    case 'e':
        static_cast<void>(parseExportReply(json));
        break;
    case 'P':
        static_cast<void>(parsePagerDutyTaken(json));
        break;
    case 'o':
        static_cast<void>(parseOnCalls(json));
        break;
    case 'q':
        if (const auto result = parsePromResult(json); result.isKnown()) {
            static_cast<void>(singleValue(result.value()));
        }
        break;
    case 't':
        static_cast<void>(parsePromTargets(json));
        break;
    case 'R':
        static_cast<void>(parsePromRules(json));
        break;
    case 'i':
        static_cast<void>(parseSentryIssues(json));
        break;
    case 'u':
        if (const auto outcomes = parseSentryOutcomes(json); outcomes.isKnown()) {
            static_cast<void>(droppedEvents(outcomes.value()));
        }
        break;
    case 'k':
        static_cast<void>(parseSlackReply(json));
        break;
    default:
        break;
    }
}

} // namespace
} // namespace holdpoint

/// The first byte says which service's which answer the body is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace holdpoint;
    if (size == 0) {
        return 0;
    }
    const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
    const char parser = static_cast<char>(data[0]);
    if (parser == 'h') {
        readHead(body);
    } else if (parser == 'O') {
        if (const auto traces = parseOtlpTraces(body); traces.isKnown()) {
            lookAt(traces.value());
        }
    } else if (const auto json = parseReply(body); json.isKnown()) {
        readJson(parser, json.value());
    }
    static_cast<void>(errorSentence(body));
    return 0;
}
