// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/time_format.h"
#include "core/dossier/sql_connection.h"
#include "core/session/sign_job.h"
#include "core/session/sign_request.h"
#include "tests/support/signable_release.h"
#include "tests/support/verify_words.h"

#include <QSignalSpy>
#include <fstream>
#include <gmock/gmock.h>
#include <set>

namespace holdpoint {
namespace {

using test::faultOf;
using test::messageOf;
using test::SignableRelease;
using testing::ElementsAre;
using testing::HasSubstr;

SignatureRecord signatureOf(Session& session, Role role)
{
    const auto signatures = session.dossier().signatures();
    for (const SignatureRecord& signature : *signatures) {
        if (signature.role == role) {
            return signature;
        }
    }
    return {};
}

/// Writes report.json of a folder anew, with its sum in the row of the export: what somebody does who has the folder alone.
void rewriteReport(const std::filesystem::path& folder, const std::function<void(Json&)>& change)
{
    const std::string before = *readFile(folder / "report.json");
    Json report = *parseJson(before, "report.json");
    change(report);
    const std::string after = dumpJsonPretty(report);
    std::ofstream(folder / "report.json", std::ios::trunc) << after;
    std::string audit = *readFile(folder / "audit.jsonl");
    const std::string sum = sha256Hex(before);
    const auto at = audit.rfind(sum);
    ASSERT_NE(at, std::string::npos);
    audit.replace(at, sum.size(), sha256Hex(after));
    std::ofstream(folder / "audit.jsonl", std::ios::trunc) << audit;
}

TEST(SignOffTest, FourKeysReleaseAndEverythingOfItIsProven)
{
    SignableRelease release;
    release.freeze();
    EXPECT_EQ(release.session().report()->verdict, ReleaseVerdict::Go) << release.session().report()->reasons.front();
    release.signAll();
    EXPECT_TRUE(release.session().report()->isReleased);

    const auto verified = verifyDossier(release.dossier());
    EXPECT_EQ(faultOf(verified), "");
    std::set<std::string> seen;
    for (const VerifyLine& line : verified->lines) {
        seen.insert(line.what + ": " + line.detail);
    }
    EXPECT_TRUE(seen.contains("Signatures: 4 of 4 valid"));
    EXPECT_TRUE(seen.contains("Verdicts: 1 of 1 runs judged again from 12 frames"));
    const SignatureRecord qa = signatureOf(release.session(), Role::Qa);
    EXPECT_EQ(qa.principal, "mara@example.com");
    EXPECT_EQ(qa.key, release.keys.publicKey("mara").fingerprint);
    const auto payload = readSignoffPayload(qa.signedBytes);
    ASSERT_TRUE(payload);
    EXPECT_EQ(payload->recordSha256, release.session().report()->recordSha256);
    EXPECT_EQ(payload->auditHead, (*release.session().dossier().frozenRecord())->auditHead);
}

TEST(SignOffTest, NothingThatMayChangeVoidsASignature)
{
    SignableRelease release;
    release.freeze();
    ASSERT_TRUE(release.sign(Role::Qa));
    Session& session = release.session();
    ASSERT_TRUE(session.confirm("live.watch", SignableRelease::personOf(Role::DevOps), "")); // sections 18 to 20
    ASSERT_TRUE(session.exportReport(release.path("out"), {"json"}));
    ASSERT_TRUE(session.refuseSignature(Role::TechLead, SignableRelease::personOf(Role::TechLead), "too slow"));
    ASSERT_TRUE(session.decideGate(Gate::SignOff, true, SignableRelease::personOf(Role::Qa), ""));
    EXPECT_EQ(signatureOf(session, Role::Qa).status, SignatureStatus::Valid);
    EXPECT_EQ(session.report()->verdict, ReleaseVerdict::NoGo) << "a refusal is on page 1 all the same";
    EXPECT_TRUE(release.sign(Role::DevOps)) << "and the record stays what it was";
    EXPECT_EQ(faultOf(verifyDossier(release.dossier())), "");
}

TEST(SignOffTest, ANewFreezeWithOtherBytesVoidsAllAndSaysWhichChangeDidIt)
{
    SignableRelease release;
    release.freeze();
    ASSERT_TRUE(release.sign(Role::Qa));
    release.addRun();
    const auto refused = release.sign(Role::DevOps);
    EXPECT_THAT(messageOf(refused), HasSubstr("run 2 of search is new; decide the Sign-off gate again, which voids 1 signature"));
    ASSERT_TRUE(release.session().decideGate(Gate::SignOff, true, SignableRelease::personOf(Role::Qa), ""));
    const SignatureRecord voided = signatureOf(release.session(), Role::Qa);
    EXPECT_EQ(voided.status, SignatureStatus::Invalid);
    EXPECT_EQ(voided.reason, "run 2 of search is new");
    EXPECT_FALSE(voided.signedBytes.empty()) << "what was signed stays to be seen";
    EXPECT_THAT(faultOf(verifyDossier(release.dossier())), HasSubstr("Mara Lindqvist must sign again: run 2 of search is new"));
    EXPECT_TRUE(release.sign(Role::Qa));
    EXPECT_EQ(faultOf(verifyDossier(release.dossier())), "");
}

TEST(SignOffTest, RefusesWhatCannotBeSigned)
{
    SignableRelease release;
    EXPECT_THAT(messageOf(release.sign(Role::Qa)), HasSubstr("decide the Sign-off gate first"));
    release.freeze();
    Session& session = release.session();
    EXPECT_THAT(messageOf(session.maySign(Role::Qa, SignableRelease::personOf(Role::DevOps))),
                HasSubstr("cannot sign for the QA"));
    ASSERT_TRUE(release.sign(Role::Qa));
    EXPECT_THAT(messageOf(release.sign(Role::Qa)), HasSubstr("has signed; that has to be withdrawn first"));
    EXPECT_THAT(messageOf(session.maySign(Role::DevOps, {"mara lindqvist", Role::DevOps, ""})),
                HasSubstr("has already signed as QA Engineer; four different people sign"));
    ASSERT_TRUE(session.reopen("env.told", SignableRelease::personOf(Role::TechLead), "two were not"));
    EXPECT_THAT(messageOf(release.sign(Role::DevOps)), HasSubstr("item env.told changed from PASS to OPEN"));
    ASSERT_TRUE(session.withdrawSignature(Role::Qa, SignableRelease::personOf(Role::Qa)));
    EXPECT_EQ(signatureOf(session, Role::Qa).status, SignatureStatus::Pending);
}

TEST(SignOffTest, ARecordThatIsNoGoIsNotSigned)
{
    SignableRelease release;
    release.freeze();
    release.addRun(0.05);
    ASSERT_TRUE(release.session().decideGate(Gate::SignOff, false, SignableRelease::personOf(Role::Qa), "search failed"));
    EXPECT_THAT(messageOf(release.sign(Role::Qa)),
                testing::AnyOf(HasSubstr("the frozen record says NO-GO"), HasSubstr("was decided No-go")));
}

TEST(SignOffTest, ARehearsalIsNeverSigned)
{
    SignableRelease release("rehearsal: true\n");
    release.freeze();
    EXPECT_THAT(messageOf(release.sign(Role::Qa)), HasSubstr("a rehearsal cannot be signed off"));
    EXPECT_THAT(messageOf(release.session().recordApproval(Role::Qa, SignableRelease::personOf(Role::Qa), "no key")),
                HasSubstr("a rehearsal cannot be signed off"));
}

TEST(SignOffTest, OnePersonSignsTwiceOnlyIfThePlanSaysSoAndThatIsRecorded)
{
    SignableRelease release("", "distinct_people: false");
    release.freeze();
    Session& session = release.session();
    SigningKey key;
    key.file = release.keys.folder() / "mara";
    for (const Role role : {Role::Qa, Role::DevOps}) {
        const Person mara{"Mara Lindqvist", role, "mara"};
        const auto bytes = session.signoffBytes(role, mara);
        ASSERT_TRUE(bytes) << bytes.error().message;
        const auto done = session.acceptSignature(*bytes, signBytes(*bytes, kSignoffNamespace, key).given->armor, mara);
        EXPECT_TRUE(done) << messageOf(done);
    }
    EXPECT_THAT((*session.dossier().frozenRecord())->json, HasSubstr("\"distinct_people\": false"));
    EXPECT_EQ(faultOf(verifyDossier(release.dossier())), "");
}

TEST(SignOffTest, TheSameKeyUnderAnotherNameIsTheSamePerson)
{
    SignableRelease release;
    release.freeze();
    ASSERT_TRUE(release.sign(Role::Qa));
    const Person other{"Somebody Else", Role::DevOps, "x"};
    const auto bytes = release.session().signoffBytes(Role::DevOps, other);
    ASSERT_TRUE(bytes);
    SigningKey key;
    key.file = release.keys.folder() / "mara";
    const auto taken = release.session().acceptSignature(*bytes, signBytes(*bytes, kSignoffNamespace, key).given->armor, other);
    EXPECT_THAT(messageOf(taken), HasSubstr("has already signed as QA Engineer"));
}

TEST(SignOffTest, AKeyThatNoListNamesIsRefusedWithTheLineThatWouldLetIt)
{
    SignableRelease release;
    release.freeze();
    release.keys.make("eve");
    const Person eve{"Eve", Role::Qa, "eve"};
    const auto bytes = release.session().signoffBytes(Role::Qa, eve);
    SigningKey key;
    key.file = release.keys.folder() / "eve";
    const auto taken = release.session().acceptSignature(*bytes, signBytes(*bytes, kSignoffNamespace, key).given->armor, eve);
    EXPECT_THAT(messageOf(taken), HasSubstr("no line of the allowed signers names its key"));
    EXPECT_THAT(messageOf(taken),
                HasSubstr("namespaces=\"holdpoint-signoff\" ssh-ed25519 " + release.keys.publicKey("eve").blob));
    EXPECT_EQ(signatureOf(release.session(), Role::Qa).status, SignatureStatus::Pending);
}

TEST(SignOffTest, IsSignedOnAnotherMachineWithSshKeygenAlone)
{
    SignableRelease release;
    release.freeze();
    const auto folder = release.path("for-mara");
    ASSERT_TRUE(release.session().exportSignRequest(Role::Qa, SignableRelease::personOf(Role::Qa), folder));
    const auto request = openSignRequest(folder);
    ASSERT_TRUE(request) << request.error().message;
    EXPECT_THAT(request->sentence, HasSubstr("platform 1.8.3: GO, 1 exception")) << "its load ran before its gate";
    EXPECT_FALSE(release.session().importSignatures(folder, SignableRelease::personOf(Role::DevOps))) << "not signed yet";
    const auto signedThere = runCommand({"ssh-keygen", "-q", "-Y", "sign", "-f", (release.keys.folder() / "mara").string(), "-n",
                                         "holdpoint-signoff", (folder / "signoff-qa.json").string()},
                                        {}, std::chrono::seconds{10});
    ASSERT_TRUE(signedThere && signedThere->exitCode == 0) << signedThere->err;
    const auto taken = release.session().importSignatures(folder, SignableRelease::personOf(Role::DevOps));
    ASSERT_TRUE(taken) << taken.error().message;
    EXPECT_THAT(*taken, ElementsAre(Role::Qa));
    EXPECT_EQ(signatureOf(release.session(), Role::Qa).name, "Mara Lindqvist");
    EXPECT_EQ(faultOf(verifyDossier(release.dossier())), "");
    ASSERT_TRUE(release.session().withdrawSignature(Role::Qa, SignableRelease::personOf(Role::Qa)));
    const auto again = release.session().importSignatures(folder, SignableRelease::personOf(Role::DevOps));
    ASSERT_FALSE(again) << "withdrawn is withdrawn";
    EXPECT_THAT(again.error().message, HasSubstr("it was handed in before"));
    std::ofstream(folder / "record.json", std::ios::app) << " ";
    EXPECT_THAT(openSignRequest(folder).error().message, HasSubstr("is not the record that would be signed"));
}

TEST(SignOffTest, AFolderThatWasTakenInPartIsTakenOnAndSaysWhatStands)
{
    SignableRelease release;
    release.freeze();
    const auto folder = release.path("both");
    const auto signThere = [&](Role role, const char* key) {
        return runCommand({"ssh-keygen", "-q", "-Y", "sign", "-f", (release.keys.folder() / key).string(), "-n",
                           "holdpoint-signoff", (folder / signoffFileName(role)).string()},
                          {}, std::chrono::seconds{10});
    };
    for (const Role role : {Role::Qa, Role::DevOps}) {
        ASSERT_TRUE(release.session().exportSignRequest(role, SignableRelease::personOf(role), folder));
    }
    ASSERT_TRUE(signThere(Role::Qa, "mara"));
    ASSERT_TRUE(signThere(Role::DevOps, "mara")) << "with a key that is not his";
    const auto part = release.session().importSignatures(folder, SignableRelease::personOf(Role::Qa));
    ASSERT_FALSE(part);
    EXPECT_THAT(part.error().message, HasSubstr("(taken before it: QA Engineer)"));
    std::filesystem::remove(folder / "signoff-devops.json.sig");
    ASSERT_TRUE(signThere(Role::DevOps, "tomasz"));
    const auto left = release.session().signaturesToImport(folder);
    ASSERT_TRUE(left) << left.error().message;
    ASSERT_EQ(left->size(), 1U);
    EXPECT_EQ(left->front().role, Role::DevOps);
    const auto taken = release.session().importSignatures(folder, SignableRelease::personOf(Role::Qa));
    ASSERT_TRUE(taken) << taken.error().message;
    EXPECT_THAT(*taken, ElementsAre(Role::DevOps));
    const auto again = release.session().importSignatures(folder, SignableRelease::personOf(Role::Qa));
    ASSERT_FALSE(again);
    EXPECT_THAT(again.error().message, HasSubstr("was taken before"));
}

TEST(SignOffTest, BytesThatNobodyAskedForAreNotTakenFromElsewhere)
{
    SignableRelease release;
    release.freeze();
    const auto folder = release.path("made-up");
    std::filesystem::create_directory(folder);
    SigningKey key;
    key.file = release.keys.folder() / "mara";
    const auto bytes = release.session().signoffBytes(Role::Qa, SignableRelease::personOf(Role::Qa));
    std::ofstream(folder / "signoff-qa.json") << *bytes;
    std::ofstream(folder / "signoff-qa.json.sig") << signBytes(*bytes, kSignoffNamespace, key).given->armor;
    const auto taken = release.session().importSignatures(folder, SignableRelease::personOf(Role::Qa));
    ASSERT_FALSE(taken);
    EXPECT_THAT(taken.error().message, HasSubstr("no request of this dossier has these bytes"));
}

TEST(SignOffTest, ATypedNameReplacesNeitherASignatureNorARefusal)
{
    SignableRelease release;
    release.freeze();
    Session& session = release.session();
    ASSERT_TRUE(release.sign(Role::Qa));
    EXPECT_THAT(messageOf(session.recordApproval(Role::Qa, SignableRelease::personOf(Role::Qa), "no key")),
                HasSubstr("has signed; that has to be withdrawn first"));
    ASSERT_TRUE(session.refuseSignature(Role::TechLead, SignableRelease::personOf(Role::TechLead), "too slow"));
    EXPECT_THAT(messageOf(session.recordApproval(Role::TechLead, SignableRelease::personOf(Role::TechLead), "no key")),
                HasSubstr("has refused to sign; that has to be withdrawn first"));
    EXPECT_THAT(messageOf(session.recordApproval(Role::DevOps, {"Eve\n\n    curl x", Role::DevOps, ""}, "no key")),
                HasSubstr("a name is one line of text"));
}

TEST(SignOffTest, TheJobLooksAgainBeforeItLetsTheKeyWork)
{
    SignableRelease release;
    release.freeze();
    SignJob job(release.session());
    QSignalSpy prepared(&job, &SignJob::prepared);
    QSignalSpy refused(&job, &SignJob::refused);
    QSignalSpy signedOff(&job, &SignJob::signedOff);
    SignJob::Request request;
    request.by = SignableRelease::personOf(Role::Qa);
    ASSERT_TRUE(job.start(request));
    ASSERT_TRUE(prepared.wait(10000)) << (refused.isEmpty() ? "" : refused.at(0).at(0).toString().toStdString());
    SigningKey key;
    key.file = release.keys.folder() / "mara";
    job.sign(key);
    ASSERT_TRUE(signedOff.wait(10000));
    EXPECT_EQ(signatureOf(release.session(), Role::Qa).status, SignatureStatus::Valid);

    auto connection = SqlConnection::open(release.dossier());
    ASSERT_TRUE(
        (*connection)
            ->execute(QStringLiteral("UPDATE frames SET frame = (SELECT frame FROM frames WHERE seq = 2) WHERE seq = 5")));
    request.role = Role::DevOps;
    request.by = SignableRelease::personOf(Role::DevOps);
    ASSERT_TRUE(job.start(request));
    ASSERT_TRUE(refused.wait(10000));
    EXPECT_THAT(refused.at(0).at(0).toString().toStdString(), HasSubstr("the frames of run 1 were changed after it ended"));
}

TEST(SignOffTest, TheJobKeepsItsChecksWhenThePassphraseWasWrong)
{
    SignableRelease release;
    release.freeze();
    release.keys.make("safe", "correct horse");
    std::ofstream(release.path("allowed_signers"), std::ios::app) << release.keys.line("safe", "safe@example.com");
    SignJob job(release.session());
    QSignalSpy prepared(&job, &SignJob::prepared);
    QSignalSpy keyRefused(&job, &SignJob::keyRefused);
    QSignalSpy signedOff(&job, &SignJob::signedOff);
    SignJob::Request request;
    request.by = SignableRelease::personOf(Role::Qa);
    ASSERT_TRUE(job.start(request));
    ASSERT_TRUE(prepared.wait(10000));
    SigningKey key;
    key.file = release.keys.folder() / "safe";
    job.sign(key);
    ASSERT_TRUE(keyRefused.wait(10000));
    key.passphrase = Secret("wrong");
    job.sign(key);
    ASSERT_TRUE(keyRefused.wait(10000));
    EXPECT_THAT(keyRefused.at(1).at(1).toString().toStdString(), HasSubstr("is wrong"));
    key.passphrase = Secret("correct horse");
    job.sign(key);
    ASSERT_TRUE(signedOff.wait(10000));
    const auto rows = release.session().dossier().audit();
    for (const AuditRow& row : *rows) {
        EXPECT_EQ(row.text.find("correct horse"), std::string::npos);
    }
}

TEST(SignOffTest, TheReportFolderProvesItselfAndItsRecipeNeedsNoHoldpoint)
{
    SignableRelease release;
    release.freeze();
    release.signAll();
    const auto out = release.path("out");
    ASSERT_TRUE(release.session().exportReport(out, {"json", "html", "md"}));
    EXPECT_EQ(faultOf(verifyReportFolder(out)), "");

    // Exactly the commands of VERIFY.txt, with nothing of Holdpoint around them.
    const std::string recipe = *readFile(out / "VERIFY.txt");
    std::vector<std::string> commands;
    std::istringstream lines(recipe);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("    ")) {
            commands.push_back(line.substr(4));
        }
    }
    EXPECT_EQ(commands.size(), 1U + 4U * 4U + 1U + 1U) << recipe;
    const auto runs = [&](const std::string& command) {
        const auto result = runCommand({"sh", "-c", command}, out, std::chrono::seconds{30});
        return result && result->exitCode == 0;
    };
    for (const std::string& command : commands) {
        EXPECT_TRUE(runs(command)) << command;
    }
    for (const char* file : {"record.json", "signoff-qa.json", "audit.jsonl", "report.html"}) { // and they see a change
        const std::string before = *readFile(out / file);
        std::string changed = before;
        const std::size_t place = changed.find("platform") != std::string::npos ? changed.find("platform") : changed.size() / 2;
        changed[place] = changed[place] == 'x' ? 'y' : 'x';
        std::ofstream(out / file, std::ios::trunc) << changed;
        EXPECT_FALSE(std::all_of(commands.begin(), commands.end(), runs)) << file;
        EXPECT_NE(faultOf(verifyReportFolder(out)), "") << file;
        std::ofstream(out / file, std::ios::trunc) << before;
    }
    EXPECT_EQ(faultOf(verifyReportFolder(out)), "");
}

