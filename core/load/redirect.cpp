// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/redirect.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

struct UrlView
{
    std::string_view scheme;    // "http"
    std::string_view authority; // with user info and port
    std::string_view path;
    std::string_view query; // with its ?
};

UrlView viewOf(std::string_view url)
{
    UrlView view;
    url = url.substr(0, url.find('#'));
    const auto scheme = url.find("://");
    if (scheme != std::string_view::npos) {
        view.scheme = url.substr(0, scheme);
        url.remove_prefix(scheme + 3);
        view.authority = url.substr(0, url.find_first_of("/?"));
        url.remove_prefix(view.authority.size());
    }
    view.path = url.substr(0, url.find('?'));
    view.query = url.substr(view.path.size());
    return view;
}

bool isScheme(std::string_view text)
{
    const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    return !text.empty() && isLetter(text.front()) && std::all_of(text.begin(), text.end(), [&isLetter](char c) {
        return isLetter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    });
}

/// Bytes that no URL may hold, as servers write them nevertheless, become %XX.
void appendClean(std::string& out, std::string_view text)
{
    static constexpr char kHex[] = "0123456789ABCDEF";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte >= 0x7f || c == '"' || c == '<' || c == '>') {
            out += '%';
            out += kHex[byte >> 4U];
            out += kHex[byte & 0xfU];
        } else {
            out += c;
        }
    }
}

/// Takes `.` and `..` out of what lies behind `from` (RFC 3986 §5.2.4).
void removeDots(std::string& url, std::size_t from)
{
    std::size_t write = from;
    std::size_t read = from;
    while (read < url.size()) {
        const auto next = std::min(url.find('/', read + 1), url.size());
        const std::string_view segment = std::string_view(url).substr(read, next - read); // with its leading slash
        const bool isLast = next == url.size();
        if (segment == "/." || segment == "/..") {
            if (segment == "/.." && write > from) {
                write = url.rfind('/', write - 1);
            }
            if (isLast) {
                url[write++] = '/';
            }
        } else {
            std::copy(url.begin() + static_cast<std::ptrdiff_t>(read), url.begin() + static_cast<std::ptrdiff_t>(next),
                      url.begin() + static_cast<std::ptrdiff_t>(write));
            write += segment.size();
        }
        read = next;
    }
    url.resize(write);
}

} // namespace

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string_view methodAfter(int status, std::string_view method)
{
    if (status == 303) {
        return method == "HEAD" ? method : "GET";
    }
    return (status == 301 || status == 302) && method == "POST" ? "GET" : method;
}

bool resolveLocation(std::string_view base, std::string_view location, std::string& out)
{
    out.clear();
    location = trimmed(location);
    if (location.empty()) {
        return false;
    }
    const UrlView from = viewOf(base);
    const std::string_view head = location.substr(0, location.find_first_of("/?#"));
    const auto colon = head.find(':');
    std::string_view authority = from.authority;
    std::string_view scheme = from.scheme;
    std::string_view rest = location;
    bool isAbsolute = false;
    if (colon != std::string_view::npos && isScheme(head.substr(0, colon))) {
        scheme = head.substr(0, colon);
        const std::string known = lowered(scheme);
        rest.remove_prefix(colon + 1);
        if ((known != "http" && known != "https") || !rest.starts_with("//")) {
            return false;
        }
        isAbsolute = true;
    }
    if (rest.starts_with("//")) {
        rest.remove_prefix(2);
        authority = rest.substr(0, rest.find_first_of("/?#"));
        rest.remove_prefix(authority.size());
        isAbsolute = true;
    }
    if (authority.empty()) {
        return false;
    }
    rest = rest.substr(0, rest.find('#'));
    const std::string_view path = rest.substr(0, rest.find('?'));
    const std::string_view query = rest.substr(path.size());
    for (const char c : scheme) {
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    out += "://";
    appendClean(out, authority);
    const std::size_t begin = out.size();
    if (path.starts_with("/") || isAbsolute) {
        appendClean(out, path.empty() ? "/" : path);
    } else if (path.empty()) {
        appendClean(out, from.path.empty() ? "/" : from.path);
    } else {
        const auto slash = from.path.find_last_of('/');
        out += slash == std::string_view::npos ? "/" : from.path.substr(0, slash + 1);
        appendClean(out, path);
    }
    removeDots(out, begin);
    appendClean(out, path.empty() && query.empty() && !isAbsolute ? from.query : query);
    return true;
}

bool isSameOrigin(std::string_view a, std::string_view b)
{
    const UrlView first = viewOf(a);
    const UrlView second = viewOf(b);
    const auto withoutUser = [](std::string_view authority) {
        return lowered(authority.substr(authority.find_last_of('@') + 1)); // npos + 1 is 0
    };
    return lowered(first.scheme) == lowered(second.scheme) && withoutUser(first.authority) == withoutUser(second.authority);
}

bool isCredentialName(std::string_view name)
{
    constexpr std::array<std::string_view, 8> kParts{"authorization", "cookie", "token",   "secret",
                                                     "password",      "passwd", "api-key", "apikey"};
    return std::any_of(kParts.begin(), kParts.end(), [name](std::string_view part) { return name.find(part) != name.npos; });
}

bool staysInHop(std::string_view name, bool isBodyDropped, bool isOtherOrigin)
{
    const bool isOfBody = name.starts_with("content-");
    const bool isPersonal = name == "host" || isCredentialName(name);
    return !(isBodyDropped && isOfBody) && !(isOtherOrigin && isPersonal);
}

} // namespace holdpoint
