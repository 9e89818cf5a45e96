// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/postgres_values.h"

#include "core/base/units.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace holdpoint {

namespace {

constexpr Oid kByteaOid = 17;
constexpr std::array<Oid, 3> kIntegerOids{20, 21, 23};
constexpr std::array<Oid, 2> kRealOids{700, 701};

} // namespace

std::string numbered(const QString& sql)
{
    std::string text;
    int next = 0;
    bool isQuoted = false;
    for (const char c : sql.toStdString()) {
        isQuoted = c == '\'' ? !isQuoted : isQuoted;
        text += c == '?' && !isQuoted ? "$" + std::to_string(++next) : std::string(1, c);
    }
    return text;
}

std::string PostgresRow::text(int column) const
{
    return {PQgetvalue(m_result, m_row, column), static_cast<std::size_t>(PQgetlength(m_result, m_row, column))};
}

std::string PostgresRow::bytes(int column) const
{
    std::size_t length = 0;
    const auto* escaped = reinterpret_cast<const unsigned char*>(PQgetvalue(m_result, m_row, column));
    const std::unique_ptr<unsigned char, decltype(&PQfreemem)> plain(PQunescapeBytea(escaped, &length), &PQfreemem);
    return plain ? std::string(plain.get(), plain.get() + length) : std::string();
}

std::int64_t PostgresRow::integer(int column) const
{
    const std::string_view value = view(column);
    std::int64_t number = value == "t" ? 1 : 0;
    std::from_chars(value.data(), value.data() + value.size(), number);
    return number;
}

double PostgresRow::real(int column) const
{
    const std::string_view value = view(column);
    double number = 0;
    std::from_chars(value.data(), value.data() + value.size(), number); // in no locale
    return number;
}

QVariant PostgresRow::value(int column) const
{
    const Oid type = PQftype(m_result, column);
    const auto isOneOf = [type](const auto& oids) { return std::find(oids.begin(), oids.end(), type) != oids.end(); };
    if (PQgetisnull(m_result, m_row, column) != 0) {
        return QVariant(QMetaType::fromType<QString>());
    }
    return type == kByteaOid       ? sqlBytes(bytes(column))
           : isOneOf(kIntegerOids) ? sqlInteger(integer(column))
           : isOneOf(kRealOids)    ? QVariant(real(column))
                                   : sqlText(text(column));
}

PostgresParameters::PostgresParameters(const QVariantList& values)
{
    m_bytes.reserve(static_cast<std::size_t>(values.size()));
    for (const QVariant& value : values) {
        const bool isBytes = value.typeId() == QMetaType::QByteArray;
        const bool isReal = value.typeId() == QMetaType::Double;
        m_bytes.push_back(isBytes  ? value.toByteArray().toStdString()
                          : isReal ? formatPlain(value.toDouble())
                                   : value.toString().toStdString());
        m_hasNul = m_hasNul || (!isBytes && m_bytes.back().find('\0') != std::string::npos);
        m_pointers.push_back(value.isNull() ? nullptr : m_bytes.back().c_str());
        m_lengths.push_back(static_cast<int>(m_bytes.back().size()));
        m_formats.push_back(isBytes ? 1 : 0);
        m_types.push_back(isBytes ? kByteaOid : 0);
    }
}

bool PostgresParameters::send(PGconn* connection, const std::string& sql) const
{
    return PQsendQueryParams(connection, sql.c_str(), static_cast<int>(m_bytes.size()), m_types.data(), m_pointers.data(),
                             m_lengths.data(), m_formats.data(), 0) == 1;
}

} // namespace holdpoint
