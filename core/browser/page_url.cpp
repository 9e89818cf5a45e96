// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/browser/page_url.h"

#include "core/base/text.h"
#include "core/plan/target_url.h"

namespace holdpoint {

std::string hostOfUrl(const std::string& url)
{
    const auto parsed = parseTargetUrl(url.substr(0, url.find_first_of("?#")));
    return parsed ? parsed->host : shortened(url, 100);
}

std::string originOfUrl(const std::string& url)
{
    const auto parsed = parseTargetUrl(url.substr(0, url.find_first_of("?#")));
    if (!parsed) {
        return "";
    }
    const std::string place = parsed->hostAndPort();
    const bool isDefaultPort = parsed->port == (parsed->scheme == "https" ? 443 : 80); // Chromium leaves it out
    return parsed->scheme + "://" + (isDefaultPort ? place.substr(0, place.rfind(':')) : place);
}

} // namespace holdpoint
