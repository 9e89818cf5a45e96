// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/checklist/walk.h"

#include "core/base/text.h"

namespace holdpoint {

namespace {

const std::vector<Person> kPeople{{"Mara", Role::Qa, "mara"},     {"Deo", Role::DevOps, "deo"},
                                  {"Rao", Role::TechLead, "rao"}, {"Pia", Role::ProductManager, "pia"},
                                  {"Nemo", {}, "nemo"},           {"  ", Role::TechLead, ""}};
const std::vector<std::string> kReasons{"because", "", "  "};

std::string roleText(const Person& by)
{
    return by.name + " (" + (by.role ? std::string(nameOf(*by.role)) : "no role") + ")";
}

bool asksMachine(const ItemDefinition& item)
{
    return item.sense && (item.kind == ItemKind::Sensed || item.kind == ItemKind::Hybrid || item.kind == ItemKind::Action);
}

} // namespace

Walk::Walk(const ChecklistTemplate& definition, std::uint64_t seed) : m_definition(definition), m_seed(seed), m_random(seed)
{
    m_inputs.definition = &m_definition;
    m_inputs.plan = &m_plan;
    m_inputs.now = at(0);
    m_view = evaluated(m_inputs);
}

std::string Walk::told() const
{
    std::string text = "template " + m_definition.id + ", seed " + std::to_string(m_seed) + ":\n";
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        text += "  " + std::to_string(i + 1) + ". " + m_steps[i] + "\n";
    }
    return text;
}

Person Walk::anyPerson()
{
    return oneOf(kPeople);
}

std::string Walk::step()
{
    Rule fault;
    switch (below(16)) {
    case 0:
    case 1:
        fault = sense(anyItem());
        break;
    case 2:
        fault = senseAll();
        break;
    case 3:
    case 4:
    case 5:
        fault = confirm();
        break;
    case 6:
    case 7:
        fault = override();
        break;
    case 8:
    case 9:
        fault = defer();
        break;
    case 10:
        fault = reopen();
        break;
    case 11:
        fault = decideGate();
        break;
    case 12:
        fault = runSomething();
        break;
    case 13:
        fault = fill();
        break;
    case 14:
        letTimePass();
        break;
    default:
        switchSomething();
        break;
    }
    m_inputs.now += std::chrono::seconds{1}; // no two things happen at once
    m_view = evaluated(m_inputs);
    return fault.empty() ? broken() : fault;
}

Walk::Rule Walk::sense(const ItemDefinition& item)
{
    if (!asksMachine(item)) {
        return {};
    }
    // What judgeSense() gives: a hybrid is proposed, never passed.
    const std::vector<ItemState> states =
        item.kind == ItemKind::Hybrid
            ? std::vector<ItemState>{ItemState::Open, ItemState::Open, ItemState::Fail, ItemState::Unknown}
            : std::vector<ItemState>{ItemState::Pass, ItemState::Pass, ItemState::Fail, ItemState::Unknown, ItemState::Open};
    const ItemState state = oneOf(states);
    // without a source in the plan there is nothing to see, and a person decides alone
    const bool sawNothing = item.kind == ItemKind::Hybrid && state == ItemState::Open && below(4) == 0;
    m_inputs.changes.push_back({item.id, state, sawNothing ? "" : "seen", "", {}, {}, now()});
    say("a machine sees " + item.id + ": " + std::string(nameOf(state)) + (sawNothing ? " (it has no source)" : ""));
    return {};
}

Walk::Rule Walk::senseAll()
{
    for (const ItemDefinition& item : m_definition.items) {
        if (asksMachine(item)) {
            const ItemState state = item.kind == ItemKind::Hybrid ? ItemState::Open : ItemState::Pass;
            m_inputs.changes.push_back({item.id, state, "seen", "", {}, {}, now()});
        }
    }
    say("a sweep finds everything in order");
    return {};
}

