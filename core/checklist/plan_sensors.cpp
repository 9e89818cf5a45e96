// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/plan_sensors.h"

#include "core/base/text.h"
#include "core/checklist/parameters.h"
#include "core/checklist/template_checks.h"
#include "core/plan/fact_plan.h"

#include <algorithm>

namespace holdpoint {

namespace {

const PlanNode* keyOf(const PlanNode* map, std::string_view name)
{
    if (map == nullptr || !map->isMap()) {
        return nullptr;
    }
    const auto found = std::find_if(map->keys.begin(), map->keys.end(), [name](const PlanNode& key) { return key.text == name; });
    return found == map->keys.end() ? nullptr : &*found;
}

const PlanNode* sectionOf(const PlanNode& root, std::string_view name)
{
    const PlanNode* checklist = root.find("checklist");
    return checklist == nullptr ? nullptr : checklist->find(name);
}

/// Why no sensor of a plan may decide the item; empty if one may.
std::string whyNoSensor(const ItemDefinition& item)
{
    const bool mayBe = item.kind == ItemKind::Sensed || item.kind == ItemKind::Hybrid || item.kind == ItemKind::Action ||
                       item.kind == ItemKind::Alarm;
    if (!mayBe) {
        return "is a " + std::string(nameOf(item.kind)) + " item: no sensor can stand in for that";
    }
    return item.run ? "is decided by the runs of the release, which no sensor stands in for" : "";
}

} // namespace

std::vector<PlanFault> addPlanSensors(ChecklistTemplate& definition, const Plan& plan)
{
    FaultList faults(plan.path.string());
    FaultList unread(plan.path.string()); // the text was read before; here it only tells the places
    const PlanNode root = nodeFromYaml(plan.text, unread);
    std::vector<std::string> ids;
    for (const ItemDefinition& item : definition.items) {
        ids.push_back(item.id);
    }
    const auto refuse = [&](std::string_view section, const std::string& id, const std::string& why) {
        const PlanNode* key = keyOf(sectionOf(root, section), id);
        faults.add(key == nullptr ? PlanNode{} : *key, "`" + std::string(section) + "`: " + why);
    };
    const auto isKnown = [&](const std::string& id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); };
    for (const char* section : {"sensors", "actions", "off"}) {
        const Json& named = memberAt(plan.checklist, section);
        if (!named.is_object()) {
            continue;
        }
        for (const auto& [id, value] : named.items()) {
            if (!isKnown(id)) {
                refuse(section, id,
                       "the checklist `" + definition.id + "` has no item `" + shortened(id, 60) + "`" + didYouMean(id, ids));
            }
        }
    }
    const Json& sensors = memberAt(plan.checklist, "sensors");
    for (ItemDefinition& item : definition.items) {
        const bool isCommand = item.act && (item.act->kind == ItemAct::Kind::Command || item.act->kind == ItemAct::Kind::Report);
        if (!isCommand && !memberAt(memberAt(plan.checklist, "actions"), item.id).is_null()) {
            refuse("actions", item.id, "`" + item.id + "` runs no command");
        }
        const Json& own = memberAt(sensors, item.id);
        if (!own.is_object()) {
            continue;
        }
        if (const std::string why = whyNoSensor(item); !why.empty()) {
            refuse("sensors", item.id, "`" + item.id + "` " + why);
            continue;
        }
        const PlanNode facts = nodeFromJson(memberAt(own, "facts"), faults);
        const Json& rule = memberAt(own, "pass");
        item.sense = readSense(facts, rule.is_string() ? rule.get<std::string>() : dumpJson(rule), facts, faults);
        checkHintRules(facts, faults);
        if (item.sense) {
            item.passRule = item.sense->ruleText;
            item.query = "of the plan";
        }
    }
    Plan shown = plan; // rules are read by people: no secret goes in
    shown.secrets.clear();
    const Parameters parameters(shown, definition.parameters);
    for (ItemDefinition& item : definition.items) {
        if (auto filled = parameters.fill(std::string_view(item.passRule))) {
            item.passRule = *std::move(filled);
        }
    }
    return faults.sorted();
}

} // namespace holdpoint
