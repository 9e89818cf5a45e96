// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace holdpoint {

/// The plan's text with `monitoring: {SERVICE: {url: URL}}` set; every other byte, comments included, stays. A service that is
/// not there yet is added below `monitoring`. Error::Refused where the text is laid out so that only a person should change it,
/// and for a URL that holds a password, which belongs into the env file.
Result<std::string> withServiceUrl(const std::string& planText, std::string_view service, const std::string& url);

} // namespace holdpoint
