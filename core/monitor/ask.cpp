// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/ask.h"

#include "core/base/text.h"

namespace holdpoint {

namespace {

constexpr int kDeepest = 200;

/// A nesting of millions of brackets costs far more memory than its bytes.
bool isTooDeep(std::string_view text)
{
    int depth = 0;
    bool isInString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (isInString) {
            i += c == '\\' ? 1 : 0;
            isInString = c != '"';
        } else if (c == '"') {
            isInString = true;
        } else if (c == '{' || c == '[') {
            if (++depth > kDeepest) {
                return true;
            }
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return false;
}

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
    if (isTooDeep(body)) {
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
