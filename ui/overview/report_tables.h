// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"
#include "core/report/run_comparison.h"

#include <QString>
#include <map>

class QStandardItemModel;

namespace holdpoint {

// A report's tables as models for the shared delegates: same columns, same order as in the report and on the terminal.

/// Test, Run, Planned, Achieved, Ratio, Lag p99, Load. The run's id lies in Qt::UserRole of the first column.
void fillLoadTable(QStandardItemModel& model, const Report& report);
/// Rule, Target, Critical, Measured, Margin, n, vs baseline, Verdict. `against`: the deciding runs that were compared with their
/// test's baseline, by the run; what lies outside the noise is bold.
void fillThresholdTable(QStandardItemModel& model, const Report& report,
                        const std::map<std::int64_t, RunComparison>& against = {});
/// What, Target, Measured, Of target, Limited by, State.
void fillCapacityTable(QStandardItemModel& model, const Report& report);
/// Item, State, Value seen, Owner of sections `from` to `to`, with section rows.
void fillSections(QStandardItemModel& model, const Report& report, int from, int to);
/// "5 tests passed, 1 warned".
QString outcomeSentence(const Report& report);
/// The worst outcome of the tests that ran.
RunOutcome worstOutcome(const Report& report);

} // namespace holdpoint
