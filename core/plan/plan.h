// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/secret.h"
#include "core/metrics/metric.h"
#include "core/plan/k6_plan.h"
#include "core/plan/window_plan.h"
#include "core/verdict/rules.h"
#include "core/verdict/run_result.h"

#include <filesystem>
#include <limits>
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
    bool isSpread = false;        // ramping-vus: its paced VUs are spread over their pace, as those of constant-vus are

    bool hasArrivals() const { return kind == ExecutorKind::ConstantArrivalRate || kind == ExecutorKind::RampingArrivalRate; }
    /// It ends when its iterations are done; `duration` is only the longest that it may take.
    bool hasIterations() const { return kind == ExecutorKind::SharedIterations || kind == ExecutorKind::PerVuIterations; }
};

enum class JsonExpectation { Value, String, Number, Array, Object, Exists, Compared };

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
    Json value;                               // JsonValue with Value; strings may hold {{}}
    std::string header;                       // Header: name
    std::string text;                         // Body, Header: contained text, may hold {{}}
    Comparison comparison = Comparison::Less; // JsonValue with Compared: value OP limit
    double limit = 0;
    std::uint64_t minBytes = 0; // Size: from minBytes to maxBytes, both allowed
    std::uint64_t maxBytes = std::numeric_limits<std::uint64_t>::max();
    Nanos minDuration{}; // Duration: from minDuration on, below maxDuration
    Nanos maxDuration = Nanos::max();
};

struct Extraction
{
    enum class Source { JsonPointer, Header, Regex };
    std::string name;
    Source source = Source::JsonPointer;
    std::string expression;
};

enum class BodyKind { None, JsonTree, Form, Multipart, Raw };

/// One part of a multipart/form-data body: a text, or a file of Plan::files.
struct MultipartPart
{
    std::string name;
    std::string text; // may hold {{}}
    std::string file; // as written; empty for a text
    std::string fileName;
    std::string contentType; // empty: none is sent
};

struct Auth
{
    enum class Kind { None, Basic, Bearer };
    Kind kind = Kind::None;
    std::string user; // texts with ${KEY} and {{}}
    std::string password;
    std::string token;
};

/// Names of Plan::files, or `${KEY}` of a secret that holds PEM.
struct CertificateFiles
{
    std::string certificate;
    std::string key;
    std::string passphrase; // text with ${KEY}; empty: none
};

inline constexpr int kDefaultRedirects = 10; // as k6

/// How the requests of a step travel. What a step leaves out is the environment's, and what that leaves out the default.
struct Transfer
{
    std::optional<std::string> version; // "1.1" (default), "2", "auto": negotiated
    std::optional<int> follow;          // redirects, at most; 0: none. Default: 10, none for a step that expects a 3xx
    std::optional<bool> compression;    // gzip and br are accepted and decoded; default: no
    std::optional<Auth> auth;           // default: none
    std::optional<CertificateFiles> certificate;
};

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
    std::vector<MultipartPart> multipart;
    std::string body;
    std::vector<CheckRule> checks;
    std::vector<Extraction> extracts;
    std::optional<Nanos> timeout;
    Transfer transfer;
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

/// One participant's session in a room: joins, sends a message every now and then, hears the others, leaves.
struct WebSocketStep
{
    std::string target;
    std::vector<std::pair<std::string, std::string>> headers; // of the handshake
    std::optional<Nanos> timeout;                             // of the handshake
    Nanos session{};
    Nanos sendEvery{}; // 0: only listens
    Json message;
    std::uint64_t roomSize = 0;                  // participants of one {{room}}; 0: all share room 1
    bool expectFromOthers = false;               // every message reaches everybody else in the room
    bool expectOrdered = false;                  // those of one sender in the order sent
    Nanos within = std::chrono::seconds{5};      // a message that comes later counts as not delivered
    Nanos pongWithin = std::chrono::seconds{30}; // a server that is silent for longer has gone
    std::string messageAt;                       // JSON pointer to our message in what the server sends; empty: it is the whole
};

/// One visit of a page with a cold cache.
struct BrowserStep
{
    std::string target;
    std::vector<std::string> measure;                         // lcp fcp cls ttfb; empty: all
    std::vector<std::pair<std::string, std::string>> headers; // of every request to an allowed host
    std::optional<Nanos> timeout;                             // until the page is settled
};

