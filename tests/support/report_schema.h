// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <filesystem>
#include <string>

namespace holdpoint::test {

/// What in a report does not follow the published schema, a line each; empty if all of it does. Stricter than the schema: a key
/// that it does not name is a fault too, so that none comes in unpublished.
std::string reportSchemaFaults(const Json& report);
/// The same for a file.
std::string reportSchemaFaults(const std::filesystem::path& file);

} // namespace holdpoint::test
