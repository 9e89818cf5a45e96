// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report.h"

#include "core/analysis/capacity.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/base/version.h"
#include "core/checklist/form_values.h"
#include "core/checklist/run_history.h"
#include "core/dossier/audit_details.h"
#include "core/dossier/audit_index.h"
#include "core/plan/plan_reader.h"
#include "core/report/capacity_words.h"
#include "core/report/record_change.h"
#include "core/report/run_remarks.h"
#include "core/report/signature_proof.h"

#include <algorithm>

namespace holdpoint {

namespace {

/// Whether a report was written after the newest load run ended. Looks from the end: usually only at a few rows.
bool isReportWritten(const std::vector<AuditRow>& rows)
{
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        const auto json = parseJson(row->text, "audit row");
        const std::string action = json ? stringAt(*json, "action") : "";
        if (action == kAuditReportExported) {
            return true;
        }
        if (action == kAuditRunEnded) {
            const auto kind = runKindFrom(stringAt(memberAt(*json, "detail"), "kind"));
            if (kind && decidesTest(*kind)) {
                return false;
            }
        }
    }
    return false;
}

/// The newest row that changed something: an export adds a row of its own, but the report that it writes is the same.
struct LastChange
{
    Dossier::AuditHead head;
    WallTime at{};
};

Result<LastChange> lastChange(const Dossier& dossier)
{
    const auto rows = dossier.audit();
    if (!rows) {
        return fail(rows.error());
    }
    for (auto row = rows->rbegin(); row != rows->rend(); ++row) {
        const auto json = parseJson(row->text, "audit row");
        if (json && stringAt(*json, "action") == kAuditReportExported) {
            continue;
        }
        const auto at = parseUtc(json ? stringAt(*json, "at") : std::string());
        return LastChange{{row->number, row->hash}, at ? *at : WallTime{}};
    }
    return LastChange{};
}

/// Of what people and machines said about items, oldest first.
std::vector<std::int64_t> itemChangeRows(const std::vector<AuditRow>& rows)
{
    std::vector<std::int64_t> numbers;
    for (const AuditRow& row : rows) {
        const auto json = row.text.find(kAuditItemChanged) == std::string::npos ? fail(Error::Kind::NotFound, "")
                                                                                : parseJson(row.text, "a row");
        if (json && stringAt(*json, "action") == kAuditItemChanged) {
            numbers.push_back(row.number);
        }
    }
    return numbers;
}

/// When the newest of the ttls that have run out did so.
WallTime newestLapse(const ChecklistView& checklist, WallTime now)
{
    WallTime newest{};
    for (const ItemView& item : checklist.items) {
        const auto life = item.definition != nullptr && item.at ? parseDuration(item.definition->ttl) : Result<Nanos>(Nanos{});
        if (item.state == ItemState::Stale && life && *life > Nanos{}) {
            const WallTime lapse = *item.at + std::chrono::duration_cast<WallTime::duration>(*life);
            newest = lapse <= now ? std::max(newest, lapse) : newest;
        }
    }
    return newest;
}

/// Takes a result's value, or keeps the first error.
class Taker
{
public:
    template <typename T>
    void take(Result<T> result, T& into)
    {
        if (result) {
            into = std::move(*result);
        } else if (!m_error) {
            m_error = result.error();
        }
    }
    const std::optional<Error>& error() const { return m_error; }

private:
    std::optional<Error> m_error;
};

/// "run 2 (failed) does not count: wrong data set": why a test that was run has no run that decides it.
std::string whatWasTakenOut(const std::vector<RunRecord>& runs)
{
    const auto newest =
        std::find_if(runs.rbegin(), runs.rend(), [](const RunRecord& run) { return decidesTest(run.kind) && !run.isCounting; });
    return newest == runs.rend() ? ""
                                 : "run " + std::to_string(newest->id) + " (" + std::string(nameOf(newest->result.outcome)) +
                                       ") does not count: " + newest->notCountingReason;
}

std::vector<TestReport> testReports(const ChecklistInputs& inputs)
{
    const RunHistory history(inputs);
    std::vector<TestReport> tests;
    const auto add = [&](const std::string& id, const std::string& title, std::string remark) {
        TestReport test;
        test.id = id;
        test.title = title.empty() ? id : title;
        test.remark = std::move(remark);
        for (const RunRecord& run : inputs.runs) {
            if (run.testId == id) {
                test.runs.push_back(run);
            }
        }
        if (const RunRecord* run = history.deciding(id)) {
            test.verdict = run->result.outcome;
            test.remark.clear();
        } else if (const std::string taken = whatWasTakenOut(test.runs); !taken.empty()) {
            test.remark = taken;
        }
        tests.push_back(std::move(test));
    };
    for (const TestPlan& test : inputs.plan->tests) {
        add(test.id, test.title, kNoRunYet);
    }
    for (const RunRecord& run : inputs.runs) { // of an earlier plan text
        const bool isKnown =
            std::any_of(tests.begin(), tests.end(), [&](const TestReport& test) { return test.id == run.testId; });
        if (!isKnown) {
            add(run.testId, run.testId, "");
        }
    }
    return tests;
}

int badness(RuleVerdict verdict)
{
    switch (verdict) {
    case RuleVerdict::NotJudged:
        return 0;
    case RuleVerdict::Passed:
        return 1;
    case RuleVerdict::Warned:
        return 2;
    case RuleVerdict::NoData:
        return 3;
    case RuleVerdict::Failed:
        return 4;
    }
    return 0;
}

ReleaseThreshold releaseThreshold(const ThresholdRule& rule, const ChecklistInputs& inputs)
{
    const RunHistory history(inputs);
    ReleaseThreshold threshold;
    threshold.rule = rule;
    threshold.verdict = RuleVerdict::NotJudged;
    for (const RunRecord& run : inputs.runs) {
        for (const ThresholdResult& result : decidesTest(run.kind) ? run.result.thresholds : std::vector<ThresholdResult>{}) {
            if (result.rule.id != rule.id && !isSameRule(result.rule, rule)) {
                continue;
            }
            if (!threshold.perRun.empty() && threshold.perRun.back().run == run.id) {
                continue; // an older run may list it twice
            }
            threshold.perRun.push_back({run.id, result});
            if (history.deciding(run.testId) == &run && badness(result.verdict) > badness(threshold.verdict)) {
                threshold.verdict = result.verdict;
            }
            if (result.verdict == RuleVerdict::NotJudged && threshold.reason.empty()) {
                threshold.reason = result.sentence;
            }
        }
    }
    if (threshold.verdict != RuleVerdict::NotJudged) {
        threshold.reason.clear();
    } else if (threshold.perRun.empty()) {
        threshold.verdict = RuleVerdict::NoData;
        threshold.reason = "no finished run measures it yet";
    }
    return threshold;
}

std::vector<CapacityLine> capacityLines(const ChecklistView& checklist, const Plan& plan, const std::vector<RunRecord>& runs)
{
    std::vector<CapacityLine> lines;
    for (const ItemView& item : checklist.items) {
        if (!item.definition->run || item.definition->run->capacity.empty()) {
            continue;
        }
        CapacityLine line;
        line.id = item.definition->run->capacity;
        line.text = item.definition->text.substr(0, item.definition->text.find(':'));
        line.measured = item.number;
        line.isAtLeast = item.by.name.empty() && (!item.number || item.value.starts_with("at least"));
        line.source = item.source;
        if (const RunRecord* run = breakpointOf(plan, runs, item.definition->run->test); run != nullptr && item.by.name.empty()) {
            const auto& levels = run->result.breakpoint->levels;
            const auto broken =
                std::find_if(levels.begin(), levels.end(), [](const auto& level) { return !level.brokenBy.empty(); });
            line.limitedBy = broken == levels.end() ? "" : broken->brokenBy;
        }
        if (const RunRecord* run = unheldBreakpointOf(plan, runs, item.definition->run->test); run != nullptr && !line.measured) {
            const BreakpointLevel& level = run->result.breakpoint->levels.front();
            line.limitedBy = (level.brokenBy.empty() ? "targets missed" : level.brokenBy) + ", at " +
                             formatNumber(100 * level.share, 0) + "\u00a0% of the plan";
        }
        if (const auto target = capacityTarget(*item.definition, plan)) {
            line.target = target->value;
            line.checklistTarget = target->checklist;
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

} // namespace

std::string_view nameOf(ReleaseVerdict verdict)
{
    switch (verdict) {
    case ReleaseVerdict::Go:
        return "GO";
    case ReleaseVerdict::GoWithExceptions:
        return "GO_WITH_EXCEPTIONS";
    case ReleaseVerdict::NoGo:
        return "NO_GO";
    case ReleaseVerdict::Incomplete:
        return "INCOMPLETE";
    }
    return {};
}

std::string_view titleOf(ReleaseVerdict verdict)
{
    switch (verdict) {
    case ReleaseVerdict::Go:
        return "GO";
    case ReleaseVerdict::GoWithExceptions:
        return "GO WITH EXCEPTIONS";
    case ReleaseVerdict::NoGo:
        return "NO-GO";
    case ReleaseVerdict::Incomplete:
        return "INCOMPLETE";
    }
    return {};
}

std::string engineText(const Report& report)
{
    std::uint64_t limited = 0;
    std::uint64_t othersLimited = 0;
    std::size_t others = 0;
    int agents = 0;
    for (const TestReport& test : report.tests) {
        const RunRecord* deciding = decidingRun(test.runs, test.id);
        for (const RunRecord& run : test.runs) {
            const GeneratorResult& generator = run.result.generator;
            if (&run == deciding) {
                limited += generator.limitedSeconds;
                agents = std::max(agents, generator.agents);
            } else if (generator.limitedSeconds > 0) {
                othersLimited += generator.limitedSeconds;
                ++others;
            }
        }
    }
    std::string text = std::string("Holdpoint ") + kVersion;
    if (agents == 0 && others == 0) {
        return text + ", no run yet";
    }
    if (agents > 0) {
        text += agents == 1 ? ", 1 agent" : ", " + std::to_string(agents) + " agents";
        text += limited == 0 ? ", never limited" : ", limited for " + formatCount(limited) + " s";
    }
    if (others > 0) {
        text += std::string(agents > 0 ? " in the runs that decide; limited for " : "; limited for ") +
                formatCount(othersLimited) + " s in " + formatCount(others) + (others == 1 ? " other run" : " other runs");
    }
    return text;
}

std::string capacityRemark(const Report& report)
{
    const bool isAtLeast = std::any_of(report.capacity.begin(), report.capacity.end(),
                                       [](const CapacityLine& line) { return line.isAtLeast && line.measured; });
    std::vector<std::string> entered;
    for (const CapacityLine& line : report.capacity) {
        if (isEntered(line)) {
            entered.push_back(line.text);
        }
    }
    return std::string(isAtLeast ? "at least: no breakpoint run found the end" : "measured of needed") +
           (entered.empty() ? "" : "; entered by a person: " + join(entered, ", ")) +
           (hasOwnTargets(report) ? "; the plan's targets, the checklist's below" : "");
}

bool hasOwnTargets(const Report& report)
{
    return std::any_of(report.capacity.begin(), report.capacity.end(),
                       [](const CapacityLine& line) { return line.checklistTarget.has_value(); });
}

std::vector<TestThreshold> thresholdsByMargin(const Report& report)
{
    std::vector<TestThreshold> found;
    for (const TestReport& test : report.tests) {
        if (const RunRecord* run = decidingRun(test.runs, test.id)) {
            for (const ThresholdResult* result : distinctThresholds(run->result.thresholds)) {
                found.push_back({&test, result});
            }
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const TestThreshold& a, const TestThreshold& b) {
        constexpr double kNoMargin = 1e9;
        return a.result->margin.value_or(kNoMargin) < b.result->margin.value_or(kNoMargin);
    });
    return found;
}

const LoadResult* worstLoad(const RunRecord& run)
{
    const auto ratio = [](const LoadResult& load) {
        const double planned = load.target.expect.limit;
        return !load.achieved ? 0 : planned == 0 ? 1 : *load.achieved / planned;
    };
    const auto& all = run.result.load;
    const auto worst = std::min_element(all.begin(), all.end(), [&](const LoadResult& a, const LoadResult& b) {
        return std::pair(a.isMet, ratio(a)) < std::pair(b.isMet, ratio(b));
    });
    return worst == all.end() ? nullptr : &*worst;
}

Result<ChecklistInputs> checklistInputs(const Dossier& dossier, const Plan& plan, const ChecklistTemplate& definition,
                                        WallTime now)
{
    ChecklistInputs inputs;
    inputs.definition = &definition;
    inputs.plan = &plan;
    inputs.now = now;
    Taker taker;
    std::vector<AlarmRecord> alarms;
    std::vector<AuditRow> audit;
    taker.take(dossier.runs(), inputs.runs);
    taker.take(dossier.itemChanges(), inputs.changes);
    taker.take(dossier.evidence(), inputs.evidence);
    taker.take(dossier.formValues(), inputs.form);
    taker.take(dossier.notes(), inputs.notes);
    taker.take(dossier.gateDecisions(), inputs.gateDecisions);
    std::vector<SignatureRecord> signatures;
    taker.take(dossier.signatures(), signatures);
    inputs.signatures.assign(signatures.begin(), signatures.end());
    taker.take(dossier.hints(), inputs.hints);
    taker.take(dossier.alarms(), alarms);
    taker.take(dossier.sourceSpans(), inputs.spans);
    taker.take(dossier.audit(), audit);
    std::optional<TestWindow> window;
    taker.take(dossier.testWindow(), window);
    if (taker.error()) {
        return fail(*taker.error());
    }
    inputs.windowClosedAt = window ? window->closedAt : std::nullopt;
    for (const AlarmRecord& alarm : alarms) {
        inputs.alarms.push_back({alarm.id, alarm.run, alarm.from, alarm.sentence});
    }
    inputs.isReportWritten = isReportWritten(audit);
    addOptimisationsTo(inputs.changes, itemChangeRows(audit), optimisationsIn(logEntriesIn(audit)), definition);
    return inputs;
}

namespace {

/// A signature from another machine names the time of its request, or of its making.
Result<> findHandedIn(const Dossier& dossier, Report& report)
{
    constexpr auto kAtOnce = std::chrono::minutes{5}; // a key is looked for and touched, a passphrase typed
    const bool isAnyGiven = std::any_of(report.signatures.begin(), report.signatures.end(),
                                        [](const SignatureRecord& each) { return each.at && !each.signedBytes.empty(); });
    if (!isAnyGiven) {
        return {};
    }
    const auto audit = dossier.audit();
    if (!audit) {
        return fail(audit.error());
    }
    std::map<std::string, WallTime> given;
    for (const AuditIndex::Entry& entry : auditEntries(*audit, {kAuditSignatureGiven})) {
        if (const auto at = parseUtc(entry.at)) {
            given[stringAt(entry.detail, "role")] = *at;
        }
    }
    for (const SignatureRecord& signature : report.signatures) {
        const auto found = given.find(std::string(nameOf(signature.role)));
        if (signature.at && !signature.signedBytes.empty() && found != given.end() && found->second - *signature.at > kAtOnce) {
            report.handedIn[signature.role] = found->second;
        }
    }
    return {};
}

} // namespace

Result<std::shared_ptr<const Report>> buildReport(const Dossier& dossier, const Plan& plan, const ChecklistTemplate& definition,
                                                  WallTime now, ReportUse use)
{
    auto report = std::make_shared<Report>();
    report->checklistTemplate = definition;
    auto inputs = checklistInputs(dossier, plan, report->checklistTemplate, now);
    if (!inputs) {
        return fail(inputs.error());
    }
    inputs->isReportWritten = inputs->isReportWritten || use == ReportUse::Write;
    const auto evidence = signatureEvidence(dossier, plan);
    if (!evidence) {
        return fail(evidence.error());
    }
    report->signaturesNote = evidence->note;
    report->signatures = provenSignatures(*evidence, use == ReportUse::Glance ? Proof::Recall : Proof::Keep);
    for (const SignatureRecord& signature : report->signatures) {
        if (use == ReportUse::Write && signature.status == SignatureStatus::Unproven) {
            return fail(Error::Kind::Refused, "the report was not written: " + signature.reason);
        }
    }
    inputs->signatures.assign(report->signatures.begin(), report->signatures.end());
    if (auto done = findHandedIn(dossier, *report); !done) {
        return fail(done.error());
    }
    Taker taker;
    std::optional<Dossier::FrozenRecord> frozen;
    std::map<std::int64_t, std::vector<RunNote>> notes;
    taker.take(dossier.runNotes(), notes);
    taker.take(dossier.alarms(), report->alarms);
    LastChange last;
    taker.take(lastChange(dossier), last);
    taker.take(dossier.window(), report->window);
    taker.take(dossier.testWindow(), report->testWindow);
    taker.take(dossier.frozenRecord(), frozen);
    if (taker.error()) {
        return fail(*taker.error());
    }
    report->builtAt = now;
    report->audit = last.head;
    report->isRehearsal =
        dossier.isRehearsal() || plan.isRehearsal ||
        std::any_of(inputs->runs.begin(), inputs->runs.end(), [](const RunRecord& run) { return run.isRehearsal; });
    report->release = dossier.release();
    report->environmentName = plan.environment.name;
    report->hosts = estimateRun(plan, {}, RunKind::Load).hosts;
    report->tlsExceptions = plan.environment.insecureTlsHosts;
    report->planName = plan.name;
    report->planSha256 = plan.sha256;
    if (frozen) {
        report->recordSha256 = frozen->sha256;
        report->frozenAt = frozen->at;
        report->signedHead = frozen->auditHead;
    }
    report->checklist = evaluateChecklist(*inputs);
    report->generatedAt = std::max(last.at, newestLapse(report->checklist, now));
    report->tests = testReports(*inputs);
    for (TestReport& test : report->tests) {
        for (const RunRecord& run : test.runs) {
            if (const auto found = notes.find(run.id); found != notes.end()) {
                test.notes.insert(*found);
            }
        }
    }
    for (const ThresholdRule& rule : plan.thresholds) {
        report->thresholds.push_back(releaseThreshold(rule, *inputs));
    }
    report->capacity = capacityLines(report->checklist, plan, inputs->runs);
    report->needsFourPeople = boolAt(plan.signoff, "distinct_people", true);
    report->form = std::move(inputs->form);
    report->changes = inputs->changes;
    report->hints = inputs->hints;
    const auto entries = logEntries(dossier);
    if (!entries) {
        return fail(entries.error());
    }
    const auto optimisations = optimisationsIn(*entries);
    for (const Optimisation& one : optimisations) {
        report->optimisations.push_back({one, beforeAfterOf(dossier, inputs->runs, optimisations, one)});
    }
    report->analysis = analysisOf(plan, inputs->runs, inputs->hints, report->checklist);
    if (use == ReportUse::Write) {
        if (auto done = completeAnalysis(report->analysis, dossier, plan, report->tests); !done) {
            return fail(done.error());
        }
    }
    auto remarks = runRemarks(dossier, *inputs, report->checklist);
    if (!remarks) {
        return fail(remarks.error());
    }
    report->remarks = *std::move(remarks);
    decideRelease(*report);
    if (frozen) {
        report->changedSince = changesSince(frozen->json, dumpJsonPretty(recordJson(*report)));
    }
    return std::shared_ptr<const Report>(std::move(report));
}

const std::vector<RunNote>& TestReport::notesOf(std::int64_t run) const
{
    static const std::vector<RunNote> kNone;
    const auto found = notes.find(run);
    return found == notes.end() ? kNone : found->second;
}

} // namespace holdpoint
