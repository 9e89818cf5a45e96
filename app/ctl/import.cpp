// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/import.h"
#include "app/ctl/command.h"
#include "app/ctl/import_markdown.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/import/k6_import.h"

#include <iostream>
#include <iterator>

namespace holdpoint {

namespace {

constexpr const char* kMarkdown = "markdown";
constexpr const char* kK6 = "k6";

Result<std::string> readInput(const std::string& file)
{
    if (file != "-") {
        return readFile(file, kMaxImportBytes);
    }
    std::string text(std::istreambuf_iterator<char>(std::cin), {});
    return text.size() <= kMaxImportBytes
               ? Result<std::string>(std::move(text))
               : fail(Error::Kind::Invalid, "standard input is longer than " + formatBytes(kMaxImportBytes));
}

/// To stderr, so that the plan alone is on stdout.
void tell(const Imported& imported, const std::string& out)
{
    const std::string what = imported.plan.find("\n    engine: k6\n") == std::string::npos ? "request" : "k6 test";
    std::cerr << formatCount(imported.requests) << ' ' << what << (imported.requests == 1 ? "" : "s") << " to "
              << join(imported.hosts, ", ") << '\n';
    for (const std::string& note : imported.notes) {
        std::cerr << "note: " << note << '\n';
    }
    for (const ImportVariable& variable : imported.variables) {
        std::cerr << "set: " << variable.key << " (" << variable.what << ")\n";
    }
    if (!out.empty()) {
        std::cerr << out << " written. Next: check base_url, allow_hosts and the load in it"
                  << (imported.variables.empty() ? "" : ", write the variables into .env.load-tests beside it") << ", then\n"
                  << "  holdpointctl validate " << out << '\n';
    }
}

int handOut(const Imported& imported, const std::string& out)
{
    if (out.empty()) {
        std::cout << imported.plan << std::flush;
    } else if (const auto written = writeFileAtomically(out, imported.plan); !written) {
        return complain(written.error());
    }
    tell(imported, out);
    return kExitDone;
}

int importRequests(const std::string& word, const std::string& file, const std::string& out, std::vector<std::string> hosts)
{
    const auto format = importFormatFrom(word);
    if (!format) {
        const std::vector<std::string> all{"har", "openapi", "postman", "curl", kK6, kMarkdown};
        return complain("import takes " + join(all, ", ") + ", not `" + shortened(word, 40) + "`" + didYouMean(word, all),
                        kExitUsage);
    }
    const auto text = readInput(file);
    if (!text) {
        return complain(text.error());
    }
    ImportOptions options;
    options.fileName = file == "-" ? file : std::filesystem::path(file).filename().string();
    options.hosts = std::move(hosts);
    const auto imported = importPlan(*format, *text, options);
    if (!imported) {
        return complain(file + ": " + imported.error().message, kExitError);
    }
    return handOut(*imported, out);
}

int importScripts(const std::string& input, const std::string& out)
{
    const std::filesystem::path folder = std::filesystem::path(out).parent_path();
    const auto imported = importK6(input, folder.empty() ? "." : folder);
    return imported ? handOut(*imported, out) : complain(imported.error().message, kExitError);
}

} // namespace

int runImport(const std::vector<std::string>& words)
{
    const auto arguments = argumentsFor("import", words, Syntax{{"-o", "--out", "--host", "--gate"}, {}, 2, 2});
    if (!arguments) {
        return kExitUsage;
    }
    const std::string& word = arguments->positionals[0];
    const std::string& file = arguments->positionals[1];
    const std::string out = arguments->value("-o").empty() ? arguments->value("--out") : arguments->value("-o");
    const bool isMarkdown = word == kMarkdown;
    if (!arguments->value(isMarkdown ? "--host" : "--gate").empty()) {
        return complain(isMarkdown ? "--host is for requests, not for a checklist" : "--gate is for a Markdown checklist",
                        kExitUsage);
    }
    std::error_code ignored;
    if (!out.empty() && std::filesystem::exists(out, ignored)) {
        return complain(out + " exists: name another file", kExitError);
    }
    if (word == kK6) {
        return arguments->value("--host").empty()
                   ? importScripts(file, out)
                   : complain("--host is for requests; write hosts into the plan's allow_hosts", kExitUsage);
    }
    return isMarkdown ? importMarkdownFile(file, out, arguments->value("--gate"))
                      : importRequests(word, file, out, arguments->all("--host"));
}

} // namespace holdpoint
