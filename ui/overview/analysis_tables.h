// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/run_review.h"
#include "core/analysis/saturation.h"
#include "core/report/report.h"
#include "core/report/run_comparison.h"
#include "ui/style/status.h"

#include <QString>

class QStandardItemModel;

namespace holdpoint {

/// Step, Requests, p95, p99, Failed, Time, DNS and queue, Connect, TLS, Send, Wait, Receive: all requests first, then slowest
/// first.
void fillStepTable(QStandardItemModel& model, const RunReview& review);
inline constexpr int ErrorSampleRole = Qt::UserRole + 1;
/// Class, Step, Count, First, Message; the sample of a class and step as its tool tip and, in ErrorSampleRole, its text.
void fillErrorTable(QStandardItemModel& model, const RunRecord& run, const std::vector<ErrorSample>& samples);
/// Resource, Peak, Target, Critical, Used, Run, At, Target missed, in the order of saturation.
void fillServerTable(QStandardItemModel& model, const std::vector<ResourcePeak>& peaks);
/// Metric, Figure, before, after, Difference, 95 % interval, Noise, Verdict.
void fillComparison(QStandardItemModel& model, const RunComparison& comparison);
/// A value of a figure with its unit, and its difference: "936 ms", "\u221225 %".
QString figureText(const ComparedFigure& figure, double value);
QString differenceText(const ComparedFigure& figure);
Look lookOf(ComparedFigure::Verdict verdict);
/// Item, State, Value seen, and rows of what its newest evidence lists: spans by self time, edges, issues.
void fillEvidenceTable(QStandardItemModel& model, const Report& report);
/// What memory did over the hold, with its confidence band; why it is not known.
QString memorySentence(const std::vector<RunHints>& hints);

} // namespace holdpoint
