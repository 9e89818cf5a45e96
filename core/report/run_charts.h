// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

#include <string>

namespace holdpoint {

/// The four charts of a run as SVG: latency, requests per second, errors by class, VUs. Built from its frames in the dossier.
Result<std::string> runCharts(const RunRecord& run, const Dossier& dossier);

} // namespace holdpoint
