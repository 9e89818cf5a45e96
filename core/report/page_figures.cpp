// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/page_figures.h"

#include "core/base/json.h"
#include "core/base/units.h"
#include "core/metrics/metric.h"

namespace holdpoint {

namespace {

bool isOfPages(const std::string& metric)
{
    return metric == "page_load" || metric.starts_with("browser_web_vital_");
}

} // namespace

std::vector<PageFigure> pageFiguresOf(const RunResult& result)
{
    std::vector<PageFigure> figures;
    if (!result.metrics.is_object()) {
        return figures;
    }
    for (const auto& [text, values] : result.metrics.items()) {
        const auto key = parseMetricKey(text);
        const std::int64_t count = integerAt(values, "count");
        const bool isOfStep = key && key->tags.size() == 1 && key->tags.contains("name");
        if (!isOfStep || !isOfPages(key->name) || count <= 0) {
            continue;
        }
        const bool isTime = stringAt(values, "unit") == "ms";
        const auto shown = [&values = values, isTime](const char* aggregate) {
            const double value = numberAt(values, aggregate);
            return isTime ? formatMillis(value) : formatNumber(value, 3);
        };
        figures.push_back({key->name + " " + key->tags.at("name"), static_cast<std::uint64_t>(count), shown("med"),
                           shown("p(95)"), shown("max")});
    }
    return figures;
}

} // namespace holdpoint
