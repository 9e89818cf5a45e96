// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/staging/faults.h"

#include "app/staging/staging_server.h"
#include "core/base/text.h"
#include "core/base/units.h"

#include <array>
#include <cmath>

namespace holdpoint {
namespace staging {

namespace {

constexpr Nanos kLongestDelay = std::chrono::minutes{1};
constexpr Nanos kLongestStall = std::chrono::minutes{10};
constexpr double kMostDeviation = 5;
constexpr std::int64_t kMostSlots = 10'000;
constexpr double kMostLeakPerSecond = 200e6;

Result<> invalid(std::string message)
{
    return fail(Error::Kind::Invalid, std::move(message));
}

Result<> setShare(double& share, std::string_view value)
{
    const auto ratio = parseRatio(value);
    if (!ratio) {
        return fail(ratio.error());
    }
    if (*ratio < 0 || *ratio > 1) {
        return invalid("`" + std::string(value) + "` is not between 0% and 100%");
    }
    share = *ratio;
    return {};
}

Result<> setLatency(Faults& faults, std::string_view value)
{
    constexpr std::string_view kLognormal = "lognormal:";
    const bool isLognormal = value.starts_with(kLognormal);
    const auto parts = split(isLognormal ? value.substr(kLognormal.size()) : value, ':');
    if (parts.size() != (isLognormal ? 2U : 1U)) {
        return invalid("`" + std::string(value) + "` is neither a duration nor lognormal:MEDIAN:DEVIATION");
    }
    const auto median = parseDuration(parts[0]);
    if (!median) {
        return fail(median.error());
    }
    if (*median > kLongestDelay) {
        return invalid("`" + parts[0] + "` is longer than 1m");
    }
    LatencyFault latency{*median, 1};
    if (isLognormal) {
        const auto deviation = parseNumber(parts[1]);
        if (!deviation || *deviation < 1 || *deviation > kMostDeviation) {
            return invalid("the geometric standard deviation `" + parts[1] + "` is not a number between 1 and 5");
        }
        latency.deviation = *deviation;
    }
    faults.latency = latency;
    return {};
}

Result<> setStall(Faults& faults, std::string_view value)
{
    const auto at = value.find('@');
    const auto length = parseDuration(value.substr(0, at));
    if (!length) {
        return fail(length.error());
    }
    const auto after = at == std::string_view::npos ? Result<Nanos>(Nanos{0}) : parseDuration(value.substr(at + 1));
    if (!after) {
        return fail(after.error());
    }
    if (*length > kLongestStall) {
        return invalid("a stall of `" + std::string(value.substr(0, at)) + "` is longer than 10m");
    }
    faults.stall = StallFault{*length, *after};
    return {};
}

Result<> setPool(Faults& faults, std::string_view value)
{
    const auto colon = value.find(':');
    const auto slots = parseInteger(value.substr(0, colon));
    if (!slots || *slots < 1 || *slots > kMostSlots) {
        return invalid("`" + std::string(value.substr(0, colon)) + "` is not a number of slots between 1 and 10000");
    }
    PoolFault pool{static_cast<std::size_t>(*slots)};
    if (colon != std::string_view::npos) {
        const auto hold = parseDuration(value.substr(colon + 1));
        if (!hold) {
            return fail(hold.error());
        }
        if (*hold > kLongestDelay) {
            return invalid("a hold of `" + std::string(value.substr(colon + 1)) + "` is longer than 1m");
        }
        pool.hold = *hold;
    }
    faults.pool = pool;
    return {};
}

Result<> setLeak(Faults& faults, std::string_view value)
{
    if (!value.ends_with("/s")) {
        return invalid("`" + std::string(value) + "` is not a size per second");
    }
    const auto size = parseSize(value.substr(0, value.size() - 2));
    if (!size) {
        return fail(size.error());
    }
    if (static_cast<double>(*size) > kMostLeakPerSecond) {
        return invalid("`" + std::string(value) + "` is more than 200MB/s");
    }
    faults.leakBytesPerSecond = static_cast<double>(*size);
    return {};
}

Result<> setOverbook(Faults& faults, std::string_view value)
{
    if (value != "0" && value != "1" && value != "true" && value != "false") {
        return invalid("`" + std::string(value) + "` is neither 1 nor 0");
    }
    faults.isOverbooking = value == "1" || value == "true";
    return {};
}

Result<> setCertificate(Faults& faults, std::string_view value)
{
    if (value != "expired" && value != "valid") {
        return invalid("`" + std::string(value) + "` is neither expired nor valid");
    }
    faults.isCertificateExpired = value == "expired";
    return {};
}

template <double Faults::*Member>
Result<> setShareOf(Faults& faults, std::string_view value)
{
    return setShare(faults.*Member, value);
}

struct FaultKind
{
    std::string_view name;
    std::string_view example;
    Result<> (*set)(Faults&, std::string_view);
};

constexpr std::array<FaultKind, 13> kKinds{{
    {"latency", "lognormal:40ms:1.5 or latency=40ms", setLatency},
    {"stall", "5s@30s", setStall},
    {"errors", "2%", setShareOf<&Faults::errors>},
    {"reset", "1%", setShareOf<&Faults::reset>},
    {"slow-body", "1%", setShareOf<&Faults::slowBody>},
    {"overbook", "1", setOverbook},
    {"duplicate-webhooks", "3%", setShareOf<&Faults::duplicateWebhooks>},
    {"lose-webhooks", "1%", setShareOf<&Faults::loseWebhooks>},
    {"rtc-drop", "2%", setShareOf<&Faults::rtcDrop>},
    {"rtc-reorder", "1%", setShareOf<&Faults::rtcReorder>},
    {"leak", "1MB/s", setLeak},
    {"pool", "10 or pool=10:20ms", setPool},
    {"cert", "expired", setCertificate},
}};

std::vector<std::string> faultNames()
{
    std::vector<std::string> names;
    for (const FaultKind& kind : kKinds) {
        names.emplace_back(kind.name);
    }
    return names;
}

Result<const FaultKind*> kindOf(std::string_view name)
{
    for (const FaultKind& kind : kKinds) {
        if (kind.name == name) {
            return &kind;
        }
    }
    const auto names = faultNames();
    return fail(Error::Kind::Invalid, "fault `" + shortened(name, 60) + "` is not known" + didYouMean(name, names) +
                                          "; faults are " + join(names, ", "));
}

} // namespace

Result<> FaultSet::set(std::string_view name, std::string_view value)
{
    const auto kind = kindOf(name);
    if (!kind) {
        return fail(kind.error());
    }
    Faults changed = m_values;
    if (const auto done = (*kind)->set(changed, value); !done) {
        return invalid("fault " + std::string(name) + ": " + shortened(done.error().message, 200) + "; example: " +
                       std::string(name) + "=" + std::string((*kind)->example) + "; faults are " + join(faultNames(), ", "));
    }
    m_values = changed;
    m_texts.insert_or_assign(std::string(name), std::string(value));
    return {};
}

Result<> FaultSet::clear(std::string_view name)
{
    const auto kind = kindOf(name);
    if (!kind) {
        return fail(kind.error());
    }
    if (const auto at = m_texts.find(name); at != m_texts.end()) {
        m_texts.erase(at);
    }
    Faults left;
    for (const auto& [leftName, value] : m_texts) {
        const auto done = (*kindOf(leftName))->set(left, value);
        assert(done);
        static_cast<void>(done);
    }
    m_values = left;
    return {};
}

Dice::Dice(std::uint64_t seed) : m_engine(seed != 0 ? seed : std::random_device{}()) {}

bool Dice::hits(double share)
{
    return share > 0 && std::uniform_real_distribution<double>{0, 1}(m_engine) < share;
}

Nanos Dice::sample(const LatencyFault& latency)
{
    if (latency.deviation == 1) {
        return latency.median;
    }
    const double factor = std::pow(latency.deviation, std::normal_distribution<double>{}(m_engine));
    const double nanoseconds = static_cast<double>(latency.median.count()) * factor;
    return nanoseconds >= static_cast<double>(kLongestDelay.count()) ? kLongestDelay : Nanos{std::llround(nanoseconds)};
}

} // namespace staging

Result<StagingFault> parseFault(std::string_view text)
{
    const auto equals = text.find('=');
    StagingFault fault{std::string(text.substr(0, equals)),
                       equals == std::string_view::npos ? std::string() : std::string(text.substr(equals + 1))};
    staging::FaultSet set;
    if (const auto done = set.set(fault.name, fault.value); !done) {
        return fail(done.error());
    }
    return fault;
}

} // namespace holdpoint
