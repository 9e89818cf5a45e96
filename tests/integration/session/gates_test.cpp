// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/session/session_fixture.h"

namespace holdpoint {

using testing::HasSubstr;
using testing::SizeIs;

namespace {

SignatureStatus statusOf(Session& session, Role role)
{
    const auto signatures = session.dossier().signatures();
    EXPECT_TRUE(signatures);
    for (const Signature& signature : *signatures) {
        if (signature.role == role) {
            return signature.status;
        }
    }
    return SignatureStatus::Pending;
}

std::string reasonOf(Session& session, Role role)
{
    const auto signatures = session.dossier().signatures();
    for (const Signature& signature : *signatures) {
        if (signature.role == role) {
            return signature.reason;
        }
    }
    return {};
}

} // namespace

TEST_F(SessionTest, RefusesGoWhileAGateIsOnHoldWithTheFirstCause)
{
    const auto opened = session();
    const auto refused = opened->decideGate(Gate::GoForLoad, true, ben(), "");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Error::Kind::Refused);
    EXPECT_THAT(refused.error().message,
                HasSubstr("Go-for-load is on hold: 2 of 2 items block it, 2 causes, first env.keys (Keys are in place) is OPEN"));
    EXPECT_THAT(*opened->dossier().gateDecisions(), SizeIs(0));
}

TEST_F(SessionTest, KeepsASnapshotOfTheChecklistWithTheDecision)
{
    const auto opened = session();
    clear(*opened);
    ASSERT_OK(opened->decideGate(Gate::GoForLoad, true, ben(), ""));
    const auto decisions = *opened->dossier().gateDecisions();
    ASSERT_THAT(decisions, SizeIs(1));
    EXPECT_TRUE(decisions[0].isGo);
    EXPECT_EQ(decisions[0].by.name, "Ben Tal");
    EXPECT_EQ(opened->checklist().gate(Gate::GoForLoad).state, GateState::Go);
    EXPECT_THAT(opened->dossier().audit()->back().text, HasSubstr("snapshot_sha256"));
}

TEST_F(SessionTest, TakesANoGoAtAnyTimeButWithAReason)
{
    const auto opened = session();
    EXPECT_THAT(messageOf(opened->decideGate(Gate::Results, false, ben(), "")), HasSubstr("needs a reason"));
    ASSERT_OK(opened->decideGate(Gate::Results, false, ben(), "the data centre burns"));
    EXPECT_EQ(opened->checklist().gate(Gate::Results).state, GateState::NoGo);
    EXPECT_THAT(messageOf(opened->decideGate(Gate::AfterRelease, true, ben(), "")), HasSubstr("is no gate"));
}

TEST_F(SessionTest, FreezesTheRecordAtTheSignOffGate)
{
    const auto opened = session();
    EXPECT_THAT(messageOf(opened->recordApproval(Role::Qa, anna(), "")), HasSubstr("decide the Sign-off gate first"));
    freeze(*opened);
    const auto frozen = opened->dossier().frozenRecord();
    ASSERT_TRUE(*frozen);
    EXPECT_EQ((*frozen)->json, dumpJsonPretty(recordJson(*opened->report())));
    EXPECT_EQ(opened->report()->recordSha256, (*frozen)->sha256);
}

TEST_F(SessionTest, StoresATypedNameAsUnverified)
{
    const auto opened = session();
    freeze(*opened);
    ASSERT_OK(opened->recordApproval(Role::Qa, anna(), ""));
    EXPECT_EQ(statusOf(*opened, Role::Qa), SignatureStatus::Unverified);
    EXPECT_FALSE(opened->report()->isReleased);
    EXPECT_THAT(messageOf(opened->recordApproval(Role::DevOps, anna(), "")), HasSubstr("cannot sign for the"));
    for (const Role role : {Role::DevOps, Role::TechLead, Role::ProductManager}) {
        ASSERT_OK(opened->recordApproval(role, {"Somebody", role, ""}, ""));
    }
    EXPECT_FALSE(opened->report()->isReleased) << "typed names never count";
}

