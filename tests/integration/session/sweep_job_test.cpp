// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/sweep_job.h"

#include "tests/integration/session/session_fixture.h"
#include "tests/support/silent_port.h"

#include <QEventLoop>

namespace holdpoint {
namespace {

using testing::HasSubstr;

constexpr const char* kSensedItems = R"(      - id: env.file
        text: The file is there
        kind: sensed
        sensor: file
        gate: go-for-load
        owner: qa
        facts: {f: {file: seen.txt}}
        pass: f == true bool
      - id: env.metrics
        text: Metrics are there
        kind: sensed
        sensor: promql
        gate: results
        owner: qa
        facts: {f: {promql: up}}
        pass: f == 1 count
)";

class SweepJobTest : public SessionTest
{
protected:
    SweepJobTest()
    {
        std::string items = kSessionTemplate;
        const std::string before = "  - number: \"9\"";
        items.insert(items.find(before), kSensedItems);
        write("small.yaml", items);
        write("plan.yaml", kSessionPlan + ("monitoring: {prometheus: {url: '" + hanging.url() + "', timeout: 30s}}\n"));
        opened = session();
    }
    SweepJob& job() { return opened->sweepJob(); }
    /// Runs the event loop until finished().
    void sweep(const SweepJob::Request& request, const std::function<void()>& meanwhile = {})
    {
        QEventLoop loop;
        QObject::connect(&job(), &SweepJob::finished, &loop, &QEventLoop::quit);
        if (meanwhile) {
            QObject::connect(&job(), &SweepJob::sourceEnded, &loop, meanwhile);
        }
        ASSERT_OK(job().start(request));
        loop.exec();
    }

    SilentPort hanging{SilentPort::Kind::Hanging};
    std::unique_ptr<Session> opened;
};

TEST_F(SweepJobTest, StoresWhatItSawAndAsksOnlyWhatItWasToldTo)
{
    SweepJob::Request request;
    request.gate = Gate::GoForLoad;
    write("seen.txt", "");

    sweep(request);

    EXPECT_EQ(stateOf(*opened, "env.file"), ItemState::Pass);
    EXPECT_EQ(stateOf(*opened, "env.metrics"), ItemState::Open) << "it is of another gate";
    EXPECT_EQ(stateOf(*opened, "env.told"), ItemState::Open) << "no machine can be asked";
    EXPECT_EQ(job().progress().items, 1U);
    EXPECT_EQ(job().lastSources().size(), 1U);
    EXPECT_TRUE(job().sources().contains("files"));
}

TEST_F(SweepJobTest, AStoppedSweepKeepsWhatWasKnownAndLeavesTheRestAsItWas)
{
    write("seen.txt", "");

    sweep({}, [this] {
        EXPECT_TRUE(job().isAsking("env.metrics"));
        EXPECT_FALSE(job().start({})) << "one at a time";
        job().stop();
    });

    EXPECT_TRUE(job().wasStopped());
    EXPECT_FALSE(job().isAsking("env.file"));
    EXPECT_FALSE(job().isAsking("env.metrics"));
    EXPECT_EQ(stateOf(*opened, "env.file"), ItemState::Pass);
    EXPECT_EQ(stateOf(*opened, "env.metrics"), ItemState::Open);
    EXPECT_THAT(opened->checklist().item("env.metrics")->reason, HasSubstr("not sensed yet"));
}

TEST_F(SweepJobTest, AfterAStopItCanBeAskedAgain)
{
    sweep({}, [this] { job().stop(); });
    write("seen.txt", "");
    SweepJob::Request request;
    request.items = {{"env.file"}};

    sweep(request);

    EXPECT_FALSE(job().wasStopped());
    EXPECT_EQ(stateOf(*opened, "env.file"), ItemState::Pass);
}

TEST_F(SweepJobTest, NothingToAskEndsAtOnce)
{
    SweepJob::Request request;
    request.items.emplace();

    sweep(request);

    EXPECT_EQ(job().progress().items, 0U);
    EXPECT_TRUE(job().lastError().empty());
}

TEST_F(SweepJobTest, AnItemDeferredToAGateIsAskedAgainThere)
{
    ASSERT_OK(opened->defer("env.file", Gate::Results, ben(), "the file comes with the release"));
    write("seen.txt", "");
    SweepJob::Request request;
    request.gate = Gate::Results;
    request.items = {{"env.file"}};

    sweep(request);

    EXPECT_EQ(stateOf(*opened, "env.file"), ItemState::Pass) << "proven meanwhile";
}

} // namespace
} // namespace holdpoint
