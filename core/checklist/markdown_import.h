// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/template.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

struct MarkdownOptions
{
    std::string fileName;     // for messages
    std::string documentName; // the template's `document`: where the Markdown will lie, seen from the template
    std::string name;         // the template's id follows from it: "release-list"
    Gate gate = Gate::SignOff;
};

struct ImportedChecklist
{
    std::string yaml; // the template; readTemplateText() takes it without a fault
    std::string title;
    std::size_t boxes = 0;
    std::size_t sections = 0;
    std::vector<std::string> notes; // what was not taken over as it stands, one sentence each
};

inline constexpr std::size_t kMaxMarkdownBytes = 4U << 20U; // what a template may have as its document

/// Makes a template of a Markdown task list (CommonMark with GitHub's boxes): headings with boxes below them are sections, boxes
/// are items that a person confirms, a box with boxes below it is their roll-up. Ids follow from the texts alone, so the same
/// list gets the same ids again. Error::Invalid names file:line:column.
Result<ImportedChecklist> importMarkdown(std::string_view markdown, const MarkdownOptions& options);

} // namespace holdpoint