TEST(SignOffTest, TheRecipeDoesNotTakeARevokedKey)
{
    SignableRelease release("", "revoked_keys: revoked");
    std::ofstream(release.path("revoked")) << release.keys.publicKey("tomasz").line() << '\n';
    release.freeze();
    ASSERT_TRUE(release.sign(Role::Qa));
    const auto out = release.path("out");
    ASSERT_TRUE(release.session().exportReport(out, {"json"}));
    const std::string recipe = *readFile(out / "VERIFY.txt");
    const std::size_t begin = recipe.find("    TZ=UTC ssh-keygen");
    ASSERT_NE(begin, std::string::npos) << recipe;
    const std::string command = recipe.substr(begin, recipe.find('\n', begin) - begin);
    const auto exitCode = [&] { return runCommand({"sh", "-c", command}, out, std::chrono::seconds{30})->exitCode; };
    EXPECT_EQ(exitCode(), 0) << command;
    std::ofstream(out / "revoked_keys") << release.keys.publicKey("mara").line() << '\n';
    EXPECT_NE(exitCode(), 0) << command;
}

TEST(SignOffTest, AReportThatSaysOtherThanWhatWasSignedIsNotValid)
{
    SignableRelease release;
    release.freeze();
    release.signAll();
    const auto out = release.path("out");
    ASSERT_TRUE(release.session().exportReport(out, {"json"}));
    rewriteReport(out, [](Json&) {});
    ASSERT_EQ(faultOf(verifyReportFolder(out)), "") << "the same in other bytes";
    rewriteReport(out, [](Json& report) { report["capacity"]["limited_by"] = "nothing"; });
    EXPECT_THAT(faultOf(verifyReportFolder(out)), HasSubstr("report.json is not what was signed: a capacity figure changed"));
}

