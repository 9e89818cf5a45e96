// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/audit_index.h"

#include "core/base/text.h"
#include "core/base/time_format.h"

#include <algorithm>

namespace holdpoint {

namespace {

std::string shown(const Json& value)
{
    return shortened(value.is_string() ? "\"" + value.get<std::string>() + "\"" : dumpJson(value), 60);
}

/// nullopt: it is no JSON.
std::optional<AuditIndex::Entry> entryOf(const AuditRow& row)
{
    const auto json = parseJson(row.text, "audit row");
    return json ? std::optional(AuditIndex::Entry{row.number, stringAt(*json, "action"), stringAt(*json, "actor"),
                                                  stringAt(*json, "os_user"), stringAt(*json, "at"), memberAt(*json, "detail")})
                : std::nullopt;
}

} // namespace

AuditIndex::AuditIndex(const std::vector<AuditRow>& rows)
{
    for (const AuditRow& row : rows) {
        if (auto entry = entryOf(row)) {
            m_entries.push_back(*std::move(entry));
        }
    }
}

std::vector<AuditIndex::Entry> auditEntries(const std::vector<AuditRow>& rows, std::initializer_list<std::string_view> actions)
{
    const auto isNamed = [&actions](const auto& names) { return std::any_of(actions.begin(), actions.end(), names); };
    std::vector<AuditIndex::Entry> found;
    for (const AuditRow& row : rows) {
        if (!isNamed([&row](std::string_view action) { return row.text.find(action) != std::string::npos; })) {
            continue;
        }
        auto entry = entryOf(row);
        if (entry && isNamed([&entry](std::string_view action) { return entry->action == action; })) {
            found.push_back(*std::move(entry));
        }
    }
    return found;
}

std::vector<const AuditIndex::Entry*> AuditIndex::entries(std::initializer_list<std::string_view> actions) const
{
    std::vector<const Entry*> found;
    for (const Entry& entry : m_entries) {
        if (std::find(actions.begin(), actions.end(), entry.action) != actions.end()) {
            found.push_back(&entry);
        }
    }
    return found;
}

void AuditIndex::compare(const std::string& table, const std::vector<const Entry*>& entries, const std::vector<Row>& rows)
{
    addRows(rows.size());
    for (std::size_t i = 0; i < std::min(entries.size(), rows.size()); ++i) {
        if (!compareRow(*entries[i], rows[i])) {
            return;
        }
    }
    if (entries.size() != rows.size()) {
        addFault(table + " has " + std::to_string(rows.size()) + " rows, the audit log names " + std::to_string(entries.size()));
    }
}

bool AuditIndex::compareRow(const Entry& entry, const Row& row)
{
    const auto differs = [&](const std::string& what, const Json& is, const Json& was) {
        addFault(row.name + ": " + what + " is " + shown(is) + ", audit row " + std::to_string(entry.number) + " says " +
                 shown(was));
        return false;
    };
    for (const auto& [key, was] : entry.detail.items()) { // none, if it is no object
        if (const auto is = row.detail.find(key); is != row.detail.end() && *is != was) {
            return differs(key, *is, was);
        }
    }
    const std::string actor = row.by && !row.by->name.empty() ? row.by->name : "holdpoint";
    if (row.by && actor != entry.actor) {
        return differs("who", actor, entry.actor);
    }
    // Whoever left it empty is the user of the process that wrote the row.
    if (row.by && !row.by->osUser.empty() && row.by->osUser != entry.osUser) {
        return differs("os user", row.by->osUser, entry.osUser);
    }
    if (row.at && formatUtc(*row.at) != entry.at) {
        return differs("when", formatUtc(*row.at), entry.at);
    }
    return true;
}

} // namespace holdpoint
