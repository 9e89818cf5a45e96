// SPDX-License-Identifier: GPL-3.0-or-later
// Section 12's log on paper: what was changed, and what the retests show of it.
#include "core/base/text.h"
#include "core/paper/sheets.h"
#include "core/paper/words.h"
#include "core/report/optimisation_parts.h"

namespace holdpoint::paper {

namespace {

constexpr std::size_t kMostResultBytes = 6000; // of one test: its figures with their intervals
constexpr int kMostLines = 60;

QString limited(const std::string& text)
{
    return fromUtf8(shortened(text, kMostTextBytes));
}

} // namespace

void addOptimisations(Flow& flow, const Report& report)
{
    if (report.optimisations.empty()) {
        return;
    }
    flow.newSheet();
    flow.heading(QStringLiteral("Optimisations"), QStringLiteral("what was changed, and what the retests show"));
    constexpr double kNumber = 28;
    constexpr double kWhat = 220;
    constexpr double kWho = 110;
    Table table(flow, {{QStringLiteral("Nr"), kNumber},
                       {QStringLiteral("What"), kWhat},
                       {QStringLiteral("Who, when"), kWho},
                       {QStringLiteral("Before and after"), kInnerWidth - kNumber - kWhat - kWho}});
    for (const OptimisationReport& each : report.optimisations) {
        const Optimisation& one = each.entry;
        QStringList more;
        for (const auto& [name, text] :
             {std::pair("Why: ", one.why), std::pair("Expected: ", one.expected), std::pair("", one.link)}) {
            if (!text.empty()) {
                more << QString::fromLatin1(name) + limited(text);
            }
        }
        QStringList shown;
        for (const BeforeAfter& test : each.tests) {
            shown << fromUtf8(shortened(test.test + ": " + resultOf(test), kMostResultBytes));
        }
        Cell what{limited(one.what)};
        what.remark = more.join(QStringLiteral(". "));
        Cell who{limited(one.by.name), Face::Small};
        who.remark = momentText(one.at);
        table.row({{fromUtf8(one.ref), Face::Mono},
                   std::move(what),
                   std::move(who),
                   {shown.join(QStringLiteral("; ")), Face::Small, color::kText, {}, {}, kMostLines}});
    }
}

} // namespace holdpoint::paper
