// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/source_findings.h"

namespace holdpoint {

Json toJson(const SourceFindingsByQuery& findings)
{
    Json json = Json::object();
    for (const auto& [query, found] : findings) {
        Json points = Json::array();
        for (const SourcePoint& point : found.points) {
            points.push_back(Json::array({Json(std::int64_t{point.at.time_since_epoch() / Micros{1}}), Json(point.value)}));
        }
        json[query] = {{"points", std::move(points)},
                       {"why", found.whyNone},
                       {"empty", found.isEmpty},
                       {"covered", found.covered ? Json(*found.covered) : Json()}};
    }
    return json;
}

Result<SourceFindingsByQuery> sourceFindingsFrom(const Json& json)
{
    SourceFindingsByQuery findings;
    for (const auto& [query, told] : json.items()) {
        SourceFindings& found = findings[query];
        for (const Json& point : memberAt(told, "points")) {
            if (!point.is_array() || point.size() != 2 || !point[0].is_number_integer() || !point[1].is_number()) {
                return fail(Error::Kind::Invalid, "what was found out about the query `" + query + "` is damaged");
            }
            found.points.push_back({WallTime{Micros{point[0].get<std::int64_t>()}}, point[1].get<double>()});
        }
        found.whyNone = stringAt(told, "why");
        found.isEmpty = boolAt(told, "empty");
        const Json& covered = memberAt(told, "covered");
        found.covered = covered.is_number() ? std::optional(covered.get<double>()) : std::nullopt;
    }
    return findings;
}

} // namespace holdpoint
