// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/browser/page_vitals.h"

#include "core/base/units.h"

#include <cmath>

namespace holdpoint {

namespace {

constexpr double kLongestMs = 3.6e6; // as histograms hold

std::optional<Micros> timeAt(const Json& value, const char* name)
{
    const double millis = numberAt(value, name, -1);
    return millis > 0 && millis <= kLongestMs ? std::optional(Micros{std::llround(millis * 1000)}) : std::nullopt;
}

std::string named(const char* name, const std::optional<Micros>& time)
{
    return std::string(name) + " " + (time ? formatMillis(static_cast<double>(time->count()) / 1000) : "none");
}

} // namespace

const char* const kVitalsScript = R"js((() => {
  if (window !== window.top) return;
  let lcp = 0, fcp = 0, cls = 0, span = null;
  const onLcp = list => { for (const e of list) lcp = Math.max(e.startTime, 0) || lcp; };
  const onPaint = list => { for (const e of list) if (e.name === 'first-contentful-paint') fcp = e.startTime; };
  const onShift = list => {
    for (const e of list) {
      if (e.hadRecentInput) continue;
      if (span && e.startTime - span.last < 1000 && e.startTime - span.first < 5000) {
        span.last = e.startTime;
        span.sum += e.value;
      } else {
        span = {first: e.startTime, last: e.startTime, sum: e.value};
      }
      cls = Math.max(cls, span.sum);
    }
  };
  const observed = [];
  const observe = (type, take) => {
    try {
      const observer = new PerformanceObserver(list => take(list.getEntries()));
      observer.observe({type, buffered: true});
      observed.push(() => take(observer.takeRecords()));
    } catch (e) { /* an older Chromium */ }
  };
  observe('largest-contentful-paint', onLcp);
  observe('paint', onPaint);
  observe('layout-shift', onShift);
  globalThis.holdpointVitals = () => {
    for (const take of observed) take();
    const entry = performance.getEntriesByType('navigation')[0];
    return {lcp, fcp, cls, ttfb: entry ? entry.responseStart : 0};
  };
})();)js";

PageVitals vitalsFrom(const Json& value)
{
    PageVitals vitals;
    vitals.lcp = timeAt(value, "lcp");
    vitals.fcp = timeAt(value, "fcp");
    vitals.ttfb = timeAt(value, "ttfb");
    vitals.cls = numberAt(value, "cls");
    return vitals;
}

std::string textOf(const PageVitals& vitals)
{
    return named("LCP", vitals.lcp) + ", " + named("FCP", vitals.fcp) + ", CLS " + formatNumber(vitals.cls, 3) + ", " +
           named("TTFB", vitals.ttfb);
}

} // namespace holdpoint
