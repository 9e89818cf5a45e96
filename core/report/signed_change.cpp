// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/signed_change.h"

#include "core/checklist/form_values.h"
#include "core/report/optimisation_figures.h"
#include "core/report/record_change.h"
#include "core/report/told_rows.h"

#include <algorithm>
#include <map>

namespace holdpoint {

namespace {

/// The elements for which `isKept` is true.
template <typename Kept>
Json only(const Json& array, const Kept& isKept)
{
    Json kept = Json::array();
    for (const Json& element : array) {
        if (isKept(element)) {
            kept.push_back(element);
        }
    }
    return kept;
}

bool isInRecord(const Json& item)
{
    const Json& section = memberAt(item, "section");
    return isSectionInRecord(section.is_string() ? section.get<std::string>() : dumpJson(section));
}

/// Takes what rows behind the freeze explain out of a report, by putting what was signed in its place.
class Explained
{
public:
    Explained(const Json& record, const AuditFacts& audit) : m_record(record), m_audit(audit), m_since(audit.since)
    {
        for (const Json& item : memberAt(record, "checklist")) {
            m_ids.insert(stringAt(item, "id"));
        }
        const std::string plan = stringAt(memberAt(record, "plan"), "sha256");
        m_isPlan = m_since.isPlan || std::any_of(m_since.plans.begin(), m_since.plans.end(),
                                                 [&](const std::string& sha256) { return sha256 != plan; });
        const bool isItem =
            std::any_of(m_since.items.begin(), m_since.items.end(), [this](const std::string& id) { return m_ids.contains(id); });
        m_isAny = m_isPlan || isItem || m_since.isOther || !m_since.runs.empty() || !m_since.fields.empty() ||
                  !m_since.alarms.empty() || !m_since.optimisations.empty();
    }

    bool isPlan() const { return m_isPlan; }

    /// Of an item in what was signed and in report.json. A person's word needs a row of its own; what a machine finds may
    /// follow from any. That a person's word falls needs a row that it falls by.
    bool isItem(const Json& was, const Json& is) const
    {
        if (is.is_null()) {
            return m_isPlan;
        }
        const bool isFallen = stringAt(is, "by").empty() && !stringAt(was, "by").empty();
        const bool mayFall = m_isPlan || !m_since.runs.empty() || !m_since.optimisations.empty() ||
                             m_since.items.contains(stringAt(is, "id")) || isWorse(was, is);
        return m_isAny && (!isFallen || mayFall) && isItemAsTold(was, is, m_audit);
    }

    /// That an item is as it was signed does not make it true either, once it has a row.
    bool isOvertaken(const Json& was, const Json& is) const
    {
        const std::string id = stringAt(is, "id");
        return (m_since.items.contains(id) || m_since.fields.contains(id)) && !isItemAsTold(was, is, m_audit);
    }

    /// `report` with what was signed in all these places.
    Json takenOutOf(Json report) const
    {
        const auto replace = [&](const char* key, const auto& by) {
            if (report.contains(key)) {
                report[key] = by(memberAt(report, key));
            }
        };
        replace("tests", [this](const Json& now) { return tests(now); });
        replace("checklist", [this](const Json& now) { return items(now); });
        replace("form", [this](const Json& now) { return form(now); });
        replace("alarms", [this](const Json& now) { return alarms(now); });
        replace("thresholds", [this](const Json& now) { return thresholds(now); });
        if (!m_since.runs.empty()) {
            report["rehearsal"] = memberAt(m_record, "rehearsal");
        }
        if (report.contains("optimizations") || m_record.contains("optimizations")) {
            report["optimizations"] = optimisations(memberAt(report, "optimizations"));
        }
        if (m_isAny) {
            report["capacity"] = memberAt(m_record, "capacity");
            report["gates"] = memberAt(m_record, "gates"); // their decisions are held against the audit log
        }
        for (const char* key : {"plan", "environment", "signoff", "checklist_template"}) {
            if (m_isPlan) {
                report[key] = memberAt(m_record, key);
            }
        }
        return report;
    }

