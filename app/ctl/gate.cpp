// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command.h"
#include "app/ctl/sweep.h"
#include "app/ctl/table.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/checklist/gate_causes.h"

#include <iostream>

namespace holdpoint {

namespace {

std::string wordOf(GateState state)
{
    switch (state) {
    case GateState::Hold:
        return "HOLD";
    case GateState::Go:
        return "GO";
    case GateState::NoGo:
        return "NO-GO";
    case GateState::Later:
        return "LATER";
    }
    return {};
}

/// "no-go by A. Rao (Technical Lead), 2026-01-05T10:04:41Z: staging is gone"
std::string decisionText(const GateDecision& decision)
{
    return std::string(decision.isGo ? "go" : "no-go") + " by " + decision.by.name +
           (decision.by.role ? " (" + std::string(titleOf(*decision.by.role)) + ")" : "") + ", " + formatUtcSeconds(decision.at) +
           (decision.reason.empty() ? "" : ": " + decision.reason);
}

std::string dueText(const ItemView& item, Gate gate)
{
    return item.state == ItemState::Deferred && item.deferredTo == gate
               ? "due now, deferred by " + item.by.name + ": " + item.reason
               : item.reason;
}

/// How bad what blocks is.
int codeOf(const ChecklistView& view, Gate gate)
{
    int code = kExitDone;
    for (const std::string& id : view.gate(gate).blockers) {
        if (view.item(id)->state == ItemState::Fail) {
            return kExitFailed;
        }
        code = kExitInconclusive;
    }
    return code;
}

Json gateJson(const Session& session, const Report& report, Gate gate, const std::vector<SourceReport>& sources)
{
    const ChecklistView& view = report.checklist;
    const GateView& of = view.gate(gate);
    Json decision;
    if (of.decision) {
        decision = Json{{"decision", of.decision->isGo ? "go" : "no-go"},
                        {"by", of.decision->by.name},
                        {"role", of.decision->by.role ? Json(nameOf(*of.decision->by.role)) : Json()},
                        {"at", formatUtc(of.decision->at)},
                        {"reason", of.decision->reason}};
    }
    Json causes = Json::array();
    Json blockers = Json::array();
    for (const GateCause& cause : gateCauses(view, gate)) {
        causes.push_back(Json{{"source", cause.source}, {"why", cause.why}, {"items", cause.items}});
        for (const std::string& id : cause.items) {
            const ItemView& item = *view.item(id);
            blockers.push_back(Json{{"id", id},
                                    {"state", nameOf(item.state)},
                                    {"text", item.definition->text},
                                    {"cause", cause.source.empty() ? dueText(item, gate) : "blocked by " + cause.source},
                                    {"owner", item.definition->owner},
                                    {"killer", item.definition->isKiller}});
        }
    }
    return Json{{"schema", "holdpoint-gate/1"},
                {"dossier", session.dossier().file().string()},
                {"rehearsal", session.dossier().isRehearsal()},
                {"at", formatUtc(systemClock().wallNow())},
                {"gate", nameOf(gate)},
                {"state", wordOf(of.state)},
                {"items", of.itemCount},
                {"blocking", of.blockingCount},
                {"decision", std::move(decision)},
                {"changed_since_freeze", gate == Gate::SignOff ? report.changedSince : std::string()},
                {"causes", std::move(causes)},
                {"blockers", std::move(blockers)},
                {"sources", toJson(sources)}};
}

/// What blocks, by cause; the exit code says how bad it is.
int show(const Report& report, Gate gate)
{
    const ChecklistView& view = report.checklist;
    const std::string since = gate == Gate::SignOff ? sinceFreezeSentence(report) : "";
    std::cout << since << (since.empty() ? "" : "\n");
    const GateView& of = view.gate(gate);
    if (of.decision) {
        std::cout << wordOf(of.shown()) << "  " << titleOf(gate) << ": " << decisionText(*of.decision)
                  << (of.isOvertaken() ? "; since then it is on hold again" : "") << '\n';
    }
    if (of.blockers.empty()) {
        std::cout << (of.decision ? "" : wordOf(of.state) + "  ") << titleOf(gate) << ": nothing blocks"
                  << (of.decision                    ? ""
                      : of.state == GateState::Later ? ", but it comes after gates that are not Go yet: decide those first"
                                                     : ", decide with `go` or `no-go`")
                  << '\n';
        return kExitDone;
    }
    std::cout << (of.decision ? "" : wordOf(of.state) + "  ") << holdSentence(view, gate) << '\n';
    Table table({"State", "Item", "Text", "Cause", "Owner"});
    bool hasKiller = false;
    for (const GateCause& cause : gateCauses(view, gate)) {
        if (!cause.source.empty()) {
            std::cout << "blocked by " << cause.source << ": " << cause.why << "  (" << cause.items.size()
                      << (cause.items.size() == 1 ? " item)" : " items)") << '\n';
        }
        for (const std::string& id : cause.items) {
            const ItemView& item = *view.item(id);
            const std::string why = cause.source.empty() ? dueText(item, gate) : "blocked by " + cause.source;
            hasKiller = hasKiller || item.definition->isKiller;
            table.add({std::string(nameOf(item.state)), id + (item.definition->isKiller ? " !" : ""), item.definition->text, why,
                       item.definition->owner});
        }
    }
    std::cout << '\n' << table.text() << (hasKiller ? "!: a killer item; it cannot be deferred\n" : "");
    return codeOf(view, gate);
}

} // namespace

int runGate(const std::vector<std::string>& words)
{
    const auto arguments = argumentsFor(
        "gate", words, Syntax{{"--reason", "--by", "--role", "--env-file", "-e"}, {"--no-sense", "--yes", "--json"}, 2, 3});
    const auto person = arguments ? personFrom(*arguments) : std::nullopt;
    const auto options = person ? planOptionsFrom(*arguments) : std::nullopt;
    if (!options) {
        return kExitUsage;
    }
    const auto gate = decidedGateFrom(arguments->positionals[1]);
    const std::string decision = arguments->positionals.size() == 3 ? arguments->positionals[2] : "";
    if (!gate) {
        return complain(gate.error().message, kExitUsage);
    }
    if (!decision.empty() && decision != "go" && decision != "no-go") {
        return complain("decide `go` or `no-go`, not `" + decision + "`", kExitUsage);
    }
    if (decision == "go" && arguments->has("--no-sense")) {
        return complain("Go is decided on what the machine sees now: leave out --no-sense", kExitUsage);
    }
    int code = kExitDone;
    const auto session = openDossierOrComplain(arguments->positionals[0], code, *options);
    if (!session) {
        return code;
    }
    std::vector<SourceReport> sources;
    if (!arguments->has("--no-sense")) {
        SweepJob::Request request;
        request.gate = *gate;
        request.mayRunCommands = arguments->has("--yes");
        auto swept = sweepAndWait(*session, request);
        if (!swept) {
            return complain(swept.error());
        }
        sources = *std::move(swept);
    }
    const auto report = session->report();
    if (report == nullptr) {
        return complain(session->lastError(), kExitError);
    }
    const bool isJson = arguments->has("--json");
    if (decision.empty() && isJson) {
        std::cout << dumpJsonPretty(gateJson(*session, *report, *gate, sources)) << '\n';
        return codeOf(report->checklist, *gate);
    }
    if (decision.empty()) {
        return show(*report, *gate);
    }
    if (const auto decided = session->decideGate(*gate, decision == "go", *person, arguments->value("--reason")); !decided) {
        return complain(decided.error(), decided.error().kind == Error::Kind::Invalid ? kExitUsage : kExitError);
    }
    if (isJson) {
        const auto after = session->report();
        if (after == nullptr) {
            return complain("the decision is stored, but the report cannot be built: " + session->lastError(), kExitError);
        }
        std::cout << dumpJsonPretty(gateJson(*session, *after, *gate, sources)) << '\n';
    } else {
        std::cout << titleOf(*gate) << ": " << decision << '\n';
    }
    return kExitDone;
}

} // namespace holdpoint
