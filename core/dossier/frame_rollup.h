// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/frame.h"
#include "core/plan/storage_policy.h"

namespace holdpoint {

/// Moves the series that are not stored every second out of a frame, into one that has nothing else.
Frame takeRest(Frame& frame, const StoragePolicy& policy);
/// Adds the samples of `rest`, which is not newer, to a frame.
void mergeRest(Frame& frame, const Frame& rest);
bool hasSeries(const Frame& frame);
/// Whether this frame takes up the rests gathered so far: every tenth tick, and the last of a shard.
bool closesTen(const Frame& frame);

} // namespace holdpoint
