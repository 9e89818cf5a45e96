// SPDX-License-Identifier: GPL-3.0-or-later
// What a run needs and reaches, and what forbids it: known before the first byte.
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/breakpoint_plan.h"
#include "core/plan/flow_cost.h"
#include "core/plan/k6_reader.h"
#include "core/plan/missing_secrets.h"
#include "core/plan/plan_reader.h"
#include "core/plan/target_url.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <sstream>
#include <sys/resource.h>

namespace holdpoint {

namespace {

constexpr double kLightThink = 0.2;        // the longest think time and pace of a baseline
constexpr std::uint64_t kVusPerMulti = 64; // as the multi lane shards its connections (engine.md §6.1)
constexpr std::uint64_t kOwnDescriptors = 200;
constexpr std::uint64_t kBytesPerSeriesSecond = 2048;

double seconds(Nanos duration)
{
    return std::chrono::duration<double>(duration).count();
}

/// The area under a ramp, in VU-seconds or iterations.
double areaOf(const Executor& executor, double start)
{
    double area = 0;
    double from = start;
    for (const Stage& stage : executor.stages) {
        area += (from + stage.to) / 2 * seconds(stage.over);
        from = stage.to;
    }
    return area;
}

double iterationsOf(const Scenario& scenario, double iterationSeconds)
{
    const Executor& executor = scenario.executor;
    const double vus = static_cast<double>(executor.vus);
    switch (executor.kind) {
    case ExecutorKind::ConstantVus:
        return vus * seconds(executor.duration) / iterationSeconds;
    case ExecutorKind::RampingVus:
        return areaOf(executor, static_cast<double>(executor.startVus)) / iterationSeconds;
    case ExecutorKind::ConstantArrivalRate:
        return executor.ratePerSecond * seconds(executor.duration);
    case ExecutorKind::RampingArrivalRate:
        return areaOf(executor, executor.ratePerSecond);
    case ExecutorKind::SharedIterations:
        return static_cast<double>(executor.iterations);
    case ExecutorKind::PerVuIterations:
        return vus * static_cast<double>(executor.iterations);
    }
    return 0;
}

struct ScenarioNeed
{
    double requests = 0;
    std::uint64_t vus = 1;
    std::uint64_t connections = 1; // of all VUs to one destination
    Nanos from{};
    Nanos to{};
};

ScenarioNeed needOf(const Plan& plan, const Scenario& scenario, RunKind kind)
{
    const bool isLight = kind == RunKind::DryRun || kind == RunKind::Baseline;
    const std::optional<double> longest = kind == RunKind::DryRun     ? std::optional(0.0)
                                          : kind == RunKind::Baseline ? std::optional(kLightThink)
                                                                      : std::nullopt;
    const FlowCost cost = costOf(scenario.flow, scenario.batchPerHost, longest);
    const double pace = scenario.pace                                                  ? seconds(*scenario.pace)
                        : scenario.executor.hasArrivals() && kind == RunKind::Baseline ? kLightThink
                                                                                       : 0;
    const double iteration = std::max({cost.seconds, longest ? std::min(pace, *longest) : pace, 0.001});
    ScenarioNeed need;
    if (kind == RunKind::DryRun) {
        need.requests = cost.requests;
        need.to = Nanos{std::llround(iteration * 1e9)};
    } else if (kind == RunKind::Baseline) {
        need.requests = seconds(baselineDuration(plan)) / iteration * cost.requests;
        need.to = baselineDuration(plan);
    } else if (kind == RunKind::Breakpoint) {
        Scenario levels = scenario;
        levels.executor = breakpointExecutor(plan, scenario.executor);
        need.requests = iterationsOf(levels, iteration) * cost.requests; // if nothing breaks
        need.vus = scenario.maxVus(); // must suffice for the planned load; what this machine cannot add ends the run
        need.to = breakpointDuration(plan);
    } else {
        need.requests = iterationsOf(scenario, iteration) * cost.requests;
        need.vus = scenario.maxVus();
        need.from = scenario.startAfter;
        need.to = scenario.startAfter + scenario.executor.duration;
    }
    need.connections =
        need.vus * std::min<std::uint64_t>(cost.widestBatch, static_cast<std::uint64_t>(std::max(1, scenario.batchPerHost)));
    if (!isLight) {
        need.to += scenario.gracefulStop; // connections stay until then
    }
    return need;
}

/// How often each target is asked in one pass through a flow.
void countTargets(const std::vector<Step>& steps, double times, std::map<std::string, double>& counts)
{
    double weights = 0;
    for (const Step& step : steps) {
        weights += step.kind == StepKind::Branch ? step.weight : 0;
    }
    for (const Step& step : steps) {
        double own = times;
        switch (step.kind) {
        case StepKind::Http:
        case StepKind::Webhook:
            counts[step.http.target] += times;
            break;
        case StepKind::Browser:
            counts[step.browser.target] += times;
            break;
        case StepKind::Branch: // of a choice by its weight, of an `if` as likely as not
            own = weights > 0 ? times * step.weight / weights : 0;
            break;
        case StepKind::If:
            own = step.steps.size() == 1 ? times / 2 : times;
            break;
        case StepKind::Repeat:
            own = times * static_cast<double>(step.repeat.least + step.repeat.most) / 2;
            break;
        case StepKind::Think:
        case StepKind::Batch:
        case StepKind::Group:
        case StepKind::WebSocket:
        case StepKind::OneOf:
            break;
        }
        countTargets(step.steps, own, counts);
    }
}

/// Every place that a test sends to: "host:port" of base_url where a target is a path. With the step's line for messages.
struct Destination
{
    TargetUrl url;
    int line = 0;
};

void collectFrom(const std::vector<Step>& steps, const std::function<void(const std::string&, int)>& visit)
{
    for (const Step& step : steps) {
        if (step.kind == StepKind::Http || step.kind == StepKind::Webhook) {
            visit(step.http.target, step.line);
        } else if (step.kind == StepKind::WebSocket) {
            visit(step.websocket.target, step.line);
        } else if (step.kind == StepKind::Browser) {
            visit(step.browser.target, step.line);
        }
        collectFrom(step.steps, visit);
    }
}

struct Destinations
{
    std::vector<Destination> found;
    std::vector<PlanFault> faults;
};

Destinations destinationsOf(const Plan& plan, const TestPlan& test)
{
    Destinations result;
    const auto visit = [&](const std::string& target, int line) {
        const bool isPath = target.starts_with("/");
        const auto url = parseTargetUrl(isPath ? plan.environment.baseUrl : target);
        if (url) {
            result.found.push_back({*url, isPath ? plan.environment.line : line});
        } else if (isPath && plan.environment.baseUrl.empty()) {
            result.faults.push_back(
                {plan.path.string(), line, 0, "`" + shortened(target, 60) + "` is a path, but `environment` has no `base_url`"});
        } else {
            result.faults.push_back({plan.path.string(), line, 0, url.error().message});
        }
    };
    collectFrom(test.setup, visit);
    collectFrom(test.teardown, visit);
    for (const Scenario& scenario : test.scenarios) {
        collectFrom(scenario.flow, visit);
    }
    for (const Verification& verification : test.verifications) {
        visit(verification.target, 0);
    }
    return result;
}

/// VUs and connections at the busiest moment of a test.
std::pair<std::uint64_t, std::uint64_t> peakOf(const std::vector<ScenarioNeed>& needs)
{
    std::uint64_t vus = 0;
    std::uint64_t connections = 0;
    for (const ScenarioNeed& at : needs) {
        std::uint64_t vusNow = 0;
        std::uint64_t connectionsNow = 0;
        for (const ScenarioNeed& other : needs) {
            if (other.from <= at.from && at.from < other.to) {
                vusNow += other.vus;
                connectionsNow += other.connections;
            }
        }
        vus = std::max(vus, vusNow);
        connections = std::max(connections, connectionsNow);
    }
    return {vus, connections};
}

std::vector<const TestPlan*> testsOf(const Plan& plan, const std::vector<std::string>& ids)
{
    std::vector<const TestPlan*> tests;
    for (const TestPlan& test : plan.tests) {
        if (ids.empty() || std::find(ids.begin(), ids.end(), test.id) != ids.end()) {
            tests.push_back(&test);
        }
    }
    return tests;
}

/// Adds one test; returns how long it takes.
Nanos addTest(const Plan& plan, const TestPlan& test, RunKind kind, RunEstimate& estimate, std::set<std::string>& hosts)
{
    std::vector<ScenarioNeed> needs;
    std::uint64_t series = 1;
    double requests = static_cast<double>(test.setup.size() + test.teardown.size() + test.verifications.size());
    Nanos duration = kind == RunKind::Baseline     ? baselineDuration(plan)
                     : kind == RunKind::DryRun     ? Nanos{}
                     : kind == RunKind::Breakpoint ? breakpointDuration(plan)
                                                   : test.plannedDuration();
    for (const Scenario& scenario : test.scenarios) {
        needs.push_back(needOf(plan, scenario, kind));
        requests += needs.back().requests;
        series += costOf(scenario.flow, scenario.batchPerHost, std::nullopt).namedSteps;
        if (kind == RunKind::DryRun) {
            duration += needs.back().to;
        }
    }
    std::set<std::string> own;
    for (const Destination& destination : destinationsOf(plan, test).found) {
        own.insert(destination.url.hostAndPort());
    }
    hosts.insert(own.begin(), own.end());
    const auto [vus, perHost] = kind == RunKind::DryRun ? std::pair<std::uint64_t, std::uint64_t>(1, 1) : peakOf(needs);
    const std::uint64_t connections = perHost * std::max<std::uint64_t>(1, own.size());
    const std::uint64_t multis = (connections + kVusPerMulti - 1) / kVusPerMulti;
    estimate.requests += static_cast<std::uint64_t>(std::llround(std::min(requests, 1e18)));
    estimate.peakVus = std::max(estimate.peakVus, vus);
    estimate.descriptors = std::max(estimate.descriptors, connections + multis + kOwnDescriptors);
    estimate.localPorts = std::max(estimate.localPorts, perHost);
    estimate.dossierBytes += series * kBytesPerSeriesSecond * static_cast<std::uint64_t>(std::ceil(seconds(duration)));
    return duration;
}

} // namespace

std::map<std::string, double> plannedTargets(const Plan& plan)
{
    std::map<std::string, double> all;
    for (const TestPlan& test : plan.tests) {
        for (const Scenario& scenario : test.scenarios) {
            std::map<std::string, double> once;
            countTargets(scenario.flow, 1, once);
            const FlowCost cost = costOf(scenario.flow, scenario.batchPerHost);
            const double iteration = std::max({cost.seconds, scenario.pace ? seconds(*scenario.pace) : 0, 0.001});
            for (const auto& [target, count] : once) {
                all[target] += count * iterationsOf(scenario, iteration);
            }
        }
    }
    return all;
}

RunEstimate estimateRun(const Plan& plan, const std::vector<std::string>& testIds, RunKind kind)
{
    RunEstimate estimate;
    std::set<std::string> hosts;
    bool isFirst = true;
    for (const TestPlan* test : testsOf(plan, testIds)) {
        if (!isFirst) {
            estimate.duration += plan.pause;
        }
        isFirst = false;
        estimate.duration += addTest(plan, *test, kind, estimate, hosts);
    }
    estimate.hosts.assign(hosts.begin(), hosts.end());
    return estimate;
}

MachineLimits machineLimits()
{
    MachineLimits limits;
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
        limits.descriptors = files.rlim_max == RLIM_INFINITY ? 1U << 30U : files.rlim_max;
    }
    const auto range = readFile("/proc/sys/net/ipv4/ip_local_port_range", 4096);
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    if (std::istringstream text(range ? *range : "32768 60999"); text >> first >> last && last >= first) {
        limits.localPorts = last - first + 1;
    }
    return limits;
}

