// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

namespace holdpoint {

/// Of all files that one plan names: they travel to agents with it.
inline constexpr std::size_t kMaxPlanFileBytes = 16U << 20U;

/// What a resolved plan says of its files: name, SHA-256 and size. A dossier keeps that and not the files.
Json describedFiles(const Plan& plan);
/// The same with their content as base64, for an agent; read again from beside the plan where a dossier did not keep it. An error
/// if a file is gone or is not the one that the plan was read with.
Result<Json> filesForAgent(const Plan& plan);

} // namespace holdpoint
