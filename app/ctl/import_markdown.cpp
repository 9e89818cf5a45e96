// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/import_markdown.h"

#include "app/ctl/command.h"
#include "core/base/units.h"
#include "core/checklist/markdown_files.h"

#include <iostream>

namespace holdpoint {

namespace {

namespace fs = std::filesystem;

void tell(const ImportedChecklist& imported, const std::string& out, const std::string& document)
{
    std::cerr << imported.title << ": " << formatCount(imported.boxes) << (imported.boxes == 1 ? " box" : " boxes") << " in "
              << formatCount(imported.sections) << (imported.sections == 1 ? " section" : " sections") << '\n';
    for (const std::string& note : imported.notes) {
        std::cerr << "note: " << note << '\n';
    }
    if (!out.empty()) {
        std::cerr << out << " written; its document is " << document << " beside it. Next: name it in the plan,\n"
                  << "  checklist: {template: " << fs::path(out).filename().string() << "}\n";
    }
}

} // namespace

int importMarkdownFile(const std::string& file, const std::string& out, const std::string& gateName)
{
    Gate gate = MarkdownOptions().gate;
    if (!gateName.empty()) {
        const auto named = gateFrom(gateName);
        if (!named) {
            return complain(named.error().message, kExitUsage);
        }
        gate = *named;
    }
    if (file == "-") {
        return complain("a Markdown checklist is read from a file: the template names it as its document", kExitUsage);
    }
    const auto imported = importMarkdownFile(fs::path(file), fs::path(out), gate);
    if (!imported) {
        return complain(imported.error());
    }
    if (out.empty()) {
        std::cout << imported->yaml << std::flush;
    }
    tell(*imported, out, fs::path(file).filename().string());
    return kExitDone;
}

} // namespace holdpoint
