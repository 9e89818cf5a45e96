// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/plan/unused_overrides.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <pwd.h>
#include <unistd.h>

namespace holdpoint {

std::optional<Arguments> argumentsFor(const char* command, const std::vector<std::string>& words, const Syntax& syntax)
{
    auto arguments = parseArguments(words, syntax);
    if (!arguments) {
        std::cerr << "holdpointctl " << command << ": " << arguments.error().message << "\nSee holdpointctl " << command
                  << " --help\n";
        return std::nullopt;
    }
    return std::move(*arguments);
}

int complain(const std::string& message, int code)
{
    std::cerr << "holdpointctl: " << message << '\n';
    return code;
}

int complain(const Error& error, int code)
{
    return complain(error.message, code);
}

int complain(const std::vector<PlanFault>& faults)
{
    for (const PlanFault& fault : faults) {
        std::cerr << fault.text() << '\n';
    }
    return kExitInvalidPlan;
}

std::optional<PlanOptions> planOptionsFrom(const Arguments& arguments)
{
    PlanOptions options;
    options.processEnvironment = currentEnvironment();
    if (const std::string file = arguments.value("--env-file"); !file.empty()) {
        options.envFile = file;
    }
    for (const std::string& pair : arguments.all("-e")) {
        const auto equals = pair.find('=');
        if (equals == std::string::npos || equals == 0) {
            complain("-e takes KEY=VALUE, not `" + pair + "`", kExitUsage);
            return std::nullopt;
        }
        options.overrides[pair.substr(0, equals)] = pair.substr(equals + 1);
    }
    for (const auto& [name, scale] : {std::pair{"--time-scale", &options.timeScale}, {"--load-scale", &options.loadScale}}) {
        const std::string text = arguments.value(name);
        if (text.empty()) {
            continue;
        }
        const auto number = parseNumber(text);
        if (!number || *number <= 0 || *number > 1000) {
            complain(std::string(name) + " takes a number above 0 and up to 1000, not `" + text + "`", kExitUsage);
            return std::nullopt;
        }
        *scale = *number;
    }
    return options;
}

void warnOfUnused(const Plan& plan, const PlanOptions& options)
{
    for (const std::string& sentence : unusedOverrides(plan, options)) {
        std::cerr << "warning: " << sentence << '\n';
    }
}

std::optional<Person> personFrom(const Arguments& arguments)
{
    Person person;
    const passwd* user = ::getpwuid(::getuid());
    person.osUser = user != nullptr ? user->pw_name : std::to_string(::getuid());
    person.name = arguments.value("--by");
    if (person.name.empty()) {
        person.name = person.osUser;
    }
    if (const std::string text = arguments.value("--role"); !text.empty()) {
        const auto role = roleFrom(text);
        if (!role) {
            complain(role.error(), kExitUsage);
            return std::nullopt;
        }
        person.role = *role;
    }
    return person;
}

Result<Release> parseRelease(const std::string& text)
{
    const auto at = text.find('@');
    const auto plus = text.find('+', at == std::string::npos ? 0 : at);
    Release release;
    release.name = text.substr(0, at);
    if (at != std::string::npos) {
        release.version = text.substr(at + 1, plus == std::string::npos ? std::string::npos : plus - at - 1);
    }
    if (plus != std::string::npos) {
        release.commit = text.substr(plus + 1);
    }
    if (release.name.empty() || release.version.empty()) {
        return fail(Error::Kind::Invalid, "--release takes NAME@VERSION or NAME@VERSION+COMMIT, not `" + text + "`");
    }
    return release;
}

std::unique_ptr<Session> openPlanOrComplain(const std::filesystem::path& planFile, const Arguments& arguments,
                                            const PlanOptions& options, const std::filesystem::path& dossierFile, int& exitCode,
                                            bool mayBeRehearsal)
{
    Session::Request wanted;
    wanted.mayBeRehearsal = mayBeRehearsal;
    wanted.planFile = planFile;
    wanted.planOptions = options;
    wanted.dossierFile = arguments.value("--dossier").empty() ? dossierFile : std::filesystem::path(arguments.value("--dossier"));
    if (const std::string text = arguments.value("--release"); !text.empty()) {
        const auto release = parseRelease(text);
        if (!release) {
            exitCode = complain(release.error(), kExitUsage);
            return nullptr;
        }
        wanted.release = *release;
    }
    auto opened = Session::open(wanted);
    if (!opened.faults.empty()) {
        exitCode = complain(opened.faults);
        return nullptr;
    }
    if (opened.session == nullptr) {
        exitCode = complain(*opened.error, opened.error->kind == Error::Kind::Conflict ? kExitInvalidPlan : kExitError);
        return nullptr;
    }
    warnOfUnused(opened.session->plan(), options);
    for (const std::string& note : opened.session->dossier().openingNotes()) {
        std::cerr << note << '\n';
    }
    return std::move(opened.session);
}

std::unique_ptr<Session> openDossierOrComplain(const std::string& file, int& exitCode, const PlanOptions& options)
{
    auto session = Session::openDossier(file, options);
    if (!session) {
        exitCode = complain(session.error());
        return nullptr;
    }
    warnOfUnused((*session)->plan(), options);
    for (const std::string& note : (*session)->dossier().openingNotes()) {
        std::cerr << note << '\n';
    }
    return std::move(*session);
}

std::string sinceFreezeSentence(const Report& report)
{
    if (!report.frozenAt || report.changedSince.empty()) {
        return {};
    }
    const bool isSigned = std::any_of(report.signatures.begin(), report.signatures.end(), [](const Signature& signature) {
        return signature.status == SignatureStatus::Valid || signature.status == SignatureStatus::Unverified;
    });
    return "The record of " + formatUtcSeconds(*report.frozenAt) + (isSigned ? " is signed" : " is frozen") + "; since then " +
           report.changedSince + ". Decide the Sign-off gate again to freeze what is now" +
           (isSigned ? ", which voids the signatures" : "");
}

} // namespace holdpoint
