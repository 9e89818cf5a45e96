// SPDX-License-Identifier: GPL-3.0-or-later
// A Markdown task list from anywhere: refused with its place, or a template that finds every one of its boxes in the document
// again.
#include "core/checklist/document.h"
#include "core/checklist/markdown_import.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace holdpoint {
namespace {

void fail(const char* rule)
{
    std::fprintf(stderr, "%s\n", rule);
    std::abort();
}

void importOne(const std::string& markdown)
{
    const auto made = importMarkdown(markdown, {"list.md", "list.md", "list", Gate::SignOff});
    if (!made) {
        if (made.error().message.find("no template") != std::string::npos) {
            std::fprintf(stderr, "%s\n", made.error().message.c_str());
            std::abort(); // it has to be refused for what it is, not for what became of it
        }
        return;
    }
    const auto read = readTemplateText(made->yaml, "list.yaml", markdown);
    if (!read || read->items.size() != made->boxes) {
        fail("the template does not hold the boxes");
    }
    const auto lines = documentLines(markdown);
    std::string bytes;
    for (const DocumentLine& line : lines) {
        bytes += line.text + line.end;
    }
    if (bytes != markdown) {
        fail("bytes were lost");
    }
    const auto places = linesOf(*read, lines);
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (places[i] + 1 != read->items[i].line || boxIn(lines[static_cast<std::size_t>(places[i])].text) == std::string::npos) {
            std::fprintf(stderr, "%s\n", made->yaml.c_str());
            fail("a box is not where it was");
        }
    }
}

} // namespace
} // namespace holdpoint

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    holdpoint::importOne(std::string(reinterpret_cast<const char*>(data), size));
    return 0;
}
