// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/record_change.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/checklist/template.h"

#include <array>
#include <map>

namespace holdpoint {

namespace {

/// Elements of an array by the text of a member.
std::map<std::string, const Json*> byMember(const Json& array, std::string_view member)
{
    std::map<std::string, const Json*> found;
    if (!array.is_array()) {
        return found;
    }
    for (const Json& element : array) {
        const Json& key = memberAt(element, member);
        found[key.is_string() ? key.get<std::string>() : dumpJson(key)] = &element;
    }
    return found;
}

std::size_t changedRuns(const Json& before, const Json& after)
{
    std::map<std::string, const Json*> old;
    std::size_t changed = 0;
    for (const Json& test : memberAt(before, "tests")) {
        for (const auto& [id, run] : byMember(memberAt(test, "runs"), "id")) {
            old[id] = run;
        }
    }
    for (const Json& test : memberAt(after, "tests")) {
        for (const auto& [id, run] : byMember(memberAt(test, "runs"), "id")) {
            changed += old.contains(id) && *old[id] == *run ? 0 : 1;
        }
    }
    return changed;
}

std::string runChange(const Json& before, const Json& after)
{
    const auto oldTests = byMember(memberAt(before, "tests"), "id");
    for (const auto& [test, newTest] : byMember(memberAt(after, "tests"), "id")) {
        const auto known = oldTests.find(test);
        const auto oldRuns =
            known == oldTests.end() ? std::map<std::string, const Json*>{} : byMember(memberAt(*known->second, "runs"), "id");
        for (const auto& [id, run] : byMember(memberAt(*newTest, "runs"), "id")) {
            const auto old = oldRuns.find(id);
            if (old == oldRuns.end()) {
                return "run " + id + " of " + test + " is new";
            }
            if (*old->second != *run) {
                return "run " + id + " of " + test + " changed";
            }
        }
    }
    return "the tests changed";
}

/// What of an item a signature stands for. That a machine looked again and saw the same is no change, nor is the moment of it,
/// nor a figure that moves by its nature: `isSteady` is what the record that was signed says of that.
Json essenceOf(const Json& item, bool isSteady)
{
    Json essence{{"state", memberAt(item, "state")}, {"note", memberAt(item, "note")}, {"by", memberAt(item, "by")}};
    const std::string kind = stringAt(item, "kind");
    const bool isSensed = kind == nameOf(ItemKind::Sensed) || kind == nameOf(ItemKind::Hybrid);
    const bool isPersons = !stringAt(item, "by").empty();
    if (isSteady || (isPersons && !isSensed)) {
        essence["value"] = memberAt(item, "value");
    }
    if (isPersons) {
        for (const char* key : {"reason", "role", "deferred_to", "text"}) {
            essence[key] = memberAt(item, key);
        }
    }
    for (const Json& evidence : memberAt(item, "evidence")) {
        if (stringAt(evidence, "source").starts_with("file:")) {
            essence["files"].push_back(memberAt(evidence, "sha256"));
        }
    }
    return essence;
}

/// What one item changed to; nullopt if it only grew older: a ttl that runs out later changes nothing (semantics.md §9).
std::optional<std::string> oneItemChange(const std::map<std::string, const Json*>& oldItems, const Json& item)
{
    const std::string id = stringAt(item, "id");
    const auto old = oldItems.find(id);
    if (old == oldItems.end()) {
        return "item " + id + " is new";
    }
    const std::string oldState = stringAt(*old->second, "state");
    const std::string newState = stringAt(item, "state");
    if (oldState == "PASS" && newState == "STALE") {
        return std::nullopt;
    }
    if (oldState != newState) {
        return "item " + id + " changed from " + oldState + " to " + newState;
    }
    const bool isSteady = boolAt(*old->second, "steady");
    if (essenceOf(*old->second, isSteady) != essenceOf(item, isSteady)) {
        const std::string was = stringAt(*old->second, "value");
        const std::string is = stringAt(item, "value");
        return "item " + id + " changed" +
               (was == is ? "" : ": it was `" + shortened(was, 80) + "` and is `" + shortened(is, 80) + "`");
    }
    return std::nullopt;
}

std::optional<std::string> itemChange(const Json& before, const Json& after)
{
    const auto oldItems = byMember(memberAt(before, "checklist"), "id");
    for (const Json& item : memberAt(after, "checklist")) {
        if (auto change = oneItemChange(oldItems, item)) {
            return change;
        }
    }
    return oldItems.size() == memberAt(after, "checklist").size() ? std::nullopt
                                                                  : std::optional<std::string>("the checklist changed");
}

std::optional<std::string> gateChange(const Json& before, const Json& after)
{
    const auto oldGates = byMember(memberAt(before, "gates"), "id");
    for (const auto& [id, gate] : byMember(memberAt(after, "gates"), "id")) {
        const auto old = oldGates.find(id);
        const std::string was = old == oldGates.end() ? "undecided" : stringAt(*old->second, "verdict");
        const std::string is = stringAt(*gate, "verdict");
        if (was != is) {
            return "gate " + id + " changed from " + was + " to " + is;
        }
    }
    return std::nullopt;
}

/// null: it is no JSON.
Json recordFrom(const std::string& text)
{
    auto json = parseJson(text, "a record");
    return json ? *std::move(json) : Json();
}

} // namespace

const Json& sameIn(const Json& array, std::string_view member, const Json& element)
{
    static const Json kNone;
    for (const Json& each : array) {
        if (memberAt(each, member) == memberAt(element, member)) {
            return each;
        }
    }
    return kNone;
}

bool isSectionInRecord(std::string_view section)
{
    return section != "17" && section != "18" && section != "19" && section != "20";
}

Json optimisationsSigned(const Json& optimisations)
{
    Json entries = Json::array();
    for (const Json& each : optimisations) {
        Json& entry = entries.emplace_back(each);
        if (!entry.is_object() || !entry.contains("before_after")) {
            continue;
        }
        for (Json& test : entry["before_after"]) {
            for (const char* computed : {"figures", "verdict", "why"}) {
                if (test.is_object()) {
                    test.erase(computed);
                }
            }
        }
    }
    return entries;
}

std::optional<std::string> recordDifference(const Json& before, const Json& after)
{
    if (!before.is_object() || !after.is_object()) {
        return "the record changed";
    }
    const auto differs = [&](std::string_view key) { return memberAt(before, key) != memberAt(after, key); };
    // Causes before what follows from them: a run also changes items.
    if (differs("plan")) {
        return "the plan changed";
    }
    if (differs("tests")) {
        return runChange(before, after);
    }
    if (differs("form")) {
        return "a form value changed";
    }
    if (differs("checklist")) {
        if (auto change = itemChange(before, after)) {
            return change;
        }
    }
    if (optimisationsSigned(memberAt(before, "optimizations")) != optimisationsSigned(memberAt(after, "optimizations"))) {
        return "the log of optimisations changed";
    }
    static constexpr std::array<std::pair<const char*, const char*>, 8> kParts{
        {{"alarms", "an alarm changed"},
         {"thresholds", "a threshold of the release changed"},
         {"capacity", "a capacity figure changed"},
         {"signoff", "how many people must sign changed"},
         {"checklist_template", "the checklist's template changed"},
         {"environment", "the environment changed"},
         {"release", "the release changed"},
         {"rehearsal", "it became a rehearsal, or ceased to be one"}}};
    for (const auto& [key, sentence] : kParts) {
        if (differs(key)) {
            return sentence;
        }
    }
    return gateChange(before, after);
}

std::optional<std::string> recordChange(const std::string& before, const std::string& after)
{
    return before == after ? std::nullopt : recordDifference(recordFrom(before), recordFrom(after));
}

std::string changesSince(const std::string& before, const std::string& after)
{
    if (before == after) {
        return {};
    }
    return changesSince(recordFrom(before), recordFrom(after));
}

std::string changesSince(const Json& oldRecord, const Json& newRecord)
{
    const auto change = recordDifference(oldRecord, newRecord);
    if (!change) {
        return {};
    }
    const auto oldItems = byMember(memberAt(oldRecord, "checklist"), "id");
    std::size_t items = 0;
    for (const Json& item : memberAt(newRecord, "checklist")) {
        items += oneItemChange(oldItems, item) ? 1 : 0;
    }
    const std::size_t runs = changedRuns(oldRecord, newRecord);
    std::vector<std::string> counts;
    for (const auto& [count, word] : {std::pair(runs, "run"), std::pair(items, "item")}) {
        if (count > 0) {
            counts.push_back(formatCount(count) + " " + word + (count == 1 ? "" : "s"));
        }
    }
    return counts.empty() ? *change : join(counts, " and ") + " changed: " + *change;
}

} // namespace holdpoint
