// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/told_rows.h"

#include <algorithm>

namespace holdpoint {

namespace {

/// null: there is no such row.
const Json& rowIn(const std::map<std::string, Json>& rows, const std::string& key)
{
    static const Json kNone;
    const auto found = rows.find(key);
    return found == rows.end() ? kNone : found->second;
}

/// Rows of earlier versions may lack members.
bool isSame(const Json& row, const Json& is, std::initializer_list<std::string_view> keys)
{
    return std::all_of(keys.begin(), keys.end(), [&](std::string_view key) {
        const Json& shown = memberAt(is, key);
        return !row.contains(key) || row.at(std::string(key)) == shown || (shown.is_null() && stringAt(row, key, "x").empty());
    });
}

bool isWorseOrSame(const std::string& state, const std::string& than)
{
    const auto a = itemStateFrom(state);
    const auto b = itemStateFrom(than);
    return a && b && rollUp({*a, *b}) == *a;
}

/// Who confirmed a line by an entry of the log of optimisations, which lines of section 12 alone can be; nullptr: nobody.
const std::set<std::string>* loggersOf(const Json& item, const AuditFacts& audit)
{
    const auto found = audit.told.logged.find(stringAt(item, "id"));
    return integerAt(item, "section") == 12 && found != audit.told.logged.end() ? &found->second : nullptr;
}

bool isPersonsWord(const Json& is, const AuditFacts& audit)
{
    const Json& word = rowIn(audit.told.persons, stringAt(is, "id"));
    if (word.is_null() || !isSame(word, is, {"by", "at", "role"})) {
        return false;
    }
    const std::string told = stringAt(word, "state");
    const std::string shown = stringAt(is, "state");
    if (told == "PASS") {
        const bool isValue = stringAt(word, "value").empty() || isSame(word, is, {"value"});
        return isValue && (shown == "PASS" || shown == "STALE");
    }
    return shown == told && isSame(word, is, {"reason"}) && (told != "DEFERRED" || isSame(word, is, {"deferred_to"}));
}

/// Of a line that only a person decides: nobody's word is none at all.
bool isUndecided(const Json& is, const AuditFacts& audit)
{
    const Json& word = rowIn(audit.told.persons, stringAt(is, "id"));
    return stringAt(is, "state") == "OPEN" && (word.is_null() || stringAt(word, "state") == "OPEN");
}

/// A yes that lines below it hold up: nobody's name stands there then.
bool isHeldUp(const Json& is, const AuditFacts& audit)
{
    return stringAt(is, "kind") != nameOf(ItemKind::Sensed) && stringAt(is, "source") == "person" &&
           stringAt(is, "state") != "PASS" && stringAt(rowIn(audit.told.persons, stringAt(is, "id")), "state") == "PASS";
}

/// Of a line that a sensor answers; what runs say has no rows of machines.
bool isMachinesWord(const Json& was, const Json& is, const AuditFacts& audit)
{
    const Json& word = rowIn(audit.told.machines, stringAt(is, "id"));
    const bool isSourceNew = audit.since.isPlan || stringAt(was, "source") == "person";
    const std::string source = stringAt(isSourceNew ? is : was, "source");
    if (word.is_null() || source.empty() || source.starts_with("run ")) {
        return true;
    }
    return isSame(word, is, {"value"}) && isWorseOrSame(stringAt(is, "state"), stringAt(word, "state"));
}

bool isEntered(const Json& is, const AuditFacts& audit)
{
    const Json& row = rowIn(audit.told.fields, stringAt(is, "id"));
    return stringAt(row, "value").empty() || isSame(row, is, {"value"});
}

/// Conditions follow from runs, and from what is behind the plan.
bool mayBeOff(const Json& was, const AuditFacts::Since& since)
{
    return stringAt(was, "state") == "NA" || since.isPlan || since.isOther || !since.runs.empty() || !since.optimisations.empty();
}

} // namespace

bool isItemAsTold(const Json& was, const Json& is, const AuditFacts& audit)
{
    const std::set<std::string>* loggers = loggersOf(is, audit);
    if (const std::string by = stringAt(is, "by"); !by.empty()) {
        return isPersonsWord(is, audit) || (loggers != nullptr && loggers->contains(by));
    }
    if (loggers != nullptr) {
        return true;
    }
    const std::string kind = stringAt(is, "kind");
    const std::string state = stringAt(is, "state");
    if (state == "NA" && stringAt(rowIn(audit.told.machines, stringAt(is, "id")), "state") != "NA") {
        return mayBeOff(was, audit.since);
    }
    if (kind == nameOf(ItemKind::Manual)) {
        return isUndecided(is, audit);
    }
    if (kind == nameOf(ItemKind::Form)) {
        return isEntered(is, audit);
    }
    if (kind == nameOf(ItemKind::Sensed) || kind == nameOf(ItemKind::Hybrid) || kind == nameOf(ItemKind::Action)) {
        return stringAt(is, "source") == "person" ? isHeldUp(is, audit) : isMachinesWord(was, is, audit);
    }
    return true;
}

bool isNoteAsTold(const Json& item, const AuditFacts& audit)
{
    const std::string id = stringAt(item, "id");
    const std::string note = stringAt(item, "note");
    const std::string written = stringAt(rowIn(audit.told.notes, id), "note");
    // With a yes a person may say something: that is the note of a line that has none of its own.
    return note == written || (written.empty() && note == stringAt(rowIn(audit.told.persons, id), "reason")) ||
           loggersOf(item, audit) != nullptr;
}

bool areFilesAsTold(const Json& was, const Json& is, const AuditFacts& audit)
{
    const auto filesOf = [](const Json& item) {
        std::set<std::string> files;
        for (const Json& evidence : memberAt(item, "evidence")) {
            if (stringAt(evidence, "source").starts_with("file:")) {
                files.insert(stringAt(evidence, "sha256"));
            }
        }
        return files;
    };
    const auto found = audit.since.evidence.find(stringAt(is, "id"));
    const std::set<std::string> before = filesOf(was);
    const std::set<std::string> now = filesOf(is);
    return found != audit.since.evidence.end() && std::includes(now.begin(), now.end(), before.begin(), before.end()) &&
           std::all_of(now.begin(), now.end(),
                       [&](const std::string& file) { return before.contains(file) || found->second.contains(file); });
}

bool isFieldAsTold(const Json& value, const AuditFacts& audit)
{
    const Json& row = rowIn(audit.told.fields, stringAt(value, "field"));
    return !row.is_null() && isSame(row, value, {"value", "computed", "note", "by", "at"});
}

bool isAlarmAsTold(const Json& alarm, const AuditFacts& audit)
{
    const Json& row = rowIn(audit.told.alarms, alarmKey(stringAt(alarm, "id"), integerAt(alarm, "run"), stringAt(alarm, "from")));
    const bool isOver = !memberAt(row, "to").is_null(); // till then its worst value moves every second, without a row
    return !row.is_null() && isSame(row, alarm, {"to", "severity", "action", "acknowledged_by", "outcome"}) &&
           (!isOver || isSame(row, alarm, {"worst", "sentence"}));
}

} // namespace holdpoint
