// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

namespace holdpoint {

/// The agent's whole life on two descriptors (0 and 1 in `holdpointctl agent`): reads the shard, obeys commands, cuts a frame
/// a second, keeps the last ten minutes (32 MB) of frames for `stream`. Returns when told `result` after the end, or when
/// input ends: then pacing stops at once and everything is closed within min(graceful stop, 3 s). Blocks; no Qt event loop.
Result<> runAgent(int inputDescriptor, int outputDescriptor);

} // namespace holdpoint
