// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command.h"
#include "app/ctl/stop_signals.h"
#include "app/ctl/sweep.h"
#include "app/ctl/table.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/session/action_job.h"

#include <QEventLoop>

#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <unistd.h>

namespace holdpoint {

namespace {

struct Selection
{
    std::vector<std::string> sections;
    std::vector<std::string> ids;
    std::optional<Gate> gate;

    bool holds(const ItemView& item) const
    {
        const ItemDefinition& definition = *item.definition;
        const auto isIn = [](const auto& list, const std::string& text) {
            return std::find(list.begin(), list.end(), text) != list.end();
        };
        const bool isOfGate = !gate || definition.gate == gate || item.deferredTo == gate;
        return isOfGate && (sections.empty() || isIn(sections, definition.section)) && (ids.empty() || isIn(ids, definition.id));
    }
};

/// DEFERRED is settled, except at the gate that it was deferred to.
bool isSettled(const ItemView& item, const std::optional<Gate>& gate)
{
    return gate ? letsPass(item, *gate) : item.state == ItemState::Deferred || letsPass(item, Gate::GoForLoad);
}

int exitCodeOf(const std::vector<const ItemView*>& items, const std::optional<Gate>& gate)
{
    int code = kExitDone;
    for (const ItemView* item : items) {
        if (item->state == ItemState::Fail) {
            return kExitFailed;
        }
        code = isSettled(*item, gate) ? code : kExitInconclusive;
    }
    return code;
}

/// Rows as report.json writes them, only the asked ones.
Json checkJson(Session& session, const Report& report, const std::string& plan, const Selection& selection,
               const std::vector<const ItemView*>& items, const std::vector<SourceReport>& swept)
{
    const Json all = toJson(report);
    std::set<std::string> asked;
    std::map<std::string, std::size_t> counts;
    for (const ItemView* item : items) {
        asked.insert(item->definition->id);
        counts[std::string(nameOf(item->state))] += item->definition->isBox ? 1 : 0;
    }
    Json rows = Json::array();
    for (const Json& row : memberAt(all, "checklist")) {
        if (asked.contains(stringAt(row, "id"))) {
            rows.push_back(row);
        }
    }
    return Json{{"schema", "holdpoint-check/1"},
                {"plan", plan},
                {"dossier", session.dossier().file().string()},
                {"rehearsal", report.isRehearsal},
                {"gate", selection.gate ? std::string(nameOf(*selection.gate)) : std::string()},
                {"at", formatUtc(systemClock().wallNow())},
                {"counts", counts},
                {"sources", toJson(swept)},
                {"checklist", std::move(rows)}};
}

/// Worst first, as a roll-up ranks them.
constexpr std::array<ItemState, 9> kStates{ItemState::Fail,       ItemState::Unknown, ItemState::Stale,
                                           ItemState::Running,    ItemState::Open,    ItemState::Deferred,
                                           ItemState::Overridden, ItemState::Pass,    ItemState::NotApplicable};

/// "3 FAIL, 12 UNKNOWN, 40 PASS"
std::string countsText(const std::map<ItemState, std::size_t>& counts)
{
    std::vector<std::string> parts;
    for (const ItemState state : kStates) {
        if (const auto found = counts.find(state); found != counts.end() && found->second > 0) {
            parts.push_back(std::to_string(found->second) + " " + std::string(nameOf(state)));
        }
    }
    return join(parts, ", ");
}

std::size_t sumOf(const std::map<ItemState, std::size_t>& counts)
{
    std::size_t sum = 0;
    for (const auto& [state, count] : counts) {
        sum += count;
    }
    return sum;
}

/// "p(95) 2,310 ms; target missed", "confirmed by Mara Lindqvist (QA Engineer): seen on the dashboard".
std::string seenText(const ItemView& item)
{
    std::string text = item.value;
    const auto add = [&](const std::string& more) { text += (text.empty() || more.empty() ? "" : "; ") + more; };
    if (item.by.name.empty()) {
        add(item.reason);
        return text;
    }
    const std::string who = item.by.name + (item.by.role ? " (" + std::string(titleOf(*item.by.role)) + ")" : "");
    switch (item.state) {
    case ItemState::Overridden:
        add("overridden by " + who);
        break;
    case ItemState::Deferred:
        add("deferred to " + std::string(item.deferredTo ? titleOf(*item.deferredTo) : "later") + " by " + who);
        break;
    default:
        add((item.definition->kind == ItemKind::Form ? "entered by " : "confirmed by ") + who);
        break;
    }
    return item.reason.empty() ? text : text + ": " + item.reason;
}

/// Section by section in the order of the document, each with how many of its boxes are decided (PASS, FAIL or NA), and below it
/// all of them by state.
std::string checklistText(const ChecklistTemplate& definition, const std::vector<const ItemView*>& items)
{
    std::map<std::string, std::map<ItemState, std::size_t>> bySection;
    std::map<ItemState, std::size_t> all;
    for (const ItemView* item : items) {
        if (item->definition->isBox) {
            ++bySection[item->definition->section][item->state];
            ++all[item->state];
        }
    }
    Table table({"State", "Item", "Text", "Value seen, reason, who"});
    std::string section;
    for (const ItemView* item : items) {
        if (item->definition->section != section) {
            section = item->definition->section;
            const auto named = std::find_if(definition.sections.begin(), definition.sections.end(),
                                            [&](const SectionDefinition& each) { return each.number == section; });
            auto& counts = bySection[section];
            const std::size_t decided = counts[ItemState::Pass] + counts[ItemState::Fail] + counts[ItemState::NotApplicable];
            const std::string title = named == definition.sections.end() ? "" : "  " + named->title;
            const std::size_t boxes = sumOf(counts);
            table.addGroup(section + title +
                           (boxes == 0 ? "" : ": " + std::to_string(decided) + " of " + std::to_string(boxes) + " decided"));
        }
        table.add({std::string(nameOf(item->state)), item->definition->id, item->definition->text, seenText(*item)});
    }
    const std::size_t boxes = sumOf(all);
    return table.text() + "\n" + std::to_string(boxes) + (boxes == 1 ? " box" : " boxes") +
           (boxes == 0 ? std::string() : ": " + countsText(all)) + '\n';
}

/// Asks what a machine can ask about the chosen items, and stores what it saw.
Result<std::vector<SourceReport>> sense(Session& session, const Selection& selection, bool mayRunCommands)
{
    SweepJob::Request request;
    request.mayRunCommands = mayRunCommands;
    request.items.emplace();
    for (const ItemView& item : session.checklist().items) {
        if (selection.holds(item)) {
            request.items->push_back(item.definition->id);
        }
    }
    return sweepAndWait(session, request);
}

/// Shows the command and asks, once a plan. Without a terminal nobody can say yes but --yes.
bool isAllowed(const ActionProposal& proposal, bool isAllowedBefore)
{
    if (!proposal.needsConsent || isAllowedBefore) {
        return true;
    }
    if (::isatty(STDIN_FILENO) != 1) {
        return false; // start() refuses it and says how
    }
    Json words = Json::array();
    for (const std::string& word : proposal.command) {
        words.push_back(word);
    }
    std::cerr << "This action " << proposal.sentence << ":\n  " << dumpJson(words) << "\nRun it? [y/N] " << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

/// Does what an action does. Its item says the rest.
std::optional<int> act(Session& session, const Arguments& arguments, const Person& person)
{
    const std::string item = arguments.value("--act");
    const auto proposal = proposeAction(session, item);
    if (!proposal) {
        return complain(proposal.error(), proposal.error().kind == Error::Kind::Refused ? kExitError : kExitUsage);
    }
    ActionJob::Request request;
    request.item = item;
    request.by = person;
    request.mayRunCommands = proposal->needsConsent && isAllowed(*proposal, arguments.has("--yes"));
    request.leavesOutFailures = arguments.has("--anyway");
    request.sendsAgain = arguments.has("--again");
    ActionJob job(session);
    StopSignals signals;
    QEventLoop loop;
    QObject::connect(&signals, &StopSignals::received, &job, &ActionJob::stop);
    QObject::connect(&job, &ActionJob::progressed, [](const QString& line) { std::cerr << line.toStdString() << '\n'; });
    QObject::connect(&job, &ActionJob::finished, &loop, &QEventLoop::quit);
    if (const auto started = job.start(request); !started) {
        return complain(started.error());
    }
    loop.exec();
    if (job.error()) {
        complain(*job.error());
    }
    return std::nullopt;
}

std::optional<Selection> selectionFrom(const Arguments& arguments, const ChecklistTemplate& definition)
{
    Selection selection{arguments.all("--section"), arguments.all("--item"), std::nullopt};
    std::vector<std::string> known;
    for (const ItemDefinition& item : definition.items) {
        known.push_back(item.id);
    }
    for (const std::string& id : selection.ids) {
        if (definition.item(id) == nullptr) {
            complain("the checklist has no item `" + id + "`" + didYouMean(id, known), kExitUsage);
            return std::nullopt;
        }
    }
    for (const std::string& number : selection.sections) {
        const auto& sections = definition.sections;
        if (std::none_of(sections.begin(), sections.end(),
                         [&](const SectionDefinition& section) { return section.number == number; })) {
            complain("the checklist has no section `" + number + "`: " + sections.front().number + " to " +
                         sections.back().number,
                     kExitUsage);
            return std::nullopt;
        }
    }
    if (const std::string text = arguments.value("--gate"); !text.empty()) {
        const auto gate = decidedGateFrom(text);
        if (!gate) {
            complain(gate.error().message, kExitUsage);
            return std::nullopt;
        }
        selection.gate = *gate;
    }
    return selection;
}

bool isDossier(const std::string& file)
{
    constexpr std::string_view kDatabase = "SQLite format 3";
    std::ifstream stream(file, std::ios::binary);
    std::string head(kDatabase.size(), '\0');
    return stream.read(head.data(), static_cast<std::streamsize>(head.size())) && head == kDatabase;
}

} // namespace

int runCheck(const std::vector<std::string>& words)
{
    const auto arguments = argumentsFor(
        "check", words,
        Syntax{{"--section", "--item", "--gate", "--env-file", "--dossier", "-e", "--release", "--act", "--by", "--role"},
               {"--json", "--no-sense", "--yes", "--again", "--anyway"},
               1,
               1});
    const auto person = arguments ? personFrom(*arguments) : std::nullopt;
    const auto options = person ? planOptionsFrom(*arguments) : std::nullopt;
    if (!options) {
        return kExitUsage;
    }
    const std::string action = arguments->value("--act");
    if (action.empty()
            ? arguments->has("--again") || arguments->has("--anyway")
            : !arguments->all("--section").empty() || !arguments->all("--item").empty() || !arguments->value("--gate").empty()) {
        return complain("--act does one action and takes no selection; --again and --anyway belong to it", kExitUsage);
    }
    std::string planFile = arguments->positionals.front();
    const bool isOfDossier = isDossier(planFile);
    if (isOfDossier && !(arguments->value("--dossier") + arguments->value("--release")).empty()) {
        return complain("--dossier and --release go with a plan; " + planFile + " is a dossier", kExitUsage);
    }
    int code = kExitDone;
    const auto session = isOfDossier ? openDossierOrComplain(planFile, code, *options)
                                     : openPlanOrComplain(planFile, *arguments, *options, {}, code, true);
    if (session == nullptr) {
        return code;
    }
    planFile = isOfDossier ? session->plan().path.string() : planFile;
    auto selection = selectionFrom(*arguments, session->checklistTemplate());
    if (!selection) {
        return kExitUsage;
    }
    if (!action.empty()) {
        if (const auto refused = act(*session, *arguments, *person)) {
            return *refused;
        }
        selection->ids = {action};
    }
    std::vector<SourceReport> sources;
    if (!arguments->has("--no-sense") && action.empty()) { // an action has looked by itself
        auto asked = sense(*session, *selection, arguments->has("--yes"));
        if (!asked) {
            return complain(asked.error());
        }
        sources = *std::move(asked);
    }
    std::vector<const ItemView*> items;
    const auto report = session->report();
    if (report == nullptr) {
        return complain(session->lastError(), kExitError);
    }
    for (const ItemView& item : report->checklist.items) {
        if (selection->holds(item) && item.definition->kind != ItemKind::Text) {
            items.push_back(&item);
        }
    }
    if (items.empty()) {
        return complain("no item is in all of the asked sections, items and gate: ask for less at a time", kExitUsage);
    }
    if (const auto stored = session->storeFindings(items); !stored) {
        return complain(stored.error());
    }
    if (arguments->has("--json")) {
        std::cout << dumpJsonPretty(checkJson(*session, *report, planFile, *selection, items, sources)) << '\n';
        return exitCodeOf(items, selection->gate);
    }
    if (report->isRehearsal) {
        std::cout << "REHEARSAL of " << session->plan().release.name << ' ' << session->plan().release.version
                  << ": it can never sign off a release\n\n";
    }
    std::cout << checklistText(session->checklistTemplate(), items);
    printSourcesThatFailed(sources);
    return exitCodeOf(items, selection->gate);
}

} // namespace holdpoint