std::vector<PlanFault> preflightFaults(const Plan& plan, const std::vector<std::string>& testIds, RunKind kind,
                                       const MachineLimits& limits)
{
    std::vector<PlanFault> faults;
    const std::string file = plan.path.string();
    const auto add = [&](int line, std::string message) {
        const bool isKnown =
            std::any_of(faults.begin(), faults.end(), [&](const PlanFault& fault) { return fault.message == message; });
        if (!isKnown) {
            faults.push_back({file, line, 0, std::move(message)});
        }
    };
    for (const std::string& id : testIds) {
        if (plan.test(id) == nullptr) {
            std::vector<std::string> ids;
            for (const TestPlan& test : plan.tests) {
                ids.push_back(test.id);
            }
            const std::string suggestion = didYouMean(id, ids);
            add(0, "the plan has no test `" + shortened(id, 60) + "`" +
                       (suggestion.empty() ? "; it has " + join(ids, ", ") : suggestion));
        }
    }
    for (const TestPlan* test : testsOf(plan, testIds)) {
        if (const std::string why = test->k6 ? whyK6CannotRun(plan, *test->k6, kind) : ""; !why.empty()) {
            add(test->k6->line, why);
        }
        const Destinations destinations = destinationsOf(plan, *test);
        for (const PlanFault& fault : destinations.faults) {
            add(fault.line, fault.message);
        }
        for (const Destination& destination : destinations.found) {
            if (const auto allowed = mayLoad(plan.environment, destination.url.host); !allowed) {
                add(destination.line, allowed.error().message);
            }
        }
    }
    for (const std::string& name : missingSecrets(plan)) {
        add(0, "variable " + name + " has no value here, and a dossier keeps no secrets: set " + name +
                   " in the environment or the plan's env file, and open the release again");
    }
    const RunEstimate estimate = estimateRun(plan, testIds, kind);
    if (limits.descriptors > 0 && estimate.descriptors > limits.descriptors) {
        add(0, "this run needs " + formatCount(estimate.descriptors) + " descriptors, but this machine gives a process " +
                   formatCount(limits.descriptors) + ": raise the hard limit (`ulimit -Hn " +
                   std::to_string(estimate.descriptors) + "`, or LimitNOFILE= in systemd), or run with a smaller --load-scale");
    }
    if (limits.localPorts > 0 && estimate.localPorts > limits.localPorts) {
        add(0, "this run needs " + formatCount(estimate.localPorts) + " connections to one destination, but this machine has " +
                   formatCount(limits.localPorts) +
                   " local ports: widen net.ipv4.ip_local_port_range (`sysctl -w net.ipv4.ip_local_port_range=\"1024 65535\"`), "
                   "or run with a smaller --load-scale");
    }
    return faults;
}

