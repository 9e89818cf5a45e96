// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

#include <set>
#include <string>

namespace holdpoint {

/// Which series of a run are stored every second; all others are stored as merges of ten (semantics.md §4). Every sample is in
/// exactly one stored frame, so that a run's totals are the same either way.
struct StoragePolicy
{
    bool keepsAll = true;       // as version 1 of the schema stored: whole frames
    bool isLong = false;        // planned over 2 h: only `keys` and what tiles show
    std::set<std::string> keys; // named by rules, alarms, load targets and verifications; MetricKey::text()

    static StoragePolicy of(const Plan& plan, const std::string& testId);
    /// For the run's row; an empty text keeps all.
    std::string text() const;
    static StoragePolicy fromText(const std::string& text);

    bool isPerSecond(const std::string& key) const;
};

} // namespace holdpoint