TEST(SignOffTest, OneSignatureIsNotFour)
{
    SignableRelease release;
    release.freeze();
    ASSERT_TRUE(release.sign(Role::Qa));
    const auto out = release.path("out");
    ASSERT_TRUE(release.session().exportReport(out, {"json"}));
    rewriteReport(out, [](Json& report) {
        const Json qa = report["signatures"][0];
        report["signatures"] = Json::array({qa, qa, qa, qa});
        report["released"] = true;
    });
    EXPECT_THAT(faultOf(verifyReportFolder(out)), HasSubstr("`signatures` names the role qa twice"));
}

TEST(SignOffTest, TheReportFolderHoldsTheAttestationOfItsRecord)
{
    SignableRelease release;
    release.freeze();
    ASSERT_TRUE(release.session().exportReport(release.path("out"), {"json"}));
    const Json envelope = *parseJson(*readFile(release.path("out") / "test-result.dsse.json"), "envelope");
    EXPECT_EQ(stringAt(envelope, "payloadType"), "application/vnd.in-toto+json");
    const Json statement = *parseJson(*base64Decode(stringAt(envelope, "payload")), "statement");
    EXPECT_EQ(statement["subject"][0]["digest"]["sha256"], sha256Hex(*readFile(release.path("out") / "record.json")));
    EXPECT_EQ(statement["predicate"]["result"], "PASSED");
    EXPECT_EQ(statement["predicate"]["passedTests"], Json::array({"search"}));
}

