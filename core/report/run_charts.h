// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

namespace holdpoint {

/// The four charts of a run: latency, requests per second, errors by class, VUs. Built from its frames in the dossier; none, if
/// it has no frames.
Result<std::vector<SvgChart>> runCharts(const RunRecord& run, const Dossier& dossier);

} // namespace holdpoint
