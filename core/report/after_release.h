// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/log_entry.h"
#include "core/report/report.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace holdpoint {

// What follows a release: sections 18 to 20. Everything of it is a log entry (core/dossier/log_entry.h); the functions are pure.

struct ProductionPoint
{
    WallTime at{};
    double value = 0;
};

/// What the production Prometheus said, hour by hour. Entry "production" {from, to, traffic: [[unix s, value]...], latency,
/// errors_percent, why}.
struct ProductionLook
{
    WallTime from{};
    WallTime to{};                        // when it was asked
    std::vector<ProductionPoint> traffic; // requests/s, the peak of each hour
    std::vector<ProductionPoint> latency; // p95 in ms of each hour
    std::optional<double> errorPercent;   // 5xx since `from`
    std::string why;                      // what could not be asked

    std::optional<double> peak() const;
};
Json toJson(const ProductionLook& look);
ProductionLook productionLookFrom(const Json& content);

/// How much traffic was expected. Entry "prediction" {peak, day: [24 values or none]}: requests/s, by the hour of the day in UTC.
struct Prediction
{
    double peak = 0;
    std::vector<double> day; // 24 or none: then the peak all day

    double at(WallTime time) const;
};
Json toJson(const Prediction& prediction);
/// Error::Invalid for a peak that is no number above 0, or for other than 0 or 24 hours.
Result<Prediction> checkedPrediction(Prediction prediction);

struct Lesson
{
    WallTime at{};
    std::string by;
    std::string text;
    std::string source; // "lesson", else the item whose note or override it is
};

/// A box of sections 18 to 20, or one that was deferred to after the release, with its date.
struct DueTask
{
    std::string item;
    std::string text;
    ItemState state = ItemState::Open;
    std::string value;
    std::string owner;
    std::string section;
    bool isDaily = false;        // until the first week is over
    std::optional<WallTime> due; // nullopt: not released yet
    bool isOverdue = false;
};

/// A figure that real traffic gives reason to change. Nobody's target is ever proposed looser.
struct TargetProposal
{
    std::string what; // "API p95 target"
    std::string from; // "300 ms"
    std::string to;
    std::string why;
};

/// A monthly run. Entry "schedule" {name, way, day, hour, minute, plan, dossier, file}.
struct RegressionSchedule
{
    std::string name; // "holdpoint-platform-regression"
    std::string way;  // "systemd" or "cron"
    int day = 1;      // 1 to 28
    int hour = 6;     // of this machine's local time
    int minute = 0;
    std::string planFile; // absolute
    std::string dossierFile;
    std::string release; // NAME@VERSION[+COMMIT]
    std::string program = "holdpointctl";
    std::string file;    // that was written; of cron empty
    std::string envFile; // absolute, of the plan's variables; empty: it needs none
};
Json toJson(const RegressionSchedule& schedule);
/// Error::Invalid for a day beyond 1 to 28 (which every month has), an hour or minute that is none, or a relative path.
Result<RegressionSchedule> checkedSchedule(RegressionSchedule schedule);
/// The next time that is due after `now`.
WallTime nextRun(const RegressionSchedule& schedule, WallTime now);
std::string systemdService(const RegressionSchedule& schedule);
std::string systemdTimer(const RegressionSchedule& schedule);
/// Ends with a comment that names the schedule, so that it can be found again.
std::string cronLine(const RegressionSchedule& schedule);
/// A user's crontab with the line in it, once; or without it.
std::string crontabWith(const std::string& crontab, const RegressionSchedule& schedule);
std::string crontabWithout(const std::string& crontab, const RegressionSchedule& schedule);

struct AfterRelease
{
    std::optional<WallTime> releasedAt;
    std::optional<WallTime> weekEnds;
    std::optional<Prediction> prediction;
    std::optional<double> testedRate; // highest requests/s of a run that proves it
    std::int64_t testedRun = 0;
    std::optional<ProductionLook> look;
    std::optional<double> overPrediction; // relative: 0.11 is 11 % more than predicted, at the peak
    std::vector<DueTask> tasks;
    std::vector<Lesson> lessons; // oldest first
    std::vector<TargetProposal> proposals;
    std::optional<RegressionSchedule> schedule;
    std::optional<WallTime> nextRegression;
};
/// When people said that it went live; nullopt: nobody has.
std::optional<WallTime> releasedAt(const std::vector<LogEntry>& entries);
/// `report` gives items and runs; `releasedAt` what the plan's parameter `released_at` says, which an entry "release" {at}
/// overrules.
AfterRelease afterReleaseOf(const std::vector<LogEntry>& entries, const Report& report, const Plan& plan, WallTime now);

/// The limit that production's p95 is held against: of the API row, else 300 ms.
double latencyTargetOf(const Plan& plan);

} // namespace holdpoint
