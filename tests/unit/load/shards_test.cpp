// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/pacer.h"
#include "core/load/random.h"
#include "tests/support/load_plan.h"
#include "tests/support/rude_server.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <memory>
#include <numeric>
#include <set>

using namespace holdpoint;
using namespace holdpoint::test;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t kCounts[] = {1, 2, 3, 7};

/// What the server saw of all agents together.
struct Union
{
    std::multiset<int> rows;
    std::set<int> vus;
    double iterations = 0;
    double dropped = 0;
};

int numberAfter(const std::string& text, const std::string& key)
{
    const auto at = text.find(key);
    return at == std::string::npos ? -1 : std::stoi(text.substr(at + key.size()));
}

Plan planOver(const std::string& url, std::vector<Scenario> scenarios, int rows)
{
    for (Scenario& scenario : scenarios) {
        if (scenario.flow.empty()) {
            scenario.flow = {httpStep("GET", "/ok?vu={{vu}}&row={{users.id}}", "get")};
        }
    }
    Plan plan = planFor(url, std::move(scenarios));
    DataSet users;
    users.name = "users";
    users.columns = {"id"};
    users.pick = DataSet::Pick::Unique;
    for (int i = 0; i < rows; ++i) {
        users.rows.push_back({std::to_string(i)});
    }
    plan.data["users"] = users;
    return plan;
}

/// Runs all n agents of a plan at once, as one run does.
Union runOnce(const std::vector<Scenario>& scenarios, int rows, std::uint32_t count)
{
    RudeServer server;
    const Plan plan = planOver(server.url(), scenarios, rows);
    std::vector<std::unique_ptr<RunningLoad>> agents;
    for (std::uint32_t index = 0; index < count; ++index) {
        Shard shard;
        shard.index = index;
        shard.count = count;
        agents.push_back(std::make_unique<RunningLoad>(plan, shard, 1 + index % 2));
    }
    for (const auto& agent : agents) {
        agent->start();
    }
    Union all;
    for (const auto& agent : agents) {
        const LoadOutcome load = agent->finish();
        EXPECT_TRUE(load.isFinished);
        all.iterations += load.count("iterations");
        all.dropped += load.count("dropped_iterations");
    }
    for (const std::string& request : server.requests()) {
        all.rows.insert(numberAfter(request, "row="));
        all.vus.insert(numberAfter(request, "vu="));
    }
    return all;
}

/// Once more where this machine came to a halt and dropped arrivals: what is dropped cannot show who would have started it.
Union runSplit(const std::vector<Scenario>& scenarios, int rows, std::uint32_t count)
{
    Union all;
    for (int attempt = 0; attempt < 4; ++attempt) {
        all = runOnce(scenarios, rows, count);
        if (all.dropped == 0) {
            break;
        }
    }
    return all;
}

std::set<int> upTo(int first, int last)
{
    std::set<int> numbers;
    for (int number = first; number <= last; ++number) {
        numbers.insert(number);
    }
    return numbers;
}

/// Every planned iteration was started once, with the data row of its number.
void expectWholePlan(const Union& all, int planned, int vus, std::uint32_t count)
{
    SCOPED_TRACE(std::to_string(count) + " agents");
    EXPECT_EQ(all.iterations, planned);
    EXPECT_EQ(all.dropped, 0);
    const std::set<int> distinct(all.rows.begin(), all.rows.end());
    EXPECT_EQ(distinct.size(), all.rows.size()); // no row twice
    EXPECT_EQ(distinct, upTo(0, planned - 1));
    EXPECT_EQ(all.vus, upTo(1, vus));
}

} // namespace

TEST(ShardTest, ConstantArrivalsAreTheSameForAnyNumberOfAgents)
{
    for (const std::uint32_t count : kCounts) {
        const Scenario burst = arrivals("burst", 150, 300ms, 10, {});
        expectWholePlan(runSplit({burst}, 45, count), 45, 10, count);
    }
}

TEST(ShardTest, ARampOfArrivalsIsTheSameForAnyNumberOfAgents)
{
    for (const std::uint32_t count : kCounts) {
        Scenario ramp = arrivals("ramp", 50, 300ms, 5, {});
        ramp.executor.kind = ExecutorKind::RampingArrivalRate;
        ramp.executor.stages = {{350, 150ms}, {50, 150ms}};
        expectWholePlan(runSplit({ramp}, 60, count), 60, 5, count);
    }
}

TEST(ShardTest, PacedVusAreTheSameForAnyNumberOfAgents)
{
    for (const std::uint32_t count : kCounts) {
        Scenario paced = constantVus("paced", 10, 600ms, {});
        paced.pace = 300ms;
        expectWholePlan(runSplit({paced}, 20, count), 20, 10, count);
    }
}

