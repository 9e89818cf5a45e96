// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/hint.h"
#include "core/base/json.h"
#include "core/monitor/answer.h"
#include "core/monitor/fetcher.h"
#include "core/plan/plan.h"
#include "core/verdict/run_result.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace holdpoint {

/// One question to one source, with all parameters filled in. Two with the same identity are asked only once.
struct FactQuestion
{
    std::string kind;
    std::string source; // "prometheus", "production.redis", "http 127.0.0.1:8080", "files"
    Json spec;          // may hold secrets

    std::string identity() const { return kind + " " + source + " " + dumpJson(spec); }
};

/// What was asked, in words, and what came back; nothing in it is a secret.
struct Fact
{
    Answer<Json> answer;
    std::string question; // "SELECT ...", "GET http://...", "CONFIG GET maxmemory"
    WallTime at{};
    Nanos took{};
    std::string blockedBy; // a source that had failed before, so that this was not asked
};

/// A question that another one rests on, with what is known of it.
struct FactPart
{
    const FactQuestion& question;
    const Fact& fact;
};

/// What of the release's record facts are asked from. core/session's senseInputs() reads it from the dossier.
struct SenseInputs
{
    std::vector<RunRecord> runs;       // oldest first
    std::optional<WallTime> windowEnd; // when the announced test window ends, without one when a load that began now would
    std::vector<SourceSpan> spans{};   // what was watched beside the runs
    std::vector<RunHints> hints{};     // what was found in them, by run
    /// By item: the newest row of what an action did. "window": the steps of the newest test window by their names.
    std::map<std::string, Json> deeds{};
    std::map<std::string, std::string> parameters{}; // that the release knows by itself (Parameters::set)
    /// What is worse than in the newest runs of the release whose dossier this is: {worse, compared, steps ...}. Called from the
    /// sweep's threads; blocks. Empty: nothing can be compared here.
    std::function<Answer<Json>(const std::filesystem::path& reference)> worseThan{};
};

/// What the askers of all kinds work with. Every asker blocks its own thread, keeps to `timeout` for each request and to `end`
/// for all of them, and ends early once `isStopped`.
struct AskContext
{
    const Plan& plan;
    Fetcher& fetcher;
    SenseInputs inputs;
    Nanos timeout = std::chrono::seconds{5};
    bool mayRunCommands = false; // what the plan names (consent.h)
    const std::atomic<bool>* isStopped = nullptr;
    SteadyTime end = SteadyTime::max(); // of the source's turn: nothing is waited for beyond it, whatever a fact allows itself

    /// What the next request may take; 0 once the turn is over.
    Nanos left() const { return std::clamp<Nanos>(end - fetcher.clock().steadyNow(), Nanos{}, timeout); }
};

/// How facts of one kind are asked for. `take` is the default pointer into the answer.
struct FactKind
{
    std::string_view kind;
    std::string (*source)(const Plan& plan, const Json& spec);
    Answer<Json> (*ask)(const AskContext& context, const Json& spec); // nullptr: it follows from its parts
    std::string (*question)(const Json& spec);
    std::string_view take;
    bool isOfRecord = false; // asked from the release's own record: what one question lacks says nothing about another
    /// The questions that it rests on, which others may ask too; none: `ask` asks.
    std::vector<FactQuestion> (*parts)(const Plan& plan, const Json& spec) = nullptr;
    /// What follows from them, in the order of parts(); pure. An Unknown names the part's source that it comes from.
    Answer<Json> (*combine)(const Json& spec, const std::vector<FactPart>& parts) = nullptr;
};

/// nullptr if no such kind can be asked for in this version.
const FactKind* factKind(std::string_view kind);
/// "Prometheus", "PostgreSQL of production", "http 127.0.0.1:8080".
std::string sourceTitle(std::string_view source);
/// The section of `monitoring` that a fact is asked from: of the service, or of `production` if the fact says `from: production`.
const Json& serviceSection(const Plan& plan, std::string_view service, const Json& spec);
/// Not configured, with the lines to add.
Unknown notConfigured(std::string_view service, const Json& spec);

} // namespace holdpoint
