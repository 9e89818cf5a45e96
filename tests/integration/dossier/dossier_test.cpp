// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/dossier_copy.h"
#include "core/dossier/sql_connection.h"
#include "tests/integration/dossier/dossier_fixture.h"

namespace holdpoint {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

TEST_F(DossierTest, HoldsItsReleaseWhenOpenedAgain)
{
    ASSERT_TRUE(Dossier::create(path("r.holdpoint"), platform(), true));
    const auto dossier = opened("r.holdpoint");
    ASSERT_TRUE(dossier);
    EXPECT_EQ(dossier->release(), platform());
    EXPECT_TRUE(dossier->isRehearsal());
    EXPECT_EQ(dossier->file(), path("r.holdpoint"));
    EXPECT_TRUE(dossier->openingNotes().empty());
}

TEST_F(DossierTest, IsOneFileOnceNobodyHasItOpen)
{
    made().reset();
    EXPECT_THAT(filesInFolder(), ElementsAre("release.holdpoint"));
}

TEST_F(DossierTest, IsNotMadeOverAnExistingFile)
{
    made().reset();
    const auto second = Dossier::create(path("release.holdpoint"), {"other", "2", ""}, false);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, Error::Kind::Invalid);
    EXPECT_THAT(second.error().message, HasSubstr("release.holdpoint: the file is there already"));
    EXPECT_EQ(opened()->release(), platform());
}

TEST_F(DossierTest, RefusesAnotherReleaseWithTheCommandForANewDossier)
{
    made().reset();
    EXPECT_TRUE(Dossier::openFor(path("release.holdpoint"), {"platform", "1.8.3", "other commit"}, false));
    const auto other = Dossier::openFor(path("release.holdpoint"), {"platform", "1.9.0", ""}, false);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().kind, Error::Kind::Conflict);
    EXPECT_THAT(other.error().message, HasSubstr("holds the release platform 1.8.3, not platform 1.9.0"));
    EXPECT_THAT(other.error().message, HasSubstr("holdpointctl run PLAN --release platform@1.9.0 --dossier FILE"));
}

TEST_F(DossierTest, OfARealReleaseIsNotOpenedForARehearsal)
{
    made().reset();
    const auto rehearsal = Dossier::openFor(path("release.holdpoint"), platform(), true);

    ASSERT_FALSE(rehearsal);
    EXPECT_EQ(rehearsal.error().kind, Error::Kind::Conflict);
    EXPECT_THAT(rehearsal.error().message, HasSubstr("--dossier FILE"));
}

TEST_F(DossierTest, OfARehearsalIsNotOpenedForTheRealRelease)
{
    ASSERT_TRUE(Dossier::create(path("r.holdpoint"), platform(), true));
    EXPECT_TRUE(Dossier::openFor(path("r.holdpoint"), platform(), true));
    EXPECT_THAT(messageOf(Dossier::openFor(path("r.holdpoint"), platform(), false)),
                HasSubstr("a rehearsal can never be released"));
}

TEST_F(DossierTest, IsMadeWhenThereIsNone)
{
    ASSERT_OK(Dossier::openFor(path("new.holdpoint"), platform(), false));
    EXPECT_EQ(opened("new.holdpoint")->release(), platform());
}

TEST_F(DossierTest, KeepsEveryPlanTextWithTheNewestUseLast)
{
    const auto dossier = made();
    ASSERT_OK(dossier->storePlan(planNamed("first")));
    ASSERT_OK(dossier->storePlan(planNamed("second")));
    ASSERT_OK(dossier->storePlan(planNamed("second")));
    auto plans = dossier->plans();
    ASSERT_TRUE(plans);
    ASSERT_THAT(*plans, SizeIs(2));
    EXPECT_EQ((*plans)[1].text, planNamed("second").text);
    EXPECT_EQ((*plans)[1].resolved, planNamed("second").resolved);
    EXPECT_EQ((*plans)[1].path, "/plans/second.yaml");

    ASSERT_OK(dossier->storePlan(planNamed("first")));
    plans = dossier->plans();
    ASSERT_TRUE(plans);
    ASSERT_THAT(*plans, SizeIs(2));
    EXPECT_EQ((*plans)[1].sha256, planNamed("first").sha256);
}

