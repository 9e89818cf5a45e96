// SPDX-License-Identifier: GPL-3.0-or-later
// `holdpointctl sign` and `verify` as a person types them.
#include "core/base/file.h"
#include "core/dossier/sql_connection.h"
#include "tests/support/program.h"
#include "tests/support/report_schema.h"
#include "tests/support/signable_release.h"

#include <fstream>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using test::SignableRelease;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class SignCommandTest : public testing::Test
{
protected:
    SignCommandTest()
    {
        release.freeze();
        release.close(); // the commands are other processes
    }

    QString path(const char* name) const { return QString::fromStdString(release.path(name).string()); }
    QString dossier() const { return path("d.holdpoint"); }
    QString keyOf(Role role) const
    {
        return QString::fromStdString((release.keys.folder() / SignableRelease::keyNameOf(role)).string());
    }
    static QStringList by(Role role)
    {
        return {QStringLiteral("--role"), QString::fromUtf8(nameOf(role).data()), QStringLiteral("--name"),
                QString::fromStdString(SignableRelease::personOf(role).name)};
    }
    ProgramResult sign(const QStringList& words) const { return runCtl(QStringList{QStringLiteral("sign"), dossier()} + words); }
    ProgramResult verify(const QStringList& more = {}) const
    {
        return runCtl(QStringList{QStringLiteral("verify"), dossier()} + more);
    }

    SignableRelease release;
};

TEST_F(SignCommandTest, FourPeopleReleaseAndVerifySaysSo)
{
    for (const Role role : {Role::Qa, Role::DevOps, Role::TechLead, Role::ProductManager}) {
        const ProgramResult done = sign(by(role) + QStringList{QStringLiteral("--key"), keyOf(role)});
        ASSERT_EQ(done.code, 0) << done.err;
        EXPECT_THAT(done.err, HasSubstr("deriving every verdict from the frames"));
    }
    const ProgramResult shown = sign({});
    EXPECT_THAT(shown.out, HasSubstr("Product Manager  valid"));
    const ProgramResult good = verify({QStringLiteral("--allowed-signers"), path("allowed_signers")});
    EXPECT_EQ(good.code, 0) << good.out << good.err;
    EXPECT_THAT(good.out, HasSubstr("4 of 4 valid"));
    ASSERT_EQ(runCtl({QStringLiteral("report"), dossier(), QStringLiteral("--out"), path("out")}).code, 0);
    EXPECT_EQ(runCtl({QStringLiteral("verify"), path("out")}).code, 0);
    {
        auto connection = SqlConnection::open(release.dossier());
        ASSERT_TRUE((*connection)->execute(QStringLiteral("UPDATE form_values SET value = '12'")));
    }
    const ProgramResult bad = verify();
    EXPECT_EQ(bad.code, 99) << bad.out;
    EXPECT_THAT(bad.out, HasSubstr("First bad place: Tables: form value capacity.cost"));
}

/// A release whose Sign-off gate rests on a command of the plan.
class ProbedReleaseTest : public testing::Test
{
protected:
    ProbedReleaseTest()
    {
        release.freeze();
        release.close();
    }
    ProgramResult sign(Role role, const QStringList& more = {}) const
    {
        const auto& person = SignableRelease::personOf(role);
        return runCtl(QStringList{QStringLiteral("sign"), QString::fromStdString(release.dossier().string()),
                                  QStringLiteral("--role"), QString::fromUtf8(nameOf(role).data()), QStringLiteral("--name"),
                                  QString::fromStdString(person.name), QStringLiteral("--key"),
                                  QString::fromStdString((release.keys.folder() / SignableRelease::keyNameOf(role)).string())} +
                      more);
    }
    void probeSays(const char* word) const { std::ofstream(release.path("probe")) << word; }

    SignableRelease release{"", "", "12s", SignableRelease::kProbedItem};
};

TEST_F(ProbedReleaseTest, AskingWithoutConsentIsRefusedBeforeAnythingIsStored)
{
    const ProgramResult refused = sign(Role::Qa);
    EXPECT_EQ(refused.code, 1);
    EXPECT_THAT(refused.err, AllOf(HasSubstr("item final.probe"), HasSubstr("probe.sh"), HasSubstr("--yes")));
    const ProgramResult signedOff = sign(Role::Qa, {QStringLiteral("--yes")});
    EXPECT_EQ(signedOff.code, 0) << signedOff.err;
}

