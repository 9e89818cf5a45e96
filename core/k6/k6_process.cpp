// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/k6/k6_process.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/secret_text.h"
#include "core/plan/target_url.h"

#include <array>
#include <filesystem>
#include <fstream>
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

} // namespace

Result<K6Version> askK6Version(const std::string& program)
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
    for (bool goesOn = true; goesOn && systemClock().steadyNow() < limit && text.size() < 4096;) {
        pollfd wanted{out->read.fd(), POLLIN, 0};
        std::array<char, 1024> block{};
        if (::poll(&wanted, 1, 100) > 0) {
            const auto count = ::read(out->read.fd(), block.data(), block.size());
            goesOn = count > 0;
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
    command.insert(command.end(), k6.args.begin(), k6.args.end());
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

ProcessUse useOf(pid_t pid)
{
    ProcessUse use;
    const std::string folder = "/proc/" + std::to_string(pid);
    std::ifstream file(folder + "/stat");
    std::string line;
    std::getline(file, line);
    const auto nameEnd = line.rfind(')'); // the name may hold blanks
    if (nameEnd == std::string::npos) {
        return use;
    }
    constexpr int kUserTime = 11; // fields behind the name, from the state on
    constexpr int kSystemTime = 12;
    constexpr int kResidentPages = 21;
    std::istringstream fields(line.substr(nameEnd + 1));
    std::int64_t ticks = 0;
    std::string field;
    for (int i = 0; fields >> field && i <= kResidentPages; ++i) {
        const auto number = parseInteger(field);
        if ((i == kUserTime || i == kSystemTime) && number) {
            ticks += *number;
        } else if (i == kResidentPages && number) {
            use.rssBytes = static_cast<std::uint64_t>(*number) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
        }
    }
    use.cpu = Nanos{ticks * (1'000'000'000 / std::max(1L, ::sysconf(_SC_CLK_TCK)))};
    std::error_code ignored;
    for (auto entry = std::filesystem::directory_iterator(folder + "/fd", ignored);
         !ignored && entry != std::filesystem::directory_iterator(); entry.increment(ignored)) {
        ++use.descriptors;
    }
    return use;
}

} // namespace holdpoint
