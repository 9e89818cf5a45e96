// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/error_class.h"

#include <string>
#include <string_view>

namespace holdpoint {

/// The class of what Chromium calls net::ERR_...
ErrorClass classOfNetError(std::string_view netError);

/// "the server refused the connection (net::ERR_CONNECTION_REFUSED)"
std::string textOfNetError(std::string_view netError);

} // namespace holdpoint
