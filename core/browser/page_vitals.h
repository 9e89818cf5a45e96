// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/json.h"

#include <optional>
#include <string>

namespace holdpoint {

/// What a page felt like, as https://web.dev/articles/vitals defines it; times from the start of the navigation.
struct PageVitals
{
    std::optional<Micros> lcp; // none: it painted no text and no image
    std::optional<Micros> fcp;
    std::optional<Micros> ttfb;
    double cls = 0; // largest session window of layout shifts: gaps below 1 s, at most 5 s
};

/// The JavaScript world that observes, apart from the page's own.
inline constexpr const char* kVitalsWorld = "holdpoint";
/// Runs in every new document of that world before the page's own scripts.
extern const char* const kVitalsScript;
/// An expression whose value vitalsFrom() reads.
inline constexpr const char* kVitalsReading = "holdpointVitals()";

PageVitals vitalsFrom(const Json& value);

/// "LCP 210 ms, FCP 180 ms, CLS 0.02, TTFB 12 ms"
std::string textOf(const PageVitals& vitals);

} // namespace holdpoint
