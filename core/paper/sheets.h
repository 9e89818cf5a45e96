// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/paper/flow.h"
#include "core/report/report.h"

namespace holdpoint::paper {

inline constexpr std::size_t kMostRows = 60; // of errors, alarms: a hostile server can make many

struct ThresholdLine
{
    QString name; // "Search: http_req_duration p(95)"
    const ThresholdResult* result = nullptr;
};
/// Of the runs that decide, worst margins first.
std::vector<ThresholdLine> thresholdLines(const Report& report);
Table thresholdTable(Flow& flow);
void addThreshold(Table& table, const ThresholdLine& line, int mostLines);
/// Test, run, planned, achieved, ratio, reached.
Table loadTable(Flow& flow, const QString& firstColumn);
void addLoad(Table& table, const QString& name, std::int64_t run, const LoadResult& load, const Stamp& stamp);
void addException(Table& table, const ExceptionEntry& entry, int mostLines);
Table exceptionTable(Flow& flow);

/// What page 1 had to leave out, from which page 2 goes on.
struct Omitted
{
    bool areReasonsCut = false;
    std::size_t thresholdsShown = 0;
    std::size_t exceptionsShown = 0;
    bool isThresholdLeft = false;
    bool isExceptionLeft = false;
};
Omitted addFirstPage(Flow& flow, const Report& report);
void addRest(Flow& flow, const Report& report, const Omitted& omitted);
void addRuns(Flow& flow, const Report& report, const ReportCharts& charts);
void addServer(Flow& flow, const Report& report);
void addAnalysis(Flow& flow, const Report& report);      // nothing before a run ended
void addOptimisations(Flow& flow, const Report& report); // nothing without an entry
void addChecklist(Flow& flow, const Report& report);
void addProof(Flow& flow, const Report& report);

} // namespace holdpoint::paper