TEST(SignOffTest, IsVerifiedAgainstAListOfOnesOwn)
{
    SignableRelease release;
    release.freeze();
    ASSERT_TRUE(release.sign(Role::Qa));
    ASSERT_TRUE(release.session().exportReport(release.path("out"), {"json"}));
    VerifyOptions own;
    own.signers = SignerLists{release.keys.line("tomasz", "tomasz@example.com"), ""};
    EXPECT_THAT(faultOf(verifyDossier(release.dossier(), own)), HasSubstr("no line of the allowed signers names its key"));
    EXPECT_THAT(faultOf(verifyReportFolder(release.path("out"), own)), HasSubstr("no line of the allowed signers names its key"));
    own.signers->allowed = release.keys.line("mara", "mara@example.com");
    EXPECT_EQ(faultOf(verifyDossier(release.dossier(), own)), "");
    own.signers->allowed = release.keys.line("mara", "mara@example.com", "valid-before=\"20210101Z\"");
    EXPECT_THAT(faultOf(verifyDossier(release.dossier(), own)), HasSubstr("was allowed until 2021-01-01"));
    own.signers = SignerLists{release.keys.line("mara", "mara@example.com"), release.keys.publicKey("mara").line() + "\n"};
    EXPECT_THAT(faultOf(verifyDossier(release.dossier(), own)), HasSubstr("is revoked"));
}

TEST(SignOffTest, AskingIsNotedAndSaysWhatIsWanted)
{
    SignableRelease release;
    release.freeze();
    const AskText text =
        askText(*release.session().report(), Role::ProductManager, "Mara Lindqvist", release.session().dossier().file());
    EXPECT_THAT(text.subject, HasSubstr("Signature wanted: platform 1.8.3, GO"));
    EXPECT_THAT(text.body, HasSubstr("The remaining risk is accepted and the release approved."));
    EXPECT_THAT(text.body, HasSubstr("holdpointctl sign d.holdpoint --role product-manager"));
    EXPECT_THAT(text.body, HasSubstr(release.session().report()->recordSha256));
    ASSERT_TRUE(release.session().noteAsked(Role::ProductManager, "mail", SignableRelease::personOf(Role::Qa)));
    const auto asked = askedRoles(release.session().dossier());
    ASSERT_TRUE(asked);
    ASSERT_TRUE(asked->contains(Role::ProductManager));
    EXPECT_EQ(asked->at(Role::ProductManager).way, "mail");
}

} // namespace
} // namespace holdpoint
