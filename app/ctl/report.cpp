// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/paper/paper.h"

#include <algorithm>
#include <iostream>

namespace holdpoint {

namespace {

constexpr std::string_view kPdf = "pdf";

std::vector<std::string> formatsIn(const std::vector<std::string>& lists)
{
    std::vector<std::string> formats;
    for (const std::string& list : lists) {
        const auto parts = split(list, ',');
        formats.insert(formats.end(), parts.begin(), parts.end());
    }
    return formats;
}

/// The JSON Schema of report.json, as it is installed.
int printSchema()
{
    const auto text = readFile(resourceFolder() / "schemas" / "report-1.schema.json");
    if (!text) {
        return complain(text.error());
    }
    std::cout << *text;
    return kExitDone;
}

} // namespace

bool needsFonts(const std::vector<std::string>& words)
{
    if (words.empty() || words[0] != "report") {
        return false;
    }
    const auto arguments = parseArguments({words.begin() + 1, words.end()}, Syntax{{"--out", "--format"}, {"--schema"}, 0, 1});
    const auto formats = arguments ? formatsIn(arguments->all("--format")) : std::vector<std::string>();
    return std::find(formats.begin(), formats.end(), kPdf) != formats.end();
}

int runReport(const std::vector<std::string>& words)
{
    const auto arguments = argumentsFor("report", words, Syntax{{"--out", "--format"}, {"--schema"}, 0, 1});
    if (!arguments) {
        return kExitUsage;
    }
    if (arguments->has("--schema")) {
        return printSchema();
    }
    if (arguments->positionals.empty()) {
        return complain("report needs a dossier: holdpointctl report DOSSIER [--out DIR]", kExitUsage);
    }
    int code = kExitDone;
    const auto session = openDossierOrComplain(arguments->positionals[0], code);
    if (!session) {
        return code;
    }
    auto formats = formatsIn(arguments->all("--format"));
    if (formats.empty()) {
        formats = {"json", "html", "md"};
    }
    const std::filesystem::path folder =
        arguments->value("--out").empty() ? session->defaultReportFolder() : std::filesystem::path(arguments->value("--out"));
    const auto written = session->exportReport(folder, formats, {pdfRenderer()});
    if (!written) {
        return complain(written.error(), written.error().kind == Error::Kind::Invalid ? kExitUsage : kExitError);
    }
    for (const auto& file : *written) {
        std::cout << file.string() << '\n';
    }
    return kExitDone;
}

} // namespace holdpoint
