// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/dossier_copy.h"
#include "core/dossier/log_entry.h"
#include "core/dossier/log_number.h"
#include "core/dossier/reading_stop.h"
#include "core/dossier/short_waits.h"
#include "core/dossier/sql_connection.h"
#include "tests/integration/dossier/postgres_fixture.h"

#include <thread>

namespace holdpoint {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace {

/// Something in nearly every table.
void fill(Dossier& dossier)
{
    const Plan plan = planNamed("nightly");
    ASSERT_TRUE(dossier.storePlan(plan));
    ASSERT_TRUE(dossier.storeChecklist("ours.yaml", {"items: []", "# Ours \xC3\xA4\xF0\x9F\x98\x80"}));
    const auto run = dossier.beginRun("search", RunKind::Load, plan, at(0));
    ASSERT_TRUE(run) << run.error().message;
    for (std::uint64_t seq = 1; seq <= 12; ++seq) {
        ASSERT_TRUE(dossier.addFrames(*run, {frameOf(seq, 10, "1/2"), frameOf(seq, 7, "2/2")}));
    }
    ASSERT_TRUE(dossier.addSourceData(*run, {{*run, "cpu", at(1), 0.1 + 0.2}, {*run, "cpu", at(2), std::nullopt}},
                                      {{*run, "prometheus", at(0), at(12), true, ""}}));
    AlarmRecord alarm;
    alarm.id = "error-rate";
    alarm.run = *run;
    alarm.from = at(3);
    alarm.worst = 1e-7;
    alarm.sentence = "it's ? 'quoted' \\ and $1";
    ASSERT_TRUE(dossier.storeAlarm(alarm));
    ASSERT_TRUE(dossier.addRunNote(*run, {RunNote::Kind::Mark, at(4), 4.5, "two pods added", "Anna Berg"}, anna()));
    ASSERT_TRUE(dossier.addSnapshot({*run, "before", "postgres", at(0), Json{{"n", 1}}}));
    const auto ended = dossier.endRun(*run, at(12), "duration reached", RunResult{});
    ASSERT_TRUE(ended) << ended.error().message;
    ASSERT_TRUE(dossier.addItemChange({"env.ssl", ItemState::Pass, "61 days", "", {}, anna(), at(13)}));
    Evidence evidence;
    evidence.item = "env.ssl";
    evidence.at = at(13);
    ASSERT_TRUE(dossier.addEvidence(evidence, std::string("\0\xFF'\\x", 5), anna()));
    ASSERT_TRUE(dossier.setNote("env.ssl", "line one\nline two", anna(), at(14)));
    ASSERT_TRUE(dossier.setFormValue({"blank.headroom", "38", "37.5", "", anna(), at(15)}));
    ASSERT_TRUE(dossier.addGateDecision({Gate::GoForLoad, true, "", anna(), at(16)}, Json{{"counts", Json::object()}}));
    const auto window = dossier.openWindow(at(1), at(100), Json{{"for", "90m"}}, anna());
    ASSERT_TRUE(window) << window.error().message;
    ASSERT_TRUE(dossier.closeWindow(*window, anna(), at(99)));
    ASSERT_TRUE(dossier.freezeRecord("{\"schema\":\"x\"}", at(20), "nothing"));
    ASSERT_TRUE(dossier.storeSigners({"anna ssh-ed25519 AAAA", ""}, at(21)));
}

std::vector<std::string> faultsOf(const Dossier& dossier)
{
    const auto rows = dossier.audit();
    const auto tables = dossier.checkTables();
    if (!rows || !tables) {
        return {!rows ? rows.error().message : tables.error().message};
    }
    auto faults = tables->faults;
    if (const auto fault = firstAuditFault(*rows)) {
        faults.push_back(*fault);
    }
    return faults;
}

} // namespace

TEST_F(PostgresTest, HoldsWhatAFileHolds)
{
    const auto there = madeThere();
    const auto file = made();
    ASSERT_TRUE(there && file);
    fill(*there);
    fill(*file);

    EXPECT_EQ(there->release(), platform());
    EXPECT_EQ(*there->framesSha256(1), *file->framesSha256(1)) << "the order of frames is the same";
    EXPECT_THAT(faultsOf(*there), IsEmpty());
    EXPECT_EQ(*there->attachment(1), *file->attachment(1));
    EXPECT_EQ(there->alarms()->front().worst, 1e-7);
    EXPECT_EQ(there->alarms()->front().sentence, file->alarms()->front().sentence);
    EXPECT_EQ(there->sourceSamples(1)->front().value, 0.1 + 0.2);
    EXPECT_EQ(there->sourceSamples(1)->back().value, std::nullopt);
    EXPECT_EQ(there->auditHead()->length, file->auditHead()->length);
    EXPECT_THAT(there->audit()->back().text, HasSubstr("\"db_user\":\"postgres\""));
    EXPECT_THAT(file->audit()->back().text, Not(HasSubstr("db_user")));
    EXPECT_EQ((*Dossier::openReadOnly(place()))->runs()->size(), 1U);
}

TEST_F(PostgresTest, IsCopiedBothWaysRowByRow)
{
    {
        const auto file = made();
        ASSERT_TRUE(file);
        fill(*file);
    }
    const auto there = copyDossier(path("release.holdpoint"), place());
    ASSERT_TRUE(there) << there.error().message;
    const auto back = copyDossier(place(), path("back.holdpoint"));
    ASSERT_TRUE(back) << back.error().message;

    EXPECT_EQ(there->auditHead, back->auditHead);
    EXPECT_EQ(there->rows, back->rows);
    EXPECT_GT(there->rows, 50U);
    EXPECT_THAT(faultsOf(*opened("back.holdpoint")), IsEmpty());
    const auto copy = Dossier::open(place());
    ASSERT_TRUE(copy) << copy.error().message;
    EXPECT_THAT(faultsOf(**copy), IsEmpty());
    EXPECT_EQ((*copy)->auditHead()->hash, opened()->auditHead()->hash) << "nothing was added";
    ASSERT_TRUE((*copy)->setNote("env.ssl", "goes on here", anna(), at(30)));
    EXPECT_THAT(faultsOf(**copy), IsEmpty());
}

TEST_F(PostgresTest, IsNotCopiedOverSomethingNorWhileARunIsUnderWayNorDamaged)
{
    const auto file = made();
    ASSERT_TRUE(file);
    ASSERT_TRUE(madeThere());
    const auto over = copyDossier(path("release.holdpoint"), place());
    ASSERT_FALSE(over);
    EXPECT_THAT(over.error().message, HasSubstr("is there already; name a new place"));

    ASSERT_TRUE(file->storePlan(planNamed("nightly")));
    ASSERT_TRUE(file->beginRun("search", RunKind::Load, planNamed("nightly"), at(0)));
    const auto during = copyDossier(path("release.holdpoint"), place("second"));
    ASSERT_FALSE(during);
    EXPECT_THAT(during.error().message, HasSubstr("run 1 in"));
    EXPECT_THAT(during.error().message, HasSubstr("is under way"));
    EXPECT_FALSE(Dossier::open(place("second"))) << "nothing is left of it";

    ASSERT_TRUE(file->endRun(1, at(1), "done", RunResult{}));
    ASSERT_TRUE(
        (*SqlConnection::open(path("release.holdpoint")))->execute(QStringLiteral("UPDATE audit SET hash = 'x' WHERE n = 2")));
    const auto damaged = copyDossier(path("release.holdpoint"), place("third"));
    ASSERT_FALSE(damaged);
    EXPECT_THAT(damaged.error().message, HasSubstr("audit row 2 does not follow"));
}

TEST_F(PostgresTest, RefusesInWordsWhatIsNoDossierOrCannotBeReached)
{
    const std::string server = "postgresql://postgres@127.0.0.1:" + std::to_string(s_port);
    const auto sentence = [](const std::string& url) {
        const auto opened = Dossier::open(url);
        return opened ? std::string("opened") : opened.error().message;
    };
    EXPECT_THAT(sentence(server + "/postgres"), HasSubstr("it names no dossier: one database holds many"));
    EXPECT_THAT(sentence(server + "/postgres#no-such"), HasSubstr("there is no dossier " + server + "/postgres#no-such"));
    EXPECT_THAT(sentence(server + "/nowhere#x"), HasSubstr("there is no database nowhere on 127.0.0.1"));
    EXPECT_THAT(sentence(server + "/postgres#a\"b"), HasSubstr("URL"));
    EXPECT_THAT(sentence("postgresql://anna:secret@127.0.0.1/postgres#x"), HasSubstr("put it into ~/.pgpass"));
    EXPECT_THAT(sentence("postgresql://anna:secret@127.0.0.1/postgres#x"), Not(HasSubstr("secret")));
    EXPECT_THAT(sentence("postgresql://nobody@127.0.0.1:" + std::to_string(s_port) + "/postgres#x"),
                HasSubstr("refuses the password of nobody"));
    const SilentPort closed(SilentPort::Kind::Refusing);
    EXPECT_THAT(sentence("postgresql://postgres@127.0.0.1" + closed.url().substr(closed.url().rfind(':')) + "/postgres#x"),
                HasSubstr("cannot be reached: "));
    sql("CREATE SCHEMA foreigner; CREATE TABLE foreigner.t (x int)");
    EXPECT_THAT(sentence(server + "/postgres#foreigner"), HasSubstr("its schema belongs to another program"));
    ASSERT_TRUE(madeThere());
    EXPECT_THAT(Dossier::create(place(), platform(), false).error().message, HasSubstr("there is one of that name already"));
    sql("INSERT INTO \\\"" + place().string().substr(place().string().find('#') + 1) +
        "\\\".schema_versions VALUES (99, '2026-01-01T00:00:00Z')");
    EXPECT_THAT(sentence(place().string()), HasSubstr("was written by a newer Holdpoint (schema 99"));
}

TEST_F(PostgresTest, OfAnotherReleaseOrOnlyToBeReadIsNotWritten)
{
    ASSERT_TRUE(madeThere());
    const auto other = Dossier::openFor(place(), {"platform", "1.9.0", ""}, false);
    ASSERT_FALSE(other);
    EXPECT_THAT(other.error().message, HasSubstr("holds the release platform 1.8.3, not platform 1.9.0"));
    const auto reader = Dossier::openReadOnly(place());
    ASSERT_TRUE(reader) << reader.error().message;
    const auto written = (*reader)->setNote("x", "y", anna(), at(0));
    ASSERT_FALSE(written);
    EXPECT_THAT(written.error().message, HasSubstr("it was opened to be read"));
}

TEST_F(PostgresTest, TheSecondOfTwoPeopleLearnsWhatTheFirstDid)
{
    const auto first = madeThere();
    const auto second = Dossier::open(place());
    ASSERT_TRUE(first && second);
    const auto seen = (*second)->auditHead()->length;
    ASSERT_TRUE(first->addItemChange({"env.ssl", ItemState::Overridden, "", "customer waits", {}, anna(), at(0)}, seen));
    ASSERT_TRUE(first->addItemChange({"env.dns", ItemState::Pass, "", "", {}, {}, at(0)}));
    const Person bea{"Bea Kurz", Role::DevOps, "bea"};

    const auto lost = (*second)->addItemChange({"env.ssl", ItemState::Pass, "61 days", "", {}, bea, at(1)}, seen);
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().kind, Error::Kind::Conflict);
    EXPECT_THAT(lost.error().message, HasSubstr("env.ssl: Anna Berg set it to OVERRIDDEN (\"customer waits\") at 10:00:00 UTC "
                                                "meanwhile; yours, PASS (\"61 days\"), was not stored"));
    EXPECT_EQ((*second)->itemChanges()->size(), 2U);
    EXPECT_TRUE((*second)->addItemChange({"env.dns", ItemState::Pass, "", "", {}, bea, at(1)}, seen))
        << "a machine's word is none";
    EXPECT_TRUE((*second)->addItemChange({"env.ssl", ItemState::Pass, "", "", {}, bea, at(2)}, (*second)->auditHead()->length));
    ASSERT_TRUE(first->setFormValue({"blank.cost", "900", "", "", anna(), at(3)}));
    EXPECT_THAT((*second)->setFormValue({"blank.cost", "1200", "", "", bea, at(4)}, seen).error().message,
                HasSubstr("set it to \"900\" at 10:00:03 UTC meanwhile; yours, \"1200\", was not stored"));
}

