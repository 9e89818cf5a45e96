// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/dossier.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// The audit log as statements about tables, and the faults found by comparing with them.
class AuditIndex
{
public:
    struct Entry
    {
        std::int64_t number = 0;
        std::string action;
        std::string actor;
        std::string osUser;
        std::string at;
        Json detail;
    };
    /// A table's row as its audit row should describe it; who and when only where the table keeps both.
    struct Row
    {
        std::string name;
        Json detail;
        std::optional<Person> by;
        std::optional<WallTime> at;
    };

    /// A row that is no JSON is left out: the chain's fault.
    explicit AuditIndex(const std::vector<AuditRow>& rows);

    std::vector<const Entry*> entries(std::initializer_list<std::string_view> actions) const;
    /// One row for each entry, in the same order. The first difference of a table is named.
    void compare(const std::string& table, const std::vector<const Entry*>& entries, const std::vector<Row>& rows);
    /// Whether every member that both have is the same; else a fault.
    bool compareRow(const Entry& entry, const Row& row);
    void addRows(std::size_t count) { m_check.rows += count; }
    void addFault(std::string fault) { m_check.faults.push_back(std::move(fault)); }
    Dossier::TableCheck takeCheck() { return std::move(m_check); }

private:
    std::vector<Entry> m_entries;
    Dossier::TableCheck m_check;
};

/// The entries of these actions alone, oldest first: rows that do not hold their names are not parsed, as logs may be long.
std::vector<AuditIndex::Entry> auditEntries(const std::vector<AuditRow>& rows, std::initializer_list<std::string_view> actions);

} // namespace holdpoint
