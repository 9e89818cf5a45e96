// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/k6/k6_process.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/secret_text.h"
#include "core/plan/target_url.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <poll.h>
#include <sstream>
#include <unistd.h>

namespace holdpoint {

namespace {

constexpr Nanos kVersionLimit = Seconds{10};

std::string programOf(const K6Plan& k6)
{
    return k6.program.empty() ? "k6" : k6.program;
}

/// Production hosts as k6 can block them: names with at most a leading wildcard, and addresses.
void blockProduction(const Environment& environment, std::vector<std::string>& command)
{
    std::vector<std::string> names;
    for (const std::string& host : environment.productionHosts) {
        const bool isAddress = host.find_first_not_of("0123456789.") == std::string::npos || host.find(':') != std::string::npos;
        if (isAddress) {
            command.push_back("--blacklist-ip=" + host + (host.find(':') == std::string::npos ? "/32" : "/128"));
        } else if (host.find('*', 1) == std::string::npos) {
            names.push_back(host);
        }
    }
    if (!names.empty()) {
        command.push_back("--block-hostnames=" + join(names, ","));
    }
}

/// A share of the load; k6 cuts scenarios so that all shares together are the whole.
void cutShare(const Shard& shard, std::vector<std::string>& command)
{
    if (shard.count < 2) {
        return;
    }
    const auto edge = [&shard](std::uint32_t i) {
        return i == 0             ? std::string("0")
               : i == shard.count ? std::string("1")
                                  : std::to_string(i) + "/" + std::to_string(shard.count);
    };
    std::string sequence;
    for (std::uint32_t i = 0; i <= shard.count; ++i) {
        sequence += (i == 0 ? "" : ",") + edge(i);
    }
    command.push_back("--execution-segment=" + edge(shard.index) + ":" + edge(shard.index + 1));
    command.push_back("--execution-segment-sequence=" + sequence);
}

/// Without what says how much load there is: k6 takes one such shape at a time, and here the kind of run has its own.
std::vector<std::string> withoutLoad(const std::vector<std::string>& args)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kShapes{
        {{"--stage", "-s"}, {"--iterations", "-i"}, {"--duration", "-d"}, {"--vus", "-u"}}};
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < args.size(); ++i) {
        const std::string& arg = args[i];
        const auto isOf = [&arg](const auto& shape) {
            const bool isShort = !arg.starts_with("--") && arg.starts_with(shape.second);
            return isShort || arg.substr(0, arg.find('=')) == shape.first;
        };
        if (std::none_of(kShapes.begin(), kShapes.end(), isOf)) {
            kept.push_back(arg);
        } else if (arg.find('=') == std::string::npos && (arg.size() == 2 || arg.starts_with("--"))) {
            ++i; // its value stands behind it
        }
    }
    return kept;
}

} // namespace

