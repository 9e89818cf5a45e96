// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/health.h"

#include "core/base/text.h"
#include "core/base/units.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace holdpoint {

namespace {

constexpr Nanos kCutLateLimit = std::chrono::milliseconds{500};

Nanos processCpu()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval& time) { return Seconds{time.tv_sec} + Micros{time.tv_usec}; };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

std::uint64_t residentBytes()
{
    std::ifstream file("/proc/self/statm");
    std::uint64_t total = 0;
    std::uint64_t resident = 0;
    file >> total >> resident;
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::uint64_t openDescriptors()
{
    struct stat info
    {};
    if (::stat("/proc/self/fd", &info) == 0 && info.st_size > 0) {
        return static_cast<std::uint64_t>(info.st_size); // Linux 6.2 and later: the number itself
    }
    std::error_code ignored;
    std::uint64_t count = 0;
    for (auto entry = std::filesystem::directory_iterator("/proc/self/fd", ignored);
         !ignored && entry != std::filesystem::directory_iterator(); entry.increment(ignored)) {
        ++count;
    }
    return count;
}

/// RetransSegs of /proc/net/snmp: the second "Tcp:" line holds the values that the first one names.
std::uint64_t retransmittedSegments()
{
    std::ifstream file("/proc/net/snmp");
    std::vector<std::string> names;
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("Tcp:")) {
            continue;
        }
        const auto fields = split(line, ' ');
        if (names.empty()) {
            names = fields;
            continue;
        }
        const auto position = std::find(names.begin(), names.end(), "RetransSegs") - names.begin();
        if (static_cast<std::size_t>(position) < fields.size()) {
            if (const auto value = parseInteger(fields[static_cast<std::size_t>(position)])) {
                return static_cast<std::uint64_t>(*value);
            }
        }
    }
    return 0;
}

/// TCP sockets of the machine, with those in TIME_WAIT: both families count in one line each.
std::uint64_t tcpSockets()
{
    std::uint64_t sum = 0;
    for (const char* path : {"/proc/net/sockstat", "/proc/net/sockstat6"}) {
        std::ifstream file(path);
        for (std::string line; std::getline(file, line);) {
            if (!line.starts_with("TCP")) { // "TCP: inuse 27 orphan 0 tw 3 alloc 30 mem 1", "TCP6: inuse 4"
                continue;
            }
            std::istringstream words(line);
            for (std::string name; words >> name;) {
                std::uint64_t value = 0;
                if ((name == "inuse" || name == "tw") && words >> value) {
                    sum += value;
                }
            }
        }
    }
    return sum;
}

/// Of a span under this, like that of a run's last frame, a share of CPU says nothing.
constexpr Nanos kShortestSpan = Millis{200};

} // namespace

HealthProbe::HealthProbe()
    : m_at(systemClock().steadyNow()), m_cpu(processCpu()), m_machine(machineCpu()), m_retransmits(retransmittedSegments())
{}

/// First line of /proc/stat: user nice system idle iowait irq softirq steal; guest times are in user and nice already.
HealthProbe::MachineCpu HealthProbe::machineCpu()
{
    constexpr int kColumns = 8;
    constexpr int kIdle = 3;
    constexpr int kWaiting = 4;
    std::ifstream file("/proc/stat");
    std::string name;
    file >> name;
    MachineCpu cpu;
    for (int column = 0; column < kColumns; ++column) {
        std::uint64_t ticks = 0;
        if (!(file >> ticks)) {
            break;
        }
        cpu.total += ticks;
        cpu.busy += column == kIdle || column == kWaiting ? 0 : ticks;
    }
    return cpu;
}

void HealthProbe::sample(GeneratorHealth& health)
{
    const SteadyTime now = systemClock().steadyNow();
    const Nanos cpu = processCpu();
    const std::uint64_t retransmits = retransmittedSegments();
    if (now - m_at >= kShortestSpan) {
        m_cpuShare = static_cast<double>((cpu - m_cpu).count()) / static_cast<double>((now - m_at).count());
    }
    const MachineCpu machine = machineCpu();
    if (machine.total > m_machine.total && now - m_at >= kShortestSpan) {
        m_machineShare = std::clamp((static_cast<double>(machine.busy) - static_cast<double>(m_machine.busy)) /
                                        static_cast<double>(machine.total - m_machine.total),
                                    0.0, 1.0);
    }
    m_machine = machine;
    health.cpu = m_cpuShare;
    health.machineCpu = m_machineShare;
    health.tcpSockets = tcpSockets();
    health.retransmits = retransmits - std::min(retransmits, m_retransmits);
    health.rssBytes = residentBytes();
    health.descriptors = openDescriptors();
    m_at = now;
    m_cpu = cpu;
    m_retransmits = retransmits;
}

Nanos workOfThread(int threadId)
{
    // proc(5): ns on a CPU, ns on a run queue, time slices
    std::ifstream file("/proc/self/task/" + std::to_string(threadId) + "/schedstat");
    std::int64_t running = 0;
    std::int64_t waiting = 0;
    file >> running >> waiting;
    return Nanos{running + waiting};
}

std::string outOfDescriptorsText()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return "no descriptor is left: this process may have " + formatCount(limit.rlim_cur) +
           " open at once; raise the limit (`ulimit -n`, or LimitNOFILE= in systemd)";
}

std::string limitedBy(const SecondFacts& facts, const GeneratorLimits& limits)
{
    const auto maxLagUs = static_cast<std::uint64_t>(std::chrono::duration_cast<Micros>(limits.maxLag).count());
    const std::uint64_t allowed = std::max(maxLagUs, facts.measuredP50Us / 10);
    if (facts.lagP99Us > allowed) {
        return "requests started late: p99 " + formatMillis(static_cast<double>(facts.lagP99Us) / 1000.0) + ", allowed " +
               formatMillis(static_cast<double>(allowed) / 1000.0);
    }
    if (facts.busy > limits.maxBusy) {
        return "a load thread was busy " + formatNumber(facts.busy * 100, 0) + " % of the second, allowed " +
               formatNumber(limits.maxBusy * 100, 0) + " %";
    }
    if (facts.shortages > 0) {
        return formatCount(facts.shortages) + " connections failed for lack of a descriptor, port or memory on this machine";
    }
    if (facts.cutLate > kCutLateLimit) {
        return "the second was cut " + formatDuration(facts.cutLate) + " late";
    }
    return {};
}

} // namespace holdpoint
