// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command.h"
#include "core/agent/agent_loop.h"

#include <csignal>
#include <sys/resource.h>
#include <unistd.h>

namespace holdpoint {

namespace {

/// Preflight counted on the hard limit; the soft one is often 1,024, less than a thousand visitors need.
void allowAllDescriptors()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

} // namespace

int runAgentCommand(const std::vector<std::string>& words)
{
    if (!argumentsFor("agent", words, Syntax{{}, {}, 0, 0})) {
        return kExitUsage;
    }
    if (::isatty(STDIN_FILENO) == 1) {
        return complain("the agent is started by `holdpointctl run` and the console, which hand it its shard on stdin",
                        kExitUsage);
    }
    // Ctrl-C, `timeout` and a closed terminal reach the whole process group: whoever started the agent says how it stops, and
    // once that one is gone the channel ends.
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        std::signal(number, SIG_IGN);
    }
    allowAllDescriptors();
    const auto ended = runAgent(STDIN_FILENO, STDOUT_FILENO);
    return ended ? kExitDone : complain(ended.error());
}

} // namespace holdpoint
