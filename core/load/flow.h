// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/load_run.h"
#include "core/load/series.h"
#include "core/load/session_step.h"
#include "core/load/template.h"
#include "core/load/transport.h"
#include "core/load/webhook_signer.h"

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace re2 {
class RE2;
}

namespace holdpoint {

/// Where the samples of one request step go.
struct RequestSeries
{
    SeriesList requests, failed, serverErrors, dataSent, dataReceived;
    SeriesList repeats;
    std::array<SeriesList, kRouteCount> routes; // by what carried the answer; empty for None
    SeriesList duration, responseTime, blocked, connecting, tlsHandshaking, sending, waiting, receiving, lag;
};

struct CompiledCheck
{
    CheckRule rule;
    std::string name; // "search: status is 200"
    SeriesList series;
    std::optional<TextTemplate> expected; // what the rule's text or value becomes for a visitor, if it is not the same for all
};

struct CompiledExtraction
{
    Extraction extraction;
    std::uint32_t slot = 0;
    CompiledCheck check;                     // "extract token"; its rule is not evaluated
    std::shared_ptr<const re2::RE2> pattern; // of a regex
};

struct CompiledWebhook
{
    TextTemplate id;
    std::optional<WebhookScheme> scheme;
    Secret secret;
    double redeliver = 0;
    SeriesList sent, distinct, redelivered;
};

/// One HTTP request of a flow, ready to be rendered for a visitor.
struct RequestStep
{
    std::uint32_t index = 0; // over the whole test: for error samples
    std::string name;
    std::string method;
    Tags tags; // all that are known before an answer
    TextTemplate url;
    TextTemplate body;
    bool hasBody = false;
    HeaderSet headers;                      // the same for every visitor
    std::vector<TextTemplate> ownHeaders;   // whole lines
    std::optional<TextTemplate> basicAuth;  // "user:password" where it differs between visitors
    std::array<HeaderSet, 4> hopHeaders;    // of a redirect: + 1 without body, + 2 to another origin; filled if follow > 0
    std::vector<std::string> secretHeaders; // names in lower case; their values hold a secret of the plan
    int follow = 0;                         // redirects, at most
    bool hasOwnCookies = false;             // the plan writes a Cookie header: the visitor's stay at home
    std::vector<CheckRule> rules;           // as planned: decide what counts as failed
    std::vector<CompiledCheck> checks;
    std::vector<CompiledExtraction> extractions;
    std::optional<CompiledWebhook> webhook;
    Nanos timeout{};
    std::size_t bodyCap = 4096;
    HttpVersion httpVersion = HttpVersion::One;
    bool isFreshConnection = false;
    bool acceptsEncoding = false;
    Nanos maxConnectionAge{};
    const ClientCertificate* clientCertificate = nullptr; // of CompiledTest::certificates
    RequestSeries series;
};

/// The step's checks, and behind them those that its extractions are.
inline std::size_t checkCount(const RequestStep& step)
{
    return step.checks.size() + step.extractions.size();
}
inline const CompiledCheck& checkOf(const RequestStep& step, std::size_t number)
{
    return number < step.checks.size() ? step.checks[number] : step.extractions[number - step.checks.size()].check;
}

struct CompiledCondition
{
    Condition rule;
    TextTemplate left;
    TextTemplate right;
};

/// All of them must hold.
using ConditionList = std::vector<CompiledCondition>;

struct CompiledRepeat
{
    std::uint64_t least = 1;
    std::uint64_t most = 1;
    ConditionList conditions;
    bool isUntil = false;
    std::optional<std::uint32_t> indexSlot; // of the extracted values
};

struct CompiledChoice
{
    std::vector<double> upTo;           // of the drawn number, ascending to the sum of the weights
    std::vector<std::uint32_t> targets; // ops
};

/// A flow is a list of these; nesting is gone, what goes round or is left out has become jumps.
struct FlowOp
{
    enum class Kind {
        Request,
        Think,
        Batch,
        Session,
        GroupBegin,  // the group `control` begins here
        GroupEnd,    // and is over here
        Unless,      // goes to `target` unless the conditions `control` hold
        Jump,        // goes to `target`
        RepeatBegin, // readies the repeat `control`
        RepeatTest,  // goes to `target`, behind it, when it is over
        RepeatNext,  // goes to `target`, its RepeatTest, unless it is over
        Choose       // goes where the choice `control` leads
    };
    Kind kind = Kind::Request;
    std::uint32_t target = 0;
    std::uint32_t control = 0;
    std::uint32_t first = 0; // of CompiledScenario::requests or sessions
    std::uint32_t count = 1;
    Nanos thinkMin{};
    Nanos thinkMax{};
    bool isPage = false; // a GET: where a batch follows at once, its page_load begins here
    SeriesList pageLoad;
};

struct CompiledScenario
{
    Scenario plan;                        // as this kind of run runs it
    std::uint64_t maxIterationsPerVu = 0; // 0: no limit; a dry run has 1
    std::vector<FlowOp> ops;
    std::vector<ConditionList> conditions;
    std::vector<CompiledRepeat> repeats;
    std::vector<CompiledChoice> choices;
    std::vector<SeriesList> groups; // group_duration of each
    std::size_t requestOpsEnd = 0;  // behind it only think time is left
    CookieMode cookies = CookieMode::PerVu;
    ConnectionMode connections = ConnectionMode::Kept;
    std::vector<std::unique_ptr<RequestStep>> requests;
    std::vector<std::unique_ptr<SessionStep>> sessions;
    std::vector<Request>
        openings;               // connections that every iteration needs, one an origin: its URL and the terms, nothing to send
    std::uint64_t roomSize = 0; // visitors that share a {{room}}; 0: all
    std::vector<const DataSet*> dataSets;
    std::uint32_t extractedCount = 0;
    SeriesList iterations, iterationDuration, dropped, vus, vusMax;
};

/// A test ready to run: everything that load threads share, constant once they run.
struct CompiledTest
{
    explicit CompiledTest(std::vector<MetricKey> ruleKeys) : series(std::move(ruleKeys)) {}

    SeriesTable series;
    std::vector<std::unique_ptr<CompiledScenario>> scenarios; // runnable ones
    std::uint32_t requestCount = 0;
    std::vector<std::unique_ptr<ClientCertificate>> certificates;
    std::vector<std::string> urls;   // whose hosts are resolved before the start
    std::vector<std::string> events; // what is not run, and why
};

/// Compiles the test for a shard's run and kind.
std::unique_ptr<CompiledTest> compileTest(const Plan& plan, const TestPlan& test, const Shard& shard);

/// Request steps of `setup`, `teardown` or a verification, in order; sockets are left out.
std::unique_ptr<CompiledTest> compileSteps(const Plan& plan, const std::vector<Step>& steps, const Shard& shard);

} // namespace holdpoint
