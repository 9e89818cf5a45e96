// SPDX-License-Identifier: GPL-3.0-or-later
// What is shown as valid, released or unchanged is so.
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/time_format.h"
#include "core/dossier/sql_connection.h"
#include "core/report/record_change.h"
#include "core/sensors/sweep.h"
#include "core/session/release_log.h"
#include "core/session/sense_inputs.h"
#include "core/session/sign_job.h"
#include "tests/support/signable_release.h"
#include "tests/support/verify_words.h"

#include <QSignalSpy>
#include <QTest>
#include <fstream>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using test::detailOf;
using test::faultOf;
using test::messageOf;
using test::SignableRelease;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

void sql(const SignableRelease& release, const char* statement)
{
    auto connection = SqlConnection::open(release.dossier());
    ASSERT_TRUE(connection);
    const auto done = (*connection)->execute(QString::fromUtf8(statement));
    ASSERT_TRUE(done) << done.error().message;
}

const SignatureRecord& signatureIn(const Report& report, Role role)
{
    return *std::find_if(report.signatures.begin(), report.signatures.end(),
                         [role](const SignatureRecord& each) { return each.role == role; });
}

// Verdicts over what sources said

using test::Watched;

void claimPassed(RunResult& result)
{
    for (ThresholdResult& threshold : result.thresholds) {
        threshold.verdict = RuleVerdict::Passed;
    }
    result.outcome = RunOutcome::Passed;
    result.reasons.clear();
}

TEST(SourceVerdicts, AreDerivedAgainFromWhatWasKept)
{
    SignableRelease release(SignableRelease::kWatchedPlan);
    release.addRun(0, {{40, 50, 60}, std::vector<double>{42, 65}, 1, {}});
    release.addRun(0, {{40, 95}, std::vector<double>{42, 65}, 1, {}});
    release.addRun(0, {{40}, std::vector<double>{42, 99}, 1, {}});
    release.addRun(0, {{40}, std::vector<double>{42}, 0.5, {}});
    const auto runs = *release.session().dossier().runs();
    EXPECT_EQ(runs[0].result.outcome, RunOutcome::Passed);
    EXPECT_EQ(runs[1].result.outcome, RunOutcome::Failed);
    EXPECT_EQ(runs[2].result.outcome, RunOutcome::Failed);
    EXPECT_EQ(runs[3].result.outcome, RunOutcome::Inconclusive) << "half of the load was not seen";
    const auto verified = verifyDossier(release.dossier());
    EXPECT_EQ(faultOf(verified), "");
    EXPECT_EQ(detailOf(verified, "Verdicts"), "4 of 4 runs judged again from 48 frames");
}

TEST(SourceVerdicts, ThatDoNotFollowAreNamed)
{
    for (const Watched& watched : std::vector<Watched>{{{40, 95}, std::vector<double>{42}, 1, claimPassed},
                                                       {{40}, std::vector<double>{42, 99}, 1, claimPassed},
                                                       {{40, 95}, std::nullopt, 1, claimPassed}}) {
        SignableRelease release(SignableRelease::kWatchedPlan);
        release.addRun(0, watched);
        EXPECT_THAT(faultOf(verifyDossier(release.dossier())),
                    HasSubstr("Verdicts: run 1: cpu says passed, what its source said is failed"));
    }
    SignableRelease release(SignableRelease::kWatchedPlan);
    release.addRun(0, {{40}, std::vector<double>{42}, 1, [](RunResult& result) { result.thresholds.back().measured = 12; }});
    EXPECT_THAT(faultOf(verifyDossier(release.dossier())), HasSubstr("mean says 12, n 2, what its source said is 41, n 2"));
}

TEST(SourceVerdicts, ACoverageThatItsSpansDoNotShowIsNamed)
{
    SignableRelease release(SignableRelease::kWatchedPlan);
    release.addRun(0, {{40}, std::vector<double>{42}, 1, {}});
    release.close();
    sql(release, "UPDATE source_spans SET is_answering = 0");
    EXPECT_THAT(detailOf(verifyDossier(release.dossier()), "Verdicts"),
                HasSubstr("a source is said to have answered for 100\u00a0% of its load, its spans say 0\u00a0%"));
}

