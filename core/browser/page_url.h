// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace holdpoint {

/// Of a URL that a page asked for; what is no URL of the network is shortened.
std::string hostOfUrl(const std::string& url);
/// "https://host:8443" as Chromium writes it, without the scheme's own port; empty for what has none.
std::string originOfUrl(const std::string& url);

} // namespace holdpoint
