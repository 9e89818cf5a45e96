// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/secret_text.h"
#include "core/sensors/askers.h"

#include <algorithm>
#include <cerrno>
#include <hiredis/hiredis.h>
#include <memory>

namespace holdpoint {

namespace {

struct RedisDeleter
{
    void operator()(redisContext* context) const { redisFree(context); }
    void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Redis = std::unique_ptr<redisContext, RedisDeleter>;
using RedisAnswer = std::unique_ptr<redisReply, RedisDeleter>;

Unknown brokenConnection(const redisContext* redis)
{
    const bool isLate = redis->err == REDIS_ERR_IO && (errno == EAGAIN || errno == EWOULDBLOCK || errno == ETIMEDOUT);
    return unknown(isLate ? Unknown::Kind::Timeout : Unknown::Kind::Unreachable,
                   isLate ? "no answer in time" : lowered(static_cast<const char*>(redis->errstr)));
}

/// One command; its error reply is an Unknown.
Answer<RedisAnswer> command(redisContext* redis, const std::vector<std::string>& words)
{
    std::vector<const char*> argv;
    std::vector<std::size_t> sizes;
    for (const std::string& word : words) {
        argv.push_back(word.data());
        sizes.push_back(word.size());
    }
    RedisAnswer reply(
        static_cast<redisReply*>(redisCommandArgv(redis, static_cast<int>(argv.size()), argv.data(), sizes.data())));
    if (reply == nullptr) {
        return brokenConnection(redis);
    }
    if (reply->type == REDIS_REPLY_ERROR) {
        const std::string text(reply->str, std::min<std::size_t>(reply->len, 200));
        const bool isAuth =
            text.starts_with("NOAUTH") || text.starts_with("WRONGPASS") || text.starts_with("ERR invalid password");
        return unknown(isAuth ? Unknown::Kind::Auth : Unknown::Kind::Rejected, text);
    }
    return reply;
}

struct RedisPlace
{
    std::string host;
    int port = 6379;
    std::string user;
    std::string password;
    std::string database;
};

/// redis://[user][:password@]host[:port][/database]
std::optional<RedisPlace> placeOf(std::string_view url)
{
    constexpr std::string_view kScheme = "redis://";
    if (!url.starts_with(kScheme)) {
        return std::nullopt;
    }
    std::string_view rest = url.substr(kScheme.size());
    RedisPlace place;
    if (const auto slash = rest.find('/'); slash != std::string_view::npos) {
        place.database = rest.substr(slash + 1);
        rest = rest.substr(0, slash);
    }
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
        const std::string_view who = rest.substr(0, at);
        const auto colon = who.find(':');
        place.user = who.substr(0, colon);
        place.password = colon == std::string_view::npos ? std::string() : std::string(who.substr(colon + 1));
        rest = rest.substr(at + 1);
    }
    const auto colon = rest.rfind(':');
    place.host = rest.substr(0, colon);
    if (colon != std::string_view::npos) {
        const auto port = parseInteger(rest.substr(colon + 1));
        if (!port || *port < 1 || *port > 65535) {
            return std::nullopt;
        }
        place.port = static_cast<int>(*port);
    }
    return place.host.empty() ? std::nullopt : std::optional(place);
}

timeval timevalOf(Nanos duration)
{
    const auto micros = std::chrono::duration_cast<Micros>(duration).count();
    return {micros / 1'000'000, micros % 1'000'000};
}

Json numberOrText(const std::string& text)
{
    const auto number = parseNumber(text);
    return number ? Json(*number) : Json(text);
}

Json infoOf(std::string_view text)
{
    Json fields = Json::object();
    for (const std::string& raw : split(text, '\n')) {
        const std::string_view line = trimmed(raw);
        const auto colon = line.find(':');
        if (!line.starts_with('#') && colon != std::string_view::npos) {
            fields[std::string(line.substr(0, colon))] = numberOrText(std::string(line.substr(colon + 1)));
        }
    }
    if (fields.contains("maxmemory")) { // 0: no limit but the machine's
        const bool isLimited = numberAt(fields, "maxmemory") > 0;
        fields["memory_limit"] = memberAt(fields, isLimited ? "maxmemory" : "total_system_memory");
    }
    return fields;
}

Answer<Json> configOf(redisContext* redis, const std::vector<std::string>& words)
{
    Json values = Json::object();
    for (std::size_t i = 2; i < words.size(); ++i) {
        const std::string& name = words[i];
        if (name.find_first_of("*?[") != std::string::npos || name.find("pass") != std::string::npos ||
            name.find("auth") != std::string::npos) {
            return unknown(Unknown::Kind::Refused,
                           "`CONFIG GET " + shortened(name, 60) + "` could answer a password; name the settings");
        }
        const auto reply = command(redis, {"CONFIG", "GET", name}); // several at once only from Redis 7 on
        if (!reply.isKnown()) {
            return reply.unknown();
        }
        const redisReply& found = *reply.value();
        if (found.type == REDIS_REPLY_ARRAY && found.elements == 2 && found.element[1]->str != nullptr) {
            values[name] = numberOrText(std::string(found.element[1]->str, found.element[1]->len));
        }
    }
    return values;
}

} // namespace

Answer<Json> askRedis(const AskContext& context, const Json& spec)
{
    const std::string url = withSecrets(stringAt(serviceSection(context.plan, "redis", spec), "url"), context.plan.secrets);
    if (url.empty()) {
        return notConfigured("redis", spec);
    }
    const auto place = placeOf(url);
    if (!place) {
        return unknown(Unknown::Kind::NotConfigured, "`redis: {url}` must be like redis://user:${PASSWORD}@host:6379/0");
    }
    const auto words = wordsOf(memberAt(spec, "redis"));
    const bool isInfo = !words.empty() && words.size() <= 2 && lowered(words[0]) == "info";
    const bool isConfig = words.size() >= 3 && lowered(words[0]) == "config" && lowered(words[1]) == "get";
    if (!isInfo && !isConfig) {
        return unknown(Unknown::Kind::Refused,
                       "a sensor asks Redis for INFO or CONFIG GET, not `" + shortened(join(words, " "), 60) + "`");
    }
    const Redis redis(redisConnectWithTimeout(place->host.c_str(), place->port,
                                              timevalOf(std::min<Nanos>(context.timeout, std::chrono::seconds{3}))));
    if (redis == nullptr || redis->err != 0) {
        return redis == nullptr ? unknown(Unknown::Kind::Unreachable, "no connection") : brokenConnection(redis.get());
    }
    redisSetTimeout(redis.get(), timevalOf(context.timeout));
    if (!place->password.empty()) {
        const auto reply = place->user.empty() ? command(redis.get(), {"AUTH", place->password})
                                               : command(redis.get(), {"AUTH", place->user, place->password});
        if (!reply.isKnown()) {
            return unknown(reply.unknown().kind == Unknown::Kind::Timeout ? reply.unknown().kind : Unknown::Kind::Auth,
                           reply.unknown().reason);
        }
    }
    if (isConfig) {
        return configOf(redis.get(), words);
    }
    const auto reply = command(redis.get(), words);
    if (!reply.isKnown()) {
        return reply.unknown();
    }
    if (reply.value()->str == nullptr) {
        return malformed("INFO answered no text");
    }
    return infoOf(std::string_view(reply.value()->str, reply.value()->len));
}

} // namespace holdpoint