TEST(SourceVerdicts, OfAnEarlierVersionAreSaidToBeLeftOut)
{
    SignableRelease release(SignableRelease::kWatchedPlan);
    // what it asked at the end counted and was not kept
    release.addRun(0, {{40}, std::nullopt, 1, [](RunResult& result) {
                           for (ThresholdResult& threshold : result.thresholds) {
                               if (!threshold.rule.source.empty()) {
                                   threshold.measured = 55;
                                   threshold.sampleCount = 3;
                               }
                           }
                       }});
    const auto verified = verifyDossier(release.dossier());
    EXPECT_EQ(faultOf(verified), "");
    EXPECT_THAT(detailOf(verified, "Verdicts"), HasSubstr("not judged again: cpu, mean of run 1 (what was asked at the "
                                                          "load's end was not kept by the version that ran it)"));
}

TEST(Verdicts, OfAPlanThatCannotBeReadAreNotProven)
{
    SignableRelease release;
    release.addRun();
    release.close();
    sql(release, "UPDATE plans SET resolved = '{}'");
    const auto verified = verifyDossier(release.dossier());
    ASSERT_TRUE(verified);
    EXPECT_FALSE(verified->isValid());
    EXPECT_THAT(detailOf(verified, "Verdicts"), HasSubstr("0 of 1 runs judged again"));
    EXPECT_THAT(whyNotSignable(*verified), Not(testing::IsEmpty()));
}

TEST(Verdicts, AChecksOrAnErrorsCountThatItsFramesDoNotSayIsNamed)
{
    SignableRelease release;
    release.addRun(0, {{}, std::nullopt, 1, [](RunResult& result) { result.errors.clear(); }});
    EXPECT_THAT(faultOf(verifyDossier(release.dossier())), HasSubstr("checks or errors of its frames are missing"));
}

TEST(Verdicts, NameTheFigureThatWasChangedInARunThatWasStopped)
{
    for (const RunEnding ending : {RunEnding::StoppedByPerson, RunEnding::Interrupted, RunEnding::StoppedByRule}) {
        SignableRelease release("", "", "60s");
        Watched stopped;
        stopped.ending = ending;
        release.addRun(0, stopped);
        EXPECT_EQ(faultOf(verifyDossier(release.dossier())), "");
        stopped.change = [](RunResult& result) { result.metrics["vus"]["max"] = 99; };
        release.addRun(0, stopped);
        EXPECT_THAT(faultOf(verifyDossier(release.dossier())),
                    HasSubstr("run 2: its figure `vus max` is not what its frames say"));
    }
}

TEST(Verdicts, OfARunPlannedOverTwoHoursFollowFromItsStoredIntervals)
{
    SignableRelease release("", "", "3h");
    release.addRun();
    EXPECT_EQ(faultOf(verifyDossier(release.dossier())), "");
    const Json gauge = release.session().dossier().runs()->front().result.metrics.at("vus_max");
    EXPECT_EQ(gauge.at("every_s"), 10);
    EXPECT_EQ(gauge.at("avg"), 20) << "of the intervals that end with 19 and 21";
    EXPECT_EQ(gauge.at("value"), 21);
    EXPECT_EQ(gauge.at("min"), 10);
    EXPECT_FALSE(release.session().dossier().runs()->front().result.metrics.at("vus").contains("every_s")) << "a tile shows it";
}

TEST(Verdicts, OfALongRunByAnEarlierVersionHoldWithinWhatItStored)
{
    const auto told = [](double average, double least) {
        return Watched{
            {}, std::nullopt, 1, [=](RunResult& result) {
                result.metrics["vus_max"] = {{"type", "gauge"}, {"value", 21}, {"min", least}, {"max", 21}, {"avg", average}};
            }};
    };
    SignableRelease release("", "", "3h");
    release.addRun(0, told(15.5, 10)); // of every second: it kept tens and judged seconds
    EXPECT_EQ(faultOf(verifyDossier(release.dossier())), "");
    release.addRun(0, told(15.5, 9));
    EXPECT_THAT(faultOf(verifyDossier(release.dossier())),
                HasSubstr("run 2: its figure `vus_max min` is not what its frames say"));
    SignableRelease other("", "", "3h");
    other.addRun(0, told(22, 10));
    EXPECT_THAT(faultOf(verifyDossier(other.dossier())), HasSubstr("run 1: its figure `vus_max avg` is not what its frames say"));
    SignableRelease small;
    small.addRun(0, told(17, 11));
    EXPECT_THAT(faultOf(verifyDossier(small.dossier())), HasSubstr("its figure `vus_max ")) << "a short run keeps every second";
}

