// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/api_time.h"
#include "core/monitor/ask.h"

namespace holdpoint {

struct GrafanaHealth
{
    std::string version;
    std::string database; // ok
};

struct Dashboard
{
    std::string uid;
    std::string title;
    std::string url; // path below the server
    std::vector<std::string> tags;
};

struct DatasourceHealth
{
    bool isOk = false;
    std::string message;
};

struct Annotation
{
    std::int64_t id = 0;      // 0: a new one
    std::string dashboardUid; // empty: of the whole organisation
    WallSpan span;            // a region; equal ends are a point
    std::vector<std::string> tags;
    std::string text;
};

FetchRequest annotationRequest(const Service& service, const Annotation& annotation);
Answer<GrafanaHealth> parseGrafanaHealth(const Json& json);
Answer<std::vector<Dashboard>> parseDashboards(const Json& json);
Answer<std::vector<Annotation>> parseAnnotations(const Json& json);
/// `{base}/d/{uid}/{slug}?from=...&to=...&var-x=...` for people; times in ms.
std::string dashboardLink(std::string_view base, std::string_view uid, std::string_view slug, WallSpan span,
                          const QueryItems& variables = {});

/// Grafana's HTTP API below /api.
class GrafanaClient
{
public:
    GrafanaClient(Fetcher& fetcher, Service service) : m_fetcher(fetcher), m_service(std::move(service)) {}

    Answer<GrafanaHealth> health() const;
    Answer<std::vector<Dashboard>> dashboardsWithTag(const std::string& tag) const;
    /// NotFound if there is none.
    Answer<Dashboard> dashboard(const std::string& uid) const;
    /// Whether the data source answers Grafana; its own words if not. NotFound if there is none.
    Answer<DatasourceHealth> datasourceHealth(const std::string& uid) const;
    /// The new one's id. Look with annotations() for its tags first: it is never sent twice by itself.
    Answer<std::int64_t> createAnnotation(const Annotation& annotation) const;
    /// Sets times, text and tags of the one with this id.
    Answer<Done> patchAnnotation(const Annotation& annotation) const;
    Answer<Done> deleteAnnotation(std::int64_t id) const;
    /// Those that have all tags.
    Answer<std::vector<Annotation>> annotations(const std::vector<std::string>& tags, std::optional<WallSpan> span = {}) const;

private:
    Fetcher& m_fetcher;
    const Service m_service;
};

} // namespace holdpoint
