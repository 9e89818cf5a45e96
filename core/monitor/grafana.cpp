// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/grafana.h"

#include "core/base/text.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kPage = 100;
constexpr std::size_t kMostAnnotations = 1000;

Json annotationBody(const Annotation& annotation)
{
    Json body;
    if (!annotation.dashboardUid.empty() && annotation.id == 0) {
        body["dashboardUID"] = annotation.dashboardUid;
    }
    body["time"] = unixMillis(annotation.span.from);
    if (annotation.span.to > annotation.span.from) {
        body["timeEnd"] = unixMillis(annotation.span.to);
    }
    body["tags"] = annotation.tags;
    body["text"] = annotation.text;
    return body;
}

std::vector<std::string> textsOf(const Json& list)
{
    std::vector<std::string> texts;
    for (const Json& each : list) {
        if (each.is_string()) {
            texts.push_back(each.get_ref<const std::string&>());
        }
    }
    return texts;
}

Answer<Done> done(const Reply& /*reply*/)
{
    return Done{};
}

} // namespace

FetchRequest annotationRequest(const Service& service, const Annotation& annotation)
{
    return serviceJsonRequest(service, "POST", "/api/annotations", dumpJson(annotationBody(annotation)));
}

Answer<GrafanaHealth> parseGrafanaHealth(const Json& json)
{
    GrafanaHealth health{stringAt(json, "version"), stringAt(json, "database")};
    if (health.database.empty()) {
        return malformed("the answer does not name the database's state as Grafana's does");
    }
    return health;
}

Answer<std::vector<Dashboard>> parseDashboards(const Json& json)
{
    if (!json.is_array()) {
        return malformed("the answer is not a list of dashboards");
    }
    std::vector<Dashboard> dashboards;
    for (const Json& each : json) {
        Dashboard dashboard{stringAt(each, "uid"), stringAt(each, "title"), stringAt(each, "url"),
                            textsOf(memberAt(each, "tags"))};
        if (dashboard.uid.empty()) {
            return malformed("a dashboard has no uid");
        }
        dashboards.push_back(std::move(dashboard));
    }
    return dashboards;
}

Answer<std::vector<Annotation>> parseAnnotations(const Json& json)
{
    if (!json.is_array()) {
        return malformed("the answer is not a list of annotations");
    }
    std::vector<Annotation> annotations;
    for (const Json& each : json) {
        Annotation annotation;
        annotation.id = integerAt(each, "id");
        annotation.dashboardUid = stringAt(each, "dashboardUID");
        const std::int64_t from = integerAt(each, "time");
        annotation.span = {fromUnixMillis(from), fromUnixMillis(std::max(from, integerAt(each, "timeEnd")))};
        annotation.tags = textsOf(memberAt(each, "tags"));
        annotation.text = stringAt(each, "text");
        if (annotation.id == 0 || from == 0) {
            return malformed("an annotation has no id or no time");
        }
        annotations.push_back(std::move(annotation));
    }
    return annotations;
}

std::string dashboardLink(std::string_view base, std::string_view uid, std::string_view slug, WallSpan span,
                          const QueryItems& variables)
{
    QueryItems items{{"from", std::to_string(unixMillis(span.from))}, {"to", std::to_string(unixMillis(span.to))}};
    for (const auto& [name, value] : variables) {
        items.emplace_back("var-" + name, value);
    }
    return serviceUrl(base, "/d/" + percentEncode(uid) + (slug.empty() ? "" : "/" + percentEncode(slug)), items);
}

Answer<GrafanaHealth> GrafanaClient::health() const
{
    return askJson(m_fetcher, serviceRequest(m_service, "/api/health"), parseGrafanaHealth);
}