TEST_F(PostgresTest, TheSecondOfTwoWhoSignForOneRoleLearnsOfTheFirst)
{
    const auto first = madeThere();
    const auto second = Dossier::open(place());
    ASSERT_TRUE(first && second);
    SignatureRecord given;
    given.role = Role::Qa;
    given.status = SignatureStatus::Valid;
    given.name = "Anna Berg";
    given.at = at(0);
    ASSERT_TRUE(first->setSignature(given));
    given.name = "Bea Kurz";
    const auto late = (*second)->setSignature(given);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().kind, Error::Kind::Conflict);
    EXPECT_THAT(late.error().message, HasSubstr("Anna Berg has signed as QA Engineer meanwhile"));
    given.status = SignatureStatus::Pending;
    EXPECT_TRUE((*second)->setSignature(given)) << "it is withdrawn";
    given.status = SignatureStatus::Valid;
    EXPECT_TRUE((*second)->setSignature(given));
}

TEST_F(PostgresTest, TwoWhoLogAtOnceGetTwoNumbers)
{
    ASSERT_TRUE(madeThere());
    const auto log = [](const std::string& text) {
        const auto dossier = Dossier::open(place());
        LogEntry entry;
        entry.kind = kLogLesson;
        entry.ref = kNextLogRef;
        entry.by = anna();
        for (int i = 0; dossier && i < 20; ++i) {
            entry.content = Json{{"text", text + std::to_string(i)}};
            EXPECT_TRUE(addLogEntry(**dossier, entry));
        }
    };
    std::thread other([&] { log("theirs "); });
    log("ours ");
    other.join();
    const auto all = logEntries(**Dossier::open(place()));
    ASSERT_TRUE(all);
    EXPECT_EQ(all->size(), 40U) << "none replaced another";
}

