// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/dossier_copy.h"

#include "core/base/hash.h"
#include "core/base/units.h"
#include "core/dossier/dossier.h"
#include "core/dossier/dossier_place.h"
#include "core/dossier/schema.h"

namespace holdpoint {

namespace {

/// The same for the same value, whichever database it came from.
std::string canonical(const QVariant& value)
{
    if (value.isNull()) {
        return "-";
    }
    std::string text;
    switch (value.typeId()) {
    case QMetaType::QByteArray:
        text = value.toByteArray().toStdString();
        return "b" + std::to_string(text.size()) + ":" + text;
    case QMetaType::Double:
        return "d" + formatPlain(value.toDouble()) + ";";
    case QMetaType::QString:
        text = value.toString().toStdString();
        return "t" + std::to_string(text.size()) + ":" + text;
    default:
        return "i" + std::to_string(value.toLongLong()) + ";";
    }
}

QString inOrder(const QString& table, int columns)
{
    QStringList order;
    for (int i = 1; i <= std::min(columns, 4); ++i) { // no key has more
        order << QString::number(i);
    }
    return QStringLiteral("SELECT * FROM %1 ORDER BY %2").arg(table, order.join(QLatin1Char(',')));
}

Result<int> columnsOf(SqlConnection& connection, const QString& table)
{
    int columns = 0;
    auto done = connection.query(QStringLiteral("SELECT * FROM %1 LIMIT 1").arg(table), {}, [&](const SqlRow& row) -> Result<> {
        columns = row.columns();
        return {};
    });
    return done ? Result(columns) : fail(done.error());
}

struct Sum
{
    std::size_t rows = 0;
    std::string sha256;
    friend bool operator==(const Sum&, const Sum&) = default;
};

/// Reads a table; `take` gets every row.
Result<Sum> readTable(SqlConnection& connection, const QString& table, const std::function<Result<>(const QVariantList&)>& take)
{
    const auto columns = columnsOf(connection, table);
    if (!columns) {
        return fail(columns.error());
    }
    Sum sum;
    Sha256 sha;
    if (*columns > 0) {
        auto done = connection.query(inOrder(table, *columns), {}, [&](const SqlRow& row) -> Result<> {
            QVariantList values;
            for (int i = 0; i < row.columns(); ++i) {
                values << row.value(i);
                sha.add(canonical(values.back()));
            }
            ++sum.rows;
            sha.add("\n");
            return take(values);
        });
        if (!done) {
            return fail(done.error());
        }
    }
    sum.sha256 = sha.hex();
    return sum;
}

Result<> copyTable(SqlConnection& from, SqlConnection& to, const QString& table, CopiedDossier& copied)
{
    // What migrations put into a table of their own accord is not what the other one holds.
    if (auto emptied = to.execute(QStringLiteral("DELETE FROM %1").arg(table)); !emptied) {
        return emptied;
    }
    const auto read = readTable(from, table, [&](const QVariantList& values) {
        const QString marks = QStringList(values.size(), QStringLiteral("?")).join(QLatin1Char(','));
        return to.execute(QStringLiteral("INSERT INTO %1 VALUES (%2)").arg(table, marks), values);
    });
    const auto stored = read ? readTable(to, table, [](const QVariantList&) { return Result<>{}; }) : read;
    if (!stored) {
        return fail(stored.error());
    }
    if (*read != *stored) {
        return fail(Error::Kind::Internal,
                    "the table " + table.toStdString() + " is not the same in " + to.file().string() + "; nothing was copied");
    }
    ++copied.tables;
    copied.rows += read->rows;
    return {};
}

Result<> checkChain(SqlConnection& from, CopiedDossier& copied)
{
    std::vector<AuditRow> rows;
    auto done = from.query(QStringLiteral("SELECT n, entry, hash FROM audit ORDER BY n"), {}, [&](const SqlRow& row) -> Result<> {
        rows.push_back({row.integer(0), row.text(1), row.text(2)});
        return {};
    });
    if (!done) {
        return done;
    }
    if (const auto fault = firstAuditFault(rows)) {
        return fail(Error::Kind::Invalid, from.file().string() + " is not copied, a copy would not mend it: " + *fault);
    }
    copied.auditLength = static_cast<std::int64_t>(rows.size());
    copied.auditHead = rows.empty() ? std::string() : rows.back().hash;
    const auto open = from.integer(QStringLiteral("SELECT COALESCE(MIN(id), 0) FROM runs WHERE ended_at IS NULL"));
    if (!open) {
        return fail(open.error());
    }
    return *open == 0
               ? Result<>{}
               : Result<>(fail(Error::Kind::Conflict,
                               "run " + std::to_string(*open) + " in " + from.file().string() +
                                   " is under way, or was interrupted and nobody has opened the dossier since; wait for its "
                                   "end, or look with: holdpointctl runs " +
                                   from.file().string()));
}

} // namespace

Result<CopiedDossier> copyDossier(const std::filesystem::path& from, const std::filesystem::path& to)
{
    auto source = connectionTo(from, SqlConnection::Access::ReadOnly);
    if (!source) {
        return fail(source.error());
    }
    const auto taken = isTaken(to);
    if (!taken || *taken) {
        return taken ? fail(Error::Kind::Invalid, to.string() + " is there already; name a new place") : fail(taken.error());
    }
    CopiedDossier copied;
    auto done = (*source)->inSnapshot([&]() -> Result<> {
        const auto version = schemaVersion(**source);
        if (!version) {
            return fail(version.error());
        }
        return makeDossierAt(to, [&](const std::shared_ptr<SqlConnection>& target) -> Result<> {
            copied = {};
            auto step = checkChain(**source, copied);
            if (step) {
                step = migrate(*target, *version);
            }
            if (!step) {
                return step;
            }
            return target->inTransaction(SqlConnection::Durability::Durable, [&]() -> Result<> {
                for (const QString& table : tablesOf(*version)) {
                    if (auto moved = copyTable(**source, *target, table, copied); !moved) {
                        return moved;
                    }
                }
                return {};
            });
        });
    });
    return done ? Result(std::move(copied)) : fail(done.error());
}

} // namespace holdpoint
