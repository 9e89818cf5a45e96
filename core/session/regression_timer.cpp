// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/regression_timer.h"

#include "core/base/child_command.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/dossier/database_url.h"
#include "core/plan/plan_reader.h"

#include <cstdlib>

namespace holdpoint {

namespace {

constexpr Nanos kCrontabLimit = std::chrono::seconds{10};
constexpr std::size_t kNamedFaultsOfPlan = 4;

std::filesystem::path configFolder()
{
    const char* config = std::getenv("XDG_CONFIG_HOME");
    const char* home = std::getenv("HOME");
    return config != nullptr && *config == '/' ? std::filesystem::path(config)
           : home != nullptr && *home == '/'   ? std::filesystem::path(home) / ".config"
                                               : std::filesystem::path();
}

Result<WrittenSchedule> writeTimer(const RegressionSchedule& schedule)
{
    const std::filesystem::path config = configFolder();
    if (config.empty()) {
        return fail(Error::Kind::NotFound, "neither XDG_CONFIG_HOME nor HOME says where this user's timers lie");
    }
    const std::filesystem::path folder = config / "systemd" / "user";
    const std::filesystem::path wanted = folder / "timers.target.wants";
    std::error_code error;
    std::filesystem::create_directories(wanted, error);
    if (error) {
        return fail(Error::Kind::Refused, "cannot make " + wanted.string() + ": " + error.message());
    }
    WrittenSchedule written{schedule, {}, {}};
    const std::filesystem::path service = folder / (schedule.name + ".service");
    const std::filesystem::path timer = folder / (schedule.name + ".timer");
    if (auto done = writeFileAtomically(service, systemdService(schedule)); !done) {
        return fail(done.error());
    }
    if (auto done = writeFileAtomically(timer, systemdTimer(schedule)); !done) {
        return fail(done.error());
    }
    const std::filesystem::path link = wanted / timer.filename();
    std::filesystem::remove(link, error);
    std::filesystem::create_symlink(timer, link, error);
    if (error) {
        return fail(Error::Kind::Refused, "cannot make the link " + link.string() + ": " + error.message());
    }
    written.schedule.file = timer.string();
    written.files = {service, timer};
    written.next = startCommand(schedule);
    return written;
}

/// nullopt: this user has none.
Result<std::optional<std::string>> readCrontab(const RegressionSchedule& schedule)
{
    const auto before = runCommand({"crontab", "-l"}, "/", kCrontabLimit);
    if (!before) {
        return fail(Error::Kind::NotFound, "the crontab cannot be read: " + before.error().message +
                                               "; leave out --cron, and a systemd timer is written");
    }
    if (before->exitCode != 0 && before->err.find("no crontab") != std::string::npos) {
        return std::optional<std::string>();
    }
    if (before->exitCode != 0 || before->isCut) {
        return fail(Error::Kind::Refused,
                    before->isCut ? "the crontab is too large to be changed from here; add this line: " + cronLine(schedule)
                                  : "crontab -l: " + shortened(std::string(trimmed(before->err)), 300));
    }
    return std::optional(before->out);
}

Result<> writeCrontab(const std::string& text)
{
    const auto after = runCommand({"crontab", "-"}, "/", kCrontabLimit, nullptr, {}, text);
    if (!after || after->exitCode != 0) {
        return fail(Error::Kind::Refused,
                    "the crontab was not changed: " +
                        (!after ? after.error().message : shortened(std::string(trimmed(after->err)), 300)));
    }
    return {};
}

Result<WrittenSchedule> writeCron(const RegressionSchedule& schedule)
{
    const auto before = readCrontab(schedule);
    if (!before) {
        return fail(before.error());
    }
    if (const auto done = writeCrontab(crontabWith(before->value_or(""), schedule)); !done) {
        return fail(done.error());
    }
    return WrittenSchedule{schedule, {}, {}};
}

/// The line of the same schedule, if it was started by cron before.
Result<> dropCron(const RegressionSchedule& schedule)
{
    const auto before = readCrontab(schedule);
    const std::string kept = before && *before ? crontabWithout(**before, schedule) : std::string();
    if (!before || !*before || kept == **before) {
        return {}; // no crontab(1), no crontab, or no such line
    }
    return writeCrontab(kept);
}

/// The timer of the same schedule, if it was started by systemd before. Returns the command that ends it now.
Result<std::string> dropTimer(const RegressionSchedule& schedule)
{
    const std::filesystem::path folder = configFolder() / "systemd" / "user";
    const std::string timer = schedule.name + ".timer";
    bool wasThere = false;
    for (const auto& file : {folder / "timers.target.wants" / timer, folder / timer, folder / (schedule.name + ".service")}) {
        std::error_code error;
        wasThere = std::filesystem::remove(file, error) || wasThere;
        if (error) {
            return fail(Error::Kind::Refused, "the crontab has the line now, but the timer of before could not be taken away: " +
                                                  file.string() + ": " + error.message());
        }
    }
    return wasThere ? "systemctl --user stop " + timer + " && systemctl --user daemon-reload" : std::string();
}

int badness(RunOutcome outcome)
{
    switch (outcome) {
    case RunOutcome::NotRun:
        return 0;
    case RunOutcome::Passed:
        return 1;
    case RunOutcome::Warned:
        return 2;
    case RunOutcome::Inconclusive:
        return 3;
    case RunOutcome::Aborted:
        return 4;
    case RunOutcome::Interrupted:
        return 5;
    case RunOutcome::Failed:
        return 6;
    }
    return 0;
}

} // namespace

Result<WrittenSchedule> writeSchedule(const RegressionSchedule& schedule)
{
    const auto checked = checkedSchedule(schedule);
    if (!checked) {
        return fail(checked.error());
    }
    auto written = checked->way == "cron" ? writeCron(*checked) : writeTimer(*checked);
    if (!written) {
        return written;
    }
    if (checked->way == "cron") {
        auto end = dropTimer(*checked);
        if (!end) {
            return fail(end.error());
        }
        written->next = std::move(*end);
    } else if (const auto dropped = dropCron(*checked); !dropped) {
        return fail(dropped.error().kind,
                    "the timer is written, but the line of before stands in the crontab: " + dropped.error().message);
    }
    return written;
}

Result<> canRunByTimer(const RegressionSchedule& schedule)
{
    std::error_code ignored;
    if (!std::filesystem::exists(schedule.planFile, ignored)) {
        return fail(Error::Kind::NotFound, "there is no plan " + schedule.planFile + "; name another (holdpointctl: --plan FILE)");
    }
    PlanOptions options;
    if (!schedule.envFile.empty()) {
        options.envFile = schedule.envFile;
    }
    const PlanReading reading = readPlanFile(schedule.planFile, options);
    if (reading.isValid()) {
        return {};
    }
    std::vector<std::string> faults; // the last may be the cause of the first: a file of variables that is not read
    for (std::size_t i = 0; i < reading.faults.size() && i < kNamedFaultsOfPlan; ++i) {
        faults.push_back(reading.faults[i].text());
    }
    return fail(Error::Kind::Refused, "a timer could not read the plan: " + join(faults, "; ") +
                                          "; it knows only the variables of a file: holdpointctl after DOSSIER schedule "
                                          "--env-file FILE");
}

std::string startCommand(const RegressionSchedule& schedule)
{
    return "systemctl --user daemon-reload && systemctl --user start " + schedule.name + ".timer";
}

RegressionResult lastRegression(const RegressionSchedule& schedule)
{
    RegressionResult result;
    std::error_code ignored;
    if (!isDatabaseUrl(schedule.dossierFile) && !std::filesystem::exists(schedule.dossierFile, ignored)) {
        result.why = "no scheduled run yet";
        return result;
    }
    const auto dossier = Dossier::openReadOnly(schedule.dossierFile);
    const auto runs = dossier ? (*dossier)->runs() : Result<std::vector<RunRecord>>(fail(dossier.error()));
    if (!runs) {
        result.why = runs.error().message;
        return result;
    }
    for (const RunRecord& run : *runs) {
        if (!decidesTest(run.kind) || !run.endedAt) {
            continue;
        }
        if (result.runs == 0 || run.startedAt - result.at > std::chrono::hours{12}) { // another month's
            result = {run.startedAt, RunOutcome::NotRun, 0, {}};
        }
        ++result.runs;
        result.worst = badness(run.result.outcome) > badness(result.worst) ? run.result.outcome : result.worst;
    }
    result.why = result.runs == 0 ? "no scheduled run has ended yet" : "";
    return result;
}

RegressionSchedule defaultSchedule(const Dossier& dossier, const Plan& plan, const std::filesystem::path& program)
{
    RegressionSchedule schedule;
    const Release release = dossier.release();
    std::string name = "holdpoint-" + release.name + "-regression";
    for (char& c : name) {
        c = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' ? c : '-';
    }
    schedule.name = name;
    schedule.way = "systemd";
    std::error_code ignored;
    const std::filesystem::path own = absolutePlace(dossier.file());
    schedule.dossierFile = isDatabaseUrl(own) ? own.string() + "-regression"
                                              : (own.parent_path() / (own.stem().string() + "-regression.holdpoint")).string();
    schedule.planFile =
        plan.path.empty() ? std::string() : std::filesystem::absolute(plan.path, ignored).lexically_normal().string();
    schedule.release = release.name + "@" + release.version + (release.commit.empty() ? "" : "+" + release.commit);
    schedule.program = program.string();
    return schedule;
}

} // namespace holdpoint
