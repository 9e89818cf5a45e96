// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace holdpoint {

/// 301, 302, 303, 307 and 308: an answer that sends the visitor elsewhere.
bool isRedirect(int status);
/// With which method it goes there (RFC 9110 §15.4, as browsers do it): 303 gives GET, 301 and 302 make a POST a GET.
std::string_view methodAfter(int status, std::string_view method);
/// Writes the absolute URL of a Location header, seen from `base`, without its fragment (RFC 3986 §5). False: it leads to no http
/// or https address; `out` is empty then.
bool resolveLocation(std::string_view base, std::string_view location, std::string& out);
/// Same scheme, host and port, as they are written; user info does not matter.
bool isSameOrigin(std::string_view a, std::string_view b);
/// Whether a header lets somebody in, by its name in lower case: authorization, cookie, or one with token, secret, password,
/// api-key.
bool isCredentialName(std::string_view name);
/// Whether a header (its name in lower case) goes along when a redirect is followed.
bool staysInHop(std::string_view name, bool isBodyDropped, bool isOtherOrigin);

} // namespace holdpoint
