// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/import/import.h"

#include <QString>
#include <filesystem>

namespace holdpoint {

// Where the plan of a new release comes from. Both write into `folder`, made if it is not there; what a try before wrote is taken
// as it is, another file of that name is never touched.

/// The shipped plan and its data files.
Result<std::filesystem::path> copyTemplate(const QString& folder);

struct ImportedPlan
{
    std::filesystem::path file;
    Imported imported;
};
/// A plan made of a HAR, OpenAPI, Postman or curl file, whichever its content is, or of k6: one script, a shell script that calls
/// it, or a folder of scripts. Takes seconds for a large one; any thread.
Result<ImportedPlan> importIntoFolder(const QString& file, const QString& folder);

} // namespace holdpoint