// What is printed as valid

TEST(ShownSignatures, OneThatIsOnlyARowIsInvalidAndNothingIsReleased)
{
    SignableRelease release;
    release.freeze();
    release.signAll();
    ASSERT_TRUE(release.session().report()->isReleased);
    release.close();
    sql(release, "UPDATE signatures SET armor = replace(armor, 'U1NIU0lH', 'U1NIU0lI') WHERE role = 'qa'");
    release.reopen();
    const auto report = release.session().report();
    EXPECT_EQ(signatureIn(*report, Role::Qa).status, SignatureStatus::Invalid);
    EXPECT_THAT(signatureIn(*report, Role::Qa).reason, HasSubstr("the signature of Mara Lindqvist"));
    EXPECT_FALSE(report->isReleased);
    ASSERT_TRUE(release.session().exportReport(release.path("out"), {"html", "md"}));
    EXPECT_THAT(*readFile(release.path("out") / "report.html"),
                AllOf(HasSubstr("INVALID"), Not(HasSubstr("yes, four valid signatures"))));
    EXPECT_THAT(*readFile(release.path("out") / "report.json"),
                AllOf(HasSubstr("\"released\": false"), HasSubstr("\"status\": \"invalid\"")));
    EXPECT_FALSE(std::filesystem::exists(release.path("out") / "signoff-qa.json"));
}

TEST(ShownSignatures, OfAKeyThatWasRevokedSinceAreInvalid)
{
    SignableRelease release("", "revoked_keys: revoked");
    std::ofstream(release.path("revoked")) << "";
    release.freeze();
    release.signAll();
    ASSERT_TRUE(release.session().report()->isReleased);
    std::ofstream(release.path("revoked")) << release.keys.publicKey("tomasz").line() << "\n";
    release.session().noteChange();
    EXPECT_THAT(signatureIn(*release.session().report(), Role::DevOps).reason, HasSubstr("is revoked"));
    EXPECT_FALSE(release.session().report()->isReleased);
    ASSERT_TRUE(release.session().exportReport(release.path("out"), {"json"}));
    EXPECT_THAT(faultOf(verifyReportFolder(release.path("out"))), HasSubstr("Tomasz Wren must sign again"));
}

TEST(ShownSignatures, WhoseListOfRevokedKeysCannotBeReadAreNeverShownAsValid)
{
    SignableRelease release("", "revoked_keys: revoked");
    const std::string revoked = release.keys.publicKey("mara").line() + "\n";
    const std::string allowed = *readFile(release.path("allowed_signers"));
    const auto write = [&](const char* name, const std::string& text) { std::ofstream(release.path(name)) << text; };
    const auto qa = [&] {
        release.session().noteChange();
        EXPECT_FALSE(release.session().report()->isReleased);
        EXPECT_FALSE(verifyDossier(release.dossier())->isValid());
        return signatureIn(*release.session().report(), Role::Qa);
    };
    write("revoked", "");
    release.freeze();
    release.signAll();
    EXPECT_THAT(detailOf(verifyDossier(release.dossier()), "Allowed signers"),
                HasSubstr("revoked keys also by the plan's list of today"));
    write("revoked", revoked);
    EXPECT_EQ(qa().status, SignatureStatus::Invalid);
    EXPECT_THAT(detailOf(verifyDossier(release.dossier()), "Signatures"),
                HasSubstr("Mara Lindqvist: its key " + release.keys.publicKey("mara").fingerprint + " is revoked"));
    VerifyOptions own; // whom one trusts is one thing, whose key is revoked another
    own.signers = SignerLists{allowed, ""};
    EXPECT_THAT(detailOf(verifyDossier(release.dossier(), own), "Signatures"), HasSubstr("is revoked"));
    // whatever becomes of the list of allowed signers
    write("allowed_signers", "");
    EXPECT_EQ(qa().status, SignatureStatus::Invalid);
    std::filesystem::remove(release.path("allowed_signers"));
    EXPECT_EQ(qa().status, SignatureStatus::Invalid);
    write("allowed_signers", allowed);
    // gone, or no file
    std::filesystem::remove(release.path("revoked"));
    for (const bool isFolder : {false, true}) {
        if (isFolder) {
            std::filesystem::create_directory(release.path("revoked"));
        }
        EXPECT_EQ(qa().status, SignatureStatus::Unproven);
        EXPECT_THAT(qa().reason,
                    HasSubstr("whether the key of Mara Lindqvist was revoked is not known: the plan's list of revoked keys"));
        EXPECT_THAT(detailOf(verifyDossier(release.dossier()), "Allowed signers"),
                    HasSubstr("whether a key was revoked is not known"));
        const auto written = release.session().exportReport(release.path("out"), {"json"});
        ASSERT_FALSE(written);
        EXPECT_THAT(written.error().message, HasSubstr("the report was not written: whether the key of"));
    }
}

