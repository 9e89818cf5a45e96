// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/base/secret.h"
#include "core/load/load_engine.h"

#include <string>

namespace holdpoint {

/// How a k6 process ended, and what it left.
struct K6Exit
{
    int code = 0;
    int signal = 0;          // that ended it; 0: none
    bool wasStopped = false; // by us
    bool hasLoaded = false;
    RunKind kind = RunKind::Load;
    std::string lastError; // of its log, no secrets
    Json summary;          // of --summary-export; null if there is none
};

/// k6's exit codes (reference/engine.md §4) in our words: 0 and 99 are a completed load, 99 with missed rules of the script's
/// own; 103, 105 and 108 aborted; 109 and signals interrupted; all others could not load. `redactor` clears what the script put
/// into the names and expressions of its thresholds.
EngineVerdict k6Verdict(const K6Exit& exit, const Redactor& redactor = Redactor());
/// Why the load ended, a clause.
std::string k6WhyEnded(const K6Exit& exit);

/// "k6 v1.8.1 (go1.26.8, linux/amd64)": the three numbers; nullopt for other texts.
struct K6Version
{
    int major = 0;
    int minor = 0;
    int patch = 0;
    std::string text() const;
    friend auto operator<=>(const K6Version&, const K6Version&) = default;
};
std::optional<K6Version> k6VersionFrom(std::string_view output);
inline constexpr K6Version kOldestK6{0, 49, 0};

} // namespace holdpoint
