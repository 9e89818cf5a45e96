// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/staging/message.h"

#include "core/base/text.h"

#include <charconv>

namespace holdpoint::staging {

namespace {

std::string percentDecoded(std::string_view text)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            decoded += ' ';
            continue;
        }
        unsigned value = 0;
        if (text[i] == '%' && i + 2 < text.size()) {
            const char* begin = text.data() + i + 1;
            if (std::from_chars(begin, begin + 2, value, 16).ptr == begin + 2) {
                decoded += static_cast<char>(value);
                i += 2;
                continue;
            }
        }
        decoded += text[i];
    }
    return decoded;
}

} // namespace

Response jsonResponse(unsigned status, std::string body)
{
    return Response{.status = status, .body = std::move(body), .headers = {}};
}

Response errorResponse(unsigned status, std::string_view message)
{
    return jsonResponse(status, "{\"error\":\"" + jsonEscape(message) + "\"}");
}

std::string queryValue(std::string_view query, std::string_view name)
{
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        const auto equals = pair.find('=');
        if (pair.substr(0, equals) == name) {
            return equals == std::string_view::npos ? std::string() : percentDecoded(pair.substr(equals + 1));
        }
    }
    return {};
}

std::string_view reasonPhrase(unsigned status)
{
    switch (status) {
    case 100:
        return "Continue";
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 413:
        return "Content Too Large";
    case 426:
        return "Upgrade Required";
    case 431:
        return "Request Header Fields Too Large";
    case 503:
        return "Service Unavailable";
    default:
        return "Unknown";
    }
}

} // namespace holdpoint::staging