TEST(ShownSignatures, OfADossierElsewhereSayThatTheListOfRevokedKeysIsNotThere)
{
    SignableRelease release("", "revoked_keys: revoked");
    std::ofstream(release.path("revoked")) << "";
    release.freeze();
    release.signAll();
    for (const char* name : {"revoked", "allowed_signers", "plan.yaml"}) {
        std::filesystem::remove(release.path(name));
    }
    release.session().noteChange();
    EXPECT_THAT(releasedText(*release.session().report()),
                AllOf(HasSubstr("yes, four valid signatures by the lists that the dossier keeps (the plan "),
                      HasSubstr("are not on this machine: a key that was revoked since the newest signature is not seen here")));
    const auto verified = verifyDossier(release.dossier());
    EXPECT_EQ(faultOf(verified), "");
    EXPECT_THAT(detailOf(verified, "Allowed signers"), HasSubstr("its list of revoked keys are not on this machine"));
    ASSERT_TRUE(release.session().exportReport(release.path("out"), {"md"}));
    EXPECT_THAT(*readFile(release.path("out") / "report.json"), HasSubstr("\"signatures_note\""));
    EXPECT_EQ(faultOf(verifyReportFolder(release.path("out"))), "");
}

TEST(ShownSignatures, AreCheckedAsideWhereNobodyWaitsForAProcess)
{
    SignableRelease release;
    release.freeze();
    release.signAll();
    release.close();
    // another line of the same list: what this process knows of the signatures is of no use
    sql(release, "UPDATE signer_lists SET allowed = replace(allowed, 'namespaces=\"holdpoint-signoff\" ', '')");
    release.reopen();
    Session& session = release.session();
    session.proveAside();
    EXPECT_EQ(signatureIn(*session.report(), Role::Qa).status, SignatureStatus::Unproven);
    EXPECT_FALSE(session.report()->isReleased) << "nothing that was not looked at is released";
    EXPECT_TRUE(QTest::qWaitFor([&] { return session.report()->isReleased; }, 20000));
    EXPECT_EQ(signatureIn(*session.report(), Role::Qa).status, SignatureStatus::Valid);
}

TEST(ShownSignatures, PageOneNamesTheAuditHeadThatWasSigned)
{
    SignableRelease release;
    release.freeze();
    release.signAll();
    const std::string signedHead = (*release.session().dossier().frozenRecord())->auditHead;
    ASSERT_NE(signedHead, (*release.session().dossier().auditHead()).hash);
    ASSERT_TRUE(release.session().exportReport(release.path("out"), {"html"}));
    EXPECT_THAT(*readFile(release.path("out") / "report.html"), HasSubstr("audit head " + signedHead.substr(0, 16)));
    EXPECT_THAT(*readFile(release.path("out") / "signoff-qa.json"), HasSubstr(signedHead));
}

