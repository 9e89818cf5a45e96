// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/record_change.h"

#include "core/base/json.h"

#include <array>
#include <map>

namespace holdpoint {

namespace {

constexpr const char* kUnknown = "the record changed";

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

std::string itemChange(const Json& before, const Json& after)
{
    const auto oldItems = byMember(memberAt(before, "checklist"), "id");
    for (const Json& item : memberAt(after, "checklist")) {
        const std::string id = stringAt(item, "id");
        const auto old = oldItems.find(id);
        if (old == oldItems.end()) {
            return "item " + id + " is new";
        }
        const std::string oldState = stringAt(*old->second, "state");
        const std::string newState = stringAt(item, "state");
        if (oldState != newState) {
            return "item " + id + " changed from " + oldState + " to " + newState;
        }
        if (*old->second != item) {
            return "item " + id + " changed";
        }
    }
    return "the checklist changed";
}

} // namespace

std::string describeRecordChange(const std::string& before, const std::string& after)
{
    const auto oldJson = parseJson(before, "the record frozen before");
    const auto newJson = parseJson(after, "the record");
    if (!oldJson || !newJson) {
        return kUnknown;
    }
    const auto differs = [&](std::string_view key) { return memberAt(*oldJson, key) != memberAt(*newJson, key); };
    // Causes before what follows from them: a run also changes items, an item also changes exceptions and the verdict.
    if (differs("plan")) {
        return "the plan changed";
    }
    if (differs("tests")) {
        return runChange(*oldJson, *newJson);
    }
    if (differs("checklist")) {
        return itemChange(*oldJson, *newJson);
    }
    static constexpr std::array<std::pair<const char*, const char*>, 7> kParts{
        {{"form", "a form value changed"},
         {"alarms", "an alarm changed"},
         {"exceptions", "an exception changed"},
         {"thresholds", "a threshold of the release changed"},
         {"capacity", "a capacity figure changed"},
         {"gates", "a gate was decided again"},
         {"verdict", "the verdict changed"}}};
    for (const auto& [key, sentence] : kParts) {
        if (differs(key)) {
            return sentence;
        }
    }
    return kUnknown;
}

} // namespace holdpoint
