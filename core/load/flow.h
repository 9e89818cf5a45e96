// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/load_run.h"
#include "core/load/series.h"
#include "core/load/template.h"
#include "core/load/transport.h"
#include "core/load/webhook_signer.h"

#include <memory>
#include <optional>
#include <vector>

namespace holdpoint {

/// Where the samples of one request step go.
struct RequestSeries
{
    SeriesList requests, failed, serverErrors, dataSent, dataReceived;
    SeriesList duration, responseTime, blocked, connecting, tlsHandshaking, sending, waiting, receiving, lag;
};

struct CompiledCheck
{
    CheckRule rule;
    std::string name; // "search: status is 200"
    SeriesList series;
};

struct CompiledExtraction
{
    Extraction extraction;
    std::uint32_t slot = 0;
    CompiledCheck check; // "extract token"; its rule is not evaluated
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
    TextTemplate url;
    TextTemplate body;
    bool hasBody = false;
    HeaderSet headers;                    // the same for every visitor
    std::vector<TextTemplate> ownHeaders; // whole lines
    std::vector<CheckRule> rules;         // as planned: decide what counts as failed
    std::vector<CompiledCheck> checks;
    std::vector<CompiledExtraction> extractions;
    std::optional<CompiledWebhook> webhook;
    Nanos timeout{};
    std::size_t bodyCap = 4096;
    RequestSeries series;
};

/// A flow is a list of these; groups and nesting are gone.
struct FlowOp
{
    enum class Kind { Request, Think, Batch };
    Kind kind = Kind::Request;
    std::uint32_t first = 0; // of CompiledScenario::requests
    std::uint32_t count = 1;
    Nanos thinkMin{};
    Nanos thinkMax{};
    SeriesList pageLoad;
};

struct CompiledScenario
{
    Scenario plan;                        // as this kind of run runs it
    std::uint64_t maxIterationsPerVu = 0; // 0: no limit; a dry run has 1
    std::vector<FlowOp> ops;
    std::size_t requestOpsEnd = 0; // behind it only think time is left
    std::vector<std::unique_ptr<RequestStep>> requests;
    std::vector<const DataSet*> dataSets;
    std::uint32_t extractedCount = 0;
    SeriesList iterations, iterationDuration, dropped, vus;
};

/// A test ready to run: everything that load threads share, constant once they run.
struct CompiledTest
{
    explicit CompiledTest(std::vector<MetricKey> ruleKeys) : series(std::move(ruleKeys)) {}

    SeriesTable series;
    std::vector<std::unique_ptr<CompiledScenario>> scenarios; // runnable ones
    std::uint32_t requestCount = 0;
    std::vector<std::string> urls;   // whose hosts are resolved before the start
    std::vector<std::string> events; // what is not run, and why
};

/// Compiles the test for a shard's run and kind.
std::unique_ptr<CompiledTest> compileTest(const Plan& plan, const TestPlan& test, const Shard& shard);

/// Request steps of `setup`, `teardown` or a verification, in order; thinking and sockets are left out.
std::unique_ptr<CompiledTest> compileSteps(const Plan& plan, const std::vector<Step>& steps, const Shard& shard);

} // namespace holdpoint