TEST_F(ProbedReleaseTest, ASourceThatWasDownForOneSignerIsAskedAgainForTheNext)
{
    probeSays("down");
    const ProgramResult refused = sign(Role::Qa, {QStringLiteral("--yes")});
    EXPECT_EQ(refused.code, 1);
    EXPECT_THAT(refused.err, HasSubstr("item final.probe changed from PASS to FAIL"));
    probeSays("up");
    const ProgramResult signedOff = sign(Role::Qa, {QStringLiteral("--yes")});
    EXPECT_EQ(signedOff.code, 0) << "nothing is changed any more: " << signedOff.err;
}

TEST_F(SignCommandTest, ThePdfIsDrawnWithoutADisplayAndVerifies)
{
    const ProgramResult done = runCtl({QStringLiteral("report"), dossier(), QStringLiteral("--out"), path("paper"),
                                       QStringLiteral("--format"), QStringLiteral("pdf,json")});
    ASSERT_EQ(done.code, 0) << done.err;
    const auto pdf = readFile(release.path("paper") / "report.pdf");
    ASSERT_TRUE(pdf) << pdf.error().message;
    EXPECT_TRUE(pdf->starts_with("%PDF-1."));
    EXPECT_THAT(*pdf, HasSubstr("/Outlines"));
    EXPECT_THAT(*pdf, HasSubstr("/FontFile2")) << "fonts lie in the file";
    EXPECT_EQ(test::reportSchemaFaults(release.path("paper") / "report.json"), "");
    EXPECT_EQ(runCtl({QStringLiteral("verify"), path("paper")}).code, 0);
    const ProgramResult schema = runCtl({QStringLiteral("report"), QStringLiteral("--schema")});
    EXPECT_EQ(schema.code, 0) << schema.err;
    EXPECT_THAT(schema.out, HasSubstr("json-schema.org"));
    EXPECT_EQ(runCtl({QStringLiteral("report")}).code, 2);
}

TEST_F(SignCommandTest, SaysInOneSentenceWhyItDoesNotSign)
{
    EXPECT_EQ(sign({QStringLiteral("--role"), QStringLiteral("qa")}).code, 2);
    EXPECT_EQ(sign(by(Role::Qa)).code, 2);
    EXPECT_EQ(sign(by(Role::Qa) + QStringList{QStringLiteral("--unverified"), QStringLiteral("--key"), QStringLiteral("x")}).code,
              2);
    const ProgramResult none = sign(by(Role::Qa) + QStringList{QStringLiteral("--key"), path("no-key")});
    EXPECT_EQ(none.code, 1);
    EXPECT_THAT(none.err, HasSubstr("there is no key"));
    release.keys.make("safe", "correct horse");
    const ProgramResult locked = sign(
        by(Role::Qa) + QStringList{QStringLiteral("--key"), QString::fromStdString((release.keys.folder() / "safe").string())});
    EXPECT_EQ(locked.code, 1);
    EXPECT_THAT(locked.err, HasSubstr("needs its passphrase"));
    std::filesystem::remove(release.path("allowed_signers"));
    EXPECT_THAT(sign(by(Role::Qa) + QStringList{QStringLiteral("--key"), keyOf(Role::Qa)}).err,
                HasSubstr("list of allowed signers"));
}

TEST_F(SignCommandTest, CarriesARequestToAnotherMachineAndItsSignatureBack)
{
    ASSERT_EQ(
        sign(QStringList{QStringLiteral("request")} + by(Role::DevOps) + QStringList{QStringLiteral("--out"), path("there")})
            .code,
        0);
    EXPECT_EQ(sign({QStringLiteral("import"), path("there")}).code, 1);
    const ProgramResult there = runCtl({QStringLiteral("sign"), path("there"), QStringLiteral("--key"), keyOf(Role::DevOps)});
    EXPECT_EQ(there.code, 0) << there.err;
    EXPECT_THAT(there.out, HasSubstr("platform 1.8.3: GO, 1 exception")) << "its load ran before its gate";
    const ProgramResult taken = sign({QStringLiteral("import"), path("there")});
    EXPECT_EQ(taken.code, 0) << taken.err;
    EXPECT_THAT(verify().out, HasSubstr("1 of 4 valid"));
}

