// SPDX-License-Identifier: GPL-3.0-or-later
// The Log tab: what the audit log tells of earlier runs, then what happens.
#include "ui/run/live_log.h"

#include "core/base/time_format.h"
#include "tests/gui/run/live_fixture.h"

#include <QTemporaryDir>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;

AuditRow row(const std::string& action, const std::string& detail, const std::string& actor = "A. Rao")
{
    AuditRow made;
    made.text = R"({"n":1,"at":"2026-01-05T10:46:31.000Z","actor":")" + actor + R"(","action":")" + action + R"(","detail":)" +
                detail + "}";
    return made;
}

std::string textOf(const LiveLog& log)
{
    return log.toPlainText().toStdString();
}

TEST(LiveLogTest, AfterARestartTheAuditLogTellsWhatHappened)
{
    LiveLog log;
    log.begin(
        logLinesOf({row("dossier created", "{}"), row("run began", R"({"run":1,"test":"search","kind":"load"})", "holdpoint"),
                    row("alarm fired", R"({"alarm":"slow","severity":"critical","sentence":"p(95) at worst 902 ms"})"),
                    row("alarm acknowledged", R"({"alarm":"slow","acknowledged_by":"A. Rao"})"),
                    row("run marked", R"({"run":1,"kind":"mark","note":"switched the fault off"})"),
                    row("alarm changed", R"({"alarm":"slow","outcome":""})"),
                    row("alarm changed", R"({"alarm":"slow","outcome":"rolled back\nthe index"})"),
                    row("run ended", R"({"run":1,"test":"search","outcome":"failed","why":"duration reached"})", "holdpoint"),
                    row("test skipped", R"({"test":"api"})"), AuditRow{9, "not JSON", ""}}));
    EXPECT_EQ(textOf(log), "2026-01-05, times in UTC\n"
                           "10:46:31 run 1, search: began (load)\n"
                           "10:46:31 alarm, CRITICAL: p(95) at worst 902 ms\n"
                           "10:46:31 alarm slow acknowledged by A. Rao\n"
                           "10:46:31 run 1, mark by A. Rao: switched the fault off\n"
                           "10:46:31 alarm slow, outcome: rolled back the index\n"
                           "10:46:31 run 1, search: FAIL, duration reached\n"
                           "10:46:31 test api skipped by A. Rao");
    log.begin({});
    EXPECT_EQ(textOf(log), "");
}

TEST(LiveLogTest, WhatADatabaseTellsOfEarlierStandsAboveWhatHappensWhileItIsRead)
{
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath(QStringLiteral("r.holdpoint")).toStdString();
    const WallTime now = *parseUtc("2026-01-05T10:50:00Z");
    {
        auto dossier = Dossier::create(file, {"platform", "1.8.3", ""}, false);
        ASSERT_TRUE(dossier) << dossier.error().message;
        Person rao;
        rao.name = "A. Rao";
        ASSERT_TRUE((*dossier)->addAudit("test skipped", Json{{"test", "api"}}, rao, now - std::chrono::minutes{5}));
        ASSERT_TRUE((*dossier)->addAudit("test taken back", Json{{"test", "api"}}, rao, now));
    }
    LiveLog log;
    const QString nothing = log.placeholderText();
    log.beginFrom(file);
    EXPECT_NE(log.placeholderText(), nothing) << "that is not known yet";
    log.add(QStringLiteral("setup: reset answered 200"), now + std::chrono::seconds{1});
    log.add(QStringLiteral("test api taken back by A. Rao"), now + std::chrono::seconds{1}); // the audit log has it by now
    EXPECT_THAT(textOf(log), HasSubstr("reset answered 200")) << "shown at once";
    ASSERT_TRUE(test::eventually([&log, &nothing] { return log.placeholderText() == nothing; }));
    EXPECT_EQ(textOf(log), "2026-01-05, times in UTC\n"
                           "10:45:00 test api skipped by A. Rao\n"
                           "10:50:00 test api taken back by A. Rao\n"
                           "10:50:01 setup: reset answered 200");

    log.begin({});
    EXPECT_EQ(textOf(log), "") << "another release";
}

