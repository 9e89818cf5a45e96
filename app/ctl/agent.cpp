// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command.h"
#include "core/agent/agent_loop.h"

#include <unistd.h>

namespace holdpoint {

int runAgentCommand(const std::vector<std::string>& words)
{
    if (!argumentsFor("agent", words, Syntax{{}, {}, 0, 0})) {
        return kExitUsage;
    }
    if (::isatty(STDIN_FILENO) == 1) {
        return complain("the agent is started by `holdpointctl run` and the console, which hand it its shard on stdin", kExitUsage);
    }
    const auto ended = runAgent(STDIN_FILENO, STDOUT_FILENO);
    return ended ? kExitDone : complain(ended.error());
}

} // namespace holdpoint