TEST_F(SignCommandTest, RefusesWithdrawsAsksAndRecordsATypedName)
{
    const QStringList reason{QStringLiteral("--reason"), QStringLiteral("search is too slow")};
    EXPECT_EQ(sign(QStringList{QStringLiteral("refuse")} + by(Role::Qa)).code, 1) << "a refusal needs a reason";
    EXPECT_EQ(sign(QStringList{QStringLiteral("refuse")} + by(Role::Qa) + reason).code, 0);
    EXPECT_EQ(sign(QStringList{QStringLiteral("withdraw")} + by(Role::Qa)).code, 0);
    EXPECT_EQ(sign(by(Role::Qa) + QStringList{QStringLiteral("--unverified")} + reason).code, 0);
    const ProgramResult asked = sign(QStringList{QStringLiteral("ask")} + by(Role::DevOps));
    EXPECT_THAT(asked.out, HasSubstr("Subject: Signature wanted: platform 1.8.3, GO"));
    const ProgramResult slack = sign(QStringList{QStringLiteral("ask"), QStringLiteral("--slack")} + by(Role::DevOps));
    EXPECT_EQ(slack.code, 1);
    EXPECT_THAT(slack.err, HasSubstr("the plan names no Slack"));
    const ProgramResult shown = sign({});
    EXPECT_THAT(shown.out, HasSubstr("unverified"));
    EXPECT_THAT(shown.out, HasSubstr("asked by mail at"));
    EXPECT_THAT(verify().out, HasSubstr("not signed; QA Engineer: Mara Lindqvist is UNVERIFIED"));
}

TEST_F(SignCommandTest, SaysWhatChangedSinceTheRecordWasSigned)
{
    ASSERT_EQ(sign(by(Role::Qa) + QStringList{QStringLiteral("--key"), keyOf(Role::Qa)}).code, 0);
    EXPECT_THAT(sign({}).out, Not(HasSubstr("since then")));
    EXPECT_THAT(verify().out, Not(HasSubstr("since then")));
    ASSERT_EQ(runCtl({QStringLiteral("item"), dossier(), QStringLiteral("env.told"), QStringLiteral("reopen"),
                      QStringLiteral("--reason"), QStringLiteral("two were not")})
                  .code,
              0);
    EXPECT_THAT(sign({}).out, AllOf(HasSubstr("is signed; since then 1 item changed: item env.told changed from PASS to OPEN"),
                                    HasSubstr("which voids the signatures")));
    EXPECT_THAT(verify().out, HasSubstr("is signed; since then 1 item changed"));
    const ProgramResult gate = runCtl({QStringLiteral("gate"), dossier(), QStringLiteral("sign-off")});
    EXPECT_THAT(gate.out, HasSubstr("is signed; since then 1 item changed"));
    ASSERT_EQ(runCtl({QStringLiteral("form"), dossier(), QStringLiteral("capacity.cost=")}).code, 0); // holds the gate
    EXPECT_THAT(runCtl({QStringLiteral("gate"), dossier(), QStringLiteral("sign-off")}).out,
                AllOf(HasSubstr("HOLD  Sign-off: go by Anjali Rao"), HasSubstr("since then it is on hold again")))
        << "no line says GO above one that says on hold";
}

