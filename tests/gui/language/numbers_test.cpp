// SPDX-License-Identifier: GPL-3.0-or-later
// A German system and a German console change no number: not in what is typed and shown, not in what is recorded.
#include "core/base/units.h"
#include "core/report/report.h"
#include "tests/support/german_locale.h"
#include "tests/support/gui.h"
#include "tests/support/sample_release.h"
#include "tests/support/signable_release.h"
#include "ui/run/plan_form.h"
#include "ui/style/language.h"

#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <gmock/gmock.h>
#include <map>

namespace holdpoint {
namespace {

class NumbersTest : public testing::Test
{
protected:
    static void SetUpTestSuite() { german = new test::GermanLocale; } // takes seconds
    static void TearDownTestSuite() { delete std::exchange(german, nullptr); }
    ~NumbersTest() override
    {
        std::setlocale(LC_ALL, "C");
        QLocale::setDefault(QLocale::c());
        installLanguage(QStringLiteral("en"));
    }

    void speakGerman()
    {
        german->use();
        QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
        ASSERT_TRUE(installLanguage(QStringLiteral("de")));
    }

    static inline test::GermanLocale* german = nullptr;
};

TEST_F(NumbersTest, NumbersAreWrittenAndReadWithAPoint)
{
    speakGerman();
    EXPECT_EQ(formatNumber(1234567.891, 2), "1,234,567.89");
    EXPECT_EQ(formatNumber(-0.5, 1), "\u22120.5");
    EXPECT_EQ(formatMillis(0.18), "0.18\u00a0ms");
    EXPECT_EQ(formatCount(2'310'000), "2.31\u00a0M");
    EXPECT_EQ(formatPlain(0.001), "0.001");
    EXPECT_DOUBLE_EQ(*parseNumber("0.5"), 0.5);
    EXPECT_DOUBLE_EQ(*parseRatio("0.05%"), 0.0005);
    EXPECT_EQ(*parseDuration("1.5s"), Nanos{std::chrono::milliseconds{1500}});
}

TEST_F(NumbersTest, ThePlansLoadAndThresholdsAreShownAndTakenAsTheyAreWritten)
{
    test::SampleRelease release;
    const auto fields = [](const PlanForm& form) {
        std::map<std::string, std::string> texts;
        for (const auto* edit : form.findChildren<QLineEdit*>()) {
            texts[edit->objectName().toStdString()] = edit->text().toStdString();
        }
        return texts;
    };
    PlanForm english(release.session(), {}, test::sampleQa(), QString());
    const auto before = fields(english);
    EXPECT_GT(before.size(), 4U);

    speakGerman();
    PlanForm form(release.session(), {}, test::sampleQa(), QString());
    EXPECT_EQ(fields(form), before);
}

TEST_F(NumbersTest, TheReportOfARunIsTheSameToTheByte)
{
    test::SignableRelease release;
    const auto now = WallTime{std::chrono::sys_days{std::chrono::year{2026} / 1 / 5}};
    const auto written = [&release, now] {
        std::map<std::string, std::string> files;
        const Session& session = release.session();
        const auto report = buildReport(session.dossier(), session.plan(), session.checklistTemplate(), now, ReportUse::Write);
        EXPECT_TRUE(report) << (report ? "" : report.error().message);
        if (!report) {
            return files;
        }
        files["report.json"] = dumpJson(toJson(**report));
        files["record.json"] = dumpJson(recordJson(**report));
        files["report.md"] = toMarkdown(**report);
        const auto charts = chartsOf(**report, session.dossier());
        files["report.html"] = charts ? toHtml(**report, *charts) : charts.error().message;
        return files;
    };
    const auto english = written();
    ASSERT_EQ(english.size(), 4U);

    speakGerman();
    for (const auto& [name, bytes] : written()) {
        EXPECT_EQ(bytes, english.at(name)) << name;
        EXPECT_GT(bytes.size(), 100U) << name;
    }
}

} // namespace
} // namespace holdpoint
