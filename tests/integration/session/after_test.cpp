// SPDX-License-Identifier: GPL-3.0-or-later
// After the release, for real: the production Prometheus is Debian's, a timer is read by systemd, a cron line is run by sh.
#include "core/base/child_command.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/checklist/template.h"
#include "core/session/production_look.h"
#include "core/session/regression_timer.h"
#include "tests/support/child_process.h"
#include "tests/support/eventually.h"
#include "tests/support/silent_port.h"

#include <QTemporaryDir>
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <sys/stat.h>

namespace holdpoint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class AfterTest : public testing::Test
{
protected:
    std::filesystem::path path(const std::string& name) const
    {
        return std::filesystem::path(folder.path().toStdString()) / name;
    }
    void script(const std::filesystem::path& file, const std::string& body) const
    {
        std::ofstream(file) << "#!/bin/sh\n" << body;
        ASSERT_EQ(::chmod(file.c_str(), 0755), 0);
    }
    RegressionSchedule schedule(const std::string& way) const
    {
        RegressionSchedule made;
        made.name = "holdpoint-platform-regression";
        made.way = way;
        made.day = 2;
        made.hour = 6;
        made.minute = 30;
        made.planFile = path("load tests $HOME/plan 100% \"it's\".yaml").string();
        made.dossierFile = path("load tests $HOME/d%d.holdpoint").string();
        made.release = "platform@1.8.3";
        made.program = path("ctl").string();
        return made;
    }
    static CommandResult run(const std::vector<std::string>& words)
    {
        const auto result = runCommand(words, "/", std::chrono::seconds{60});
        EXPECT_TRUE(result) << (result ? "" : result.error().message);
        return result ? *result : CommandResult{};
    }

    QTemporaryDir folder;
};

/// A counter that grows by 2/s, 1 % of it errors, every request 200 ms to 250 ms long: every 15 s over the last four hours.
std::string openMetrics(std::int64_t now)
{
    std::string text = "# TYPE http_requests counter\n";
    constexpr std::int64_t kStep = 15;
    constexpr std::int64_t kSpan = 4 * 3600;
    const auto rows = [&](const std::string& series, double perSecond) {
        for (std::int64_t at = 0; at <= kSpan; at += kStep) {
            text += series + " " + std::to_string(perSecond * static_cast<double>(at)) + " " + std::to_string(now - kSpan + at) +
                    "\n";
        }
    };
    rows("http_requests_total{code=\"200\",job=\"app\"}", 1.98);
    rows("http_requests_total{code=\"503\",job=\"app\"}", 0.02);
    text += "# TYPE http_request_duration_seconds histogram\n";
    for (const auto& [bound, share] :
         {std::pair("0.1", 0.0), std::pair("0.2", 0.0), std::pair("0.25", 1.0), std::pair("1.0", 1.0), std::pair("+Inf", 1.0)}) {
        rows("http_request_duration_seconds_bucket{job=\"app\",le=\"" + std::string(bound) + "\"}", 2 * share);
    }
    rows("http_request_duration_seconds_count{job=\"app\"}", 2);
    rows("http_request_duration_seconds_sum{job=\"app\"}", 0.45);
    return text + "# EOF\n";
}

TEST_F(AfterTest, TheProductionPrometheusIsAskedHourByHour)
{
    if (!test::isInPath("prometheus") || !test::isInPath("promtool")) {
        GTEST_SKIP() << "no prometheus on this machine (packaging/install_build_deps.sh --ci installs it)";
    }
    const auto wall = systemClock().wallNow();
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(wall.time_since_epoch()).count();
    std::ofstream(path("metrics.txt")) << openMetrics(now);
    const auto filled =
        run({"promtool", "tsdb", "create-blocks-from", "openmetrics", path("metrics.txt").string(), path("tsdb").string()});
    ASSERT_EQ(filled.exitCode, 0) << filled.out << filled.err;
    std::ofstream(path("p.yml")) << "global: {scrape_interval: 15s}\n";
    const std::string free = SilentPort(SilentPort::Kind::Refusing).url();
    const std::string address = "127.0.0.1" + free.substr(free.rfind(':'));
    const test::ChildProcess server({"prometheus", "--config.file=" + path("p.yml").string(),
                                     "--storage.tsdb.path=" + path("tsdb").string(), "--web.listen-address=" + address},
                                    path("prometheus.log").string());
    Plan plan;
    plan.monitoring = Json{{"production", {{"prometheus", {{"url", "http://" + address}}}}}};
    auto definition = openTemplate("builtin:pre-production", {});
    ASSERT_TRUE(definition) << definition.error().message;
    definition->parameters["prod_app"] = "job=\"app\"";
    Fetcher fetcher;
    const auto look = [&] { return lookAtProduction(fetcher, plan, *definition, wall - std::chrono::hours{3}); };
    ASSERT_TRUE(test::eventually([&] {
        const auto seen = look();
        return seen && !seen->traffic.empty();
    })) << *readFile(path("prometheus.log"));
    const auto seen = look();
    ASSERT_TRUE(seen) << seen.error().message;
    EXPECT_EQ(seen->why, "");
    ASSERT_GE(seen->traffic.size(), 3U);
    ASSERT_GE(seen->latency.size(), 3U);
    for (const ProductionPoint& point : seen->traffic) {
        EXPECT_NEAR(point.value, 2, 0.05);
    }
    for (const ProductionPoint& point : seen->latency) {
        EXPECT_NEAR(point.value, 247.5, 0.5) << "95 % of the way from 200 to 250 ms";
    }
    ASSERT_TRUE(seen->errorPercent);
    EXPECT_NEAR(*seen->errorPercent, 1, 0.05);

    plan.monitoring = Json{{"production", {{"prometheus", {{"url", SilentPort(SilentPort::Kind::Refusing).url()}}}}}};
    const auto away = look();
    ASSERT_TRUE(away) << away.error().message;
    EXPECT_TRUE(away->traffic.empty());
    EXPECT_THAT(away->why, HasSubstr("traffic: ")) << "a server that is gone is said, and no number is made up";
    plan.monitoring = Json::object();
    EXPECT_THAT(look().error().message, HasSubstr("names no production Prometheus"));
}

