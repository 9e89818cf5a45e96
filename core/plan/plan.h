// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/secret.h"
#include "core/metrics/metric.h"
#include "core/verdict/rules.h"
#include "core/verdict/run_result.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

// A plan as contract.md §3 writes it, with ${KEY} resolved and units parsed. Texts that a secret takes part in keep its
// `${KEY}`: the value is put in where it is sent, from Plan::secrets. `{{...}}` stays as written.

enum class ExecutorKind { ConstantVus, RampingVus, ConstantArrivalRate, RampingArrivalRate, SharedIterations, PerVuIterations };
std::string_view nameOf(ExecutorKind kind);

struct Stage
{
    double to = 0; // VUs, or iterations per second
    Nanos over{};
};

struct Executor
{
    ExecutorKind kind = ExecutorKind::ConstantVus;
    std::uint64_t vus = 0;    // constant-vus
    double ratePerSecond = 0; // ramping-arrival-rate: where the first stage begins
    Nanos duration{};         // also the sum of the stages; shared- and per-vu-iterations: the longest it may take
    std::vector<Stage> stages;
    std::uint64_t startVus = 0;
    std::uint64_t preAllocatedVus = 0;
    std::uint64_t maxVus = 0;
    std::uint64_t iterations = 0; // shared-iterations: in all; per-vu-iterations: of each VU

    bool hasArrivals() const { return kind == ExecutorKind::ConstantArrivalRate || kind == ExecutorKind::RampingArrivalRate; }
    /// It ends when its iterations are done; `duration` is only the longest that it may take.
    bool hasIterations() const { return kind == ExecutorKind::SharedIterations || kind == ExecutorKind::PerVuIterations; }
};

enum class JsonExpectation { Value, String, Number, Array, Object, Exists };

/// One assertion on an answer. Its name in `checks` is "<step>: <what>", e.g. "search: status is 200".
struct CheckRule
{
    enum class Kind { Status, Body, JsonValue, Header, Size, Duration };
    Kind kind = Kind::Status;
    std::string what;               // "status is 200"
    std::vector<int> statuses;      // Status: exact codes
    std::vector<int> statusClasses; // Status: 2 for 2xx
    std::string pointer;            // JsonValue
    JsonExpectation json = JsonExpectation::Exists;
    Json value;                 // JsonValue with Value
    std::string header;         // Header: name
    std::string text;           // Body, Header: contained text
    std::uint64_t maxBytes = 0; // Size: <=
    Nanos maxDuration{};        // Duration: <
};

struct Extraction
{
    enum class Source { JsonPointer, Header, Regex };
    std::string name;
    Source source = Source::JsonPointer;
    std::string expression;
};

enum class BodyKind { None, JsonTree, Form, Raw };

struct WebhookSigning
{
    std::string scheme; // stripe | github | standard-webhooks
    std::string secret; // text with ${KEY}
};

/// Also carries a `webhook:` step, which is a POST with id, signature and redelivery.
struct HttpStep
{
    std::string method; // GET
    std::string target; // path or absolute URL
    std::vector<std::pair<std::string, std::string>> headers;
    BodyKind bodyKind = BodyKind::None;
    Json json; // body as a tree, strings may hold {{}}
    std::vector<std::pair<std::string, std::string>> form;
    std::string body;
    std::vector<CheckRule> checks;
    std::vector<Extraction> extracts;
    std::optional<Nanos> timeout;
    std::string version;        // "1.1", "2" or empty: as negotiated
    std::optional<bool> follow; // redirects; nullopt: the transport's habit
    // webhook only
    std::string webhookId;
    std::optional<WebhookSigning> sign;
    double redeliver = 0; // 0..1
};

struct ThinkStep
{
    Nanos min{};
    Nanos max{};
};

/// Parsed and kept; executed from a later version on.
struct WebSocketStep
{
    std::string target;
    Nanos session{};
    Nanos sendEvery{};
    Json message;
    bool expectFromOthers = false;
    bool expectOrdered = false;
};

struct BrowserStep
{
    std::string target;
    std::vector<std::string> measure;
};

enum class StepKind { Http, Webhook, Think, Batch, Group, WebSocket, Browser };