TEST_F(SessionTest, WithdrawsASignatureOnlyForItsGiverOrRole)
{
    const auto opened = session();
    freeze(*opened);
    EXPECT_THAT(messageOf(opened->withdrawSignature(Role::Qa, anna())), HasSubstr("nothing to withdraw"));
    ASSERT_OK(opened->recordApproval(Role::Qa, anna(), ""));
    EXPECT_THAT(messageOf(opened->withdrawSignature(Role::Qa, ben())), HasSubstr("only Anna Berg"));
    ASSERT_OK(opened->withdrawSignature(Role::Qa, {"Anna Berg", std::nullopt, ""}));
    EXPECT_EQ(statusOf(*opened, Role::Qa), SignatureStatus::Pending);
}

TEST_F(SessionTest, StoresARefusalWithItsReason)
{
    const auto opened = session();
    freeze(*opened);
    EXPECT_THAT(messageOf(opened->refuseSignature(Role::Qa, anna(), " ")), HasSubstr("needs a reason"));
    ASSERT_OK(opened->refuseSignature(Role::Qa, anna(), "search is too slow"));
    EXPECT_EQ(statusOf(*opened, Role::Qa), SignatureStatus::Refused);
    EXPECT_EQ(reasonOf(*opened, Role::Qa), "search is too slow");
}

TEST_F(SessionTest, KeepsSignaturesWhenNothingOfTheRecordChanged)
{
    const auto opened = session();
    freeze(*opened);
    ASSERT_OK(opened->recordApproval(Role::Qa, anna(), ""));
    const auto before = (*opened->dossier().frozenRecord())->sha256;
    ASSERT_OK(opened->recordApproval(Role::TechLead, ben(), ""));
    ASSERT_OK(opened->confirm("live.watch", anna(), "")); // section 18 is not signed
    ASSERT_OK(opened->exportReport(path("out"), {"json"}));
    ASSERT_OK(opened->decideGate(Gate::SignOff, true, ben(), ""));
    EXPECT_EQ((*opened->dossier().frozenRecord())->sha256, before);
    EXPECT_EQ(statusOf(*opened, Role::Qa), SignatureStatus::Unverified);
}

TEST_F(SessionTest, VoidsSignaturesWhenAnItemChangedAndSaysWhich)
{
    const auto opened = session();
    freeze(*opened);
    ASSERT_OK(opened->recordApproval(Role::Qa, anna(), ""));
    ASSERT_OK(opened->reopen("env.told", ben(), "two were not"));
    ASSERT_OK(opened->overrideItem("env.told", ben(), "accepted"));
    EXPECT_EQ(statusOf(*opened, Role::Qa), SignatureStatus::Unverified) << "only a new freeze voids";
    ASSERT_OK(opened->decideGate(Gate::SignOff, true, ben(), ""));
    EXPECT_EQ(statusOf(*opened, Role::Qa), SignatureStatus::Invalid);
    EXPECT_EQ(reasonOf(*opened, Role::Qa), "item env.told changed from PASS to OVERRIDDEN");
}

TEST_F(SessionTest, VoidsSignaturesWhenARunCameAfterThem)
{
    const auto opened = session();
    freeze(*opened);
    ASSERT_OK(opened->recordApproval(Role::Qa, anna(), ""));
    const auto run = opened->dossier().beginRun("search", RunKind::Load, opened->plan(), at(0));
    ASSERT_OK(run);
    opened->frameWriter().add(*run, frameOf(1));
    ASSERT_OK(opened->frameWriter().flush());
    RunResult result;
    result.outcome = RunOutcome::Passed;
    ASSERT_OK(opened->dossier().endRun(*run, at(10), "duration reached", result));
    opened->noteChange();
    ASSERT_OK(opened->decideGate(Gate::SignOff, false, ben(), "a run too many"));
    EXPECT_EQ(statusOf(*opened, Role::Qa), SignatureStatus::Invalid);
    EXPECT_EQ(reasonOf(*opened, Role::Qa), "run 1 of search is new");
}

TEST_F(SessionTest, NeverReleasesARehearsal)
{
    write("plan.yaml", std::string(kSessionPlan) + "rehearsal: true\n");
    const auto opened = session();
    EXPECT_TRUE(opened->dossier().isRehearsal());
    freeze(*opened);
    for (const Role role : {Role::Qa, Role::DevOps, Role::TechLead, Role::ProductManager}) {
        Signature signature;
        signature.role = role;
        signature.status = SignatureStatus::Valid;
        signature.name = "Somebody";
        ASSERT_OK(opened->dossier().setSignature(signature));
    }
    opened->noteChange();
    EXPECT_FALSE(opened->report()->isReleased);
}

} // namespace holdpoint
