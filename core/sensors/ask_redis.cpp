// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/secret_text.h"
#include "core/sensors/askers.h"
#include "core/sensors/wire.h"

#include <algorithm>
#include <hiredis/hiredis.h>
#include <memory>

namespace holdpoint {

namespace {

constexpr std::size_t kMostReply = std::size_t{4} << 20U; // of one connection
constexpr std::size_t kMostElements = 10'000;
constexpr int kDeepest = 4;

struct RedisDeleter
{
    void operator()(redisReader* reader) const { redisReaderFree(reader); }
    void operator()(redisReply* reply) const { freeReplyObject(reply); }
    void operator()(char* formatted) const { redisFreeCommand(formatted); }
};
using RedisAnswer = std::unique_ptr<redisReply, RedisDeleter>;

/// hiredis' own functions, but for a list whose length alone would take the memory; its count is an int or, later, a size_t.
template <typename Create>
struct Bounded;
template <typename Count>
struct Bounded<void* (*)(const redisReadTask*, Count)>
{
    static inline void* (*s_create)(const redisReadTask*, Count) = nullptr;
    static void* create(const redisReadTask* task, Count count)
    {
        return static_cast<std::size_t>(count) > kMostElements ? nullptr : s_create(task, count);
    }
};

redisReplyObjectFunctions* boundedFunctions(const redisReader& reader)
{
    static redisReplyObjectFunctions functions = [&reader] {
        redisReplyObjectFunctions all = *reader.fn;
        using Create = Bounded<decltype(all.createArray)>;
        Create::s_create = all.createArray;
        all.createArray = Create::create;
        return all;
    }();
    return &functions;
}

/// Commands over one connection, within one limit of time and of bytes for all. hiredis only reads the replies: its own
/// connection waits for each piece anew and keeps whatever comes.
class RedisSession
{
public:
    static Answer<RedisSession> open(const AskContext& context, const TargetUrl& target)
    {
        auto wire = Wire::open(context, target, std::chrono::steady_clock::now() + context.left());
        return wire.isKnown() ? Answer<RedisSession>(RedisSession(context, std::move(wire.value())))
                              : Answer<RedisSession>(wire.unknown());
    }

    /// An error reply is an Unknown.
    Answer<RedisAnswer> command(const std::vector<std::string>& words)
    {
        std::vector<const char*> argv;
        std::vector<std::size_t> sizes;
        for (const std::string& word : words) {
            argv.push_back(word.data());
            sizes.push_back(word.size());
        }
        char* formatted = nullptr;
        const auto size = redisFormatCommandArgv(&formatted, static_cast<int>(argv.size()), argv.data(), sizes.data());
        const std::unique_ptr<char, RedisDeleter> owned(formatted);
        if (size < 0 || !m_wire.write(std::string_view(formatted, static_cast<std::size_t>(size)))) {
            return brokenOff();
        }
        for (;;) {
            void* read = nullptr;
            if (redisReaderGetReply(m_reader.get(), &read) != REDIS_OK || m_reader->ridx > kDeepest) {
                return malformed("what came is no reply of Redis");
            }
            if (read != nullptr) {
                return checked(RedisAnswer(static_cast<redisReply*>(read)));
            }
            const auto bytes = m_wire.read();
            if (!bytes) {
                return brokenOff();
            }
            m_received += bytes->size();
            if (m_received > kMostReply) {
                return unknown(Unknown::Kind::Limit, "the answer is larger than " + formatBytes(kMostReply));
            }
            redisReaderFeed(m_reader.get(), bytes->data(), bytes->size());
        }
    }

private:
    RedisSession(const AskContext& context, Wire wire)
        : m_context(&context), m_wire(std::move(wire)), m_reader(redisReaderCreate())
    {
        m_reader->fn = boundedFunctions(*m_reader);
    }

    Unknown brokenOff() const
    {
        if (m_context->isStopped != nullptr && *m_context->isStopped) {
            return unknown(Unknown::Kind::Cancelled, "stopped while it was asked");
        }
        return m_wire.isLate() ? unknown(Unknown::Kind::Timeout, "no answer in time")
                               : unknown(Unknown::Kind::Unreachable, "the server closed the connection");
    }

    static Answer<RedisAnswer> checked(RedisAnswer reply)
    {
        if (reply->type != REDIS_REPLY_ERROR) {
            return reply;
        }
        const std::string text(reply->str, std::min<std::size_t>(static_cast<std::size_t>(reply->len), 200));
        const bool isAuth =
            text.starts_with("NOAUTH") || text.starts_with("WRONGPASS") || text.starts_with("ERR invalid password");
        return unknown(isAuth ? Unknown::Kind::Auth : Unknown::Kind::Rejected, text);
    }

    const AskContext* m_context;
    Wire m_wire;
    std::unique_ptr<redisReader, RedisDeleter> m_reader;
    std::size_t m_received = 0;
};

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
    place.host = normalizedHost(rest.substr(0, colon));
    if (colon != std::string_view::npos) {
        const auto port = parseInteger(rest.substr(colon + 1));
        if (!port || *port < 1 || *port > 65535) {
            return std::nullopt;
        }
        place.port = static_cast<int>(*port);
    }
    return place.host.empty() ? std::nullopt : std::optional(place);
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

Answer<Json> configOf(RedisSession& redis, const std::vector<std::string>& words)
{
    Json values = Json::object();
    for (std::size_t i = 2; i < words.size(); ++i) {
        const std::string& name = words[i];
        if (name.find_first_of("*?[") != std::string::npos || name.find("pass") != std::string::npos ||
            name.find("auth") != std::string::npos) {
            return unknown(Unknown::Kind::Refused,
                           "`CONFIG GET " + shortened(name, 60) + "` could answer a password; name the settings");
        }
        const auto reply = redis.command({"CONFIG", "GET", name}); // several at once only from Redis 7 on
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
    auto session = RedisSession::open(context, TargetUrl{"redis", place->host, static_cast<std::uint16_t>(place->port)});
    if (!session.isKnown()) {
        return session.unknown();
    }
    RedisSession& redis = session.value();
    if (!place->password.empty()) {
        const auto reply = place->user.empty() ? redis.command({"AUTH", place->password})
                                               : redis.command({"AUTH", place->user, place->password});
        if (!reply.isKnown()) {
            const bool isOfWire = reply.unknown().kind != Unknown::Kind::Rejected;
            return unknown(isOfWire ? reply.unknown().kind : Unknown::Kind::Auth, reply.unknown().reason);
        }
    }
    if (isConfig) {
        return configOf(redis, words);
    }
    const auto reply = redis.command(words);
    if (!reply.isKnown()) {
        return reply.unknown();
    }
    if (reply.value()->str == nullptr) {
        return malformed("INFO answered no text");
    }
    return infoOf(std::string_view(reply.value()->str, reply.value()->len));
}

} // namespace holdpoint
