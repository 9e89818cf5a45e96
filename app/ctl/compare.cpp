// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command.h"
#include "app/ctl/table.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/report/run_comparison.h"

#include <algorithm>
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
    return "\u00b1" + (figure.isRelative ? formatNumber(100 * figure.noise, 1) + " %"
                                         : formatNumber(figure.noise, 3) + (figure.unit == "%" ? " points" : " " + figure.unit));
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
    const auto arguments = argumentsFor("compare", words, Syntax{{"--of"}, {"--json"}, 3, 3});
    if (!arguments) {
        return kExitUsage;
    }
    const std::string& file = arguments->positionals[0];
    const auto number = [&](const std::string& word) -> std::optional<std::int64_t> {
        const auto id = parseInteger(word);
        if (!id || *id < 1) {
            complain("`" + shortened(word, 40) + "` is no run; `holdpointctl runs " + file + "` lists them by number",
                     kExitUsage);
            return std::nullopt;
        }
        return *id;
    };
    const bool isBaseline = arguments->positionals[1] == "baseline";
    const auto second = number(arguments->positionals[2]);
    const auto first = isBaseline || !second ? std::optional<std::int64_t>(0) : number(arguments->positionals[1]);
    if (!second || !first) {
        return kExitUsage;
    }
    const auto dossier = Dossier::openReadOnly(file);
    if (!dossier) {
        return complain(dossier.error());
    }
    std::unique_ptr<Dossier> other;
    if (const std::string of = arguments->value("--of"); !of.empty()) {
        auto opened = Dossier::openReadOnly(of);
        if (!opened) {
            return complain(opened.error());
        }
        other = *std::move(opened);
    }
    const Dossier& ofA = other != nullptr ? *other : **dossier;
    std::vector<std::int64_t> ids{*first, *second};
    if (isBaseline) {
        const auto runs = (*dossier)->runs();
        const auto runsOfA = ofA.runs();
        if (!runs || !runsOfA) {
            return complain(!runs ? runs.error() : runsOfA.error());
        }
        const auto run = std::find_if(runs->begin(), runs->end(), [&](const RunRecord& each) { return each.id == *second; });
        const auto baseline = run == runs->end() ? std::nullopt : newestBefore(*runsOfA, *run, RunKind::Baseline);
        if (!baseline) {
            return complain(run == runs->end() ? "there is no run " + std::to_string(*second) + " in " + file
                                               : "no baseline of " + run->testId + " ended before run " + std::to_string(*second),
                            kExitError);
        }
        ids[0] = baseline->id;
    }
    const auto compared = compareRunsOf(ofA, ids[0], **dossier, ids[1]);
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
    const std::string a = "Run " + std::to_string(ids[0]) + (other != nullptr ? " (--of)" : "");
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
