// SPDX-License-Identifier: GPL-3.0-or-later
// What reads or writes a dossier as a whole: report, verify, init.
#include "app/ctl/command.h"
#include "app/ctl/table.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"

#include <iostream>

namespace holdpoint {

int runReport(const std::vector<std::string>& words)
{
    const auto arguments = argumentsFor("report", words, Syntax{{"--out", "--format"}, {}, 1, 1});
    if (!arguments) {
        return kExitUsage;
    }
    int code = kExitDone;
    const auto session = openDossierOrComplain(arguments->positionals[0], code);
    if (!session) {
        return code;
    }
    std::vector<std::string> formats;
    for (const std::string& list : arguments->all("--format")) {
        const auto parts = split(list, ',');
        formats.insert(formats.end(), parts.begin(), parts.end());
    }
    if (formats.empty()) {
        formats = {"json", "html", "md"};
    }
    const std::filesystem::path folder =
        arguments->value("--out").empty() ? session->defaultReportFolder() : std::filesystem::path(arguments->value("--out"));
    const auto written = session->exportReport(folder, formats);
    if (!written) {
        return complain(written.error(), written.error().kind == Error::Kind::Invalid ? kExitUsage : kExitError);
    }
    for (const auto& file : *written) {
        std::cout << file.string() << '\n';
    }
    return kExitDone;
}

int runVerify(const std::vector<std::string>& words)
{
    const auto arguments = argumentsFor("verify", words, Syntax{{"--allowed-signers", "--revoked-keys"}, {}, 1, 1});
    if (!arguments) {
        return kExitUsage;
    }
    VerifyOptions options;
    for (const auto& [option, isAllowed] : {std::pair{"--allowed-signers", true}, {"--revoked-keys", false}}) {
        if (arguments->value(option).empty()) {
            continue;
        }
        auto list = readFile(arguments->value(option));
        if (!list) {
            return complain(list.error());
        }
        options.signers = options.signers.value_or(SignerLists{});
        (isAllowed ? options.signers->allowed : options.signers->revoked) = *std::move(list);
    }
    if (options.signers && options.signers->isEmpty()) {
        return complain("--revoked-keys goes with --allowed-signers FILE, which must not be empty", kExitUsage);
    }
    const std::filesystem::path place = arguments->positionals[0];
    std::error_code ignored;
    const auto result =
        std::filesystem::is_directory(place, ignored) ? verifyReportFolder(place, options) : verifyDossier(place, options);
    if (!result) {
        return complain(result.error());
    }
    Table table({"What", "Valid", "Detail"});
    for (const VerifyLine& line : result->lines) {
        table.add({line.what, line.isValid ? "yes" : "BROKEN", line.detail});
    }
    std::cout << table.text();
    if (!result->isValid()) {
        std::cout << "\nFirst bad place: " << result->firstFault() << '\n';
    }
    return result->isValid() ? kExitDone : kExitFailed;
}

int runInit(const std::vector<std::string>& words)
{
    const auto arguments = argumentsFor("init", words, Syntax{{}, {"--rehearsal"}, 0, 1});
    if (!arguments) {
        return kExitUsage;
    }
    const std::filesystem::path folder = arguments->positionals.empty() ? "." : arguments->positionals[0];
    const std::filesystem::path source =
        resourceFolder() / "plans" / (arguments->has("--rehearsal") ? "rehearsal.yaml" : "pre-production.yaml");
    const std::filesystem::path target = folder / "plan.yaml";
    std::error_code fault;
    if (std::filesystem::exists(target, fault)) {
        return complain(target.string() + " exists: name another folder, or edit that plan", kExitError);
    }
    std::filesystem::create_directories(folder / "data", fault);
    if (fault) {
        return complain("cannot make " + (folder / "data").string() + ": " + fault.message(), kExitError);
    }
    const auto text = readFile(source);
    if (!text) {
        return complain(text.error());
    }
    const auto written = writeFileAtomically(target, *text);
    if (!written) {
        return complain(written.error());
    }
    std::filesystem::copy(source.parent_path() / "data", folder / "data",
                          std::filesystem::copy_options::skip_existing | std::filesystem::copy_options::recursive, fault);
    if (fault) {
        return complain("cannot copy the plan's data files to " + (folder / "data").string() + ": " + fault.message(),
                        kExitError);
    }
    std::cout << target.string() << " written. Next: edit environment.base_url and allow_hosts, then\n  holdpointctl validate "
              << target.string() << "\n  holdpointctl run " << target.string() << " --kind dry-run\n";
    return kExitDone;
}

} // namespace holdpoint
