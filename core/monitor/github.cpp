// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/deployments.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <set>

namespace holdpoint {

bool Deployment::isActive() const
{
    static constexpr std::array<std::string_view, 7> kActive{"queued",  "pending", "in_progress", "waiting",
                                                             "created", "running", "blocked"};
    return std::find(kActive.begin(), kActive.end(), state) != kActive.end();
}

Answer<std::vector<Deployment>> parseGitHubDeployments(const Json& json)
{
    if (!json.is_array()) {
        return malformed("the answer is not a list of deployments");
    }
    std::vector<Deployment> deployments;
    for (const Json& each : json) {
        Deployment one;
        one.id = dumpJson(memberAt(each, "id"));
        one.sha = stringAt(each, "sha");
        one.ref = stringAt(each, "ref");
        one.environment = stringAt(each, "environment");
        one.creator = stringAt(memberAt(each, "creator"), "login");
        one.createdAt = timeAt(each, "created_at");
        one.updatedAt = timeAt(each, "updated_at");
        if (!memberAt(each, "id").is_number_integer() || !one.createdAt) {
            return malformed("a deployment has no id or created_at");
        }
        deployments.push_back(std::move(one));
    }
    return deployments;
}

Answer<std::string> parseGitHubState(const Json& json)
{
    if (!json.is_array()) {
        return malformed("the answer is not a list of statuses");
    }
    const std::string state = json.empty() ? "pending" : stringAt(json[0], "state");
    return state.empty() ? Answer<std::string>(malformed("a deployment's status has no state")) : Answer<std::string>(state);
}

Answer<std::vector<PipelineRun>> parseGitHubRuns(const Json& json)
{
    const Json& list = memberAt(json, "workflow_runs");
    if (!list.is_array()) {
        return malformed("the answer has no `workflow_runs` as GitHub's has");
    }
    std::vector<PipelineRun> runs;
    for (const Json& each : list) {
        runs.push_back({dumpJson(memberAt(each, "id")), stringAt(each, "name"), stringAt(each, "status"),
                        stringAt(each, "head_branch"), stringAt(each, "html_url"), timeAt(each, "created_at")});
    }
    return runs;
}

void addRuns(std::vector<PipelineRun>& runs, std::vector<PipelineRun> more)
{
    for (PipelineRun& each : more) {
        const auto isKnown = [&each](const PipelineRun& run) { return run.id == each.id; };
        if (std::none_of(runs.begin(), runs.end(), isKnown)) {
            runs.push_back(std::move(each));
        }
    }
}

FetchRequest GitHubClient::request(const std::string& path, const QueryItems& items) const
{
    std::string repository;
    for (const std::string& part : split(m_repository, '/')) {
        repository += "/" + percentEncode(part);
    }
    FetchRequest result = serviceRequest(m_service, "/repos" + repository + path, items);
    result.headers.emplace_back("Accept", "application/vnd.github+json");
    result.headers.emplace_back("X-GitHub-Api-Version", "2022-11-28");
    return result;
}

std::vector<Rollback> rollbacksOf(const std::vector<Deployment>& newestFirst)
{
    std::vector<Rollback> found;
    for (std::size_t i = newestFirst.size(); i-- > 0;) {
        const Deployment& one = newestFirst[i];
        const bool isFirst = i + 1 == newestFirst.size();
        const bool isRepeated = !isFirst && newestFirst[i + 1].sha == one.sha;
        const bool wasThere = std::any_of(newestFirst.begin() + static_cast<std::ptrdiff_t>(i) + 1, newestFirst.end(),
                                          [&one](const Deployment& earlier) { return earlier.sha == one.sha; });
        if (!one.sha.empty() && wasThere && !isRepeated) {
            found.push_back({&newestFirst[i + 1], &one});
        }
    }
    return found;
}

Answer<std::string> GitHubClient::state(const std::string& id) const
{
    return askJson(m_fetcher, request("/deployments/" + id + "/statuses", {{"per_page", "1"}}), parseGitHubState);
}

Answer<std::vector<Deployment>> GitHubClient::history(const std::string& environment, WallTime since) const
{
    auto found =
        askPages<Deployment>(m_fetcher, request("/deployments", {{"environment", environment}, {"per_page", "100"}}),
                             parseGitHubDeployments, [since](const FetchRequest& before, const Reply& reply, const Json& json) {
                                 // newest first: a page that reaches back far enough is the last
                                 const auto oldest = json.empty() ? std::nullopt : timeAt(json.back(), "created_at");
                                 return oldest && *oldest < since ? std::nullopt : nextByLink(before, reply);
                             });
    if (!found.isKnown()) {
        return found;
    }
    std::vector<Deployment>& all = found.value();
    std::set<std::string> known; // a new deployment moves the rest to the next page while we read
    std::erase_if(all, [&known](const Deployment& each) { return !known.insert(each.id).second; });
    const auto old = std::find_if(all.begin(), all.end(), [since](const Deployment& each) { return *each.createdAt < since; });
    if (old != all.end()) {
        all.erase(old + 1, all.end());
    }
    return found;
}

Answer<std::vector<Deployment>> GitHubClient::deployments(const std::string& environment, WallTime since) const
{
    auto found = history(environment, since);
    if (!found.isKnown()) {
        return found;
    }
    for (Deployment& each : found.value()) {
        auto known = state(each.id);
        found.evidence.insert(found.evidence.end(), known.evidence.begin(), known.evidence.end());
        if (!known.isKnown()) {
            return Answer<std::vector<Deployment>>(known.unknown()).with(std::move(found.evidence));
        }
        each.state = known.value();
    }
    return found;
}

Answer<std::vector<PipelineRun>> GitHubClient::activeRuns() const
{
    Answer<std::vector<PipelineRun>> all{std::vector<PipelineRun>()};
    for (const char* status : {"in_progress", "queued", "waiting", "pending", "requested"}) {
        auto found = askPages<PipelineRun>(
            m_fetcher, request("/actions/runs", {{"status", status}, {"per_page", "100"}}), parseGitHubRuns,
            [](const FetchRequest& before, const Reply& reply, const Json&) { return nextByLink(before, reply); });
        all.evidence.insert(all.evidence.end(), found.evidence.begin(), found.evidence.end());
        if (!found.isKnown()) {
            return Answer<std::vector<PipelineRun>>(found.unknown()).with(std::move(all.evidence));
        }
        addRuns(all.value(), std::move(found.value()));
    }
    return all;
}

} // namespace holdpoint