    /// The exceptions in `of`, the record or `report`, that no row explains.
    Json exceptionsOf(const Json& of, const Json& report) const
    {
        return only(memberAt(of, "exceptions"), [&](const Json& entry) {
            const Json id{{"id", stringAt(entry, "item")}};
            return m_ids.contains(stringAt(entry, "item")) &&
                   !isItem(sameIn(memberAt(m_record, "checklist"), "id", id), sameIn(memberAt(report, "checklist"), "id", id));
        });
    }

    /// What was noted stays: an early load as long as its runs count, else until a later run or decision.
    bool areNotesKept(const Json& report) const
    {
        const bool isOther = m_isPlan || !m_since.runs.empty() || m_since.gates.contains(kLoadGate) ||
                             memberAt(report, "holdpoint") != memberAt(m_record, "holdpoint");
        for (const Json& was : memberAt(m_record, "exceptions")) {
            if (stringAt(was, "state") != "NOTED") {
                continue;
            }
            const Json& is = sameIn(memberAt(report, "exceptions"), "item", was);
            const bool isEarlyLoad = stringAt(was, "item") == "gate." + std::string(kLoadGate);
            const bool mayGo = m_isPlan || (isEarlyLoad ? isAnyTakenOut(report) : !m_since.runs.empty());
            if (is.is_null() ? !mayGo : is != was && (!isOther || stringAt(is, "state") != "NOTED")) {
                return false;
            }
        }
        return true;
    }

private:
    bool isRun(const Json& run) const { return m_since.runs.contains(integerAt(run, "id")); }

    static bool isWorse(const Json& was, const Json& is)
    {
        const auto before = itemStateFrom(stringAt(was, "state"));
        const auto now = itemStateFrom(stringAt(is, "state"));
        return before && now && *before != *now && rollUp({*before, *now}) == *now;
    }

    /// A run that was signed as one that counts does not any more.
    bool isAnyTakenOut(const Json& report) const
    {
        for (const Json& test : memberAt(m_record, "tests")) {
            const Json& now = sameIn(memberAt(report, "tests"), "id", test);
            for (const Json& run : memberAt(test, "runs")) {
                if (boolAt(run, "counting", true) && !boolAt(sameIn(memberAt(now, "runs"), "id", run), "counting", true)) {
                    return true;
                }
            }
        }
        return false;
    }

    Json tests(const Json& now) const
    {
        const Json& signedTests = memberAt(m_record, "tests");
        Json kept = Json::array();
        for (Json test : now) {
            const Json& was = sameIn(signedTests, "id", test);
            const Json& runs = memberAt(test, "runs");
            const bool isChanged =
                m_isPlan || std::any_of(runs.begin(), runs.end(), [this](const Json& run) { return isRun(run); });
            if (isChanged && was.is_null()) {
                continue; // of another plan
            }
            if (isChanged) {
                Json left = only(
                    runs, [&](const Json& run) { return !isRun(run) || !sameIn(memberAt(was, "runs"), "id", run).is_null(); });
                for (Json& run : left) {
                    run = isRun(run) ? sameIn(memberAt(was, "runs"), "id", run) : run;
                }
                for (const auto& [key, value] : was.items()) {
                    const bool isPlans = m_isPlan && key != "runs";
                    if (isPlans || key == "verdict" || key == "remark") {
                        test[key] = value;
                    }
                }
                test["runs"] = std::move(left);
            }
            kept.push_back(std::move(test));
        }
        if (m_isPlan) { // their order, and tests without a run, are the plan's
            for (const Json& was : signedTests) {
                if (sameIn(kept, "id", was).is_null() && memberAt(was, "runs").empty()) {
                    kept.push_back(was);
                }
            }
            std::map<std::string, std::size_t> places;
            for (const Json& was : signedTests) {
                places.emplace(stringAt(was, "id"), places.size());
            }
            std::stable_sort(kept.begin(), kept.end(),
                             [&](const Json& a, const Json& b) { return places[stringAt(a, "id")] < places[stringAt(b, "id")]; });
        }
        return kept;
    }

