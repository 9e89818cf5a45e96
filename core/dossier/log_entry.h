// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/dossier.h"

#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

// What people and machines write down about a release besides its checklist. The audit log itself keeps it, chained as it is:
// rows "log entry" {kind, ref, content, role}. Nothing else holds a copy that could differ.

inline constexpr std::string_view kAuditLogEntry = "log entry";

// Kinds. What their content holds stands where it is read.
inline constexpr std::string_view kLogOptimisation = "optimisation"; // core/report/optimisations.h
inline constexpr std::string_view kLogLesson = "lesson";             // core/report/after_release.h, as all that follow
inline constexpr std::string_view kLogRelease = "release";
inline constexpr std::string_view kLogPrediction = "prediction";
inline constexpr std::string_view kLogProduction = "production";
inline constexpr std::string_view kLogDue = "due";
inline constexpr std::string_view kLogSchedule = "schedule";

inline constexpr std::size_t kMostLogEntryBytes = std::size_t{1} << 20U; // of its content as JSON

/// `ref` tells entries of one kind apart; a later one of the same ref replaces it, an empty content takes it back.
struct LogEntry
{
    std::int64_t row = 0; // of the audit log; 0: not stored yet
    std::string kind;
    std::string ref;
    Json content = Json::object();
    Person by; // empty name: a machine
    WallTime at{};
};

/// Error::Invalid without a kind or ref, or beyond kMostLogEntryBytes.
Result<> addLogEntry(Dossier& dossier, const LogEntry& entry);
/// The newest of each kind and ref, in the order in which they were written; what was taken back is left out.
std::vector<LogEntry> logEntriesIn(const std::vector<AuditRow>& rows);
Result<std::vector<LogEntry>> logEntries(const Dossier& dossier);
/// "1", "2", ...: the first that no entry of the kind has ever had.
Result<std::string> nextLogRef(const Dossier& dossier, std::string_view kind);

} // namespace holdpoint
