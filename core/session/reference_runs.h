// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/dossier.h"
#include "core/monitor/answer.h"

#include <filesystem>

namespace holdpoint {

/// Compares the newest counting load or retest run of every test in one dossier with that in another, of the release before:
/// {worse, compared, steps: [{test, metric, before_ms, now_ms, percent}], not_compared}. A step is worse if its p(95) is, with 95
/// % confidence and by more than 10 %. Opens both files itself: for any thread; blocks.
Answer<Json> worseThanReference(const std::filesystem::path& own, const std::filesystem::path& reference);

/// What a baseline is against the last accepted one (kBaselineRule): found if the p(50) or p(95) of a latency is worse with 95 %
/// confidence and by more than 10 %. nullopt: it is none, or the first one. Blocks.
Result<std::optional<Hint>> baselineComparison(const Dossier& dossier, std::int64_t run);

} // namespace holdpoint
