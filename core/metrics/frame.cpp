// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/frame.h"

#include "core/base/time_format.h"
#include "core/metrics/bucket_layout.h"
#include "core/metrics/frame_tree.h"
#include "core/metrics/packed_trend.h"

#include <cmath>
#include <optional>

namespace holdpoint {

namespace {

constexpr int kVersion = 1;
constexpr std::uint64_t kMaxTick = 1'000'000'000; // 31 years
/// 512 MB of all histograms together. A few hostile bytes name a bucket that costs 188 KB to hold.
constexpr std::size_t kMaxBuckets = std::size_t{1} << 26U;

/// Whole numbers without a fraction, as k6 and jq write them.
Json numberJson(double value)
{
    constexpr double kExactIntegers = 9007199254740992.0; // 2^53
    if (std::fabs(value) < kExactIntegers && value == std::floor(value)) {
        return static_cast<std::int64_t>(value);
    }
    return value;
}

Json trendJson(const LatencyHistogram& trend, TrendForm form)
{
    if (form == TrendForm::Packed) {
        return packedTrend(trend);
    }
    Json json{{"n", trend.count()}, {"sum_us", trend.sumUs()}, {"min_us", trend.minUs()}, {"max_us", trend.maxUs()}};
    json["hdr"] = histogramJson(trend, form);
    return json;
}

Json errorJson(const ErrorCount& error)
{
    Json json{{"class", error.errorClass}, {"step", error.step}, {"message", error.message}, {"count", error.count}};
    if (!error.sample.empty()) {
        json["sample"] = error.sample;
    }
    return json;
}

Json healthJson(const GeneratorHealth& health)
{
    Json json{{"lag_p99_us", health.lagP99Us},
              {"busy", health.busy},
              {"loop_max_us", health.loopMaxUs},
              {"cpu", health.cpu},
              {"rss", health.rssBytes},
              {"cpu_machine", health.machineCpu},
              {"tcp_sockets", health.tcpSockets},
              {"fds", health.descriptors},
              {"retransmits", health.retransmits},
              {"limited", health.limited}};
    if (!health.isLagKnown) {
        json["lag_p99_us"] = nullptr;
    }
    if (!health.limitedBy.empty()) {
        json["limited_by"] = health.limitedBy;
    }
    return json;
}

/// Reads members of known type from one JSON tree and keeps the first fault; after a fault it gives defaults.
class FrameReader
{
public:
    bool isSound() const { return m_fault.empty(); }
    const std::string& fault() const { return m_fault; }

    void refuse(const std::string& what)
    {
        if (m_fault.empty()) {
            m_fault = what;
        }
    }

    std::uint64_t count(const Json& json, const std::string& what, std::uint64_t most = UINT64_MAX)
    {
        std::optional<std::uint64_t> value;
        if (json.is_number_unsigned()) {
            value = json.get<std::uint64_t>();
        } else if (json.is_number_integer() && json.get<std::int64_t>() >= 0) {
            value = static_cast<std::uint64_t>(json.get<std::int64_t>());
        }
        if (!value || *value > most) {
            refuse(what + " is not a whole number that makes sense");
            return 0;
        }
        return *value;
    }

    double number(const Json& json, const std::string& what)
    {
        const double value = json.is_number() ? json.get<double>() : NAN;
        if (!std::isfinite(value)) {
            refuse(what + " is not a number");
            return 0;
        }
        return value;
    }

    std::string text(const Json& json, const std::string& what)
    {
        if (!json.is_string()) {
            refuse(what + " is not a text");
            return {};
        }
        return json.get<std::string>();
    }

    bool truth(const Json& json, const std::string& what)
    {
        if (!json.is_boolean()) {
            refuse(what + " is not true or false");
            return false;
        }
        return json.get<bool>();
    }

    /// Calls `read` with each key and value of an object; a missing one is empty.
    template <typename Read>
    void eachMember(const Json& json, const std::string& what, const Read& read)
    {
        if (json.is_null()) {
            return;
        }
        if (!json.is_object()) {
            refuse(what + " is not an object");
            return;
        }
        for (const auto& [key, value] : json.items()) {
            read(key, value);
        }
    }