TEST(ShownSignatures, WhatChangedSinceIsSaid)
{
    SignableRelease release;
    release.freeze();
    release.signAll();
    EXPECT_EQ(release.session().report()->changedSince, "");
    release.addRun();
    ASSERT_TRUE(release.session().reopen("env.told", SignableRelease::personOf(Role::Qa), "two were not"));
    EXPECT_EQ(release.session().report()->changedSince, "1 run and 1 item changed: run 2 of search is new");
    EXPECT_EQ(releasedText(*release.session().report()),
              "yes, four valid signatures; since then 1 run and 1 item changed: run 2 of search is new");
    ASSERT_TRUE(release.session().exportReport(release.path("out"), {"html"}));
    EXPECT_THAT(*readFile(release.path("out") / "report.html"), HasSubstr("since then 1 run and 1 item changed"));
}

// Gates

TEST(GatesAndSignatures, AFailedTestThatNoItemIsOverHoldsItsGates)
{
    SignableRelease release;
    release.freeze();
    release.addRun(0.9);
    const Person qa = SignableRelease::personOf(Role::Qa);
    for (const Gate gate : {Gate::Results, Gate::SignOff}) {
        EXPECT_THAT(messageOf(release.session().decideGate(gate, true, qa, "")),
                    AllOf(HasSubstr("failed (run 2)"), HasSubstr("No item of this checklist is over that test")));
    }
    EXPECT_TRUE(release.session().decideGate(Gate::Results, false, qa, "search failed"));
}

TEST(GatesAndSignatures, SignOffIsNotGoWhileAGateBeforeItIsOnHoldAgain)
{
    SignableRelease release;
    release.freeze();
    release.signAll();
    const Person qa = SignableRelease::personOf(Role::Qa);
    ASSERT_TRUE(release.session().reopen("env.told", qa, "two were not"));
    const GateView& load = release.session().report()->checklist.gate(Gate::GoForLoad);
    EXPECT_EQ(load.state, GateState::Go) << "it was decided";
    EXPECT_EQ(load.shown(), GateState::Hold);
    EXPECT_THAT(messageOf(release.session().decideGate(Gate::SignOff, true, qa, "")),
                AllOf(HasSubstr("Go-for-load is on hold again"), HasSubstr("Sign-off comes after it")));
}

// Lists of signers

TEST(SignerLists, OneThatWouldUndoWhatOthersSignedIsRefusedWithTheDifference)
{
    SignableRelease release;
    release.freeze();
    ASSERT_TRUE(release.sign(Role::Qa));
    const auto kept = *release.session().dossier().signers();
    std::ofstream(release.path("allowed_signers"), std::ios::trunc) << release.keys.line("tomasz", "tomasz@example.com");
    const auto refused = release.sign(Role::DevOps);
    EXPECT_THAT(messageOf(refused),
                AllOf(HasSubstr("by the list of allowed signers here, the signature of Mara Lindqvist: no line "
                                "of the allowed signers names its key"),
                      HasSubstr("take the list by which it was given")));
    EXPECT_EQ(release.session().dossier().signers()->allowed, kept.allowed);
    EXPECT_EQ(faultOf(verifyDossier(release.dossier())), "");
}

TEST(SignerLists, AreKeptTogetherWithTheirSignatureOrNotAtAll)
{
    SignableRelease release;
    release.freeze();
    sql(release, "CREATE TRIGGER full BEFORE INSERT ON signatures BEGIN SELECT RAISE(ABORT, 'no room'); END");
    const auto before = (*release.session().dossier().auditHead()).length;
    EXPECT_THAT(messageOf(release.sign(Role::Qa)), HasSubstr("no room"));
    EXPECT_TRUE(release.session().dossier().signers()->isEmpty());
    EXPECT_EQ((*release.session().dossier().auditHead()).length, before);
    sql(release, "DROP TRIGGER full");
    EXPECT_EQ(messageOf(release.sign(Role::Qa)), "no error");
    EXPECT_EQ(faultOf(verifyDossier(release.dossier())), "");
}