Result<K6Version> askK6Version(const std::string& program, const std::function<bool()>& goesOn)
{
    auto out = makePipe();
    if (!out) {
        return fail(out.error());
    }
    auto process = KeptProcess::start({{program, "version"}, {}, {}, out->write.fd(), out->write.fd(), -1});
    if (!process) {
        return fail(process.error().kind,
                    process.error().message + "; install k6 0.49 or later, or name its path under `k6` of the test");
    }
    out->write = FileDescriptor();
    std::string text;
    const SteadyTime limit = systemClock().steadyNow() + kVersionLimit;
    for (bool isOpen = true; isOpen && systemClock().steadyNow() < limit && text.size() < 4096;) {
        if (goesOn && !goesOn()) {
            return fail(Error::Kind::Refused, "stopped before k6 said its version");
        }
        pollfd wanted{out->read.fd(), POLLIN, 0};
        std::array<char, 1024> block{};
        if (::poll(&wanted, 1, 50) > 0) {
            const auto count = ::read(out->read.fd(), block.data(), block.size());
            isOpen = count > 0;
            text.append(block.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
        }
    }
    const auto version = k6VersionFrom(text);
    if (!version) {
        return fail(Error::Kind::Refused, "`" + shortened(program, 80) + " version` does not answer as k6 does: " +
                                              (text.empty() ? "it says nothing" : shortened(jsonEscape(text), 100)));
    }
    if (*version < kOldestK6) {
        return fail(Error::Kind::Refused, "k6 " + version->text() + " is too old: Holdpoint needs 0.49 or later");
    }
    return *version;
}

std::vector<std::string> k6Command(const Plan& plan, const K6Plan& k6, const Shard& shard, const std::string& summaryFile)
{
    // --quiet: no progress bar. The REST server is off: before 2.0 each k6 listens on the same port.
    std::vector<std::string> command{programOf(k6),
                                     "run",
                                     "--quiet",
                                     "--no-color",
                                     "--no-usage-report",
                                     "--address=",
                                     "--out=json=/dev/fd/3",
                                     "--summary-export=" + summaryFile};
    blockProduction(plan.environment, command);
    cutShare(shard, command);
    const bool hasOwnShape = shard.kind == RunKind::DryRun || shard.kind == RunKind::Baseline;
    const std::vector<std::string> args = hasOwnShape ? withoutLoad(k6.args) : k6.args;
    command.insert(command.end(), args.begin(), args.end());
    if (shard.kind == RunKind::DryRun) {
        command.insert(command.end(), {"--vus=1", "--iterations=1", "--no-thresholds"});
    } else if (shard.kind == RunKind::Baseline) {
        const auto seconds = std::chrono::ceil<Seconds>(baselineDuration(plan)).count();
        command.insert(command.end(), {"--vus=1", "--duration=" + std::to_string(seconds) + "s", "--no-thresholds"});
    }
    command.push_back(k6.script);
    return command;
}

std::map<std::string, Secret> k6Environment(const Plan& plan, const TestPlan& test, const Shard& shard)
{
    std::map<std::string, Secret> environment{
        {"HOLDPOINT_RUN", Secret(std::to_string(shard.run))},
        {"HOLDPOINT_TEST", Secret(test.id)},
        {"HOLDPOINT_KIND", Secret(std::string(nameOf(shard.kind)))},
        {"HOLDPOINT_BASE_URL", Secret(withSecrets(plan.environment.baseUrl, plan.secrets))}};
    for (const auto& [name, value] : test.k6->env) {
        environment.insert_or_assign(name, Secret(withSecrets(value, plan.secrets)));
    }
    return environment;
}

namespace {

struct ProcessStat
{
    pid_t parent = 0;
    Nanos cpu{}; // with that of ended children whom it waited for
    std::uint64_t rssBytes = 0;
};

std::optional<ProcessStat> statOf(const std::string& folder)
{
    std::ifstream file(folder + "/stat");
    std::string line;
    std::getline(file, line);
    const auto nameEnd = line.rfind(')'); // the name may hold blanks
    if (nameEnd == std::string::npos) {
        return std::nullopt;
    }
    constexpr int kParent = 1; // fields behind the name, from the state on
    constexpr int kUserTime = 11;
    constexpr int kChildrensSystemTime = 14;
    constexpr int kResidentPages = 21;
    std::istringstream fields(line.substr(nameEnd + 1));
    ProcessStat stat;
    std::int64_t ticks = 0;
    std::string field;
    for (int i = 0; fields >> field && i <= kResidentPages; ++i) {
        const auto number = parseInteger(field);
        if (!number) {
            continue;
        }
        if (i == kParent) {
            stat.parent = static_cast<pid_t>(*number);
        } else if (i >= kUserTime && i <= kChildrensSystemTime) {
            ticks += *number;
        } else if (i == kResidentPages) {
            stat.rssBytes = static_cast<std::uint64_t>(*number) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
        }
    }
    stat.cpu = Nanos{ticks * (1'000'000'000 / std::max(1L, ::sysconf(_SC_CLK_TCK)))};
    return stat;
}

std::uint64_t descriptorsOf(const std::string& folder)
{
    std::uint64_t count = 0;
    std::error_code ignored;
    for (auto entry = std::filesystem::directory_iterator(folder + "/fd", ignored);
         !ignored && entry != std::filesystem::directory_iterator(); entry.increment(ignored)) {
        ++count;
    }
    return count;
}

} // namespace

ProcessUse useOf(pid_t pid)
{
    if (pid <= 0) { // not started
        return {};
    }
    std::map<pid_t, ProcessStat> all;
    std::error_code ignored;
    for (auto entry = std::filesystem::directory_iterator("/proc", ignored);
         !ignored && entry != std::filesystem::directory_iterator(); entry.increment(ignored)) {
        const auto number = parseInteger(entry->path().filename().string());
        if (const auto stat = number ? statOf(entry->path().string()) : std::nullopt) {
            all.emplace(static_cast<pid_t>(*number), *stat);
        }
    }
    ProcessUse use;
    std::vector<pid_t> family{pid};
    for (std::size_t i = 0; i < family.size(); ++i) {
        const auto found = all.find(family[i]);
        if (found == all.end()) {
            continue;
        }
        use.cpu += found->second.cpu;
        use.rssBytes += found->second.rssBytes;
        use.descriptors += descriptorsOf("/proc/" + std::to_string(found->first));
        for (const auto& [child, stat] : all) {
            if (stat.parent == found->first) {
                family.push_back(child);
            }
        }
        all.erase(found); // a number that was taken anew while this was read makes no circle
    }
    return use;
}

} // namespace holdpoint
