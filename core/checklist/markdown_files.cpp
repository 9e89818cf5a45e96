// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/markdown_files.h"

#include "core/base/file.h"

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

/// Puts the document beside the template; refused if another file lies there.
Result<> keepDocument(const fs::path& source, const fs::path& kept, const std::string& markdown)
{
    std::error_code ignored;
    if (fs::equivalent(source, kept, ignored)) {
        return {};
    }
    if (fs::exists(kept, ignored)) {
        const auto there = readFile(kept, kMaxMarkdownBytes);
        return there && *there == markdown
                   ? Result<>()
                   : fail(Error::Kind::Refused,
                          kept.string() + " exists and is another document: write the template into another folder");
    }
    return writeFileAtomically(kept, markdown);
}

} // namespace

Result<ImportedChecklist> importMarkdownFile(const fs::path& source, const fs::path& out, Gate gate)
{
    const auto markdown = readFile(source, kMaxMarkdownBytes);
    if (!markdown) {
        return fail(markdown.error());
    }
    MarkdownOptions options;
    options.gate = gate;
    options.fileName = source.string();
    options.documentName = source.filename().string();
    options.name = source.stem().string();
    auto imported = importMarkdown(*markdown, options);
    if (!imported) {
        return imported;
    }
    if (isShippedDocument(*markdown)) {
        imported->notes.push_back(std::string("this is the document of ") + kBuiltin +
                                  ", where every box has its sensor already: `checklist: {template: " + kBuiltin + "}`");
    }
    if (!out.empty()) {
        if (auto kept = keepDocument(source, out.parent_path() / options.documentName, *markdown); !kept) {
            return fail(kept.error());
        }
        if (auto written = writeFileAtomically(out, imported->yaml); !written) {
            return fail(written.error());
        }
    }
    return imported;
}

} // namespace holdpoint
