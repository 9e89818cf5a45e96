// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace holdpoint {

/// Keys keep their order: the report, frames and audit rows are hashed as they are written.
using Json = nlohmann::ordered_json;

/// Error::Invalid names `what` and the byte offset. Never throws.
Result<Json> parseJson(std::string_view text, std::string_view what);

/// One line, no blanks; invalid UTF-8 becomes U+FFFD.
std::string dumpJson(const Json& json);
/// Two blanks of indent, for files that people read.
std::string dumpJsonPretty(const Json& json);

// Readers for JSON that somebody else wrote: a missing key or another type gives the default, never an exception.

std::string stringAt(const Json& json, std::string_view key, std::string_view otherwise = "");
double numberAt(const Json& json, std::string_view key, double otherwise = 0);
std::int64_t integerAt(const Json& json, std::string_view key, std::int64_t otherwise = 0);
bool boolAt(const Json& json, std::string_view key, bool otherwise = false);
/// The member, or a null value.
const Json& memberAt(const Json& json, std::string_view key);
/// RFC 6901; nullptr if it does not exist or the pointer is malformed.
const Json* atPointer(const Json& json, std::string_view pointer);

} // namespace holdpoint
