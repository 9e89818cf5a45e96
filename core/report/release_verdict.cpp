// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/report/report.h"
#include "core/verdict/sentences.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kNamedItems = 5;

const ItemView* rollupOf(const Report& report, const TestReport& test)
{
    const auto& items = report.checklist.items;
    const auto found = std::find_if(items.begin(), items.end(), [&](const ItemView& item) {
        return item.definition->kind == ItemKind::Rollup && item.definition->run && item.definition->run->test == test.id;
    });
    return found == items.end() ? nullptr : &*found;
}

/// A person has taken the test's outcome on, box by box or as a whole.
bool isOverridden(const Report& report, const TestReport& test)
{
    const ItemView* item = rollupOf(report, test);
    return item != nullptr && (item->state == ItemState::Overridden || item->state == ItemState::Deferred);
}

/// Boxes that the release waits for: sections 18 to 20 stay open after it.
std::vector<const ItemView*> boxesIn(const Report& report, ItemState state)
{
    std::vector<const ItemView*> found;
    for (const ItemView& item : report.checklist.items) {
        if (item.definition->isBox && item.definition->gate != Gate::AfterRelease && item.state == state) {
            found.push_back(&item);
        }
    }
    return found;
}

std::string listed(const std::vector<const ItemView*>& items, std::string_view verb)
{
    std::vector<std::string> names;
    for (std::size_t i = 0; i < items.size() && i < kNamedItems; ++i) {
        names.push_back(items[i]->definition->text);
    }
    std::string text = formatCount(items.size()) + (items.size() == 1 ? " item is " : " items are ") + std::string(verb) + ": " +
                       join(names, "; ");
    return items.size() > kNamedItems ? text + " and " + formatCount(items.size() - kNamedItems) + " more" : text;
}

std::string outcomeSentence(const TestReport& test)
{
    const RunRecord* run = decidingRun(test.runs, test.id);
    std::string text =
        test.title + " " + (test.verdict == RunOutcome::Failed ? "failed" : "is " + std::string(nameOf(test.verdict)));
    if (run == nullptr) {
        return test.title + (test.remark.empty() ? " was not run" : ": " + test.remark);
    }
    text += " (run " + std::to_string(run->id) + ")";
    return run->result.reasons.empty() ? text : text + ": " + asClause(run->result.reasons.front());
}

enum class Signatures { Count, LeftOut };

std::vector<std::string> blockingReasons(const Report& report, Signatures use)
{
    std::vector<std::string> reasons;
    for (const TestReport& test : report.tests) {
        if (test.verdict == RunOutcome::Failed && !isOverridden(report, test)) {
            reasons.push_back(outcomeSentence(test));
        }
    }
    if (const auto failed = boxesIn(report, ItemState::Fail); !failed.empty()) {
        reasons.push_back(listed(failed, "FAIL"));
    }
    for (const GateView& gate : report.checklist.gates) {
        if (gate.state == GateState::NoGo && gate.decision) {
            reasons.push_back(std::string(titleOf(gate.gate)) + ": No-go by " + gate.decision->by.name +
                              (gate.decision->reason.empty() ? "" : ": " + gate.decision->reason));
        }
    }
    for (const Signature& signature : use == Signatures::Count ? report.signatures : std::vector<SignatureRecord>{}) {
        if (signature.status == SignatureStatus::Refused) {
            reasons.push_back(std::string(titleOf(signature.role)) + " " + signature.name +
                              " refuses to sign: " + signature.reason);
        }
    }
    return reasons;
}

std::vector<std::string> openReasons(const Report& report)
{
    std::vector<std::string> reasons;
    for (const TestReport& test : report.tests) {
        const bool isUndecided =
            test.verdict == RunOutcome::Inconclusive || isCutShort(test.verdict) || test.verdict == RunOutcome::NotRun;
        if (isUndecided && !isOverridden(report, test)) {
            reasons.push_back(outcomeSentence(test));
        }
    }
    for (const ItemState state : {ItemState::Unknown, ItemState::Stale, ItemState::Running, ItemState::Open}) {
        if (const auto items = boxesIn(report, state); !items.empty()) {
            reasons.push_back(listed(items, nameOf(state)));
        }
    }
    if (report.isRehearsal) {
        reasons.push_back("REHEARSAL: cannot be signed off");
    }
    return reasons;
}

std::vector<std::string> exceptionReasons(const Report& report)
{
    std::vector<std::string> reasons;
    for (const ItemState state : {ItemState::Overridden, ItemState::Deferred}) {
        if (const auto items = boxesIn(report, state); !items.empty()) {
            reasons.push_back(listed(items, nameOf(state)));
        }
    }
    for (const TestReport& test : report.tests) {
        if (test.verdict == RunOutcome::Warned) {
            const RunRecord* run = decidingRun(test.runs, test.id);
            reasons.push_back(
                test.title + " missed a target and held the critical limit" +
                (run == nullptr || run->result.reasons.empty() ? "" : ": " + asClause(run->result.reasons.front())));
        }
    }
    return reasons;
}

