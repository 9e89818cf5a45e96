// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/cookie_jar.h"

#include "core/base/same_name.h"
#include "core/base/text.h"
#include "core/base/units.h"

#include <algorithm>
#include <array>
#include <optional>

namespace holdpoint {

namespace {

/// What decides about cookies in a request's URL.
struct Place
{
    std::string_view host; // as written, without port and brackets
    std::string_view path; // without query; "/" if there is none
    bool isSecure = false;
};

Place placeOf(std::string_view url)
{
    Place place;
    place.isSecure = url.starts_with("https:");
    const auto scheme = url.find("://");
    url.remove_prefix(scheme == std::string_view::npos ? 0 : scheme + 3);
    const auto slash = url.find_first_of("/?#");
    std::string_view authority = url.substr(0, slash);
    authority.remove_prefix(authority.find_last_of('@') + 1); // npos + 1 is 0
    if (authority.starts_with("[")) {
        place.host = authority.substr(1, authority.find(']') - 1);
    } else {
        place.host = authority.substr(0, authority.find(':'));
    }
    place.path = slash == std::string_view::npos || url[slash] != '/' ? "/" : url.substr(slash);
    place.path = place.path.substr(0, place.path.find_first_of("?#"));
    return place;
}

bool beginsWith(std::string_view text, std::string_view prefix)
{
    return text.size() >= prefix.size() && isSameName(text.substr(0, prefix.size()), prefix);
}

bool isAddress(std::string_view host)
{
    return host.find(':') != std::string_view::npos || host.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool isWithin(std::string_view host, std::string_view domain)
{
    return isSameName(host, domain) ||
           (!isAddress(host) && host.size() > domain.size() && host[host.size() - domain.size() - 1] == '.' &&
            isSameName(host.substr(host.size() - domain.size()), domain));
}

bool isBelow(std::string_view path, std::string_view folder)
{
    return path == folder ||
           (path.starts_with(folder) && (folder.ends_with("/") || (path.size() > folder.size() && path[folder.size()] == '/')));
}

bool hasControl(std::string_view text)
{
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

std::string folderOf(std::string_view path)
{
    const auto slash = path.find_last_of('/');
    return slash == 0 || slash == std::string_view::npos ? "/" : std::string(path.substr(0, slash));
}

/// Up to `most` digits at the front, taken off; nullopt if there are none.
std::optional<int> leadingNumber(std::string_view& text, std::size_t most)
{
    int value = 0;
    std::size_t digits = 0;
    for (; digits < text.size() && digits < most && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
        value = value * 10 + (text[digits] - '0');
    }
    text.remove_prefix(digits);
    return digits == 0 ? std::nullopt : std::optional(value);
}

bool endsNumber(std::string_view rest)
{
    return rest.empty() || rest.front() < '0' || rest.front() > '9';
}

bool readClock(std::string_view token, std::chrono::seconds& out)
{
    const auto hour = leadingNumber(token, 2);
    if (!hour || !token.starts_with(":")) {
        return false;
    }
    token.remove_prefix(1);
    const auto minute = leadingNumber(token, 2);
    if (!minute || !token.starts_with(":")) {
        return false;
    }
    token.remove_prefix(1);
    const auto second = leadingNumber(token, 2);
    if (!second || !endsNumber(token) || *hour > 23 || *minute > 59 || *second > 59) {
        return false;
    }
    out = std::chrono::hours{*hour} + std::chrono::minutes{*minute} + std::chrono::seconds{*second};
    return true;
}

std::optional<unsigned> monthOf(std::string_view token)
{
    static constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                              "jul", "aug", "sep", "oct", "nov", "dec"};
    for (unsigned i = 0; i < kMonths.size(); ++i) {
        if (beginsWith(token, kMonths[i])) {
            return i + 1;
        }
    }
    return std::nullopt;
}

} // namespace

bool parseCookieDate(std::string_view text, WallTime& out)
{
    std::optional<std::chrono::seconds> clock;
    std::optional<int> day;
    std::optional<unsigned> month;
    std::optional<int> year;
    while (!text.empty()) {
        const auto isDelimiter = [](char c) {
            return c == '\t' || (c >= 0x20 && c <= 0x2f) || (c >= 0x3b && c <= 0x40) || (c >= 0x5b && c <= 0x60) ||
                   (c >= 0x7b && c <= 0x7e);
        };
        const auto end = static_cast<std::size_t>(std::find_if(text.begin(), text.end(), isDelimiter) - text.begin());
        std::string_view token = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (token.empty()) {
            continue;
        }
        if (std::chrono::seconds time{}; !clock && readClock(token, time)) {
            clock = time;
            continue;
        }
        std::string_view rest = token;
        if (const auto number = leadingNumber(rest, 2); !day && number && endsNumber(rest)) {
            day = number;
            continue;
        }
        if (const auto found = monthOf(token); !month && found) {
            month = found;
            continue;
        }
        rest = token;
        if (const auto number = leadingNumber(rest, 4); !year && number && endsNumber(rest)) {
            year = *number >= 70 && *number <= 99 ? *number + 1900 : *number < 70 ? *number + 2000 : *number;
        }
    }
    if (!clock || !day || !month || !year || *year < 1601) {
        return false;
    }
    const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{*month},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) {
        return false;
    }
    out = WallTime(std::chrono::duration_cast<WallTime::duration>((std::chrono::sys_days{date} + *clock).time_since_epoch()));
    return true;
}

void CookieJar::take(std::string_view head, std::string_view url, WallTime now)
{
    while (!head.empty()) {
        const auto end = head.find('\n');
        std::string_view line = head.substr(0, end);
        head.remove_prefix(end == std::string_view::npos ? head.size() : end + 1);
        constexpr std::string_view kName = "set-cookie:";
        if (line.size() > kName.size() && (line[0] == 'S' || line[0] == 's') && beginsWith(line, kName)) {
            takeLine(trimmed(line.substr(kName.size())), url, now);
        }
    }
}

void CookieJar::takeLine(std::string_view line, std::string_view url, WallTime now)
{
    const Place place = placeOf(url);
    const std::string_view pair = line.substr(0, line.find(';'));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || hasControl(line)) {
        return;
    }
    Cookie cookie;
    cookie.name = std::string(trimmed(pair.substr(0, equals)));
    cookie.value = std::string(trimmed(pair.substr(equals + 1)));
    cookie.domain = lowered(place.host);
    cookie.path = folderOf(place.path);
    if (cookie.name.empty() || cookie.name.size() + cookie.value.size() > kMaxBytes) {
        return;
    }
    bool hasMaxAge = false;
    bool hasRootPath = false;
    std::string_view rest = line.substr(std::min(pair.size() + 1, line.size()));
    while (!rest.empty()) {
        const std::string_view attribute = rest.substr(0, rest.find(';'));
        rest.remove_prefix(std::min(attribute.size() + 1, rest.size()));
        const auto split = attribute.find('=');
        const std::string_view name = trimmed(attribute.substr(0, split));
        std::string_view value = split == std::string_view::npos ? std::string_view() : trimmed(attribute.substr(split + 1));
        if (isSameName(name, "secure")) {
            cookie.isSecure = true;
        } else if (isSameName(name, "path") && value.starts_with("/")) {
            cookie.path = std::string(value);
            hasRootPath = value == "/";
        } else if (isSameName(name, "domain") && !value.empty()) {
            value.remove_prefix(value.starts_with(".") ? 1 : 0);
            const bool isOwn = isSameName(value, place.host);
            if (!isOwn && (value.find('.') == std::string_view::npos || !isWithin(place.host, value))) {
                return;
            }
            cookie.domain = lowered(value);
            cookie.isHostOnly = isAddress(value);
        } else if (isSameName(name, "max-age")) {
            if (const auto seconds = parseInteger(value)) {
                hasMaxAge = true;
                constexpr std::int64_t kLongest = 400LL * 24 * 3600; // as browsers limit it
                cookie.expires = *seconds <= 0 ? WallTime::min() : now + std::chrono::seconds{std::min(*seconds, kLongest)};
            }
        } else if (isSameName(name, "expires") && !hasMaxAge) {
            WallTime expires;
            if (parseCookieDate(value, expires)) {
                cookie.expires = expires;
            }
        }
    }
    const bool isHostPrefixed = beginsWith(cookie.name, "__Host-");
    const bool breaksPromise = (isHostPrefixed && (!cookie.isHostOnly || !hasRootPath)) ||
                               ((isHostPrefixed || beginsWith(cookie.name, "__Secure-")) && !cookie.isSecure);
    if (!breaksPromise && (!cookie.isSecure || place.isSecure)) {
        keep(std::move(cookie), now);
    }
}