Answer<std::vector<Dashboard>> GrafanaClient::dashboardsWithTag(const std::string& tag) const
{
    int page = 1;
    const auto requestOf = [&](int number) {
        return serviceRequest(
            m_service, "/api/search",
            {{"tag", tag}, {"type", "dash-db"}, {"limit", std::to_string(kPage)}, {"page", std::to_string(number)}});
    };
    return askPages<Dashboard>(m_fetcher, requestOf(1), parseDashboards,
                               [&](const FetchRequest&, const Reply&, const Json& json) -> std::optional<FetchRequest> {
                                   return json.size() < kPage ? std::nullopt : std::optional(requestOf(++page));
                               });
}

Answer<Dashboard> GrafanaClient::dashboard(const std::string& uid) const
{
    return askJson(m_fetcher, serviceRequest(m_service, "/api/dashboards/uid/" + percentEncode(uid)),
                   [](const Json& json) -> Answer<Dashboard> {
                       const Json& model = memberAt(json, "dashboard");
                       Dashboard dashboard{stringAt(model, "uid"), stringAt(model, "title"),
                                           stringAt(memberAt(json, "meta"), "url"), textsOf(memberAt(model, "tags"))};
                       return dashboard.uid.empty() ? Answer<Dashboard>(malformed("the answer holds no dashboard"))
                                                    : Answer<Dashboard>(std::move(dashboard));
                   });
}

Answer<DatasourceHealth> GrafanaClient::datasourceHealth(const std::string& uid) const
{
    FetchRequest request = serviceRequest(m_service, "/api/datasources/uid/" + percentEncode(uid) + "/health");
    request.accepted = {400, 500}; // how Grafana tells that the data source does not answer
    return askJson(m_fetcher, request, [](const Json& json) -> Answer<DatasourceHealth> {
        const std::string status = stringAt(json, "status");
        return status.empty() ? Answer<DatasourceHealth>(malformed("the answer does not tell the data source's health"))
                              : Answer<DatasourceHealth>(DatasourceHealth{status == "OK", stringAt(json, "message")});
    });
}

Answer<std::int64_t> GrafanaClient::createAnnotation(const Annotation& annotation) const
{
    return askJson(m_fetcher, annotationRequest(m_service, annotation), [](const Json& json) -> Answer<std::int64_t> {
        const std::int64_t id = integerAt(json, "id");
        return id == 0 ? Answer<std::int64_t>(malformed("the answer names no annotation id")) : Answer<std::int64_t>(id);
    });
}

Answer<Done> GrafanaClient::patchAnnotation(const Annotation& annotation) const
{
    FetchRequest request = serviceJsonRequest(m_service, "PATCH", "/api/annotations/" + std::to_string(annotation.id),
                                              dumpJson(annotationBody(annotation)));
    request.isRepeatable = true;
    return ask(m_fetcher, request, done);
}

Answer<Done> GrafanaClient::deleteAnnotation(std::int64_t id) const
{
    FetchRequest request = serviceRequest(m_service, "/api/annotations/" + std::to_string(id));
    request.method = "DELETE";
    return ask(m_fetcher, request, done);
}

Answer<std::vector<Annotation>> GrafanaClient::annotations(const std::vector<std::string>& tags,
                                                           std::optional<WallSpan> span) const
{
    QueryItems items{{"type", "annotation"}, {"limit", std::to_string(kMostAnnotations)}};
    if (span) {
        items.emplace_back("from", std::to_string(unixMillis(span->from)));
        items.emplace_back("to", std::to_string(unixMillis(span->to)));
    }
    for (const std::string& tag : tags) {
        items.emplace_back("tags", tag);
    }
    return askJson(m_fetcher, serviceRequest(m_service, "/api/annotations", items), [](const Json& json) {
        auto read = parseAnnotations(json);
        return read.isKnown() && read.value().size() >= kMostAnnotations
                   ? Answer<std::vector<Annotation>>(
                         unknown(Unknown::Kind::Limit, "there are 1,000 annotations or more with these tags"))
                   : read;
    });
}

} // namespace holdpoint
