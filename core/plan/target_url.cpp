// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/target_url.h"

#include "core/base/text.h"
#include "core/base/units.h"

namespace holdpoint {

namespace {

std::uint16_t defaultPort(std::string_view scheme)
{
    return scheme == "https" || scheme == "wss" ? 443 : 80;
}

} // namespace

std::string TargetUrl::hostAndPort() const
{
    const bool isIpv6 = host.find(':') != std::string::npos;
    return (isIpv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string normalizedHost(std::string_view host)
{
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    }
    if (host.size() > 1 && host.back() == '.') {
        host.remove_suffix(1);
    }
    return lowered(host);
}

Result<TargetUrl> parseTargetUrl(std::string_view text)
{
    const auto invalid = [text](const std::string& why) {
        return fail(Error::Kind::Invalid, "`" + shortened(text, 80) + "` " + why);
    };
    const auto schemeEnd = text.find("://");
    TargetUrl url;
    url.scheme = schemeEnd == std::string_view::npos ? "" : lowered(text.substr(0, schemeEnd));
    if (url.scheme != "http" && url.scheme != "https" && url.scheme != "ws" && url.scheme != "wss") {
        return invalid("is neither a path that begins with / nor a URL like http://127.0.0.1:8080");
    }
    const std::string_view rest = text.substr(schemeEnd + 3);
    std::string_view authority = rest.substr(0, rest.find_first_of("/?#\\"));
    if (const auto userInfo = authority.find_last_of('@'); userInfo != std::string_view::npos) {
        authority.remove_prefix(userInfo + 1);
    }
    if (authority.find_first_of("{} \t\r\n%") != std::string_view::npos) {
        return invalid(
            "has a host that is not known before the run; write it out, so that it can be checked against allow_hosts");
    }
    std::string_view port;
    const auto bracket = authority.find(']');
    const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (colon != std::string_view::npos) {
        port = authority.substr(colon + 1);
        authority = authority.substr(0, colon);
    }
    url.host = normalizedHost(authority);
    const bool isName = url.host.find_first_not_of('.') != std::string::npos && url.host.find('*') == std::string::npos;
    if (!isName || (authority.front() == '[') != (bracket != std::string_view::npos)) {
        return invalid("names no host");
    }
    url.port = defaultPort(url.scheme);
    if (colon != std::string_view::npos) {
        const auto number = parseInteger(port);
        if (!number || *number < 1 || *number > 65535) {
            return invalid("has a port outside of 1 to 65535");
        }
        url.port = static_cast<std::uint16_t>(*number);
    }
    return url;
}

} // namespace holdpoint
