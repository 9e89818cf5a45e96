// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/alarm_poster.h"

#include "core/base/time_format.h"
#include "tests/integration/session/session_fixture.h"
#include "tests/support/contract_server.h"
#include "tests/support/silent_port.h"

#include <QTest>

namespace holdpoint {
namespace {

using test::ContractServer;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int kLimitMs = 20'000;

class AlarmPosterTest : public SessionTest
{
protected:
    AlarmPosterTest()
    {
        std::string plan = kSessionPlan;
        plan += "alarms:\n"
                "  - {id: errors, metric: http_req_failed, when: \"rate>0.01\", severity: critical, action: Investigate, notify: "
                "[slack, pagerduty]}\n"
                "  - {id: quiet, metric: http_req_failed, when: \"rate>0.05\"}\n"
                "monitoring:\n"
                "  slack: {url: \"" +
                m_server.url("/slack/api") + "\", token: \"" + ContractServer::kToken +
                "\", channel: C123}\n"
                "  pagerduty: {events_url: \"" +
                m_server.url("/events") + "\", routing_key: \"" + ContractServer::kRoutingKey + "\"}\n";
        write("plan.yaml", plan);
        m_session = session();
    }

    static AlarmRecord alarm(const std::string& id, bool isCleared)
    {
        AlarmRecord record;
        record.id = id;
        record.run = 3;
        record.from = *parseUtc("2026-01-05T10:46:31Z");
        record.severity = "critical";
        record.sentence = "http_req_failed rate is 1.40 %, alarm at rate>0.01, for 10 s";
        record.action = "Investigate";
        if (isCleared) {
            record.to = record.from + Seconds{40};
        }
        return record;
    }
    std::vector<std::string> bodiesOf(const std::string& path) const
    {
        std::vector<std::string> bodies;
        for (const test::ContractRequest& request : m_server.requests()) {
            if (request.path.starts_with(path)) {
                bodies.push_back(request.body);
            }
        }
        return bodies;
    }
    bool waitFor(std::size_t lines) const
    {
        return QTest::qWaitFor([&] { return m_lines.size() >= lines; }, kLimitMs);
    }
    void listen(AlarmPoster& poster)
    {
        QObject::connect(&poster, &AlarmPoster::told, &m_context,
                         [this](const QString& line) { m_lines.push_back(line.toStdString()); });
    }
    std::size_t auditRows(const std::string& action) const
    {
        std::size_t count = 0;
        const auto rows = m_session->dossier().audit();
        for (const AuditRow& row : *rows) {
            count += row.text.find("\"" + action + "\"") != std::string::npos ? 1 : 0;
        }
        return count;
    }

    ContractServer m_server;
    std::unique_ptr<Session> m_session;
    std::vector<std::string> m_lines;
    QObject m_context;
};

TEST_F(AlarmPosterTest, AnAlarmIsToldOnceWhenItBeginsAndOnceWhenItClears)
{
    AlarmPoster poster(*m_session);
    listen(poster);
    poster.take(alarm("errors", false));
    poster.take(alarm("errors", false)); // it got worse
    ASSERT_TRUE(waitFor(2));
    poster.take(alarm("errors", true));
    poster.take(alarm("errors", true));
    ASSERT_TRUE(waitFor(4));

    const auto slack = bodiesOf("/slack/api/chat.postMessage");
    ASSERT_THAT(slack, SizeIs(2));
    EXPECT_THAT(slack[0], HasSubstr("*Critical alarm*"));
    EXPECT_THAT(slack[0], HasSubstr("Response: Investigate"));
    EXPECT_THAT(slack[1], HasSubstr("*Alarm cleared*"));
    EXPECT_THAT(slack[1], HasSubstr("thread_ts")) << "in the thread of the first";
    const auto events = bodiesOf("/events");
    ASSERT_THAT(events, SizeIs(2));
    EXPECT_THAT(events[0], HasSubstr("\"trigger\""));
    EXPECT_THAT(events[1], HasSubstr("\"resolve\""));
    EXPECT_THAT(events[1], HasSubstr("holdpoint platform 1.8.3 run 3 errors"));
    EXPECT_THAT(m_server.violations(), IsEmpty());
    EXPECT_THAT(m_lines, Contains("Slack was told of the alarm errors"));
    EXPECT_EQ(auditRows("alarm notice intended"), 4U);
    EXPECT_EQ(auditRows("alarm notice sent"), 4U);
}

TEST_F(AlarmPosterTest, AnAlarmWhosePlanSaysNothingIsToldToNobody)
{
    AlarmPoster poster(*m_session);
    poster.take(alarm("quiet", false));
    poster.take(alarm("silent-prometheus", false));
    EXPECT_THAT(m_server.requests(), IsEmpty());
    EXPECT_EQ(auditRows("alarm notice intended"), 0U);
}

TEST_F(AlarmPosterTest, WhatWasNotTakenIsSaidAndNotSentAgain)
{
    m_server.script("/slack/api/chat.postMessage", {{200, R"({"ok": false, "error": "channel_not_found"})", {}}});
    AlarmPoster poster(*m_session);
    listen(poster);
    poster.take(alarm("errors", false));
    ASSERT_TRUE(waitFor(2));
    EXPECT_THAT(m_lines, Contains(HasSubstr("Slack was not told of the alarm errors: ")));
    poster.take(alarm("errors", false));
    EXPECT_THAT(bodiesOf("/slack/api/chat.postMessage"), SizeIs(1));
}

TEST_F(AlarmPosterTest, ANoticeOnItsWayWhenTheProgramEndsStillArrives)
{
    {
        AlarmPoster poster(*m_session);
        poster.take(alarm("errors", false));
        poster.finish();
    }
    EXPECT_THAT(bodiesOf("/slack/api/chat.postMessage"), SizeIs(1));
    EXPECT_EQ(auditRows("alarm notice sent"), 2U);
}

TEST_F(AlarmPosterTest, ANoticeOnItsWayHoldsNobodyWhoLeavesTheReleaseAndIsStillRecorded)
{
    const SilentPort silent(SilentPort::Kind::Hanging);
    std::string plan = kSessionPlan;
    plan += "alarms:\n  - {id: errors, metric: http_req_failed, when: \"rate>0.01\", severity: critical, action: Investigate, "
            "notify: [slack]}\nmonitoring:\n  slack: {url: \"" +
            silent.url() + "\", token: t, channel: C123}\n";
    write("plan.yaml", plan);
    m_session = session();
    {
        AlarmPoster poster(*m_session);
        poster.take(alarm("errors", false));
    }
    EXPECT_EQ(auditRows("alarm notice intended"), 1U);
    EXPECT_EQ(auditRows("alarm notice sent"), 0U) << "the poster is gone before Slack's time is over";
    m_session.reset();
    AlarmPoster::endAll();
    m_session = session();
    EXPECT_EQ(auditRows("alarm notice sent"), 1U);
    EXPECT_THAT(m_session->dossier().audit()->back().text, HasSubstr("\"why\""));
}

} // namespace
} // namespace holdpoint