TEST(SignerLists, TheKeptOneStandsInOnlyWhereThereIsNoneAndThatIsSaid)
{
    SignableRelease release("", "revoked_keys: revoked");
    std::ofstream(release.path("revoked")) << "";
    release.freeze();
    ASSERT_TRUE(release.sign(Role::Qa));
    std::string note;
    EXPECT_TRUE(release.session().signers(&note));
    EXPECT_EQ(note, "");
    std::filesystem::remove(release.path("revoked"));
    EXPECT_THAT(messageOf(release.sign(Role::DevOps)), HasSubstr("list of revoked keys"))
        << "the kept one may be of before a key was revoked";
    std::filesystem::remove(release.path("allowed_signers"));
    EXPECT_THAT(messageOf(release.sign(Role::DevOps)), HasSubstr("list of revoked keys"))
        << "the plan is here, and says there is one";
    std::filesystem::remove(release.path("plan.yaml"));
    EXPECT_EQ(messageOf(release.sign(Role::DevOps)), "no error");
    EXPECT_TRUE(release.session().signers(&note));
    EXPECT_THAT(note, AllOf(HasSubstr("the list of allowed signers that the dossier keeps"),
                            HasSubstr("its list of revoked keys are not on this machine")));
}

TEST(SignerLists, ALineThatNamesItsOwnerLetsNobodyElseSign)
{
    SignableRelease release;
    std::string list = *readFile(release.path("allowed_signers"));
    const auto end = list.find('\n');
    list.insert(end, " name=\"Mara Lindqvist\"");
    std::ofstream(release.path("allowed_signers"), std::ios::trunc) << list;
    release.freeze();
    const Person other{"Nobody Else", Role::Qa, "x"};
    const auto bytes = release.session().signoffBytes(Role::Qa, other);
    ASSERT_TRUE(bytes);
    SigningKey key;
    key.file = release.keys.folder() / "mara";
    EXPECT_THAT(
        messageOf(release.session().acceptSignature(*bytes, signBytes(*bytes, kSignoffNamespace, key).given->armor, other)),
        HasSubstr("its key is that of Mara Lindqvist (mara@example.com), and it was given as Nobody Else"));
    EXPECT_EQ(messageOf(release.sign(Role::Qa)), "no error");
}

// Withdrawal

TEST(Withdrawal, OfAnothersSignatureNeedsAReasonAndSaysWhoDidIt)
{
    SignableRelease release;
    release.freeze();
    ASSERT_TRUE(release.sign(Role::DevOps));
    Session& session = release.session();
    const Person bob{"Bob", Role::DevOps, "bob"};
    EXPECT_THAT(messageOf(session.withdrawSignature(Role::DevOps, bob)),
                HasSubstr("this is the signature of Tomasz Wren, not of Bob"));
    ASSERT_TRUE(session.withdrawSignature(Role::DevOps, bob, "he left the company"));
    const SignatureRecord taken = signatureIn(*session.report(), Role::DevOps);
    EXPECT_EQ(taken.status, SignatureStatus::Pending);
    EXPECT_EQ(taken.reason, "withdrawn by Bob in place of Tomasz Wren: he left the company");
    EXPECT_THAT((*session.dossier().audit()).back().text, AllOf(HasSubstr("signature withdrawn"), HasSubstr("\"Bob\"")));
    EXPECT_EQ(faultOf(verifyDossier(release.dossier())), "");
}

// The gate and its record

TEST(SignOffGate, ItsDecisionAndTheRecordAreStoredTogetherOrNotAtAll)
{
    SignableRelease release;
    release.freeze();
    release.addRun();
    Session& session = release.session();
    const auto before = (*session.dossier().auditHead()).length;
    const auto decisions = session.dossier().gateDecisions()->size();
    const std::string sha256 = (*session.dossier().frozenRecord())->sha256;
    sql(release, "CREATE TRIGGER full BEFORE INSERT ON frozen_records BEGIN SELECT RAISE(ABORT, 'no room'); END");
    EXPECT_THAT(messageOf(session.decideGate(Gate::SignOff, true, SignableRelease::personOf(Role::Qa), "")),
                HasSubstr("no room"));
    EXPECT_EQ(session.dossier().gateDecisions()->size(), decisions) << "no decision without its record";
    EXPECT_EQ((*session.dossier().auditHead()).length, before);
    EXPECT_EQ((*session.dossier().frozenRecord())->sha256, sha256);
    sql(release, "DROP TRIGGER full");
    ASSERT_TRUE(session.decideGate(Gate::SignOff, true, SignableRelease::personOf(Role::Qa), ""));
    EXPECT_NE((*session.dossier().frozenRecord())->sha256, sha256);
    EXPECT_EQ(faultOf(verifyDossier(release.dossier())), "");
}

