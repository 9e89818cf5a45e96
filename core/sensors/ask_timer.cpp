// SPDX-License-Identifier: GPL-3.0-or-later
// `timer`: when a systemd timer or a line of the crontab of this user is due next, and how its last run ended.
#include "core/base/child_command.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/monitor/cron.h"
#include "core/sensors/askers.h"

#include <cmath>
#include <map>

namespace holdpoint {

namespace {

constexpr double kSecondsADay = 86'400;

/// What a program of the system says, or why it cannot be asked.
Answer<std::string> said(const AskContext& context, const std::vector<std::string>& argv)
{
    const auto result = runCommand(argv, {}, context.left(), context.isStopped);
    if (!result) {
        return unknown(Unknown::Kind::NotFound, "no timer can be read here: " + result.error().message);
    }
    if (result->isTimeout || result->exitCode != 0) {
        return unknown(Unknown::Kind::Rejected, "no timer can be read here: `" + join(argv, " ") + "` " +
                                                    (result->isTimeout ? "did not end within " + formatDuration(context.timeout)
                                                                       : "says " + shortened(trimmed(result->err), 200)));
    }
    return result->out;
}

Json answerFor(const AskContext& context, WallTime next, const Json& lastExit, const std::string& text)
{
    const double days = std::chrono::duration<double>(next - context.fetcher.clock().wallNow()).count() / kSecondsADay;
    return Json{{"next_within_days", std::ceil(days * 100) / 100},
                {"next", formatUtcSeconds(next)},
                {"last_exit", lastExit},
                {"text", text}};
}

/// The lines KEY=VALUE that `systemctl show` prints.
std::map<std::string, std::string> propertiesIn(const std::string& text)
{
    std::map<std::string, std::string> all;
    for (const std::string& line : split(text, '\n')) {
        if (const auto equals = line.find('='); equals != std::string::npos) {
            all[line.substr(0, equals)] = std::string(trimmed(std::string_view(line).substr(equals + 1)));
        }
    }
    return all;
}

Answer<Json> systemdTimer(const AskContext& context, const std::string& unit)
{
    const std::string name = unit.ends_with(".timer") ? unit.substr(0, unit.rfind('.')) : unit;
    if (name.empty() || name.starts_with('-')) {
        return malformed("`timer` needs the name of a timer, for example load-tests.timer or cron:run-monthly");
    }
    // as unix time, since systemd 248; the time zone of the text form is the machine's
    const auto timer = said(context, {"systemctl", "--user", "show", name + ".timer", "--timestamp=unix",
                                      "--property=LoadState,ActiveState,NextElapseUSecRealtime,LastTriggerUSec"});
    if (!timer.isKnown()) {
        return timer.unknown();
    }
    auto of = propertiesIn(timer.value());
    if (of["LoadState"] != "loaded" || of["ActiveState"] != "active") {
        return unknown(Unknown::Kind::NotFound, "the timer " + name + ".timer is " +
                                                    (of["LoadState"] == "loaded" ? of["ActiveState"] : "not there") +
                                                    "; systemctl --user enable --now " + name + ".timer");
    }
    const auto next = parseInteger(
        std::string_view(of["NextElapseUSecRealtime"]).substr(of["NextElapseUSecRealtime"].starts_with('@') ? 1 : 0));
    if (!next || *next <= 0) {
        return unknown(Unknown::Kind::NoData, "the timer " + name + ".timer is not due again");
    }
    const auto service = said(context, {"systemctl", "--user", "show", name + ".service", "--property=ExecMainStatus,Result"});
    if (!service.isKnown()) {
        return service.unknown();
    }
    const bool hasRun = !of["LastTriggerUSec"].empty() && of["LastTriggerUSec"] != "n/a" && of["LastTriggerUSec"] != "@0";
    const auto status = parseInteger(propertiesIn(service.value())["ExecMainStatus"]);
    return answerFor(context, WallTime(std::chrono::seconds{*next}), hasRun && status ? Json(*status) : Json("none"),
                     name + ".timer");
}

/// The zone that cron works in here.
TimeZone localZone()
{
    std::error_code ignored;
    const std::string target = std::filesystem::read_symlink("/etc/localtime", ignored).string();
    const auto at = target.find("zoneinfo/");
    auto zone = TimeZone::open(at == std::string::npos ? "UTC" : std::string_view(target).substr(at + 9));
    return zone ? *std::move(zone) : *TimeZone::open("UTC");
}

Answer<Json> cronLine(const AskContext& context, const std::string& words)
{
    if (words.empty()) {
        return malformed("`cron:` needs words of the line, for example cron:run-monthly");
    }
    const auto table = said(context, {"crontab", "-l"});
    if (!table.isKnown()) {
        return table.unknown();
    }
    constexpr std::size_t kFields = 5;
    for (const std::string& line : split(table.value(), '\n')) {
        const auto fields = wordsOf(Json(line));
        if (line.starts_with('#') || fields.size() <= kFields || line.find(words) == std::string::npos) {
            continue;
        }
        const auto cron = Cron::parse(join(std::vector<std::string>(fields.begin(), fields.begin() + kFields), " "));
        const auto next = cron ? cron->next(context.fetcher.clock().wallNow(), localZone()) : std::nullopt;
        return next ? Answer<Json>(answerFor(context, *next, "none", shortened(line, 200)))
                    : Answer<Json>(
                          unknown(Unknown::Kind::NoData, "the line `" + shortened(line, 100) + "` of the crontab is never due"));
    }
    return unknown(Unknown::Kind::NotFound, "no line of the crontab names `" + shortened(words, 60) + "`");
}

} // namespace

Answer<Json> askTimer(const AskContext& context, const Json& spec)
{
    constexpr std::string_view kCron = "cron:";
    const std::string written(trimmed(stringAt(spec, "timer")));
    return written.starts_with(kCron) ? cronLine(context, std::string(trimmed(std::string_view(written).substr(kCron.size()))))
                                      : systemdTimer(context, written);
}

} // namespace holdpoint
