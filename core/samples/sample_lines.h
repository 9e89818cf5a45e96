// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/secret.h"
#include "core/load/sample_sink.h"
#include "core/metrics/frame.h"
#include "core/metrics/metric.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

// Single requests as lines of other tools' formats; each ends with a line end. URLs and messages pass the redactor.

/// JMeter's default columns (reference/engine.md §5.8).
std::string jtlHead();
/// `threads`: visitors at work, of the scenario and in all.
std::string jtlLine(const RequestSample& sample, const Redactor& redactor, const std::pair<int, int>& threads);

/// k6's declaration of every metric that points follow for; thresholds by metric name.
std::string k6MetricLines(const std::map<std::string, std::vector<std::string>>& thresholds);
/// With which the lines of each request begin, and no others.
inline constexpr std::string_view kK6SampleHead = "{\"metric\":\"http_reqs\",";
/// One point for each of k6's http metrics and each check.
std::string k6Lines(const RequestSample& sample, const Redactor& redactor);
/// Points of what is no request: vus, iterations, dropped_iterations of this second.
std::string k6Lines(const Frame& frame);

} // namespace holdpoint
