// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/optimisation_parts.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/report/html_text.h"
#include "core/report/markdown_text.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kMostBytes = 4000; // what an entry takes

} // namespace

std::string resultOf(const BeforeAfter& test)
{
    if (!test.before || !test.after || test.figures.empty()) {
        return test.why;
    }
    std::vector<std::string> sentences;
    for (const ComparedFigure& figure : test.figures) {
        if (figure.verdict == ComparedFigure::Verdict::Better || figure.verdict == ComparedFigure::Verdict::Worse) {
            sentences.push_back(figureSentence(figure));
        }
    }
    const auto latency =
        std::find_if(test.figures.begin(), test.figures.end(), [](const auto& each) { return each.figure == "p(95)"; });
    if (sentences.empty() && latency != test.figures.end()) {
        sentences.push_back(figureSentence(*latency));
    }
    return std::string(nameOf(test.verdict())) + ", run " + std::to_string(test.before->id) + " to run " +
           std::to_string(test.after->id) + (test.together.empty() ? "" : " (together with " + join(test.together, ", ") + ")") +
           ": " + join(sentences, "; ");
}

std::string optimisationPage(const Report& report)
{
    if (report.optimisations.empty()) {
        return {};
    }
    std::string html = "<section>" + heading("Optimisations", "what was changed, and what the retests show") +
                       head({"#Nr", "What", "Why", "Expected", "Who, when", "Before and after"});
    for (const OptimisationReport& each : report.optimisations) {
        const Optimisation& one = each.entry;
        std::string shown;
        for (const BeforeAfter& test : each.tests) {
            shown += (shown.empty() ? "" : "; ") + test.test + ": " + resultOf(test);
        }
        html += "<tr>" + numberCell(one.ref) + cell(one.what + (one.link.empty() ? "" : " (" + one.link + ")")) + cell(one.why) +
                cell(one.expected) + cell(one.by.name + ", " + formatUtcSeconds(one.at)) + cell(shown) + "</tr>\n";
    }
    return html + "</table></section>\n";
}

std::vector<std::string> optimisationLines(const Report& report)
{
    std::vector<std::string> lines;
    if (report.optimisations.empty()) {
        return lines;
    }
    lines.insert(lines.end(), {"", "## Optimisations", ""});
    for (const OptimisationReport& each : report.optimisations) {
        const Optimisation& one = each.entry;
        lines.push_back("- " + one.ref + ": " + markdownLine(one.what, kMostBytes) +
                        (one.why.empty() ? "" : ". Why: " + markdownLine(one.why, kMostBytes)) +
                        (one.expected.empty() ? "" : ". Expected: " + markdownLine(one.expected, kMostBytes)) +
                        (one.link.empty() ? "" : ". " + markdownLine(one.link, kMostBytes)) + ". " +
                        markdownLine(one.by.name, kMostBytes) + ", " + formatUtcSeconds(one.at));
        for (const BeforeAfter& test : each.tests) {
            lines.push_back("  - " + markdownLine(test.test) + ": " + markdownLine(resultOf(test), kMostBytes));
        }
    }
    return lines;
}

} // namespace holdpoint
