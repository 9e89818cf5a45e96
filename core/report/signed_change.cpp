// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/signed_change.h"

#include "core/report/record_change.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace holdpoint {

namespace {

constexpr double kSame = 1e-6; // relative: another machine's logarithm

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

/// The element with the same member; null: there is none.
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

/// Takes what rows behind the freeze explain out of a report, by putting what was signed in its place.
class Explained
{
public:
    Explained(const Json& record, const AuditFacts::Since& since) : m_record(record), m_since(since)
    {
        for (const Json& item : memberAt(record, "checklist")) {
            m_ids.insert(stringAt(item, "id"));
        }
        const std::string plan = stringAt(memberAt(record, "plan"), "sha256");
        m_isPlan = since.isPlan ||
                   std::any_of(since.plans.begin(), since.plans.end(), [&](const std::string& sha256) { return sha256 != plan; });
        const bool isItem =
            std::any_of(since.items.begin(), since.items.end(), [this](const std::string& id) { return m_ids.contains(id); });
        m_isAny = m_isPlan || isItem || since.isOther || !since.runs.empty() || !since.fields.empty() || !since.alarms.empty() ||
                  !since.optimisations.empty();
    }

    bool isPlan() const { return m_isPlan; }

    /// Of an item in what was signed and in report.json. A person's word needs a row of its own; what a machine finds may
    /// follow from any.
    bool isItem(const Json& was, const Json& is) const
    {
        if (m_since.items.contains(stringAt(is.is_null() ? was : is, "id"))) {
            return true;
        }
        return m_isPlan || (m_isAny && stringAt(was, "by").empty() && stringAt(is, "by").empty());
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

private:
    bool isRun(const Json& run) const { return m_since.runs.contains(integerAt(run, "id")); }

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
            const Json& was = sameIn(signedItems, "id", item);
            if (m_ids.contains(stringAt(item, "id"))) {
                kept.push_back(isItem(was, item) ? was : item);
            }
        }
        for (const Json& was : m_isPlan ? signedItems : Json::array()) {
            if (sameIn(kept, "id", was).is_null()) {
                kept.push_back(was);
            }
        }
        return kept;
    }

    Json form(const Json& now) const
    {
        Json kept = only(now, [this](const Json& value) { return !m_since.fields.contains(stringAt(value, "field")); });
        const Json& signedForm = memberAt(m_record, "form");
        Json merged = Json::array(); // in the order that was signed
        for (const Json& was : signedForm) {
            const Json& is = sameIn(kept, "field", was);
            if (m_since.fields.contains(stringAt(was, "field"))) {
                merged.push_back(was);
            } else if (!is.is_null()) {
                merged.push_back(is);
            }
        }
        for (const Json& is : kept) {
            if (sameIn(signedForm, "field", is).is_null()) {
                merged.push_back(is);
            }
        }
        return merged;
    }

    Json alarms(const Json& now) const
    {
        const auto isExplained = [this](const Json& alarm) {
            return m_since.alarms.contains(stringAt(alarm, "id")) || m_since.runs.contains(integerAt(alarm, "run"));
        };
        const auto isOther = [&](const Json& alarm) { return !isExplained(alarm); };
        const Json& was = memberAt(m_record, "alarms");
        return only(now, isOther) == only(was, isOther) ? was : now;
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

    const Json& m_record;
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
    for (const char* key : {"value", "reason", "source"}) {
        if (isSameLook && memberAt(was, key) != memberAt(is, key)) {
            return std::string("`") + key + "` changed, and nobody has looked again";
        }
    }
    return {};
}

std::string itemsFault(const Json& report, const Json& record, const Explained& explained)
{
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

bool isClose(const Json& a, const Json& b)
{
    if (a.is_number() && b.is_number()) {
        return std::fabs(a.get<double>() - b.get<double>()) <= kSame * std::max(1.0, std::fabs(a.get<double>()));
    }
    if (a.is_object() && b.is_object() && a.size() == b.size()) {
        return std::all_of(a.items().begin(), a.items().end(),
                           [&](const auto& each) { return b.contains(each.key()) && isClose(each.value(), b.at(each.key())); });
    }
    return a == b;
}

/// Figures of the same two runs are the same, up to how they round; another version of Holdpoint may judge them otherwise, but
/// what the runs measured stays.
std::string figuresFault(const Json& report, const Json& record)
{
    const bool isSameVersion = memberAt(report, "holdpoint") == memberAt(record, "holdpoint");
    for (const Json& entry : memberAt(report, "optimizations")) {
        for (const Json& test : memberAt(entry, "before_after")) {
            const Json& was =
                sameIn(memberAt(sameIn(memberAt(record, "optimizations"), "ref", entry), "before_after"), "test", test);
            const bool isSameRuns = memberAt(was, "before") == memberAt(test, "before") &&
                                    memberAt(was, "after") == memberAt(test, "after") && !was.is_null();
            const Json& then = memberAt(was, "figures");
            const Json& now = memberAt(test, "figures");
            if (!isSameRuns || then.empty() || now.empty()) {
                continue;
            }
            const std::string what = "the figures of optimisation " + stringAt(entry, "ref") + " changed";
            if (isSameVersion && (then.size() != now.size() || memberAt(was, "verdict") != memberAt(test, "verdict"))) {
                return what;
            }
            for (std::size_t i = 0; i < then.size() && i < now.size(); ++i) {
                const bool isSame = isSameVersion ? isClose(then[i], now[i])
                                                  : memberAt(then[i], "metric") != memberAt(now[i], "metric") ||
                                                        memberAt(then[i], "figure") != memberAt(now[i], "figure") ||
                                                        (isClose(memberAt(then[i], "a"), memberAt(now[i], "a")) &&
                                                         isClose(memberAt(then[i], "b"), memberAt(now[i], "b")));
                if (!isSame) {
                    return what;
                }
            }
        }
    }
    return {};
}

} // namespace

SinceSigned sinceSigned(const Json& report, const Json& record, const AuditFacts::Since& since)
{
    const Explained explained(record, since);
    const Json rest = explained.takenOutOf(report);
    std::string fault = recordDifference(record, rest).value_or("");
    if (fault.empty() && explained.exceptionsOf(record, report) != explained.exceptionsOf(report, report)) {
        fault = "the exceptions changed";
    }
    for (const auto& check : {itemsFault(report, record, explained), figuresFault(report, record)}) {
        fault = fault.empty() ? check : fault;
    }
    if (!fault.empty()) {
        return {"report.json is not what was signed: " + fault, ""};
    }
    Json now = report;
    now["checklist"] = only(memberAt(report, "checklist"), [&](const Json& item) {
        return explained.isPlan() || !sameIn(memberAt(record, "checklist"), "id", item).is_null();
    });
    std::string change = changesSince(record, now);
    if (!change.empty() && report.contains("changed_since_freeze") && stringAt(report, "changed_since_freeze").empty()) {
        return {"report.json says that nothing changed since the freeze, but " + change, ""};
    }
    return {"", std::move(change)};
}

} // namespace holdpoint
