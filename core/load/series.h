// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/error_class.h"
#include "core/metrics/latency_histogram.h"
#include "core/metrics/metric.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace holdpoint {

/// Tags of a sample that only its answer decides.
struct AnswerTags
{
    int status = 0; // 0: no answer
    bool isExpected = true;
    ErrorClass error = ErrorClass::None; // that it counts under as a failed request
};

/// One series that a sample goes to. Tags that are known before an answer are matched while compiling; these cannot be.
struct SeriesRef
{
    std::uint32_t index = 0;     // within its metric type
    std::int16_t status = -1;    // only answers with this status; -1: any
    std::int8_t isExpected = -1; // only expected (1) or unexpected (0) answers; -1: any
    std::int8_t error = -1;      // only failures of this class; -1: any

    bool takes(const AnswerTags& answer) const
    {
        return (status < 0 || status == answer.status) && (isExpected < 0 || (isExpected == 1) == answer.isExpected) &&
               (error < 0 || error == static_cast<std::int8_t>(answer.error));
    }
};
using SeriesList = std::vector<SeriesRef>;

/// All series of a run, interned while compiling: hot paths know small numbers only. Constant once load runs.
class SeriesTable
{
public:
    struct Series
    {
        std::string key; // MetricKey::text()
        LatencyHistogram::Digits digits = LatencyHistogram::Digits::Two;
        bool isAlwaysShown = false; // in frames, even without samples: "0" is an answer to a rule
    };

    /// A sub-metric is kept for every key that a rule names.
    explicit SeriesTable(std::vector<MetricKey> ruleKeys);

    /// The series that samples of `metric` with these tags go to: the metric as a whole, one for each tag named in `own` (that is
    /// in `tags`), and every rule's key that fits.
    SeriesList list(MetricType type, const std::string& metric, const Tags& tags, const std::vector<std::string>& own = {});

    /// This series, and every rule's key that fits samples with these tags.
    SeriesList only(MetricType type, const MetricKey& key, const Tags& tags);

    /// Those of the check `name`: the whole, by check, by step, and by check and group inside a group (k6's summary counts so).
    SeriesList ofCheck(const std::string& name, Tags tags);

    /// Makes frames have the series, with 0 if need be, if a rule names it.
    void showIfRuled(MetricType type, const MetricKey& key)
    {
        if (isRuleKey(key)) {
            intern(type, key);
        }
    }

    const std::vector<Series>& of(MetricType type) const { return m_series[static_cast<std::size_t>(type)]; }

private:
    SeriesRef intern(MetricType type, const MetricKey& key);
    void addRuled(SeriesList& list, MetricType type, const std::string& metric, const Tags& tags);
    bool isRuleKey(const MetricKey& key) const;

    std::vector<MetricKey> m_ruleKeys;
    std::vector<Series> m_series[4];
    std::map<std::string, std::uint32_t> m_index; // by key; a metric has one type
};

} // namespace holdpoint