std::vector<ExceptionEntry> exceptionsOf(const Report& report)
{
    std::vector<ExceptionEntry> entries = report.remarks;
    for (const ItemState state : {ItemState::Overridden, ItemState::Deferred, ItemState::Unknown}) {
        for (const ItemView* item : boxesIn(report, state)) {
            std::string reason = item->reason;
            if (item->deferredTo) {
                reason = "to " + std::string(titleOf(*item->deferredTo)) + (reason.empty() ? "" : ": " + reason);
            }
            entries.push_back({item->definition->id, item->definition->text, std::string(nameOf(state)), std::move(reason),
                               item->by.name, item->by.role ? std::string(nameOf(*item->by.role)) : ""});
        }
    }
    for (const TestReport& test : report.tests) {
        const RunRecord* run = decidingRun(test.runs, test.id);
        if (run == nullptr) {
            continue;
        }
        for (const ThresholdResult* threshold : distinctThresholds(run->result.thresholds)) {
            if (threshold->verdict == RuleVerdict::Warned) {
                entries.push_back(
                    {"test." + test.id, test.title + ": " + nameOf(threshold->rule), "WARN", threshold->sentence, "rule", ""});
            }
        }
    }
    return entries;
}

ReleaseDecision decide(const Report& report, Signatures use)
{
    const auto blocking = blockingReasons(report, use);
    const auto open = openReasons(report);
    const auto exceptions = exceptionReasons(report);
    ReleaseDecision decision;
    decision.verdict = !blocking.empty()     ? ReleaseVerdict::NoGo
                       : !open.empty()       ? ReleaseVerdict::Incomplete
                       : !exceptions.empty() ? ReleaseVerdict::GoWithExceptions
                                             : ReleaseVerdict::Go;
    decision.reasons = blocking;
    decision.reasons.insert(decision.reasons.end(), open.begin(), open.end());
    decision.reasons.insert(decision.reasons.end(), exceptions.begin(), exceptions.end());
    if (decision.reasons.empty()) {
        decision.reasons.push_back("Every test passed and every item is settled");
    }
    return decision;
}

} // namespace

ReleaseDecision decisionWithoutSignatures(const Report& report)
{
    return decide(report, Signatures::LeftOut);
}

bool isSignedStillSo(const Report& report)
{
    return !report.isReleased || report.verdict == ReleaseVerdict::Go || report.verdict == ReleaseVerdict::GoWithExceptions;
}

std::vector<std::string> failedTestsWithoutItem(const Report& report)
{
    std::vector<std::string> reasons;
    for (const TestReport& test : report.tests) {
        const auto& items = report.checklist.items;
        const bool hasItem = std::any_of(items.begin(), items.end(), [&test](const ItemView& item) {
            return item.definition->run && item.definition->run->test == test.id;
        });
        if (test.verdict == RunOutcome::Failed && !hasItem) {
            reasons.push_back(outcomeSentence(test));
        }
    }
    return reasons;
}

std::vector<const ExceptionEntry*> exceptionsInOrder(const Report& report)
{
    std::vector<const ExceptionEntry*> entries;
    for (const ExceptionEntry& entry : report.exceptions) {
        entries.push_back(&entry);
    }
    std::stable_partition(entries.begin(), entries.end(),
                          [](const auto* entry) { return entry->state == nameOf(ItemState::Overridden); });
    return entries;
}

std::string runByText(const Report& report)
{
    const auto& gates = report.checklist.gates;
    const auto load = std::find_if(gates.begin(), gates.end(), [](const GateView& gate) { return gate.gate == Gate::GoForLoad; });
    if (load == gates.end() || !load->decision || load->decision->by.name.empty()) {
        return "no Go-for-load decision";
    }
    const Person& by = load->decision->by;
    return by.name + (by.role ? ", " + std::string(titleOf(*by.role)) : std::string());
}

std::string releasedText(const Report& report)
{
    return !report.isReleased
               ? "no"
               : "yes, four valid signatures" +
                     (report.signaturesNote.empty() ? ""
                                                    : " by the lists that the dossier keeps (" + report.signaturesNote + ")") +
                     (report.changedSince.empty() ? "" : "; since then " + report.changedSince);
}

void decideRelease(Report& report)
{
    const auto valid = std::count_if(report.signatures.begin(), report.signatures.end(),
                                     [](const Signature& signature) { return signature.status == SignatureStatus::Valid; });
    ReleaseDecision decision = decide(report, Signatures::Count);
    report.verdict = decision.verdict;
    report.reasons = std::move(decision.reasons);
    report.exceptions = exceptionsOf(report);
    report.isReleased = valid == 4 && !report.isRehearsal;
}

} // namespace holdpoint
