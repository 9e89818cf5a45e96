// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace holdpoint {

struct CopiedDossier
{
    std::size_t tables = 0;
    std::size_t rows = 0;
    std::int64_t auditLength = 0;
    std::string auditHead;
};

/// Every row of every table of `from` into the new place `to`, file or database: the audit log stays the same chain, signatures
/// stay valid. Nothing is at `to` unless all of it is, and both were compared row by row. Refused: a run under way, a broken
/// chain, a place that is taken. `from` is only read.
Result<CopiedDossier> copyDossier(const std::filesystem::path& from, const std::filesystem::path& to);

} // namespace holdpoint
