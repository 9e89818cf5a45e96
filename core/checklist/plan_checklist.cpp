// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/plan_checklist.h"

#include "core/base/text.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr const char* kShipped = "builtin:pre-production";

/// Faults of what stands below the plan's `checklist`, each at its key.
class PlanChecker
{
public:
    PlanChecker(const Plan& plan, const ChecklistTemplate& definition)
        : m_plan(plan), m_definition(definition), m_faults(plan.path.string())
    {
        FaultList known(plan.path.string()); // the plan's reader has told them
        m_root = nodeFromYaml(plan.text, known);
        for (const ItemDefinition& item : definition.items) {
            m_ids.push_back(item.id);
        }
    }

    std::vector<PlanFault> check()
    {
        const Json none = Json::object();
        for (const char* key : {"off", "sensors"}) {
            const Json& named = memberAt(m_plan.checklist, key);
            for (const auto& [id, value] : (named.is_object() ? named : none).items()) {
                const ItemDefinition* item = m_definition.item(id);
                if (item == nullptr) {
                    m_faults.add(placeOf(key, id), "`checklist: " + std::string(key) + "` names `" + shortened(id, 60) +
                                                       "`, which is no item of the checklist" + didYouMean(id, m_ids));
                } else if (std::string_view(key) == "sensors" && !isSensed(*item)) {
                    m_faults.add(placeOf(key, id),
                                 "`" + id + "` is " +
                                     (item->run ? "decided by runs" : "a " + std::string(nameOf(item->kind)) + " item") +
                                     ": no sensor can stand in for that");
                }
            }
        }
        return m_faults.sorted();
    }

private:
    static bool isSensed(const ItemDefinition& item)
    {
        const bool mayBe = item.kind == ItemKind::Sensed || item.kind == ItemKind::Hybrid || item.kind == ItemKind::Action ||
                           item.kind == ItemKind::Alarm;
        return mayBe && !item.run;
    }

    PlanNode placeOf(std::string_view key, std::string_view id) const
    {
        const PlanNode* checklist = m_root.find("checklist");
        const PlanNode* map = checklist == nullptr ? nullptr : checklist->find(key);
        for (const PlanNode& name : map == nullptr ? std::vector<PlanNode>{} : map->keys) {
            if (name.text == id) {
                return name;
            }
        }
        return map == nullptr ? PlanNode{} : *map;
    }

    const Plan& m_plan;
    const ChecklistTemplate& m_definition;
    FaultList m_faults;
    PlanNode m_root;
    std::vector<std::string> m_ids;
};

} // namespace

std::string checklistName(const Plan& plan)
{
    return stringAt(plan.checklist, "template", kShipped);
}

PlanChecklist checklistOf(const Plan& plan)
{
    PlanChecklist result;
    auto read = openTemplate(checklistName(plan), plan.path.parent_path());
    if (!read) {
        for (const std::string& line : split(read.error().message, '\n')) { // each has its place already
            result.faults.push_back({"", 0, 0, line});
        }
        return result;
    }
    result.definition = *std::move(read);
    result.faults = PlanChecker(plan, result.definition).check();
    return result;
}

} // namespace holdpoint
