// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/analysis/rules_fixture.h"

namespace holdpoint {
namespace {

using testing::HasSubstr;

TEST_F(RulesTest, Q1FindsAStatementThatTakes100MsOrAFifthOfTheTimeFromTenCallsOn)
{
    addStatement("SELECT a FROM events WHERE id=$1", 10, 1000);
    addStatement("SELECT b FROM events WHERE id=$1", 100'000, 100'000);
    EXPECT_EQ(ruleQ1(facts).size(), 2U);
    EXPECT_THAT(wordsOf(ruleQ1(facts)), HasSubstr("99\u00a0% of the database's time: SELECT b"));
    EXPECT_EQ(ruleQ1(facts)[1].numbers["mean_ms"], 100);
    EXPECT_EQ(ruleQ1(facts)[1].subject, "SELECT a FROM events WHERE id=$1");

    facts.database.statements->clear();
    addStatement("SELECT a", 9, 9000); // slow, but too rare
    EXPECT_EQ(stateOf(ruleQ1(facts)), HintState::Nothing);
    facts.database.statements->clear();
    for (int i = 0; i < 6; ++i) {
        addStatement("SELECT " + std::to_string(i), 1000, 1000); // a sixth each
    }
    EXPECT_EQ(stateOf(ruleQ1(facts)), HintState::Nothing);
    EXPECT_THAT(wordsOf(ruleQ1(facts)), HasSubstr("6 statements"));

    facts.database.statements = silent();
    EXPECT_EQ(stateOf(ruleQ1(facts)), HintState::Unknown);
    EXPECT_FALSE(ruleQ1(facts)[0].isNotConfigured);
    EXPECT_TRUE(ruleQ1(RunFacts{})[0].isNotConfigured) << "no PostgreSQL in the plan";
}

TEST_F(RulesTest, Q2FindsCheapStatementsThatARequestCallsFiveTimes)
{
    addStatement("SELECT name FROM tags WHERE id=$1", 5000, 5000);
    EXPECT_EQ(stateOf(ruleQ2(facts)), HintState::Found);
    EXPECT_THAT(wordsOf(ruleQ2(facts)), HasSubstr("N+1: 5.0 calls a request"));
    facts.load.requests = 1001;
    EXPECT_EQ(stateOf(ruleQ2(facts)), HintState::Nothing);
    facts.load.requests = 1000;
    facts.database.statements->front().rows = 11 * 5000.0;
    EXPECT_EQ(stateOf(ruleQ2(facts)), HintState::Nothing) << "many rows a call";
    facts.database.statements->front().rows = 5000;
    addStatement("UPDATE x SET y=$1", 1, 100'000);
    EXPECT_EQ(stateOf(ruleQ2(facts)), HintState::Nothing) << "less than 5 % of the time";
    facts.load.requests = 0;
    EXPECT_EQ(stateOf(ruleQ2(facts)), HintState::Unknown);
}

TEST_F(RulesTest, Q3FindsSessionsThatWaitForLocks)
{
    ActivitySample sample;
    sample.active = 20;
    addSamples(4, sample);
    EXPECT_EQ(stateOf(ruleQ3(facts)), HintState::Nothing);
    facts.database.activity->front().lockWaits = 4; // 4 of 80
    EXPECT_EQ(stateOf(ruleQ3(facts)), HintState::Found);
    facts.database.activity->front().lockWaits = 3;
    EXPECT_EQ(stateOf(ruleQ3(facts)), HintState::Nothing);
    for (const std::size_t i : {1U, 2U, 3U}) {
        facts.database.activity->at(i).blocked = 1;
    }
    EXPECT_THAT(wordsOf(ruleQ3(facts)), HasSubstr("blocked for 10\u00a0s"));
    facts.database.activity->at(2).blocked = 0;
    EXPECT_EQ(stateOf(ruleQ3(facts)), HintState::Nothing) << "never for 10 s without a break";
    facts.database.activity = silent();
    EXPECT_EQ(stateOf(ruleQ3(facts)), HintState::Unknown);
}

TEST_F(RulesTest, Q4FindsLargeTablesWithoutFreshStatistics)
{
    EXPECT_EQ(stateOf(ruleQ4(facts)), HintState::Nothing);
    table().modifiedSinceAnalyze = 10'001;
    table().wasStaleBefore = true;
    EXPECT_THAT(wordsOf(ruleQ4(facts)),
                HasSubstr("public.events (50,000 rows): 20\u00a0% of its rows changed since ANALYZE, already before the load"));
    table().modifiedSinceAnalyze = 10'000;
    EXPECT_EQ(stateOf(ruleQ4(facts)), HintState::Nothing);
    table().isAnalyzed = false;
    EXPECT_THAT(wordsOf(ruleQ4(facts)), HasSubstr("never analysed"));
    table().liveRows = 999;
    EXPECT_EQ(stateOf(ruleQ4(facts)), HintState::Nothing);
    facts.database.tables = silent();
    EXPECT_EQ(stateOf(ruleQ4(facts)), HintState::Unknown);
}

TEST_F(RulesTest, Q5FindsFrequentReadsOfTablesThatHardlyChange)
{
    addStatement("SELECT * FROM events ORDER BY day LIMIT $1", 1000, 500);
    EXPECT_EQ(stateOf(ruleQ5(facts)), HintState::Found);
    EXPECT_EQ(ruleQ5(facts)[0].numbers["calls_per_request"], 1);
    table().writes = 10;
    EXPECT_EQ(stateOf(ruleQ5(facts)), HintState::Nothing) << "1 % writes";
    table().writes = 9;
    facts.database.statements->front().text += " FOR UPDATE";
    EXPECT_EQ(stateOf(ruleQ5(facts)), HintState::Nothing) << "it locks";
    facts.database.statements->front().text = "SELECT * FROM event";
    EXPECT_EQ(stateOf(ruleQ5(facts)), HintState::Nothing) << "another table's name is not a part of a word";
    facts.database.statements->front().text = "SELECT * FROM \"Events\"";
    EXPECT_EQ(stateOf(ruleQ5(facts)), HintState::Found);
    facts.load.seconds = 101;
    EXPECT_EQ(stateOf(ruleQ5(facts)), HintState::Nothing) << "less than 10 calls/s";
    facts.database.tables = silent();
    EXPECT_EQ(stateOf(ruleQ5(facts)), HintState::Unknown);
}

TEST_F(RulesTest, Q6FindsStatementsThatSpillMoreThanWorkMem)
{
    addStatement("SELECT * FROM events ORDER BY title", 10, 100).tempBlocks = 5120; // 4 MiB a call
    EXPECT_THAT(wordsOf(ruleQ6(facts)), HasSubstr("4.0\u00a0MiB a call beyond work_mem of 4.0\u00a0MiB"));
    facts.database.statements->front().tempBlocks = 5119;
    EXPECT_EQ(stateOf(ruleQ6(facts)), HintState::Nothing);
    facts.database.workMemory = silent();
    EXPECT_EQ(stateOf(ruleQ6(facts)), HintState::Unknown);
}

TEST_F(RulesTest, I1FindsAStatementThatReadsTheWholeTableForOneRowAndNamesTheColumns)
{
    addStatement("SELECT id FROM events e WHERE e.city = $1 AND e.day >= $2", 100, 100).blocks = 100 * 358.0;
    const auto found = ruleI1(facts);
    EXPECT_EQ(stateOf(found), HintState::Found);
    EXPECT_THAT(wordsOf(found), HasSubstr("358 of 358 pages for 1.0 rows, 100 calls; index on city, day?"));
    EXPECT_EQ(found[0].subject, "public.events");
    EXPECT_EQ(found[0].numbers["columns"], Json::array({"city", "day"}));

    facts.database.statements->front().blocks = 100 * 3.0; // the indexed one
    EXPECT_EQ(stateOf(ruleI1(facts)), HintState::Nothing);
    facts.database.statements->front().blocks = 100 * 358.0;
    facts.database.statements->front().rows = 100 * 501.0;
    EXPECT_EQ(stateOf(ruleI1(facts)), HintState::Nothing) << "more than 1 % of the rows come back";
    facts.database.statements->front().rows = 100;
    table().pages = 99;
    EXPECT_EQ(stateOf(ruleI1(facts)), HintState::Nothing) << "a small table is scanned rightly";
    facts.database.statements = silent();
    EXPECT_EQ(stateOf(ruleI1(facts)), HintState::Unknown);
}

TEST_F(RulesTest, I2FindsTablesThatAreScannedOftenAndLong)
{
    table().scans = 100;
    table().rowsScanned = 1'000'000;
    table().indexScans = 100;
    EXPECT_EQ(stateOf(ruleI2(facts)), HintState::Found);
    table().indexScans = 101;
    EXPECT_EQ(stateOf(ruleI2(facts)), HintState::Nothing);
    table().indexScans = 0;
    table().rowsScanned = 999'999;
    EXPECT_EQ(stateOf(ruleI2(facts)), HintState::Nothing);
    facts.database.tables = silent();
    EXPECT_EQ(stateOf(ruleI2(facts)), HintState::Unknown);
}

TEST_F(RulesTest, I3FindsAForeignKeyWithoutIndexWhereItHurts)
{
    facts.database.unindexedKeys->push_back(
        {"rsvps_event_fkey", "16384", "20", "events", "cities", "FOREIGN KEY (city_id) REFERENCES cities(id)"});
    EXPECT_EQ(stateOf(ruleI3(facts)), HintState::Nothing) << "neither written nor scanned";
    table().scans = 10;
    EXPECT_EQ(ruleI3(facts)[0].subject, "events");
    table().scans = 0;
    TableUse parent;
    parent.id = "20";
    parent.writes = 1;
    facts.database.tables->push_back(parent);
    EXPECT_EQ(stateOf(ruleI3(facts)), HintState::Found);
    table().pages = 99;
    EXPECT_EQ(stateOf(ruleI3(facts)), HintState::Nothing);
    facts.database.unindexedKeys = silent();
    EXPECT_EQ(stateOf(ruleI3(facts)), HintState::Unknown);
}

TEST_F(RulesTest, I4FindsBrokenIndexesAndThoseThatOnlyProductionHas)
{
    EXPECT_THAT(wordsOf(ruleI4(facts)), HasSubstr("production's were not compared"));
    facts.database.missingIndexes = std::vector<std::string>{};
    EXPECT_EQ(stateOf(ruleI4(facts)), HintState::Nothing);
    facts.database.missingIndexes->push_back("CREATE INDEX e ON public.events (city)");
    EXPECT_THAT(wordsOf(ruleI4(facts)), HasSubstr("missing here: CREATE INDEX e"));
    facts.database.missingIndexes = silent();
    EXPECT_EQ(stateOf(ruleI4(facts)), HintState::Unknown);
    facts.database.brokenIndexes->push_back("events_city_idx");
    EXPECT_EQ(ruleI4(facts)[0].subject, "events_city_idx");
    facts.database.brokenIndexes = silent();
    EXPECT_EQ(stateOf(ruleI4(facts)), HintState::Unknown);
}

} // namespace
} // namespace holdpoint
