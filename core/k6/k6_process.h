// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/kept_process.h"
#include "core/k6/k6_exit.h"
#include "core/load/load_run.h"

#include <functional>
#include <string>
#include <vector>

namespace holdpoint {

/// The version of a k6 program; an error if it is none, says nothing within 10 s or is older than 0.49. Blocks; `goesOn` is asked
/// every 50 ms, and false ends it with an error.
Result<K6Version> askK6Version(const std::string& program, const std::function<bool()>& goesOn = {});

/// The command line of a run, without secrets: those are in k6Environment(). A dry run and a baseline have a shape of load of
/// their own, which takes the place of the one in `args`.
std::vector<std::string> k6Command(const Plan& plan, const K6Plan& k6, const Shard& shard, const std::string& summaryFile);
/// The script's __ENV: the plan's `env` with its secrets, and HOLDPOINT_RUN, HOLDPOINT_TEST, HOLDPOINT_KIND, HOLDPOINT_BASE_URL.
std::map<std::string, Secret> k6Environment(const Plan& plan, const TestPlan& test, const Shard& shard);

/// CPU time, memory and descriptors of a process and of all that it started (`k6:` may be a script); zeros for one that is gone.
struct ProcessUse
{
    Nanos cpu{};
    std::uint64_t rssBytes = 0;
    std::uint64_t descriptors = 0;
};
ProcessUse useOf(pid_t pid);

} // namespace holdpoint
