// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/answer.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace holdpoint {

/// By their names in lower case; of a repeated one the values joined by ", ".
using ReplyHeaders = std::map<std::string, std::string, std::less<>>;

/// What came back; `unknown` is set unless the status is 2xx or one that the request accepts.
struct Reply
{
    std::optional<Unknown> unknown;
    int status = 0;
    ReplyHeaders headers;
    std::string body;
    ExchangeRecord evidence;
};

std::string_view headerOf(const ReplyHeaders& headers, std::string_view name);

/// Error bodies of every shape as one sentence of at most 300 bytes: JSON with message, error, detail, errors ..., a bare JSON
/// string, HTML, plain text. Empty for an empty body.
std::string errorSentence(std::string_view body);
bool looksLikeHtml(std::string_view body);

/// Seconds or an HTTP date (RFC 9110 §10.2.3); nullopt if it is neither.
std::optional<Nanos> parseRetryAfter(std::string_view text, WallTime now);
/// How long the service asks to wait: Retry-After, else the reset time that GitHub and Sentry send with an exhausted limit.
std::optional<Nanos> waitAskedFor(const ReplyHeaders& headers, WallTime now);
/// 429, and GitHub's 403 with an exhausted limit.
bool isRateLimited(int status, const ReplyHeaders& headers);
/// What a status that is no success means.
Unknown statusUnknown(const Reply& reply, WallTime now);

/// The URL of rel="next" (RFC 8288), empty if there is none or, as Sentry says, results="false".
std::string nextPage(std::string_view linkHeader);
/// A Location against the URL that it answers (RFC 3986 §5.2 for what servers send); empty if it cannot be read.
std::string redirectTarget(std::string_view from, std::string_view location);
/// Whether a token may go along: same scheme, host and port, or http to https of one host on the default ports.
bool isSameHost(std::string_view from, std::string_view to);

} // namespace holdpoint
