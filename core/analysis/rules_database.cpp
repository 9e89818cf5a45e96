// SPDX-License-Identifier: GPL-3.0-or-later
// Q1 to Q6 and I1 to I4: what PostgreSQL's statistics say about a run.
#include "core/analysis/hint_rules.h"
#include "core/base/text.h"
#include "core/base/units.h"

#include <algorithm>
#include <re2/re2.h>
#include <set>

namespace holdpoint {

namespace {

constexpr double kBlock = 8192; // PostgreSQL's default block_size, of temporary files too

std::string shortStatement(const std::string& text)
{
    std::string line;
    for (const char character : text) {
        const bool isBlank = character == '\n' || character == '\t' || character == '\r' || character == ' ';
        if (!isBlank || (!line.empty() && line.back() != ' ')) {
            line += isBlank ? ' ' : character;
        }
    }
    return shortened(line, 160);
}

double totalMs(const std::vector<StatementUse>& statements)
{
    double sum = 0;
    for (const StatementUse& each : statements) {
        sum += each.ms;
    }
    return sum;
}

Json numbersOf(const StatementUse& use, double allMs)
{
    return Json{{"calls", use.calls},
                {"mean_ms", use.calls > 0 ? use.ms / use.calls : 0},
                {"share", allMs > 0 ? use.ms / allMs : 0},
                {"rows_per_call", use.calls > 0 ? use.rows / use.calls : 0},
                {"blocks_per_call", use.calls > 0 ? use.blocks / use.calls : 0}};
}

/// The most expensive first.
std::vector<const StatementUse*> ranked(const std::vector<StatementUse>& statements)
{
    std::vector<const StatementUse*> all;
    for (const StatementUse& each : statements) {
        all.push_back(&each);
    }
    std::stable_sort(all.begin(), all.end(), [](const StatementUse* a, const StatementUse* b) { return a->ms > b->ms; });
    return all;
}

std::string statementsLookedAt(const std::vector<StatementUse>& statements)
{
    return formatCount(statements.size()) + (statements.size() == 1 ? " statement" : " statements") + " of the run looked at";
}

bool isWordCharacter(char character)
{
    return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '_';
}

/// Whether a statement's text names a table, as a whole word and without regard to case.
bool namesTable(const std::string& loweredText, const std::string& qualifiedName)
{
    const std::string name = lowered(qualifiedName.substr(qualifiedName.find('.') + 1));
    for (auto at = loweredText.find(name); at != std::string::npos; at = loweredText.find(name, at + 1)) {
        const auto end = at + name.size();
        const bool beginsWord = at == 0 || !isWordCharacter(loweredText[at - 1]);
        if (beginsWord && (end == loweredText.size() || !isWordCharacter(loweredText[end]))) {
            return true;
        }
    }
    return false;
}

/// The columns that a statement compares with its parameters: candidates for an index.
std::vector<std::string> comparedColumns(const std::string& text)
{
    static const RE2 kBehind(
        R"((?i)([a-z_][\w]*|"[^"]{1,63}")\s*(?:=|<>|<=|>=|<|>|~~\*?|\bi?like\b|\bin\b|\bbetween\b)\s*(?:any\s*)?\(?\s*\$\d)");
    static const RE2 kBefore(R"((?i)\$\d+\s*(?:=|<>|<=|>=|<|>)\s*(?:[a-z_]\w*\.)?([a-z_][\w]*|"[^"]{1,63}"))");
    std::vector<std::string> columns;
    for (const RE2* pattern : {&kBehind, &kBefore}) {
        re2::StringPiece rest(text);
        std::string column;
        while (RE2::FindAndConsume(&rest, *pattern, &column)) {
            if (std::find(columns.begin(), columns.end(), column) == columns.end()) {
                columns.push_back(column);
            }
        }
    }
    return columns;
}

} // namespace

std::vector<Hint> ruleQ1(const RunFacts& facts)
{
    if (!facts.database.statements) {
        return notKnown("Q1", facts.database.statements.error());
    }
    const auto& statements = *facts.database.statements;
    const double all = totalMs(statements);
    std::vector<Hint> found;
    for (const StatementUse* use : ranked(statements)) {
        const double mean = use->calls > 0 ? use->ms / use->calls : 0;
        const double share = all > 0 ? use->ms / all : 0;
        if (use->calls >= 10 && (mean >= 100 || share >= 0.2)) {
            found.push_back(foundHint("Q1",
                                      "slow statement: " + formatCount(static_cast<std::uint64_t>(use->calls)) + " calls of " +
                                          formatMillis(mean) + " on average, " + percentText(share) +
                                          " of the database's time: " + shortStatement(use->text),
                                      use->text, numbersOf(*use, all)));
        }
    }
    return foundOr(std::move(found), "Q1", statementsLookedAt(statements) + ", none takes 100 ms a call or 20 % of the time");
}

std::vector<Hint> ruleQ2(const RunFacts& facts)
{
    if (!facts.database.statements) {
        return notKnown("Q2", facts.database.statements.error());
    }
    const auto& statements = *facts.database.statements;
    const double all = totalMs(statements);
    if (facts.load.requests <= 0) {
        return notKnown("Q2", {Error::Kind::Invalid, "the run counted no HTTP request to divide by"});
    }
    std::vector<Hint> found;
    for (const StatementUse* use : ranked(statements)) {
        const double perRequest = use->calls / facts.load.requests;
        const bool isCheap = use->calls > 0 && use->rows / use->calls <= 10 && use->ms / use->calls < 5;
        if (perRequest >= 5 && isCheap && all > 0 && use->ms / all >= 0.05) {
            Json numbers = numbersOf(*use, all);
            numbers["calls_per_request"] = perRequest;
            found.push_back(foundHint("Q2",
                                      "N+1: " + formatNumber(perRequest, 1) + " calls a request with " +
                                          formatNumber(use->rows / use->calls, 1) + " rows each, " + percentText(use->ms / all) +
                                          " of the database's time: " + shortStatement(use->text),
                                      use->text, std::move(numbers)));
        }
    }
    return foundOr(std::move(found), "Q2",
                   statementsLookedAt(statements) + ", none is called 5 times a request; traces were not");
}

std::vector<Hint> ruleQ3(const RunFacts& facts)
{
    if (!facts.database.activity) {
        return notKnown("Q3", facts.database.activity.error());
    }
    const auto& samples = *facts.database.activity;
    double active = 0;
    double waiting = 0;
    Nanos longest{};
    std::optional<WallTime> since;
    for (const ActivitySample& sample : samples) {
        active += sample.active;
        waiting += sample.lockWaits;
        if (sample.blocked <= 0) {
            since.reset();
            continue;
        }
        since = since.value_or(sample.at);
        longest = std::max<Nanos>(longest, sample.at - *since);
    }
    const double share = active > 0 ? waiting / active : 0;
    if (share >= 0.05 || longest >= std::chrono::seconds{10}) {
        std::string sentence = "row lock convoy: " + percentText(share) + " of the active sessions waited for a lock";
        if (longest >= std::chrono::seconds{10}) {
            sentence += ", sessions were blocked for " + formatDuration(std::chrono::duration_cast<Seconds>(longest)) +
                        " without a break";
        }
        return {foundHint("Q3", sentence + " (" + formatCount(samples.size()) + " looks)", {},
                          Json{{"lock_share", share}, {"blocked_s", std::chrono::duration<double>(longest).count()}})};
    }
    return nothingFound("Q3", formatCount(samples.size()) + " looks at the sessions, " + percentText(share) +
                                  " of the active ones waited for a lock");
}

std::vector<Hint> ruleQ4(const RunFacts& facts)
{
    if (!facts.database.tables) {
        return notKnown("Q4", facts.database.tables.error());
    }
    std::vector<Hint> found;
    for (const TableUse& table : *facts.database.tables) {
        const bool isStale = !table.isAnalyzed || table.modifiedSinceAnalyze > 0.2 * table.liveRows;
        if (table.liveRows >= 1000 && isStale) {
            const std::string why =
                table.isAnalyzed ? percentText(table.modifiedSinceAnalyze / table.liveRows) + " of its rows changed since ANALYZE"
                                 : "it was never analysed";
            found.push_back(foundHint(
                "Q4",
                "stale statistics of " + table.name + " (" + formatNumber(table.liveRows, 0) + " rows): " + why +
                    (table.wasStaleBefore ? ", already before the load" : "") + "; ANALYZE first",
                table.name,
                Json{{"live_rows", table.liveRows}, {"modified", table.modifiedSinceAnalyze}, {"analyzed", table.isAnalyzed}}));
        }
    }
    return foundOr(std::move(found), "Q4",
                   formatCount(facts.database.tables->size()) + " tables looked at, all large ones are analysed");
}

std::vector<Hint> ruleQ5(const RunFacts& facts)
{
    if (!facts.database.statements || !facts.database.tables) {
        return notKnown("Q5", !facts.database.statements ? facts.database.statements.error() : facts.database.tables.error());
    }
    const auto& statements = *facts.database.statements;
    const double all = totalMs(statements);
    static const RE2 kLocks(R"((?i)\bfor\s+(?:no\s+key\s+)?(?:update|share|key\s+share)\b)");
    std::vector<Hint> found;
    for (const StatementUse* use : ranked(statements)) {
        const std::string text = lowered(use->text);
        const bool isRead = trimmed(text).starts_with("select") && !RE2::PartialMatch(use->text, kLocks);
        const double perSecond = facts.load.seconds > 0 ? use->calls / facts.load.seconds : 0;
        if (!isRead || perSecond < 10 || all <= 0 || use->ms / all < 0.1) {
            continue;
        }
        double writes = 0;
        bool namesOne = false;
        for (const TableUse& table : *facts.database.tables) {
            if (namesTable(text, table.name)) {
                writes += table.writes;
                namesOne = true;
            }
        }
        if (namesOne && writes < 0.01 * use->calls) {
            Json numbers = numbersOf(*use, all);
            numbers["calls_per_s"] = perSecond;
            numbers["calls_per_request"] = facts.load.requests > 0 ? use->calls / facts.load.requests : 0;
            numbers["writes"] = writes;
            found.push_back(foundHint("Q5",
                                      "cacheable read: " + formatNumber(perSecond, 1) + " calls/s, " +
                                          percentText(use->ms / all) + " of the database's time, " + formatNumber(writes, 0) +
                                          " writes to its tables: " + shortStatement(use->text),
                                      use->text, std::move(numbers)));
        }
    }
    return foundOr(std::move(found), "Q5", statementsLookedAt(statements) + ", no frequent read of tables that hardly change");
}

std::vector<Hint> ruleQ6(const RunFacts& facts)
{
    if (!facts.database.statements || !facts.database.workMemory) {
        return notKnown("Q6", !facts.database.statements ? facts.database.statements.error() : facts.database.workMemory.error());
    }
    const double limit = *facts.database.workMemory;
    std::vector<Hint> found;
    for (const StatementUse* use : ranked(*facts.database.statements)) {
        const double spilled = use->calls > 0 ? use->tempBlocks / use->calls * kBlock : 0;
        if (spilled > 0 && spilled >= limit) {
            found.push_back(foundHint("Q6",
                                      "spills to disk: " + formatBytes(static_cast<std::uint64_t>(spilled)) +
                                          " a call beyond work_mem of " + formatBytes(static_cast<std::uint64_t>(limit)) + ": " +
                                          shortStatement(use->text),
                                      use->text, Json{{"temp_bytes_per_call", spilled}, {"work_mem", limit}}));
        }
    }
    return foundOr(std::move(found), "Q6",
                   statementsLookedAt(*facts.database.statements) + ", none writes more than work_mem to disk");
}

std::vector<Hint> ruleI1(const RunFacts& facts)
{
    if (!facts.database.statements || !facts.database.tables) {
        return notKnown("I1", !facts.database.statements ? facts.database.statements.error() : facts.database.tables.error());
    }
    std::vector<Hint> found;
    for (const StatementUse* use : ranked(*facts.database.statements)) {
        if (use->calls < 10) {
            continue;
        }
        const std::string text = lowered(use->text);
        const TableUse* largest = nullptr; // of a join: the blocks may be those of another table, so the largest that fits
        for (const TableUse& table : *facts.database.tables) {
            const bool isRead = table.pages >= 100 && use->blocks / use->calls >= 0.8 * table.pages;
            const bool isSelective = use->rows / use->calls <= 0.01 * table.liveRows;
            if (isRead && isSelective && namesTable(text, table.name) && (largest == nullptr || table.pages > largest->pages)) {
                largest = &table;
            }
        }
        if (largest == nullptr) {
            continue;
        }
        const auto columns = comparedColumns(use->text);
        found.push_back(
            foundHint("I1",
                      "reads the whole of " + largest->name + " per call: " + formatNumber(use->blocks / use->calls, 0) + " of " +
                          formatNumber(largest->pages, 0) + " pages for " + formatNumber(use->rows / use->calls, 1) + " rows, " +
                          formatNumber(use->calls, 0) + " calls" +
                          (columns.empty() ? "" : "; index on " + join(columns, ", ") + "?") + " " + shortStatement(use->text),
                      largest->name,
                      Json{{"statement", use->text},
                           {"pages", largest->pages},
                           {"blocks_per_call", use->blocks / use->calls},
                           {"rows_per_call", use->rows / use->calls},
                           {"calls", use->calls},
                           {"columns", columns}}));
    }
    return foundOr(std::move(found), "I1",
                   statementsLookedAt(*facts.database.statements) + ", none reads a whole table for a few rows");
}

std::vector<Hint> ruleI2(const RunFacts& facts)
{
    if (!facts.database.tables) {
        return notKnown("I2", facts.database.tables.error());
    }
    std::vector<Hint> found;
    for (const TableUse& table : *facts.database.tables) {
        const double perScan = table.scans > 0 ? table.rowsScanned / table.scans : 0;
        if (table.scans >= 100 && perScan >= 10'000 && table.scans >= table.indexScans) {
            found.push_back(foundHint("I2",
                                      "sequential scans of " + table.name + ": " + formatNumber(table.scans, 0) + " of " +
                                          formatNumber(perScan, 0) + " rows each, beside " + formatNumber(table.indexScans, 0) +
                                          " index scans",
                                      table.name,
                                      Json{{"scans", table.scans},
                                           {"rows_per_scan", perScan},
                                           {"index_scans", table.indexScans},
                                           {"pages", table.pages}}));
        }
    }
    return foundOr(std::move(found), "I2",
                   formatCount(facts.database.tables->size()) + " tables looked at, none is scanned often and long");
}

std::vector<Hint> ruleI3(const RunFacts& facts)
{
    if (!facts.database.unindexedKeys || !facts.database.tables) {
        return notKnown("I3",
                        !facts.database.unindexedKeys ? facts.database.unindexedKeys.error() : facts.database.tables.error());
    }
    const auto tableOf = [&](const std::string& id) -> const TableUse* {
        for (const TableUse& table : *facts.database.tables) {
            if (table.id == id) {
                return &table;
            }
        }
        return nullptr;
    };
    std::vector<Hint> found;
    for (const UnindexedKey& key : *facts.database.unindexedKeys) {
        const TableUse* child = tableOf(key.childId);
        const TableUse* parent = tableOf(key.parentId);
        const double parentWrites = parent == nullptr ? 0 : parent->writes;
        if (child != nullptr && child->pages >= 100 && (parentWrites > 0 || child->scans >= 10)) {
            found.push_back(foundHint("I3",
                                      "foreign key without index: " + key.child + " " + key.definition + " (" + key.name + "), " +
                                          formatNumber(child->pages, 0) + " pages, " + formatNumber(parentWrites, 0) +
                                          " writes to " + key.parent + ", " + formatNumber(child->scans, 0) + " scans",
                                      key.child,
                                      Json{{"constraint", key.name},
                                           {"pages", child->pages},
                                           {"parent_writes", parentWrites},
                                           {"scans", child->scans}}));
        }
    }
    return foundOr(std::move(found), "I3",
                   formatCount(facts.database.unindexedKeys->size()) + " foreign keys have no index, none matters in this run");
}

std::vector<Hint> ruleI4(const RunFacts& facts)
{
    if (!facts.database.brokenIndexes) {
        return notKnown("I4", facts.database.brokenIndexes.error());
    }
    std::vector<Hint> found;
    for (const std::string& index : *facts.database.brokenIndexes) {
        found.push_back(foundHint("I4", "broken index " + index + ": it is not valid and never used; REINDEX or drop it", index));
    }
    const auto& missing = facts.database.missingIndexes;
    for (const std::string& definition : missing ? *missing : std::vector<std::string>{}) {
        found.push_back(
            foundHint("I4", "production has an index that is missing here: " + shortStatement(definition), definition));
    }
    if (found.empty() && !missing && missing.error().kind != Error::Kind::NotFound) {
        return notKnown("I4", missing.error());
    }
    return foundOr(std::move(found), "I4",
                   std::string("no index is broken") +
                       (missing ? " and none of production's is missing" : "; production's were not compared"));
}

} // namespace holdpoint