// What a re-check sees

class SensedRelease : public testing::Test
{
protected:
    SensedRelease()
    {
        std::string text = *readFile(release.path("signable.yaml"));
        const std::string before = "      - {id: env.keys,";
        text.insert(text.find(before),
                    "      - {id: env.version, text: Deployed, kind: sensed, gate: go-for-load, owner: devops, "
                    "facts: {commit: {file: version.txt}}, pass: 'commit != none text'}\n"
                    "      - {id: env.age, text: Age, kind: sensed, gate: go-for-load, owner: devops, "
                    "facts: {age: {file: version.txt, take: /age}}, pass: 'age < 45 s'}\n");
        std::ofstream(release.path("signable.yaml"), std::ios::trunc) << text;
        release.reopen();
        see("env.version", "commit abc");
        see("env.age", "age 3 s");
        release.freeze();
    }

    void see(const char* item, const char* value)
    {
        Session& session = release.session();
        const ItemChange change{item, ItemState::Pass, value, {}, {}, {}, systemClock().wallNow()};
        const auto done = session.dossier().addItemChange(change);
        ASSERT_TRUE(done) << done.error().message;
        session.noteChange();
    }

    SignableRelease release;
};

TEST_F(SensedRelease, AnotherValueInTheSameStateIsAnotherRecord)
{
    ASSERT_TRUE(release.sign(Role::Qa));
    see("env.age", "age 40 s"); // that moves by its nature
    EXPECT_EQ(messageOf(release.sign(Role::DevOps)), "no error");
    see("env.version", "commit def");
    EXPECT_THAT(messageOf(release.sign(Role::TechLead)),
                HasSubstr("item env.version changed: it was `commit abc` and is `commit def`"));
    ASSERT_TRUE(release.session().decideGate(Gate::SignOff, true, SignableRelease::personOf(Role::Qa), ""));
    EXPECT_EQ(signatureIn(*release.session().report(), Role::Qa).status, SignatureStatus::Invalid);
}

TEST(RecordChange, TheLogOfOptimisationsIsAPartOfWhatIsSigned)
{
    const std::string before = R"({"optimizations": [{"what": "an index"}]})";
    EXPECT_EQ(recordChange(before, R"({"optimizations": [{"what": "another index"}]})").value_or(""),
              "the log of optimisations changed");
    EXPECT_EQ(recordChange(before, "{}").value_or(""), "the log of optimisations changed");
}

// The form

TEST(FormValues, WhatIsComputedBesideAnEditIsThatOfNow)
{
    SignableRelease release("capacity: {}\n");
    Session& session = release.session();
    const Person lead = SignableRelease::personOf(Role::TechLead);
    ASSERT_TRUE(session.setForm("capacity.cost", "1200", lead, "").operator bool());
    EXPECT_THAT(messageOf(session.setForm("capacity.cost", "", lead, "")), "no error") << "taken away";
    EXPECT_THAT(messageOf(session.setForm("capacity.cost", "", lead, "")), HasSubstr("needs a value"));
}

// A damaged report folder

class DamagedFolder : public testing::Test
{
protected:
    DamagedFolder()
    {
        release.freeze();
        EXPECT_TRUE(release.session().exportReport(out, {"json"}));
        EXPECT_EQ(faultOf(verifyReportFolder(out)), "");
    }
    std::string firstFault() const
    {
        const auto verified = verifyReportFolder(out);
        EXPECT_TRUE(verified) << "it is broken, not foreign: " << verified.error().message;
        return faultOf(verified);
    }

    SignableRelease release;
    const std::filesystem::path out = release.path("out");
};

