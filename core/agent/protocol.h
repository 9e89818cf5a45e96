// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/agent/line_channel.h"
#include "core/load/load_run.h"
#include "core/samples/sample_writer.h"

namespace holdpoint {

// One JSON object a line, both ways, over stdin and stdout of `holdpointctl agent` (design.md, "Load is generated in its own
// process"). In: the shard first, then commands. Out: frames (semantics.md §10) and messages with a "type".
//   {"v":1,"run":7,"shard":"1/1","attempt":1,"seed":42,"kind":"load","test":"search","plan":{...},"plan_sha256":"...","secrets":{...},
//    "samples":{"jtl":"/tmp/a.jtl","json":""}}
//   {"cmd":"once","id":1,"phase":"setup|teardown"}   {"cmd":"get","id":2,"target":"/webhooks/stats"}
//   {"cmd":"connect"}   {"cmd":"arm","t0_ns":123}   {"cmd":"status"}   {"cmd":"stream","after":41}   {"cmd":"stop","why":"..."}
//   {"cmd":"result"}
// "connect" is optional: the connections that visitors need from the start are opened before second 0, for 30 s at most.
// A stop while "once" or "get" is under way gives its step up; the steps that are left are not begun.
// Out:
//   {"type":"ready","pid":1}  {"type":"once","id":1,"ok":true,"steps":[{"name","status","error","body","ns"}]}
//   {"type":"status","state":"idle|running|finished","seq":41}  {"type":"finished","why":"duration reached"}
//   {"type":"connected","opened":2500,"failed":0,"fault":""}   {"type":"error","message":"..."}   {"type":"log","line":"..."}
// Samples that are not complete add "samples_fault" to "finished", a clause: "the JTL file is cut: No space left on device".
// A load of another program adds "verdict" to its "finished": {"ending":"completed","sentence":"","verifications":[...]}

struct ShardMessage
{
    Shard shard;
    std::string testId;
    Json plan; // resolved
    std::string planSha256;
    Secrets secrets;
    SampleWriter::Files samples; // what the agent appends every request to; made, with their heads, by who starts it
};

Json toJson(const ShardMessage& message);
/// The shard as its line, with the line's end; an error if it is longer than an agent reads.
Result<std::string> shardLine(const ShardMessage& message, std::size_t longest = LineChannel::kLongestLine);
Result<ShardMessage> shardMessageFromJson(const Json& json);

/// With its "type".
Json toJson(const Connecting& connecting);
Connecting connectingFromJson(const Json& json);

Json toJson(const EngineVerdict& verdict);
EngineVerdict engineVerdictFromJson(const Json& json);

Json toJson(const StepOutcome& outcome);
StepOutcome stepOutcomeFromJson(const Json& json);

} // namespace holdpoint
