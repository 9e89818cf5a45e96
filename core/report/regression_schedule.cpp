// SPDX-License-Identifier: GPL-3.0-or-later
// The monthly run: when it is due, and what systemd and cron are told.
#include "core/base/text.h"
#include "core/dossier/database_url.h"
#include "core/report/after_release.h"

#include <algorithm>
#include <ctime>

namespace holdpoint {

namespace {

std::string quoted(const std::string& text)
{
    std::string out = "'";
    for (const char c : text) {
        out += c == '\'' ? "'\\''" : std::string(1, c);
    }
    return out + "'";
}

/// systemd reads %, $, " and \ within words.
std::string unitWord(const std::string& text)
{
    std::string out = "\"";
    for (const char c : text) {
        out += c == '%' ? "%%" : c == '$' ? "$$" : c == '"' ? "\\\"" : c == '\\' ? "\\\\" : std::string(1, c);
    }
    return out + "\"";
}

std::string oneLine(std::string text)
{
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return text;
}

std::vector<std::string> commandOf(const RegressionSchedule& schedule)
{
    std::vector<std::string> words{schedule.program, "run",       schedule.planFile,   "--yes",
                                   "--quiet",        "--dossier", schedule.dossierFile};
    if (!schedule.release.empty()) {
        words.insert(words.end(), {"--release", schedule.release});
    }
    if (!schedule.envFile.empty()) {
        words.insert(words.end(), {"--env-file", schedule.envFile});
    }
    return words;
}

std::string twoDigits(int number)
{
    return (number < 10 ? "0" : "") + std::to_string(number);
}

} // namespace

Json toJson(const RegressionSchedule& schedule)
{
    Json json{{"name", schedule.name},
              {"way", schedule.way},
              {"day", schedule.day},
              {"hour", schedule.hour},
              {"minute", schedule.minute},
              {"plan", schedule.planFile},
              {"dossier", schedule.dossierFile},
              {"release", schedule.release},
              {"program", schedule.program},
              {"file", schedule.file}};
    if (!schedule.envFile.empty()) {
        json["env_file"] = schedule.envFile;
    }
    return json;
}

Result<RegressionSchedule> checkedSchedule(RegressionSchedule schedule)
{
    if (schedule.day < 1 || schedule.day > 28) {
        return fail(Error::Kind::Invalid, "day " + std::to_string(schedule.day) + " is not in every month; take 1 to 28");
    }
    if (schedule.hour < 0 || schedule.hour > 23 || schedule.minute < 0 || schedule.minute > 59) {
        return fail(Error::Kind::Invalid, twoDigits(schedule.hour) + ":" + twoDigits(schedule.minute) + " is no time of the day");
    }
    if (schedule.way != "systemd" && schedule.way != "cron") {
        return fail(Error::Kind::Invalid, "`" + shortened(schedule.way, 40) + "` is neither systemd nor cron");
    }
    for (const std::string* path : {&schedule.planFile, &schedule.dossierFile, &schedule.envFile}) {
        if (path == &schedule.envFile && path->empty()) {
            continue;
        }
        const bool isPlain =
            std::none_of(path->begin(), path->end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
        const bool isDatabase = path == &schedule.dossierFile && isDatabaseUrl(*path);
        if ((!path->starts_with('/') && !isDatabase) || !isPlain) {
            return fail(Error::Kind::Invalid,
                        "`" + shortened(oneLine(*path), 200) + "` is no absolute path; a timer has no folder of its own");
        }
    }
    const bool isName = !schedule.name.empty() && schedule.name.size() <= 100 &&
                        std::all_of(schedule.name.begin(), schedule.name.end(),
                                    [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; });
    if (!isName) {
        return fail(Error::Kind::Invalid,
                    "`" + shortened(oneLine(schedule.name), 100) + "` is no name for a timer: letters, digits, - and _");
    }
    schedule.release = oneLine(schedule.release);
    return schedule;
}

WallTime nextRun(const RegressionSchedule& schedule, WallTime now)
{
    const std::time_t current = std::chrono::system_clock::to_time_t(std::chrono::system_clock::time_point(
        std::chrono::duration_cast<std::chrono::system_clock::duration>(now.time_since_epoch())));
    std::tm local{};
    ::localtime_r(&current, &local);
    std::time_t due = current;
    for (int month = 0; month < 3; ++month) {
        std::tm wanted{};
        wanted.tm_year = local.tm_year;
        wanted.tm_mon = local.tm_mon + month;
        wanted.tm_mday = schedule.day;
        wanted.tm_hour = schedule.hour;
        wanted.tm_min = schedule.minute;
        wanted.tm_isdst = -1;
        due = std::mktime(&wanted);
        if (due > current) {
            break;
        }
    }
    return WallTime{std::chrono::duration_cast<WallTime::duration>(std::chrono::seconds{due})};
}

std::string systemdService(const RegressionSchedule& schedule)
{
    std::vector<std::string> words;
    for (const std::string& word : commandOf(schedule)) {
        words.push_back(unitWord(word));
    }
    const std::string folder = schedule.planFile.substr(0, std::max<std::size_t>(1, schedule.planFile.rfind('/')));
    std::string path;
    for (const char c : folder) {
        path += c == '%' ? "%%" : std::string(1, c);
    }
    return "# Written by Holdpoint; `holdpointctl after DOSSIER schedule` writes it anew.\n"
           "[Unit]\nDescription=Holdpoint: monthly regression run of the load tests\n\n"
           "[Service]\nType=oneshot\nWorkingDirectory=" +
           path + "\nExecStart=" + join(words, " ") + "\n";
}

std::string systemdTimer(const RegressionSchedule& schedule)
{
    return "# Written by Holdpoint; `holdpointctl after DOSSIER schedule` writes it anew.\n"
           "[Unit]\nDescription=Holdpoint: monthly regression run of the load tests\n\n"
           "[Timer]\nOnCalendar=*-*-" +
           twoDigits(schedule.day) + " " + twoDigits(schedule.hour) + ":" + twoDigits(schedule.minute) +
           ":00\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n";
}

std::string cronLine(const RegressionSchedule& schedule)
{
    std::vector<std::string> words;
    for (const std::string& word : commandOf(schedule)) {
        words.push_back(quoted(word));
    }
    const std::string folder = schedule.planFile.substr(0, std::max<std::size_t>(1, schedule.planFile.rfind('/')));
    const std::string command = "cd " + quoted(folder) + " && " + join(words, " ");
    std::string escaped; // cron takes a bare % for a line end
    for (const char c : command) {
        escaped += c == '%' ? "\\%" : std::string(1, c);
    }
    return std::to_string(schedule.minute) + " " + std::to_string(schedule.hour) + " " + std::to_string(schedule.day) + " * * " +
           escaped + " # holdpoint:" + schedule.name;
}

std::string crontabWith(const std::string& crontab, const RegressionSchedule& schedule)
{
    const std::string others = crontabWithout(crontab, schedule);
    return others + (others.empty() || others.ends_with('\n') ? "" : "\n") + cronLine(schedule) + "\n";
}

std::string crontabWithout(const std::string& crontab, const RegressionSchedule& schedule)
{
    const std::string mark = "# holdpoint:" + schedule.name;
    std::string others; // byte for byte: they are not ours
    for (std::size_t from = 0; from < crontab.size();) {
        const std::size_t end = std::min(crontab.find('\n', from), crontab.size());
        const std::string_view line(crontab.data() + from, end - from);
        if (!line.ends_with(mark)) {
            others += crontab.substr(from, end + 1 - from);
        }
        from = end + 1;
    }
    return others;
}

} // namespace holdpoint