std::vector<TargetUrl> planDestinations(const Plan& plan)
{
    std::vector<TargetUrl> found;
    std::set<std::string> known;
    const auto add = [&](const TargetUrl& url) {
        if (known.insert(url.scheme + url.hostAndPort()).second) {
            found.push_back(url);
        }
    };
    if (const auto base = parseTargetUrl(plan.environment.baseUrl)) {
        add(*base);
    }
    for (const TestPlan& test : plan.tests) {
        for (const Destination& destination : destinationsOf(plan, test).found) {
            add(destination.url);
        }
    }
    return found;
}

Result<> mayLoad(const Environment& environment, std::string_view host)
{
    const std::string name = normalizedHost(host);
    const auto matches = [&name](const std::string& pattern) { return matchesWildcard(normalizedHost(pattern), name); };
    const auto production = std::find_if(environment.productionHosts.begin(), environment.productionHosts.end(), matches);
    if (production != environment.productionHosts.end()) {
        return fail(Error::Kind::Refused, "`" + name + "` is a production host (`" + *production +
                                              "` in `production_hosts`): Holdpoint never loads it; point base_url at staging");
    }
    if (std::none_of(environment.allowHosts.begin(), environment.allowHosts.end(), matches)) {
        std::vector<std::string> hosts = environment.allowHosts;
        hosts.push_back(name);
        for (std::string& entry : hosts) {
            if (entry.find_first_of("*:") != std::string::npos) {
                entry.insert(0, 1, '"');
                entry += '"';
            }
        }
        return fail(Error::Kind::Refused, "`" + name + "` is not on the allow-list; if it may be loaded, write `allow_hosts: [" +
                                              join(hosts, ", ") + "]` in `environment`");
    }
    return {};
}

} // namespace holdpoint
