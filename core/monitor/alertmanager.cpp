// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/alertmanager.h"

#include "core/base/text.h"
#include "core/base/time_format.h"

namespace holdpoint {

namespace {

QueryItems filterItems(const std::vector<AlertMatcher>& filters)
{
    QueryItems items;
    for (const AlertMatcher& filter : filters) {
        items.emplace_back("filter", filter.text());
    }
    return items;
}

Answer<Done> done(const Reply& /*reply*/)
{
    return Done{};
}

} // namespace

std::string AlertMatcher::text() const
{
    return name + (isEqual ? (isRegex ? "=~" : "=") : (isRegex ? "!~" : "!=")) + "\"" + jsonEscape(value) + "\"";
}

FetchRequest silenceRequest(const Service& service, const Silence& silence)
{
    Json body;
    if (!silence.id.empty()) {
        body["id"] = silence.id;
    }
    body["matchers"] = Json::array();
    for (const AlertMatcher& each : silence.matchers) {
        body["matchers"].push_back(
            {{"name", each.name}, {"value", each.value}, {"isRegex", each.isRegex}, {"isEqual", each.isEqual}});
    }
    body["startsAt"] = formatUtc(silence.startsAt);
    body["endsAt"] = formatUtc(silence.endsAt);
    body["createdBy"] = silence.createdBy;
    body["comment"] = silence.comment;
    return serviceJsonRequest(service, "POST", "/api/v2/silences", dumpJson(body));
}

FetchRequest testAlertRequest(const Service& service, const TestAlert& alert)
{
    const Json body = Json::array({Json{{"labels", alert.labels},
                                        {"annotations", alert.annotations},
                                        {"startsAt", formatUtc(alert.startsAt)},
                                        {"endsAt", formatUtc(alert.endsAt)}}});
    FetchRequest request = serviceJsonRequest(service, "POST", "/api/v2/alerts", dumpJson(body));
    request.isRepeatable = true; // the labels are its identity
    return request;
}

Answer<AlertmanagerStatus> parseAlertmanagerStatus(const Json& json)
{
    AlertmanagerStatus status{stringAt(memberAt(json, "versionInfo"), "version"), stringAt(memberAt(json, "cluster"), "status")};
    if (status.version.empty() || status.cluster.empty()) {
        return malformed("the answer has no version and cluster status as Alertmanager's has");
    }
    return status;
}

Answer<std::vector<Alert>> parseAlerts(const Json& json)
{
    if (!json.is_array()) {
        return malformed("the answer is not a list of alerts");
    }
    std::vector<Alert> alerts;
    for (const Json& each : json) {
        Alert alert;
        alert.fingerprint = stringAt(each, "fingerprint");
        alert.labels = labelsOf(memberAt(each, "labels"));
        alert.annotations = labelsOf(memberAt(each, "annotations"));
        alert.state = stringAt(memberAt(each, "status"), "state");
        for (const Json& id : memberAt(memberAt(each, "status"), "silencedBy")) {
            if (id.is_string()) {
                alert.silencedBy.push_back(id.get_ref<const std::string&>());
            }
        }
        for (const Json& receiver : memberAt(each, "receivers")) {
            alert.receivers.push_back(stringAt(receiver, "name"));
        }
        alert.startsAt = timeAt(each, "startsAt");
        alert.endsAt = timeAt(each, "endsAt");
        if (alert.labels.empty() || alert.state.empty()) {
            return malformed("an alert has no labels or no state");
        }
        alerts.push_back(std::move(alert));
    }
    return alerts;
}

Answer<std::vector<Silence>> parseSilences(const Json& json)
{
    if (!json.is_array()) {
        return malformed("the answer is not a list of silences");
    }
    std::vector<Silence> silences;
    for (const Json& each : json) {
        Silence silence;
        silence.id = stringAt(each, "id");
        for (const Json& matcher : memberAt(each, "matchers")) {
            silence.matchers.push_back({stringAt(matcher, "name"), stringAt(matcher, "value"), boolAt(matcher, "isRegex"),
                                        boolAt(matcher, "isEqual", true)});
        }
        silence.createdBy = stringAt(each, "createdBy");
        silence.comment = stringAt(each, "comment");
        silence.state = stringAt(memberAt(each, "status"), "state");
        const auto from = timeAt(each, "startsAt");
        const auto to = timeAt(each, "endsAt");
        if (silence.id.empty() || silence.state.empty() || !from || !to) {
            return malformed("a silence has no id, state or times");
        }
        silence.startsAt = *from;
        silence.endsAt = *to;
        silences.push_back(std::move(silence));
    }
    return silences;
}

Answer<Done> AlertmanagerClient::ready() const
{
    return ask(m_fetcher, serviceRequest(m_service, "/-/ready"), [](const Reply& reply) -> Answer<Done> {
        return looksLikeHtml(reply.body) ? Answer<Done>(malformed("the answer is " + errorSentence(reply.body)))
                                         : Answer<Done>(Done{});
    });
}

Answer<AlertmanagerStatus> AlertmanagerClient::status() const
{
    return askJson(m_fetcher, serviceRequest(m_service, "/api/v2/status"), parseAlertmanagerStatus);
}

Answer<std::vector<Alert>> AlertmanagerClient::alerts(const std::vector<AlertMatcher>& filters) const
{
    QueryItems items{{"active", "true"}, {"silenced", "true"}, {"inhibited", "true"}, {"unprocessed", "true"}};
    const QueryItems wanted = filterItems(filters);
    items.insert(items.end(), wanted.begin(), wanted.end());
    return askJson(m_fetcher, serviceRequest(m_service, "/api/v2/alerts", items), parseAlerts);
}

Answer<std::vector<Silence>> AlertmanagerClient::silences(const std::vector<AlertMatcher>& filters) const
{
    return askJson(m_fetcher, serviceRequest(m_service, "/api/v2/silences", filterItems(filters)), parseSilences);
}

Answer<std::string> AlertmanagerClient::createSilence(const Silence& silence) const
{
    return askJson(m_fetcher, silenceRequest(m_service, silence), [](const Json& json) -> Answer<std::string> {
        const std::string id = stringAt(json, "silenceID");
        return id.empty() ? Answer<std::string>(malformed("the answer names no silenceID")) : Answer<std::string>(id);
    });
}

Answer<Done> AlertmanagerClient::expireSilence(const std::string& id) const
{
    FetchRequest request = serviceRequest(m_service, "/api/v2/silence/" + percentEncode(id));
    request.method = "DELETE";
    return ask(m_fetcher, request, done);
}

Answer<Done> AlertmanagerClient::sendTestAlert(const TestAlert& alert) const
{
    return ask(m_fetcher, testAlertRequest(m_service, alert), done);
}

Answer<Done> AlertmanagerClient::resolveTestAlert(TestAlert alert) const
{
    alert.endsAt = m_fetcher.clock().wallNow();
    return ask(m_fetcher, testAlertRequest(m_service, alert), done);
}

} // namespace holdpoint
