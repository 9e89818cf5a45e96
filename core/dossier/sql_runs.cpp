// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/sql_dossier.h"

#include "core/base/hash.h"
#include "core/base/time_format.h"
#include "core/dossier/audit_details.h"
#include "core/dossier/ended_alarm.h"
#include "core/dossier/frame_rollup.h"
#include "core/dossier/process_identity.h"

namespace holdpoint {

namespace {

Result<RunRecord> runFrom(const SqlRow& row, const std::string& place)
{
    RunRecord run;
    run.id = row.integer(0);
    run.testId = row.text(1);
    const std::string name = "run " + std::to_string(run.id) + " in " + place;
    const auto kind = runKindFrom(row.text(2));
    if (!kind) {
        return fail(Error::Kind::Invalid, name + " is damaged: " + kind.error().message);
    }
    run.kind = *kind;
    run.startedAt = row.time(3);
    run.endedAt = row.optionalTime(4);
    run.whyEnded = row.text(5);
    run.isRehearsal = row.boolean(6);
    run.isCounting = row.boolean(7);
    run.notCountingReason = row.text(8);
    run.planSha256 = row.text(10);
    if (const std::string result = row.text(9); !result.empty()) {
        const auto json = parseJson(result, "the result of " + name);
        auto read = json ? runResultFromJson(*json) : Result<RunResult>(fail(json.error()));
        if (!read) {
            return fail(Error::Kind::Invalid, name + " is damaged: " + read.error().message);
        }
        run.result = std::move(*read);
    }
    return run;
}

} // namespace

Result<std::int64_t> SqlDossier::beginRun(const std::string& testId, RunKind kind, const Plan& plan, WallTime startedAt)
{
    std::int64_t run = 0;
    const ProcessIdentity writer = currentProcess();
    const bool isRehearsal = plan.isRehearsal || m_isRehearsal;
    const WallTime now = systemClock().wallNow();
    auto done = record("run began", {}, now, [&]() -> Result<Json> {
        const auto planId = keepPlan(plan, now);
        const auto next = nextNumber(QStringLiteral("runs"), QStringLiteral("id"));
        if (!planId || !next) {
            return fail(!planId ? planId.error() : next.error());
        }
        run = *next;
        auto inserted = m_connection->execute(
            QStringLiteral(
                "INSERT INTO runs (id, test_id, kind, plan_id, started_at, why_ended, is_rehearsal, is_counting, "
                "not_counting_reason, writer_pid, writer_started, writer_boot, storage) VALUES (?, ?, ?, ?, ?, '', ?, 1, "
                "'', ?, ?, ?, ?)"),
            {sqlInteger(run), sqlText(testId), sqlText(nameOf(kind)), sqlInteger(planId->first), sqlTime(startedAt),
             sqlBool(isRehearsal), sqlInteger(writer.pid), sqlInteger(writer.startTicks), sqlText(writer.bootId),
             sqlText(StoragePolicy::of(plan, testId).text())});
        if (!inserted) {
            return fail(inserted.error());
        }
        return Json{{"run", run},
                    {"test", testId},
                    {"kind", nameOf(kind)},
                    {"plan_sha256", plan.sha256},
                    {"resolved_sha256", sha256Hex(dumpJson(plan.resolved))},
                    {"rehearsal", isRehearsal},
                    {"started_at", formatUtc(startedAt)}};
    });
    return done ? Result(run) : fail(done.error());
}

Result<> SqlDossier::requireRun(std::int64_t run, bool mustBeOpen) const
{
    bool isFound = false;
    std::optional<WallTime> endedAt;
    auto done = m_connection->query(QStringLiteral("SELECT ended_at FROM runs WHERE id = ?"), {sqlInteger(run)},
                                    [&](const SqlRow& row) -> Result<> {
                                        isFound = true;
                                        endedAt = row.optionalTime(0);
                                        return {};
                                    });
    if (!done) {
        return done;
    }
    if (!isFound) {
        return fail(Error::Kind::NotFound, "there is no run " + std::to_string(run) + " in " + file().string());
    }
    if (mustBeOpen && endedAt) {
        return fail(Error::Kind::Invalid, "run " + std::to_string(run) + " in " + file().string() + " ended at " +
                                              formatUtcClock(*endedAt) + "; its data cannot be changed any more");
    }
    return {};
}

/// The hash over all frames takes long after a long run: it is taken before the transaction, so that nobody waits for the file.
Result<> SqlDossier::endRun(std::int64_t run, WallTime endedAt, const std::string& why, const RunResult& result)
{
    auto merged = m_connection->inTransaction(SqlConnection::Durability::Quick, [&]() -> Result<> {
        auto allowed = requireRun(run, true);
        return allowed ? mergeLeftRests(run) : allowed;
    });
    if (!merged) {
        return merged;
    }
    auto sum = framesSum(run);
    if (!sum) {
        return fail(sum.error());
    }
    return record(std::string(kAuditRunEnded), {}, systemClock().wallNow(), [&]() -> Result<Json> {
        if (auto allowed = requireRun(run, true); !allowed) {
            return fail(allowed.error());
        }
        const auto count = frameCount(run);
        if (!count) {
            return fail(count.error());
        }
        if (*count != sum->count) { // somebody else wrote in between
            auto again = mergeLeftRests(run);
            sum = again ? framesSum(run) : Result<RowsSum>(fail(again.error()));
        }
        return sum ? finishRun(run, endedAt, why, result, *sum) : Result<Json>(fail(sum.error()));
    });
}

Result<std::int64_t> SqlDossier::frameCount(std::int64_t run) const
{
    return m_connection->integer(QStringLiteral("SELECT COUNT(*) FROM frames WHERE run = ?"), {sqlInteger(run)});
}

Result<SqlDossier::RowsSum> SqlDossier::framesSum(std::int64_t run) const
{
    const auto count = frameCount(run);
    auto sha = framesSha256(run);
    if (!count || !sha) {
        return fail(!count ? count.error() : sha.error());
    }
    return RowsSum{*count, std::move(*sha)};
}

Result<> SqlDossier::endAlarms(std::int64_t run, WallTime runEndedAt)
{
    const auto all = alarms();
    if (!all) {
        return fail(all.error());
    }
    for (const AlarmRecord& alarm : *all) {
        if (alarm.run != run || alarm.to) {
            continue;
        }
        const AlarmRecord ended = endedWithTheRun(alarm, runEndedAt);
        auto done = m_connection->execute(
            QStringLiteral("UPDATE alarms SET to_at = ?, sentence = ? WHERE id = ? AND run = ? AND from_at = ?"),
            {sqlTime(ended.to), sqlText(ended.sentence), sqlText(ended.id), sqlInteger(run), sqlTime(ended.from)});
        if (done) {
            done = appendAudit("alarm cleared", detailOf(ended), {}, systemClock().wallNow());
        }
        if (!done) {
            return done;
        }
    }
    return {};
}

Result<Json> SqlDossier::finishRun(std::int64_t run, WallTime endedAt, const std::string& why, const RunResult& result,
                                   const RowsSum& frames)
{
    if (auto ended = endAlarms(run, endedAt); !ended) {
        return fail(ended.error());
    }
    const auto sources = sourcesSum(run);
    if (!sources) {
        return fail(sources.error());
    }
    const std::string text = dumpJson(toJson(result));
    auto updated = m_connection->execute(QStringLiteral("UPDATE runs SET ended_at = ?, why_ended = ?, result = ? WHERE id = ?"),
                                         {sqlTime(endedAt), sqlText(why), sqlText(text), sqlInteger(run)});
    if (!updated) {
        return fail(updated.error());
    }
    Json detail{{"run", run}};
    auto named = m_connection->query(QStringLiteral("SELECT test_id, kind FROM runs WHERE id = ?"), {sqlInteger(run)},
                                     [&](const SqlRow& row) -> Result<> {
                                         detail["test"] = row.text(0);
                                         detail["kind"] = row.text(1);
                                         return {};
                                     });
    if (!named) {
        return fail(named.error());
    }
    detail["outcome"] = nameOf(result.outcome);
    detail["why"] = why;
    detail["ended_at"] = formatUtc(endedAt);
    detail["frames"] = frames.count;
    detail["frames_sha256"] = frames.sha256;
    detail["result_sha256"] = sha256Hex(text);
    if (sources->count > 0) {
        detail["source_rows"] = sources->count;
        detail["sources_sha256"] = sources->sha256;
    }
    return detail;
}

Result<> SqlDossier::setCounting(std::int64_t run, bool isCounting, const std::string& reason, const Person& by)
{
    if (!isCounting && reason.empty()) {
        return fail(Error::Kind::Invalid, "run " + std::to_string(run) + " can be declared as not counting only with a reason");
    }
    return record(
        std::string(isCounting ? kAuditCountingAgain : kAuditNotCounting), by, systemClock().wallNow(), [&]() -> Result<Json> {
            if (auto found = requireRun(run, false); !found) {
                return fail(found.error());
            }
            auto done =
                m_connection->execute(QStringLiteral("UPDATE runs SET is_counting = ?, not_counting_reason = ? WHERE id = ?"),
                                      {sqlBool(isCounting), sqlText(isCounting ? "" : reason), sqlInteger(run)});
            if (!done) {
                return fail(done.error());
            }
            return Json{{"run", run}, {"reason", reason}};
        });
}

Result<std::vector<RunRecord>> SqlDossier::runs() const
{
    std::vector<RunRecord> runs;
    auto done = m_connection->query(
        QStringLiteral("SELECT r.id, r.test_id, r.kind, r.started_at, r.ended_at, r.why_ended, r.is_rehearsal, r.is_counting, "
                       "r.not_counting_reason, r.result, p.sha256 FROM runs r JOIN plans p ON p.id = r.plan_id ORDER BY r.id"),
        {}, [&](const SqlRow& row) -> Result<> {
            auto run = runFrom(row, file().string());
            if (!run) {
                return fail(run.error());
            }
            runs.push_back(std::move(*run));
            return {};
        });
    return done ? Result(std::move(runs)) : fail(done.error());
}

/// What of a stored alarm a newer word about it is merged with.
Result<std::optional<AlarmRecord>> SqlDossier::storedAlarm(const AlarmRecord& alarm) const
{
    std::optional<AlarmRecord> stored;
    auto found = m_connection->query(
        QStringLiteral(
            "SELECT to_at, acknowledged_by, outcome, worst, sentence FROM alarms WHERE id = ? AND run = ? AND from_at = ?"),
        {sqlText(alarm.id), sqlInteger(alarm.run), sqlTime(alarm.from)}, [&](const SqlRow& row) -> Result<> {
            stored = alarm;
            stored->to = row.optionalTime(0);
            stored->acknowledgedBy = row.text(1);
            stored->outcome = row.text(2);
            stored->worst = row.real(3);
            stored->sentence = row.text(4);
            return {};
        });
    return found ? Result(std::move(stored)) : fail(found.error());
}

/// Whoever measures an alarm does not know who acknowledged it: an empty name or outcome keeps what is stored.
Result<> SqlDossier::storeAlarm(const AlarmRecord& newest)
{
    return record(systemClock().wallNow(), [&]() -> Result<Deed> {
        const auto before = storedAlarm(newest);
        if (!before) {
            return fail(before.error());
        }
        const AlarmRecord* known = *before ? &**before : nullptr;
        AlarmRecord alarm = newest;
        if (known != nullptr && known->to && !alarm.to) { // acknowledged by someone who did not see its end yet
            alarm.to = known->to;
            alarm.worst = known->worst;
            alarm.sentence = known->sentence;
        }
        if (known != nullptr && alarm.acknowledgedBy.empty()) {
            alarm.acknowledgedBy = known->acknowledgedBy;
        }
        if (known != nullptr && alarm.outcome.empty()) {
            alarm.outcome = known->outcome;
        }
        auto done = m_connection->execute(
            QStringLiteral("INSERT INTO alarms (id, run, from_at, to_at, worst, severity, sentence, action, acknowledged_by, "
                           "outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id, run, from_at) DO UPDATE SET "
                           "to_at = excluded.to_at, worst = excluded.worst, severity = excluded.severity, sentence = "
                           "excluded.sentence, action = excluded.action, acknowledged_by = excluded.acknowledged_by, "
                           "outcome = excluded.outcome"),
            {sqlText(alarm.id), sqlInteger(alarm.run), sqlTime(alarm.from), sqlTime(alarm.to), alarm.worst,
             sqlText(alarm.severity), sqlText(alarm.sentence), sqlText(alarm.action), sqlText(alarm.acknowledgedBy),
             sqlText(alarm.outcome)});
        if (!done) {
            return fail(done.error());
        }
        if (known == nullptr) {
            return Deed{"alarm fired", {}, detailOf(alarm)};
        }
        if (alarm.to && !known->to) {
            return Deed{"alarm cleared", {}, detailOf(alarm)};
        }
        if (alarm.acknowledgedBy != known->acknowledgedBy) {
            return Deed{"alarm acknowledged", {alarm.acknowledgedBy, {}, {}}, detailOf(alarm)};
        }
        // its worst value moves every second: its end is audited
        return Deed{"alarm changed", {}, alarm.outcome == known->outcome ? Json() : detailOf(alarm)};
    });
}

Result<std::vector<AlarmRecord>> SqlDossier::alarms() const
{
    std::vector<AlarmRecord> alarms;
    auto done =
        m_connection->query(QStringLiteral("SELECT id, run, from_at, to_at, worst, severity, sentence, action, "
                                           "acknowledged_by, outcome FROM alarms ORDER BY from_at, run, id"),
                            {}, [&](const SqlRow& row) -> Result<> {
                                alarms.push_back({row.text(0), row.integer(1), row.time(2), row.optionalTime(3), row.real(4),
                                                  row.text(5), row.text(6), row.text(7), row.text(8), row.text(9)});
                                return {};
                            });
    return done ? Result(std::move(alarms)) : fail(done.error());
}

} // namespace holdpoint