TEST_F(DossierTest, KeepsTheSameTextResolvedInAnotherWayApart)
{
    const auto dossier = made();
    Plan plan = planNamed("plan");
    ASSERT_OK(dossier->storePlan(plan));
    plan.resolved["time_scale"] = 0.05;
    ASSERT_OK(dossier->storePlan(plan));
    const auto plans = dossier->plans();
    ASSERT_TRUE(plans);
    ASSERT_THAT(*plans, SizeIs(2));
    EXPECT_EQ((*plans)[0].sha256, (*plans)[1].sha256);
    EXPECT_EQ(numberAt((*plans)[1].resolved, "time_scale"), 0.05);
}

TEST_F(DossierTest, KeepsTheHistoryOfAnItemInOrder)
{
    const auto dossier = made();
    const ItemChange passed{"env.x", ItemState::Pass, "seen", "", std::nullopt, anna(), at(1)};
    const ItemChange deferred{"env.x", ItemState::Deferred, "", "no time", Gate::Results, {"Ben", Role::TechLead, "ben"}, at(2)};
    ASSERT_OK(dossier->addItemChange(passed));
    ASSERT_OK(dossier->addItemChange(deferred));
    const auto changes = opened()->itemChanges();
    ASSERT_TRUE(changes);
    ASSERT_THAT(*changes, SizeIs(2));
    EXPECT_EQ((*changes)[0].state, ItemState::Pass);
    EXPECT_EQ((*changes)[0].value, "seen");
    EXPECT_EQ((*changes)[0].by.name, "Anna Berg");
    EXPECT_EQ((*changes)[0].by.role, Role::Qa);
    EXPECT_EQ((*changes)[0].at, at(1));
    EXPECT_FALSE((*changes)[0].deferredTo);
    EXPECT_EQ((*changes)[1].deferredTo, Gate::Results);
    EXPECT_EQ((*changes)[1].reason, "no time");
    EXPECT_EQ((*changes)[1].by.osUser, "ben");
}

