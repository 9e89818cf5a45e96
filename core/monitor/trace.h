// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <map>
#include <string>
#include <vector>

namespace holdpoint {

struct Span
{
    std::string id;     // 16 hex digits
    std::string parent; // empty: a root
    std::string service;
    std::string operation;
    WallTime start{};
    Nanos duration{};
    bool hasFailed = false;
    std::map<std::string, std::string> tags;
};

struct Trace
{
    std::string id; // 32 hex digits, lower case
    std::vector<Span> spans;

    /// From the first span's start to the last one's end.
    Nanos duration() const;
    bool hasFailed() const;
};

/// A service calls another one.
struct Dependency
{
    std::string parent;
    std::string child;
    std::uint64_t calls = 0;
};

/// Self time: a span's duration minus the union of its children's times, clipped to it. In the order of the spans.
std::vector<Nanos> selfTimes(const Trace& trace);

struct OperationTime
{
    std::string service;
    std::string operation;
    std::size_t count = 0;
    std::size_t failed = 0;
    Nanos self{};
    Nanos p95{};      // of the spans' durations, nearest rank
    double share = 0; // of all self time
};

/// Grouped by service and operation, the most self time first.
std::vector<OperationTime> operationTimes(const std::vector<Trace>& traces);
/// Calls between services that the traces show, where no dependency job computes them.
std::vector<Dependency> dependenciesOf(const std::vector<Trace>& traces);

} // namespace holdpoint
