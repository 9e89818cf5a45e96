// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/arguments.h"
#include "core/checklist/checklist.h"
#include "core/plan/plan_reader.h"
#include "core/session/session.h"

#include <memory>
#include <string>
#include <vector>

namespace holdpoint {

// Exit codes of contract.md §2.
inline constexpr int kExitDone = 0;
inline constexpr int kExitError = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitInconclusive = 96;
inline constexpr int kExitFailed = 99;
inline constexpr int kExitInvalidPlan = 104;
inline constexpr int kExitStopped = 105;
inline constexpr int kExitAborted = 108;

/// One subcommand: its name, the line in the overview, its --help and what it does with the words behind its name.
struct Command
{
    const char* name;
    const char* summary;
    const char* help;
    int (*run)(const std::vector<std::string>& words);
};

/// In the order of the overview.
const std::vector<Command>& commands();

int runImport(const std::vector<std::string>& words);
int runValidate(const std::vector<std::string>& words);
int runRun(const std::vector<std::string>& words);
int runRehearse(const std::vector<std::string>& words);
int runMark(const std::vector<std::string>& words);
int runRuns(const std::vector<std::string>& words);
int runInit(const std::vector<std::string>& words);
int runItem(const std::vector<std::string>& words);
int runGate(const std::vector<std::string>& words);
int runWindow(const std::vector<std::string>& words);
int runForm(const std::vector<std::string>& words);
int runCheck(const std::vector<std::string>& words);
int runReport(const std::vector<std::string>& words);
/// Whether the words of a command line draw pages: that takes a QGuiApplication instead of a QCoreApplication.
bool needsFonts(const std::vector<std::string>& words);
int runDossier(const std::vector<std::string>& words);
int runAnalyse(const std::vector<std::string>& words);
int runOptimise(const std::vector<std::string>& words);
int runAfter(const std::vector<std::string>& words);
int runCompare(const std::vector<std::string>& words);
int runSign(const std::vector<std::string>& words);
int runVerify(const std::vector<std::string>& words);
int runStaging(const std::vector<std::string>& words);
int runAgentCommand(const std::vector<std::string>& words);

// What several commands share.

/// Parses, or prints the fault with the command's usage line and gives nothing; the caller returns kExitUsage.
std::optional<Arguments> argumentsFor(const char* command, const std::vector<std::string>& words, const Syntax& syntax);
/// Prints `message` to stderr, one line a sentence, and returns `code`.
int complain(const std::string& message, int code);
int complain(const Error& error, int code = kExitError);
/// Prints every fault as file:line:column: message and returns kExitInvalidPlan.
int complain(const std::vector<PlanFault>& faults);
/// --env-file, -e KEY=VALUE, --time-scale, --load-scale; nothing and a message on a bad value.
std::optional<PlanOptions> planOptionsFrom(const Arguments& arguments);
/// Says on stderr which -e the plan names nowhere, with the nearest name.
void warnOfUnused(const Plan& plan, const PlanOptions& options);
/// --by NAME and --role ROLE; --by defaults to the OS user.
std::optional<Person> personFrom(const Arguments& arguments);
/// NAME@VERSION[+COMMIT]
Result<Release> parseRelease(const std::string& text);
/// Opens the plan of the first positional with --release, in --dossier or (empty) `dossierFile`; or complains and gives null.
/// `mayBeRehearsal`: also in what a rehearsal has made.
std::unique_ptr<Session> openPlanOrComplain(const std::filesystem::path& planFile, const Arguments& arguments,
                                            const PlanOptions& options, const std::filesystem::path& dossierFile, int& exitCode,
                                            bool mayBeRehearsal = false);
/// Opens the dossier of the first positional, or complains and gives null. `options` say where its plan's secrets are.
std::unique_ptr<Session> openDossierOrComplain(const std::string& file, int& exitCode, const PlanOptions& options = {});

/// "The record of 05:34:41 is signed; since then 1 run changed: ..."; empty: it is the record of now, or there is none.
std::string sinceFreezeSentence(const Report& report);

} // namespace holdpoint