TEST_F(PostgresTest, AThreadThatMustNotStandStillIsRefusedAtOnceAndComesBackByItself)
{
    const auto dossier = madeThere();
    ASSERT_TRUE(dossier);
    const auto locker = SqlConnection::open(place());
    ASSERT_TRUE(locker) << locker.error().message;
    const ShortWaits waits;
    const auto held = (*locker)->inTransaction(SqlConnection::Durability::Durable, [&]() -> Result<> {
        const auto refused = dossier->setNote("env.ssl", "while another writes", anna(), at(1));
        EXPECT_FALSE(refused);
        EXPECT_THAT(refused ? "" : refused.error().message, HasSubstr("another program held it for over 2 s"));
        return fail(Error::Kind::Refused, "rolled back");
    });
    EXPECT_FALSE(held);
    const auto slow = (*locker)->integer(QStringLiteral("SELECT CAST(CAST(pg_sleep(30) AS TEXT) AS INTEGER)"));
    ASSERT_FALSE(slow);
    EXPECT_THAT(slow.error().message, HasSubstr("was lost (no answer within 4 s)"));
    EXPECT_TRUE((*locker)->integer(QStringLiteral("SELECT 1"))) << "the next question makes the connection again";
    EXPECT_TRUE(dossier->setNote("env.ssl", "afterwards", anna(), at(2)));
    EXPECT_EQ(dossier->auditHead()->length, 2);
}