Walk::Rule Walk::confirm()
{
    const ItemDefinition& item = anyItem();
    const Person by = anyPerson();
    const auto made = confirmItem(m_view, item.id, by, "", now());
    say(roleText(by) + " confirms " + item.id + (made ? "" : ": refused"));
    if (!made) {
        return {};
    }
    const bool isDecidedByMachine = item.kind == ItemKind::Sensed || item.kind == ItemKind::Alarm;
    if (isDecidedByMachine || item.kind == ItemKind::Rollup || item.kind == ItemKind::Form || item.kind == ItemKind::Text) {
        return item.id + ": a " + std::string(nameOf(item.kind)) + " item was ticked by hand";
    }
    if (trimmed(by.name).empty()) {
        return item.id + ": nobody confirmed it";
    }
    m_inputs.changes.push_back(*made);
    const ItemState after = evaluated(m_inputs).item(item.id)->state;
    // An action also needs the lines below it, and a yes makes nothing better than what it rests on.
    const bool isInherited = after == ItemState::Overridden && !item.dependsOn.empty();
    const bool isProven = after == ItemState::Pass || isInherited || item.kind == ItemKind::Action;
    return isProven ? "" : item.id + ": a confirmation was taken and has no effect: " + std::string(nameOf(after));
}

Walk::Rule Walk::override()
{
    const ItemDefinition& item = anyItem();
    const Person by = anyPerson();
    const std::string& reason = oneOf(kReasons);
    const bool needsTechLead = m_view.item(item.id)->needsTechLead;
    const auto made = overrideItem(m_view, item.id, by, reason, now());
    say(roleText(by) + " overrides " + item.id + " with reason `" + reason + "`" + (made ? "" : ": refused"));
    if (!made) {
        return {};
    }
    if (trimmed(reason).empty() || !by.role || trimmed(by.name).empty()) {
        return item.id + ": overridden without a reason, a role or a name";
    }
    if ((item.isKiller || needsTechLead) && *by.role != Role::TechLead) {
        return item.id + ": a killer or critical miss overridden by " + roleText(by);
    }
    m_inputs.changes.push_back(*made);
    const ItemState after = evaluated(m_inputs).item(item.id)->state;
    return after == ItemState::Overridden ? ""
                                          : item.id + ": an override was taken and has no effect: " + std::string(nameOf(after));
}

Walk::Rule Walk::defer()
{
    const ItemDefinition& item = anyItem();
    const Person by = anyPerson();
    const auto to = static_cast<Gate>(below(4));
    const std::string& reason = oneOf(kReasons);
    const auto made = deferItem(m_view, item.id, to, by, reason, now());
    say(roleText(by) + " defers " + item.id + " to " + std::string(nameOf(to)) + " with reason `" + reason + "`" +
        (made ? "" : ": refused"));
    if (!made) {
        return {};
    }
    if (item.isKiller) {
        return item.id + ": a killer was deferred";
    }
    if (trimmed(reason).empty() || trimmed(by.name).empty() || !item.gate || to <= *item.gate) {
        return item.id + ": deferred without a reason or a name, or to no later gate";
    }
    if (to != Gate::AfterRelease && m_view.gate(to).state == GateState::Go) {
        return item.id + ": deferred to a gate that is Go already, where nobody would ask for it";
    }
    m_inputs.changes.push_back(*made);
    const ItemView after = *evaluated(m_inputs).item(item.id);
    return after.state == ItemState::Deferred && after.deferredTo == to
               ? ""
               : item.id + ": a deferral was taken and has no effect: " + std::string(nameOf(after.state));
}

Walk::Rule Walk::reopen()
{
    const ItemDefinition& item = anyItem();
    const Person by = anyPerson();
    const ItemView before = *m_view.item(item.id);
    const auto made = reopenItem(m_view, item.id, by, oneOf(kReasons), now());
    say(roleText(by) + " reopens " + item.id + (made ? "" : ": refused"));
    if (!made) {
        return {};
    }
    m_inputs.changes.push_back(*made);
    // What machines, runs and the lines below say, as if nobody had ever spoken; a closed line that a person opened stays open.
    ChecklistInputs unheard = m_inputs;
    std::erase_if(unheard.changes, [&](const ItemChange& change) {
        return change.item == item.id && !change.by.name.empty() && change.at < now() && before.state != ItemState::NotApplicable;
    });
    const ItemState after = evaluated(m_inputs).item(item.id)->state;
    const ItemState machine = evaluated(unheard).item(item.id)->state;
    return after == machine
               ? ""
               : item.id + ": reopened it is " + std::string(nameOf(after)) + ", machines say " + std::string(nameOf(machine));
}

