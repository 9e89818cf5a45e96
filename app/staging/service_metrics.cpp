// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/staging/service_metrics.h"

#include "app/staging/platform.h"
#include "app/staging/slot_pool.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/base/units.h"

#include <ctime>
#include <unistd.h>

namespace holdpoint::staging {

namespace {

std::string header(std::string_view name, std::string_view type, std::string_view help)
{
    return "# TYPE " + std::string(name) + " " + std::string(type) + "\n# HELP " + std::string(name) + " " + std::string(help) +
           "\n";
}

std::string gauge(std::string_view name, std::string_view help, const std::string& value)
{
    return header(name, "gauge", help) + std::string(name) + " " + value + "\n";
}

std::string counter(std::string_view name, std::string_view help, const std::string& value)
{
    return header(name, "counter", help) + std::string(name) + "_total " + value + "\n";
}

double processCpuSeconds()
{
    timespec spent{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
}

/// proc(5): /proc/self/statm, second field, in pages.
std::int64_t residentBytes()
{
    const auto text = readFile("/proc/self/statm", 4096);
    const auto fields = text ? split(*text, ' ') : std::vector<std::string>();
    const auto pages = fields.size() > 1 ? parseInteger(fields[1]) : Result<std::int64_t>(0);
    return pages ? *pages * sysconf(_SC_PAGESIZE) : 0;
}

} // namespace

ServiceMetrics::ServiceMetrics() : m_startedAt(systemClock().wallNow()) {}

void ServiceMetrics::record(Route route, unsigned status, Nanos duration)
{
    auto& all = m_series[static_cast<std::size_t>(route)];
    auto at = std::find_if(all.begin(), all.end(), [status](const Series& one) { return one.status == status; });
    if (at == all.end()) {
        at = all.insert(all.end(), Series{.status = status});
    }
    std::size_t bucket = 0;
    while (bucket < kBoundsMillis.size() && duration > Millis{kBoundsMillis[bucket].first}) {
        ++bucket;
    }
    ++at->counts[bucket];
    at->sum += duration;
}

std::string ServiceMetrics::render() const
{
    constexpr std::string_view kName = "http_request_duration_seconds";
    std::string text = header(kName, "histogram", "From the whole request to its answer.");
    for (std::size_t i = 0; i < kRouteCount; ++i) {
        const RouteTraits& traits = traitsOf(static_cast<Route>(i));
        for (const Series& one : m_series[i]) {
            const std::string labels = "route=\"" + std::string(traits.label) + "\",method=\"" + std::string(traits.method) +
                                       "\",code=\"" + std::to_string(one.status) + "\"";
            std::uint64_t count = 0;
            for (std::size_t b = 0; b <= kBoundsMillis.size(); ++b) {
                count += one.counts[b];
                const std::string_view bound = b < kBoundsMillis.size() ? kBoundsMillis[b].second : "+Inf";
                text += std::string(kName) + "_bucket{" + labels + ",le=\"" + std::string(bound) + "\"} " +
                        std::to_string(count) + "\n";
            }
            text += std::string(kName) + "_count{" + labels + "} " + std::to_string(count) + "\n";
            text += std::string(kName) + "_sum{" + labels + "} " + formatPlain(static_cast<double>(one.sum.count()) / 1e9) + "\n";
        }
    }
    const auto startedAt = static_cast<double>(m_startedAt.time_since_epoch().count()) / 1e6;
    text += counter("process_cpu_seconds", "User and system time.", formatPlain(processCpuSeconds()));
    text += gauge("process_resident_memory_bytes", "Resident memory.", std::to_string(residentBytes()));
    text += gauge("process_start_time_seconds", "Unix time of the start.", formatPlain(startedAt));
    text += gauge("http_connections_open", "Client connections, WebSockets included.", std::to_string(openConnections));
    text += gauge("rtc_participants", "WebSockets in all rooms.", std::to_string(rtcParticipants));
    text += counter("rtc_messages_relayed", "Deliveries to participants.", std::to_string(rtcRelayed));
    text += counter("rtc_messages_dropped", "Deliveries lost by fault or full queue.", std::to_string(rtcDropped));
    text += counter("trace_spans_exported", "Spans that the OTLP endpoint took.", std::to_string(spansExported));
    text += counter("trace_spans_dropped", "Spans lost because the queue was full or the endpoint failed.",
                    std::to_string(spansDropped));
    return text;
}

std::string renderPools(const SlotPool& database, const SlotPool& cache, const SearchCache& search)
{
    const auto perPool = [&](std::string_view name, std::string_view help, std::size_t ofDatabase, std::size_t ofCache) {
        return header(name, "gauge", help) + std::string(name) + "{pool=\"db\"} " + std::to_string(ofDatabase) + "\n" +
               std::string(name) + "{pool=\"cache\"} " + std::to_string(ofCache) + "\n";
    };
    return perPool("pool_connections_in_use", "Slots that requests hold.", database.inUse(), cache.inUse()) +
           perPool("pool_connections_max", "Slots there are.", database.max(), cache.max()) +
           perPool("pool_connections_waiting", "Requests that wait for a slot.", database.waiting(), cache.waiting()) +
           counter("cache_hits", "Searches answered from the cache.", std::to_string(search.hitCount())) +
           counter("cache_misses", "Searches that had to be worked out.", std::to_string(search.missCount()));
}

} // namespace holdpoint::staging
