// SPDX-License-Identifier: GPL-3.0-or-later
// Browser scenarios with a real Chromium, against the staging service and against pages of the test's own.
#include "core/base/file.h"
#include "core/browser/browser_runner.h"
#include "core/browser/chromium_options.h"
#include "tests/support/eventually.h"
#include "tests/support/load_plan.h"
#include "tests/support/rude_server.h"
#include "tests/support/rude_tls.h"
#include "tests/support/silent_port.h"
#include "tests/support/staging_program.h"

#include <QTemporaryDir>
#include <csignal>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>
#include <vector>

using namespace holdpoint;
using namespace holdpoint::test;
using namespace std::chrono_literals;
using testing::HasSubstr;

namespace {

/// The leaders of this process's Chromiums.
std::vector<pid_t> chromiums()
{
    std::vector<pid_t> found;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const std::string name = entry.path().filename();
        if (name.find_first_not_of("0123456789") != std::string::npos) {
            continue;
        }
        const auto status = readFile(entry.path() / "status", 65536);
        const auto words = readFile(entry.path() / "cmdline", 65536);
        const std::string parent = "\nPPid:\t" + std::to_string(::getpid()) + "\n";
        if (status && words && status->find(parent) != std::string::npos && words->find("--user-data-dir") != std::string::npos) {
            found.push_back(std::stoi(name));
        }
    }
    return found;
}