TEST_F(SignCommandTest, TakesAnothersSignatureBackOnlyForAReason)
{
    const ProgramResult given = sign(by(Role::DevOps) + QStringList{QStringLiteral("--key"), keyOf(Role::DevOps)});
    ASSERT_EQ(given.code, 0) << given.err;
    EXPECT_THAT(given.out, HasSubstr("signed by Tomasz Wren with the key of tomasz@example.com"));
    const QStringList bob{QStringLiteral("withdraw"), QStringLiteral("--role"), QStringLiteral("devops"),
                          QStringLiteral("--name"), QStringLiteral("Bob")};
    const ProgramResult refused = sign(bob);
    EXPECT_EQ(refused.code, 1);
    EXPECT_THAT(refused.err, HasSubstr("this is the signature of Tomasz Wren, not of Bob"));
    EXPECT_EQ(sign(bob + QStringList{QStringLiteral("--reason"), QStringLiteral("he left")}).code, 0);
    EXPECT_THAT(sign({}).out, HasSubstr("withdrawn by Bob in place of Tomasz Wren: he left"));
}

TEST_F(SignCommandTest, ADamagedReportFolderIsBrokenNotForeign)
{
    ASSERT_EQ(runCtl({QStringLiteral("report"), dossier(), QStringLiteral("--out"), path("out"), QStringLiteral("--format"),
                      QStringLiteral("json")})
                  .code,
              0);
    std::string json = *readFile(release.path("out") / "report.json");
    json[json.size() / 2] = '\1';
    std::ofstream(release.path("out") / "report.json", std::ios::trunc) << json;
    const ProgramResult flipped = runCtl({QStringLiteral("verify"), path("out")});
    EXPECT_EQ(flipped.code, 99) << flipped.err;
    EXPECT_THAT(flipped.out, HasSubstr("First bad place: Folder: report.json"));
    std::filesystem::remove(release.path("out") / "audit.jsonl");
    EXPECT_EQ(runCtl({QStringLiteral("verify"), path("out")}).code, 99);
    EXPECT_EQ(runCtl({QStringLiteral("verify"), path("nothing")}).code, 1);
}

TEST_F(SignCommandTest, SignedOffIsOneThingAndLiveIsAnother)
{
    const QStringList live{QStringLiteral("after"), dossier(), QStringLiteral("released"), QStringLiteral("--at"),
                           QStringLiteral("2026-01-06T08:00:00Z")};
    EXPECT_THAT(runCtl({QStringLiteral("after"), dossier()}).out,
                HasSubstr("Not signed off by four yet; when it went live is not"));
    EXPECT_THAT(runCtl(live).out, HasSubstr("it is not signed off by four"));
    for (const Role role : {Role::Qa, Role::DevOps, Role::TechLead, Role::ProductManager}) {
        ASSERT_EQ(sign(by(role) + QStringList{QStringLiteral("--key"), keyOf(role)}).code, 0);
    }
    EXPECT_THAT(runCtl(live).out, AllOf(HasSubstr("live since 2026-01-06T08:00:00Z"), Not(HasSubstr("not signed off"))));
    EXPECT_THAT(runCtl({QStringLiteral("after"), dossier()}).out, HasSubstr("Live since 2026-01-06T08:00:00Z"));
}

TEST_F(SignCommandTest, NothingIsAskedForThatIsNotThere)
{
    SignableRelease other;
    other.close();
    const QString unfrozen = QString::fromStdString(other.dossier().string());
    const ProgramResult asked = runCtl(QStringList{QStringLiteral("sign"), unfrozen, QStringLiteral("ask")} + by(Role::DevOps));
    EXPECT_EQ(asked.code, 1);
    EXPECT_EQ(asked.out, "");
    EXPECT_THAT(asked.err, HasSubstr("decide the Sign-off gate first"));
}

TEST_F(SignCommandTest, TheFormTakesNeitherNothingNorGarbage)
{
    const auto form = [&](const QStringList& words) { return runCtl(QStringList{QStringLiteral("form"), dossier()} + words); };
    EXPECT_EQ(form({QStringLiteral("--note"), QStringLiteral("hi")}).code, 2);
    EXPECT_EQ(form({QStringLiteral("capacity.cost=")}).code, 0) << "takes the value away";
    EXPECT_EQ(form({QStringLiteral("capacity.cost=")}).code, 1);
    const ProgramResult computed = form({QStringLiteral("--computed")});
    EXPECT_EQ(computed.code, 0) << computed.err;
    EXPECT_THAT(computed.out, HasSubstr("No empty field has a measured value"));
}

} // namespace
} // namespace holdpoint
