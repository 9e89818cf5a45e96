// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command.h"
#include "app/ctl/table.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/session/run_comparison.h"

#include <cmath>
#include <iostream>

namespace holdpoint {

namespace {

std::string valueText(const ComparedFigure& figure, double value)
{
    return figure.unit == "ms" ? formatMillis(value) : formatNumber(value, figure.unit == "%" ? 3 : 2) + " " + figure.unit;
}

std::string signedText(double value, int decimals)
{
    return (value > 0 ? "+" : "") + formatNumber(value, decimals);
}

std::string differenceText(const ComparedFigure& figure, double difference)
{
    return figure.isRelative    ? signedText(100 * difference, 1) + " %"
           : figure.unit == "%" ? signedText(difference, 3) + " points"
                                : signedText(difference, 2) + " " + figure.unit;
}

std::string noiseText(const ComparedFigure& figure)
{
    return "\u00b1" +
           (figure.isRelative ? formatNumber(100 * figure.noise, 1) + " %" : formatNumber(figure.noise, 3) + " " + figure.unit);
}

Json runJson(const RunRecord& run)
{
    return Json{{"id", run.id},
                {"test", run.testId},
                {"kind", nameOf(run.kind)},
                {"started_at", formatUtc(run.startedAt)},
                {"outcome", nameOf(run.result.outcome)},
                {"rehearsal", run.isRehearsal},
                {"plan_sha256", run.planSha256}};
}

} // namespace

int runCompare(const std::vector<std::string>& words)
{
    const auto arguments = argumentsFor("compare", words, Syntax{{}, {"--json"}, 3, 3});
    if (!arguments) {
        return kExitUsage;
    }
    std::vector<std::int64_t> ids;
    for (std::size_t i = 1; i < 3; ++i) {
        const auto id = parseInteger(arguments->positionals[i]);
        if (!id || *id < 1) {
            return complain("`" + shortened(arguments->positionals[i], 40) + "` is no run; `holdpointctl runs " +
                                arguments->positionals[0] + "` lists them by number",
                            kExitUsage);
        }
        ids.push_back(*id);
    }
    const auto dossier = Dossier::openReadOnly(arguments->positionals[0]);
    if (!dossier) {
        return complain(dossier.error());
    }
    const auto compared = compareRunsOf(**dossier, ids[0], ids[1]);
    if (!compared) {
        return complain(compared.error());
    }
    if (arguments->has("--json")) {
        Json figures = Json::array();
        for (const ComparedFigure& figure : compared->figures) {
            figures.push_back(toJson(figure));
        }
        std::cout << dumpJsonPretty(Json{{"schema", "holdpoint-compare/1"},
                                         {"a", runJson(compared->a)},
                                         {"b", runJson(compared->b)},
                                         {"remarks", compared->remarks},
                                         {"confidence", 0.95},
                                         {"figures", std::move(figures)}})
                  << '\n';
        return kExitDone;
    }
    for (const std::string& remark : compared->remarks) {
        std::cout << remark << '\n';
    }
    const std::string a = "Run " + std::to_string(ids[0]);
    const std::string b = "Run " + std::to_string(ids[1]);
    Table table({"Metric", "Figure", a, b, "Difference", "95 % interval", "Noise", "n " + a, "n " + b, "Verdict"});
    for (const ComparedFigure& figure : compared->figures) {
        std::string verdict(nameOf(figure.verdict));
        verdict += figure.why.empty() ? "" : ": " + figure.why;
        table.add({figure.metric, figure.figure, valueText(figure, figure.a), valueText(figure, figure.b),
                   differenceText(figure, figure.difference),
                   differenceText(figure, figure.low) + " to " + differenceText(figure, figure.high), noiseText(figure),
                   formatCount(figure.nA), formatCount(figure.nB), verdict});
    }
    std::cout << (table.isEmpty() ? "The two runs have no figure in common.\n" : table.text());
    return kExitDone;
}

} // namespace holdpoint