/// A folder for temporary files that no other test program uses.
class OwnTempFolder
{
public:
    OwnTempFolder() : m_before(qgetenv("TMPDIR")) { qputenv("TMPDIR", m_folder.path().toUtf8()); }
    ~OwnTempFolder() { m_before.isEmpty() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", m_before); }
    OwnTempFolder(const OwnTempFolder&) = delete;
    OwnTempFolder& operator=(const OwnTempFolder&) = delete;

    bool isEmpty() const { return std::filesystem::is_empty(m_folder.path().toStdString()); }

private:
    QTemporaryDir m_folder;
    QByteArray m_before;
};

Step visit(const std::string& target, Nanos timeout = 30s)
{
    Step step;
    step.kind = StepKind::Browser;
    step.name = "page";
    step.browser.target = target;
    step.browser.timeout = timeout;
    return step;
}

/// One visitor who visits `times` times.
Plan visits(const std::string& url, Step step, std::uint64_t times = 1)
{
    Plan plan = planFor(url, {constantVus("browser", 1, 50s, {std::move(step)})});
    Executor& executor = plan.tests.front().scenarios.front().executor;
    executor.kind = ExecutorKind::PerVuIterations;
    executor.iterations = times;
    plan.generator.maxLag = 60s; // a busy machine must not cost a vital here
    plan.generator.maxBusy = 2;
    return plan;
}

class BrowserLoad
{
public:
    explicit BrowserLoad(const Plan& plan, const Shard& shard = {})
        : m_browser(makeBrowserSessions(plan.environment, plan.browser)), running(plan, shard, 1, {m_browser.get()})
    {
        running.start();
    }
    LoadOutcome finish() { return running.finish(60s); }

private:
    std::unique_ptr<SessionRunnerFactory> m_browser;

public:
    RunningLoad running;
};

LoadOutcome browse(const Plan& plan, const Shard& shard = {})
{
    return BrowserLoad(plan, shard).finish();
}

double most(const LoadOutcome& load, const std::string& metric)
{
    return load.totals.value(metric, {AggregateKind::Max}).value_or(-1);
}

std::string firstError(const LoadOutcome& load)
{
    return load.totals.errors().empty() ? "" : load.totals.errors().front().message;
}

RudeServer::Script page(const std::string& body)
{
    return {{"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body},
            RudeServer::Script::Then::Keep};
}

class BrowserLoadTest : public testing::Test
{
protected:
    void SetUp() override
    {
        if (const auto found = findChromium(""); !found) {
            GTEST_SKIP() << found.error().message;
        }
    }
    RudeServer server;
};

TEST_F(BrowserLoadTest, MeasuresTheVitalsOfARealPageWithAColdCacheEachTime)
{
    StagingProgram staging({"--port", "0"});
    const LoadOutcome load = browse(visits(staging.url(), visit("/events"), 2));

    ASSERT_EQ(load.count("browser_web_vital_lcp{name:page}"), 2) << firstError(load);
    EXPECT_TRUE(load.isFinished);
    const double ttfb = most(load, "browser_web_vital_ttfb");
    const double fcp = most(load, "browser_web_vital_fcp");
    EXPECT_GT(ttfb, 0);
    EXPECT_GE(fcp, ttfb);
    EXPECT_GE(most(load, "browser_web_vital_lcp"), fcp);
    EXPECT_GE(most(load, "browser_web_vital_cls"), 0);
    EXPECT_GE(load.count("browser_http_req_duration"), 10); // both visits fetched the page and its assets
    EXPECT_GT(load.count("browser_data_received"), 10'000);
    EXPECT_EQ(load.count("iterations"), 2);
}

TEST_F(BrowserLoadTest, ASlowServerShowsInTheTimeToFirstByte)
{
    StagingProgram staging({"--port", "0", "--fault", "latency=lognormal:400ms:1.01"});
    const LoadOutcome load = browse(visits(staging.url(), visit("/events")));

    EXPECT_GE(most(load, "browser_web_vital_ttfb"), 350) << firstError(load);
}

TEST_F(BrowserLoadTest, ALayoutThatShiftsHasAScore)
{
    server.script("/shift", page("<!doctype html><body style='margin:0'><div id=a></div><p style='font-size:60px'>Moved text</p>"
                                 "<script>setTimeout(() => { a.style.height = '300px' }, 200)</script>"));
    const LoadOutcome load = browse(visits(server.url(), visit("/shift")));

    ASSERT_EQ(load.count("browser_web_vital_cls"), 1) << firstError(load);
    EXPECT_GT(most(load, "browser_web_vital_cls"), 0.01);
    EXPECT_LT(most(load, "browser_web_vital_cls"), 1);
}

TEST_F(BrowserLoadTest, SaysOnceWhichForeignHostsItBlocked)
{
    server.script("/foreign", page("<!doctype html><p>Hello</p><img src='http://tracker.example.com/a.gif'>"
                                   "<img src='http://127.0.0.2:9/b.gif'>"));
    const LoadOutcome load = browse(visits(server.url(), visit("/foreign"), 2));

    EXPECT_EQ(load.count("browser_web_vital_lcp"), 2) << firstError(load);
    EXPECT_TRUE(load.hasEvent("blocked: 127.0.0.2, tracker.example.com")) << testing::PrintToString(load.events);
    EXPECT_EQ(load.totals.value("browser_http_req_failed", {AggregateKind::Rate}), 0) << "what was blocked is not the server's";
}

TEST_F(BrowserLoadTest, SendsThePlansHeadersAndSaysWhoComes)
{
    server.script("/page", page("<!doctype html><p>Hello</p>"));
    Plan plan = visits(server.url(), visit("/page"));
    plan.environment.headers = {{"X-Trace", "abc"}, {"Accept", "application/json"}};
    Shard shard;
    shard.run = 7;
    const LoadOutcome load = browse(plan, shard);

    ASSERT_FALSE(server.requests().empty()) << firstError(load);
    const std::string request = server.requests().front();
    EXPECT_THAT(request, HasSubstr("X-Trace: abc"));
    EXPECT_THAT(request, HasSubstr("(run 7)"));
    EXPECT_THAT(request, HasSubstr("Accept: text/html"));
}

TEST_F(BrowserLoadTest, HeadersOfThePlanGoToItsOwnOriginOnly)
{
    RudeServer other; // allowed, of another origin
    server.script("/page", page("<!doctype html><p>Hello</p><img src='/own.gif'><img src='" + other.url() + "/other.gif'>"));
    Plan plan = visits(server.url(), visit("/page"));
    plan.environment.headers = {{"X-Key", "of the plan"}};
    const LoadOutcome load = browse(plan);

    EXPECT_EQ(load.count("browser_web_vital_lcp"), 1) << firstError(load);
    ASSERT_GE(server.requests().size(), 2U);
    EXPECT_THAT(server.requests(), testing::Each(HasSubstr("X-Key: of the plan")));
    ASSERT_FALSE(other.requests().empty());
    EXPECT_THAT(other.requests(), testing::Each(testing::Not(HasSubstr("X-Key"))));
}

std::string securePage()
{
    const std::string body = "<!doctype html><link rel=icon href='data:,'><p>Hello</p>";
    return "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

TEST_F(BrowserLoadTest, TrustsTheAuthorityOfThePlan)
{
    const RudeTls tls(securePage(), RudeTls::End::Clean);
    Plan plan = visits(tls.url(), visit("/"));
    plan.environment.caPem = tls.certificate();
    const LoadOutcome load = browse(plan);

    EXPECT_EQ(load.count("browser_web_vital_lcp"), 1) << firstError(load);
    EXPECT_EQ(load.totals.value("browser_visit_failed", {AggregateKind::Rate}), 0);
}

TEST_F(BrowserLoadTest, AnUnknownAuthorityIsATlsErrorUnlessThePlanExcusesTheHost)
{
    const RudeTls tls(securePage(), RudeTls::End::Clean);
    Plan plan = visits(tls.url(), visit("/"));
    const LoadOutcome refused = browse(plan);
    EXPECT_EQ(refused.errors("tls"), 1U) << firstError(refused);
    EXPECT_EQ(refused.totals.value("browser_visit_failed", {AggregateKind::Rate}), 1);

    plan.environment.insecureTlsHosts = {"elsewhere.example"};
    const LoadOutcome stillRefused = browse(plan);
    EXPECT_EQ(stillRefused.errors("tls"), 1U) << firstError(stillRefused);
    EXPECT_EQ(firstError(stillRefused), firstError(refused));

    plan.environment.insecureTlsHosts = {"127.0.0.1"};
    const LoadOutcome excused = browse(plan);
    EXPECT_EQ(excused.count("browser_web_vital_lcp"), 1) << firstError(excused);
}

struct PageTrouble
{
    std::string path;
    std::string errorClass;
    std::string message;
};

class TroubledPageTest : public BrowserLoadTest, public testing::WithParamInterface<PageTrouble>
{};

TEST_P(TroubledPageTest, IsACountedErrorWithASentence)
{
    const LoadOutcome load = browse(visits(server.url(), visit(GetParam().path, 5s)));

    EXPECT_EQ(load.errors(GetParam().errorClass), 1U) << firstError(load);
    EXPECT_THAT(firstError(load), HasSubstr(GetParam().message));
    EXPECT_EQ(load.count("browser_web_vital_lcp"), 0);
    EXPECT_TRUE(load.isFinished);
}

INSTANTIATE_TEST_SUITE_P(Pages, TroubledPageTest,
                         testing::Values(PageTrouble{"/status/404", "http_4xx", "the page's status is 404"},
                                         PageTrouble{"/status/503", "http_5xx", "the page's status is 503"},
                                         PageTrouble{"/hang", "timeout", "no answer within 5\u00a0s"},
                                         PageTrouble{"/close", "reset", "without an answer"}));

TEST_F(BrowserLoadTest, ARefusedConnectionIsACountedError)
{
    const SilentPort refused(SilentPort::Kind::Refusing);
    const LoadOutcome load = browse(visits(refused.url(), visit("/")));

    EXPECT_EQ(load.errors("connect"), 1U) << firstError(load);
    EXPECT_THAT(firstError(load), HasSubstr("refused the connection"));
}

TEST_F(BrowserLoadTest, AChromiumThatIsKilledIsStartedAgainAndNothingIsLeftBehind)
{
    const OwnTempFolder temporary;
    server.script("/page", page("<!doctype html><p>Hello</p>"));
    {
        BrowserLoad load(visits(server.url(), visit("/page"), 3));
        ASSERT_TRUE(eventually([&] { return server.requestCount() > 0; }, 40s));
        const std::vector<pid_t> running = chromiums();
        ASSERT_EQ(running.size(), 1U);
        ::kill(running.front(), SIGKILL);
        const LoadOutcome outcome = load.finish();

        EXPECT_TRUE(outcome.hasEvent("Chromium is started again: ")) << testing::PrintToString(outcome.events);
        EXPECT_GE(outcome.count("browser_web_vital_lcp"), 1) << firstError(outcome);
        EXPECT_EQ(outcome.count("iterations"), 3);
    }
    EXPECT_TRUE(chromiums().empty());
    EXPECT_TRUE(eventually([&] { return temporary.isEmpty(); })) << "profiles are left";
}

TEST(BrowserFactoryTest, WithoutAChromiumTheScenarioIsLeftOutAndSaysWhy)
{
    Plan plan = visits("http://127.0.0.1:9", visit("/"));
    plan.browser = "/nowhere/chromium";
    const LoadOutcome load = browse(plan);

    EXPECT_TRUE(load.isFinished);
    EXPECT_TRUE(load.hasEvent("scenario browser not run: `generator: browser: /nowhere/chromium` is no program here"))
        << testing::PrintToString(load.events);
}

TEST(BrowserFactoryTest, AProgramThatIsNoChromiumIsGivenUpAfterAFewTries)
{
    Plan plan = visits("http://127.0.0.1:9", visit("/"));
    plan.browser = "/bin/false";
    const LoadOutcome load = browse(plan);

    EXPECT_EQ(load.errors("generator"), 1U);
    EXPECT_TRUE(load.hasEvent("browser visits not run: Chromium ended with exit code 1; tried 4 times"))
        << testing::PrintToString(load.events);
}

} // namespace
