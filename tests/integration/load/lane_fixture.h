// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/fast_lane.h"
#include "core/http/multi_lane.h"
#include "core/load/poller.h"

#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace holdpoint::test {

enum class LaneKind { Fast, Multi, Http2 };

struct Got
{
    int status = 0;
    ErrorClass error = ErrorClass::None;
    std::string message;
    std::string head;
    std::string body;
    std::uint64_t bodyBytes = 0;
    bool isNewConnection = false;
    Route route = Route::None;
    std::uint64_t bytesSent = 0;
};

/// A visitor on one of the lanes, driven as a load thread drives it.
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
        if (GetParam() == LaneKind::Multi) {
            lane = std::make_unique<MultiLane>(poller, hosts);
        } else {
            lane = std::make_unique<FastLane>(poller, hosts); // which takes HTTP/2 to its own
        }
        client = lane->makeClient();
    }

    /// `request.url` is a path.
    Got exchange(Request request)
    {
        got.reset();
        begin(std::move(request));
        await(1);
        return got.value_or(Got{0, ErrorClass::Interrupted, "no answer at all", {}, {}, 0, false, Route::None, 0});
    }

    void begin(Request request, std::uint64_t token = 1)
    {
        request.url = base + request.url;
        request.sharedHeaders = &headers;
        request.httpVersion = isHttp2() ? HttpVersion::Two : HttpVersion::One;
        client->send(request, *this, token);
    }

    /// Until `count` answers more have come, at most.
    void await(std::size_t count)
    {
        const std::size_t enough = answers.size() + count;
        const auto limit = systemClock().steadyNow() + std::chrono::seconds{90};
        while (answers.size() < enough && systemClock().steadyNow() < limit) {
            poller.wait(std::min(lane->nextDeadline(), systemClock().steadyNow() + std::chrono::seconds{1}));
            lane->drive();
        }
    }

    bool isHttp2() const { return GetParam() == LaneKind::Http2; }

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

    void onDone(std::uint64_t, const ExchangeAnswer& answer) override
    {
        got = Got{answer.status,
                  answer.error,
                  std::string(answer.message),
                  std::string(answer.head),
                  std::string(answer.body),
                  answer.bodyBytes,
                  answer.isNewConnection,
                  answer.route,
                  answer.bytesSent};
        answers.push_back(*got);
    }

    std::string base;
    Poller poller;
    HeaderSet headers{{"X-Test: 1"}};
    std::unique_ptr<Transport> lane;
    std::unique_ptr<TransportClient> client;
    std::optional<Got> got; // the newest
    std::vector<Got> answers;
};

inline auto allLanes()
{
    return testing::Values(LaneKind::Fast, LaneKind::Multi, LaneKind::Http2);
}

/// Of HTTP/1.1.
inline auto bothLanes()
{
    return testing::Values(LaneKind::Fast, LaneKind::Multi);
}

inline std::string nameOfLane(const testing::TestParamInfo<LaneKind>& lane)
{
    return lane.param == LaneKind::Fast ? "Fast" : lane.param == LaneKind::Multi ? "Multi" : "Http2";
}

} // namespace holdpoint::test