TEST_F(DossierTest, KeepsAttachmentsByteForByte)
{
    const auto dossier = made();
    std::string bytes(100'000, '\0');
    for (std::size_t index = 0; index < bytes.size(); ++index) {
        bytes[index] = static_cast<char>(index % 251);
    }
    const Evidence evidence{0, "env.x", at(3), "file:plan.pdf", "the plan", "", "plan.pdf", 0};
    const auto id = dossier->addEvidence(evidence, bytes);
    ASSERT_OK(id);
    const auto plain = dossier->addEvidence({0, "env.y", at(4), "run 7", "936 ms", "feed", "", 0}, "");
    ASSERT_OK(plain);

    const auto again = opened();
    EXPECT_EQ(*again->attachment(*id), bytes);
    EXPECT_THAT(messageOf(again->attachment(*plain)), HasSubstr("has no attachment"));
    const auto all = again->evidence();
    ASSERT_TRUE(all);
    ASSERT_THAT(*all, SizeIs(2));
    EXPECT_EQ((*all)[0].attachmentBytes, 100'000);
    EXPECT_EQ((*all)[0].sha256, sha256Hex(bytes));
    EXPECT_EQ((*all)[0].detail, "plan.pdf");
    EXPECT_EQ((*all)[1].sha256, "feed");
}

TEST_F(DossierTest, GivesTheNewestNoteAndFormValue)
{
    const auto dossier = made();
    ASSERT_OK(dossier->setNote("env.x", "first", anna(), at(1)));
    ASSERT_OK(dossier->setNote("env.x", "second\nline", anna(), at(2)));
    ASSERT_OK(dossier->setFormValue({"form.a", "10", "12", "rounded", anna(), at(1)}));
    ASSERT_OK(dossier->setFormValue({"form.a", "11", "12", "", anna(), at(2)}));
    ASSERT_OK(dossier->setFormValue({"form.b", "ÄÖ \U0001F600 'quoted'; DROP TABLE runs", "", "", anna(), at(3)}));
    const auto again = opened();
    EXPECT_EQ(again->notes()->at("env.x"), "second\nline");
    const auto values = again->formValues();
    ASSERT_TRUE(values);
    ASSERT_THAT(*values, SizeIs(2));
    EXPECT_EQ((*values)[0].value, "11");
    EXPECT_EQ((*values)[0].computed, "12");
    EXPECT_EQ((*values)[1].value, "ÄÖ \U0001F600 'quoted'; DROP TABLE runs");
    EXPECT_EQ((*values)[1].by.role, Role::Qa);
}

TEST_F(DossierTest, KeepsGateDecisionsAndTheTestWindow)
{
    const auto dossier = made();
    ASSERT_OK(dossier->addGateDecision({Gate::GoForLoad, false, "no data", anna(), at(1)}, Json{{"PASS", 1}}));
    ASSERT_OK(dossier->addGateDecision({Gate::GoForLoad, true, "", anna(), at(2)}, Json{{"PASS", 2}}));
    EXPECT_THAT(messageOf(dossier->closeWindow(1, anna(), at(1))), HasSubstr("nothing to close"));
    EXPECT_FALSE(dossier->window()->has_value());
    ASSERT_OK(dossier->openWindow(at(5), at(65), Json{{"mark", "hp-1"}}, anna()));
    EXPECT_THAT(messageOf(dossier->openWindow(at(6), at(66), {}, anna())), HasSubstr("is open since 10:00:05"));
    EXPECT_FALSE((*dossier->window())->second);
    const OutsideStep sent{0, 1, "slack", StepState::Intended, "", "about to be sent", {}, at(6), false, false, {}};
    const auto first = dossier->addStep(sent, 0);
    ASSERT_OK(first);
    EXPECT_THAT(messageOf(dossier->addStep(sent, 0)), HasSubstr("another Holdpoint has gone on"));
    OutsideStep taken = sent;
    taken.state = StepState::Done;
    taken.reference = "C1 15.2";
    ASSERT_OK(dossier->addStep(taken, *first));
    ASSERT_OK(dossier->closeWindow(1, anna(), at(7)));

    const auto again = opened();
    const auto decisions = again->gateDecisions();
    ASSERT_TRUE(decisions);
    ASSERT_THAT(*decisions, SizeIs(2));
    EXPECT_FALSE((*decisions)[0].isGo);
    EXPECT_EQ((*decisions)[0].reason, "no data");
    EXPECT_TRUE((*decisions)[1].isGo);
    const auto kept = **again->testWindow();
    EXPECT_EQ(kept.plannedEnd, at(65));
    EXPECT_EQ(stringAt(kept.detail, "mark"), "hp-1");
    ASSERT_THAT(kept.steps, SizeIs(1));
    EXPECT_EQ(kept.steps[0].reference, "C1 15.2");
    EXPECT_EQ(kept.steps[0].doneAt, at(6));
    EXPECT_THAT(again->checkTables()->faults, SizeIs(0));
    EXPECT_EQ((*again->window())->first, at(5));
    EXPECT_EQ((*again->window())->second, at(7));
}

TEST_F(DossierTest, ShowsFourSignaturesPendingUntilGiven)
{
    const auto dossier = made();
    Signature signature;
    signature.role = Role::TechLead;
    signature.status = SignatureStatus::Unverified;
    signature.name = "Tara";
    signature.meaning = "fine";
    signature.osUser = "tara";
    signature.at = at(9);
    ASSERT_OK(dossier->setSignature(signature));
    auto signatures = opened()->signatures();
    ASSERT_TRUE(signatures);
    ASSERT_THAT(*signatures, SizeIs(4));
    EXPECT_EQ((*signatures)[0].status, SignatureStatus::Pending);
    EXPECT_EQ((*signatures)[0].meaning, meaningOf(Role::Qa));
    EXPECT_EQ((*signatures)[2].status, SignatureStatus::Unverified);
    EXPECT_EQ((*signatures)[2].name, "Tara");
    EXPECT_EQ((*signatures)[2].at, at(9));

    signature.status = SignatureStatus::Pending;
    ASSERT_OK(dossier->setSignature(signature));
    signatures = dossier->signatures();
    EXPECT_EQ((*signatures)[2].status, SignatureStatus::Pending);
    EXPECT_EQ((*signatures)[2].name, "");
    EXPECT_FALSE((*signatures)[2].at);
}

TEST_F(DossierTest, MakesSignaturesInvalidOnlyWhenTheFrozenBytesChange)
{
    const auto dossier = made();
    ASSERT_OK(dossier->freezeRecord("{\"a\":1}", at(1)));
    Signature given;
    given.role = Role::Qa;
    given.status = SignatureStatus::Valid;
    given.name = "Anna";
    ASSERT_OK(dossier->setSignature(given));
    given.role = Role::DevOps;
    given.status = SignatureStatus::Refused;
    ASSERT_OK(dossier->setSignature(given));

    ASSERT_OK(dossier->freezeRecord("{\"a\":1}", at(2), "nothing"));
    EXPECT_EQ((*dossier->signatures())[0].status, SignatureStatus::Valid);
    EXPECT_EQ((*dossier->frozenRecord())->at, at(1));

    ASSERT_OK(dossier->freezeRecord("{\"a\":2}", at(3), "run 4 of search is new"));
    const auto signatures = opened()->signatures();
    EXPECT_EQ((*signatures)[0].status, SignatureStatus::Invalid);
    EXPECT_EQ((*signatures)[0].reason, "run 4 of search is new");
    EXPECT_EQ((*signatures)[0].name, "Anna");
    EXPECT_EQ((*signatures)[1].status, SignatureStatus::Refused);
    const auto frozen = dossier->frozenRecord();
    EXPECT_EQ((*frozen)->json, "{\"a\":2}");
    EXPECT_EQ((*frozen)->sha256, sha256Hex("{\"a\":2}"));
    EXPECT_FALSE(firstAuditFault(*dossier->audit()));
}

TEST_F(DossierTest, KeepsSnapshotsWholeAndSeesWhenOneWasChanged)
{
    const auto dossier = made();
    const auto run = dossier->beginRun("search", RunKind::Load, planNamed("p"), at(0));
    ASSERT_TRUE(run);
    Snapshot snapshot{*run, "before", "postgresql", at(1), Json{{"tables", {{"rows", Json::array({1, 2.5, "\u00e4"})}}}}};
    ASSERT_OK(dossier->addSnapshot(snapshot));
    snapshot.moment = "after";
    ASSERT_OK(dossier->addSnapshot(snapshot));
    RunHints hints{*run, {Hint{"Q1", Hint::State::Nothing, "first", {}, Json::object(), false}}};
    ASSERT_OK(dossier->addSnapshot({*run, "hints", std::string(kAnalysisSource), at(2), toJson(hints)}));
    hints.hints[0].sentence = "second";
    ASSERT_OK(dossier->addSnapshot({*run, "hints", std::string(kAnalysisSource), at(3), toJson(hints)}));
    snapshot.run = 99;
    EXPECT_FALSE(dossier->addSnapshot(snapshot)) << "of no run";

    const auto all = opened()->snapshots(*run);
    ASSERT_TRUE(all);
    ASSERT_THAT(*all, SizeIs(4));
    EXPECT_EQ((*all)[0].content, snapshot.content);
    EXPECT_EQ((*all)[1].moment, "after");
    EXPECT_EQ((*all)[0].at, at(1));
    EXPECT_THAT(*opened()->snapshots(2), SizeIs(0));
    const auto newest = opened()->hints();
    ASSERT_TRUE(newest);
    ASSERT_THAT(*newest, SizeIs(1));
    EXPECT_EQ((*newest)[0].hints[0].sentence, "second");
    EXPECT_THAT(dossier->checkTables()->faults, testing::IsEmpty());
    EXPECT_THAT(dossier->audit()->back().text, testing::HasSubstr(sha256Hex(dumpJson(toJson(hints)))));

    {
        auto connection = SqlConnection::open(path("release.holdpoint"));
        ASSERT_TRUE(connection);
        ASSERT_OK((*connection)
                      ->execute(QStringLiteral(
                          "UPDATE snapshots SET content = (SELECT content FROM snapshots WHERE n = 3) WHERE n = 1")));
    }
    EXPECT_THAT(dossier->checkTables()->faults, testing::Contains(testing::HasSubstr("the snapshot of postgresql before run 1")));
}

TEST_F(DossierTest, KeepsTheNewestStateOfAnAlarm)
{
    const auto dossier = made();
    AlarmRecord alarm{"cpu", 3, at(10), std::nullopt, 91.5, "critical", "CPU is 91.5 %", "Scale up", "", ""};
    ASSERT_OK(dossier->storeAlarm(alarm));
    const auto rows = dossier->auditHead()->length;
    alarm.worst = 97;
    ASSERT_OK(dossier->storeAlarm(alarm));
    EXPECT_EQ(dossier->auditHead()->length, rows) << "a worse value alone is no event";
    alarm.to = at(70);
    ASSERT_OK(dossier->storeAlarm(alarm));
    alarm.acknowledgedBy = "Anna Berg";
    ASSERT_OK(dossier->storeAlarm(alarm));
    EXPECT_EQ(dossier->auditHead()->length, rows + 2);
    const auto alarms = opened()->alarms();
    ASSERT_TRUE(alarms);
    ASSERT_THAT(*alarms, SizeIs(1));
    EXPECT_EQ((*alarms)[0].worst, 97);
    EXPECT_EQ((*alarms)[0].to, at(70));
    EXPECT_EQ((*alarms)[0].acknowledgedBy, "Anna Berg");
}

TEST_F(DossierTest, AnAcknowledgementThatIsLateDoesNotLightAnAlarmAgain)
{
    const auto dossier = made();
    AlarmRecord alarm{"cpu", 3, at(10), std::nullopt, 91.5, "critical", "CPU is 91.5 %", "Scale up", "", ""};
    ASSERT_OK(dossier->storeAlarm(alarm));
    AlarmRecord acknowledged = alarm; // as a person saw it before it cleared
    acknowledged.acknowledgedBy = "Anna Berg";
    alarm.to = at(70);
    alarm.sentence = "CPU was 91.5 %; cleared";
    ASSERT_OK(dossier->storeAlarm(alarm));

    ASSERT_OK(dossier->storeAlarm(acknowledged));

    const AlarmRecord stored = dossier->alarms()->at(0);
    EXPECT_EQ(stored.to, at(70));
    EXPECT_EQ(stored.sentence, "CPU was 91.5 %; cleared");
    EXPECT_EQ(stored.acknowledgedBy, "Anna Berg");
    EXPECT_THAT(dossier->checkTables()->faults, testing::IsEmpty());
}

TEST_F(DossierTest, KeepsWhoAcknowledgedAnAlarmThatGoesOn)
{
    const auto dossier = made();
    AlarmRecord alarm{"cpu", 3, at(10), std::nullopt, 91.5, "critical", "CPU is 91.5 %", "Scale up", "", ""};
    ASSERT_OK(dossier->storeAlarm(alarm));
    AlarmRecord acknowledged = alarm;
    acknowledged.acknowledgedBy = "Anna Berg";
    acknowledged.outcome = "a neighbour's batch job";
    ASSERT_OK(dossier->storeAlarm(acknowledged));
    const auto rows = dossier->auditHead()->length;
    alarm.worst = 97; // whoever measures does not know who acknowledged
    ASSERT_OK(dossier->storeAlarm(alarm));
    EXPECT_EQ(dossier->auditHead()->length, rows);
    EXPECT_EQ(dossier->alarms()->front().worst, 97);
    EXPECT_EQ(dossier->alarms()->front().acknowledgedBy, "Anna Berg");
    EXPECT_EQ(dossier->alarms()->front().outcome, "a neighbour's batch job");
}

TEST_F(DossierTest, OfASignedReleaseIsCopied)
{
    ASSERT_OK(made()->storeSigners({"anna ssh-ed25519 AAAA", ""}, at(1))); // nothing is revoked

    const auto copied = copyDossier(path("release.holdpoint"), path("copy.holdpoint"));
    ASSERT_TRUE(copied) << copied.error().message;
    EXPECT_EQ(opened("copy.holdpoint")->signers()->allowed, "anna ssh-ed25519 AAAA");
}

} // namespace holdpoint
