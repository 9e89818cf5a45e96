// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/sql_connection.h"

#include <libpq-fe.h>
#include <memory>
#include <string>
#include <vector>

namespace holdpoint {

// Statements, values and rows as libpq has them.

using ResultPtr = std::unique_ptr<PGresult, decltype(&PQclear)>;
inline ResultPtr owned(PGresult* result)
{
    return {result, &PQclear};
}

/// `?` outside of quotes becomes $1, $2 ...
std::string numbered(const QString& sql);

/// A row of a result, which must outlive it.
class PostgresRow final : public SqlRow
{
public:
    PostgresRow(const PGresult* result, int row) : m_result(result), m_row(row) {}

    std::string text(int column) const override;
    std::string bytes(int column) const override;
    std::int64_t integer(int column) const override;
    double real(int column) const override;
    int columns() const override { return PQnfields(m_result); }
    QVariant value(int column) const override;

private:
    std::string_view view(int column) const { return PQgetvalue(m_result, m_row, column); }

    const PGresult* m_result;
    int m_row;
};

/// Values as libpq takes them; keeps their bytes.
class PostgresParameters
{
public:
    explicit PostgresParameters(const QVariantList& values);

    bool hasNul() const { return m_hasNul; }
    bool send(PGconn* connection, const std::string& sql) const;

private:
    std::vector<std::string> m_bytes;
    std::vector<const char*> m_pointers;
    std::vector<int> m_lengths;
    std::vector<int> m_formats;
    std::vector<Oid> m_types;
    bool m_hasNul = false;
};

} // namespace holdpoint