TEST(ShardTest, ARampOfVusHasTheSameVusForAnyNumberOfAgents)
{
    for (const std::uint32_t count : kCounts) {
        Scenario ramp = constantVus("ramp", 0, 400ms, {});
        ramp.executor.kind = ExecutorKind::RampingVus;
        ramp.executor.startVus = 2;
        ramp.executor.stages = {{9, 100ms}, {9, 200ms}, {3, 100ms}};
        ramp.pace = 50ms;
        const Union all = runSplit({ramp}, 10'000, count);
        EXPECT_EQ(all.vus, upTo(1, 9)) << count;
        EXPECT_EQ(std::set<int>(all.rows.begin(), all.rows.end()).size(), all.rows.size()) << count;
    }
}

TEST(ShardTest, SharedIterationsAreTheSameForAnyNumberOfAgents)
{
    for (const std::uint32_t count : kCounts) {
        Scenario shared = constantVus("shared", 3, 1h, {}); // fewer VUs than agents
        shared.executor.kind = ExecutorKind::SharedIterations;
        shared.executor.iterations = 50;
        shared.pace = 5ms; // so that every VU gets some
        expectWholePlan(runSplit({shared}, 50, count), 50, 3, count);
    }
}

TEST(ShardTest, IterationsOfEachVuAreTheSameForAnyNumberOfAgents)
{
    for (const std::uint32_t count : kCounts) {
        Scenario each = constantVus("each", 10, 1h, {});
        each.executor.kind = ExecutorKind::PerVuIterations;
        each.executor.iterations = 5;
        expectWholePlan(runSplit({each}, 50, count), 50, 10, count);
    }
}

TEST(ShardTest, ScenariosThatShareUniqueRowsDivideThemTheSameWayForAnyNumberOfAgents)
{
    for (const std::uint32_t count : kCounts) {
        Scenario each = constantVus("each", 4, 1h, {});
        each.executor.kind = ExecutorKind::PerVuIterations;
        each.executor.iterations = 5;
        expectWholePlan(runSplit({arrivals("burst", 100, 200ms, 5, {}), each}, 40, count), 40, 9, count);
    }
}

TEST(ShardTest, TheSameDeliveriesGoOutTwiceForAnyNumberOfAgents)
{
    Step deliver = httpStep("POST", "/ok?vu={{vu}}&row={{users.id}}", "deliver");
    deliver.kind = StepKind::Webhook;
    deliver.http.webhookId = "{{users.id}}";
    deliver.http.redeliver = 0.07;
    for (const std::uint32_t count : kCounts) {
        const Union all = runSplit({arrivals("hooks", 200, 500ms, 50, {deliver})}, 100, count);
        if (all.dropped > 0) {
            continue; // a machine that came to a halt
        }
        std::set<int> twice;
        for (const int row : all.rows) {
            if (all.rows.count(row) == 2) {
                twice.insert(row);
            }
        }
        EXPECT_EQ(twice, (std::set<int>{14, 28, 42, 57, 71, 85, 99})) << count << " agents";
    }
}

TEST(ShardTest, TheStartsOfAllAgentsAreThoseOfOne)
{
    Executor ramp;
    ramp.kind = ExecutorKind::RampingArrivalRate;
    ramp.ratePerSecond = 3;
    ramp.stages = {{80, 17s}, {80, 5s}, {0, 13s}};
    Executor level;
    level.kind = ExecutorKind::ConstantArrivalRate;
    level.ratePerSecond = 31.0 / 60;
    level.duration = 10min;
    for (const Executor& executor : {ramp, level}) {
        const ArrivalSchedule schedule(executor);
        std::vector<Nanos> one;
        for (std::uint64_t n = 0; n < schedule.count(); ++n) {
            one.push_back(schedule.at(n));
        }
        for (const std::uint64_t count : kCounts) {
            std::vector<Nanos> all;
            for (std::uint64_t index = 0; index < count; ++index) {
                const Stripe own{index, count};
                for (std::uint64_t k = 0; k < own.sizeOf(schedule.count()); ++k) {
                    all.push_back(schedule.at(own.at(k)));
                }
            }
            std::sort(all.begin(), all.end());
            EXPECT_EQ(all, one) << count;
        }
    }
}

TEST(ShardTest, MergedFramesOfAllAgentsHoldTheHistogramsOfOne)
{
    const std::string key = "http_req_duration{name:search}";
    std::optional<std::string> bytesOfOne;
    for (const std::uint32_t count : kCounts) {
        MetricTotals totals;
        for (std::uint32_t index = 0; index < count; ++index) {
            for (std::uint64_t tick = 0; tick < 5; ++tick) {
                Frame frame;
                frame.shard = std::to_string(index + 1) + "/" + std::to_string(count);
                frame.seq = tick + 1;
                frame.tick = tick;
                LatencyHistogram& trend = frame.trends.try_emplace(key).first->second;
                for (std::uint64_t n = index; n < 20'000; n += count) {
                    if (n % 5 == tick) {
                        trend.record(Micros{static_cast<std::int64_t>(Random::mixed(n) % 5'000'000)});
                    }
                }
                const auto read = frameFromJson(toJson(frame)); // as it travels
                ASSERT_TRUE(read);
                totals.add(*read);
            }
        }
        const LatencyHistogram* trend = totals.trend(key);
        ASSERT_NE(trend, nullptr);
        const std::string bytes = trend->encodeV2() + "/" + std::to_string(trend->sumUs()) + "/" +
                                  std::to_string(trend->minUs()) + "/" + std::to_string(trend->maxUs());
        bytesOfOne = bytesOfOne.value_or(bytes);
        EXPECT_EQ(bytes, *bytesOfOne) << count;
    }
}