Walk::Rule Walk::decideGate()
{
    const auto gate = static_cast<Gate>(below(3));
    const GateView& view = m_view.gate(gate);
    const bool isGo = below(4) != 0;
    // As Session::decideGate().
    const bool isRefused = isGo && (!view.blockers.empty() || view.state == GateState::Later);
    say("gate " + std::string(nameOf(gate)) + (isGo ? ": Go" : ": No-go") + (isRefused ? ", refused" : ""));
    if (isRefused) {
        return {};
    }
    m_inputs.gateDecisions.push_back({gate, isGo, "because", kPeople[0], now()});
    for (const ItemView& item : m_view.items) {
        const bool isOfGate = item.definition->isBox && (item.definition->gate == gate || item.deferredTo == gate);
        if (isGo && isOfGate && !letsPass(item, gate)) {
            return std::string(nameOf(gate)) + " is Go although " + item.definition->id + " is " +
                   std::string(nameOf(item.state));
        }
    }
    return {};
}

Walk::Rule Walk::runSomething()
{
    if (!m_inputs.runs.empty() && !m_inputs.runs.back().endedAt) {
        RunRecord& run = m_inputs.runs.back();
        const WallTime started = run.startedAt;
        run = searchRun(run.id, started);
        run.endedAt = now();
        const std::vector<RunOutcome> unclear{RunOutcome::Inconclusive, RunOutcome::Aborted, RunOutcome::Interrupted};
        switch (below(5)) {
        case 0:
            setSearchP95(run, 1500);
            break;
        case 1:
            setSearchP95(run, 5000);
            break;
        case 2:
            run.result.outcome = oneOf(unclear);
            break;
        default:
            break;
        }
        say("run " + std::to_string(run.id) + " ends: " + std::string(nameOf(run.result.outcome)));
        return {};
    }
    RunRecord run;
    run.id = static_cast<std::int64_t>(m_inputs.runs.size()) + 1;
    run.testId = "search";
    run.startedAt = now();
    run.planSha256 = "p1";
    run.kind = below(3) == 0 ? RunKind::Retest : RunKind::Load;
    m_inputs.runs.push_back(run);
    say("run " + std::to_string(run.id) + " begins");
    if (below(4) == 0) {
        m_inputs.alarms.push_back({"error-rate", run.id, now(), "2 % for 12 s"});
        say("alarm error-rate fires in it");
    }
    return {};
}

Walk::Rule Walk::fill()
{
    static const std::vector<std::string> kValues{"25 %", "5 %", "a lot", ""};
    const ItemDefinition& item = anyItem();
    if (item.id.starts_with("signature.")) {
        Signature signature;
        signature.status = static_cast<SignatureStatus>(below(5));
        m_inputs.signatures = {signature};
        say("signature of qa: " + std::string(nameOf(signature.status)));
    } else if (item.kind == ItemKind::Form) {
        const std::string& value = oneOf(kValues);
        m_inputs.form.push_back({item.id, value, "", "", kPeople[0], now()});
        say("form " + item.id + " = `" + value + "`");
    } else {
        m_inputs.isReportWritten = !m_inputs.isReportWritten;
        say(m_inputs.isReportWritten ? "the report is written" : "the report is out of date");
    }
    return {};
}

void Walk::letTimePass()
{
    static const std::vector<std::chrono::seconds> kSpans{std::chrono::seconds{30}, std::chrono::minutes{7},
                                                          std::chrono::minutes{15}, std::chrono::hours{2}};
    const auto span = oneOf(kSpans);
    m_inputs.now += span;
    say(std::to_string(span.count()) + " s pass");
}

void Walk::switchSomething()
{
    if (below(3) == 0 && !m_inputs.runs.empty()) {
        RunRecord& run = m_inputs.runs[below(m_inputs.runs.size())];
        run.isCounting = !run.isCounting;
        m_hadFailed = false;
        say("run " + std::to_string(run.id) + (run.isCounting ? " counts" : " does not count"));
        return;
    }
    const ItemDefinition& item = anyItem();
    Json& off = m_plan.checklist["off"];
    if (off.is_object() && off.contains(item.id)) {
        off.erase(item.id);
        say("the plan has " + item.id + " again");
    } else if (below(2) == 0) {
        off[item.id] = "not with us";
        say("the plan switches " + item.id + " off");
    }
}

} // namespace holdpoint
