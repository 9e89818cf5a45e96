// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/after_release.h"

#include <filesystem>

namespace holdpoint {

struct WrittenSchedule
{
    RegressionSchedule schedule; // with `file`
    std::vector<std::filesystem::path> files;
    std::string next; // what a person does now, a command; empty: nothing
};

/// Writes the user's systemd timer and service ($XDG_CONFIG_HOME/systemd/user, enabled by its link in timers.target.wants), or
/// puts the line into the user's crontab. Written again under the same name it replaces what it wrote, also in the other way: one
/// run a month. Error::Refused also where the new one is written and the old one could not be taken away. Blocks; any thread.
Result<WrittenSchedule> writeSchedule(const RegressionSchedule& schedule);

/// Whether the plan can be read as the timer will read it: with its file of variables alone. What was exported in a shell, or given
/// with -e, is not there then. Asked before writeSchedule().
Result<> canRunByTimer(const RegressionSchedule& schedule);

/// What a person types once, so that a written timer counts from now and not only from the next login.
std::string startCommand(const RegressionSchedule& schedule);

/// How the newest scheduled run ended, from its dossier.
struct RegressionResult
{
    WallTime at{};
    RunOutcome worst = RunOutcome::NotRun;
    std::size_t runs = 0; // of that day
    std::string why;      // there is none yet
};
RegressionResult lastRegression(const RegressionSchedule& schedule);

/// For a release's dossier and plan: name, a dossier of its own beside it, this program.
RegressionSchedule defaultSchedule(const Dossier& dossier, const Plan& plan, const std::filesystem::path& program);

} // namespace holdpoint
