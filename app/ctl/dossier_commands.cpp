// SPDX-License-Identifier: GPL-3.0-or-later
// What reads or writes a dossier as a whole: verify, init, copying.
#include "app/ctl/command.h"
#include "app/ctl/table.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/dossier/dossier_copy.h"

#include <iostream>

namespace holdpoint {

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
        table.add({line.what, line.isValid ? "yes" : "BROKEN", line.detail + (line.options.empty() ? "" : "; ") + line.options});
    }
    std::cout << table.text();
    if (!result->isValid()) {
        std::cout << "\nFirst bad place: " << result->firstFault() << '\n';
    } else if (!std::filesystem::is_directory(place, ignored)) {
        const auto report = reportOfKept(place); // one without a plan has nothing that was frozen
        const std::string since = report ? sinceFreezeSentence(**report) : std::string();
        std::cout << (since.empty() ? "" : since + "\n");
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

int runDossier(const std::vector<std::string>& words)
{
    const auto arguments = argumentsFor("dossier", words, Syntax{{}, {}, 3, 3});
    if (!arguments) {
        return kExitUsage;
    }
    if (arguments->positionals[0] != "copy") {
        return complain("`dossier " + arguments->positionals[0] + "` is unknown; there is: dossier copy FROM TO", kExitUsage);
    }
    const auto copied = copyDossier(arguments->positionals[1], arguments->positionals[2]);
    if (!copied) {
        return complain(copied.error());
    }
    std::cout << arguments->positionals[2] << ": " << formatCount(copied->rows) << " rows of " << formatCount(copied->tables)
              << " tables, compared one by one\nAudit:  " << copied->auditLength << " rows, head " << copied->auditHead
              << "\nNext:   holdpointctl verify '" << arguments->positionals[2] << "'\n";
    return kExitDone;
}

} // namespace holdpoint
