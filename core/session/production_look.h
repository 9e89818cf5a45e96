// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/fetcher.h"
#include "core/report/after_release.h"

namespace holdpoint {

/// Reads traffic, p95 and errors hour by hour from the production Prometheus (`monitoring: {production: {prometheus}}`), by the
/// parameters prod_http_requests_total, prod_http_request_duration_seconds and prod_app of the checklist. Only GET and query
/// POST. What could not be had is said in `why`; Error::NotFound if there is no production Prometheus at all. Blocks; any thread.
Result<ProductionLook> lookAtProduction(Fetcher& fetcher, const Plan& plan, const ChecklistTemplate& definition,
                                        WallTime releasedAt);

} // namespace holdpoint
