// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "core/k6/k6_run.h"
#include "core/metrics/totals.h"
#include "core/plan/plan_reader.h"
#include "tests/support/child_process.h"
#include "tests/support/eventually.h"

#include <gtest/gtest.h>

namespace holdpoint {

using Values = std::vector<std::pair<std::string, std::string>>;

/// One run of a plan with one k6 test, its frames cut as an agent cuts them.
class K6RunTest : public testing::Test
{
protected:
    void write(const std::string& name, const std::string& text) { ASSERT_TRUE(writeFileAtomically(folder.path() / name, text)); }

    /// A plan of one k6 test; `program` is the stand-in if there is no k6.
    void read(const std::string& program, const Values& env, const std::string& more = "", const std::string& args = "")
    {
        std::string list;
        for (const auto& [name, value] : env) {
            list += (list.empty() ? "" : ", ") + name + ": \"" + value + "\"";
        }
        write("script.js", script);
        const std::string text =
            "holdpoint: 1\nname: x\nenvironment: {base_url: http://127.0.0.1:8080, allow_hosts: [127.0.0.1], "
            "production_hosts: [www.example.com]}\ntests:\n  search:\n    engine: k6\n    script: script.js\n    k6: " +
            program + "\n    env: {" + list + "}\n    args: [" + args + "]\n" + more;
        PlanReading reading = readPlanText(text, folder.path() / "plan.yaml", {});
        ASSERT_TRUE(reading.isValid()) << reading.faults.front().text();
        const auto tree = planForAgent(reading.plan);
        ASSERT_TRUE(tree);
        PlanReading again = planFromResolved(*tree, {});
        ASSERT_TRUE(again.isValid()) << again.faults.front().text();
        plan = std::move(again.plan);
        run = std::make_unique<K6Run>(plan, plan.tests.front(), shard);
    }

    /// A k6 of which `text` is what it does for `run`.
    void writeProgram(const std::string& text)
    {
        write("k6.sh", "#!/bin/sh\n[ \"$1\" = version ] && echo k6 v1.0.0 && exit\n" + text);
        std::filesystem::permissions(folder.path() / "k6.sh", std::filesystem::perms::owner_all);
    }
    std::string program() const { return (folder.path() / "k6.sh").string(); }

    void start() { run->start(systemClock().steadyNow()); }

    /// Cuts frames as an agent does, until the run has ended.
    void finish(std::chrono::seconds limit = std::chrono::seconds{60})
    {
        std::uint64_t tick = 0;
        const bool isOver = test::eventually(
            [&] {
                const auto early = run->takeEarlyLog();
                log.insert(log.end(), early.begin(), early.end());
                const auto began = run->began();
                if (began &&
                    systemClock().steadyNow() >= *began + Seconds{static_cast<std::int64_t>(tick) + 1} + run->cutDelay()) {
                    take(tick++);
                }
                return run->isFinished();
            },
            limit);
        ASSERT_TRUE(isOver);
        if (run->began()) {
            take(tick);
        }
        const auto early = run->takeEarlyLog();
        log.insert(log.end(), early.begin(), early.end());
        verdict = run->verdict().value_or(EngineVerdict{});
    }

    void take(std::uint64_t tick)
    {
        const Frame frame = run->takeFrame(tick, false);
        EXPECT_TRUE(totals.add(frame));
        log.insert(log.end(), frame.events.begin(), frame.events.end());
        frames.push_back(frame);
    }

    double count(const std::string& key) const { return totals.value(key, {AggregateKind::Count, 0}).value_or(-1); }

    test::TempFolder folder;
    std::string script = "import http from 'k6/http';\nexport default function () {}\n";
    Shard shard;
    Plan plan;
    std::unique_ptr<K6Run> run;
    MetricTotals totals;
    std::vector<Frame> frames;
    std::vector<std::string> log;
    EngineVerdict verdict;
};

} // namespace holdpoint
