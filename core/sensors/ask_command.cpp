// SPDX-License-Identifier: GPL-3.0-or-later
// `command` and `k6`.
#include "core/base/child_command.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/sensors/askers.h"

#include <algorithm>

namespace holdpoint {

Answer<Json> askCommand(const AskContext& context, const Json& spec)
{
    std::vector<std::string> argv;
    for (const Json& word : memberAt(spec, "command")) {
        argv.push_back(word.is_string() ? word.get<std::string>() : dumpJson(word));
    }
    if (!context.mayRunCommands) {
        return unknown(Unknown::Kind::Refused,
                       "the plan wants to run `" + shortened(join(argv, " "), 200) + "`; read it, then let it with --yes");
    }
    const Nanos timeout = timeLimit(context, spec);
    const auto folder = besidePlan(context.plan, stringAt(spec, "in", "."));
    const auto result = runCommand(argv, folder, timeout, context.isStopped);
    if (!result) {
        return unknown(Unknown::Kind::NotFound, result.error().message);
    }
    if (result->isTimeout) {
        return unknown(Unknown::Kind::Timeout, "`" + argv.front() + "` did not end within " + formatDuration(timeout));
    }
    if (result->signal != 0) {
        return unknown(Unknown::Kind::NoData, "`" + argv.front() + "` was ended by signal " + std::to_string(result->signal));
    }
    return Json{{"exit_code", result->exitCode},
                {"stdout", result->out},
                {"stderr", result->err},
                {"is_cut", result->isCut},
                {"ms", std::chrono::duration_cast<Millis>(result->took).count()}};
}

Answer<Json> askK6(const AskContext& context, const Json& spec)
{
    const std::string program = stringAt(spec, "k6", kOwnK6);
    if (program != kOwnK6 && !context.mayRunCommands) {
        return unknown(Unknown::Kind::Refused,
                       "the plan wants to run `" + shortened(program, 200) + " version`; read it, then let it with --yes");
    }
    const auto result = runCommand({program, "version"}, {}, context.left(), context.isStopped);
    if (!result) {
        return unknown(Unknown::Kind::NotFound, result.error().message);
    }
    // "k6 v2.2.0 (go1.24, linux/amd64)"
    const std::string_view line = trimmed(std::string_view(result->out).substr(0, result->out.find('\n')));
    const auto begin = line.find(" v");
    const std::string_view rest = begin == std::string_view::npos ? std::string_view() : line.substr(begin + 2);
    const std::string version(rest.substr(0, rest.find_first_not_of("0123456789.")));
    if (result->exitCode != 0 || !line.starts_with("k6") || version.empty()) {
        return unknown(Unknown::Kind::Malformed,
                       "`" + program + " version` says `" + shortened(line, 100) + "`, not `k6 v2.2.0`");
    }
    return Json{{"version", version}, {"line", line}};
}

} // namespace holdpoint