TEST_F(PostgresTest, ConnectingEndsAtOnceWhenReadingIsStopped)
{
    const SilentPort silent(SilentPort::Kind::Hanging);
    const auto stop = std::make_shared<std::atomic<bool>>(true);
    const ReadingStop reading(stop);
    const auto opened =
        Dossier::open("postgresql://postgres@127.0.0.1" + silent.url().substr(silent.url().rfind(':')) + "/postgres#x");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, Error::Kind::Cancelled);
}

TEST_F(PostgresTest, ACutConnectionIsMadeAgainAndNothingIsLostOrTwice)
{
    const auto dossier = madeThere();
    ASSERT_TRUE(dossier);
    for (int i = 1; i <= 8; ++i) {
        sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'holdpoint'");
        const auto stored = dossier->setNote("env.ssl", std::to_string(i), anna(), at(i));
        ASSERT_TRUE(stored) << stored.error().message;
    }
    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'holdpoint'");
    EXPECT_EQ(dossier->notes()->at("env.ssl"), "8");
    EXPECT_EQ(dossier->auditHead()->length, 9);
    EXPECT_THAT(faultsOf(*dossier), IsEmpty());
}

TEST_F(PostgresTest, RunsOfAnotherMachineAreLeftToItAsLongAsTheyGiveASign)
{
    const auto dossier = madeThere();
    ASSERT_TRUE(dossier);
    const auto now = systemClock().wallNow();
    ASSERT_TRUE(dossier->beginRun("search", RunKind::Load, planNamed("nightly"), now - std::chrono::minutes{20}));
    const std::string runs = "\\\"" + place().string().substr(place().string().find('#') + 1) + "\\\".runs";
    Frame frame = frameOf(1);
    frame.time = now - std::chrono::minutes{2};
    ASSERT_TRUE(dossier->addFrames(1, {frame}));
    sql("UPDATE " + runs + " SET writer_boot = 'elsewhere'");
    EXPECT_THAT((*Dossier::open(place()))->openingNotes(), IsEmpty());

    frame = frameOf(2);
    ASSERT_TRUE(dossier->beginRun("rsvp", RunKind::Load, planNamed("nightly"), now - std::chrono::minutes{20}));
    sql("UPDATE " + runs + " SET writer_boot = 'elsewhere'");
    const auto notes = (*Dossier::open(place()))->openingNotes();
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_THAT(notes.front(), HasSubstr("run 2 was interrupted"));
}

} // namespace holdpoint
