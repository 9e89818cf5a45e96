// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace holdpoint::staging {

enum class Method : std::uint8_t { Get, Head, Post, Put, Other };

/// A whole request; the views live as long as the connection handles it.
class Request
{
public:
    virtual ~Request() = default;
    /// Empty if there is none; `name` without regard to case.
    virtual std::string_view header(std::string_view name) const = 0;

    Method method = Method::Other;
    std::string_view path;
    std::string_view query; // after the question mark
    std::string_view body;

protected:
    Request() = default;
    Request(const Request&) = default;
    Request& operator=(const Request&) = default;
};

struct Response
{
    unsigned status = 200;
    std::string_view contentType = "application/json"; // a literal
    std::string body;
    const std::string* asset = nullptr; // instead of `body`; lives as long as the service
    std::string headers;                // further lines, each ending in CR LF
};

/// {"error":"..."}
Response jsonResponse(unsigned status, std::string body);
Response errorResponse(unsigned status, std::string_view message);
/// Decoded value of a query or form parameter; empty if it is not there.
std::string queryValue(std::string_view query, std::string_view name);
std::string_view reasonPhrase(unsigned status);

} // namespace holdpoint::staging
