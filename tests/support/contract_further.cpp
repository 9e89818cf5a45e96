// SPDX-License-Identifier: GPL-3.0-or-later
// GitHub, GitLab, Jaeger, the collector, Prometheus, and the application that is loaded.
#include "tests/support/contract_rules.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"

#include <algorithm>

namespace holdpoint::test {

namespace {

constexpr std::int64_t kYear2001 = 1'000'000'000; // seconds

bool isMicros(const std::string& text)
{
    const auto value = parseInteger(text);
    return value && *value > kYear2001 * 1'000'000 && *value < kYear2001 * 1'000'000'000;
}

} // namespace

bool isHex(const std::string& text, std::size_t length)
{
    return text.size() == length && text.find_first_not_of("0123456789abcdef") == std::string::npos &&
           text.find_first_not_of('0') != std::string::npos;
}

bool isMillis(std::int64_t value)
{
    return value > kYear2001 * 1000 && value < kYear2001 * 1'000'000;
}

bool isUtc(const std::string& text)
{
    return static_cast<bool>(parseUtc(text));
}

ContractReply ContractRules::gitHub(const std::string& path)
{
    expect(request.method == "GET", "only GET is documented");
    expect(request.header("accept") == "application/vnd.github+json", "Accept is not GitHub's");
    expect(request.header("x-github-api-version") == "2022-11-28", "X-GitHub-Api-Version is missing");
    if (!isAuthorised("authorization", std::string("Bearer ") + ContractServer::kToken)) {
        return reply(R"({"message":"Bad credentials","documentation_url":"https://docs"})", 401);
    }
    const std::string base = "/repos/acme/platform";
    if (path == base + "/deployments") {
        const bool isSecond = request.item("page") == "2";
        ContractReply page = reply(
            isSecond
                ? R"([{"id":8,"sha":"b","ref":"main","environment":"staging","created_at":"2026-01-05T08:00:00Z","creator":{"login":"eve"}},{"id":7,"sha":"a","ref":"main","environment":"staging","created_at":"2026-01-04T08:00:00Z"}])"
                : R"([{"id":9,"sha":"c","ref":"main","environment":"staging","created_at":"2026-01-05T10:00:00Z","updated_at":"2026-01-05T10:00:01Z","creator":{"login":"eve"}}])");
        if (!isSecond) {
            page.headers.emplace_back("Link", "<" + server.url(request.path) +
                                                  "?environment=staging&per_page=100&page=2>; rel=\"next\", <" +
                                                  server.url(request.path) + "?page=2>; rel=\"last\"");
        }
        return page;
    }
    if (path.starts_with(base + "/deployments/") && path.ends_with("/statuses")) {
        return reply(path.find("/9/") != std::string::npos ? R"([{"state":"in_progress","created_at":"2026-01-05T10:00:01Z"}])"
                                                           : R"([{"state":"success","created_at":"2026-01-05T08:10:00Z"}])");
    }
    if (path == base + "/actions/runs") {
        return reply(
            request.item("status") == "queued"
                ? R"({"total_count":1,"workflow_runs":[{"id":77,"name":"Deploy","status":"queued","head_branch":"main","html_url":"https://g/77","created_at":"2026-01-05T10:00:00Z"}]})"
                : R"({"total_count":0,"workflow_runs":[]})");
    }
    return reply(R"({"message":"Not Found","documentation_url":"https://docs"})", 404);
}

ContractReply ContractRules::gitLab(const std::string& path)
{
    if (!isAuthorised("private-token", ContractServer::kToken)) {
        return reply(R"({"message":"401 Unauthorized"})", 401);
    }
    const std::string base = "/api/v4/projects/acme%2Fplatform";
    expect(request.method == "GET" && path.starts_with(base), "the project's path is not encoded");
    const std::string rest = path.substr(std::min(base.size(), path.size()));
    if (rest == "/deployments") {
        expect(isUtc(request.item("updated_after")) && request.item("order_by") == "updated_at",
               "updated_after needs order_by=updated_at");
        const bool isSecond = request.item("page") == "2";
        ContractReply page = reply(
            isSecond
                ? R"([{"id":41,"sha":"a","status":"success","environment":{"name":"staging"},"user":{"username":"eve"},"created_at":"2026-01-05T11:00:00.000+02:00"}])"
                : R"([{"id":42,"sha":"b","status":"running","environment":{"name":"staging"},"created_at":"2026-01-05T10:00:00.000Z"}])");
        page.headers.emplace_back("X-Next-Page", isSecond ? "" : "2");
        return page;
    }
    if (rest == "/freeze_periods") {
        return reply(R"([{"id":1,"freeze_start":"0 23 * * 5","freeze_end":"0 8 * * 1","cron_timezone":"UTC"}])");
    }
    if (rest == "/pipelines") {
        return reply(R"([{"id":5,"status":"running","ref":"main","web_url":"https://l/5","created_at":"2026-01-05T10:00:00Z"}])");
    }
    if (rest == "/pipeline_schedules") {
        return reply(R"([{"description":"nightly","ref":"main","active":true,"next_run_at":"2026-01-06T02:00:00.000Z"}])");
    }
    return reply(R"({"message":"404 Project Not Found"})", 404);
}

ContractReply ContractRules::collector(const std::string& path)
{
    const Json json = body();
    expect(request.method == "POST" && path == "/v1/traces", "spans are posted to /v1/traces");
    const Json* span = atPointer(json, "/resourceSpans/0/scopeSpans/0/spans/0");
    expect(span != nullptr && isHex(stringAt(*span, "traceId"), 32) && isHex(stringAt(*span, "spanId"), 16), "ids are not hex");
    if (span != nullptr) {
        const auto start = stringAt(*span, "startTimeUnixNano");
        expect(start.size() == 19 && stringAt(*span, "endTimeUnixNano").size() == 19, "times are not ns as text");
        expect(memberAt(*span, "kind").is_number_integer(), "kind is not an integer");
        server.m_spans[stringAt(*span, "traceId")] = json;
    }
    return reply("{}");
}

ContractReply ContractRules::jaeger(const std::string& path)
{
    if (path == "/api/dependencies") {
        const auto end = parseInteger(request.item("endTs"));
        expect(end && isMillis(*end) && parseInteger(request.item("lookback")), "endTs and lookback are not in ms");
        return reply(R"({"data":[{"parent":"web","child":"api","callCount":12}],"total":0,"limit":0,"offset":0,"errors":null})");
    }
    if (server.m_isJaegerV1) {
        return path.starts_with("/api/v3/") ? ContractReply{404, "404 page not found\n", {}, "text/plain"} : jaegerV1(path);
    }
    if (path == "/api/v3/services") {
        return reply(R"({"services":["api","web"]})");
    }
    if (path == "/api/v3/traces") {
        expect(isUtc(request.item("query.start_time_min")) && isUtc(request.item("query.start_time_max")),
               "times are not RFC 3339");
        expect(!request.item("query.service_name").empty(), "service_name is missing");
        if (request.item("query.service_name") != "api") {
            return {404, R"({"error":{"httpCode":404,"message":"No traces found"}})", {}, "text/plain"};
        }
        return reply(
            R"({"result":{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"api"}}]},"scopeSpans":[{"scope":{},"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"00f067aa0ba902b7","name":"GET /events","kind":2,"startTimeUnixNano":"1763900000000000000","endTimeUnixNano":"1763900001000000000","status":{"code":2}},{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"00f067aa0ba902b8","parentSpanId":"00f067aa0ba902b7","name":"SELECT","startTimeUnixNano":"1763900000100000000","endTimeUnixNano":"1763900000700000000"}]}]}]}})");
    }
    const std::string id = path.substr(path.rfind('/') + 1);
    const auto found = server.m_spans.find(id);
    return found == server.m_spans.end()
               ? ContractReply{404, R"({"error":{"httpCode":404,"message":"trace not found"}})", {}, "text/plain"}
               : reply(dumpJson(Json{{"result", found->second}}));
}

