// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/sql_connection.h"

#include "core/base/time_format.h"
#include "core/dossier/database_url.h"
#include "core/dossier/postgres_connection.h"
#include "core/dossier/sqlite_connection.h"

namespace holdpoint {

QVariant sqlText(std::string_view text)
{
    // A null QString would be bound as NULL.
    return text.empty() ? QStringLiteral("") : QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QVariant sqlBytes(std::string_view bytes)
{
    return bytes.empty() ? QByteArray("") : QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

QVariant sqlTime(WallTime time)
{
    return sqlText(formatUtc(time));
}

QVariant sqlTime(const std::optional<WallTime>& time)
{
    return time ? sqlTime(*time) : QVariant(QMetaType::fromType<QString>());
}

QVariant sqlInteger(std::int64_t value)
{
    return QVariant::fromValue(static_cast<qlonglong>(value));
}

QVariant sqlBool(bool value)
{
    return value ? 1 : 0;
}

std::optional<WallTime> SqlRow::optionalTime(int column) const
{
    const auto time = parseUtc(text(column));
    return time ? std::optional(*time) : std::nullopt;
}

Result<std::unique_ptr<SqlConnection>> SqlConnection::open(const std::filesystem::path& place, Access access)
{
    return isDatabaseUrl(place) ? openPostgres(place, access) : openSqlite(place, access);
}

Result<> SqlConnection::execute(const QString& sql, const QVariantList& values)
{
    return query(sql, values, [](const SqlRow&) { return Result<>{}; });
}

Result<std::int64_t> SqlConnection::integer(const QString& sql, const QVariantList& values)
{
    std::optional<std::int64_t> number;
    auto done = query(sql, values, [&](const SqlRow& row) {
        number = number.value_or(row.integer(0));
        return Result<>{};
    });
    return done ? Result(number.value_or(0)) : fail(done.error());
}

} // namespace holdpoint
