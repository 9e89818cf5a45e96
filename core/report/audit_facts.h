// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace holdpoint {

/// What the audit log says about runs, the record and exports.
struct AuditFacts
{
    struct Run
    {
        Json began; // details of its audit rows; null: no such row
        Json ended;
        bool isCounting = true;
        std::string notCountingReason;
    };
    std::map<std::int64_t, Run> runs;
    std::string frozenSha256; // of the newest freeze
    std::string frozenHead;   // hash of its row
    std::string frozenAt;     // its time, as written
    std::string windowOpened; // when the newest test window was, as written
    std::string windowClosed;
    struct Decision
    {
        std::string at;
        std::string by;
        std::string reason;
        bool isGo = false;
    };
    std::map<std::string, Decision> gates;       // the newest of each gate
    std::map<std::string, std::string> exported; // SHA-256 by file name, as of its newest export
    std::vector<std::string> newestExport;       // the files of the newest export
    std::int64_t exportRow = 0;                  // its row; 0: nothing was exported
    /// What rows behind the newest freeze are of: signatures do not stand for it, and it may differ from what was signed.
    struct Since
    {
        std::set<std::int64_t> runs;                           // that began, ended, were declared or marked
        std::set<std::string> items;                           // that changed: a note or evidence is no change
        std::set<std::string> notes;                           // by item
        std::map<std::string, std::set<std::string>> evidence; // its SHA-256, by item
        std::set<std::string> fields;                          // of the form
        std::set<std::string> alarms;                          // by alarmKey()
        std::set<std::string> optimisations;                   // by ref
        std::set<std::string> gates;                           // by name
        std::set<std::string> plans;                           // SHA-256 of those that were stored or run
        bool isPlan = false;                                   // a plan or checklist was stored
        bool isOther = false; // gates, windows, what sources said: machines' items may follow from it
    };
    Since since;
    /// The newest row of each: its detail, with `by` (empty: a machine) and `at`.
    struct Told
    {
        std::map<std::string, Json> persons; // what a person said of an item, by item
        std::map<std::string, Json> machines;
        std::map<std::string, Json> notes;                   // by item
        std::map<std::string, Json> fields;                  // of the form
        std::map<std::string, Json> alarms;                  // by alarmKey()
        std::map<std::string, std::set<std::string>> logged; // who wrote any entry of a log about an item
    };
    Told told;
};
/// Tells the times apart at which an alarm fired.
std::string alarmKey(const std::string& alarm, std::int64_t run, const std::string& from);
AuditFacts auditFactsOf(const std::vector<AuditRow>& rows);

/// "12 of 12 runs".
std::string countedOf(std::size_t part, std::size_t whole, const char* what);

// Lines that a dossier and a report folder have in common.
VerifyLine chainLine(const std::vector<AuditRow>& rows);
/// Frame hashes as they are now against those that the audit log took down when the runs ended.
VerifyLine framesLine(const std::map<std::int64_t, std::string>& now, const AuditFacts& audit);
/// `recordSha256` of the record as it is now; without a freeze any record will do.
VerifyLine recordLine(const std::string& recordSha256, bool isFrozen, const AuditFacts& audit);
VerifyLine signatureLine(const std::vector<RoleCheck>& signatures);
/// By which lists keys were looked up; `isOwn`: by some that were given, not by those beside the record. `today` is the plan's
/// own list of revoked keys; nullptr: it was not asked for.
VerifyLine signersLine(const SignerLists& signers, bool isOwn, const std::vector<RoleCheck>& signatures,
                       const Result<RevokedKeys>* today = nullptr);

} // namespace holdpoint
