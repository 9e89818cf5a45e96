// SPDX-License-Identifier: GPL-3.0-or-later
// `http` with `look_at`: how answers travel (compression, rate limits), and the assets that pages name (sizes, caches, formats).
#include "core/base/text.h"
#include "core/monitor/ask.h"
#include "core/plan/plan_reader.h"
#include "core/sensors/askers.h"
#include "core/sensors/page_assets.h"

#include <algorithm>
#include <array>
#include <set>

namespace holdpoint {

namespace {

constexpr std::size_t kMostPaths = 40;
constexpr std::size_t kMostAssets = 40; // each is asked for twice
constexpr std::size_t kLeastText = std::size_t{1} << 10U;
constexpr std::size_t kLeastImage = std::size_t{10} << 10U;
constexpr std::size_t kShownElements = 50;

/// "text/css" of "text/css; charset=utf-8".
std::string typeOf(const Reply& reply)
{
    const std::string_view whole = headerOf(reply.headers, "content-type");
    return lowered(trimmed(whole.substr(0, whole.find(';'))));
}

bool isText(const std::string& type)
{
    return type.starts_with("text/") || type.find("javascript") != std::string::npos || type.find("json") != std::string::npos ||
           type.find("xml") != std::string::npos; // image/svg+xml too
}

bool isCompressed(const Reply& reply)
{
    const std::string encoding = lowered(headerOf(reply.headers, "content-encoding"));
    return encoding.find("gzip") != std::string::npos || encoding.find("br") != std::string::npos ||
           encoding.find("zstd") != std::string::npos || encoding.find("deflate") != std::string::npos;
}

/// In percent, of at least one.
double share(std::size_t part, std::size_t of)
{
    return 100 * static_cast<double>(part) / static_cast<double>(of);
}

/// Asks with one limit of time for all.
class Looker
{
public:
    explicit Looker(const AskContext& context)
        : m_context(context), m_end(std::min<SteadyTime>(context.fetcher.clock().steadyNow() + 2 * context.timeout, context.end))
    {}

    Reply get(FetchRequest request)
    {
        const Nanos left = m_end - m_context.fetcher.clock().steadyNow();
        Reply reply;
        if (left <= Millis{1}) {
            reply.unknown = unknown(Unknown::Kind::Limit, "not everything was answered in time; name fewer paths");
            return reply;
        }
        request.limits.whole = std::min(request.limits.whole, left);
        reply = m_context.fetcher.fetch(request);
        if (evidence.size() < kKeptExchanges) {
            evidence.push_back(reply.evidence);
        }
        return reply;
    }

    Exchanges evidence;

private:
    const AskContext& m_context;
    const SteadyTime m_end;
};

void collectReads(const std::vector<Step>& steps, std::set<std::string>& paths)
{
    for (const Step& step : steps) {
        const bool isRead = step.kind == StepKind::Http && step.http.method == "GET";
        if (isRead && step.http.target.starts_with('/') && step.http.target.find("{{") == std::string::npos &&
            step.http.target.find("${") == std::string::npos) {
            paths.insert(step.http.target);
        }
        collectReads(step.steps, paths);
    }
}

/// `plan` stands for the paths that the plan reads and that need no visitor.
std::vector<std::string> pathsOf(const Plan& plan, const Json& wanted)
{
    std::vector<std::string> paths;
    for (const std::string& word : wordsOf(wanted)) {
        if (word != "plan") {
            paths.push_back(word);
            continue;
        }
        std::set<std::string> found;
        for (const TestPlan& test : plan.tests) {
            for (const Scenario& scenario : test.scenarios) {
                collectReads(scenario.flow, found);
            }
        }
        paths.insert(paths.end(), found.begin(), found.end());
    }
    return paths;
}

std::string rateLimitOf(const Reply& reply)
{
    static constexpr std::array<const char*, 5> kNames{"ratelimit", "ratelimit-limit", "ratelimit-policy", "x-ratelimit-limit",
                                                       "retry-after"};
    for (const char* name : kNames) {
        if (const auto value = headerOf(reply.headers, name); !value.empty()) {
            return std::string(name) + ": " + shortened(value, 60);
        }
    }
    return {};
}

Answer<Json> answersOf(const AskContext& context, const std::vector<std::string>& paths)
{
    Looker looker(context);
    Json rows = Json::array();
    std::size_t texts = 0;
    std::size_t compressed = 0;
    std::size_t limited = 0;
    bool hasVary = true;
    for (const std::string& path : paths) {
        auto request = httpRequest(context, path, "GET");
        if (!request.isKnown()) {
            return request.unknown();
        }
        request.value().accepted.push_back(429); // where a limit shows itself
        const Reply reply = looker.get(std::move(request.value()));
        if (reply.unknown) {
            Unknown why = *reply.unknown;
            why.reason = path + ": " + why.reason;
            return Answer<Json>(std::move(why)).with(std::move(looker.evidence));
        }
        const std::string limit = rateLimitOf(reply);
        limited += limit.empty() ? 0 : 1;
        const bool counts = reply.status < 300 && isText(typeOf(reply)) && reply.body.size() >= kLeastText;
        if (counts) {
            ++texts;
            compressed += isCompressed(reply) ? 1 : 0;
            hasVary = hasVary && (!isCompressed(reply) ||
                                  lowered(headerOf(reply.headers, "vary")).find("accept-encoding") != std::string::npos);
        }
        rows.push_back(Json{{"path", path},
                            {"status", reply.status},
                            {"type", typeOf(reply)},
                            {"bytes", reply.body.size()},
                            {"encoding", headerOf(reply.headers, "content-encoding")},
                            {"vary", headerOf(reply.headers, "vary")},
                            {"rate_limit", limit}});
    }
    Json answer{{"answers", rows.size()}, {"texts", texts}, {"rate_limited", limited > 0}, {"rows", rows}};
    if (texts > 0) { // nothing worth compressing says nothing about compression
        answer["compressed"] = share(compressed, texts);
        answer["vary"] = hasVary;
    }
    return Answer<Json>(std::move(answer)).with(std::move(looker.evidence));
}

struct AssetTally
{
    Json rows = Json::array();
    std::size_t texts = 0;
    std::size_t compressed = 0;
    std::size_t images = 0;
    std::size_t modern = 0;
    std::size_t hits = 0;
    std::size_t bytes = 0;
    std::size_t imageBytes = 0;
    long long leastAge = -1;