    Json items(const Json& now) const
    {
        const Json& signedItems = memberAt(m_record, "checklist");
        Json kept = Json::array();
        for (const Json& item : now) {
            if (m_ids.contains(stringAt(item, "id"))) {
                kept.push_back(itemBefore(sameIn(signedItems, "id", item), item));
            } else if (!m_isPlan && isInRecord(item)) {
                kept.push_back(item);
            }
        }
        for (const Json& was : m_isPlan ? signedItems : Json::array()) {
            if (sameIn(kept, "id", was).is_null()) {
                kept.push_back(was);
            }
        }
        return kept;
    }

    Json itemBefore(const Json& was, const Json& is) const
    {
        const std::string id = stringAt(is, "id");
        const bool isChange = isItem(was, is);
        const bool isNote = (isChange || m_since.notes.contains(id)) && isNoteAsTold(is, m_audit);
        Json item = isChange ? was : is;
        item["note"] = memberAt(isNote ? was : is, "note");
        item["evidence"] = memberAt(areFilesAsTold(was, is, m_audit) ? was : is, "evidence");
        return item;
    }

    Json form(const Json& now) const
    {
        static const Json kOther; // no value that was signed
        const Json& signedForm = memberAt(m_record, "form");
        const auto before = [this](const Json& was, const Json& is) -> const Json& {
            const bool isRow = m_since.fields.contains(stringAt(is, "field"));
            return !isRow ? is : isFieldAsTold(is, m_audit) ? was : kOther;
        };
        Json merged = Json::array(); // in the order that was signed
        for (const Json& was : signedForm) {
            const Json& is = sameIn(now, "field", was);
            if (!is.is_null()) {
                merged.push_back(before(was, is));
            }
        }
        for (const Json& is : now) {
            const bool isNew = sameIn(signedForm, "field", is).is_null();
            if (isNew && !(m_since.fields.contains(stringAt(is, "field")) && isFieldAsTold(is, m_audit))) {
                merged.push_back(is);
            }
        }
        return merged;
    }

    /// null: one of them is not what its row says, or is missing.
    Json alarms(const Json& now) const
    {
        const auto keyOf = [](const Json& alarm) {
            return alarmKey(stringAt(alarm, "id"), integerAt(alarm, "run"), stringAt(alarm, "from"));
        };
        const Json& signedAlarms = memberAt(m_record, "alarms");
        std::map<std::string, const Json*> before;
        for (const Json& was : signedAlarms) {
            before[keyOf(was)] = &was;
        }
        std::set<std::string> missing = m_since.alarms;
        for (const auto& [key, was] : before) {
            missing.insert(key);
        }
        for (const Json& is : now) {
            const std::string key = keyOf(is);
            const auto was = before.find(key);
            const bool isSigned = was != before.end() && *was->second == is;
            if (m_since.alarms.contains(key) ? !isAlarmAsTold(is, m_audit) : !isSigned) {
                return {};
            }
            missing.erase(key);
        }
        return missing.empty() ? signedAlarms : Json();
    }

    Json thresholds(const Json& now) const
    {
        if (m_isPlan) {
            return memberAt(m_record, "thresholds");
        }
        if (m_since.runs.empty()) {
            return now;
        }
        const auto steady = [this](Json all) { // without what follows from the runs
            for (Json& each : all) {
                each["per_run"] = only(memberAt(each, "per_run"),
                                       [this](const Json& one) { return !m_since.runs.contains(integerAt(one, "run")); });
                each.erase("verdict");
                each.erase("reason");
            }
            return all;
        };
        const Json& was = memberAt(m_record, "thresholds");
        return steady(now) == steady(was) ? was : now;
    }

    Json optimisations(const Json& now) const
    {
        const Json& was = memberAt(m_record, "optimizations");
        const auto steady = [this](Json all) {
            all = only(all, [this](const Json& one) { return !m_since.optimisations.contains(stringAt(one, "ref")); });
            for (Json& each : all) {
                if (!m_since.runs.empty() || !m_since.optimisations.empty()) {
                    each.erase("before_after");
                }
            }
            return all;
        };
        return steady(optimisationsSigned(now)) == steady(optimisationsSigned(was)) ? was : now;
    }

