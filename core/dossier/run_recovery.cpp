// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/sql_dossier.h"

#include "core/base/time_format.h"
#include "core/dossier/process_identity.h"
#include "core/plan/plan_reader.h"

namespace holdpoint {

namespace {

/// Of a writer on another machine, whose process cannot be seen: between its last second and its end lie verifications.
constexpr std::chrono::minutes kSilentFor{5};

struct Kept
{
    std::uint64_t seconds = 0;
    std::optional<WallTime> last;
};

} // namespace

Result<> SqlDossier::closeInterruptedRuns()
{
    std::vector<std::int64_t> abandoned;
    const WallTime silentSince = systemClock().wallNow() - kSilentFor;
    auto done = m_connection->query(
        QStringLiteral(
            "SELECT r.id, r.writer_pid, r.writer_started, r.writer_boot, r.started_at, (SELECT MAX(f.at) FROM frames f "
            "WHERE f.run = r.id) FROM runs r WHERE r.ended_at IS NULL ORDER BY r.id"),
        {}, [&](const SqlRow& row) -> Result<> {
            const ProcessIdentity writer{row.integer(1), row.integer(2), row.text(3)};
            const bool isElsewhere = m_connection->isShared() && writer.bootId != currentProcess().bootId;
            const WallTime lastSign = std::max(row.time(4), row.time(5));
            if (isElsewhere ? lastSign < silentSince : !isAlive(writer)) {
                abandoned.push_back(row.integer(0));
            }
            return {};
        });
    if (!done || abandoned.empty()) {
        return done;
    }
    const auto all = runs();
    if (!all) {
        return fail(all.error());
    }
    for (const RunRecord& run : *all) {
        if (std::find(abandoned.begin(), abandoned.end(), run.id) != abandoned.end()) {
            if (done = closeInterruptedRun(run); !done) {
                return done;
            }
        }
    }
    return {};
}

Result<> SqlDossier::closeInterruptedRun(const RunRecord& run)
{
    std::string note;
    auto done = record(std::string(kAuditRunEnded), {}, systemClock().wallNow(), [&]() -> Result<Json> {
        if (auto open = requireRun(run.id, true); !open) {
            return Json(); // another program closed it in between
        }
        Kept kept;
        auto counted = m_connection->query(QStringLiteral("SELECT COUNT(DISTINCT tick), MAX(at) FROM frames WHERE run = ?"),
                                           {sqlInteger(run.id)}, [&](const SqlRow& row) -> Result<> {
                                               kept = {static_cast<std::uint64_t>(row.integer(0)), row.optionalTime(1)};
                                               return {};
                                           });
        if (!counted) {
            return fail(counted.error());
        }
        if (auto merged = mergeLeftRests(run.id); !merged) {
            return fail(merged.error());
        }
        const WallTime endedAt = kept.last.value_or(run.startedAt);
        const std::string cause = "the program that wrote it ended without a word at " + formatUtcClock(endedAt);
        const auto result = judgeInterrupted(run, cause);
        if (!result) {
            return fail(result.error());
        }
        note = "run " + std::to_string(run.id) + " was interrupted at " + formatUtcClock(endedAt) +
               (kept.last ? "; its " + std::to_string(kept.seconds) + " s of data are kept" : " before its first second of data");
        const auto sum = framesSum(run.id);
        return sum ? finishRun(run.id, endedAt, "interrupted: " + cause, *result, *sum) : Result<Json>(fail(sum.error()));
    });
    if (done && !note.empty()) {
        m_notes.push_back(std::move(note));
    }
    return done;
}

Result<RunResult> SqlDossier::judgeInterrupted(const RunRecord& run, const std::string& cause) const
{
    RunResult bare;
    bare.outcome = RunOutcome::Interrupted;
    bare.reasons.push_back(cause);

    std::string resolved;
    auto found =
        m_connection->query(QStringLiteral("SELECT p.resolved FROM plans p JOIN runs r ON r.plan_id = p.id WHERE r.id = ?"),
                            {sqlInteger(run.id)}, [&](const SqlRow& row) -> Result<> {
                                resolved = row.text(0);
                                return {};
                            });
    if (!found) {
        return fail(found.error());
    }
    const auto json = parseJson(resolved, "the plan of run " + std::to_string(run.id));
    if (!json) {
        return bare;
    }
    const PlanReading reading = planFromResolved(*json, {});
    const TestPlan* test = reading.plan.test(run.testId);
    if (test == nullptr) {
        return bare;
    }
    RunJudge judge(rulesFor(reading.plan, *test, run.kind));
    auto read = m_connection->query(QStringLiteral("SELECT frame FROM frames WHERE run = ? ORDER BY tick, shard, seq, attempt"),
                                    {sqlInteger(run.id)}, [&](const SqlRow& row) -> Result<> {
                                        // A frame that cannot be read is a gap; what it was stays in the file, and verify names
                                        // it.
                                        if (const auto frame = frameFromBlob(row.bytes(0)); frame) {
                                            judge.add(*frame);
                                        }
                                        return {};
                                    });
    const auto samples = sourceSamples(run.id);
    if (!samples) {
        return fail(samples.error());
    }
    for (const SourceSample& sample : *samples) {
        judge.addSample(sample);
    }
    return read ? Result(judge.judge(RunEnding::Interrupted, cause, {})) : fail(read.error());
}

} // namespace holdpoint
