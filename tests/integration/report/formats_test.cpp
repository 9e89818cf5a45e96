// SPDX-License-Identifier: GPL-3.0-or-later
// Formats of other tools, read back by programs that know nothing of Holdpoint.
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/time_format.h"
#include "core/report/report.h"
#include "core/report/run_formats.h"
#include "tests/unit/checklist/release_fixture.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <filesystem>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;

class FormatsTest : public ::testing::Test
{
protected:
    void SetUp() override
    {
        const std::filesystem::path folder = m_folder.path().toStdString();
        auto made = Dossier::create(folder / "platform-1.8.3.holdpoint", {"platform", "1.8.3", "4f2a9c1"}, false);
        ASSERT_TRUE(made) << made.error().message;
        m_dossier = std::move(*made);
        m_plan.text = "holdpoint: 1\n";
        m_plan.sha256 = sha256Hex(m_plan.text);
        ASSERT_TRUE(m_dossier->storePlan(m_plan));
    }

    /// Ten seconds of two agents.
    void addRun(const RunResult& result)
    {
        const auto run = m_dossier->beginRun("search", RunKind::Load, m_plan, at(1));
        ASSERT_TRUE(run) << run.error().message;
        std::vector<Frame> frames;
        for (int second = 0; second < 10; ++second) {
            for (const char* shard : {"1/2", "2/2"}) {
                Frame frame;
                frame.run = *run;
                frame.shard = shard;
                frame.seq = static_cast<std::uint64_t>(second) + 1;
                frame.tick = static_cast<std::uint64_t>(second);
                frame.time = at(1, second + 1);
                frame.counters["http_reqs{name:search, all}"] = 17;
                frame.rates["http_req_failed"] = {1, 17};
                frame.gauges["vus"] = {50, 50, 50};
                frame.trends["http_req_duration{name:search}"].record(Micros{100'000 + second * 1000}, 17);
                frame.isFinal = second == 9;
                frames.push_back(std::move(frame));
            }
        }
        ASSERT_TRUE(m_dossier->addFrames(*run, frames));
        const auto ended = m_dossier->endRun(*run, at(1, 10), "duration reached", result);
        ASSERT_TRUE(ended) << ended.error().message;
    }

    std::shared_ptr<const Report> report()
    {
        auto built = buildReport(*m_dossier, m_plan, shippedTemplate(), at(60), ReportUse::Write);
        EXPECT_TRUE(built) << built.error().message;
        return built ? *built : nullptr;
    }
    Result<std::vector<std::filesystem::path>> write(const std::vector<std::string>& formats)
    {
        return writeReport(report(), *m_dossier, out(), formats);
    }
    std::filesystem::path out() const { return std::filesystem::path(m_folder.path().toStdString()) / "out"; }

    /// What a program prints, run in the report folder.
    std::string said(const QString& program, const QStringList& words)
    {
        QProcess process;
        process.setWorkingDirectory(QString::fromStdString(out().string()));
        process.start(program, words);
        EXPECT_TRUE(process.waitForFinished(60000)) << program.toStdString();
        EXPECT_EQ(process.exitCode(), 0) << process.readAllStandardError().toStdString();
        return process.readAllStandardOutput().trimmed().toStdString();
    }
    std::string python(const char* script)
    {
        return said(QStringLiteral("python3"), {QStringLiteral("-c"), QString::fromLatin1(script)});
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Dossier> m_dossier;
    Plan m_plan = threeTestPlan();
};

TEST_F(FormatsTest, JunitIsXmlWithACaseForEveryRule)
{
    RunRecord run = searchRun(1, at(1));
    setSearchP95(run, 2310);
    run.result.thresholds.front().sentence = "p(95) is 2,310 ms, over <2000> & \"more\"\x01";
    run.result.checks.push_back({"search: status is 200", 9, 1});
    addRun(run.result);
    ASSERT_TRUE(write({"junit"}));

    const std::string read = python("import xml.etree.ElementTree as e; r=e.parse('junit.xml').getroot(); s=r.find('testsuite');"
                                    "print(r.tag, r.get('failures'), s.get('name'), s.get('tests'), len(s.findall('testcase')));"
                                    "f=s.find(\"testcase[@classname='http_req_duration{name:search}']\");"
                                    "print(f.get('name'), f.find('failure').get('message'));"
                                    "print(s.find(\"testcase[@classname='checks']/system-out\").text);"
                                    "print(sorted((p.get('name'), p.get('value')) for p in s.iter('property') if p.get('name')"
                                    " in ('target_rps', 'generator_limited_s')))");

    EXPECT_EQ(read, "testsuites 1 search 3 3\n"
                    "p(95)<2000 p(95) is 2,310 ms, over <2000> & \"more\"?\n"
                    "1 of 10 failed\n"
                    "[('generator_limited_s', '0')]"); // this run has no load target
}

TEST_F(FormatsTest, JunitOfAnInconclusiveRunIsAnErrorAndNeverGreen)
{
    RunRecord run = searchRun(1, at(1));
    run.result.outcome = RunOutcome::Inconclusive;
    run.result.reasons = {"the generator was limited"};
    addRun(run.result);
    ASSERT_TRUE(write({"junit"}));

    EXPECT_EQ(python("import xml.etree.ElementTree as e; r=e.parse('junit.xml').getroot(); s=r.find('testsuite');"
                     "print(r.get('errors'), s.get('errors'), s.find(\"testcase[@name='outcome']/error\").get('message'))"),
              "1 1 inconclusive: the generator was limited");
}

TEST_F(FormatsTest, JunitSaysWhyARuleHasNoVerdict)
{
    RunRecord run = searchRun(1, at(1));
    ThresholdResult& noData = run.result.thresholds.front();
    noData.verdict = RuleVerdict::NoData;
    noData.measured.reset();
    noData.sentence = "no sample arrived";
    ThresholdResult excused = noData;
    excused.rule.metric = "browser_web_vital_lcp";
    excused.verdict = RuleVerdict::NotJudged;
    excused.sentence = "this rehearsal has no browser to measure it";
    run.result.thresholds.push_back(excused);
    addRun(run.result);
    ASSERT_TRUE(write({"junit", "html"}));

    EXPECT_EQ(python("import xml.etree.ElementTree as e; s=e.parse('junit.xml').getroot().find('testsuite');"
                     "print(s.find(\"testcase[@classname='http_req_duration{name:search}']/skipped\").get('message'));"
                     "print(s.find(\"testcase[@classname='browser_web_vital_lcp']/skipped\").get('message'))"),
              "no sample arrived\nthis rehearsal has no browser to measure it");
    const std::string page = python("t=open('report.html').read(); print(t[:t.index('Signatures')])");
    EXPECT_NE(page.find("No data (http_req_duration{name:search}): no sample arrived."), std::string::npos) << "on page 1";
    EXPECT_NE(page.find("Not judged (browser_web_vital_lcp): this rehearsal has no browser to measure it."), std::string::npos);
}

TEST_F(FormatsTest, JunitListsRulesOfTheReleaseThatNoRunHasMeasured)
{
    ThresholdRule rule;
    rule.id = "cpu";
    rule.source = "prometheus";
    rule.query = "up";
    rule.target = *parseExpression("value<70");
    m_plan.thresholds.push_back(rule);
    ASSERT_TRUE(write({"junit"}));

    EXPECT_EQ(python("import xml.etree.ElementTree as e; r=e.parse('junit.xml').getroot();"
                     "c=r.find(\"testsuite[@name='release thresholds']/testcase\");"
                     "print(c.get('classname'), c.get('name'), c.find('skipped').get('message'))"),
              "cpu value<70 no finished run measures it yet");
}

TEST_F(FormatsTest, K6SummaryHoldsItsThresholdsAndTheOldExportInvertsThem)
{
    RunRecord run = searchRun(1, at(1));
    setSearchP95(run, 1500); // target missed, critical held
    run.result.checks.push_back({"search: status is 200", 9, 1});
    addRun(run.result);
    ASSERT_TRUE(write({"k6"}));

    const std::string read =
        python("import json; d=json.load(open('run-1-search.k6.json')); m=d['metrics']['http_req_duration{name:search}'];"
               "print(m['type'], m['contains'], m['values']['p(95)'], m['thresholds']);"
               "print(d['root_group']['checks'][0]['id'], d['state']['testRunDurationMs'])");

    EXPECT_EQ(read, "trend time 1500.0 {'p(95)<1200': {'ok': False}, 'p(95)<2000': {'ok': True}}\n"
                    "b352233d15ee72fafd43c86b94611741 10000.0");
    const Json old = k6SummaryExport(report()->tests.front().runs.front());
    const Json& metric = old["metrics"]["http_req_duration{name:search}"];
    EXPECT_EQ(metric["thresholds"]["p(95)<1200"], true);
    EXPECT_EQ(metric["thresholds"]["p(95)<2000"], false);
    EXPECT_EQ(metric["p(95)"], 1500.0);
    EXPECT_EQ(old["metrics"]["http_req_failed"]["value"], 0.0);
    EXPECT_EQ(old["root_group"]["checks"]["search: status is 200"]["fails"], 1);
}

TEST_F(FormatsTest, K6SummaryCountsAChecksPassesInTheGroupThatItWasAskedIn)
{
    RunRecord run = searchRun(1, at(1));
    run.result.checks = {{"pay: status is 200", 7, 3}, {"look: status is 200", 5, 0}};
    run.result.metrics["group_duration{group:::shop}"] = {{"type", "trend"}};
    run.result.metrics["checks{check:pay: status is 200,group:::shop::checkout}"] = {
        {"type", "rate"}, {"passes", 7}, {"fails", 2}};
    addRun(run.result);

    const Json root = k6Summary(report()->tests.front().runs.front())["root_group"];
    const Json old = k6SummaryExport(report()->tests.front().runs.front())["root_group"];

    ASSERT_EQ(root["groups"].size(), 1U);
    EXPECT_EQ(root["groups"][0]["path"], "::shop");
    const Json& checkout = root["groups"][0]["groups"][0];
    EXPECT_EQ(checkout["name"], "checkout");
    EXPECT_EQ(checkout["checks"][0]["path"], "::shop::checkout::pay: status is 200");
    EXPECT_EQ(checkout["checks"][0]["fails"], 2);
    ASSERT_EQ(root["checks"].size(), 2U) << "one of pay's was asked outside of the group";
    EXPECT_EQ(root["checks"][0]["fails"], 1);
    EXPECT_EQ(old["groups"]["shop"]["groups"]["checkout"]["checks"]["pay: status is 200"]["passes"], 7);
}

TEST_F(FormatsTest, CsvHasARowForEverySecondAndSeriesWithAllAgentsMerged)
{
    addRun(searchRun(1, at(1)).result);
    ASSERT_TRUE(write({"csv"}));

    const std::string read =
        python("import csv; rows=list(csv.DictReader(open('run-1-search.csv', newline='')));"
               "print(len(rows), len(set(r['tick'] for r in rows)));"
               "r=[r for r in rows if r['metric']=='http_reqs{name:search, all}'][3]; print(r['tick'], r['count'], r['rate']);"
               "r=[r for r in rows if r['metric'].startswith('http_req_duration')][9]; print(r['count'], r['max'], r['type']);"
               "r=[r for r in rows if r['metric']=='http_req_failed'][0]; print(r['count']);"
               "r=[r for r in rows if r['metric']=='vus'][0]; print(r['value'])");

    EXPECT_EQ(read, "60 10\n3 34 \n34 109.0 trend\n2\n100.0");
}

TEST_F(FormatsTest, HdrLogIsReadByHdrHistogramItself)
{
    const QString jar = QStringLiteral("/usr/share/java/hdrhistogram.jar");
    if (!QFile::exists(jar) || QStandardPaths::findExecutable(QStringLiteral("java")).isEmpty()) {
        GTEST_SKIP() << "no Java with HdrHistogram (Debian: libhdrhistogram-java)";
    }
    addRun(searchRun(1, at(1)).result);
    ASSERT_TRUE(write({"hdr"}));

    const std::string read =
        said(QStringLiteral("java"),
             {QStringLiteral("-cp"), jar, QStringLiteral("org.HdrHistogram.HistogramLogProcessor"), QStringLiteral("-i"),
              QStringLiteral("run-1-search.hlog"), QStringLiteral("-tag"), QStringLiteral("http_req_duration{name:search}"),
              QStringLiteral("-outputValueUnitRatio"), QStringLiteral("1000")});

    EXPECT_THAT(read, HasSubstr("Total count    =          340"));
    EXPECT_THAT(read, HasSubstr("109.055")); // the highest equivalent value of 109.000 ms
}

TEST_F(FormatsTest, HdrLogCountsFromTheSecondZeroOfTheLoad)
{
    addRun(searchRun(1, at(1)).result);
    const auto runs = m_dossier->runs();
    ASSERT_TRUE(runs);

    const auto log = hdrLog(runs->front(), *m_dossier);

    ASSERT_TRUE(log) << log.error().message;
    EXPECT_THAT(*log, HasSubstr(formatUtc(at(1, 1)) + "]\n")); // a second after the run, which began with its setup
    EXPECT_THAT(*log, HasSubstr("Tag=http_req_duration{name:search},0.000,1.000,"));
}

TEST_F(FormatsTest, DurationsAreThoseOfTheLoadWithoutSetupAndVerification)
{
    RunRecord run = searchRun(1, at(1));
    run.result.loadSpan = TimeSpan{at(1, 2), at(1, 9)};
    addRun(run.result);
    ASSERT_TRUE(write({"junit"}));

    EXPECT_EQ(k6Summary(report()->tests.front().runs.front())["state"]["testRunDurationMs"], 7000.0);
    EXPECT_EQ(python("import xml.etree.ElementTree as e; print(e.parse('junit.xml').getroot().get('time'))"), "7");
}

TEST_F(FormatsTest, JtlNeedsARunWithSamples)
{
    addRun(searchRun(1, at(1)).result);
    const auto missing = write({"jtl"});
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().message, HasSubstr("no run of this dossier had `--samples FILE.jtl`"));

    const std::string file = m_folder.filePath(QStringLiteral("a.jtl")).toStdString();
    ASSERT_TRUE(writeFileAtomically(file, "timeStamp,elapsed\n1,2\n"));
    ASSERT_TRUE(
        m_dossier->addAudit(std::string(kAuditSamplesWritten), Json{{"run", 1}, {"file", file}, {"dropped", 0}}, {}, at(3)));

    ASSERT_TRUE(write({"jtl"}));
    EXPECT_EQ(*readFile(out() / "samples.jtl"), "timeStamp,elapsed\n1,2\n");
    EXPECT_TRUE(verifyReportFolder(out()));
}

} // namespace
} // namespace holdpoint