    static constexpr const char* kLoadGate = "go-for-load";

    const Json& m_record;
    const AuditFacts& m_audit;
    const AuditFacts::Since& m_since;
    std::set<std::string> m_ids; // of the items in the record
    bool m_isPlan = false;       // another plan or checklist
    bool m_isAny = false;        // a row of something that machines' items and gates follow from
};

/// Of an item in what was signed and in report.json: its template's words are the same, and what was seen at the same moment is.
std::string itemFault(const Json& was, const Json& is)
{
    for (const char* key : {"section", "text", "kind", "box", "gate", "test"}) {
        if (memberAt(was, key) != memberAt(is, key)) {
            return std::string("`") + key + "` changed";
        }
    }
    const bool isSameLook = stringAt(was, "by").empty() && stringAt(is, "by").empty() && !memberAt(was, "at").is_null() &&
                            memberAt(was, "at") == memberAt(is, "at") && memberAt(was, "state") == memberAt(is, "state");
    // Development versions signed it with the target that a line is compared with.
    const bool isSameReason = stringAt(was, "reason") == stringAt(is, "reason") ||
                              withoutTargetRemark(stringAt(was, "reason")) == stringAt(is, "reason");
    for (const char* key : {"value", "reason", "source"}) {
        const bool isSame = key == std::string_view("reason") ? isSameReason : memberAt(was, key) == memberAt(is, key);
        if (isSameLook && !isSame) {
            return std::string("`") + key + "` changed, and nobody has looked again";
        }
    }
    return {};
}

std::string itemsFault(const Json& report, const Json& record, const Explained& explained)
{
    for (const Json& item : memberAt(report, "checklist")) {
        const Json& was = sameIn(memberAt(record, "checklist"), "id", item);
        if (!was.is_null() && explained.isOvertaken(was, item)) {
            return "item " + stringAt(item, "id") + " is not what its newest row in the audit log says";
        }
    }
    if (explained.isPlan()) {
        return {};
    }
    for (const Json& item : memberAt(report, "checklist")) {
        const Json& was = sameIn(memberAt(record, "checklist"), "id", item);
        const std::string fault = was.is_null() ? "" : itemFault(was, item);
        if (!fault.empty()) {
            return "item " + stringAt(item, "id") + ": " + fault;
        }
    }
    for (const Json& test : memberAt(report, "tests")) {
        const Json& was = sameIn(memberAt(record, "tests"), "id", test);
        if (!was.is_null() && stringAt(was, "title") != stringAt(test, "title")) {
            return "the title of test " + stringAt(test, "id") + " changed";
        }
    }
    return {};
}

} // namespace

SinceSigned sinceSigned(const Json& report, const Json& record, const AuditFacts& audit)
{
    const Explained explained(record, audit);
    const Json rest = explained.takenOutOf(report);
    std::string fault = recordDifference(record, rest).value_or("");
    const bool areSame = explained.exceptionsOf(record, report) == explained.exceptionsOf(report, report);
    if (fault.empty() && (!areSame || !explained.areNotesKept(report))) {
        fault = "the exceptions changed";
    }
    for (const auto& check : {itemsFault(report, record, explained), optimisationFiguresFault(report, record)}) {
        fault = fault.empty() ? check : fault;
    }
    if (!fault.empty()) {
        return {"report.json is not what was signed: " + fault, ""};
    }
    Json now = report;
    now["checklist"] = only(memberAt(report, "checklist"), isInRecord);
    std::string change = changesSince(record, now);
    if (!change.empty() && report.contains("changed_since_freeze") && stringAt(report, "changed_since_freeze").empty()) {
        return {"report.json says that nothing changed since the freeze, but " + change, ""};
    }
    return {"", std::move(change)};
}

} // namespace holdpoint
