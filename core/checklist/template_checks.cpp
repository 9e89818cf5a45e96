// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/template_checks.h"

#include "core/analysis/hint.h"
#include "core/analysis/hint_ids.h"
#include "core/base/text.h"
#include "core/checklist/names.h"

#include <algorithm>
#include <set>

namespace holdpoint {

namespace {

constexpr std::string_view kSignature = "signature.";
constexpr std::size_t kGuesses = 100;

/// How deep an item rests on others, and whether it rests on itself.
class DepthFinder
{
public:
    DepthFinder(const ChecklistTemplate& definition, const std::map<std::string, PlanNode>& places, FaultList& faults)
        : m_definition(definition), m_places(places), m_faults(faults)
    {}

    std::size_t depthOf(const ItemDefinition& item)
    {
        const auto [known, isNew] = m_depths.try_emplace(&item, 0);
        if (!isNew) {
            if (const auto above = std::find(m_path.begin(), m_path.end(), &item); above != m_path.end()) {
                std::string loop;
                for (auto at = above; at != m_path.end(); ++at) {
                    loop += (*at)->id + " -> ";
                }
                m_faults.add(m_places.at(item.id), "item `" + item.id + "` depends on itself: " + shortened(loop, 300) + item.id);
            }
            return known->second;
        }
        if (m_path.size() > kMaxDepth) {
            return 0; // told of the item that began it
        }
        m_path.push_back(&item);
        std::size_t depth = 0;
        for (const ItemDefinition* on : m_definition.dependencies(item)) {
            depth = std::max(depth, 1 + depthOf(*on));
        }
        m_path.pop_back();
        if (depth > kMaxDepth && m_path.empty()) {
            m_faults.add(m_places.at(item.id), "item `" + item.id + "` rests on lines that rest on lines more than " +
                                                   std::to_string(kMaxDepth) + " deep");
        }
        m_depths[&item] = depth;
        return depth;
    }

private:
    const ChecklistTemplate& m_definition;
    const std::map<std::string, PlanNode>& m_places;
    FaultList& m_faults;
    std::map<const ItemDefinition*, std::size_t> m_depths;
    std::vector<const ItemDefinition*> m_path;
};

class Checker
{
public:
    Checker(const ChecklistTemplate& definition, const std::map<std::string, PlanNode>& places, FaultList& faults)
        : m_places(places), m_faults(faults)
    {
        for (const ItemDefinition& item : definition.items) {
            m_ids.push_back(item.id);
            m_byId.emplace(item.id, &item);
            if (!item.parentId.empty() && item.kind != ItemKind::Text) {
                m_parents.insert(item.parentId);
            }
        }
        for (const SectionDefinition& section : definition.sections) {
            m_targets.insert("section:" + section.number);
        }
        for (const std::string_view gate : kGates) {
            m_targets.insert("gate:" + std::string(gate));
        }
    }

    void check(const ItemDefinition& item)
    {
        checkParent(item);
        checkDependencies(item);
        checkKind(item);
    }

private:
    const ItemDefinition* known(const std::string& id) const
    {
        const auto found = m_byId.find(id);
        return found == m_byId.end() ? nullptr : found->second;
    }

    /// Long lists full of faults are told without a guess for each.
    std::string slipOf(const std::string& word, const std::vector<std::string>& candidates) const
    {
        return m_faults.size() < kGuesses ? didYouMean(word, candidates) : "";
    }

    /// At the value of the key, or at the item.
    void fault(const ItemDefinition& item, std::string_view key, std::string message)
    {
        const PlanNode& node = m_places.at(item.id);
        const PlanNode* value = node.find(key);
        m_faults.add(value == nullptr ? node : *value, std::move(message));
    }

    void checkParent(const ItemDefinition& item)
    {
        if (item.parentId.empty()) {
            return;
        }
        if (item.parentId == item.id) {
            fault(item, "parent", "item `" + item.id + "` cannot be its own parent");
            return;
        }
        if (known(item.parentId) == nullptr) {
            fault(item, "parent", "unknown parent `" + shortened(item.parentId, 60) + "`" + slipOf(item.parentId, m_ids));
        }
    }

    void checkDependencies(const ItemDefinition& item)
    {
        const PlanNode* written = m_places.at(item.id).find("depends");
        std::size_t at = 0;
        for (const std::string& on : item.dependsOn) {
            const PlanNode& place = written->isScalar() ? *written : placeOf(*written, on, at);
            const ItemDefinition* other = known(on);
            if (on == item.id) {
                m_faults.add(place, "item `" + item.id + "` cannot depend on itself");
            } else if (other == nullptr && !m_targets.contains(on)) {
                const std::vector<std::string> targets(m_targets.begin(), m_targets.end());
                const std::string slip = slipOf(on, m_ids);
                m_faults.add(place, "`depends` names `" + shortened(on, 60) + "`, which is no item, section:N or gate:NAME" +
                                        (slip.empty() ? slipOf(on, targets) : slip));
            } else if (other != nullptr && other->kind == ItemKind::Text) {
                m_faults.add(place, "`depends` names `" + on + "`, a line of text, which has no state");
            }
        }
    }

