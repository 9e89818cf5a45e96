// SPDX-License-Identifier: GPL-3.0-or-later
// Sections 18 to 20: what happened after the release.
#include "app/ctl/command.h"
#include "app/ctl/table.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/monitor/plan_services.h"
#include "core/session/production_look.h"
#include "core/session/regression_timer.h"
#include "core/session/release_log.h"

#include <iostream>

namespace holdpoint {

namespace {

std::string day(WallTime time)
{
    return formatUtc(time).substr(0, 10);
}

std::string resultText(const RegressionSchedule& schedule)
{
    const RegressionResult last = lastRegression(schedule);
    return last.runs == 0 ? last.why
                          : std::string(nameOf(last.worst)) + ", " + formatCount(last.runs) +
                                (last.runs == 1 ? " run" : " runs") + " on " + day(last.at);
}

int show(Session& session)
{
    const auto after = afterRelease(session);
    if (!after) {
        return complain(after.error());
    }
    const auto report = session.report();
    const bool isSignedOff = report != nullptr && report->isReleased;
    std::cout << (after->releasedAt
                      ? "Live since " + formatUtcSeconds(*after->releasedAt) + ", first week ends " + day(*after->weekEnds)
                      : std::string(isSignedOff ? "Released by four signatures" : "Not signed off by four yet") +
                            "; when it went live is not known: holdpointctl after DOSSIER released --at TIME")
              << '\n';
    const auto rate = [](std::optional<double> value) { return value ? formatNumber(*value, 1) + " /s" : std::string("\u2013"); };
    const auto peak = after->look ? after->look->peak() : std::nullopt;
    std::cout << "Traffic: predicted peak " << rate(after->prediction ? std::optional(after->prediction->peak) : std::nullopt)
              << ", actual " << rate(peak) << ", tested to " << rate(after->testedRate);
    if (after->overPrediction) {
        std::cout << "; " << (*after->overPrediction > 0 ? "+" : "") << formatNumber(100 * *after->overPrediction, 0)
                  << " % against the prediction";
    }
    std::cout << '\n';
    if (after->look && !after->look->why.empty()) {
        std::cout << "Not known: " << after->look->why << '\n';
    }
    Table table({"Item", "State", "Value", "Due", "Owner"});
    for (const DueTask& task : after->tasks) {
        table.add({task.item, std::string(nameOf(task.state)), task.value,
                   task.isDaily ? "daily" : (task.due ? day(*task.due) + (task.isOverdue ? " overdue" : "") : "\u2013"),
                   task.owner});
    }
    std::cout << table.text();
    for (const Lesson& lesson : after->lessons) {
        std::cout << "Lesson " << day(lesson.at) << ", " << lesson.by << ": " << lesson.text
                  << (lesson.source == kLogLesson ? "" : " (" + lesson.source + ")") << '\n';
    }
    for (const TargetProposal& each : after->proposals) {
        std::cout << "Proposal: " << each.what << " " << each.from << " -> " << each.to << ": " << each.why << '\n';
    }
    if (after->schedule) {
        std::cout << "Next regression run " << formatUtcSeconds(*after->nextRegression) << " (" << after->schedule->way
                  << "); last result: " << resultText(*after->schedule) << '\n';
    } else {
        std::cout << "No monthly regression run is scheduled.\n";
    }
    return kExitDone;
}

int look(Session& session, const Person& person)
{
    const auto after = afterRelease(session);
    if (!after) {
        return complain(after.error());
    }
    if (!after->releasedAt) {
        return complain("say first when the release went live: holdpointctl after " + session.dossier().file().string() +
                            " released --at 2026-01-06T08:00:00Z",
                        kExitError);
    }
    Fetcher fetcher(planFetcherOptions(session.plan()));
    const auto seen = lookAtProduction(fetcher, session.plan(), session.checklistTemplate(), *after->releasedAt);
    if (!seen) {
        return complain(seen.error());
    }
    const auto stored = logProduction(session, *seen, person);
    return stored ? show(session) : complain(stored.error());
}

std::optional<Prediction> predictionFrom(const Arguments& arguments)
{
    Prediction prediction;
    if (const auto peak = parseNumber(arguments.value("--peak"))) {
        prediction.peak = *peak;
    } else if (arguments.value("--hours").empty()) {
        complain("predict takes --peak N requests per second, or --hours with 24 values", kExitUsage);
        return std::nullopt;
    }
    for (const std::string& word :
         arguments.value("--hours").empty() ? std::vector<std::string>{} : split(arguments.value("--hours"), ',')) {
        const auto value = parseNumber(trimmed(word));
        if (!value) {
            complain("`" + shortened(word, 40) + "` is no number of requests per second", kExitUsage);
            return std::nullopt;
        }
        prediction.day.push_back(*value);
    }
    return prediction;
}

int schedule(Session& session, const Arguments& arguments, const Person& person)
{
    std::error_code ignored;
    RegressionSchedule wanted =
        defaultSchedule(session.dossier(), session.plan(), std::filesystem::read_symlink("/proc/self/exe", ignored));
    wanted.way = arguments.has("--cron") ? "cron" : "systemd";
    if (const std::string plan = arguments.value("--plan"); !plan.empty()) {
        wanted.planFile = std::filesystem::absolute(plan, ignored).lexically_normal().string();
    }
    if (const std::string text = arguments.value("--day"); !text.empty()) {
        const auto number = parseInteger(text);
        wanted.day = number ? static_cast<int>(std::clamp<std::int64_t>(*number, 0, 99)) : 0;
    }
    if (const std::string text = arguments.value("--at"); !text.empty()) {
        const auto parts = split(text, ':');
        const auto hour = parts.size() == 2 ? parseInteger(parts[0]) : Result<std::int64_t>(99);
        const auto minute = parts.size() == 2 ? parseInteger(parts[1]) : Result<std::int64_t>(99);
        wanted.hour = hour ? static_cast<int>(std::clamp<std::int64_t>(*hour, -1, 99)) : 99;
        wanted.minute = minute ? static_cast<int>(std::clamp<std::int64_t>(*minute, -1, 99)) : 99;
    }
    if (!arguments.value("-e").empty()) {
        return complain("a timer keeps no -e, which may be a secret: write it into a file and name that with --env-file FILE",
                        kExitUsage);
    }
    if (const std::string file = arguments.value("--env-file"); !file.empty()) {
        wanted.envFile = std::filesystem::absolute(file, ignored).lexically_normal().string();
    }
    if (const auto readable = canRunByTimer(wanted); !readable) {
        return complain(readable.error());
    }
    const auto written = writeSchedule(wanted);
    if (!written) {
        return complain(written.error());
    }
    if (const auto stored = logSchedule(session, written->schedule, person); !stored) {
        return complain(stored.error());
    }
    for (const auto& file : written->files) {
        std::cout << file.string() << '\n';
    }
    std::cout << (written->schedule.way == "cron" ? cronLine(written->schedule) + "\n" : "") << "Next run "
              << formatUtcSeconds(nextRun(written->schedule, systemClock().wallNow())) << ", into "
              << written->schedule.dossierFile << '\n';
    if (!written->next.empty()) {
        std::cout << (written->schedule.way == "cron" ? "To end the timer of before: " : "To start it now: ") << written->next
                  << '\n';
    }
    return kExitDone;
}

std::optional<WallTime> timeOption(const Arguments& arguments, const char* option)
{
    const std::string text = arguments.value(option);
    const auto time = parseUtc(text.size() == 10 ? text + "T00:00:00Z" : text);
    if (!time) {
        complain(std::string(option) + " takes a date or time like 2026-01-13 or 2026-01-06T08:00:00Z", kExitUsage);
        return std::nullopt;
    }
    return *time;
}

int done(const Result<>& result, const std::string& said)
{
    if (!result) {
        return complain(result.error());
    }
    std::cout << said << '\n';
    return kExitDone;
}

} // namespace

int runAfter(const std::vector<std::string>& words)
{
    const auto arguments = argumentsFor(
        "after", words,
        Syntax{
            {"--at", "--peak", "--hours", "--date", "--day", "--plan", "--by", "--role", "--env-file", "-e"}, {"--cron"}, 1, 3});
    const auto person = arguments ? personFrom(*arguments) : std::nullopt;
    const auto options = person ? planOptionsFrom(*arguments) : std::nullopt;
    if (!options) {
        return kExitUsage;
    }
    const std::string verb = arguments->positionals.size() > 1 ? arguments->positionals[1] : "show";
    const std::vector<std::string> verbs{"show", "released", "predict", "look", "lesson", "due", "schedule"};
    if (std::find(verbs.begin(), verbs.end(), verb) == verbs.end()) {
        return complain("after takes " + join(verbs, ", ") + ", not `" + shortened(verb, 40) + "`" + didYouMean(verb, verbs),
                        kExitUsage);
    }
    const bool takesMore = verb == "lesson" || verb == "due";
    if (takesMore != (arguments->positionals.size() == 3)) {
        return complain(takesMore ? verb + (verb == "due" ? " takes an item" : " takes a text")
                                  : "`" + arguments->positionals.back() + "` is too much",
                        kExitUsage);
    }
    const bool needsDate = verb == "due" || verb == "released";
    const auto date = needsDate ? timeOption(*arguments, verb == "due" ? "--date" : "--at") : std::optional(WallTime{});
    const auto prediction = verb == "predict" ? predictionFrom(*arguments) : std::optional(Prediction{});
    if (!date || !prediction) {
        return kExitUsage;
    }
    int code = kExitDone;
    const auto session = openDossierOrComplain(arguments->positionals[0], code, *options);
    if (!session) {
        return code;
    }
    if (verb == "released") {
        const auto report = session->report();
        const bool isSignedOff = report != nullptr && report->isReleased;
        return done(logReleased(*session, *date, *person),
                    (*date > systemClock().wallNow() ? "goes live at " : "live since ") + formatUtcSeconds(*date) +
                        (isSignedOff ? std::string()
                                     : "; it is not signed off by four: this only says when it went live, and releases nothing"));
    }
    if (verb == "predict") {
        return done(logPrediction(*session, *prediction, *person), "prediction stored");
    }
    if (verb == "lesson") {
        return done(logLesson(*session, arguments->positionals[2], *person), "lesson stored");
    }
    if (verb == "due") {
        return done(logDue(*session, arguments->positionals[2], *date, *person),
                    arguments->positionals[2] + " is due on " + day(*date));
    }
    return verb == "look"       ? look(*session, *person)
           : verb == "schedule" ? schedule(*session, *arguments, *person)
                                : show(*session);
}

} // namespace holdpoint
