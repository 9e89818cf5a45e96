// SPDX-License-Identifier: GPL-3.0-or-later
// The runs of a dossier: runs (list, exclude, include) and mark.
#include "app/ctl/command.h"
#include "app/ctl/table.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/session/mark_poster.h"

#include <QEventLoop>
#include <algorithm>
#include <iostream>

namespace holdpoint {

namespace {

int listRuns(const std::filesystem::path& file)
{
    // Opening closes what a killed run left behind; where nothing can be written (a full disk), it is only read.
    auto dossier = Dossier::open(file);
    if (!dossier) {
        auto readOnly = Dossier::openReadOnly(file);
        if (!readOnly) {
            return complain(dossier.error());
        }
        std::cerr << "only read: " << dossier.error().message << '\n';
        dossier = std::move(readOnly);
    }
    for (const std::string& note : (*dossier)->openingNotes()) {
        std::cerr << note << '\n';
    }
    const auto runs = (*dossier)->runs();
    if (!runs) {
        return complain(runs.error());
    }
    if (runs->empty()) {
        std::cout << "No run yet.\n";
        return kExitDone;
    }
    Table table({"Run", "Test", "Kind", "Started", "Duration", "Outcome", "Why it ended", "Remark"});
    for (const RunRecord& run : *runs) {
        std::string remark = run.isRehearsal ? "REHEARSAL" : "";
        if (!run.isCounting) {
            remark += (remark.empty() ? "" : ", ") + std::string("does not count: ") + run.notCountingReason;
        }
        table.add({std::to_string(run.id), run.testId, std::string(nameOf(run.kind)), formatUtcSeconds(run.startedAt),
                   run.endedAt ? formatClock(*run.endedAt - run.startedAt) : "\u2013", std::string(nameOf(run.result.outcome)),
                   run.whyEnded, remark});
    }
    std::cout << table.text();
    return kExitDone;
}

Result<std::int64_t> runNumber(const std::string& text)
{
    const auto number = parseInteger(text);
    return number ? number : fail(Error::Kind::Invalid, "a run is a number, as `runs DOSSIER` lists them, not `" + text + "`");
}

/// exclude or include: whether a run counts.
int declareRun(const Arguments& arguments)
{
    const std::string& verb = arguments.positionals[1];
    if (verb != "exclude" && verb != "include") {
        const std::string meant = didYouMean(verb, std::vector<std::string>{"exclude", "include"});
        return complain("unknown action `" + verb + "`" + (meant.empty() ? "; it is exclude or include" : meant), kExitUsage);
    }
    if (arguments.positionals.size() != 3) {
        return complain(verb + " needs the number of a run: holdpointctl runs DOSSIER " + verb + " N", kExitUsage);
    }
    const auto run = runNumber(arguments.positionals[2]);
    const auto person = personFrom(arguments);
    if (!run || !person) {
        return run ? kExitUsage : complain(run.error(), kExitUsage);
    }
    const bool isCounting = verb == "include";
    const std::string reason = arguments.value("--reason");
    if (!isCounting && trimmed(reason).empty()) {
        return complain("exclude needs --reason TEXT: the report prints it beside the run", kExitUsage);
    }
    int code = kExitDone;
    const auto session = openDossierOrComplain(arguments.positionals[0], code);
    if (session == nullptr) {
        return code;
    }
    if (const auto done = session->setCounting(*run, isCounting, reason, *person); !done) {
        return complain(done.error());
    }
    std::cout << "run " << *run << (isCounting ? " counts again\n" : " does not count: " + reason + "\n");
    return kExitDone;
}

/// The one under way (the newest), or the one that --run names.
Result<RunRecord> markedRun(const Arguments& arguments, const Dossier& dossier)
{
    auto runs = dossier.runs();
    if (!runs) {
        return fail(runs.error());
    }
    if (const std::string text = arguments.value("--run"); !text.empty()) {
        const auto number = runNumber(text);
        if (!number) {
            return fail(number.error());
        }
        const auto found = std::find_if(runs->begin(), runs->end(), [&](const RunRecord& run) { return run.id == *number; });
        return found != runs->end() ? Result(*found) : fail(Error::Kind::NotFound, "there is no run " + text + " in the dossier");
    }
    const auto open = std::find_if(runs->rbegin(), runs->rend(), [](const RunRecord& run) { return !run.endedAt; });
    return open != runs->rend() ? Result(*open)
                                : fail(Error::Kind::NotFound, "no run is under way; name an ended one with --run N --at TIME");
}

/// Seconds since t0 of the run's load, from the frame that is nearest in time: its clock is the run's own.
Result<double> secondOf(const Dossier& dossier, const RunRecord& run, WallTime at)
{
    std::optional<double> second;
    Nanos nearest = Nanos::max();
    const auto read = dossier.readFrames(run.id, 0, [&](const Frame& frame) {
        const Nanos apart = at > frame.time ? at - frame.time : frame.time - at;
        if (apart < nearest) {
            nearest = apart;
            second = static_cast<double>(frame.tick + 1) + std::chrono::duration<double>(at - frame.time).count();
        }
    });
    return read ? Result(second.value_or(-1)) : fail(read.error());
}

} // namespace

int runRuns(const std::vector<std::string>& words)
{
    const auto arguments = argumentsFor("runs", words, Syntax{{"--reason", "--by", "--role"}, {}, 1, 3});
    if (!arguments) {
        return kExitUsage;
    }
    return arguments->positionals.size() == 1 ? listRuns(arguments->positionals[0]) : declareRun(*arguments);
}

int runMark(const std::vector<std::string>& words)
{
    const auto arguments = argumentsFor("mark", words, Syntax{{"--run", "--at", "--by", "--role", "--env-file", "-e"}, {}, 2, 2});
    const auto options = arguments ? planOptionsFrom(*arguments) : std::nullopt;
    const auto person = options ? personFrom(*arguments) : std::nullopt;
    if (!person) {
        return kExitUsage;
    }
    WallTime at = systemClock().wallNow();
    if (const std::string text = arguments->value("--at"); !text.empty()) {
        const auto time = parseUtc(text);
        if (!time) {
            return complain("--at: " + time.error().message, kExitUsage);
        }
        at = *time;
    }
    int code = kExitDone;
    const auto session = openDossierOrComplain(arguments->positionals[0], code, *options);
    if (session == nullptr) {
        return code;
    }
    const auto run = markedRun(*arguments, session->dossier());
    const auto second = run ? secondOf(session->dossier(), *run, at) : Result<double>(fail(run.error()));
    const auto note = second ? session->markRun(run->id, *second, at, arguments->positionals[1], *person)
                             : Result<RunNote>(fail(second.error()));
    if (!note) {
        return complain(note.error(), note.error().kind == Error::Kind::Invalid ? kExitUsage : kExitError);
    }
    std::cout << "run " << run->id << " marked at " << noteMoment(*note) << ": " << note->text << '\n';
    MarkPoster poster(*session);
    if (poster.hasGrafana()) {
        QEventLoop loop;
        QObject::connect(&poster, &MarkPoster::posted, &loop, [&](const QString& said, bool isShown) {
            (isShown ? std::cout : std::cerr) << said.toStdString() << '\n';
            loop.quit();
        });
        poster.post(run->id, *note);
        loop.exec();
    }
    return kExitDone;
}

} // namespace holdpoint