/// What an `if` or a `repeat` asks: the status of the last answer, or a text with {{}}.
struct Condition
{
    enum class Operator { Holds, Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual, Contains };
    std::string text; // as written
    Operator op = Operator::Holds;
    bool isStatus = false;
    std::string left;               // a value
    std::string right;              // a value's other side
    std::vector<int> statuses;      // status == and !=: exact codes
    std::vector<int> statusClasses; // 2 for 2xx
};

struct RepeatRule
{
    std::uint64_t least = 1; // times; uniform from least to most
    std::uint64_t most = 1;
    std::vector<Condition> conditions; // all of them; empty: only counted
    bool isUntil = false;              // asked after each time: goes on until they hold; else before: while they hold
    std::string index;                 // {{index}} counts from 1; empty: none
};

/// If, Repeat and OneOf are around steps. An If has one or two Branches (then, else), a OneOf one for each choice.
enum class StepKind { Http, Webhook, Think, Batch, Group, WebSocket, Browser, If, Repeat, OneOf, Branch };

constexpr bool isControl(StepKind kind)
{
    return kind == StepKind::If || kind == StepKind::Repeat || kind == StepKind::OneOf || kind == StepKind::Branch;
}

struct Step
{
    StepKind kind = StepKind::Http;
    std::string name; // default: method and path template
    Tags tags;
    HttpStep http;
    ThinkStep think;
    WebSocketStep websocket;
    BrowserStep browser;
    std::vector<Condition> conditions; // If: all of them
    RepeatRule repeat;
    double weight = 1;       // Branch of a OneOf
    std::vector<Step> steps; // Batch, Group, If, Repeat, OneOf, Branch
    int line = 0;            // in the plan file
};

enum class CookieMode { PerVu, PerIteration, Off };
enum class ConnectionMode { Kept, PerIteration, PerRequest };

/// How a scenario's visitors keep what a browser keeps. What it leaves out is the environment's.
struct VisitorHabits
{
    std::optional<CookieMode> cookies;         // default: per VU; with connections per iteration: per iteration
    std::optional<ConnectionMode> connections; // default: kept. Per iteration: each is a new user, without TLS resumption
    std::optional<Nanos> connectionMaxAge;     // an older one is not used again; default: no limit
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
    VisitorHabits habits;
    Tags tags;
    std::vector<Step> flow;

    /// The most VUs at any moment, the pool of an arrival rate included.
    std::uint64_t maxVus() const;
};

struct Verification
{
    std::string name;
    std::string target; // GET
    std::string pointer;
    bool isDelta = false;
    std::string equals; // as parseExpectedValue() reads it
    Nanos within = std::chrono::seconds{10};
};

struct TestPlan
{
    std::string id;
    std::string title;
    std::vector<Scenario> scenarios; // none if k6 runs a script
    std::optional<K6Plan> k6;
    std::vector<Step> setup;
    std::vector<Step> teardown;
    std::vector<LoadTarget> loadTargets;
    std::vector<ThresholdRule> thresholds;
    std::vector<Verification> verifications;

    /// From t0 to the planned end of the last scenario, start_after included, without graceful stop. 0 if only the script knows.
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
    bool isJsonLines = false;
    std::vector<bool> jsonCells; // row by row: true for a cell of JSON other than text; empty: all are text

    bool isJsonCell(std::size_t row, std::size_t column) const
    {
        return !jsonCells.empty() && jsonCells[row * columns.size() + column];
    }
};

/// A file that steps send or that TLS needs, beside the plan. Not kept in a dossier: there its content is empty.
struct PlanFile
{
    Secret content; // may be a private key
    std::string sha256;
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
    Transfer transfer;
    VisitorHabits habits;
    std::string caFile; // of Plan::files; trusted besides the system's
    std::string caPem;  // its content
    int line = 0;       // of base_url in the plan file
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
    std::map<std::string, PlanFile> files; // by their names as written
    std::vector<TestPlan> tests;           // in `order`, the rest behind it as written
    std::vector<ThresholdRule> thresholds;
    std::vector<AlarmRule> alarms;
    GeneratorLimits generator;
    double tracedShare = 0.1; // `generator: traced`: of the requests, those whose traceparent asks for a trace; 0: none asks
    std::string browser;      // `generator: browser`: the Chromium to start; empty: the one in PATH
    Json monitoring;          // services as written, for core/monitor
    Nanos watchEvery = std::chrono::seconds{5}; // `monitoring: every`: how often sources are asked during a load
    WindowPlan window;
    Json checklist; // {template, parameters, sensors, actions, lock, off}
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
