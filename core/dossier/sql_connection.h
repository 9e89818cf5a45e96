// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <QString>
#include <QVariant>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace holdpoint {

/// Bound values. Texts are UTF-8, times are formatUtc(), truth is 0 or 1: what SQLite and PostgreSQL both take.
QVariant sqlText(std::string_view text);
QVariant sqlBytes(std::string_view bytes);
QVariant sqlTime(WallTime time);
QVariant sqlTime(const std::optional<WallTime>& time);
QVariant sqlInteger(std::int64_t value);
QVariant sqlBool(bool value);

/// One row of an answer, columns from 0. NULL reads as the empty value.
class SqlRow
{
public:
    virtual ~SqlRow() = default;

    virtual std::string text(int column) const = 0;
    virtual std::string bytes(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;
    virtual double real(int column) const = 0;
    bool boolean(int column) const { return integer(column) != 0; }
    WallTime time(int column) const { return optionalTime(column).value_or(WallTime{}); }
    std::optional<WallTime> optionalTime(int column) const;
    virtual int columns() const = 0;
    /// As it can be bound again: text, bytes, whole number, number or NULL.
    virtual QVariant value(int column) const = 0;
};

/// One connection to the database of a dossier, for the thread that opened it: an SQLite file, or one schema of a PostgreSQL
/// database (which may be handed over to another thread). Errors name the place, what the database said and the remedy. SQL is
/// what both take, its values are `?`.
class SqlConnection
{
public:
    /// Durable survives a power cut (audit, signatures); Quick survives the death of the process (frames).
    enum class Durability { Durable, Quick };

    enum class Access { ReadWrite, ReadOnly };

    /// `place` is a file or a database's URL (database_url.h). ReadOnly leaves nothing beside a file, and works where neither the
    /// file nor its folder can be written.
    static Result<std::unique_ptr<SqlConnection>> open(const std::filesystem::path& place, Access access = Access::ReadWrite);
    virtual ~SqlConnection() = default;
    SqlConnection(const SqlConnection&) = delete;
    SqlConnection& operator=(const SqlConnection&) = delete;

    const std::filesystem::path& file() const { return m_place; }

    Result<> execute(const QString& sql, const QVariantList& values = {});
    /// Visits the rows one by one; a visitor that returns an error ends the query with it. A visitor asks nothing itself.
    virtual Result<> query(const QString& sql, const QVariantList& values,
                           const std::function<Result<>(const SqlRow&)>& visit) = 0;
    /// First column of the first row; 0 if there is none.
    Result<std::int64_t> integer(const QString& sql, const QVariantList& values = {});

    /// `body` in one transaction that keeps every other writer out; any error rolls all of it back. Within another's body it is a
    /// part of that one, whose error must end the outer body too. A body runs again from its
    /// beginning where the connection to a server was lost before anything of it was stored.
    virtual Result<> inTransaction(Durability durability, const std::function<Result<>()>& body) = 0;
    /// Reads see one moment until the body ends, whatever others write.
    virtual Result<> inSnapshot(const std::function<Result<>()>& body) = 0;
    /// Once, when the place is known to be a dossier that is to be written: how it is journalled, and that it is held.
    virtual Result<> settle() { return {}; }

    virtual Result<bool> hasTable(const QString& table) = 0;
    /// A statement that makes tables, in this database's own words.
    virtual QString definition(const QString& sql) const { return sql; }
    /// The database's user; empty for a file.
    virtual std::string databaseUser() const { return {}; }
    /// Whether writers may sit on other machines, whose processes this one cannot see.
    virtual bool isShared() const { return false; }

protected:
    explicit SqlConnection(std::filesystem::path place) : m_place(std::move(place)) {}

    std::filesystem::path m_place;
};

} // namespace holdpoint
