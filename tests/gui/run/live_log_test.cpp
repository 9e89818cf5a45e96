// SPDX-License-Identifier: GPL-3.0-or-later
// The Log tab: what the audit log tells of earlier runs, then what happens.
#include "ui/run/live_log.h"

#include "core/base/time_format.h"
#include "tests/gui/run/live_fixture.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;
using testing::Not;

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
    log.begin({row("dossier created", "{}"), row("run began", R"({"run":1,"test":"search","kind":"load"})", "holdpoint"),
               row("alarm fired", R"({"alarm":"slow","severity":"critical","sentence":"p(95) at worst 902 ms"})"),
               row("alarm acknowledged", R"({"alarm":"slow","acknowledged_by":"A. Rao"})"),
               row("run marked", R"({"run":1,"kind":"mark","note":"switched the fault off"})"),
               row("alarm changed", R"({"alarm":"slow","outcome":""})"),
               row("alarm changed", R"({"alarm":"slow","outcome":"rolled back\nthe index"})"),
               row("run ended", R"({"run":1,"test":"search","outcome":"failed","why":"duration reached"})", "holdpoint"),
               row("test skipped", R"({"test":"api"})"), AuditRow{9, "not JSON", ""}});
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
