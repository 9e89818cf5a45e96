// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/contract_rules.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/monitor/fetch_request.h"

#include <algorithm>

namespace holdpoint::test {

void ContractRules::expect(bool holds, const std::string& fault)
{
    if (!holds) {
        faults.push_back(fault);
    }
}

Json ContractRules::body()
{
    const auto json = parseJson(request.body, "the body");
    expect(static_cast<bool>(json), "the body is not JSON");
    expect(request.header("content-type").starts_with("application/json"), "Content-Type is not application/json");
    return json ? *json : Json::object();
}

bool ContractRules::isAuthorised(const std::string& header, const std::string& value) const
{
    return request.header(header) == value;
}

ContractReply ContractRules::answer()
{
    using Service = ContractReply (ContractRules::*)(const std::string&);
    static const std::vector<std::pair<std::string, Service>> kServices{
        {"/grafana", &ContractRules::grafana},     {"/sentry", &ContractRules::sentry},
        {"/slack", &ContractRules::slack},         {"/events", &ContractRules::events},
        {"/pagerduty", &ContractRules::pagerDuty}, {"/github", &ContractRules::gitHub},
        {"/gitlab", &ContractRules::gitLab},       {"/alertmanager", &ContractRules::alertmanager},
        {"/lock", &ContractRules::lock},           {"/jaeger", &ContractRules::jaeger},
        {"/otlp", &ContractRules::collector},      {"/prometheus", &ContractRules::prometheus},
        {"/app", &ContractRules::application},     {"/production.prometheus", &ContractRules::prometheus}};
    for (const auto& [prefix, service] : kServices) {
        if (request.path.starts_with(prefix + "/")) {
            return (this->*service)(request.path.substr(prefix.size()));
        }
    }
    expect(false, "no service has this path");
    return {};
}

ContractReply ContractRules::grafana(const std::string& path)
{
    const std::string bearer = std::string("Bearer ") + ContractServer::kToken;
    if (path == "/api/health") {
        return reply(R"({"commit":"9e4","database":"ok","version":"11.2.0"})");
    }
    if (!isAuthorised("authorization", bearer)) {
        return reply(R"({"message":"Invalid API key","messageId":"api-key.invalid","statusCode":401,"traceID":""})", 401);
    }
    if (path == "/api/search") {
        const auto page = parseInteger(request.item("page"));
        expect(request.item("type") == "dash-db", "type is not dash-db");
        expect(page && *page >= 1, "pages count from 1");
        const auto limit = parseInteger(request.item("limit"));
        expect(limit && *limit >= 1 && *limit <= 5000, "limit is not 1..5000");
        Json found = Json::array();
        const int total = request.item("tag") == "many" ? 130 : request.item("tag") == "load-testing" ? 2 : 0;
        for (std::int64_t i = (*page - 1) * *limit; i < std::min<std::int64_t>(total, *page * *limit); ++i) {
            found.push_back(
                {{"uid", "d" + std::to_string(i)}, {"title", "Board"}, {"url", "/d/d"}, {"tags", {request.item("tag")}}});
        }
        return reply(dumpJson(found));
    }
    if (path.starts_with("/api/dashboards/uid/")) {
        const std::string uid = path.substr(20);
        return uid == "jcIIG-07z"
                   ? reply(
                         R"({"dashboard":{"uid":"jcIIG-07z","title":"Load","tags":["load-testing"]},"meta":{"url":"/d/jcIIG-07z/load"}})")
                   : reply(R"({"message":"Dashboard not found"})", 404);
    }
    if (path == "/api/datasources/uid/prom/health") {
        return reply(R"({"status":"OK","message":"Successfully queried the Prometheus API."})");
    }
    if (path == "/api/datasources/uid/gone/health") {
        return reply(R"({"status":"ERROR","message":"connection refused"})", 400);
    }
    if (path == "/api/annotations" && request.method == "GET") {
        for (const char* key : {"from", "to"}) {
            expect(request.item(key).empty() || isMillis(*parseInteger(request.item(key))), std::string(key) + " is not in ms");
        }
        Json found = Json::array();
        const auto [begin, end] = request.query.equal_range("tags");
        for (const auto& [id, annotation] : server.m_annotations) {
            const Json tags = annotation["tags"];
            if (std::all_of(begin, end,
                            [&](const auto& tag) { return std::find(tags.begin(), tags.end(), tag.second) != tags.end(); })) {
                found.push_back(annotation);
            }
        }
        return reply(dumpJson(found));
    }
    if (path.starts_with("/api/annotations")) {
        const auto id = path.size() > 17 ? parseInteger(path.substr(17)) : Result<std::int64_t>(0);
        if (request.method == "DELETE") {
            return server.m_annotations.erase(*id) == 1 ? reply(R"({"message":"Annotation deleted"})")
                                                        : reply(R"({"message":"Could not find annotation"})", 404);
        }
        Json json = body();
        for (const char* key : {"time", "timeEnd"}) {
            expect(!json.contains(key) || (json[key].is_number_integer() && isMillis(json[key])),
                   std::string(key) + " is not in ms");
        }
        if (request.method == "PATCH") {
            const auto found = server.m_annotations.find(*id);
            if (found == server.m_annotations.end()) {
                return reply(R"({"message":"Could not find annotation"})", 404);
            }
            found->second.update(json);
            return reply(R"({"message":"Annotation patched"})");
        }
        expect(request.method == "POST" && json["text"].is_string() && json.contains("time"),
               "an annotation needs text and time");
        const std::int64_t next = static_cast<std::int64_t>(server.m_annotations.size()) + 1;
        json["id"] = next;
        server.m_annotations[next] = json;
        return reply(R"({"message":"Annotation added","id":)" + std::to_string(next) + "}");
    }
    return reply(R"({"message":"Not found"})", 404);
}

ContractReply ContractRules::sentry(const std::string& path)
{
    if (path == "/api/42/envelope/") {
        expect(request.method == "POST", "an envelope is posted");
        expect(request.header("x-sentry-auth").find("sentry_version=7") != std::string::npos &&
                   request.header("x-sentry-auth").find("sentry_key=publickey1") != std::string::npos,
               "X-Sentry-Auth lacks version or key");
        const auto lines = split(request.body, '\n');
        const auto head = parseJson(lines[0], "head");
        const auto item = parseJson(lines.size() > 1 ? lines[1] : "", "item");
        expect(head && isHex(stringAt(*head, "event_id"), 32), "the envelope's head has no event_id");
        expect(item && lines.size() > 2 && integerAt(*item, "length") == static_cast<std::int64_t>(lines[2].size()),
               "the item's length is not that of the event");
        return reply(head ? R"({"id":")" + stringAt(*head, "event_id") + R"("})" : "{}");
    }
    if (!isAuthorised("authorization", std::string("Bearer ") + ContractServer::kToken)) {
        return reply(R"({"detail":"Invalid token"})", 401);
    }
    expect(request.method == "GET", "only GET is documented");
    for (const char* key : {"start", "end"}) {
        const std::string time = request.item(key);
        expect(time.empty() || (time.size() == 19 && isUtc(time + "Z")), std::string(key) + " is not like 2026-01-05T10:00:00");
    }
    if (path == "/api/0/organizations/acme/issues/") {
        const auto limit = parseInteger(request.item("limit"));
        expect(limit && *limit <= 100, "limit is over 100");
        const bool isSecond = request.item("cursor") == "0:100:0";
        const std::string here =
            server.url(request.path) + "?" + queryText({{"query", request.item("query")}, {"limit", "100"}}) + "&cursor=";
        ContractReply page = reply(
            isSecond
                ? R"([{"id":"2","shortId":"P-2","title":"Slow","count":"3","userCount":1,"firstSeen":"2026-01-05T10:02:00.000000Z"}])"
                : R"([{"id":"1","shortId":"P-1","title":"TypeError","level":"error","substatus":"new","count":"12","userCount":4,"firstSeen":"2026-01-05T10:01:00Z","lastSeen":"2026-01-05T10:04:00Z","permalink":"https://s/1","project":{"slug":"platform"}}])");
        page.headers.emplace_back("Link", "<" + here + "0:0:1>; rel=\"previous\"; results=\"" + (isSecond ? "true" : "false") +
                                              "\"; cursor=\"0:0:1\", <" + here + "0:100:0>; rel=\"next\"; results=\"" +
                                              (isSecond ? "false" : "true") + "\"; cursor=\"0:100:0\"");
        return page;
    }
    if (path == "/api/0/organizations/acme/events-timeseries/") {
        expect(request.item("dataset") == "errors" && request.item("yAxis") == "count()", "dataset or yAxis is missing");
        expect(!request.item("start").empty() && !request.item("end").empty(), "start or end is missing");
        return reply(
            R"x({"timeSeries":[{"yAxis":"count()","values":[{"timestamp":1763900000000,"value":3,"incomplete":false},{"timestamp":1763900060000,"value":2,"incomplete":true}]}]})x");
    }
    if (path == "/api/0/organizations/acme/releases/") {
        return reply(request.item("query") == "1.4" ? R"([{"version":"1.4","dateCreated":"2026-01-05T08:00:00Z"}])" : "[]");
    }
    if (path == "/api/0/organizations/acme/stats_v2/") {
        expect(request.item("groupBy") == "outcome" && request.item("field") == "sum(quantity)", "groupBy or field is missing");
        expect(request.item("start").ends_with(":00:00") && request.item("end").ends_with(":00:00"), "buckets are whole hours");
        return reply(
            R"x({"groups":[{"by":{"outcome":"accepted"},"totals":{"sum(quantity)":95}},{"by":{"outcome":"rate_limited"},"totals":{"sum(quantity)":5}}]})x");
    }
    return reply(R"({"detail":"The requested resource does not exist"})", 404);
}

ContractReply ContractRules::slack(const std::string& path)
{
    if (request.method == "GET") {
        return slackRead(path);
    }
    const Json json = body();
    expect(request.method == "POST", "Slack takes POST");
    if ("/slack" + path == ContractServer::kHook) {
        expect(json.contains("text"), "a webhook's post needs text");
        return {200, "ok", {}, "text/plain"};
    }
    if (path.starts_with("/services/")) {
        return {404, "no_service", {}, "text/plain"};
    }
    if (!isAuthorised("authorization", std::string("Bearer ") + ContractServer::kToken)) {
        return reply(R"({"ok":false,"error":"invalid_auth"})");
    }
    if (path == "/api/auth.test") {
        ContractReply identity = reply(
            R"({"ok":true,"url":"https://acme.slack.com/","team":"Acme","user":"holdpoint","team_id":"T1","user_id":"U1"})");
        identity.headers.emplace_back("X-OAuth-Scopes", "chat:write,channels:history");
        return identity;
    }
    if (path == "/api/chat.postMessage") {
        expect(json.contains("channel") && json.contains("text"), "a message needs channel and text");
        if (stringAt(json, "channel") != "C123") {
            return reply(R"({"ok":false,"error":"channel_not_found"})");
        }
        const std::string number = std::to_string(247 + server.m_messages.size());
        const std::string ts = "1503435956." + std::string(6 - number.size(), '0') + number;
        server.m_messages.push_back(
            Json{{"ts", ts}, {"text", stringAt(json, "text")}, {"thread_ts", stringAt(json, "thread_ts")}});
        return reply(R"({"ok":true,"channel":"C123","ts":")" + ts + R"(","message":{}})");
    }
    return reply(R"({"ok":false,"error":"unknown_method"})");
}

ContractReply ContractRules::slackRead(const std::string& path)
{
    if (!isAuthorised("authorization", std::string("Bearer ") + ContractServer::kToken)) {
        return reply(R"({"ok":false,"error":"invalid_auth"})");
    }
    if (request.item("channel") != "C123") {
        return reply(R"({"ok":false,"error":"channel_not_found"})");
    }
    Json found = Json::array();
    if (path == "/api/chat.getPermalink") {
        expect(!request.item("message_ts").empty(), "a permalink needs message_ts");
        for (const Json& message : server.m_messages) {
            if (stringAt(message, "ts") == request.item("message_ts")) {
                return reply(R"({"ok":true,"channel":"C123","permalink":"https://acme.slack.com/archives/C123/p1"})");
            }
        }
        return reply(R"({"ok":false,"error":"message_not_found"})");
    }
    expect(path == "/api/conversations.history" || path == "/api/conversations.replies", "no such method");
    if (!server.m_canSlackRead) {
        return reply(R"({"ok":false,"error":"missing_scope","needed":"channels:history","provided":"chat:write"})");
    }
    const bool isThread = path == "/api/conversations.replies";
    expect(!isThread || !request.item("ts").empty(), "replies need ts");
    std::vector<Json> messages(server.m_messages.begin(), server.m_messages.end());
    if (messages.empty()) { // nobody has posted: the documented example
        messages.push_back(Json{{"ts", "1503435956.000247"}, {"text", "Load test window w-17 begins"}, {"thread_ts", ""}});
    }
    const std::string latest = request.item("latest");
    for (const Json& message : messages) {
        const std::string thread = stringAt(message, "thread_ts");
        const bool isLater = !latest.empty() && stringAt(message, "ts") > latest;
        if (!isLater && (isThread ? thread == request.item("ts") : thread.empty())) {
            found.push_back(message);
        }
    }
    return reply(dumpJson(Json{{"ok", true}, {"messages", found}, {"has_more", false}}));
}

ContractReply ContractRules::alertmanager(const std::string& path)
{
    if (path == "/api/v2/silences" && request.method == "GET") {
        return reply(dumpJson(Json(server.m_silences)));
    }
    if (path == "/api/v2/silences") {
        Json json = body();
        expect(request.method == "POST" && json["matchers"].is_array() && !json["matchers"].empty(), "a silence needs matchers");
        expect(isUtc(stringAt(json, "startsAt")) && isUtc(stringAt(json, "endsAt")), "a silence needs startsAt and endsAt");
        expect(!stringAt(json, "createdBy").empty() && !stringAt(json, "comment").empty(),
               "a silence needs createdBy and comment");
        json["id"] = "silence-" + std::to_string(server.m_silences.size() + 1);
        json["status"] = Json{{"state", "active"}};
        json["updatedAt"] = json["startsAt"];
        server.m_silences.push_back(json);
        return reply(dumpJson(Json{{"silenceID", json["id"]}}));
    }
    if (path == "/api/v2/alerts" && request.method == "POST") {
        const Json json = body();
        expect(json.is_array() && !json.empty() && json[0]["labels"].contains("alertname"), "alerts are a list with labels");
        for (const char* key : {"startsAt", "endsAt"}) {
            expect(json.empty() || isUtc(stringAt(json[0], key)), std::string(key) + " is not RFC 3339");
        }
        return reply("");
    }
    if (path == "/api/v2/alerts") {
        expect(request.method == "GET", "alerts are read and posted");
        return reply("[]");
    }
    expect(request.method == "DELETE" && path.starts_with("/api/v2/silence/"), "no such path");
    for (Json& silence : server.m_silences) {
        if ("/api/v2/silence/" + stringAt(silence, "id") == path) {
            silence["status"]["state"] = "expired";
            return {200, "", {}, "application/json"};
        }
    }
    return {404, "\"silence not found\"", {}, "application/json"};
}

ContractReply ContractRules::lock(const std::string& path)
{
    expect(path == "/staging", "there is one lock only");
    if (request.method == "GET") {
        return server.m_lock.is_null() ? reply("{}", 404) : reply(dumpJson(server.m_lock));
    }
    if (request.method == "DELETE") {
        expect(request.header("if-match") == "\"" + stringAt(server.m_lock, "mark") + "\"", "If-Match names another lock");
        server.m_lock = Json();
        return reply("{}");
    }
    const Json json = body();
    expect(request.method == "PUT" && request.header("if-none-match") == "*", "a lock is taken with If-None-Match: *");
    expect(!stringAt(json, "mark").empty() && !stringAt(json, "owner").empty() && isUtc(stringAt(json, "expires_at")),
           "a lock needs mark, owner and expires_at");
    if (!server.m_lock.is_null()) {
        return reply(dumpJson(server.m_lock), 409);
    }
    server.m_lock = json;
    return reply("{}", 201);
}

ContractReply ContractRules::events(const std::string& path)
{
    const Json json = body();
    expect(request.method == "POST" && request.header("authorization").empty(), "events are posted without Authorization");
    if (stringAt(json, "routing_key") != ContractServer::kRoutingKey) {
        return reply(R"({"status":"invalid event","message":"Event object is invalid","errors":["'routing_key' is invalid"]})",
                     400);
    }
    const Json& payload = memberAt(json, "payload");
    if (path == "/v2/change/enqueue") {
        expect(!stringAt(payload, "summary").empty() && isUtc(stringAt(payload, "timestamp")),
               "a change needs summary and timestamp");
        server.m_changes.push_back(Json{{"id", "C" + std::to_string(server.m_changes.size() + 1)},
                                        {"summary", stringAt(payload, "summary")},
                                        {"timestamp", stringAt(payload, "timestamp")}});
        return reply(R"({"status":"success","message":"Change event processed"})", 202);
    }
    expect(path == "/v2/enqueue", "no such path");
    const std::string action = stringAt(json, "event_action");
    expect(action == "trigger" || ((action == "acknowledge" || action == "resolve") && !stringAt(json, "dedup_key").empty()),
           "event_action is unknown, or has no dedup_key");
    if (action == "trigger") {
        const std::string severity = stringAt(payload, "severity");
        expect(severity == "critical" || severity == "error" || severity == "warning" || severity == "info",
               "severity is unknown");
        expect(!stringAt(payload, "summary").empty() && !stringAt(payload, "source").empty(), "summary or source is missing");
    }
    return reply(R"({"status":"success","message":"Event processed","dedup_key":")" + stringAt(json, "dedup_key") + R"("})", 202);
}

ContractReply ContractRules::pagerDuty(const std::string& path)
{
    if (!isAuthorised("authorization", std::string("Token token=") + ContractServer::kToken)) {
        return reply(R"({"error":{"message":"Invalid Credentials","code":2006}})", 401);
    }
    expect(request.header("accept") == "application/vnd.pagerduty+json;version=2", "Accept does not name version 2");
    expect((path == "/oncalls" || path == "/change_events" || path == "/incidents") && request.method == "GET", "no such path");
    if (path == "/incidents") {
        expect(!request.item("incident_key").empty() && isUtc(request.item("since")), "incident_key or since is missing");
        return reply(
            R"({"incidents":[{"id":"Q1","title":"LoadTestProbe","status":"triggered","html_url":"https://p/Q1"}],"limit":100,"offset":0,"more":false})");
    }
    expect(isUtc(request.item("since")) && isUtc(request.item("until")), "since and until are not ISO 8601");
    if (path == "/change_events") {
        return reply(dumpJson(Json{{"change_events", server.m_changes}, {"limit", 100}, {"offset", 0}, {"more", false}}));
    }
    const bool isSecond = request.item("offset") != "0";
    return reply(
        isSecond
            ? R"({"oncalls":[{"user":{"summary":"Ada"},"schedule":null,"escalation_policy":{"summary":"P"},"escalation_level":1,"start":null,"end":null}],"limit":100,"offset":1,"more":false})"
            : R"({"oncalls":[{"user":{"summary":"Bob"},"schedule":{"summary":"Night"},"escalation_policy":{"summary":"P"},"escalation_level":2,"start":"2026-01-05T00:00:00Z","end":"2026-01-06T00:00:00+01:00"}],"limit":100,"offset":0,"more":true})");
}

} // namespace holdpoint::test
