// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "core/base/json.h"
#include "tests/support/program.h"

#include <QTemporaryDir>
#include <gtest/gtest.h>
#include <memory>
#include <regex>

namespace holdpoint {

/// A folder of its own, a staging service of its own, and a plan that loads it for a few seconds.
class CtlTest : public testing::Test
{
protected:
    void startStaging(const QStringList& faults = {})
    {
        QStringList words{QStringLiteral("staging"), QStringLiteral("--port"), QStringLiteral("0"), QStringLiteral("--exit-with-parent")};
        for (const QString& fault : faults) {
            words << QStringLiteral("--fault") << fault;
        }
        staging = std::make_unique<Program>(QStringLiteral("holdpointctl"), words);
        ASSERT_TRUE(staging->waitForOutput("\n")) << staging->err();
        const std::string out = staging->out();
        const auto at = out.find("http://");
        ASSERT_NE(at, std::string::npos) << out;
        url = QString::fromStdString(out.substr(at, out.find_first_of(" \n", at) - at));
    }

    QString path(const QString& name) const { return folder.filePath(name); }
    std::string text(const QString& name) const
    {
        const auto bytes = readFile(path(name).toStdString());
        return bytes ? *bytes : std::string();
    }
    void write(const QString& name, const std::string& bytes)
    {
        ASSERT_TRUE(writeFileAtomically(path(name).toStdString(), bytes));
    }
    /// One test, one scenario, `seconds` of 20 searches a second. A slow machine may generate it late without being limited.
    void writePlan(int seconds, const std::string& more = "")
    {
        write(QStringLiteral("plan.yaml"), R"(holdpoint: 1
name: Small plan
release: {name: platform, version: "1.0"}
environment:
  name: staging
  base_url: ${BASE_URL}
  allow_hosts: [127.0.0.1]
  production_hosts: [www.example.com]
  timeout: )" + timeout + R"(
generator: {max_lag: 60s, max_busy: 100%, max_limited: 100%}
tests:
  search:
    title: Search Load Test
    setup:
      - post: /_staging/reset
    scenarios:
      searchers:
        executor: constant-arrival-rate
        rate: 20/s
        duration: )" + std::to_string(seconds) +
                                               R"(s
        graceful_stop: 1s
        pre_allocated_vus: 10
        max_vus: 40
        flow:
          - get: /api/search?q=yoga
            name: search
            checks: {status: 200, json: {/results: array}}
    load_targets:
      - {metric: "http_reqs{name:search}", expect: "rate>=20", tolerance: 25%}
    thresholds:
      - {metric: "http_req_duration{name:search}", target: "p(95)<15000", critical: "p(95)<20000", min_n: 20, action: Optimise queries}
      - {metric: http_req_failed, target: "rate<0.001", critical: "rate<0.01", min_n: 20, action: Investigate immediately}
)" + more);
    }
    QStringList runWords(const QStringList& more = {}) const
    {
        return QStringList{QStringLiteral("run"), path(QStringLiteral("plan.yaml")), QStringLiteral("-e"),
                           QStringLiteral("BASE_URL=") + url, QStringLiteral("--dossier"), path(QStringLiteral("d.holdpoint")),
                           QStringLiteral("--out"), path(QStringLiteral("out"))} +
               more;
    }
    Json report() const
    {
        const auto json = parseJson(text(QStringLiteral("out/report.json")), "report.json");
        return json ? *json : Json();
    }
    std::string outcome() const { return stringAt(report()["tests"][0], "verdict"); }

    /// Until `seconds` of the load have passed; false if it ends before.
    static bool waitForLoad(Program& run, int seconds)
    {
        // "Search Load Test  0:02 / 0:30"
        static const std::regex kElapsed(R"( (\d+):(\d\d) /)");
        return run.waitForError([seconds](const std::string& err) {
            for (std::sregex_iterator at(err.begin(), err.end(), kElapsed), end; at != end; ++at) {
                if (std::stoi((*at)[1]) * 60 + std::stoi((*at)[2]) >= seconds) {
                    return true;
                }
            }
            return false;
        });
    }

    std::string timeout = "20s"; // of the plan's requests
    QTemporaryDir folder;
    std::unique_ptr<Program> staging;
    QString url;
};

} // namespace holdpoint