ContractReply ContractRules::jaegerV1(const std::string& path)
{
    if (path == "/api/services") {
        return reply(R"({"data":["api"],"total":1,"limit":0,"offset":0,"errors":null})");
    }
    if (path == "/api/traces") {
        expect(isMicros(request.item("start")) && isMicros(request.item("end")), "start and end are not in microseconds");
        return reply(
            R"({"data":[{"traceID":"0af7","processes":{"p1":{"serviceName":"api","tags":[]}},"warnings":null,"spans":[{"traceID":"0af7","spanID":"b7ad","operationName":"GET /events","references":[{"refType":"CHILD_OF","traceID":"0af7","spanID":"00f0"}],"startTime":1763900000000000,"duration":912345,"tags":[{"key":"error","type":"bool","value":true}],"processID":"p1"}]}],"errors":null})");
    }
    return {404, R"({"data":null,"errors":[{"code":404,"msg":"trace not found"}]})", {}, "text/plain"};
}

ContractReply ContractRules::prometheus(const std::string& path)
{
    const bool isForm = request.method == "POST" && request.header("content-type") == "application/x-www-form-urlencoded";
    expect(request.method == "GET" || isForm, "only GET and a form are documented");
    if (path == "/-/ready") {
        return {200, "Prometheus Server is Ready.\n", {}, "text/plain"};
    }
    if (path == "/api/v1/query") {
        expect(!request.item("query").empty() || request.body.starts_with("query="), "query is missing");
        return reply(R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1767600000,"1"]}]}})");
    }
    if (path == "/api/v1/targets") {
        return reply(
            R"({"status":"success","data":{"activeTargets":[{"labels":{"job":"node"},"scrapePool":"node","scrapeUrl":"http://127.0.0.1:9100/metrics","lastError":"","lastScrape":"2026-01-05T10:00:00Z","health":"up"}],"droppedTargets":[]}})");
    }
    if (path == "/api/v1/rules") {
        return reply(
            R"({"status":"success","data":{"groups":[{"name":"load","file":"r.yml","interval":15,"rules":[{"name":"CpuHigh","query":"1","duration":0,"labels":{},"annotations":{},"alerts":[],"health":"ok","type":"alerting","state":"inactive"}]}]}})");
    }
    return {404, "404 page not found\n", {}, "text/plain"};
}

ContractReply ContractRules::application(const std::string& path)
{
    if (const auto parent = split(request.header("traceparent"), '-'); parent.size() == 4) { // it exports what it does
        const auto now = std::to_string(std::chrono::duration_cast<Nanos>(systemClock().wallNow().time_since_epoch()).count());
        Json span{{"traceId", parent[1]}, {"spanId", "00f067aa0ba902b7"}, {"parentSpanId", parent[2]}, {"name", path}};
        span["startTimeUnixNano"] = span["endTimeUnixNano"] = now;
        Json exported = Json::parse(
            R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"api"}}]},"scopeSpans":[{"scope":{},"spans":[]}]}]})");
        exported["resourceSpans"][0]["scopeSpans"][0]["spans"].push_back(std::move(span));
        server.m_spans[parent[1]] = std::move(exported);
    }
    if (path == "/health") {
        return reply(R"({"version":"1.4"})");
    }
    if (path.ends_with("/attendance")) {
        return reply(R"({"count":0})");
    }
    return path.starts_with("/api/events/") ? reply(path.ends_with("/2") ? R"({"capacity":100})" : R"({"capacity":1000})")
                                            : reply(R"({"token":"t"})");
}

} // namespace holdpoint::test
