// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/deployments.h"

#include "core/base/text.h"
#include "core/base/time_format.h"

namespace holdpoint {

namespace {

/// X-Next-Page where Link is missing, as on keyset-free lists behind some proxies.
std::optional<FetchRequest> nextOf(const FetchRequest& request, const Reply& reply, const Json& /*json*/)
{
    if (!headerOf(reply.headers, "link").empty()) {
        return nextByLink(request, reply);
    }
    const std::string page(headerOf(reply.headers, "x-next-page"));
    const auto at = request.url.rfind("&page=");
    if (page.empty() || at == std::string::npos) {
        return std::nullopt;
    }
    FetchRequest next = request;
    next.url = request.url.substr(0, at) + "&page=" + percentEncode(page);
    return next;
}

std::string numberAtId(const Json& json)
{
    return dumpJson(memberAt(json, "id"));
}

} // namespace

Answer<std::vector<Deployment>> parseGitLabDeployments(const Json& json)
{
    if (!json.is_array()) {
        return malformed("the answer is not a list of deployments");
    }
    std::vector<Deployment> deployments;
    for (const Json& each : json) {
        Deployment one;
        one.id = numberAtId(each);
        one.sha = stringAt(each, "sha");
        one.ref = stringAt(each, "ref");
        one.environment = stringAt(memberAt(each, "environment"), "name");
        one.creator = stringAt(memberAt(each, "user"), "username");
        one.state = stringAt(each, "status");
        one.createdAt = timeAt(each, "created_at");
        one.updatedAt = timeAt(each, "updated_at");
        if (one.state.empty()) {
            return malformed("a deployment has no status");
        }
        deployments.push_back(std::move(one));
    }
    return deployments;
}

Answer<std::vector<PipelineRun>> parseGitLabPipelines(const Json& json)
{
    if (!json.is_array()) {
        return malformed("the answer is not a list of pipelines");
    }
    std::vector<PipelineRun> runs;
    for (const Json& each : json) {
        runs.push_back({numberAtId(each), stringAt(each, "name"), stringAt(each, "status"), stringAt(each, "ref"),
                        stringAt(each, "web_url"), timeAt(each, "created_at")});
    }
    return runs;
}

Answer<std::vector<FreezePeriod>> parseFreezePeriods(const Json& json)
{
    if (!json.is_array()) {
        return malformed("the answer is not a list of freeze periods");
    }
    std::vector<FreezePeriod> periods;
    for (const Json& each : json) {
        FreezePeriod period{stringAt(each, "freeze_start"), stringAt(each, "freeze_end"), stringAt(each, "cron_timezone", "UTC")};
        if (period.begin.empty() || period.end.empty()) {
            return malformed("a freeze period has no start or end");
        }
        periods.push_back(std::move(period));
    }
    return periods;
}

Answer<std::vector<PipelineSchedule>> parsePipelineSchedules(const Json& json)
{
    if (!json.is_array()) {
        return malformed("the answer is not a list of schedules");
    }
    std::vector<PipelineSchedule> schedules;
    for (const Json& each : json) {
        schedules.push_back(
            {stringAt(each, "description"), stringAt(each, "ref"), boolAt(each, "active"), timeAt(each, "next_run_at")});
    }
    return schedules;
}

FetchRequest GitLabClient::request(const std::string& path, QueryItems items) const
{
    Service anonymous = m_service;
    anonymous.token = Secret();
    items.emplace_back("per_page", "100");
    items.emplace_back("page", "1");
    FetchRequest result = serviceRequest(anonymous, "/api/v4/projects/" + percentEncode(m_project) + path, items);
    if (!m_service.token.isEmpty()) {
        result.secretHeaders.emplace_back("PRIVATE-TOKEN", m_service.token);
    }
    return result;
}

Answer<std::vector<Deployment>> GitLabClient::deployments(const std::string& environment, WallTime since) const
{
    return askPages<Deployment>(
        m_fetcher,
        request(
            "/deployments",
            {{"environment", environment}, {"updated_after", formatUtc(since)}, {"order_by", "updated_at"}, {"sort", "desc"}}),
        parseGitLabDeployments, nextOf);
}

Answer<std::vector<PipelineRun>> GitLabClient::runningPipelines() const
{
    Answer<std::vector<PipelineRun>> all{std::vector<PipelineRun>()};
    for (const char* status : {"running", "pending", "preparing", "waiting_for_resource"}) {
        auto found = askPages<PipelineRun>(m_fetcher, request("/pipelines", {{"status", status}}), parseGitLabPipelines, nextOf);
        all.evidence.insert(all.evidence.end(), found.evidence.begin(), found.evidence.end());
        if (!found.isKnown()) {
            return Answer<std::vector<PipelineRun>>(found.unknown()).with(std::move(all.evidence));
        }
        addRuns(all.value(), std::move(found.value()));
    }
    return all;
}

Answer<std::vector<FreezePeriod>> GitLabClient::freezePeriods() const
{
    return askPages<FreezePeriod>(m_fetcher, request("/freeze_periods", {}), parseFreezePeriods, nextOf);
}

Answer<std::vector<PipelineSchedule>> GitLabClient::pipelineSchedules() const
{
    return askPages<PipelineSchedule>(m_fetcher, request("/pipeline_schedules", {{"scope", "active"}}), parsePipelineSchedules,
                                      nextOf);
}

} // namespace holdpoint
