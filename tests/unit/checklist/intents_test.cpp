// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/checklist/release_fixture.h"

namespace holdpoint {
namespace {

template <typename T>
std::string errorOf(const Result<T>& result)
{
    return result ? "allowed" : result.error().message;
}

bool has(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

TEST(ConfirmTest, IsForManualHybridAndActionItems)
{
    Release1 release;
    const ChecklistView view = release.view();

    for (const char* id : {"docs.report-approved", "env.isolated-from-production", "preflight.team-notified"}) {
        const auto made = confirmItem(view, id, kMara, "seen it", at(1));
        ASSERT_TRUE(made) << errorOf(made);
        EXPECT_EQ(made->state, ItemState::Pass);
        EXPECT_EQ(made->by.name, "Mara Lindqvist");
        EXPECT_EQ(made->reason, "seen it");
    }
}

TEST(ConfirmTest, IsRefusedWithTheItemAndTheRemedy)
{
    Release1 release;
    release.person("docs.report-approved", ItemState::Pass, at(1));
    const ChecklistView view = release.view();
    const auto refusal = [&](const std::string& id) { return errorOf(confirmItem(view, id, kMara, "", at(2))); };

    EXPECT_TRUE(has(refusal("test.search.p95"), "test.search.p95 (p95 < 1.2s) cannot be confirmed by hand, runs decide it"));
    EXPECT_TRUE(has(refusal("tool.scripts-validated"), "no dry-run of this plan yet"));
    EXPECT_TRUE(has(refusal("monitoring.prometheus-collecting"), "not sensed yet"));
    EXPECT_TRUE(has(refusal("alarm.error-rate"), "cannot be confirmed by hand"));
    EXPECT_TRUE(has(refusal("env.same-infrastructure"), "rolls up other lines"));
    EXPECT_TRUE(has(refusal("env.ssl-certificates-valid"), "the plan uses no TLS"));
    EXPECT_TRUE(has(refusal("bottleneck.slow-queries"), "open the line first"));
    EXPECT_TRUE(has(refusal("capacity.cost"), "form DOSSIER capacity.cost=VALUE"));
    EXPECT_TRUE(has(refusal("docs.report-approved"), "PASS already"));
    EXPECT_TRUE(has(refusal("results.summaries-reviewed"), "cannot be confirmed now"));
    EXPECT_TRUE(has(refusal("lead.11"), "line of text"));
    EXPECT_TRUE(has(refusal("signature.qa"), "holdpointctl sign"));
    EXPECT_TRUE(has(refusal("monitoring.prometheus-colecting"), "did you mean `monitoring.prometheus-collecting`?"));
    EXPECT_TRUE(has(errorOf(confirmItem(view, "final.runbooks", {}, "", at(2))), "say who decides"));
}

TEST(ConfirmTest, SummariesWaitForTheRunsAndThenForAPerson)
{
    Release1 release;
    release.plan = searchPlan();
    release.inputs.runs = {searchRun(3, at(1))};
    EXPECT_TRUE(release.item("results.summaries-reviewed").canConfirm);
    release.person("results.summaries-reviewed", ItemState::Pass, at(5));

    EXPECT_EQ(release.item("results.summaries-reviewed").state, ItemState::Pass);
}

TEST(OverrideTest, NeedsAReasonAndARole)
{
    Release1 release;
    const ChecklistView view = release.view();
    const std::string id = "monitoring.grafana-dashboards";

    EXPECT_TRUE(has(errorOf(overrideItem(view, id, kMara, "  ", at(1))), "needs a reason"));
    EXPECT_TRUE(has(errorOf(overrideItem(view, id, {"Mara", {}, ""}, "because", at(1))), "needs a role"));
    const auto made = overrideItem(view, id, kMara, "autoscaling was off", at(1));
    ASSERT_TRUE(made);
    EXPECT_EQ(made->state, ItemState::Overridden);
    EXPECT_EQ(made->reason, "autoscaling was off");
}

TEST(OverrideTest, OfAKillerOrBeyondCriticalIsTheTechLeads)
{
    Release1 release;
    RunRecord failed = searchRun(3, at(1));
    setSearchP95(failed, 2310);
    release.inputs.runs = {failed};
    const ChecklistView view = release.view();

    EXPECT_TRUE(has(errorOf(overrideItem(view, "preflight.db-disk-space", kMara, "r", at(2))),
                    "only the Technical Lead may override it"));
    EXPECT_TRUE(has(errorOf(overrideItem(view, "test.search.p95", kMara, "r", at(2))), "beyond a critical limit"));
    EXPECT_TRUE(overrideItem(view, "preflight.db-disk-space", kRao, "r", at(2)));
    EXPECT_TRUE(overrideItem(view, "test.search.p95", kRao, "r", at(2)));
}

TEST(OverrideTest, IsRefusedWhereNothingIsToBeOverridden)
{
    Release1 release;
    release.inputs.runs = {searchRun(3, at(1))};
    const ChecklistView view = release.view();

    EXPECT_TRUE(has(errorOf(overrideItem(view, "test.search.p95", kRao, "r", at(2))), "it is PASS"));
    EXPECT_TRUE(has(errorOf(overrideItem(view, "env.same-infrastructure", kRao, "r", at(2))), "rolls up other lines"));
    EXPECT_TRUE(has(errorOf(overrideItem(view, "test.rsvp.p95", kRao, "r", at(2))), "not applicable"));
}

TEST(DeferTest, GoesToALaterGateOnlyAndNeverForAKiller)
{
    Release1 release;
    const ChecklistView view = release.view();
    const std::string id = "monitoring.grafana-dashboards";

    EXPECT_TRUE(has(errorOf(deferItem(view, id, Gate::GoForLoad, kMara, "r", at(1))), "only be deferred to a later gate"));
    EXPECT_TRUE(has(errorOf(deferItem(view, id, Gate::Results, kMara, "", at(1))), "needs a reason"));
    EXPECT_TRUE(has(errorOf(deferItem(view, "env.isolated-from-production", Gate::Results, kRao, "r", at(1))), "killer"));
    EXPECT_TRUE(has(errorOf(deferItem(view, "live.cost", Gate::AfterRelease, kMara, "r", at(1))), "later gate"));
    EXPECT_TRUE(has(errorOf(deferItem(view, "env.same-infrastructure", Gate::Results, kMara, "r", at(1))), "rolls up"));
    const auto made = deferItem(view, id, Gate::AfterRelease, kMara, "first week", at(1));
    ASSERT_TRUE(made);
    EXPECT_EQ(made->deferredTo, Gate::AfterRelease);
}

TEST(ReopenTest, TakesBackWhatAPersonDecided)
{
    Release1 release;
    release.person("docs.report-approved", ItemState::Pass, at(1));
    const ChecklistView view = release.view();
    const auto made = reopenItem(view, "docs.report-approved", kMara, "", at(2));
    ASSERT_TRUE(made);
    release.inputs.changes.push_back(*made);

    EXPECT_EQ(release.item("docs.report-approved").state, ItemState::Open);
    EXPECT_TRUE(has(errorOf(reopenItem(view, "docs.metrics", kMara, "", at(2))), "no person decided it"));
}

TEST(ReopenTest, OpensALineWhoseConditionIsFalseWithAReason)
{
    Release1 release;
    const ChecklistView view = release.view();

    EXPECT_TRUE(has(errorOf(reopenItem(view, "bottleneck.slow-queries", kMara, "", at(1))), "needs a reason"));
    EXPECT_TRUE(has(errorOf(reopenItem(view, "env.ssl-certificates-valid", kMara, "r", at(1))), "no person decided it"));
    const auto made = reopenItem(view, "bottleneck.slow-queries", kMara, "the p99 worries us", at(1));
    ASSERT_TRUE(made);
    release.inputs.changes.push_back(*made);
    EXPECT_EQ(release.item("bottleneck.slow-queries").state, ItemState::Open);
}

} // namespace
} // namespace holdpoint
