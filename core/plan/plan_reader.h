// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"
#include "core/plan/target_url.h"

namespace holdpoint {

/// One fault of a plan, env file or data file; line and column count from 1, 0 = the whole file.
struct PlanFault
{
    std::string file;
    int line = 0;
    int column = 0;
    std::string message;

    /// "plan.yaml:12:7: unknown key `thinck`; did you mean `think`?"
    std::string text() const;
};

struct PlanOptions
{
    std::map<std::string, std::string> overrides;          // -e KEY=VALUE
    std::optional<std::filesystem::path> envFile;          // --env-file
    std::map<std::string, std::string> processEnvironment; // see currentEnvironment()
    double timeScale = 1;
    double loadScale = 1;
};

/// A plan, or every fault that was found (never only the first). Faults empty means that `plan` is usable.
struct PlanReading
{
    Plan plan;
    std::vector<PlanFault> faults;

    bool isValid() const { return faults.empty(); }
};

std::map<std::string, std::string> currentEnvironment();

/// Reads a plan file with its env and data files (relative to the plan). semantics.md §2, 8. Never throws.
PlanReading readPlanFile(const std::filesystem::path& path, const PlanOptions& options);
/// The same for a text that is not saved yet; data files are looked for beside `path`.
PlanReading readPlanText(std::string text, const std::filesystem::path& path, const PlanOptions& options);
/// Plan::resolved or planForAgent() back into a Plan; `secrets` fill the ${KEY} that are left. Reads no files: without their
/// rows, data sets of a file come back empty.
PlanReading planFromResolved(const Json& resolved, Secrets secrets);
/// What an agent gets: Plan::resolved with the rows of the data files. Rows that the plan does not have, because it comes from a
/// dossier, are read from beside Plan::path; an error if such a file is gone or changed.
Result<Json> planForAgent(const Plan& plan);

/// What a run of these tests would need from this machine and reach; shown before a start (semantics.md §2, 3).
struct RunEstimate
{
    std::vector<std::string> hosts; // host:port
    std::uint64_t requests = 0;     // planned, all tests together
    std::uint64_t peakVus = 0;
    std::uint64_t descriptors = 0; // of the hungriest test: VUs x connections + multis + 200
    std::uint64_t localPorts = 0;  // per destination, of the hungriest test
    Nanos duration{};              // with pauses
    std::uint64_t dossierBytes = 0;
};

RunEstimate estimateRun(const Plan& plan, const std::vector<std::string>& testIds, RunKind kind);

struct MachineLimits
{
    std::uint64_t descriptors = 0; // RLIMIT_NOFILE, hard
    std::uint64_t localPorts = 0;  // net.ipv4.ip_local_port_range
};
MachineLimits machineLimits();

/// What forbids a start: host off the allow-list, production host, too few descriptors or ports. Empty: may start.
std::vector<PlanFault> preflightFaults(const Plan& plan, const std::vector<std::string>& testIds, RunKind kind,
                                       const MachineLimits& limits);

/// How many requests each target of the plan gets in a load run of all tests, as it is written; expected values where a flow
/// branches.
std::map<std::string, double> plannedTargets(const Plan& plan);

/// Every scheme, host and port that the plan sends to, each once, base_url's first. What cannot be read is left out.
std::vector<TargetUrl> planDestinations(const Plan& plan);

/// Whether a host (no port) may be loaded: on allow_hosts and not on production_hosts. Error::Refused says which line to add.
Result<> mayLoad(const Environment& environment, std::string_view host);

} // namespace holdpoint
