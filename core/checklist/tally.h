// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/finding.h"
#include "core/checklist/run_history.h"

#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// What the tests of the plan amount to, by their deciding runs.
struct Tally
{
    std::size_t passed = 0;
    std::size_t warned = 0;
    std::vector<std::string> failed;
    std::vector<std::string> unclear;
    std::vector<std::string> open; // not run, or under way
    bool isRunning = false;
    const RunRecord* newest = nullptr;

    std::size_t finished() const { return passed + warned + failed.size(); }
};

Tally tallyOf(const RunHistory& history);
/// State, source and time that all rules over the tests share; nullopt if every test has a conclusive run.
std::optional<Finding> unfinished(const Tally& tally);
/// A finding about all deciding runs; the tally has at least one.
Finding decided(const Tally& tally, ItemState state, std::string value, std::string reason = {});
/// "Search Load Test (run 3)".
std::string named(const RunHistory& history, const RunRecord& run);
/// "3 of 5 tests passed".
std::string countOf(std::size_t part, std::size_t whole, std::string_view what);

} // namespace holdpoint