    void add(const std::string& url, const Reply& reply, bool isHit)
    {
        const std::string type = typeOf(reply);
        const std::size_t size = reply.body.size();
        const long long age = maxAgeOf(headerOf(reply.headers, "cache-control"));
        bytes += size;
        hits += isHit ? 1 : 0;
        leastAge = leastAge < 0 ? age : std::min(leastAge, age);
        if (isText(type) && size >= kLeastText) {
            ++texts;
            compressed += isCompressed(reply) ? 1 : 0;
        }
        if (type.starts_with("image/") && type != "image/svg+xml") {
            imageBytes += size;
            if (size >= kLeastImage) {
                ++images;
                modern += type == "image/webp" || type == "image/avif" ? 1 : 0;
            }
        }
        rows.push_back(Json{{"url", shortened(url, 200)},
                            {"status", reply.status},
                            {"type", type},
                            {"bytes", size},
                            {"encoding", headerOf(reply.headers, "content-encoding")},
                            {"max_age", age},
                            {"cdn_hit", isHit}});
    }
};

bool isHit(const Reply& reply)
{
    return isCacheHit(headerOf(reply.headers, "x-cache"), headerOf(reply.headers, "cf-cache-status"),
                      headerOf(reply.headers, "server-timing"), headerOf(reply.headers, "age"));
}

Answer<Json> assetsOf(const AskContext& context, const std::vector<std::string>& pages, const Json& spec)
{
    Looker looker(context);
    const auto more = wordsOf(memberAt(spec, "hosts"));
    const auto eager = static_cast<std::size_t>(std::clamp<std::int64_t>(integerAt(spec, "eager", 3), 0, 1000));
    std::vector<std::string> urls;
    std::set<std::string> elsewhere;
    std::size_t lazy = 0;
    std::size_t below = 0; // elements behind the first ones
    Json elements = Json::array();
    for (const std::string& path : pages) {
        auto request = httpRequest(context, path, "GET");
        if (!request.isKnown()) {
            return request.unknown();
        }
        const std::string base = request.value().url;
        const Reply reply = looker.get(std::move(request.value()));
        std::string fault = reply.unknown                                     ? reply.unknown->reason
                            : reply.status >= 300                             ? "it answers " + std::to_string(reply.status)
                            : typeOf(reply).find("html") == std::string::npos ? "it is " + typeOf(reply) + ", no HTML"
                                                                              : "";
        if (!fault.empty()) {
            Unknown why = reply.unknown ? *reply.unknown : unknown(Unknown::Kind::NoData, "");
            why.reason = path + ": " + std::move(fault);
            return Answer<Json>(std::move(why)).with(std::move(looker.evidence));
        }
        const PageAssets named = pageAssets(reply.body);
        for (std::size_t i = 0; i < named.elements.size(); ++i) {
            const auto& element = named.elements[i];
            if (i >= eager) {
                ++below;
                lazy += element.isLazy ? 1 : 0;
            }
            if (elements.size() < kShownElements) {
                elements.push_back(Json{{"tag", element.tag}, {"url", shortened(element.url, 120)}, {"lazy", element.isLazy}});
            }
        }
        for (const std::string& written : named.urls) {
            const std::string url = redirectTarget(base, written); // resolves as a Location does
            const auto target = url.empty() ? Result<TargetUrl>(fail(Error::Kind::Invalid, "")) : parseTargetUrl(url);
            if (!target) {
                continue;
            }
            if (!mayFollow(context, target->host, more)) {
                elsewhere.insert(target->host);
            } else if (std::find(urls.begin(), urls.end(), url) == urls.end()) {
                urls.push_back(url);
            }
        }
    }
    if (urls.size() > kMostAssets) { // what the first ones are says nothing about the rest
        return Answer<Json>(unknown(Unknown::Kind::Limit, "the pages name " + std::to_string(urls.size()) +
                                                              " assets, and at most " + std::to_string(kMostAssets) +
                                                              " are looked at; name fewer pages"))
            .with(std::move(looker.evidence));
    }
    AssetTally tally;
    Json broken = Json::array();
    for (const std::string& url : urls) {
        auto request = httpRequest(context, url, "GET");
        if (!request.isKnown()) {
            return request.unknown();
        }
        request.value().headers.emplace_back("Accept", "image/avif,image/webp,*/*");
        const Reply first = looker.get(request.value());
        request.value().isFresh = true; // the first may fill the cache
        const Reply second = first.unknown ? Reply{} : looker.get(request.value());
        if (first.unknown || second.unknown) {
            Unknown why = first.unknown ? *first.unknown : *second.unknown;
            why.reason = shortened(url, 120) + ": " + why.reason;
            return Answer<Json>(std::move(why)).with(std::move(looker.evidence));
        }
        if (second.status >= 300) {
            broken.push_back(shortened(url, 200) + ": " + std::to_string(second.status));
        } else {
            tally.add(url, second, isHit(second));
        }
    }
    Json answer{{"pages", pages.size()},
                {"assets", urls.size()},
                {"elsewhere", std::vector<std::string>(elsewhere.begin(), elsewhere.end())},
                {"broken", broken.size()},
                {"broken_assets", broken},
                {"elements", std::move(elements)}};
    if (below > 0) {
        answer["lazy"] = share(lazy, below);
    }
    if (!tally.rows.empty()) { // a page that names nothing says nothing about what its scripts load
        answer["texts"] = tally.texts;
        if (tally.texts > 0) {
            answer["compressed"] = share(tally.compressed, tally.texts);
        }
        answer["images"] = tally.images;
        if (tally.images > 0) {
            answer["modern"] = share(tally.modern, tally.images);
        }
        answer["cdn_hits"] = share(tally.hits, tally.rows.size());
        answer["max_age"] = std::max(0LL, tally.leastAge);
        answer["bytes"] = tally.bytes;
        answer["image_bytes"] = tally.imageBytes;
        answer["rows"] = std::move(tally.rows);
    }
    return Answer<Json>(std::move(answer)).with(std::move(looker.evidence));
}

} // namespace

bool mayFollow(const AskContext& context, const std::string& host, const std::vector<std::string>& more)
{
    const auto& production = context.plan.environment.productionHosts;
    const auto fits = [&host](const std::string& pattern) { return matchesWildcard(normalizedHost(pattern), host); };
    return std::none_of(production.begin(), production.end(), fits) &&
           (mayLoad(context.plan.environment, host) || std::any_of(more.begin(), more.end(), fits));
}

Answer<Json> askLookAt(const AskContext& context, const Json& spec)
{
    const std::string what = stringAt(spec, "look_at");
    const auto paths = pathsOf(context.plan, memberAt(spec, "http"));
    if (paths.empty()) {
        return unknown(Unknown::Kind::NoData, "no path is named, and the plan reads none that needs no visitor");
    }
    if (paths.size() > kMostPaths) {
        return unknown(Unknown::Kind::Limit, "there are " + std::to_string(paths.size()) + " paths, and at most " +
                                                 std::to_string(kMostPaths) + " are asked; name those that matter");
    }
    if (what == "answers") {
        return answersOf(context, paths);
    }
    return what == "assets" ? assetsOf(context, paths, spec)
                            : Answer<Json>(malformed("`look_at: " + shortened(what, 40) + "` is none of answers, assets"));
}

} // namespace holdpoint
