// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/agent/protocol.h"

#include "core/base/units.h"
#include "core/metrics/shards.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

constexpr std::array<std::string_view, 4> kEndings{"completed", "not_loaded", "aborted", "interrupted"}; // as the enum

constexpr int kProtocolVersion = 1;

} // namespace

Json toJson(const ShardMessage& message)
{
    Json secrets = Json::object();
    for (const auto& [key, secret] : message.secrets) {
        secrets[key] = secret.reveal();
    }
    return Json{{"v", kProtocolVersion},
                {"run", message.shard.run},
                {"shard", message.shard.text()},
                {"attempt", message.shard.attempt},
                {"seed", message.shard.seed},
                {"kind", nameOf(message.shard.kind)},
                {"test", message.testId},
                {"sensors", message.shard.sensorKeys},
                {"plan_sha256", message.planSha256},
                {"plan", message.plan},
                {"secrets", std::move(secrets)},
                {"samples", {{"jtl", message.samples.jtl}, {"json", message.samples.json}}}};
}

Result<std::string> shardLine(const ShardMessage& message, std::size_t longest)
{
    std::string line = dumpJson(toJson(message));
    if (line.size() > longest) {
        return fail(Error::Kind::Invalid, "the plan with its data sets is " + formatBytes(line.size()) +
                                              ", an agent takes at most " + formatBytes(longest) +
                                              ": give the data sets fewer rows or columns");
    }
    line += '\n';
    return line;
}

Result<ShardMessage> shardMessageFromJson(const Json& json)
{
    if (integerAt(json, "v") != kProtocolVersion) {
        return fail(Error::Kind::Invalid, "the shard has version " + std::to_string(integerAt(json, "v")) +
                                              ", this agent speaks version 1: use the agent of the same Holdpoint");
    }
    const auto place = parseShardPlace(stringAt(json, "shard"));
    if (!place) {
        return fail(Error::Kind::Invalid, "`" + stringAt(json, "shard") + "` is not a shard: write it like 1/3");
    }
    const auto kind = runKindFrom(stringAt(json, "kind", "load"));
    if (!kind) {
        return fail(kind.error());
    }
    ShardMessage message;
    message.shard.run = integerAt(json, "run");
    message.shard.index = place->index;
    message.shard.count = place->count;
    message.shard.attempt = static_cast<int>(integerAt(json, "attempt", 1));
    message.shard.seed = static_cast<std::uint64_t>(integerAt(json, "seed", 1));
    message.shard.kind = *kind;
    for (const Json& key : memberAt(json, "sensors")) {
        if (key.is_string()) {
            message.shard.sensorKeys.push_back(key.get<std::string>());
        }
    }
    message.testId = stringAt(json, "test");
    message.planSha256 = stringAt(json, "plan_sha256");
    message.plan = memberAt(json, "plan");
    const Json& secrets = memberAt(json, "secrets");
    if (secrets.is_object()) {
        for (const auto& [key, value] : secrets.items()) {
            if (value.is_string()) {
                message.secrets.emplace(key, Secret(value.get<std::string>()));
            }
        }
    }
    const Json& samples = memberAt(json, "samples");
    message.samples = {stringAt(samples, "jtl"), stringAt(samples, "json")};
    if (message.testId.empty() || !message.plan.is_object()) {
        return fail(Error::Kind::Invalid, "the shard names no test or carries no plan");
    }
    return message;
}

Json toJson(const Connecting& connecting)
{
    return Json{{"type", "connected"}, {"opened", connecting.opened}, {"failed", connecting.failed}, {"fault", connecting.fault}};
}

Connecting connectingFromJson(const Json& json)
{
    const auto count = [&json](const char* key) {
        return static_cast<std::uint64_t>(std::max<std::int64_t>(0, integerAt(json, key)));
    };
    return {count("opened"), count("failed"), stringAt(json, "fault"), true};
}

Json toJson(const EngineVerdict& verdict)
{
    Json json{{"ending", kEndings[static_cast<std::size_t>(verdict.ending)]},
              {"sentence", verdict.sentence},
              {"verifications", Json::array()}};
    for (const VerificationResult& each : verdict.verifications) {
        json["verifications"].push_back({{"name", each.name},
                                         {"expected", each.expected},
                                         {"measured", each.measured},
                                         {"verdict", nameOf(each.verdict)},
                                         {"sentence", each.sentence}});
    }
    return json;
}

EngineVerdict engineVerdictFromJson(const Json& json)
{
    EngineVerdict verdict;
    const auto ending = std::find(kEndings.begin(), kEndings.end(), stringAt(json, "ending"));
    verdict.ending = ending == kEndings.end() ? EngineVerdict::Ending::Interrupted
                                              : static_cast<EngineVerdict::Ending>(ending - kEndings.begin());
    verdict.sentence = stringAt(json, "sentence");
    for (const Json& each : memberAt(json, "verifications")) {
        const auto state = ruleVerdictFrom(stringAt(each, "verdict"));
        verdict.verifications.push_back({stringAt(each, "name"), stringAt(each, "expected"), stringAt(each, "measured"),
                                         state ? *state : RuleVerdict::NoData, stringAt(each, "sentence")});
    }
    return verdict;
}

Json toJson(const StepOutcome& outcome)
{
    return Json{{"name", outcome.name},   {"status", outcome.status}, {"failed", outcome.isFailed},
                {"error", outcome.error}, {"body", outcome.body},     {"ns", outcome.duration.count()}};
}

StepOutcome stepOutcomeFromJson(const Json& json)
{
    StepOutcome outcome;
    outcome.name = stringAt(json, "name");
    outcome.status = static_cast<int>(integerAt(json, "status"));
    outcome.isFailed = boolAt(json, "failed");
    outcome.error = stringAt(json, "error");
    outcome.body = stringAt(json, "body");
    outcome.duration = Nanos{integerAt(json, "ns")};
    return outcome;
}

} // namespace holdpoint
