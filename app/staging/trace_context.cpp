// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/staging/trace_context.h"

#include <algorithm>

namespace holdpoint::staging {

namespace {

bool isLowerHex(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool isZero(std::string_view text)
{
    return text.find_first_not_of('0') == std::string_view::npos;
}

void appendHex(std::string& text, std::uint64_t value)
{
    static constexpr std::string_view kDigits = "0123456789abcdef";
    for (int shift = 60; shift >= 0; shift -= 4) {
        text += kDigits[value >> static_cast<unsigned>(shift) & 15U];
    }
}

std::string spanIdOf(std::uint64_t bits)
{
    std::string id;
    appendHex(id, bits | 1U); // all zero is no id
    return id;
}

} // namespace

std::string TraceContext::header() const
{
    return "00-" + traceId + "-" + spanId + (isSampled ? "-01" : "-00");
}

TraceContext continuedTrace(std::string_view traceparent, std::uint64_t spanBits)
{
    constexpr std::size_t kLength = 55;
    TraceContext trace;
    if (traceparent.size() < kLength || traceparent[2] != '-' || traceparent[35] != '-' || traceparent[52] != '-') {
        return trace;
    }
    const std::string_view version = traceparent.substr(0, 2);
    const std::string_view traceId = traceparent.substr(3, 32);
    const std::string_view parent = traceparent.substr(36, 16);
    const std::string_view flags = traceparent.substr(53, 2);
    const bool hasRest = traceparent.size() > kLength;
    if (!isLowerHex(version) || version == "ff" || (version == "00" && hasRest) || (hasRest && traceparent[kLength] != '-') ||
        !isLowerHex(traceId) || isZero(traceId) || !isLowerHex(parent) || isZero(parent) || !isLowerHex(flags)) {
        return trace;
    }
    trace.traceId = traceId;
    trace.parentSpanId = parent;
    trace.spanId = spanIdOf(spanBits);
    trace.isSampled = std::string_view("13579bdf").find(flags[1]) != std::string_view::npos;
    return trace;
}

TraceContext newTrace(std::uint64_t highBits, std::uint64_t lowBits, std::uint64_t spanBits)
{
    TraceContext trace;
    appendHex(trace.traceId, highBits);
    appendHex(trace.traceId, lowBits | 1U);
    trace.spanId = spanIdOf(spanBits);
    trace.isSampled = true;
    return trace;
}

} // namespace holdpoint::staging