void CookieJar::keep(Cookie cookie, WallTime now)
{
    const auto known = std::find_if(m_cookies.begin(), m_cookies.end(), [&cookie](const Cookie& each) {
        return each.name == cookie.name && each.domain == cookie.domain && each.path == cookie.path &&
               each.isHostOnly == cookie.isHostOnly;
    });
    const bool isGone = cookie.expires <= now;
    if (known != m_cookies.end()) {
        if (isGone) {
            m_cookies.erase(known);
            return;
        }
        cookie.number = known->number; // keeps its place
        *known = std::move(cookie);
        return;
    }
    if (isGone) {
        return;
    }
    if (m_cookies.size() >= kMaxCookies) {
        std::erase_if(m_cookies, [now](const Cookie& each) { return each.expires <= now; });
    }
    if (m_cookies.size() >= kMaxCookies) {
        m_cookies.erase(std::min_element(m_cookies.begin(), m_cookies.end(),
                                         [](const Cookie& a, const Cookie& b) { return a.number < b.number; }));
    }
    cookie.number = m_made++;
    const auto place = std::find_if(m_cookies.begin(), m_cookies.end(),
                                    [&cookie](const Cookie& each) { return each.path.size() < cookie.path.size(); });
    m_cookies.insert(place, std::move(cookie));
}

bool CookieJar::appendTo(std::string& out, std::string_view url, WallTime now) const
{
    if (m_cookies.empty()) {
        return false;
    }
    const Place place = placeOf(url);
    bool hasOne = false;
    for (const Cookie& cookie : m_cookies) {
        const bool isForHost = cookie.isHostOnly ? isSameName(place.host, cookie.domain) : isWithin(place.host, cookie.domain);
        if (!isForHost || cookie.expires <= now || (cookie.isSecure && !place.isSecure) || !isBelow(place.path, cookie.path)) {
            continue;
        }
        out += hasOne ? "; " : "";
        out += cookie.name;
        out += '=';
        out += cookie.value;
        hasOne = true;
    }
    return hasOne;
}

} // namespace holdpoint
