// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command.h"
#include "app/ctl/table.h"
#include "core/base/text.h"
#include "core/base/time_format.h"

#include <iostream>

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
        if (gate) {
            return definition.gate == gate || item.deferredTo == gate;
        }
        return (sections.empty() || isIn(sections, definition.section)) && (ids.empty() || isIn(ids, definition.id));
    }
};

bool isGreenEnough(ItemState state)
{
    return state == ItemState::Pass || state == ItemState::NotApplicable || state == ItemState::Overridden ||
           state == ItemState::Deferred;
}

int exitCodeOf(const std::vector<const ItemView*>& items)
{
    int code = kExitDone;
    for (const ItemView* item : items) {
        if (item->state == ItemState::Fail) {
            return kExitFailed;
        }
        code = isGreenEnough(item->state) ? code : kExitInconclusive;
    }
    return code;
}

/// Rows as report.json writes them, only the asked ones.
Json checkJson(Session& session, const std::string& plan, const Selection& selection, const std::vector<const ItemView*>& items)
{
    const auto report = session.report();
    const Json all = report ? toJson(*report) : Json::object();
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
                {"gate", selection.gate ? std::string(nameOf(*selection.gate)) : std::string()},
                {"at", formatUtc(systemClock().wallNow())},
                {"counts", counts},
                {"sources", Json::array()},
                {"checklist", std::move(rows)}};
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
    if (const std::string text = arguments.value("--gate"); !text.empty()) {
        const auto gate = gateFrom(text);
        if (!gate) {
            complain(gate.error(), kExitUsage);
            return std::nullopt;
        }
        selection.gate = *gate;
    }
    return selection;
}

} // namespace

int runCheck(const std::vector<std::string>& words)
{
    const auto arguments =
        argumentsFor("check", words,
                     Syntax{{"--section", "--item", "--gate", "--env-file", "--dossier", "-e", "--release"}, {"--json"}, 1, 1});
    const auto options = arguments ? planOptionsFrom(*arguments) : std::nullopt;
    if (!options) {
        return kExitUsage;
    }
    Session::Request wanted;
    wanted.planFile = arguments->positionals.front();
    wanted.planOptions = *options;
    wanted.dossierFile = arguments->value("--dossier");
    if (const std::string text = arguments->value("--release"); !text.empty()) {
        const auto release = parseRelease(text);
        if (!release) {
            return complain(release.error(), kExitUsage);
        }
        wanted.release = *release;
    }
    auto opened = Session::open(wanted);
    if (!opened.faults.empty()) {
        return complain(opened.faults);
    }
    if (opened.session == nullptr) {
        return complain(*opened.error, opened.error->kind == Error::Kind::Conflict ? kExitInvalidPlan : kExitError);
    }
    const auto selection = selectionFrom(*arguments, opened.session->checklistTemplate());
    if (!selection) {
        return kExitUsage;
    }
    const ChecklistView& view = opened.session->checklist();
    std::vector<const ItemView*> items;
    for (const ItemView& item : view.items) {
        if (selection->holds(item) && item.definition->kind != ItemKind::Text) {
            items.push_back(&item);
        }
    }
    if (arguments->has("--json")) {
        std::cout << dumpJsonPretty(checkJson(*opened.session, wanted.planFile.string(), *selection, items)) << '\n';
        return exitCodeOf(items);
    }
    Table table({"State", "Item", "Text", "Value seen or reason"});
    for (const ItemView* item : items) {
        table.add({std::string(nameOf(item->state)), item->definition->id, shortened(item->definition->text, 48),
                   shortened(item->value.empty() ? item->reason : item->value, 70)});
    }
    std::cout << table.text();
    return exitCodeOf(items);
}

} // namespace holdpoint
