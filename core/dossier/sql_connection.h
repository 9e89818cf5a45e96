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

class QSqlError;
class QSqlQuery;

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
    explicit SqlRow(const QSqlQuery& query) : m_query(query) {}

    std::string text(int column) const;
    std::string bytes(int column) const;
    std::int64_t integer(int column) const;
    double real(int column) const;
    bool boolean(int column) const { return integer(column) != 0; }
    WallTime time(int column) const;
    std::optional<WallTime> optionalTime(int column) const;

private:
    const QSqlQuery& m_query;
};

/// One connection to an SQLite file under a name of its own; for the thread that opened it. Errors name the file, what the
/// database said and the remedy.
class SqlConnection
{
public:
    /// Durable survives a power cut (audit, signatures); Quick survives the death of the process (frames).
    enum class Durability { Durable, Quick };

    enum class Access { ReadWrite, ReadOnly };

    /// ReadOnly leaves nothing beside the file, and works where neither the file nor its folder can be written.
    static Result<std::unique_ptr<SqlConnection>> open(const std::filesystem::path& file, Access access = Access::ReadWrite);
    ~SqlConnection();
    SqlConnection(const SqlConnection&) = delete;
    SqlConnection& operator=(const SqlConnection&) = delete;

    const std::filesystem::path& file() const { return m_file; }

    Result<> execute(const QString& sql, const QVariantList& values = {});
    /// Visits the rows one by one; a visitor that returns an error ends the query with it.
    Result<> query(const QString& sql, const QVariantList& values, const std::function<Result<>(const SqlRow&)>& visit) const;
    /// First column of the first row; 0 if there is none.
    Result<std::int64_t> integer(const QString& sql, const QVariantList& values = {}) const;

    /// BEGIN IMMEDIATE, `body`, COMMIT; any error rolls all of it back.
    Result<> inTransaction(Durability durability, const std::function<Result<>()>& body);

private:
    SqlConnection(std::filesystem::path file, QString name) : m_file(std::move(file)), m_name(std::move(name)) {}
    Failure failure(const QSqlError& error) const;
    Result<> setDurability(Durability durability);

    std::filesystem::path m_file;
    QString m_name;
    std::optional<Durability> m_durability;
};

} // namespace holdpoint