TEST_F(DamagedFolder, IsBrokenAndItsTableSaysWhere)
{
    const std::string json = *readFile(out / "report.json");
    std::string flipped = json;
    flipped[0] = '!';
    std::ofstream(out / "report.json", std::ios::trunc) << flipped;
    EXPECT_THAT(firstFault(), HasSubstr("Folder: report.json is not JSON"));
    std::ofstream(out / "report.json", std::ios::trunc) << "";
    EXPECT_THAT(firstFault(), HasSubstr("Folder: report.json"));
    std::string other = json;
    other.replace(other.find("holdpoint-report/1"), 18, "holdpoint-report/2");
    std::ofstream(out / "report.json", std::ios::trunc) << other;
    EXPECT_THAT(firstFault(), HasSubstr("Folder: report.json names the schema `holdpoint-report/2`"));
    std::filesystem::remove(out / "report.json");
    EXPECT_THAT(firstFault(), HasSubstr("Folder: report.json is missing"));
    std::ofstream(out / "report.json", std::ios::trunc) << json;
    std::filesystem::remove(out / "audit.jsonl");
    EXPECT_THAT(firstFault(), HasSubstr("Folder: audit.jsonl is missing"));
    std::filesystem::remove(out / "report.json");
    EXPECT_FALSE(verifyReportFolder(out)) << "now it is none";
}

TEST_F(DamagedFolder, ALaterVersionsReportIsSaidToBeThat)
{
    std::string json = *readFile(out / "report.json");
    const std::string sum = sha256Hex(json);
    json.replace(json.find("holdpoint-report/1"), 18, "holdpoint-report/2");
    std::ofstream(out / "report.json", std::ios::trunc) << json;
    std::string audit = *readFile(out / "audit.jsonl");
    audit.replace(audit.rfind(sum), sum.size(), sha256Hex(json));
    std::ofstream(out / "audit.jsonl", std::ios::trunc) << audit;
    EXPECT_THAT(faultOf(verifyReportFolder(out)), HasSubstr("this version reads holdpoint-report/1"));
}

// What the log knows

TEST(ReleaseTime, IsKnownToSensorsFromTheLog)
{
    SignableRelease release;
    EXPECT_TRUE(senseInputs(release.session())->parameters.empty());
    ASSERT_TRUE(logReleased(release.session(), *parseUtc("2026-01-06T08:00:00Z"), SignableRelease::personOf(Role::DevOps)));
    EXPECT_EQ(senseInputs(release.session())->parameters.at("released_at"), formatUtc(*parseUtc("2026-01-06T08:00:00Z")));
}

// Times that are none

TEST(Moments, OutsideTheRunOrInThePastAreRefused)
{
    SignableRelease release;
    release.addRun();
    Session& session = release.session();
    const Person qa = SignableRelease::personOf(Role::Qa);
    const WallTime t0 = session.dossier().runs()->front().startedAt;
    EXPECT_TRUE(session.markRun(1, 5, t0 + std::chrono::seconds{5}, "two pods", qa));
    for (const WallTime at : {t0 - std::chrono::hours{24 * 300}, t0 + std::chrono::hours{2}, WallTime{}}) {
        EXPECT_THAT(messageOf([&]() -> Result<> {
                        const auto marked = session.markRun(1, 5, at, "x", qa);
                        return marked ? Result<>{} : fail(marked.error());
                    }()),
                    HasSubstr("is no moment of run 1"));
    }
    EXPECT_THAT(messageOf(logDue(session, "live.watch", t0 - std::chrono::hours{48}, qa)), HasSubstr("is over"));
    EXPECT_TRUE(logDue(session, "live.watch", t0 + std::chrono::hours{48}, qa));
    Optimisation one;
    one.what = "an index";
    one.at = t0 + std::chrono::hours{24};
    EXPECT_THAT(logOptimisation(session, one, qa).error().message, HasSubstr("is in the future"));
    one.at = t0;
    one.box = "optimize.db.indexes";
    EXPECT_THAT(logOptimisation(session, one, qa).error().message, HasSubstr("the checklist has no box `optimize.db.indexes`"));
    one.box.clear();
    EXPECT_TRUE(logOptimisation(session, one, qa));
}

} // namespace
} // namespace holdpoint
