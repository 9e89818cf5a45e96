// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/base/version.h"
#include "core/checklist/form_values.h"
#include "core/report/record_change.h"
#include "core/report/report.h"

namespace holdpoint {

namespace {

std::string timeText(const std::optional<WallTime>& time)
{
    return time ? formatUtc(*time) : "";
}

Json optionalTime(const std::optional<WallTime>& time)
{
    return time ? Json(formatUtc(*time)) : Json();
}

Json optionalNumber(const std::optional<double>& number)
{
    return number ? Json(*number) : Json();
}

Json expressionText(const std::optional<Expression>& expression)
{
    return expression ? Json(expression->text) : Json();
}

std::string roleText(const Person& person)
{
    return person.role ? std::string(nameOf(*person.role)) : "";
}

Json runJson(const RunRecord& run, const std::vector<RunNote>& notes)
{
    const Json result = toJson(run.result);
    Json json{{"id", run.id},
              {"kind", nameOf(run.kind)},
              {"started_at", formatUtc(run.startedAt)},
              {"ended_at", optionalTime(run.endedAt)},
              {"why_ended", run.whyEnded},
              {"outcome", nameOf(run.result.outcome)},
              {"rehearsal", run.isRehearsal},
              {"counting", run.isCounting},
              {"not_counting_reason", run.notCountingReason},
              {"plan_sha256", run.planSha256}};
    for (const std::string_view key : kRunResultKeys) {
        if (result.contains(key)) {
            json[std::string(key)] = memberAt(result, key);
        }
    }
    if (!notes.empty()) { // else records of before there were notes would change
        json["notes"] = Json::array();
        for (const RunNote& note : notes) {
            json["notes"].push_back({{"kind", nameOf(note.kind)},
                                     {"at", formatUtc(note.at)},
                                     {"second", note.second},
                                     {"text", note.text},
                                     {"by", note.by}});
        }
    }
    return json;
}

Json testJson(const TestReport& test)
{
    Json json{{"id", test.id},
              {"title", test.title},
              {"verdict", nameOf(test.verdict)},
              {"remark", test.remark},
              {"runs", Json::array()}};
    for (const RunRecord& run : test.runs) {
        json["runs"].push_back(runJson(run, test.notesOf(run.id)));
    }
    return json;
}

Json thresholdJson(const ReleaseThreshold& threshold)
{
    const ThresholdRule& rule = threshold.rule;
    Json json{{"id", rule.id}};
    if (rule.source.empty()) {
        json["metric"] = rule.metric;
    } else {
        json["source"] = rule.source;
        json["query"] = rule.query;
    }
    json["target"] = rule.target.text;
    json["accept"] = expressionText(rule.accept);
    json["critical"] = expressionText(rule.critical);
    json["unit"] = rule.unit;
    json["action"] = rule.action;
    json["per_run"] = Json::array();
    for (const auto& [run, result] : threshold.perRun) {
        json["per_run"].push_back({{"run", run},
                                   {"measured", optionalNumber(result.measured)},
                                   {"at", result.at                 ? Json(formatUtc(*result.at))
                                          : result.breaches.empty() ? Json()
                                                                    : Json(formatUtc(result.breaches.front().from))},
                                   {"n", result.sampleCount},
                                   {"verdict", nameOf(result.verdict)}});
    }
    json["verdict"] = nameOf(threshold.verdict);
    json["reason"] = threshold.reason;
    return json;
}

/// Which target a line is compared with stands in `capacity`; earlier versions did not say it here, and signed that.
std::string reasonIn(const ItemView& item)
{
    const bool isCapacity = item.definition->run && !item.definition->run->capacity.empty();
    return isCapacity && item.by.name.empty() ? withoutTargetRemark(item.reason) : item.reason;
}

Json itemJson(const ItemView& item)
{
    Json json{{"id", item.definition->id}};
    const auto section = parseInteger(item.definition->section);
    json["section"] = section ? Json(*section) : Json(item.definition->section);
    json["text"] = item.definition->text;
    json["kind"] = nameOf(item.definition->kind);
    json["box"] = item.definition->isBox;
    json["gate"] = item.definition->gate ? Json(nameOf(*item.definition->gate)) : Json();
    if (item.definition->run && !item.definition->run->test.empty()) {
        json["test"] = item.definition->run->test;
    }
    json["state"] = nameOf(item.state);
    json["value"] = item.value;
    json["reason"] = reasonIn(item);
    json["source"] = item.source;
    json["at"] = optionalTime(item.at);
    json["evidence"] = Json::array();
    for (const Evidence& evidence : item.evidence) {
        json["evidence"].push_back({{"at", formatUtc(evidence.at)},
                                    {"source", evidence.source},
                                    {"value", evidence.value},
                                    {"sha256", evidence.sha256},
                                    {"detail", evidence.detail}});
    }
    json["by"] = item.by.name;
    json["role"] = roleText(item.by);
    json["note"] = item.note;
    if (isSteady(*item.definition)) {
        json["steady"] = true;
    }
    if (item.deferredTo) {
        json["deferred_to"] = nameOf(*item.deferredTo);
    }
    return json;
}

std::string_view gateVerdict(const GateView& gate)
{
    switch (gate.state) {
    case GateState::Hold:
        return "hold";
    case GateState::Go:
        return "go";
    case GateState::NoGo:
        return "no-go";
    case GateState::Later:
        return "later";
    }
    return {};
}

Json gateJson(const GateView& gate)
{
    return Json{{"id", nameOf(gate.gate)},
                {"verdict", gateVerdict(gate)},
                {"at", gate.decision ? Json(formatUtc(gate.decision->at)) : Json()},
                {"by", gate.decision ? gate.decision->by.name : ""},
                {"reason", gate.decision ? gate.decision->reason : ""},
                {"items", gate.itemCount},
                {"blocking", gate.blockingCount},
                {"open", gate.blockers}};
}

Json capacityJson(const Report& report)
{
    Json json = Json::object();
    for (const CapacityLine& line : report.capacity) {
        json[line.id] = {{"measured", optionalNumber(line.measured)}, {"target", line.target}, {"at_least", line.isAtLeast}};
        if (!line.limitedBy.empty() && !line.isNoneHeld()) { // signed records of before have it of what held only
            json[line.id]["limited_by"] = line.limitedBy;
        }
    }
    const ItemView* headroom = report.checklist.item("blank.headroom");
    json["headroom_percent"] = headroom == nullptr ? Json() : optionalNumber(headroom->number);
    json["limited_by"] = headroom == nullptr ? "" : headroom->note;
    return json;
}

enum class Part { Report, Record };

Json build(const Report& report, Part part)
{
    const bool isRecord = part == Part::Record;
    Json json{{"schema", "holdpoint-report/1"}, {"holdpoint", kVersion}};
    if (!isRecord) {
        json["generated_at"] = formatUtc(report.generatedAt);
    }
    json["rehearsal"] = report.isRehearsal;
    json["release"] = {{"name", report.release.name}, {"version", report.release.version}, {"commit", report.release.commit}};
    json["environment"] = {{"name", report.environmentName}, {"hosts", report.hosts}, {"tls_exceptions", report.tlsExceptions}};
    json["plan"] = {{"name", report.planName}, {"sha256", report.planSha256}};
    if (!isRecord) {
        json["record"] = {{"sha256", report.recordSha256}, {"frozen_at", timeText(report.frozenAt)}};
        json["changed_since_freeze"] = report.changedSince;
        json["released"] = report.isReleased;
        if (!report.signaturesNote.empty()) {
            json["signatures_note"] = report.signaturesNote;
        }
    }
    json["window"] = Json();
    if (report.window) {
        json["window"] = {{"opened_at", formatUtc(report.window->first)}, {"closed_at", optionalTime(report.window->second)}};
    }
    const ReleaseDecision decision =
        isRecord ? decisionWithoutSignatures(report) : ReleaseDecision{report.verdict, report.reasons};
    json["verdict"] = nameOf(decision.verdict);
    json["reasons"] = decision.reasons;
    json["signoff"] = {{"distinct_people", report.needsFourPeople}};
    json["tests"] = Json::array();
    for (const TestReport& test : report.tests) {
        json["tests"].push_back(testJson(test));
    }
    json["thresholds"] = Json::array();
    for (const ReleaseThreshold& threshold : report.thresholds) {
        json["thresholds"].push_back(thresholdJson(threshold));
    }
    json["counts"] = Json::object();
    json["checklist"] = Json::array();
    std::map<ItemState, std::size_t> counts;
    for (const ItemView& item : report.checklist.items) {
        if (isRecord && !isSectionInRecord(item.definition->section)) {
            continue;
        }
        counts[item.state] += item.definition->isBox ? 1 : 0;
        json["checklist"].push_back(itemJson(item));
    }
    for (const auto& [state, count] : counts) {
        if (count > 0) {
            json["counts"][std::string(nameOf(state))] = count;
        }
    }
    json["checklist_template"] = {{"id", report.checklistTemplate.id},
                                  {"version", report.checklistTemplate.version},
                                  {"sha256", report.checklistTemplate.sha256}};
    json["form"] = Json::array();
    for (const FormValue& value : report.form) {
        json["form"].push_back({{"field", value.field},
                                {"value", value.value},
                                {"computed", value.computed},
                                {"note", value.note},
                                {"by", value.by.name},
                                {"at", formatUtc(value.at)}});
    }
    json["gates"] = Json::array();
    for (const GateView& gate : report.checklist.gates) {
        json["gates"].push_back(gateJson(gate));
    }
    json["alarms"] = Json::array();
    for (const AlarmRecord& alarm : report.alarms) {
        json["alarms"].push_back({{"id", alarm.id},
                                  {"run", alarm.run},
                                  {"from", formatUtc(alarm.from)},
                                  {"to", optionalTime(alarm.to)},
                                  {"worst", alarm.worst},
                                  {"severity", alarm.severity},
                                  {"sentence", alarm.sentence},
                                  {"action", alarm.action},
                                  {"acknowledged_by", alarm.acknowledgedBy},
                                  {"outcome", alarm.outcome}});
    }
    json["capacity"] = capacityJson(report);
    if (!report.optimisations.empty()) { // else records of before there was a log would change
        json["optimizations"] = Json::array();
        for (const OptimisationReport& each : report.optimisations) {
            json["optimizations"].push_back(toJson(each));
        }
    }
    json["exceptions"] = Json::array();
    for (const ExceptionEntry& entry : report.exceptions) {
        json["exceptions"].push_back({{"item", entry.item},
                                      {"text", entry.text},
                                      {"state", entry.state},
                                      {"reason", entry.reason},
                                      {"by", entry.by},
                                      {"role", entry.role}});
    }
    if (isRecord) {
        return json;
    }
    json["analysis"] = toJson(report.analysis); // follows from runs, evidence and plan; another Holdpoint may see more in them
    json["signatures"] = Json::array();
    for (const SignatureRecord& signature : report.signatures) {
        const auto handedIn = report.handedIn.find(signature.role);
        json["signatures"].push_back(
            {{"role", nameOf(signature.role)},
             {"name", signature.name},
             {"meaning", signature.meaning.empty() ? std::string(meaningOf(signature.role)) : signature.meaning},
             {"at", timeText(signature.at)},
             {"key", signature.key},
             {"principal", signature.principal},
             {"status", nameOf(signature.status)},
             {"reason", signature.reason}});
        if (handedIn != report.handedIn.end()) {
            json["signatures"].back()["handed_in"] = formatUtc(handedIn->second);
        }
    }
    json["audit"] = {{"length", report.audit.length}, {"head", report.audit.hash}};
    return json;
}

} // namespace

Json toJson(const Report& report)
{
    return build(report, Part::Report);
}

Json recordJson(const Report& report)
{
    return build(report, Part::Record);
}

} // namespace holdpoint
