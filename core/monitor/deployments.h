// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/api_time.h"
#include "core/monitor/ask.h"

namespace holdpoint {

struct Deployment
{
    std::string id;
    std::string sha;
    std::string ref;
    std::string environment;
    std::string creator;
    std::string state; // as the service says: queued, in_progress, success; created, running, blocked ...
    std::optional<WallTime> createdAt;
    std::optional<WallTime> updatedAt;

    /// Not over yet, so that it may change what is tested.
    bool isActive() const;
};

/// A workflow run (GitHub) or pipeline (GitLab) that is not over.
struct PipelineRun
{
    std::string id;
    std::string name;
    std::string state;
    std::string ref;
    std::string link;
    std::optional<WallTime> createdAt;
};

/// When GitLab deploys nothing: cron expressions of the begin and end.
struct FreezePeriod
{
    std::string begin;
    std::string end;
    std::string timeZone;
};

struct PipelineSchedule
{
    std::string description;
    std::string ref;
    bool isActive = false;
    std::optional<WallTime> nextRun;
};

/// Deployments, oldest first, that brought back what had been deployed before and replaced since, with the one they replaced:
/// what a drill of the way back looks like.
struct Rollback
{
    const Deployment* replaced = nullptr;
    const Deployment* back = nullptr;
};
/// `newestFirst` as the clients give them. Points into it.
std::vector<Rollback> rollbacksOf(const std::vector<Deployment>& newestFirst);

/// Those that are not among them yet: a run may change its state between two questions.
void addRuns(std::vector<PipelineRun>& runs, std::vector<PipelineRun> more);

Answer<std::vector<Deployment>> parseGitHubDeployments(const Json& json);
/// The newest state of a list of statuses; "pending" if there is none yet.
Answer<std::string> parseGitHubState(const Json& json);
Answer<std::vector<PipelineRun>> parseGitHubRuns(const Json& json);
Answer<std::vector<Deployment>> parseGitLabDeployments(const Json& json);
Answer<std::vector<PipelineRun>> parseGitLabPipelines(const Json& json);
Answer<std::vector<FreezePeriod>> parseFreezePeriods(const Json& json);
Answer<std::vector<PipelineSchedule>> parsePipelineSchedules(const Json& json);

/// `service.url` is https://api.github.com or {server}/api/v3; `repository` is owner/name.
class GitHubClient
{
public:
    GitHubClient(Fetcher& fetcher, Service service, std::string repository)
        : m_fetcher(fetcher), m_service(std::move(service)), m_repository(std::move(repository))
    {}

    /// Newest first, those created at or after `since` and the newest one before, each with its state.
    Answer<std::vector<Deployment>> deployments(const std::string& environment, WallTime since) const;
    /// The same without their states, which cost a request each.
    Answer<std::vector<Deployment>> history(const std::string& environment, WallTime since) const;
    Answer<std::string> state(const std::string& id) const;
    /// Workflow runs that are in progress, queued, waiting, pending or requested. GitHub knows nothing of what is planned.
    Answer<std::vector<PipelineRun>> activeRuns() const;

private:
    FetchRequest request(const std::string& path, const QueryItems& items) const;

    Fetcher& m_fetcher;
    const Service m_service;
    const std::string m_repository;
};

/// `service.url` is the server, without /api/v4; `project` is an id or a path.
class GitLabClient
{
public:
    GitLabClient(Fetcher& fetcher, Service service, std::string project)
        : m_fetcher(fetcher), m_service(std::move(service)), m_project(std::move(project))
    {}

    /// Those that changed at or after `since`, the last changed first.
    Answer<std::vector<Deployment>> deployments(const std::string& environment, WallTime since) const;
    /// Those that run, and those that wait for their turn.
    Answer<std::vector<PipelineRun>> runningPipelines() const;
    Answer<std::vector<FreezePeriod>> freezePeriods() const;
    Answer<std::vector<PipelineSchedule>> pipelineSchedules() const;

private:
    FetchRequest request(const std::string& path, QueryItems items) const;

    Fetcher& m_fetcher;
    const Service m_service;
    const std::string m_project;
};

} // namespace holdpoint
