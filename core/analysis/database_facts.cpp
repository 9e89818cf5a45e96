// SPDX-License-Identifier: GPL-3.0-or-later
// PostgreSQL's statistics before and after a run as differences.
#include "core/analysis/looks.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"

#include <algorithm>
#include <set>

namespace holdpoint {

namespace {

using Rows = std::map<std::string, const Json*>;

std::string statementKey(const Json& row)
{
    return textAt(row, "userid") + "/" + textAt(row, "dbid") + "/" + textAt(row, "queryid") + "/" + textAt(row, "toplevel");
}

/// Why differences of the database's counters mean nothing, if they do.
std::optional<Error> resetFault(const Looks& looks)
{
    const auto before = looks.part(kBeforeLoad, "database");
    const auto after = looks.part(kAfterLoad, "database");
    if (!before || !after) {
        return !before ? before.error() : after.error();
    }
    if (memberAt(*before, "rows").empty() || memberAt(*after, "rows").empty()) {
        return Error{Error::Kind::Invalid, "pg_stat_database has no row"};
    }
    const Json& old = (*before)["rows"][0];
    const Json& now = (*after)["rows"][0];
    if (textAt(old, "started") != textAt(now, "started")) {
        return Error{Error::Kind::Invalid, "PostgreSQL was restarted during the run (" + textAt(now, "started") + ")"};
    }
    if (textAt(old, "stats_reset") != textAt(now, "stats_reset")) {
        return Error{Error::Kind::Invalid, "its statistics were reset during the run (" + textAt(now, "stats_reset") + ")"};
    }
    return std::nullopt;
}

std::optional<Error> statementsFault(const Looks& looks)
{
    const auto before = looks.part(kBeforeLoad, "statements_info");
    const auto after = looks.part(kAfterLoad, "statements_info");
    if (!before || !after) {
        return !before ? before.error() : after.error();
    }
    const Json old = memberAt(*before, "rows").empty() ? Json() : (*before)["rows"][0];
    const Json now = memberAt(*after, "rows").empty() ? Json() : (*after)["rows"][0];
    if (textAt(old, "stats_reset") != textAt(now, "stats_reset")) {
        return Error{Error::Kind::Invalid, "pg_stat_statements was reset during the run (" + textAt(now, "stats_reset") + ")"};
    }
    if (numberAt(now, "dealloc") > numberAt(old, "dealloc")) {
        return Error{Error::Kind::Invalid, "pg_stat_statements dropped statements during the run (dealloc " +
                                               formatNumber(numberAt(old, "dealloc"), 0) + " to " +
                                               formatNumber(numberAt(now, "dealloc"), 0) + "); raise pg_stat_statements.max"};
    }
    const auto settings = looks.part(kAfterLoad, "settings");
    if (settings && !memberAt(*settings, "rows").empty() && textAt((*settings)["rows"][0], "track") == "none") {
        return Error{Error::Kind::Invalid, "pg_stat_statements.track is none, so nothing is counted"};
    }
    return std::nullopt;
}

/// Monitors and we ourselves ask about statistics all the time: they are not the application.
bool isOfMonitor(const std::string& text)
{
    const std::string low = lowered(text);
    return low.find("pg_stat_") != std::string::npos || low.find("pg_settings") != std::string::npos ||
           low.find("pg_postmaster_start_time") != std::string::npos || low.find("pg_locks") != std::string::npos;
}

Result<std::vector<StatementUse>> statementsOf(const Looks& looks)
{
    const auto before = looks.part(kBeforeLoad, "statements");
    const auto after = looks.part(kAfterLoad, "statements");
    if (!before || !after) {
        return fail(!before ? before.error() : after.error());
    }
    if (const auto fault = statementsFault(looks)) {
        return fail(*fault);
    }
    Rows old;
    for (const Json& row : memberAt(*before, "rows")) {
        old[statementKey(row)] = &row;
    }
    std::vector<StatementUse> uses;
    for (const Json& row : memberAt(*after, "rows")) {
        const std::string text = textAt(row, "query");
        if (text == "<insufficient privilege>") {
            return notKnownBecause("PostgreSQL hides statements of other roles; GRANT pg_monitor TO the role of the plan");
        }
        const auto known = old.find(statementKey(row));
        const Json* was = known == old.end() ? nullptr : known->second;
        StatementUse use{text,
                         grown(row, was, "calls"),
                         grown(row, was, "ms"),
                         grown(row, was, "rows"),
                         grown(row, was, "blks"),
                         grown(row, was, "temp_blks")};
        if (use.calls < 0) {
            return notKnownBecause("counters of pg_stat_statements went back during the run");
        }
        if (use.calls > 0 && !isOfMonitor(text)) {
            uses.push_back(std::move(use));
        }
    }
    return uses;
}

Result<std::vector<TableUse>> tablesOf(const Looks& looks)
{
    const auto before = looks.part(kBeforeLoad, "tables");
    const auto after = looks.part(kAfterLoad, "tables");
    if (!before || !after) {
        return fail(!before ? before.error() : after.error());
    }
    if (const auto fault = resetFault(looks)) {
        return fail(*fault);
    }
    Rows old;
    for (const Json& row : memberAt(*before, "rows")) {
        old[textAt(row, "relid")] = &row;
    }
    std::vector<TableUse> tables;
    for (const Json& row : memberAt(*after, "rows")) {
        const auto known = old.find(textAt(row, "relid"));
        const Json* was = known == old.end() ? nullptr : known->second;
        TableUse table;
        table.id = textAt(row, "relid");
        table.name = textAt(row, "tbl");
        table.scans = grown(row, was, "seq_scan");
        table.rowsScanned = grown(row, was, "seq_tup_read");
        table.indexScans = grown(row, was, "idx_scan");
        table.writes = grown(row, was, "writes");
        table.liveRows = numberAt(row, "n_live_tup");
        table.modifiedSinceAnalyze = numberAt(row, "n_mod_since_analyze");
        table.pages = numberAt(row, "pages");
        table.isAnalyzed = boolAt(row, "analyzed");
        if (was != nullptr) {
            const double live = numberAt(*was, "n_live_tup");
            table.wasStaleBefore =
                live >= 1000 && (!boolAt(*was, "analyzed") || numberAt(*was, "n_mod_since_analyze") > 0.2 * live);
        }
        tables.push_back(std::move(table));
    }
    return tables;
}

Result<std::vector<UnindexedKey>> keysOf(const Looks& looks)
{
    const auto after = looks.part(kAfterLoad, "foreign_keys");
    if (!after) {
        return fail(after.error());
    }
    std::vector<UnindexedKey> keys;
    for (const Json& row : memberAt(*after, "rows")) {
        keys.push_back({textAt(row, "conname"), textAt(row, "child_id"), textAt(row, "parent_id"), textAt(row, "child"),
                        textAt(row, "parent"), textAt(row, "definition")});
    }
    return keys;
}

Result<std::vector<std::string>> columnOf(const Looks& looks, std::string_view part, std::string_view column)
{
    const auto after = looks.part(kAfterLoad, part);
    if (!after) {
        return fail(after.error());
    }
    std::vector<std::string> texts;
    for (const Json& row : memberAt(*after, "rows")) {
        texts.push_back(textAt(row, column));
    }
    return texts;
}

Result<std::vector<std::string>> missingIndexesOf(const Looks& looks)
{
    const auto here = columnOf(looks, "indexes", "indexdef");
    const auto there = columnOf(looks, "production_indexes", "indexdef");
    if (!here || !there) {
        return fail(!there ? there.error() : here.error());
    }
    const std::set<std::string> known(here->begin(), here->end());
    std::vector<std::string> missing;
    std::copy_if(there->begin(), there->end(), std::back_inserter(missing),
                 [&](const std::string& each) { return known.count(each) == 0; });
    return missing;
}

/// nullopt if the role may not see the sessions.
std::optional<ActivitySample> activityOf(WallTime at, const Json& rows)
{
    ActivitySample sample;
    sample.at = at;
    for (const Json& row : rows) {
        if (numberAt(row, "hidden") > 0) {
            return std::nullopt;
        }
        const double n = numberAt(row, "n");
        const std::string state = textAt(row, "state");
        const std::string wait = textAt(row, "wait_event_type");
        sample.backends += n;
        sample.blocked += numberAt(row, "blocked");
        if (state == "active") {
            sample.active += n;
            sample.lockWaits += wait == "Lock" ? n : 0;
            sample.lightLockWaits += wait == "LWLock" ? n : 0;
        } else if (state.starts_with("idle in transaction")) {
            sample.idleInTransaction += n;
        }
    }
    return sample;
}

const char* const kHidden = "PostgreSQL hides the sessions of other roles; GRANT pg_monitor TO the role of the plan";

Result<std::vector<ActivitySample>> activitySamples(const Looks& looks)
{
    const auto during = looks.part(kDuringLoad, "activity");
    if (!during) {
        return fail(during.error());
    }
    std::vector<ActivitySample> samples;
    for (const Json& each : memberAt(*during, "samples")) {
        const auto at = parseUtc(stringAt(each, "at"));
        const auto sample = at ? activityOf(*at, memberAt(each, "rows")) : std::nullopt;
        if (!sample) {
            return notKnownBecause(at ? kHidden : "a sample of the sessions has no time");
        }
        samples.push_back(*sample);
    }
    constexpr std::size_t kLeastSamples = 3;
    if (samples.size() < kLeastSamples) {
        const std::string why = stringAt(*during, "why");
        return notKnownBecause("only " + std::to_string(samples.size()) + " looks at the sessions during the load, 3 are needed" +
                               (why.empty() ? "" : ": " + why));
    }
    return samples;
}

Result<double> connectionsInUse(const Looks& looks, std::string_view moment)
{
    const auto look = looks.part(moment, "activity");
    if (!look) {
        return fail(look.error());
    }
    const auto sample = activityOf({}, memberAt(*look, "rows"));
    return sample ? Result<double>(sample->active + sample->idleInTransaction) : Result<double>(notKnownBecause(kHidden));
}

Result<DatabaseTraffic> trafficOf(const Looks& looks)
{
    if (const auto fault = resetFault(looks)) {
        return fail(*fault);
    }
    const Json before = (*looks.part(kBeforeLoad, "database"))["rows"][0];
    const Json after = (*looks.part(kAfterLoad, "database"))["rows"][0];
    const auto during = looks.part(kDuringLoad, "activity");
    const double own = during ? numberAt(*during, "asked") : 0;
    return DatabaseTraffic{std::max(0.0, grown(after, &before, "sessions") - own), grown(after, &before, "transactions")};
}

} // namespace

DatabaseFacts databaseFacts(const Looks& looks)
{
    DatabaseFacts facts{statementsOf(looks),
                        tablesOf(looks),
                        keysOf(looks),
                        columnOf(looks, "broken_indexes", "idx"),
                        missingIndexesOf(looks),
                        activitySamples(looks),
                        trafficOf(looks),
                        absentSource("PostgreSQL"),
                        connectionsInUse(looks, kBeforeLoad),
                        connectionsInUse(looks, kLaterLook)};
    const auto settings = looks.part(kAfterLoad, "settings");
    facts.workMemory = !settings                             ? Result<double>(fail(settings.error()))
                       : memberAt(*settings, "rows").empty() ? Result<double>(notKnownBecause("work_mem is not known"))
                                                             : Result<double>(numberAt((*settings)["rows"][0], "work_mem"));
    return facts;
}

} // namespace holdpoint
