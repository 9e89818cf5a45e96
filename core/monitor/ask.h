// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/monitor/fetcher.h"

#include <functional>

namespace holdpoint {

/// The body as JSON. Malformed with what came instead: a web page (a login proxy?), nothing, half of it, too deep a nesting.
Answer<Json> parseReply(std::string_view body);

/// Fetches and reads: `parse` gets the Reply of a success and returns an Answer<T>.
template <typename Parse>
auto ask(Fetcher& fetcher, const FetchRequest& request, Parse parse) -> decltype(parse(std::declval<const Reply&>()))
{
    const Reply reply = fetcher.fetch(request);
    using Result = decltype(parse(reply));
    Result answer = reply.unknown ? Result(*reply.unknown) : parse(reply);
    answer.evidence.push_back(reply.evidence);
    return answer;
}

/// Like ask() for a JSON body.
template <typename Parse>
auto askJson(Fetcher& fetcher, const FetchRequest& request, Parse parse) -> decltype(parse(std::declval<const Json&>()))
{
    using Result = decltype(parse(std::declval<const Json&>()));
    return ask(fetcher, request, [&parse](const Reply& reply) -> Result {
        const Answer<Json> json = parseReply(reply.body);
        return json.isKnown() ? parse(json.value()) : Result(json.unknown());
    });
}

/// All pages of a list: `parse` reads one page's items, `next` makes the request of the one after it, or nullopt at the end.
/// One time limit holds for all; more pages than the limits allow, or one that repeats itself, is Unknown: half a list proves
/// nothing.
template <typename T>
Answer<std::vector<T>>
askPages(Fetcher& fetcher, FetchRequest request, const std::function<Answer<std::vector<T>>(const Json&)>& parse,
         const std::function<std::optional<FetchRequest>(const FetchRequest&, const Reply&, const Json&)>& next)
{
    std::vector<T> items;
    std::vector<ExchangeRecord> evidence;
    const SteadyTime begin = fetcher.clock().steadyNow();
    const Nanos whole = request.limits.whole;
    for (int page = 1;; ++page) {
        const Reply reply = fetcher.fetch(request);
        evidence.push_back(reply.evidence);
        const Answer<Json> json = reply.unknown ? Answer<Json>(*reply.unknown) : parseReply(reply.body);
        Answer<std::vector<T>> read = json.isKnown() ? parse(json.value()) : Answer<std::vector<T>>(json.unknown());
        if (!read.isKnown()) {
            return std::move(read).with(std::move(evidence));
        }
        items.insert(items.end(), std::make_move_iterator(read.value().begin()), std::make_move_iterator(read.value().end()));
        auto following = next(request, reply, json.value());
        if (!following) {
            return Answer<std::vector<T>>(std::move(items)).with(std::move(evidence));
        }
        const Nanos left = whole - (fetcher.clock().steadyNow() - begin);
        std::string why;
        if (page >= request.limits.pages) {
            why = "there are more than " + std::to_string(page) + " pages; narrow the question";
        } else if (following->url == request.url) {
            why = "a page names itself as the next one";
        } else if (left <= Millis{1}) {
            why = "not all pages came in time, only " + std::to_string(page);
        }
        if (!why.empty()) {
            return Answer<std::vector<T>>(unknown(Unknown::Kind::Limit, why)).with(std::move(evidence));
        }
        request = std::move(*following);
        request.limits.whole = left;
    }
}

/// The next page by the Link header. A link to another host is not followed: nothing then, as if it were the last, would prove
/// too much, so the fetch of it is refused by its empty URL.
std::optional<FetchRequest> nextByLink(const FetchRequest& request, const Reply& reply);

} // namespace holdpoint
