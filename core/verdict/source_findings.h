// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/verdict/source_rules.h"

namespace holdpoint {

// The snapshot (core/analysis/snapshot.h) in which a run's findings are kept: its moment and its source.
inline constexpr std::string_view kWholeLoad = "load";
inline constexpr std::string_view kQueriesSource = "queries";

/// For the dossier, by query: {points: [[microseconds, value]...], why, empty, covered}; both ways without loss.
Json toJson(const SourceFindingsByQuery& findings);
/// Error::Invalid names the query that is damaged.
Result<SourceFindingsByQuery> sourceFindingsFrom(const Json& json);

} // namespace holdpoint
