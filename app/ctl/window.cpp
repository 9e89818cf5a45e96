// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command.h"
#include "app/ctl/table.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/session/window_job.h"

#include <QEventLoop>
#include <iostream>
#include <unistd.h>

namespace holdpoint {

namespace {

Result<TestWindow> newestWindow(const Session& session)
{
    const auto window = session.dossier().testWindow();
    if (!window) {
        return fail(window.error());
    }
    return *window ? Result(**window) : fail(Error::Kind::NotFound, "never opened");
}

std::string whenText(const TestWindow& window)
{
    const std::string from = formatUtcSeconds(window.openedAt);
    if (window.closedAt) {
        return "closed: " + from + " to " + formatUtcSeconds(*window.closedAt);
    }
    return (window.closingSince()  ? "closing, open since "
            : window.isAnnounced() ? "open since "
                                   : "opening since ") +
           from + (window.plannedEnd ? ", announced until " + formatUtcSeconds(*window.plannedEnd) : std::string());
}

std::string_view stateWord(const TestWindow& window)
{
    return window.closedAt ? "closed" : window.closingSince() ? "closing" : window.isAnnounced() ? "open" : "opening";
}

/// nullptr: none was ever opened.
Json windowJson(const Session& session, const TestWindow* window)
{
    Json json{{"schema", "holdpoint-window/1"},
              {"dossier", session.dossier().file().string()},
              {"at", formatUtc(systemClock().wallNow())},
              {"state", window == nullptr ? "never opened" : stateWord(*window)}};
    if (window == nullptr) {
        return json;
    }
    const auto timeOr = [](const std::optional<WallTime>& time) { return time ? Json(formatUtc(*time)) : Json(); };
    json["number"] = window->number;
    json["opened_at"] = formatUtc(window->openedAt);
    json["planned_end"] = timeOr(window->plannedEnd);
    json["closed_at"] = timeOr(window->closedAt);
    json["note"] = windowNote(*window, systemClock().wallNow());
    Json steps = Json::array();
    for (const OutsideStep& step : window->steps) {
        if (step.step != kWholeWindow) {
            steps.push_back(Json{{"step", step.step},
                                 {"title", titleOfStep(step.step)},
                                 {"state", nameOf(step.state)},
                                 {"reference", step.reference},
                                 {"reason", step.reason},
                                 {"at", formatUtc(step.at)},
                                 {"by", step.by.name}});
        }
    }
    json["steps"] = std::move(steps);
    return json;
}

void print(const Session& session, const TestWindow& window, bool isJson)
{
    if (isJson) {
        std::cout << dumpJsonPretty(windowJson(session, &window)) << '\n';
        return;
    }
    std::cout << whenText(window) << '\n';
    Table table({"Step", "What", "State", "Reference", "Seen, or what to do"});
    for (const OutsideStep& step : window.steps) {
        if (step.step != kWholeWindow) {
            table.add({step.step, std::string(titleOfStep(step.step)), std::string(nameOf(step.state)),
                       step.reference.empty() ? "\u2013" : step.reference, step.reason});
        }
    }
    if (window.steps.size() > (window.isAnnounced() ? 1U : 0U)) {
        std::cout << table.text();
    }
}

int codeOf(const TestWindow& window)
{
    const bool isEnding = !window.isOpen() || window.closingSince();
    int code = kExitDone;
    for (const OutsideStep& step : window.steps) {
        if (step.step == kWholeWindow || (isEnding ? isOver(step.state) : isBegun(step.state))) {
            continue;
        }
        if (step.state == StepState::Failed || step.state == StepState::EndFailed) {
            return kExitFailed;
        }
        code = kExitInconclusive;
    }
    return code == kExitDone && !windowNote(window, systemClock().wallNow()).empty() ? kExitInconclusive : code;
}

int status(const Session& session, bool isJson)
{
    const auto window = newestWindow(session);
    if (!window && window.error().kind != Error::Kind::NotFound) {
        return complain(window.error());
    }
    if (!window) {
        std::cout << (isJson ? dumpJsonPretty(windowJson(session, nullptr)) : window.error().message) << '\n';
        return kExitDone;
    }
    print(session, *window, isJson);
    return codeOf(*window);
}

int work(Session& session, const WindowJob::Request& request, bool isJson)
{
    WindowJob job(session);
    QEventLoop loop;
    QObject::connect(&job, &WindowJob::stepChanged, [](const QString& step, const QString& state, const QString& reason) {
        const bool isWaiting = state == QLatin1String("intended") || state == QLatin1String("ending");
        if (!isWaiting) {
            std::cerr << titleOfStep(step.toStdString()) << ": " << state.toStdString() << "; " << reason.toStdString() << '\n';
        }
    });
    QObject::connect(&job, &WindowJob::finished, &loop, &QEventLoop::quit);
    if (const auto started = job.start(request); !started) {
        return complain(started.error());
    }
    loop.exec();
    if (job.error()) {
        return complain(*job.error());
    }
    const auto window = newestWindow(session);
    if (!window) {
        return complain(window.error());
    }
    print(session, *window, isJson);
    if (!job.isWhole()) {
        const bool isOpening = request.task == WindowJob::Task::Open;
        complain(std::string("the test window is not ") + (isOpening ? "announced" : "closed") +
                     " to the end; mend what failed and repeat `window " + session.dossier().file().string() +
                     (isOpening ? " open" : " close") + "`, or leave it out with --anyway; a step that is unknown needs `settle`",
                 kExitInconclusive);
        return std::max(codeOf(*window), kExitInconclusive);
    }
    return kExitDone;
}

int settle(Session& session, const Arguments& arguments, const Person& person)
{
    if (arguments.positionals.size() != 4) {
        return complain("settle takes a step and there, again or leave-out: holdpointctl window DOSSIER settle slack there",
                        kExitUsage);
    }
    const std::string& word = arguments.positionals[3];
    const std::vector<std::string> words{"there", "again", "leave-out"};
    const auto known = std::find(words.begin(), words.end(), word);
    if (known == words.end()) {
        return complain("say there, again or leave-out, not `" + word + "`" + didYouMean(word, words), kExitUsage);
    }
    const auto settled = settleWindowStep(session, arguments.positionals[2], static_cast<StepWord>(known - words.begin()), person,
                                          arguments.value("--reason"));
    return settled ? status(session, arguments.has("--json")) : complain(settled.error());
}

} // namespace

int runWindow(const std::vector<std::string>& words)
{
    const auto arguments = argumentsFor(
        "window", words, Syntax{{"--by", "--role", "--for", "--reason", "--env-file", "-e"}, {"--anyway", "--json"}, 2, 4});
    const auto person = arguments ? personFrom(*arguments) : std::nullopt;
    const auto options = person ? planOptionsFrom(*arguments) : std::nullopt;
    if (!options) {
        return kExitUsage;
    }
    const std::string verb = arguments->positionals[1];
    const std::vector<std::string> verbs{"open", "close", "status", "settle"};
    if (std::find(verbs.begin(), verbs.end(), verb) == verbs.end()) {
        return complain("window takes open, close, status or settle, not `" + verb + "`" + didYouMean(verb, verbs), kExitUsage);
    }
    if (verb != "settle" && arguments->positionals.size() > 2) {
        return complain("window " + verb + " takes nothing more; `" + arguments->positionals[2] + "` is too much", kExitUsage);
    }
    WindowJob::Request request{verb == "close" ? WindowJob::Task::Close : WindowJob::Task::Open, Nanos{},
                               arguments->has("--anyway"), *person};
    if (const std::string text = arguments->value("--for"); !text.empty()) {
        const auto duration = parseDuration(text);
        if (!duration || *duration < std::chrono::minutes{1} || verb != "open") {
            return complain(verb != "open" ? "--for belongs to open"
                                           : "--for takes a duration of at least 1m, for example 90m, not `" + text + "`",
                            kExitUsage);
        }
        request.duration = *duration;
    }
    int code = kExitDone;
    const auto session = openDossierOrComplain(arguments->positionals[0], code, *options);
    if (!session) {
        return code;
    }
    const bool isJson = arguments->has("--json");
    return verb == "status"   ? status(*session, isJson)
           : verb == "settle" ? settle(*session, *arguments, *person)
                              : work(*session, request, isJson);
}

} // namespace holdpoint
