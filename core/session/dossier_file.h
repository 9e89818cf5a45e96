// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan.h"

#include <filesystem>

namespace holdpoint {

inline constexpr const char* kUnversioned = "unversioned"; // the version of a plan that leaves its release to others

/// Where the dossier of a release lies if nobody names a place: beside its plan, "platform-1.8.3.holdpoint".
std::filesystem::path defaultDossierFile(const std::filesystem::path& planFile, const Release& release);

} // namespace holdpoint
