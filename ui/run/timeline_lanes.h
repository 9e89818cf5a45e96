// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/run/timeline_view.h"

namespace holdpoint {

// What the lanes and rows of one test say. Nothing is passed that was not judged: a lane begins as no data.

/// Of the run that the page shows, second by second from its frames; `test.seconds` must be set.
void addLiveLanes(TimelineTest& test, const LiveRun& run);
/// Of a run of which only the record is at hand: core's breaches, and the whole bar where the load cannot be trusted.
void addRecordedLanes(TimelineTest& test, const RunRecord& record);

} // namespace holdpoint
