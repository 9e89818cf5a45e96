// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/base/time_format.h"
#include "core/dossier/frame_rollup.h"
#include "core/dossier/frame_row.h"
#include "core/dossier/sample_limits.h"
#include "core/dossier/sql_dossier.h"

namespace holdpoint {

namespace {

QVariantList keyOf(const Frame& frame)
{
    return {sqlInteger(frame.run), sqlText(frame.shard), frame.attempt, sqlInteger(static_cast<std::int64_t>(frame.seq))};
}

} // namespace

Result<> SqlDossier::addFrames(std::int64_t run, const std::vector<Frame>& frames)
{
    return m_connection->inTransaction(SqlConnection::Durability::Quick, [&]() -> Result<> {
        if (auto allowed = requireRun(run, true); !allowed) {
            return allowed;
        }
        const auto policy = storagePolicy(run);
        if (!policy) {
            return fail(policy.error());
        }
        for (const Frame& frame : frames) {
            Frame own = frame;
            own.run = run;
            if (auto done = insertFrame(std::move(own), *policy); !done) {
                return done;
            }
        }
        return {};
    });
}

Result<StoragePolicy> SqlDossier::storagePolicy(std::int64_t run) const
{
    std::string text;
    auto done = m_connection->query(QStringLiteral("SELECT storage FROM runs WHERE id = ?"), {sqlInteger(run)},
                                    [&](const SqlRow& row) -> Result<> {
                                        text = row.text(0);
                                        return {};
                                    });
    return done ? Result(StoragePolicy::fromText(text)) : fail(done.error());
}

Result<> SqlDossier::insertFrame(Frame frame, const StoragePolicy& policy)
{
    const QVariantList key = keyOf(frame);
    const auto known = m_connection->integer(
        QStringLiteral("SELECT COUNT(*) FROM frames WHERE run = ? AND shard = ? AND attempt = ? AND seq = ?"), key);
    if (!known) {
        return fail(known.error());
    }
    if (*known > 0) {
        return {};
    }
    const Frame rest = takeRest(frame, policy);
    Result<> done;
    if (closesTen(frame)) {
        mergeRest(frame, rest); // the newest first: it has the last value of a gauge
        done = mergeRests(frame);
    } else if (hasSeries(rest)) {
        done = m_connection->execute(
            QStringLiteral("INSERT INTO frame_rests (run, shard, attempt, seq, frame) VALUES (?, ?, ?, ?, ?)"),
            key + QVariantList{sqlBytes(toBlob(rest))});
    }
    if (done) {
        done = m_connection->execute(
            QStringLiteral("INSERT INTO frames (run, shard, attempt, seq, tick, at, frame) VALUES (?, ?, ?, ?, ?, ?, ?)"),
            key + QVariantList{sqlInteger(static_cast<std::int64_t>(frame.tick)), sqlTime(frame.time), sqlBytes(toBlob(frame))});
    }
    return done ? insertSamples(frame) : done;
}

Result<> SqlDossier::mergeRests(Frame& frame)
{
    const QVariantList shard{sqlInteger(frame.run), sqlText(frame.shard), frame.attempt};
    auto done = m_connection->query(
        QStringLiteral("SELECT frame FROM frame_rests WHERE run = ? AND shard = ? AND attempt = ? ORDER BY seq DESC"), shard,
        [&](const SqlRow& row) -> Result<> {
            const auto rest = frameFromBlob(row.bytes(0));
            if (!rest) {
                return fail(rest.error());
            }
            mergeRest(frame, *rest);
            return {};
        });
    return done ? m_connection->execute(QStringLiteral("DELETE FROM frame_rests WHERE run = ? AND shard = ? AND attempt = ?"),
                                        shard)
                : done;
}

Result<> SqlDossier::mergeLeftRests(std::int64_t run)
{
    // The newest stored frame of each shard that has rests takes them up.
    std::vector<Frame> newest;
    auto done = m_connection->query(
        QStringLiteral(
            "SELECT frame FROM frames f WHERE run = ? AND seq = (SELECT MAX(seq) FROM frame_rests r WHERE r.run = f.run "
            "AND r.shard = f.shard AND r.attempt = f.attempt)"),
        {sqlInteger(run)}, [&](const SqlRow& row) -> Result<> {
            auto frame = frameFromBlob(row.bytes(0));
            if (!frame) {
                return fail(frame.error());
            }
            newest.push_back(std::move(*frame));
            return {};
        });
    for (Frame& frame : newest) {
        if (done) {
            done = mergeRests(frame);
        }
        if (done) {
            done = m_connection->execute(
                QStringLiteral("UPDATE frames SET frame = ? WHERE run = ? AND shard = ? AND attempt = ? AND seq = ?"),
                QVariantList{sqlBytes(toBlob(frame))} + keyOf(frame));
        }
    }
    return done;
}

Result<> SqlDossier::insertSamples(const Frame& frame)
{
    for (const ErrorCount& error : frame.errors) {
        if (error.sample.empty() || error.sample.size() > kMaxSampleBytes) {
            continue;
        }
        const QVariantList key{sqlInteger(frame.run), sqlText(error.errorClass), sqlText(error.step)};
        const auto count = m_connection->integer(
            QStringLiteral("SELECT COUNT(*) FROM error_samples WHERE run = ? AND class = ? AND step = ?"), key);
        if (!count) {
            return fail(count.error());
        }
        if (*count >= kSamplesPerErrorAndStep) {
            continue;
        }
        auto done = m_connection->execute(
            QStringLiteral("INSERT INTO error_samples (run, class, step, n, sample) VALUES (?, ?, ?, ?, ?)"),
            key + QVariantList{sqlInteger(*count + 1), sqlText(error.sample)});
        if (!done) {
            return done;
        }
    }
    return {};
}

Result<> readFrameRows(SqlConnection& connection, std::int64_t run, const QString& where, const QVariantList& values,
                       const std::function<Result<Frame>(std::string_view)>& decode, const std::function<Result<>(Frame)>& visit)
{
    const QString sql = QStringLiteral("SELECT frame, shard, seq, attempt, tick, at FROM frames WHERE run = ? %1 "
                                       "ORDER BY tick, shard, seq, attempt")
                            .arg(where);
    return connection.query(sql, QVariantList{sqlInteger(run)} + values, [&](const SqlRow& row) -> Result<> {
        const auto damaged = [&](const std::string& how) {
            return fail(Error::Kind::Invalid, "frame " + row.text(2) + " of shard " + row.text(1) + " of run " +
                                                  std::to_string(run) + " in " + connection.file().string() +
                                                  " is damaged: " + how);
        };
        auto frame = decode(row.bytes(0));
        if (!frame) {
            return damaged(frame.error().message);
        }
        const bool isItsRow = frame->shard == row.text(1) && static_cast<std::int64_t>(frame->seq) == row.integer(2) &&
                              frame->attempt == row.integer(3) && static_cast<std::int64_t>(frame->tick) == row.integer(4) &&
                              formatUtc(frame->time) == row.text(5);
        return isItsRow ? visit(std::move(*frame)) : damaged("its row is not what it says itself");
    });
}

Result<> SqlDossier::readFrames(std::int64_t run, std::uint64_t afterSeq, const std::function<void(const Frame&)>& visit) const
{
    return readFrameRows(
        *m_connection, run, QStringLiteral("AND seq > ?"), {sqlInteger(static_cast<std::int64_t>(afterSeq))},
        [](std::string_view blob) { return frameFromBlob(blob); },
        [&visit](const Frame& frame) -> Result<> {
            visit(frame);
            return {};
        });
}

Result<std::string> SqlDossier::framesSha256(std::int64_t run) const
{
    Sha256 sum;
    auto done = m_connection->query(QStringLiteral("SELECT frame FROM frames WHERE run = ? ORDER BY tick, shard, seq, attempt"),
                                    {sqlInteger(run)}, [&](const SqlRow& row) -> Result<> {
                                        sum.add(row.bytes(0));
                                        return {};
                                    });
    return done ? Result(sum.hex()) : fail(done.error());
}

Result<std::vector<ErrorSample>> SqlDossier::errorSamples(std::int64_t run) const
{
    std::vector<ErrorSample> samples;
    auto done =
        m_connection->query(QStringLiteral("SELECT class, step, sample FROM error_samples WHERE run = ? ORDER BY class, step, n"),
                            {sqlInteger(run)}, [&](const SqlRow& row) -> Result<> {
                                samples.push_back({run, row.text(0), row.text(1), row.text(2)});
                                return {};
                            });
    return done ? Result(std::move(samples)) : fail(done.error());
}

} // namespace holdpoint
