// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/sql_connection.h"
#include "core/metrics/frame.h"

#include <functional>

namespace holdpoint {

/// The frames of a run in the order of tick, shard, seq and attempt, from one connection; what the row says beside a frame has to
/// be what the frame says itself. `where` holds with its values: "AND seq > ?".
Result<> readFrameRows(SqlConnection& connection, std::int64_t run, const QString& where, const QVariantList& values,
                       const std::function<Result<Frame>(std::string_view)>& decode, const std::function<Result<>(Frame)>& visit);

} // namespace holdpoint