struct Step
{
    StepKind kind = StepKind::Http;
    std::string name; // default: method and path template
    Tags tags;
    HttpStep http;
    ThinkStep think;
    WebSocketStep websocket;
    BrowserStep browser;
    std::vector<Step> steps; // Batch, Group
    int line = 0;            // in the plan file
};

struct Scenario
{
    std::string id;
    Executor executor;
    Nanos startAfter{};
    Nanos gracefulStop = std::chrono::seconds{30};
    Nanos gracefulRampDown = std::chrono::seconds{30}; // ramping-vus: how long a VU that the ramp takes away may wait for answers
    std::optional<Nanos> pace;
    int batchPerHost = 6;
    Tags tags;
    std::vector<Step> flow;

    /// False if a step needs the WebSocket or browser transport, or the executor is none of the three that this version
    /// runs (constant-vus, ramping-vus, constant-arrival-rate): such a scenario shows as not run.
    bool isRunnable() const;
    /// The most VUs at any moment, the pool of an arrival rate included.
    std::uint64_t maxVus() const;
};

struct Verification
{
    std::string name;
    std::string target; // GET
    std::string pointer;
    bool isDelta = false;
    std::string equals; // a number, or "metric KEY AGGREGATE"
    Nanos within = std::chrono::seconds{10};
};

struct TestPlan
{
    std::string id;
    std::string title;
    std::vector<Scenario> scenarios;
    std::vector<Step> setup;
    std::vector<Step> teardown;
    std::vector<LoadTarget> loadTargets;
    std::vector<ThresholdRule> thresholds;
    std::vector<Verification> verifications;

    bool isRunnable() const; // at least one scenario is
    /// From t0 to the planned end of the last runnable scenario, start_after included, without graceful stop.
    Nanos plannedDuration() const;
};

struct DataSet
{
    enum class Pick { Sequential, Random, Unique };
    std::string name;
    std::vector<std::string> columns; // empty: a plain list
    std::vector<std::vector<std::string>> rows;
    Pick pick = Pick::Sequential;
    std::string file;   // as written; empty for a list
    std::string sha256; // of the file
};

struct Environment
{
    std::string name;
    std::string baseUrl;
    std::vector<std::string> allowHosts;
    std::vector<std::string> productionHosts;
    std::vector<std::string> insecureTlsHosts; // TLS exceptions, printed in the report
    Nanos timeout = std::chrono::seconds{10};
    std::vector<std::pair<std::string, std::string>> headers;
    int line = 0; // of base_url in the plan file
};

struct Release
{
    std::string name;
    std::string version;
    std::string commit;
    friend bool operator==(const Release&, const Release&) = default;
};

struct Plan
{
    std::filesystem::path path; // empty if it did not come from a file
    std::string text;           // as written
    std::string sha256;         // of the text
    std::string name;
    Release release;
    bool isRehearsal = false; // `rehearsal: true`, or a scale other than 1
    double timeScale = 1;
    double loadScale = 1;
    std::vector<std::string> order;
    Nanos pause{};
    Environment environment;
    std::map<std::string, DataSet> data;
    std::vector<TestPlan> tests; // in `order`, the rest behind it as written
    std::vector<ThresholdRule> thresholds;
    std::vector<AlarmRule> alarms;
    GeneratorLimits generator;
    Json monitoring; // parsed and kept for the monitors of a later issue
    Json checklist;  // {template, sensors, off}
    Json signoff;
    Json capacityTargets;
    Secrets secrets;

    /// The whole resolved tree, secrets still as ${KEY}: what an agent gets. planFromResolved() reads it.
    Json resolved;

    const TestPlan* test(std::string_view id) const;
};

/// How long a baseline applies its one VU a scenario: 2 min (semantics.md §2) times the plan's time scale.
Nanos baselineDuration(const Plan& plan);

/// What judge() needs for one run of a test. Dry run and baseline have no load targets and no minimum n; a dry run has no
/// planned duration, so its window is empty.
RunRules rulesFor(const Plan& plan, const TestPlan& test, RunKind kind);

} // namespace holdpoint
