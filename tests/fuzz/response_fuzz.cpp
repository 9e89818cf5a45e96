// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/response_parser.h"

#include <cstdlib>
#include <string>

namespace {

using namespace holdpoint;

struct Outcome
{
    ResponseFault fault = ResponseFault::None;
    bool isDone = false;
    bool isReusable = false;
    int status = 0;
    std::size_t bodyBytes = 0;
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome parse(std::string_view bytes, std::size_t size, ExpectedBody expected)
{
    ResponseParser parser;
    parser.reset(expected);
    std::string pending;
    Outcome outcome;
    for (std::size_t at = 0; at < bytes.size(); at += size) {
        pending += bytes.substr(at, size);
        bool isMoving = true;
        while (isMoving && !pending.empty() && !parser.isDone()) {
            const auto step = parser.isHeadDone() ? parser.readBody(pending) : parser.readHead(pending);
            if (step.used > pending.size() || step.body.size() > step.used) {
                std::abort();
            }
            outcome.bodyBytes += step.body.size();
            isMoving = step.used > 0;
            pending.erase(0, step.used);
        }
    }
    parser.endOfConnection();
    outcome.fault = parser.fault();
    outcome.isDone = parser.isDone();
    outcome.isReusable = parser.isReusable();
    if (outcome.fault == ResponseFault::None) {
        outcome.status = outcome.isDone ? parser.status() : 0;
    } else {
        outcome.bodyBytes = 0; // how much came before the fault depends on nothing that anybody sees
    }
    return outcome;
}

} // namespace

/// The first byte says which request it answers and how the bytes come in pieces; any pieces must give the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const ExpectedBody expected = (data[0] & 1U) != 0 ? ExpectedBody::NoneAsHead : ExpectedBody::Any;
    if (!(parse(bytes, bytes.size() + 1, expected) == parse(bytes, 1U + data[0] / 2U, expected))) {
        std::abort();
    }
    return 0;
}
