// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// The cookies of one visitor, as RFC 6265 keeps them: by host or domain, path, expiry and `Secure`. Stricter where that RFC
/// leaves a choice: no domain without a dot, no `Secure` cookie from a plain connection, `__Host-` and `__Secure-` names keep
/// their promise.
class CookieJar
{
public:
    static constexpr std::size_t kMaxCookies = 180; // the oldest one goes
    static constexpr std::size_t kMaxBytes = 4096;  // of a name and value; a larger one is not taken

    /// Takes every Set-Cookie line of an answer to `url`.
    void take(std::string_view head, std::string_view url, WallTime now);
    /// Appends "a=1; b=2" for a request to `url`; nothing and false if no cookie belongs there.
    bool appendTo(std::string& out, std::string_view url, WallTime now) const;

    void clear() { m_cookies.clear(); }
    bool isEmpty() const { return m_cookies.empty(); }
    std::size_t size() const { return m_cookies.size(); }

private:
    struct Cookie
    {
        std::string name;
        std::string value;
        std::string domain;
        std::string path;
        WallTime expires = WallTime::max();
        std::uint64_t number = 0; // in the order of their making
        bool isHostOnly = true;
        bool isSecure = false;
    };
    void takeLine(std::string_view line, std::string_view url, WallTime now);
    void keep(Cookie cookie, WallTime now);

    std::vector<Cookie> m_cookies; // as they are sent: longer paths first, then older ones
    std::uint64_t m_made = 0;
};

/// A date as Set-Cookie writes it (RFC 6265 §5.1.1); false if it is none.
bool parseCookieDate(std::string_view text, WallTime& out);

} // namespace holdpoint
