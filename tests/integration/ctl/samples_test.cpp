// SPDX-License-Identifier: GPL-3.0-or-later
// What `run` writes for other tools, from a real run, read back by Python and by Prometheus itself.
#include "tests/integration/ctl/ctl_fixture.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;

class SamplesTest : public CtlTest
{
protected:
    std::string said(const QString& program, const QStringList& words)
    {
        QProcess process;
        process.setWorkingDirectory(folder.path());
        process.start(program, words);
        EXPECT_TRUE(process.waitForFinished(60000)) << program.toStdString();
        EXPECT_EQ(process.exitCode(), 0) << process.readAllStandardError().toStdString();
        return process.readAllStandardOutput().trimmed().toStdString();
    }
    std::string python(const char* script)
    {
        return said(QStringLiteral("python3"), {QStringLiteral("-c"), QString::fromLatin1(script)});
    }
};

TEST_F(SamplesTest, EveryRequestIsInTheFilesThatWereAskedFor)
{
    startStaging();
    writePlan(3);

    const ProgramResult run =
        runCtl(runWords({QStringLiteral("--samples"), path(QStringLiteral("a.jtl")), QStringLiteral("--json-stream"),
                         path(QStringLiteral("a.json")), QStringLiteral("--summary-export"), path(QStringLiteral("old.json")),
                         QStringLiteral("--quiet")}));

    ASSERT_EQ(run.code, 0) << run.out << run.err;
    const std::string count = report()["tests"][0]["runs"][0]["metrics"]["http_reqs"]["count"].dump();
    EXPECT_EQ(python("import csv; r=list(csv.DictReader(open('a.jtl', newline='')));"
                     "print(len(r), r[0]['label'], r[0]['responseCode'], r[0]['success'], r[0]['responseMessage'])"),
              count + " search 200 true OK");
    EXPECT_EQ(python("import json; p=[json.loads(l) for l in open('a.json')];"
                     "print(p[0]['type'], sum(x['metric']=='http_reqs' and x['type']=='Point' for x in p),"
                     " sorted({x['data']['tags']['check'] for x in p if x['metric']=='checks' and x['type']=='Point'}))"),
              "Metric " + count + " ['search: json /results is array', 'search: status is 200']");
    EXPECT_EQ(python("import json; m=json.load(open('old.json'))['metrics']; print(m['http_reqs']['count'],"
                     " m['http_req_failed']['thresholds'])"),
              count + " {'rate<0.001': False, 'rate<0.01': False}");
    const ProgramResult jtl = runCtl({QStringLiteral("report"), path(QStringLiteral("d.holdpoint")), QStringLiteral("--out"),
                                      path(QStringLiteral("again")), QStringLiteral("--format"), QStringLiteral("jtl,junit")});
    EXPECT_EQ(jtl.code, 0) << jtl.err;
    EXPECT_EQ(text(QStringLiteral("again/samples.jtl")), text(QStringLiteral("a.jtl")));
}

TEST_F(SamplesTest, AFileThatIsCutIsNoSuccessAndTheOtherOneIsWhole)
{
    startStaging();
    writePlan(3);
    const std::string pipe = path(QStringLiteral("pipe")).toStdString();
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC); // that never reads
    ASSERT_GE(reader, 0);

    const ProgramResult run = runCtl(runWords({QStringLiteral("--samples"), path(QStringLiteral("a.jtl")),
                                               QStringLiteral("--json-stream"), path(QStringLiteral("pipe"))}));
    ::close(reader);

    EXPECT_EQ(run.code, 1) << run.err;
    EXPECT_THAT(run.err,
                HasSubstr("the samples of Search Load Test are not complete: the JSON stream is cut: its reader does not read"));
    EXPECT_EQ(outcome(), "passed"); // what the run proved stays what it is
    const Json metrics = report()["tests"][0]["runs"][0]["metrics"];
    EXPECT_GT(integerAt(metrics["samples_dropped"], "count"), 0);
    const std::string jtl = text(QStringLiteral("a.jtl"));
    EXPECT_EQ(std::count(jtl.begin(), jtl.end(), '\n') - 1, integerAt(metrics["http_reqs"], "count"));
}

