// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/frame_series.h"

#include <filesystem>
#include <functional>

namespace holdpoint {

/// The frames of a run with the wanted series alone, in the order of Dossier::readFrames(): what a window shows of a run, read by
/// up to four threads with a connection each. `visit` is called on the calling thread; a ReadingStop of that thread ends them
/// all. Of a run under way, the frames up to the newest second that was stored when the call began. `place` as in
/// SqlConnection::open().
Result<> readSeries(const std::filesystem::path& place, std::int64_t run, const SeriesNames& wanted,
                    const std::function<void(const Frame&)>& visit);

} // namespace holdpoint
