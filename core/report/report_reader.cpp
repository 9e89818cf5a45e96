// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report_reader.h"

#include "core/base/time_format.h"
#include "core/checklist/names.h"

namespace holdpoint {

namespace {

Result<> readTests(const Json& json, Report& report)
{
    for (const Json& element : memberAt(json, "tests")) {
        TestReport test;
        test.id = stringAt(element, "id");
        test.title = stringAt(element, "title");
        test.remark = stringAt(element, "remark");
        for (const Json& one : memberAt(element, "runs")) {
            auto run = runFromReport(one, test.id);
            if (!run) {
                return fail(run.error());
            }
            test.runs.push_back(std::move(*run));
        }
        if (const RunRecord* deciding = decidingRun(test.runs, test.id)) {
            test.verdict = deciding->result.outcome;
        }
        report.tests.push_back(std::move(test));
    }
    return {};
}

Result<> readItem(const Json& json, ItemDefinition& definition, ItemView& view)
{
    definition.id = stringAt(json, "id");
    definition.text = stringAt(json, "text");
    definition.isBox = boolAt(json, "box");
    const auto kind = indexIn(kItemKinds, stringAt(json, "kind"));
    const auto state = itemStateFrom(stringAt(json, "state"));
    if (!kind || !state) {
        return fail(Error::Kind::Invalid, "item " + definition.id + " has no known kind or state");
    }
    definition.kind = static_cast<ItemKind>(*kind);
    if (const auto gate = gateFrom(stringAt(json, "gate"))) {
        definition.gate = *gate;
    }
    if (const std::string test = stringAt(json, "test"); !test.empty()) {
        definition.run.emplace();
        definition.run->test = test;
    }
    view.state = *state;
    view.reason = stringAt(json, "reason");
    view.by.name = stringAt(json, "by");
    if (const auto role = roleFrom(stringAt(json, "role"))) {
        view.by.role = *role;
    }
    if (const auto gate = gateFrom(stringAt(json, "deferred_to"))) {
        view.deferredTo = *gate;
    }
    return {};
}

Result<> readChecklist(const Json& json, Report& report)
{
    const Json& rows = memberAt(json, "checklist");
    auto& definitions = report.checklistTemplate.items;
    definitions.resize(rows.is_array() ? rows.size() : 0); // all of them first: the views point at them
    for (std::size_t i = 0; i < definitions.size(); ++i) {
        ItemView view;
        if (auto read = readItem(rows[i], definitions[i], view); !read) {
            return read;
        }
        view.definition = &definitions[i];
        report.checklist.items.push_back(std::move(view));
    }
    return {};
}

void readGates(const Json& json, Report& report)
{
    for (const Json& element : memberAt(json, "gates")) {
        GateView view;
        const auto gate = gateFrom(stringAt(element, "id"));
        view.gate = gate ? *gate : Gate::AfterRelease;
        const std::string verdict = stringAt(element, "verdict");
        view.state = verdict == "no-go" ? GateState::NoGo : verdict == "go" ? GateState::Go : GateState::Hold;
        if (!memberAt(element, "at").is_null()) {
            view.decision.emplace();
            view.decision->by.name = stringAt(element, "by");
            view.decision->reason = stringAt(element, "reason");
        }
        report.checklist.gates.push_back(std::move(view));
    }
}

Result<> readSignatures(const Json& json, Report& report)
{
    for (const Json& element : memberAt(json, "signatures")) {
        const auto role = roleFrom(stringAt(element, "role"));
        const auto status = signatureStatusFrom(stringAt(element, "status"));
        if (!role || !status) {
            return fail(role ? status.error() : role.error());
        }
        if (std::any_of(report.signatures.begin(), report.signatures.end(),
                        [&](const SignatureRecord& other) { return other.role == *role; })) {
            return fail(Error::Kind::Invalid, "`signatures` names the role " + std::string(nameOf(*role)) + " twice");
        }
        SignatureRecord signature;
        signature.role = *role;
        signature.status = *status;
        signature.name = stringAt(element, "name");
        signature.meaning = stringAt(element, "meaning");
        signature.key = stringAt(element, "key");
        signature.principal = stringAt(element, "principal");
        signature.reason = stringAt(element, "reason");
        if (const auto at = parseUtc(stringAt(element, "at"))) {
            signature.at = *at;
        }
        report.signatures.push_back(std::move(signature));
    }
    return report.signatures.size() == 4 ? Result<>() : fail(Error::Kind::Invalid, "`signatures` does not name all four roles");
}

} // namespace

Result<RunRecord> runFromReport(const Json& json, const std::string& testId)
{
    RunRecord run;
    run.id = integerAt(json, "id");
    run.testId = testId;
    const auto kind = runKindFrom(stringAt(json, "kind"));
    const auto startedAt = parseUtc(stringAt(json, "started_at"));
    auto result = runResultFromJson(json);
    if (!kind || !startedAt || !result) {
        return fail(Error::Kind::Invalid, "run " + std::to_string(run.id) + ": " +
                                              (!kind        ? kind.error()
                                               : !startedAt ? startedAt.error()
                                                            : result.error())
                                                  .message);
    }
    run.kind = *kind;
    run.startedAt = *startedAt;
    if (const auto endedAt = parseUtc(stringAt(json, "ended_at"))) {
        run.endedAt = *endedAt;
    }
    run.whyEnded = stringAt(json, "why_ended");
    run.isRehearsal = boolAt(json, "rehearsal");
    run.isCounting = boolAt(json, "counting", true);
    run.notCountingReason = stringAt(json, "not_counting_reason");
    run.planSha256 = stringAt(json, "plan_sha256");
    run.result = std::move(*result);
    return run;
}

Result<std::shared_ptr<Report>> decidableReport(const Json& json)
{
    auto report = std::make_shared<Report>();
    report->isRehearsal = boolAt(json, "rehearsal");
    auto read = readTests(json, *report);
    if (read) {
        read = readChecklist(json, *report);
    }
    if (read) {
        read = readSignatures(json, *report);
    }
    readGates(json, *report);
    return read ? Result(std::move(report)) : fail(read.error());
}

} // namespace holdpoint