TEST_F(SamplesTest, AJsonStreamToStdoutIsNothingElse)
{
    startStaging();
    writePlan(2);

    const ProgramResult run = runCtl(runWords({QStringLiteral("--json-stream"), QStringLiteral("-")}));

    ASSERT_EQ(run.code, 0) << run.err;
    std::istringstream lines(run.out);
    std::size_t points = 0;
    for (std::string line; std::getline(lines, line);) {
        ASSERT_TRUE(parseJson(line, "line")) << line;
        points += line.find("\"Point\"") != std::string::npos ? 1 : 0;
    }
    EXPECT_GT(points, 100U);
    EXPECT_THAT(run.err, HasSubstr("Search Load Test"));
}

/// Debian's prometheus, or one that HOLDPOINT_PROMETHEUS names.
QString prometheusProgram()
{
    const QString named = qEnvironmentVariable("HOLDPOINT_PROMETHEUS");
    return named.isEmpty() ? QStandardPaths::findExecutable(QStringLiteral("prometheus")) : named;
}

TEST_F(SamplesTest, PrometheusTakesTheMetricsOfAllAgentsUnderK6sNames)
{
    const QString program = prometheusProgram();
    if (program.isEmpty()) {
        GTEST_SKIP() << "no prometheus in PATH (Debian: prometheus)";
    }
    quint16 port = 0;
    {
        QTcpServer free;
        ASSERT_TRUE(free.listen(QHostAddress::LocalHost));
        port = free.serverPort();
    }
    write(QStringLiteral("prometheus.yml"), "global: {}\n");
    const QString address = QStringLiteral("127.0.0.1:%1").arg(port);
    QProcess prometheus;
    prometheus.start(program,
                     {QStringLiteral("--config.file=") + path(QStringLiteral("prometheus.yml")),
                      QStringLiteral("--storage.tsdb.path=") + path(QStringLiteral("tsdb")),
                      QStringLiteral("--web.listen-address=") + address, QStringLiteral("--web.enable-remote-write-receiver")});
    ASSERT_TRUE(prometheus.waitForStarted());
    const auto ask = [&](const QString& target) {
        QProcess curl;
        curl.start(QStringLiteral("curl"), {QStringLiteral("-s"), QStringLiteral("http://") + address + target});
        curl.waitForFinished(10000);
        return curl.readAllStandardOutput().toStdString();
    };
    ASSERT_TRUE(eventually([&] { return ask(QStringLiteral("/-/ready")).find("Ready") != std::string::npos; }, 30000))
        << prometheus.readAllStandardError().toStdString();
    startStaging();
    writePlan(3);

    const ProgramResult run = runCtl(runWords({QStringLiteral("--agents"), QStringLiteral("2"), QStringLiteral("--prometheus-rw"),
                                               QStringLiteral("http://") + address + QStringLiteral("/api/v1/write")}));

    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(run.err.find("remote write:"), std::string::npos) << run.err;
    const std::string count = report()["tests"][0]["runs"][0]["metrics"]["http_reqs"]["count"].dump();
    EXPECT_THAT(ask(QStringLiteral("/api/v1/query?query=k6_http_reqs_total%7Bname=%22%22%7D")), HasSubstr("\"" + count + "\"]"));
    EXPECT_THAT(ask(QStringLiteral("/api/v1/query?query=k6_http_req_duration_p99")), HasSubstr("\"testid\":\"search\""));
    EXPECT_THAT(ask(QStringLiteral("/api/v1/query?query=k6_http_req_failed_rate")), HasSubstr("\"0\"]"));
    prometheus.terminate();
    prometheus.waitForFinished(10000);
}

} // namespace
} // namespace holdpoint
