// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/log_entry.h"

#include "core/base/time_format.h"
#include "core/base/units.h"

#include <algorithm>
#include <map>

namespace holdpoint {

namespace {

std::vector<LogEntry> allIn(const std::vector<AuditRow>& rows)
{
    std::vector<LogEntry> all;
    for (const AuditRow& row : rows) {
        if (row.text.find(kAuditLogEntry) == std::string::npos) {
            continue; // most rows: not worth reading
        }
        const auto json = parseJson(row.text, "audit row");
        if (!json || stringAt(*json, "action") != kAuditLogEntry) {
            continue;
        }
        const Json& detail = memberAt(*json, "detail");
        LogEntry entry;
        entry.row = row.number;
        entry.kind = stringAt(detail, "kind");
        entry.ref = stringAt(detail, "ref");
        entry.content = memberAt(detail, "content");
        entry.by.name = stringAt(*json, "actor");
        entry.by.osUser = stringAt(*json, "os_user");
        if (const auto role = roleFrom(stringAt(detail, "role"))) {
            entry.by.role = *role;
        }
        const auto at = parseUtc(stringAt(*json, "at"));
        entry.at = at ? *at : WallTime{};
        all.push_back(std::move(entry));
    }
    return all;
}

} // namespace

Result<> addLogEntry(Dossier& dossier, const LogEntry& entry)
{
    const std::size_t size = dumpJson(entry.content).size();
    if (entry.kind.empty() || entry.ref.empty()) {
        return fail(Error::Kind::Invalid, "a log entry needs a kind and a reference");
    }
    if (size > kMostLogEntryBytes) {
        return fail(Error::Kind::Invalid, "a log entry has at most " + std::to_string(kMostLogEntryBytes) +
                                              " bytes, this one has " + std::to_string(size));
    }
    return dossier.addAudit(std::string(kAuditLogEntry),
                            Json{{"kind", entry.kind},
                                 {"ref", entry.ref},
                                 {"content", entry.content},
                                 {"role", entry.by.role ? std::string(nameOf(*entry.by.role)) : std::string()}},
                            entry.by, entry.at);
}

std::vector<LogEntry> logEntriesIn(const std::vector<AuditRow>& rows)
{
    std::vector<LogEntry> all = allIn(rows);
    std::map<std::pair<std::string, std::string>, std::int64_t> newest;
    for (const LogEntry& each : all) {
        newest[{each.kind, each.ref}] = each.row;
    }
    std::erase_if(all, [&](const LogEntry& each) { return newest[{each.kind, each.ref}] != each.row || each.content.empty(); });
    return all;
}

Result<std::vector<LogEntry>> logEntries(const Dossier& dossier)
{
    const auto rows = dossier.audit();
    return rows ? Result(logEntriesIn(*rows)) : fail(rows.error());
}

Result<std::string> nextLogRef(const Dossier& dossier, std::string_view kind)
{
    const auto rows = dossier.audit();
    if (!rows) {
        return fail(rows.error());
    }
    std::int64_t highest = 0;
    for (const LogEntry& each : allIn(*rows)) {
        const auto number = parseInteger(each.ref);
        highest = each.kind == kind && number ? std::max(highest, *number) : highest;
    }
    return std::to_string(highest + 1);
}

} // namespace holdpoint
