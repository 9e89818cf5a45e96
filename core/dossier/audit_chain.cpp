// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/audit_chain.h"

#include "core/base/hash.h"
#include "core/base/time_format.h"
#include "core/dossier/process_identity.h"

namespace holdpoint {

std::string firstPreviousHash()
{
    return std::string(64, '0');
}

AuditRow makeAuditRow(std::int64_t number, const std::string& previousHash, const std::string& action, const Json& detail,
                      const Person& by, WallTime at, const std::string& databaseUser)
{
    AuditRow row;
    row.number = number;
    Json entry{{"n", number},
               {"at", formatUtc(at)},
               {"actor", by.name.empty() ? std::string(kAuditMachine) : by.name},
               {"os_user", by.osUser.empty() ? osUserName() : by.osUser},
               {"action", action},
               {"detail", detail.is_null() ? Json::object() : detail}};
    if (!databaseUser.empty()) {
        entry["db_user"] = databaseUser;
    }
    row.text = dumpJson(entry);
    row.hash = sha256Hex(previousHash + row.text);
    return row;
}

std::optional<std::string> firstAuditFault(const std::vector<AuditRow>& rows)
{
    std::string previousHash = firstPreviousHash();
    std::int64_t expected = 1;
    for (const AuditRow& row : rows) {
        const std::string name = "audit row " + std::to_string(row.number);
        if (row.number != expected) {
            return "audit row " + std::to_string(expected) + " is missing: " + name + " stands in its place";
        }
        const auto json = parseJson(row.text, name);
        if (!json) {
            return name + " is not readable: " + json.error().message;
        }
        if (integerAt(*json, "n") != row.number) {
            return name + " says that it is row " + std::to_string(integerAt(*json, "n"));
        }
        if (sha256Hex(previousHash + row.text) != row.hash) {
            return name + " does not follow from the row before it: its text, its hash or an earlier row was changed (\"" +
                   stringAt(*json, "action") + "\" at " + stringAt(*json, "at") + ")";
        }
        previousHash = row.hash;
        ++expected;
    }
    return std::nullopt;
}

} // namespace holdpoint
