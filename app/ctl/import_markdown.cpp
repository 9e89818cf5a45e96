// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/import_markdown.h"

#include "app/ctl/command.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/checklist/markdown_import.h"

#include <iostream>

namespace holdpoint {

namespace {

namespace fs = std::filesystem;

constexpr const char* kBuiltin = "builtin:pre-production";

/// The shipped checklist has the same document, with every box bound to its sensor.
bool isShippedDocument(const std::string& markdown)
{
    const auto shipped = openTemplate(kBuiltin, {});
    return shipped && shipped->document == markdown;
}

/// Puts the document beside the template; false and a message if another file lies there.
bool keepDocument(const fs::path& source, const fs::path& kept, const std::string& markdown)
{
    std::error_code ignored;
    if (fs::equivalent(source, kept, ignored)) {
        return true;
    }
    if (fs::exists(kept, ignored)) {
        const auto there = readFile(kept, kMaxMarkdownBytes);
        if (there && *there == markdown) {
            return true;
        }
        complain(kept.string() + " exists and is another document: write the template into another folder", kExitError);
        return false;
    }
    if (const auto written = writeFileAtomically(kept, markdown); !written) {
        complain(written.error());
        return false;
    }
    return true;
}

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
    MarkdownOptions options;
    if (!gateName.empty()) {
        const auto gate = gateFrom(gateName);
        if (!gate) {
            return complain(gate.error().message, kExitUsage);
        }
        options.gate = *gate;
    }
    if (file == "-") {
        return complain("a Markdown checklist is read from a file: the template names it as its document", kExitUsage);
    }
    const auto markdown = readFile(file, kMaxMarkdownBytes);
    if (!markdown) {
        return complain(markdown.error());
    }
    const fs::path source(file);
    options.fileName = file;
    options.documentName = source.filename().string();
    options.name = source.stem().string();
    auto imported = importMarkdown(*markdown, options);
    if (!imported) {
        return complain(imported.error(), kExitError);
    }
    if (isShippedDocument(*markdown)) {
        imported->notes.push_back(std::string("this is the document of ") + kBuiltin +
                                  ", where every box has its sensor already: `" + "checklist: {template: " + kBuiltin + "}`");
    }
    if (out.empty()) {
        std::cout << imported->yaml << std::flush;
    } else if (!keepDocument(source, fs::path(out).parent_path() / options.documentName, *markdown)) {
        return kExitError;
    } else if (const auto written = writeFileAtomically(out, imported->yaml); !written) {
        return complain(written.error());
    }
    tell(*imported, out, options.documentName);
    return kExitDone;
}

} // namespace holdpoint