TEST(LiveLogTest, ALogThatCannotBeReadSaysSoAndIsReadAgain)
{
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath(QStringLiteral("r.holdpoint")).toStdString();
    LiveLog log;
    const QString nothing = log.placeholderText();
    log.beginFrom(file);
    ASSERT_TRUE(test::eventually([&log] { return !textOf(log).empty(); }));
    EXPECT_THAT(textOf(log), HasSubstr("What happened before cannot be read: "));
    log.add(QStringLiteral("setup: reset answered 200"), *parseUtc("2026-01-05T10:50:00Z"));

    ASSERT_TRUE(Dossier::create(file, {"platform", "1.8.3", ""}, false));
    ASSERT_TRUE(test::eventually([&log, &nothing] {
        log.retry();
        return log.placeholderText() == nothing;
    }));
    EXPECT_EQ(textOf(log), "2026-01-05, times in UTC\n10:50:00 setup: reset answered 200");
}

TEST(LiveLogTest, WhatAPersonDecidesAboutARunHasTheSameWordsAtOnceAndAfterARestart)
{
    const Json counting{{"run", 1}, {"reason", "a backup ran"}};
    LiveLog log;
    log.begin(logLinesOf({row("run declared not counting", dumpJson(counting)), row("run declared counting", dumpJson(counting)),
                          row("run declared counting", R"({"run":1,"reason":""})"),
                          row("abort rule overruled", R"({"run":1,"rule":"http_req_failed rate<0.01, missed for 30s"})")}));
    EXPECT_EQ(textOf(log), "2026-01-05, times in UTC\n"
                           "10:46:31 run 1 does not count, says A. Rao: a backup ran\n"
                           "10:46:31 run 1 counts again, says A. Rao: a backup ran\n"
                           "10:46:31 run 1 counts again, says A. Rao\n"
                           "10:46:31 run 1: A. Rao kept the load running although http_req_failed rate<0.01, missed for 30s");

    LivePage page;
    Person rao;
    rao.name = "A. Rao";
    page.setPerson(rao);
    page.tellCounting(1, false, QStringLiteral("a backup ran"));
    page.tellCounting(1, true, QString());
    page.tellKept(1, QStringLiteral("p(95)<300"));
    const std::string told = test::child<LiveLog>(page, "log").toPlainText().toStdString();
    EXPECT_THAT(told, HasSubstr(" run 1 does not count, says A. Rao: a backup ran\n"));
    EXPECT_THAT(told, HasSubstr(" run 1 counts again, says A. Rao\n"));
    EXPECT_THAT(told, HasSubstr(" run 1: A. Rao kept the load running although p(95)<300"));
}

TEST(LiveLogTest, AnAlarmHasALineForEachThingThatHappensToIt)
{
    const WallTime now = *parseUtc("2026-01-05T10:50:00Z");
    LiveLog log;
    AlarmRecord known = alarm("old", "warning", "2026-01-05T10:40:00Z", "memory at worst 81 %", "");
    log.know({known});
    log.take(known, now);
    EXPECT_EQ(textOf(log), "") << "it was there before";

    AlarmRecord record = alarm("slow", "critical", "2026-01-05T10:46:31Z", "p(95) at worst 902 ms", "");
    log.take(record, now);
    record.sentence = "p(95) at worst 904 ms"; // only worse
    log.take(record, now);
    AlarmRecord acknowledged = record;
    acknowledged.acknowledgedBy = "A. Rao";
    log.take(acknowledged, now);
    record.to = now; // the runner does not know who acknowledged
    record.sentence += "; ended with the run";
    log.take(record, now);
    acknowledged.to = now;
    acknowledged.outcome = "rolled back";
    log.take(acknowledged, now);
    EXPECT_EQ(textOf(log), "2026-01-05, times in UTC\n"
                           "10:50:00 alarm, CRITICAL: p(95) at worst 902 ms\n"
                           "10:50:00 alarm slow acknowledged by A. Rao\n"
                           "10:50:00 alarm ended: p(95) at worst 904 ms; ended with the run\n"
                           "10:50:00 alarm slow, outcome: rolled back");
}

} // namespace
} // namespace holdpoint
