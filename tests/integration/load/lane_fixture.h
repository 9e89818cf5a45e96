// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/fast_lane.h"
#include "core/http/multi_lane.h"
#include "core/load/poller.h"

#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>

namespace holdpoint::test {

enum class LaneKind { Fast, Multi };

struct Got
{
    int status = 0;
    ErrorClass error = ErrorClass::None;
    std::string message;
    std::string head;
    std::string body;
    std::uint64_t bodyBytes = 0;
    bool isNewConnection = false;
};

/// A visitor on either lane, driven as a load thread drives it.
class LaneFixture : public testing::TestWithParam<LaneKind>, protected AnswerSink
{
protected:
    void open(const std::string& url, const std::string& caPem = {})
    {
        Environment environment;
        environment.allowHosts = {"127.0.0.1"};
        environment.caPem = caPem;
        auto hosts = std::make_shared<HostBook>(environment);
        hosts->add(url);
        base = url;
        ensureCurl();
        if (GetParam() == LaneKind::Fast) {
            lane = std::make_unique<FastLane>(poller, hosts);
        } else {
            lane = std::make_unique<MultiLane>(poller, hosts);
        }
        client = lane->makeClient();
    }

    /// `request.url` is a path.
    Got exchange(Request request)
    {
        request.url = base + request.url;
        request.sharedHeaders = &headers;
        got.reset();
        client->send(request, *this, 1);
        const auto limit = systemClock().steadyNow() + std::chrono::seconds{90};
        while (!got && systemClock().steadyNow() < limit) {
            poller.wait(std::min(lane->nextDeadline(), systemClock().steadyNow() + std::chrono::seconds{1}));
            lane->drive();
        }
        return got.value_or(Got{0, ErrorClass::Interrupted, "no answer at all", {}, {}, 0, false});
    }

    Got exchange(const std::string& method, const std::string& path, const std::string& body = {},
                 Nanos timeout = std::chrono::seconds{60})
    {
        Request request;
        request.method = method;
        request.url = path;
        request.body = body;
        request.timeout = timeout;
        return exchange(std::move(request));
    }

    Got get(const std::string& path) { return exchange("GET", path); }

    void onDone(std::uint64_t, const Answer& answer) override
    {
        got = Got{answer.status,
                  answer.error,
                  std::string(answer.message),
                  std::string(answer.head),
                  std::string(answer.body),
                  answer.bodyBytes,
                  answer.isNewConnection};
    }

    std::string base;
    Poller poller;
    HeaderSet headers{{"X-Test: 1"}};
    std::unique_ptr<Transport> lane;
    std::unique_ptr<TransportClient> client;
    std::optional<Got> got;
};

inline auto bothLanes()
{
    return testing::Values(LaneKind::Fast, LaneKind::Multi);
}

inline std::string nameOfLane(const testing::TestParamInfo<LaneKind>& lane)
{
    return lane.param == LaneKind::Fast ? "Fast" : "Multi";
}

} // namespace holdpoint::test
