// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/import/request_maker.h"

namespace holdpoint {

// One function a format; importPlan() chooses and checks the result with the plan reader.

Result<Imported> importHar(std::string_view text, const ImportOptions& options);
Result<Imported> importOpenApi(std::string_view text, const ImportOptions& options);
Result<Imported> importPostman(std::string_view text, const ImportOptions& options);
Result<Imported> importCurl(std::string_view text, const ImportOptions& options);

} // namespace holdpoint