    template <typename Read>
    void eachElement(const Json& json, const std::string& what, const Read& read)
    {
        if (json.is_null()) {
            return;
        }
        if (!json.is_array()) {
            refuse(what + " is not a list");
            return;
        }
        for (const Json& value : json) {
            read(value);
        }
    }

    /// `size` elements, or a fault and an empty list of that size.
    const Json& list(const Json& json, std::size_t size, const std::string& what)
    {
        static const Json kNothing = Json::array({0, 0, 0});
        if (!json.is_array() || json.size() != size) {
            refuse(what + " is not a list of " + std::to_string(size));
            return kNothing;
        }
        return json;
    }

private:
    std::string m_fault;
};

LatencyHistogram readTrend(FrameReader& reader, const Json& json, const std::string& key)
{
    const bool isPacked = json.is_array();
    auto trend = isPacked ? trendFromPacked(json) : histogramFromJson(memberAt(json, "hdr"));
    if (!trend) {
        reader.refuse("trend " + key + ": " + trend.error().message);
        return LatencyHistogram();
    }
    if (isPacked) {
        return std::move(*trend);
    }
    const std::uint64_t count = reader.count(memberAt(json, "n"), "n of trend " + key);
    const std::uint64_t sum = reader.count(memberAt(json, "sum_us"), "sum_us of trend " + key);
    const std::uint64_t min = reader.count(memberAt(json, "min_us"), "min_us of trend " + key);
    const std::uint64_t max = reader.count(memberAt(json, "max_us"), "max_us of trend " + key);
    if (count != trend->count() || !trend->couldHold(sum, min, max)) {
        reader.refuse("trend " + key + ": n, sum_us, min_us or max_us contradict its buckets");
        return LatencyHistogram();
    }
    trend->setExact(sum, min, max);
    return std::move(*trend);
}

void readMetrics(FrameReader& reader, const Json& json, Frame& frame)
{
    reader.eachMember(memberAt(json, "counters"), "counters", [&](const std::string& key, const Json& value) {
        frame.counters.emplace(key, reader.number(value, "counter " + key));
    });
    reader.eachMember(memberAt(json, "rates"), "rates", [&](const std::string& key, const Json& value) {
        const Json& pair = reader.list(value, 2, "rate " + key);
        const RateCount rate{reader.count(pair[0], "rate " + key), reader.count(pair[1], "rate " + key)};
        if (rate.trueCount > rate.total) {
            reader.refuse("rate " + key + " has more true samples than samples");
        }
        frame.rates.emplace(key, rate);
    });
    reader.eachMember(memberAt(json, "gauges"), "gauges", [&](const std::string& key, const Json& value) {
        const Json& triple = reader.list(value, 3, "gauge " + key);
        frame.gauges.emplace(key, GaugeSpan{reader.number(triple[0], "gauge " + key), reader.number(triple[1], "gauge " + key),
                                            reader.number(triple[2], "gauge " + key)});
    });
    std::size_t buckets = 0;
    reader.eachMember(memberAt(json, "trends"), "trends", [&](const std::string& key, const Json& value) {
        if (buckets > kMaxBuckets) {
            reader.refuse("its histograms together are larger than " + std::to_string(kMaxBuckets) + " buckets");
            return;
        }
        LatencyHistogram trend = readTrend(reader, value, key);
        buckets += BucketLayout(trend.digits()).indexOf(trend.maxUs()) + 1;
        frame.trends.emplace(key, std::move(trend));
    });
}

ErrorCount readError(FrameReader& reader, const Json& json)
{
    return ErrorCount{reader.text(memberAt(json, "class"), "class of an error"), stringAt(json, "step"),
                      stringAt(json, "message"), reader.count(memberAt(json, "count"), "count of an error"),
                      stringAt(json, "sample")};
}

GeneratorHealth readHealth(FrameReader& reader, const Json& json)
{
    GeneratorHealth health;
    if (json.is_null()) {
        return health;
    }
    const auto lag = json.find("lag_p99_us");
    health.isLagKnown = lag == json.end() || !lag->is_null();
    if (health.isLagKnown) {
        health.lagP99Us = reader.count(memberAt(json, "lag_p99_us"), "health.lag_p99_us");
    }
    health.busy = reader.number(memberAt(json, "busy"), "health.busy");
    health.cpu = reader.number(memberAt(json, "cpu"), "health.cpu");
    health.rssBytes = reader.count(memberAt(json, "rss"), "health.rss");
    health.descriptors = reader.count(memberAt(json, "fds"), "health.fds");
    health.retransmits = reader.count(memberAt(json, "retransmits"), "health.retransmits");
    // later than version 1's first frames
    if (const Json& turn = memberAt(json, "loop_max_us"); !turn.is_null()) {
        health.loopMaxUs = reader.count(turn, "health.loop_max_us");
    }
    if (const Json& machine = memberAt(json, "cpu_machine"); !machine.is_null()) {
        health.machineCpu = reader.number(machine, "health.cpu_machine");
    }
    if (const Json& sockets = memberAt(json, "tcp_sockets"); !sockets.is_null()) {
        health.tcpSockets = reader.count(sockets, "health.tcp_sockets");
    }
    health.limited = reader.truth(memberAt(json, "limited"), "health.limited");
    health.limitedBy = stringAt(json, "limited_by");
    return health;
}

} // namespace

Json frameTree(const Frame& frame, TrendForm form)
{
    Json json{{"v", kVersion},
              {"run", frame.run},
              {"shard", frame.shard},
              {"attempt", frame.attempt},
              {"seq", frame.seq},
              {"tick", frame.tick},
              {"t", formatUtc(frame.time)},
              {"final", frame.isFinal},
              {"counters", Json::object()},
              {"rates", Json::object()},
              {"gauges", Json::object()},
              {"trends", Json::object()}};
    for (const auto& [key, value] : frame.counters) {
        json["counters"][key] = numberJson(value);
    }
    for (const auto& [key, rate] : frame.rates) {
        json["rates"][key] = Json::array({rate.trueCount, rate.total});
    }
    for (const auto& [key, gauge] : frame.gauges) {
        json["gauges"][key] = Json::array({numberJson(gauge.last), numberJson(gauge.min), numberJson(gauge.max)});
    }
    for (const auto& [key, trend] : frame.trends) {
        json["trends"][key] = trendJson(trend, form);
    }
    json["errors"] = Json::array();
    for (const ErrorCount& error : frame.errors) {
        json["errors"].push_back(errorJson(error));
    }
    json["health"] = healthJson(frame.health);
    json["events"] = frame.events;
    return json;
}

Json toJson(const Frame& frame)
{
    return frameTree(frame, TrendForm::Base64);
}

Result<Frame> frameFromJson(const Json& json)
{
    FrameReader reader;
    Frame frame;
    if (!json.is_object() || memberAt(json, "v") != kVersion) {
        return fail(Error::Kind::Invalid,
                    "the frame is not of version " + std::to_string(kVersion) + ": `v` is " + dumpJson(memberAt(json, "v")));
    }
    frame.run = static_cast<std::int64_t>(reader.count(memberAt(json, "run"), "run", INT64_MAX));
    frame.shard = reader.text(memberAt(json, "shard"), "shard");
    frame.attempt = static_cast<int>(reader.count(memberAt(json, "attempt"), "attempt", INT32_MAX));
    frame.seq = reader.count(memberAt(json, "seq"), "seq");
    frame.tick = reader.count(memberAt(json, "tick"), "tick", kMaxTick);
    const auto time = parseUtc(reader.text(memberAt(json, "t"), "t"));
    if (time) {
        frame.time = *time;
    } else {
        reader.refuse(time.error().message);
    }
    frame.isFinal = boolAt(json, "final");
    readMetrics(reader, json, frame);
    reader.eachElement(memberAt(json, "errors"), "errors",
                       [&](const Json& value) { frame.errors.push_back(readError(reader, value)); });
    frame.health = readHealth(reader, memberAt(json, "health"));
    reader.eachElement(memberAt(json, "events"), "events",
                       [&](const Json& value) { frame.events.push_back(reader.text(value, "an event")); });
    if (!reader.isSound()) {
        return fail(Error::Kind::Invalid, "frame " + std::to_string(frame.seq) + " of run " + std::to_string(frame.run) +
                                              " cannot be read: " + reader.fault());
    }
    return frame;
}

} // namespace holdpoint
