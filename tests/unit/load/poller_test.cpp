// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/poller.h"

#include "tests/support/eventually.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace holdpoint;
using namespace std::chrono_literals;

TEST(PollerTest, ADeadlineInThePastNeverWaits)
{
    Poller poller;
    ASSERT_TRUE(poller.isUsable());

    poller.wait(SteadyTime::min());
    poller.wait(SteadyTime{});
    poller.wait(systemClock().steadyNow());
    SUCCEED(); // a wait that took it for the far future would run into the test's limit
}

TEST(PollerTest, WaitsUntilItsDeadlineAndNotForever)
{
    Poller poller;
    const auto waitsIdly = [&poller] {
        const SteadyTime deadline = systemClock().steadyNow() + 20ms;
        while (systemClock().steadyNow() < deadline) {
            poller.wait(deadline);
        }
        return poller.idleTime() >= 1ms; // not, if this thread was held up before it could wait
    };

    EXPECT_TRUE(test::eventually(waitsIdly));
}

TEST(PollerTest, AnotherThreadWakesIt)
{
    Poller poller;
    std::thread other([&poller] { poller.wake(); });
    poller.wait(SteadyTime::max());
    other.join();
    SUCCEED();
}

namespace {

struct Counter final : PollHandler
{
    void onReady(int, bool isReadable, bool, bool isBroken) override
    {
        readable += isReadable ? 1 : 0;
        broken += isBroken ? 1 : 0;
    }
    int readable = 0;
    int broken = 0;
};

} // namespace

TEST(PollerTest, AnEdgeIsToldOnceAndAgainOnlyForWhatIsLeft)
{
    Poller poller;
    Counter counter;
    int ends[2] = {-1, -1};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    poller.watch(ends[0], PollInterest::ReadEdge, &counter);
    ASSERT_EQ(::write(ends[1], "xy", 2), 2);

    poller.wait(SteadyTime::min());
    poller.wait(SteadyTime::min());
    EXPECT_EQ(counter.readable, 1);
    poller.rearm(ends[0]);
    poller.wait(SteadyTime::min());
    EXPECT_EQ(counter.readable, 2);
    char both[2];
    ASSERT_EQ(::read(ends[0], both, 2), 2);
    poller.rearm(ends[0]);
    poller.wait(SteadyTime::min());
    EXPECT_EQ(counter.readable, 2);
    EXPECT_EQ(counter.broken, 0);

    ::shutdown(ends[1], SHUT_WR);
    poller.wait(SteadyTime::min());
    EXPECT_EQ(counter.broken, 1);
    poller.forget(ends[0]);
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST(PollerTest, AForgottenDescriptorIsSilent)
{
    Poller poller;
    Counter counter;
    int pipe[2] = {-1, -1};
    ASSERT_EQ(::pipe(pipe), 0);
    ASSERT_EQ(::write(pipe[1], "x", 1), 1);

    poller.watch(pipe[0], PollInterest::Read, &counter);
    poller.wait(SteadyTime::min());
    poller.forget(pipe[0]);
    poller.wait(SteadyTime::min());

    EXPECT_EQ(counter.readable, 1);
    ::close(pipe[0]);
    ::close(pipe[1]);
}
