// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/integration/ctl/ctl_fixture.h"
#include "tests/support/contract_server.h"

#include <QFile>
#include <csignal>
#include <filesystem>

namespace holdpoint {

/// A release whose plan names all services of the contract server, with their tokens in an env file.
class OutsideTest : public CtlTest
{
protected:
    void SetUp() override
    {
        url = QStringLiteral("http://127.0.0.1:1"); // no load is sent
        write(QStringLiteral(".env"),
              std::string("TOKEN=") + test::ContractServer::kToken + "\nROUTING_KEY=" + test::ContractServer::kRoutingKey + "\n");
        std::filesystem::permissions(path(QStringLiteral(".env")).toStdString(), std::filesystem::perms::owner_read);
    }

    std::string monitoring(const std::string& slack) const
    {
        return "monitoring:\n  slack: " + slack + "\n  grafana: {url: \"" + server.url("/grafana") +
               "\", token: \"${TOKEN}\", timeout: 2s}\n  alertmanager: {url: \"" + server.url("/alertmanager") +
               "\"}\n  pagerduty: {url: \"" + server.url("/pagerduty") + "\", events_url: \"" + server.url("/events") +
               "\", routing_key: \"${ROUTING_KEY}\", token: \"${TOKEN}\", policies: [P1]}\n"
               "window: {duration: 90m, silence: [env=staging]}\n";
    }
    std::string slackByToken() const
    {
        return "{url: \"" + server.url("/slack/api") + "\", token: \"${TOKEN}\", channel: C123, timeout: 2s}";
    }
    std::string lockSection() const { return "lock: {url: \"" + server.url("/lock/staging") + "\"}"; }

    void makeRelease(const std::string& more)
    {
        writePlan(1, more);
        const ProgramResult made =
            check({QStringLiteral("--no-sense"), QStringLiteral("--item"), QStringLiteral("env.same-server-specs")});
        ASSERT_EQ(made.code, 96) << made.err;
    }
    QStringList secrets() const { return {QStringLiteral("--env-file"), path(QStringLiteral(".env"))}; }
    QString dossier() const { return path(QStringLiteral("d.holdpoint")); }
    ProgramResult check(const QStringList& words) const { return runCtl(checkWords(words)); }
    QStringList checkWords(const QStringList& words) const
    {
        return QStringList{QStringLiteral("check"),           path(QStringLiteral("plan.yaml")), QStringLiteral("-e"),
                           QStringLiteral("BASE_URL=") + url, QStringLiteral("--dossier"),       dossier()} +
               secrets() + words;
    }
    QStringList windowWords(const QStringList& words) const
    {
        return QStringList{QStringLiteral("window"), dossier()} + words + secrets() +
               QStringList{QStringLiteral("--by"), QStringLiteral("Mara")};
    }
    ProgramResult window(const QStringList& words) const { return runCtl(windowWords(words)); }
    std::string audit()
    {
        EXPECT_EQ(runCtl({QStringLiteral("report"), dossier(), QStringLiteral("--out"), path(QStringLiteral("out"))}).code, 0);
        return text(QStringLiteral("out/audit.jsonl"));
    }
    /// Requests of a method to a path.
    std::size_t sent(const std::string& method, const std::string& where) const
    {
        std::size_t count = 0;
        for (const test::ContractRequest& request : server.requests()) {
            count += request.method == method && request.path == where ? 1 : 0;
        }
        return count;
    }
    void expectAllTold(std::size_t times) const
    {
        EXPECT_EQ(sent("POST", "/slack/api/chat.postMessage"), times);
        EXPECT_EQ(sent("POST", "/grafana/api/annotations"), times);
        EXPECT_EQ(sent("POST", "/alertmanager/api/v2/silences"), times);
        EXPECT_EQ(sent("POST", "/events/v2/change/enqueue"), times);
    }

    test::ContractServer server;
};

} // namespace holdpoint
