// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/hint_rules.h"

#include <gmock/gmock.h>

namespace holdpoint {

using HintState = Hint::State;

/// Facts of a run of 100 s with 1,000 requests and a database of one large table; tests change what their rule looks at.
class RulesTest : public testing::Test
{
protected:
    RulesTest()
    {
        facts.run = 3;
        facts.load.seconds = 100;
        facts.load.requests = 1000;
        facts.load.iterations = 1000;
        facts.load.all.requests = 1000;
        facts.load.all.totalMs = 10'000;
        facts.load.all.duration = 10;
        facts.database.statements = std::vector<StatementUse>{};
        facts.database.tables = std::vector<TableUse>{bigTable()};
        facts.database.unindexedKeys = std::vector<UnindexedKey>{};
        facts.database.brokenIndexes = std::vector<std::string>{};
        facts.database.activity = std::vector<ActivitySample>{};
        facts.database.traffic = DatabaseTraffic{10, 100'000};
        facts.database.workMemory = 4.0 * 1024 * 1024;
        facts.cache = goodCache();
    }
    static TableUse bigTable()
    {
        TableUse table;
        table.id = "16384";
        table.name = "public.events";
        table.liveRows = 50'000;
        table.pages = 358;
        table.isAnalyzed = true;
        return table;
    }
    static CacheFacts goodCache()
    {
        CacheFacts cache;
        cache.hits = 9000;
        cache.misses = 1000;
        cache.writes = 1000;
        cache.commands = 20'000;
        cache.connections = 10;
        cache.usedMemory = 10;
        cache.memoryLimit = 100;
        cache.maxClients = 10'000;
        cache.clients = 50;
        cache.keys = 100;
        cache.keysWithTtl = 100;
        return cache;
    }
    StatementUse& addStatement(const std::string& text, double calls, double ms)
    {
        facts.database.statements->push_back({text, calls, ms, calls, calls * 3, 0});
        return facts.database.statements->back();
    }
    void addSamples(int count, const ActivitySample& like)
    {
        for (int i = 0; i < count; ++i) {
            ActivitySample sample = like;
            sample.at = WallTime{} + std::chrono::seconds{5 * i};
            facts.database.activity->push_back(sample);
        }
    }
    TableUse& table() { return facts.database.tables->front(); }
    void measure(const std::string& name, double value) { facts.measured.insert_or_assign(name, Result<double>(value)); }
    void silence(const std::string& name) { facts.measured.insert_or_assign(name, Result<double>(silent())); }
    static Failure silent() { return fail(Error::Kind::Invalid, "connection refused"); }
    /// The state of a rule's first hint, which belongs to that rule.
    static HintState stateOf(const std::vector<Hint>& hints) { return hints.empty() ? HintState::Unknown : hints.front().state; }
    static std::string wordsOf(const std::vector<Hint>& hints) { return hints.empty() ? "" : hints.front().sentence; }

    RunFacts facts;
};

} // namespace holdpoint
