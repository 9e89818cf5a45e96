// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/ask.h"

#include "core/base/json_depth.h"
#include "core/base/text.h"

namespace holdpoint {

namespace {

/// A nesting of millions of brackets costs far more memory than its bytes.
constexpr std::size_t kDeepest = 200;

} // namespace

Answer<Json> parseReply(std::string_view body)
{
    if (trimmed(body).empty()) {
        return malformed("the answer is empty, not JSON");
    }
    if (looksLikeHtml(body)) {
        return malformed("the answer is " + errorSentence(body) +
                         ", not JSON; a login page or a proxy may stand before the service");
    }
    if (byteBelowDepth(body, kDeepest)) {
        return malformed("the answer's JSON is nested more than " + std::to_string(kDeepest) + " deep");
    }
    auto json = parseJson(body, "the answer");
    if (!json) {
        return malformed(json.error().message);
    }
    return Answer<Json>(*std::move(json));
}

std::optional<FetchRequest> nextByLink(const FetchRequest& request, const Reply& reply)
{
    const std::string link = nextPage(headerOf(reply.headers, "link"));
    if (link.empty()) {
        return std::nullopt;
    }
    FetchRequest next = request;
    next.url = redirectTarget(request.url, link);
    if (!isSameHost(request.url, next.url)) {
        next.url = "(a next page on another host)";
    }
    return next;
}

} // namespace holdpoint
