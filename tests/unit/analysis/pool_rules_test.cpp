// SPDX-License-Identifier: GPL-3.0-or-later
// C1 to C5 and P1 to P6.
#include "tests/unit/analysis/rules_fixture.h"

namespace holdpoint {
namespace {

using testing::HasSubstr;

TEST_F(RulesTest, C1FindsALowHitRateFromAThousandLookUpsOn)
{
    EXPECT_EQ(stateOf(ruleC1(facts)), HintState::Nothing);
    facts.cache->hits = 699;
    facts.cache->misses = 301;
    EXPECT_EQ(stateOf(ruleC1(facts)), HintState::Found);
    EXPECT_EQ(ruleC1(facts)[0].numbers["critical"], false);
    facts.cache->hits = 499;
    facts.cache->misses = 501;
    EXPECT_THAT(wordsOf(ruleC1(facts)), HasSubstr("very low"));
    facts.cache->hits = 498;
    EXPECT_EQ(stateOf(ruleC1(facts)), HintState::Unknown);
    EXPECT_THAT(wordsOf(ruleC1(facts)), HasSubstr("only 999 look-ups"));
    facts.cache = silent();
    EXPECT_EQ(stateOf(ruleC1(facts)), HintState::Unknown);
}

TEST_F(RulesTest, C2FindsEvictionsAndAFullMemory)
{
    EXPECT_EQ(stateOf(ruleC2(facts)), HintState::Nothing);
    facts.cache->usedMemory = 95;
    EXPECT_EQ(stateOf(ruleC2(facts)), HintState::Found);
    facts.cache->memoryLimit = 0;
    EXPECT_EQ(stateOf(ruleC2(facts)), HintState::Nothing) << "no limit is never full";
    facts.cache->evicted = 1;
    EXPECT_EQ(stateOf(ruleC2(facts)), HintState::Found);
    EXPECT_TRUE(ruleC2(RunFacts{})[0].isNotConfigured);
}

TEST_F(RulesTest, C3FindsTtlsThatAreTooShortOrMissing)
{
    EXPECT_EQ(stateOf(ruleC3(facts)), HintState::Nothing);
    facts.cache->expired = 500;
    EXPECT_THAT(wordsOf(ruleC3(facts)), HasSubstr("TTL too short"));
    facts.cache->expired = 499;
    facts.cache->keysWithTtl = 89;
    EXPECT_THAT(wordsOf(ruleC3(facts)), HasSubstr("only 89\u00a0% of 100 keys expire"));
    facts.cache->keysWithTtl = 90;
    facts.cache->hits = facts.cache->misses = 1;
    EXPECT_EQ(stateOf(ruleC3(facts)), HintState::Unknown);
}

TEST_F(RulesTest, C4FindsAColdStartInTheFirstMinute)
{
    const auto at = [](int second, double hits, double misses) {
        return CacheSample{WallTime{} + std::chrono::seconds{second}, hits, misses, 1};
    };
    facts.cache->samples = {at(0, 100, 100), at(30, 200, 200), at(60, 300, 300), at(120, 3000, 400)};
    EXPECT_THAT(wordsOf(ruleC4(facts)),
                HasSubstr("cold start: hit rate 50\u00a0% in the first 60\u00a0s, 96\u00a0% behind them"));
    facts.cache->samples = {at(0, 0, 0), at(60, 900, 100), at(120, 1900, 150)};
    EXPECT_EQ(stateOf(ruleC4(facts)), HintState::Nothing);
    facts.cache->samples = {at(0, 0, 0), at(30, 1, 100), at(59, 1900, 150)};
    EXPECT_THAT(wordsOf(ruleC4(facts)), HasSubstr("hit rate 0.99\u00a0% in the first 30\u00a0s, 97\u00a0% behind them"))
        << "of a load under two minutes, its first half";
    facts.cache->samples = {at(0, 0, 0), at(12, 1900, 150)};
    EXPECT_EQ(stateOf(ruleC4(facts)), HintState::Unknown) << "nobody looked within the load";
    facts.cache->samples = {at(0, 0, 0), at(60, 0, 99), at(120, 1900, 150)};
    EXPECT_EQ(stateOf(ruleC4(facts)), HintState::Unknown) << "too few look-ups";
}

TEST_F(RulesTest, C5FindsKeysThatAreNeverWrittenOrDeletedTooSoon)
{
    EXPECT_EQ(stateOf(ruleC5(facts)), HintState::Nothing);
    facts.cache->misses = 2000;
    EXPECT_THAT(wordsOf(ruleC5(facts)), HasSubstr("never written"));
    facts.cache->misses = 1999;
    facts.cache->deletes = 500;
    EXPECT_THAT(wordsOf(ruleC5(facts)), HasSubstr("too eagerly"));
    facts.cache = silent();
    EXPECT_EQ(stateOf(ruleC5(facts)), HintState::Unknown);
}

TEST_F(RulesTest, P1FindsAPoolThatIsTooSmallForAnIdleDatabase)
{
    EXPECT_TRUE(ruleP1(facts)[0].isNotConfigured) << "the plan names no pool metrics";
    measure("pool_waiting_share", 0.05);
    EXPECT_EQ(stateOf(ruleP1(facts)), HintState::Unknown) << "the CPU is not known";
    measure("db_cpu", 69);
    measure("db_connections", 79);
    EXPECT_EQ(stateOf(ruleP1(facts)), HintState::Found);
    measure("db_cpu", 70);
    EXPECT_THAT(wordsOf(ruleP1(facts)), HasSubstr("would make it worse"));
    measure("pool_waiting_share", 0.049);
    EXPECT_EQ(stateOf(ruleP1(facts)), HintState::Nothing);
    silence("pool_waiting_share");
    EXPECT_FALSE(ruleP1(facts)[0].isNotConfigured);
}

TEST_F(RulesTest, P2FindsOpenTransactionsLongOnesAndConnectionsThatAreNotGivenBack)
{
    ActivitySample sample;
    sample.backends = 10;
    sample.idleInTransaction = 2;
    addSamples(5, sample);
    EXPECT_THAT(wordsOf(ruleP2(facts)), HasSubstr("20\u00a0% of the pool of 10 was idle in transaction"));
    measure("pool_max", 11);
    EXPECT_EQ(stateOf(ruleP2(facts)), HintState::Nothing);
    EXPECT_THAT(wordsOf(ruleP2(facts)), HasSubstr("not looked at 2 min after the load"));
    measure("max_transaction_s", 30.5);
    EXPECT_THAT(wordsOf(ruleP2(facts)), HasSubstr("long transaction"));
    measure("max_transaction_s", 30);
    facts.database.usedBefore = 4.0;
    facts.database.usedLater = 5.0;
    EXPECT_EQ(stateOf(ruleP2(facts)), HintState::Nothing);
    facts.database.usedLater = 6.0;
    EXPECT_THAT(wordsOf(ruleP2(facts)), HasSubstr("not given back: 6 in use 2 min after the load, 4 before it"));
    facts.database.usedLater = silent();
    facts.database.activity = silent();
    EXPECT_EQ(stateOf(ruleP2(facts)), HintState::Unknown);
}

TEST_F(RulesTest, P3FindsAPoolThatIsTooLargeForItsCores)
{
    ActivitySample sample;
    sample.active = 17;
    sample.lightLockWaits = 3;
    addSamples(5, sample);
    EXPECT_EQ(stateOf(ruleP3(facts)), HintState::Unknown) << "no CPU, and the lock waits decide nothing";
    measure("db_cores", 4);
    measure("db_cpu", 91);
    EXPECT_EQ(stateOf(ruleP3(facts)), HintState::Found);
    measure("db_cpu", 90);
    EXPECT_EQ(stateOf(ruleP3(facts)), HintState::Nothing);
    for (ActivitySample& each : *facts.database.activity) {
        each.lightLockWaits = 4;
    }
    EXPECT_THAT(wordsOf(ruleP3(facts)), HasSubstr("lightweight lock"));
}

TEST_F(RulesTest, P4FindsAPoolThatIsBypassed)
{
    facts.database.traffic = DatabaseTraffic{99, 1'000'000};
    EXPECT_EQ(stateOf(ruleP4(facts)), HintState::Nothing);
    facts.database.traffic = DatabaseTraffic{100, 1'000'000};
    EXPECT_THAT(wordsOf(ruleP4(facts)), HasSubstr("pool bypassed: 100 new sessions (1.00/s)"));
    facts.database.traffic = DatabaseTraffic{50, 1000};
    EXPECT_EQ(stateOf(ruleP4(facts)), HintState::Found) << "5 % of the transactions";
    facts.database.traffic = DatabaseTraffic{50, 999};
    EXPECT_EQ(stateOf(ruleP4(facts)), HintState::Nothing) << "too few to tell the application from its monitors";
    facts.database.traffic = silent();
    EXPECT_EQ(stateOf(ruleP4(facts)), HintState::Unknown);
}

TEST_F(RulesTest, P5FindsRejectedConnectionsAndAFullHouse)
{
    EXPECT_EQ(stateOf(ruleP5(facts)), HintState::Nothing);
    facts.cache->clients = 8000;
    EXPECT_EQ(stateOf(ruleP5(facts)), HintState::Found);
    facts.cache->clients = 10;
    facts.cache->rejected = 1;
    EXPECT_EQ(stateOf(ruleP5(facts)), HintState::Found);
    facts.cache = silent();
    EXPECT_EQ(stateOf(ruleP5(facts)), HintState::Unknown);
}

TEST_F(RulesTest, P6FindsRedisConnectionsThatAreNotUsedAgain)
{
    EXPECT_EQ(stateOf(ruleP6(facts)), HintState::Nothing);
    facts.cache->connections = 200;
    EXPECT_EQ(stateOf(ruleP6(facts)), HintState::Found);
    facts.cache->commands = 9999;
    EXPECT_EQ(stateOf(ruleP6(facts)), HintState::Unknown) << "monitoring alone would look like that";
}

} // namespace
} // namespace holdpoint
