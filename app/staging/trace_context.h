// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace holdpoint::staging {

/// W3C Trace Context: who called, as ids in lower-case hex.
struct TraceContext
{
    std::string traceId;      // 32 digits; empty: the request carried none
    std::string parentSpanId; // 16 digits, empty for a root
    std::string spanId;       // 16 digits, this request's
    bool isSampled = false;

    bool isEmpty() const { return traceId.empty(); }
    /// `00-<trace>-<span>-<flags>` naming this request's span.
    std::string header() const;
};

/// Continues a traceparent with a new span; a malformed one counts as none (W3C Trace Context §3.2.2).
TraceContext continuedTrace(std::string_view traceparent, std::uint64_t spanBits);
/// A sampled root.
TraceContext newTrace(std::uint64_t highBits, std::uint64_t lowBits, std::uint64_t spanBits);

} // namespace holdpoint::staging