    static const PlanNode& placeOf(const PlanNode& list, const std::string& text, std::size_t& from)
    {
        while (from + 1 < list.items.size() && list.items[from].text != text) {
            ++from;
        }
        return list.items[from];
    }

    void checkKind(const ItemDefinition& item)
    {
        const bool isBound = item.run || item.sense || m_places.at(item.id).find("facts") != nullptr || item.sensor != "none";
        const bool hasLinesBelow = m_parents.contains(item.id);
        switch (item.kind) {
        case ItemKind::Sensed:
        case ItemKind::Alarm:
        case ItemKind::Hybrid:
            if (!isBound) {
                const bool isAlarm = item.kind == ItemKind::Alarm;
                fault(item, "kind",
                      "nothing decides `" + item.id + "`: " + (isAlarm ? "an " : "a ") + std::string(nameOf(item.kind)) +
                          " item needs " +
                          (isAlarm ? "`run: {alarm: ID}`" : "`facts` or `run`; what only a person knows is `kind: manual`"));
            }
            break;
        case ItemKind::Rollup:
            if (!hasLinesBelow && item.dependsOn.empty() && !item.run) { // with `run` it is the test itself
                fault(item, "kind",
                      "`" + item.id + "` rolls up nothing: give other items `parent: " + item.id + "`, or it a `depends`");
            }
            break;
        case ItemKind::Text:
            if (item.isBox) {
                fault(item, "box", "a line of text has no box: `kind: manual` is what a person confirms");
            }
            break;
        case ItemKind::Manual:
        case ItemKind::Form:
        case ItemKind::Action:
            break;
        }
        const bool mayHaveFacts = item.kind == ItemKind::Sensed || item.kind == ItemKind::Hybrid ||
                                  item.kind == ItemKind::Action || item.kind == ItemKind::Alarm;
        if (m_places.at(item.id).find("facts") != nullptr && !mayHaveFacts) {
            fault(item, "facts",
                  "a " + std::string(nameOf(item.kind)) + " item asks no facts; `kind: hybrid` has a machine look first");
        }
        const bool mayHaveLines = item.kind == ItemKind::Rollup || item.kind == ItemKind::Action || item.kind == ItemKind::Text;
        if (hasLinesBelow && !mayHaveLines) {
            fault(item, "kind",
                  "`" + item.id + "` has lines below it, so it follows from them: `kind: rollup`, not " +
                      std::string(nameOf(item.kind)));
        }
        if (item.id.starts_with(kSignature)) {
            const std::string role = item.id.substr(kSignature.size());
            if (!roleFrom(role)) {
                fault(item, "id",
                      "ids with `signature.` are signatures, and " + unknownName("role", shortened(role, 60), kRoles));
            } else if (item.kind != ItemKind::Form) {
                fault(item, "kind", "ids with `signature.` are signatures: `kind: form`");
            }
        }
    }

    const std::map<std::string, PlanNode>& m_places;
    FaultList& m_faults;
    std::vector<std::string> m_ids;
    std::map<std::string, const ItemDefinition*, std::less<>> m_byId;
    std::set<std::string> m_parents; // of lines that have a state
    std::set<std::string, std::less<>> m_targets;
};

} // namespace

void checkTemplate(const ChecklistTemplate& definition, const std::map<std::string, PlanNode>& places, FaultList& faults)
{
    Checker checker(definition, places, faults);
    DepthFinder depths(definition, places, faults);
    for (const ItemDefinition& item : definition.items) {
        checker.check(item);
        depths.depthOf(item);
    }
}

void checkHintRules(const PlanNode& facts, FaultList& faults)
{
    const auto known = hintRuleIds();
    const auto check = [&](const PlanNode& at, std::string_view text) {
        for (const std::string& word : split(text, ' ')) {
            const std::string id(trimmed(word));
            if (!id.empty() && id.find("${") == std::string::npos && std::find(known.begin(), known.end(), id) == known.end()) {
                faults.add(at, noHintRule(id));
            }
        }
    };
    for (const PlanNode& fact : facts.isMap() ? facts.items : std::vector<PlanNode>{}) {
        const PlanNode* hint = fact.isMap() ? fact.find("hint") : nullptr;
        if (hint != nullptr && hint->isScalar()) {
            check(*hint, hint->text);
        }
        for (const PlanNode& each : hint != nullptr && hint->isList() ? hint->items : std::vector<PlanNode>{}) {
            check(each, each.text);
        }
    }
}

std::string questionsOf(const SensePlan& sense)
{
    std::vector<std::string> parts;
    for (const FactPlan& fact : sense.facts) {
        const Json& asked = memberAt(fact.spec, fact.kind);
        parts.push_back(fact.name + ": " + (asked.is_string() ? asked.get<std::string>() : dumpJson(asked)));
    }
    return join(parts, "; ");
}

} // namespace holdpoint
