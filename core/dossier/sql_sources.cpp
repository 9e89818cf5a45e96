// SPDX-License-Identifier: GPL-3.0-or-later
// What sources said beside a run's load, and when they did not.
#include "core/base/hash.h"
#include "core/base/time_format.h"
#include "core/dossier/audit_index.h"
#include "core/dossier/schema.h"
#include "core/dossier/sql_dossier.h"

#include <algorithm>
#include <map>

namespace holdpoint {

namespace {

constexpr int kWithSources = 5; // schema

QVariant sqlReal(const std::optional<double>& value)
{
    return value ? QVariant(*value) : QVariant();
}

} // namespace

Result<> SqlDossier::addSourceData(std::int64_t run, const std::vector<SourceSample>& samples,
                                   const std::vector<SourceSpan>& spans)
{
    return m_connection->inTransaction(SqlConnection::Durability::Quick, [&]() -> Result<> {
        auto done = requireRun(run, true);
        for (const SourceSample& sample : samples) {
            if (done) {
                done = m_connection->execute(
                    QStringLiteral("INSERT INTO source_samples (run, series, at, value) VALUES (?, ?, ?, ?) "
                                   "ON CONFLICT (run, series, at) DO NOTHING"),
                    {sqlInteger(run), sqlText(sample.series), sqlTime(sample.at), sqlReal(sample.value)});
            }
        }
        for (const SourceSpan& span : spans) {
            if (done) {
                done = m_connection->execute(
                    QStringLiteral(
                        "INSERT INTO source_spans (run, source, from_at, to_at, is_answering, reason) VALUES (?, ?, ?, "
                        "?, ?, ?) ON CONFLICT (run, source, from_at) DO UPDATE SET to_at = excluded.to_at, "
                        "is_answering = excluded.is_answering, reason = excluded.reason"),
                    {sqlInteger(run), sqlText(span.source), sqlTime(span.from), sqlTime(span.to), sqlBool(span.isAnswering),
                     sqlText(span.reason)});
            }
        }
        return done;
    });
}

Result<bool> SqlDossier::hasSources() const
{
    const auto version = schemaVersion(*m_connection);
    return version ? Result(*version >= kWithSources) : fail(version.error()); // older: opened to be read, so not migrated
}

Result<std::vector<SourceSample>> SqlDossier::sourceSamples(std::int64_t run) const
{
    std::vector<SourceSample> samples;
    const auto isThere = hasSources();
    if (!isThere || !*isThere) {
        return isThere ? Result(std::move(samples)) : fail(isThere.error());
    }
    auto done = m_connection->query(
        QStringLiteral("SELECT series, at, value, value IS NULL FROM source_samples WHERE run = ? ORDER BY at, series"),
        {sqlInteger(run)}, [&](const SqlRow& row) -> Result<> {
            samples.push_back({run, row.text(0), row.time(1), row.boolean(3) ? std::nullopt : std::optional(row.real(2))});
            return {};
        });
    return done ? Result(std::move(samples)) : fail(done.error());
}

Result<std::vector<SourceSpan>> SqlDossier::sourceSpans() const
{
    std::vector<SourceSpan> spans;
    const auto isThere = hasSources();
    if (!isThere || !*isThere) {
        return isThere ? Result(std::move(spans)) : fail(isThere.error());
    }
    auto done = m_connection->query(
        QStringLiteral(
            "SELECT run, source, from_at, to_at, is_answering, reason FROM source_spans ORDER BY run, from_at, source"),
        {}, [&](const SqlRow& row) -> Result<> {
            spans.push_back({row.integer(0), row.text(1), row.time(2), row.time(3), row.boolean(4), row.text(5)});
            return {};
        });
    return done ? Result(std::move(spans)) : fail(done.error());
}

/// One line a row, in an order of their own: what the audit row "run ended" names.
Result<SqlDossier::RowsSum> SqlDossier::sourcesSum(std::int64_t run) const
{
    RowsSum sum;
    Sha256 sha;
    const auto add = [&](const Json& line) {
        ++sum.count;
        sha.add(dumpJson(line) + "\n");
    };
    auto done = m_connection->query(
        QStringLiteral("SELECT series, at, value, value IS NULL FROM source_samples WHERE run = ? ORDER BY series, at"),
        {sqlInteger(run)}, [&](const SqlRow& row) -> Result<> {
            add(Json::array({"sample", row.text(0), row.text(1), row.boolean(3) ? Json() : Json(row.real(2))}));
            return {};
        });
    if (done) {
        done = m_connection->query(
            QStringLiteral("SELECT source, from_at, to_at, is_answering, reason FROM source_spans WHERE run = ? "
                           "ORDER BY source, from_at"),
            {sqlInteger(run)}, [&](const SqlRow& row) -> Result<> {
                add(Json::array({"span", row.text(0), row.text(1), row.text(2), row.boolean(3), row.text(4)}));
                return {};
            });
    }
    sum.sha256 = sha.hex();
    return done ? Result(std::move(sum)) : fail(done.error());
}

Result<> SqlDossier::checkSources(AuditIndex& index) const
{
    const auto isThere = hasSources();
    if (!isThere || !*isThere) {
        return isThere ? Result<>{} : fail(isThere.error());
    }
    std::map<std::int64_t, Json> audited;
    for (const AuditIndex::Entry* entry : index.entries({kAuditRunEnded})) {
        audited[integerAt(entry->detail, "run")] = entry->detail;
    }
    for (const auto& [run, detail] : audited) {
        const auto sum = sourcesSum(run);
        if (!sum) {
            return fail(sum.error());
        }
        index.addRows(static_cast<std::size_t>(sum->count));
        // a run that an earlier version ended names none
        const auto wanted = integerAt(detail, "source_rows");
        if (sum->count != wanted) {
            index.addFault("run " + std::to_string(run) + " has " + std::to_string(sum->count) +
                           " rows of what its sources said, the audit log names " + std::to_string(wanted));
        } else if (wanted > 0 && sum->sha256 != stringAt(detail, "sources_sha256")) {
            index.addFault("run " + std::to_string(run) + ": what its sources said is not what the audit log's hash is of");
        }
    }
    return {};
}

} // namespace holdpoint