TEST_F(AfterTest, SystemdReadsTheWrittenTimer)
{
    if (!test::isInPath("systemd-analyze")) {
        GTEST_SKIP() << "no systemd-analyze on this machine";
    }
    ::setenv("XDG_CONFIG_HOME", path("config").c_str(), 1);
    std::filesystem::create_directories(path("runtime"));
    ::setenv("XDG_RUNTIME_DIR", path("runtime").c_str(), 1);
    const RegressionSchedule wanted = schedule("systemd");
    std::filesystem::create_directories(std::filesystem::path(wanted.planFile).parent_path());
    script(path("ctl"), "exit 0\n");
    const auto written = writeSchedule(wanted);
    ASSERT_TRUE(written) << written.error().message;
    ASSERT_EQ(written->files.size(), 2U);
    const auto verified =
        run({"systemd-analyze", "verify", "--user", "--man=no", written->files[0].string(), written->files[1].string()});
    EXPECT_EQ(verified.exitCode, 0) << verified.err;
    EXPECT_THAT(verified.err, testing::Not(HasSubstr(wanted.name))) << "no complaint about our units";
    const auto calendar = run({"systemd-analyze", "calendar", "*-*-02 06:30:00"});
    EXPECT_EQ(calendar.exitCode, 0) << calendar.err;
    EXPECT_THAT(*readFile(written->files[1]), HasSubstr("OnCalendar=*-*-02 06:30:00\n"));
    const auto link =
        std::filesystem::read_symlink(path("config/systemd/user/timers.target.wants") / written->files[1].filename());
    EXPECT_EQ(link, written->files[1]) << "it is enabled";
    ASSERT_TRUE(writeSchedule(wanted)) << "and may be written again";
}

TEST_F(AfterTest, TheCronLineRunsTheCommandWithItsWordsWhole)
{
    // crontab(1) by a program that keeps its input in a file, as crontab does.
    std::filesystem::create_directories(path("bin"));
    script(path("bin/crontab"), "T='" + path("tab").string() +
                                    "'\nif [ \"$1\" = -l ]; then [ -f \"$T\" ] || { echo 'no crontab for me' >&2; exit 1; }; cat "
                                    "\"$T\"; else cat > \"$T\"; fi\n");
    const std::string before = std::getenv("PATH");
    ::setenv("PATH", (path("bin").string() + ":" + before).c_str(), 1);
    const RegressionSchedule wanted = schedule("cron");
    std::filesystem::create_directories(std::filesystem::path(wanted.planFile).parent_path());
    script(path("ctl"), "pwd > '" + path("said").string() + "'\nfor w in \"$@\"; do printf '%s\\n' \"$w\" >> '" +
                            path("said").string() + "'; done\n");
    const auto written = writeSchedule(wanted);
    ASSERT_TRUE(written) << written.error().message;
    ASSERT_TRUE(writeSchedule(wanted)) << "again, over the first";
    ::setenv("XDG_CONFIG_HOME", path("config").c_str(), 1);
    RegressionSchedule byTimer = wanted;
    byTimer.way = "systemd";
    ASSERT_TRUE(writeSchedule(byTimer));
    EXPECT_THAT(*readFile(path("tab")), testing::Not(HasSubstr("holdpoint"))) << "one way at a time";
    const auto back = writeSchedule(wanted);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_THAT(back->next, HasSubstr("stop " + wanted.name + ".timer"));
    EXPECT_FALSE(std::filesystem::exists(path("config/systemd/user") / (wanted.name + ".timer")));
    ::setenv("PATH", before.c_str(), 1);
    const auto lines = split(*readFile(path("tab")), '\n');
    ASSERT_EQ(lines.size(), 2U) << "one line and its end";
    ASSERT_TRUE(lines[0].starts_with("30 6 2 * * ")) << lines[0];
    // As cron(8) reads it: a bare % ends the command, \% is one; then sh runs it.
    std::string command;
    const std::string rest = lines[0].substr(std::string("30 6 2 * * ").size());
    for (std::size_t i = 0; i < rest.size(); ++i) {
        ASSERT_NE(rest[i], '%') << "cron would cut the command here: " << rest.substr(i);
        const bool isEscaped = rest[i] == '\\' && i + 1 < rest.size() && rest[i + 1] == '%';
        command += isEscaped ? '%' : rest[i];
        i += isEscaped ? 1 : 0;
    }
    const auto done = run({"/bin/sh", "-c", command});
    ASSERT_EQ(done.exitCode, 0) << done.err << command;
    auto said = split(std::string(trimmed(*readFile(path("said")))), '\n');
    EXPECT_THAT(std::vector<std::string>(said.begin(), said.end()),
                ElementsAre(std::filesystem::path(wanted.planFile).parent_path().string(), "run", wanted.planFile, "--yes",
                            "--quiet", "--dossier", wanted.dossierFile, "--release", wanted.release));
}

} // namespace
} // namespace holdpoint
