// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/time_format.h"
#include "core/dossier/log_entry.h"
#include "core/report/after_release.h"
#include "tests/support/gui.h"
#include "tests/support/sample_release.h"
#include "ui/charts/plain_chart.h"
#include "ui/charts/time_series_view.h"
#include "ui/overview/after_page.h"
#include "ui/overview/analysis_page.h"
#include "ui/overview/capacity_page.h"
#include "ui/overview/compare_panel.h"
#include "ui/overview/findings_view.h"
#include "ui/overview/load_chart.h"
#include "ui/style/delegates.h"
#include "ui/style/elision.h"
#include "ui/style/holdpoint_style.h"
#include "ui/style/parts.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabBar>
#include <QTableView>
#include <QTemporaryDir>
#include <cmath>
#include <functional>
#include <gmock/gmock.h>
#include <random>

namespace holdpoint {
namespace {

using test::child;
using ::testing::HasSubstr;
using ::testing::Not;

/// A run of `seconds` of log-normal latencies, with what its thresholds, levels and errors say.
std::int64_t addRun(Session& session, RunKind kind, double medianMs, WallTime begin, unsigned seed, int perSecond = 17,
                    const std::function<void(RunResult&)>& change = {})
{
    Dossier& dossier = session.dossier();
    const auto id = dossier.beginRun("search", kind, session.plan(), begin);
    EXPECT_TRUE(id) << id.error().message;
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    std::vector<Frame> frames;
    for (std::uint64_t seq = 1; seq <= 120; ++seq) {
        Frame frame;
        frame.shard = "1/1";
        frame.seq = seq;
        frame.tick = seq - 1;
        frame.time = begin + std::chrono::seconds{seq};
        frame.counters["http_reqs{name:search}"] = perSecond;
        for (int i = 0; i < 17; ++i) {
            frame.trends["http_req_duration{name:search}"].record(
                Micros{static_cast<std::int64_t>(1000 * medianMs * std::exp(0.5 * normal(random)))});
        }
        frames.push_back(frame);
    }
    EXPECT_TRUE(dossier.addFrames(*id, frames));
    RunResult result;
    result.outcome = RunOutcome::Passed;
    const auto trend = [](double avg, double p95) {
        return Json{{"type", "trend"}, {"count", 2040},      {"avg", avg},    {"med", avg},
                    {"p(95)", p95},    {"p(99)", p95 * 1.3}, {"max", p95 * 2}};
    };
    result.metrics = Json{{"http_reqs", {{"type", "counter"}, {"count", 2040}, {"rate", 17.0}}},
                          {"http_req_duration", trend(medianMs * 1.1, medianMs * 2.3)},
                          {"http_req_duration{name:search}", trend(medianMs * 1.1, medianMs * 2.3)},
                          {"http_req_waiting", trend(medianMs, medianMs * 2)},
                          {"http_req_waiting{name:search}", trend(medianMs, medianMs * 2)}};
    const TestPlan* test = session.plan().test("search");
    EXPECT_NE(test, nullptr);
    for (const LoadTarget& target : test->loadTargets) {
        result.load.push_back({target, target.expect.limit, true, "planned and achieved"});
    }
    for (const ThresholdRule& rule : test->thresholds) {
        ThresholdResult seen;
        seen.rule = rule;
        seen.measured = rule.target.limit * 0.8;
        seen.margin = rule.target.margin(*seen.measured);
        seen.sampleCount = 2040;
        seen.verdict = RuleVerdict::Passed;
        result.thresholds.push_back(seen);
    }
    result.errors.push_back({"timeout", "search", "no answer in 10 s", 3, begin + std::chrono::seconds{5}});
    for (const ThresholdRule& rule : session.plan().thresholds) {
        if (rule.id == "cpu") {
            ThresholdResult seen;
            seen.rule = rule;
            seen.measured = 84;
            seen.at = begin + std::chrono::seconds{60};
            seen.verdict = RuleVerdict::Warned;
            seen.breaches = {{begin + std::chrono::seconds{50}, begin + std::chrono::seconds{70}}};
            result.thresholds.push_back(seen);
        }
    }
    if (kind == RunKind::Breakpoint) {
        BreakpointResult levels;
        for (int i = 1; i <= 8; ++i) {
            BreakpointLevel level;
            level.share = 0.2 * i;
            level.planned = 16.67 * level.share;
            level.vus = 20.0 * i;
            level.achieved = 20.0 * i * 0.8 / (1 + 0.01 * (20.0 * i - 1));
            level.seconds = 120;
            level.p95Ms = 100 + std::pow(i, 3);
            level.isHeld = i <= 7;
            levels.levels.push_back(level);
        }
        levels.levels[6].achieved = *levels.levels[6].planned;
        levels.levels.back().brokenBy = "p(95) is 2,100 ms, over the critical 2,000 ms";
        levels.capacity = 6;
        levels.knee = 6;
        result.breakpoint = levels;
    }
    if (change) {
        change(result);
    }
    EXPECT_TRUE(dossier.endRun(*id, begin + std::chrono::seconds{121}, "duration reached", result));
    return *id;
}

WallTime monday(int minutes)
{
    return *parseUtc("2026-01-05T10:00:00Z") + std::chrono::minutes{minutes};
}

class OverviewTest : public testing::Test
{
protected:
    OverviewTest() { applyTheme(QStringLiteral("light")); }

    template <typename PageType>
    void open(PageType& page)
    {
        page.setPerson(test::sampleQa());
        page.setSession(&release.session());
        page.resize(1112, 700);
        page.show();
        test::settle();
        QObject::connect(&page, &Page::noticed, &page, [this](const QString& sentence, bool isFault) {
            said = sentence;
            wasFault = isFault;
        });
    }
    static void picture(Page& page, const char* name)
    {
        const QString folder = test::screenshotFolder();
        for (const char* theme : {"light", "dark"}) {
            applyTheme(QLatin1String(theme));
            test::settle();
            if (!folder.isEmpty()) {
                ASSERT_TRUE(
                    page.grab().save(QStringLiteral("%1/%2-%3-1280.png").arg(folder, QLatin1String(name), QLatin1String(theme))));
            }
        }
        applyTheme(QStringLiteral("light"));
    }

    test::SampleRelease release;
    QString said;
    bool wasFault = false;
};

TEST_F(OverviewTest, AnalysisShowsLoadFirstAndTheTabsOfTheSelectedRun)
{
    addRun(release.session(), RunKind::Load, 60, monday(0), 1);
    const auto newest = addRun(release.session(), RunKind::Load, 40, monday(10), 2);
    release.session().noteChange();
    AnalysisPage page;
    open(page);
    auto& load = child<QTableView>(page, "loadTable");
    ASSERT_GE(load.model()->rowCount(), 1);
    auto& tabs = child<QTabBar>(page, "analysisTabs");
    QTest::mouseClick(&tabs, Qt::LeftButton, {}, tabs.tabRect(1).center());
    auto& steps = child<QTableView>(page, "stepTable");
    EXPECT_TRUE(steps.isVisible());
    ASSERT_EQ(steps.model()->rowCount(), 2);
    EXPECT_EQ(steps.model()->index(1, 0).data().toString(), QStringLiteral("search"));
    QTest::mouseClick(&tabs, Qt::LeftButton, {}, tabs.tabRect(2).center());
    EXPECT_EQ(child<QTableView>(page, "errorTable").model()->index(0, 0).data().toString(), QStringLiteral("timeout"));
    QTest::mouseClick(&tabs, Qt::LeftButton, {}, tabs.tabRect(4).center());
    EXPECT_EQ(child<QTableView>(page, "serverTable").model()->index(0, 0).data().toString(), QStringLiteral("CPU"));
    EXPECT_THAT(child<FindingsView>(page, "findings").model()->index(0, 0).data().toString().toStdString(),
                HasSubstr("CPU saturates"));
    QTest::mouseClick(&tabs, Qt::LeftButton, {}, tabs.tabRect(3).center());
    auto& chooser = child<QComboBox>(page, "compareWith");
    ASSERT_EQ(chooser.count(), 1) << "the other run of the same test";
    auto& comparison = child<QTableView>(page, "comparison");
    ASSERT_TRUE(test::eventually([&] { return comparison.model()->rowCount() > 0; }));
    QStringList verdicts;
    for (int row = 0; row < comparison.model()->rowCount(); ++row) {
        verdicts << comparison.model()->index(row, 7).data().toString();
    }
    EXPECT_TRUE(verdicts.contains(QStringLiteral("BETTER"))) << verdicts.join(QLatin1Char(' ')).toStdString();
    EXPECT_EQ(load.currentIndex().siblingAtColumn(0).data(Qt::UserRole).toLongLong(), newest);
    ElisionLog::start();
    for (const int tab : {0, 1, 3}) {
        QTest::mouseClick(&tabs, Qt::LeftButton, {}, tabs.tabRect(tab).center());
        page.grab();
    }
    for (const QString& cut : ElisionLog::stop()) {
        EXPECT_FALSE(cut.contains(QRegularExpression(QStringLiteral("^[+\u2212]?[0-9]"))))
            << "a cut number is another number: " << cut.toStdString();
    }
    picture(page, "analysis-compare");
    QTest::mouseClick(&tabs, Qt::LeftButton, {}, tabs.tabRect(0).center());
    picture(page, "analysis");
}

TEST_F(OverviewTest, RulesThatWereNotDecidedAreOneRowThatOpens)
{
    FindingsView findings;
    BottleneckSearch search;
    for (const char* rule : {"Q1", "Q2", "C1"}) {
        UndecidedRule undecided;
        undecided.rule = rule;
        undecided.why = "the plan names no such source";
        search.undecided.push_back(undecided);
    }
    findings.setSearch(search);
    findings.show();
    ASSERT_EQ(findings.model()->rowCount(), 2) << "no evidence, and the rules";
    const QModelIndex fold = findings.model()->index(1, 0);
    EXPECT_TRUE(fold.data().toString().startsWith(QStringLiteral("3 rule"))) << fold.data().toString().toStdString();
    findings.setCurrentIndex(fold);
    findings.setFocus();
    QTest::keyClick(&findings, Qt::Key_Return);
    EXPECT_EQ(findings.model()->rowCount(), 5) << "each with its reason";
    EXPECT_EQ(findings.currentIndex().row(), 1) << "the one that opened";
    QTest::keyClick(&findings, Qt::Key_Return);
    EXPECT_EQ(findings.model()->rowCount(), 2);
}

TEST_F(OverviewTest, ThresholdsShowHowTheyDifferFromTheBaseline)
{
    addRun(release.session(), RunKind::Load, 40, monday(0), 1);
    release.session().noteChange();
    AnalysisPage page;
    QSignalSpy compared(&page, &AnalysisPage::baselinesCompared);
    open(page);
    auto& table = child<QTableView>(page, "thresholdTable");
    EXPECT_EQ(table.model()->headerData(6, Qt::Horizontal).toString(), QStringLiteral("no baseline"));
    EXPECT_FALSE(child<Button>(page, "runFailedAgain").isVisibleTo(&page)) << "nothing has failed";

    addRun(release.session(), RunKind::Baseline, 40, monday(20), 2);
    addRun(release.session(), RunKind::Load, 80, monday(40), 3);
    release.session().noteChange();
    ASSERT_TRUE(test::eventually([&] { return compared.count() >= 1; }));
    EXPECT_EQ(table.model()->headerData(6, Qt::Horizontal).toString(), QStringLiteral("vs baseline"));
    QStringList shown;
    for (int row = 0; row < table.model()->rowCount(); ++row) {
        const QModelIndex cell = table.model()->index(row, 6);
        if (cell.data().toString().startsWith(QLatin1Char('+'))) {
            shown << cell.data().toString();
            EXPECT_EQ(cell.data(ToneRole).toInt(), static_cast<int>(Tone::Strong)) << "outside the noise";
            EXPECT_THAT(cell.data(Qt::ToolTipRole).toString().toStdString(), HasSubstr("Run 3 against baseline run 2"));
        }
    }
    ASSERT_FALSE(shown.isEmpty());
    EXPECT_NEAR(shown.front().mid(1).section(QChar(0xA0), 0, 0).toDouble(), 100, 12) << "80 ms against 40";
    picture(page, "analysis-baseline");
}

TEST_F(OverviewTest, AnotherReleaseWithTheSameRunNumbersShowsItsOwnNumbers)
{
    addRun(release.session(), RunKind::Baseline, 40, monday(0), 1);
    addRun(release.session(), RunKind::Load, 80, monday(10), 2);
    release.session().noteChange();
    AnalysisPage page;
    QSignalSpy compared(&page, &AnalysisPage::baselinesCompared);
    open(page);
    const auto& table = child<QTableView>(page, "thresholdTable");
    const auto differences = [&] {
        std::vector<double> shown;
        for (int row = 0; row < table.model()->rowCount(); ++row) {
            bool isNumber = false;
            const QString text = table.model()->index(row, 6).data().toString().section(QChar(0xA0), 0, 0);
            const double value = QString(text).replace(QChar(0x2212), QLatin1Char('-')).toDouble(&isNumber);
            if (isNumber) {
                shown.push_back(value);
            }
        }
        return shown;
    };
    const auto highest = [&page] {
        double most = 0;
        for (const ChartLine& line : child<LoadChart>(page, "loadChart").findChild<TimeSeriesView*>()->content().lines) {
            for (std::size_t i = 0; line.isMain && i < line.points.size(); ++i) {
                most = std::max(most, line.points[i].y);
            }
        }
        return most;
    };
    ASSERT_TRUE(test::eventually([&] { return !differences().empty() && highest() == 17; }));
    EXPECT_NEAR(differences().front(), 100, 12);

    test::SampleRelease other;
    addRun(other.session(), RunKind::Baseline, 40, monday(0), 1);
    addRun(other.session(), RunKind::Load, 40, monday(10), 2, 9);
    other.session().noteChange();
    page.setSession(&other.session());
    EXPECT_TRUE(differences().empty()) << "nothing of the release before";
    EXPECT_TRUE(test::eventually([&] { return !differences().empty() && highest() == 9; })) << highest();
    EXPECT_NEAR(differences().empty() ? 99 : differences().front(), 0, 12);
}

TEST_F(OverviewTest, AnOptimisationIsLoggedByClicksAndItsRetestShowsWhatItBrought)
{
    addRun(release.session(), RunKind::Load, 60, monday(0), 1);
    release.session().noteChange();
    AnalysisPage page;
    open(page);
    auto& tabs = child<QTabBar>(page, "analysisTabs");
    QTest::mouseClick(&tabs, Qt::LeftButton, {}, tabs.tabRect(6).center());
    auto& table = child<QTableView>(page, "optimisations");
    EXPECT_FALSE(table.isVisible()) << "there is none yet, and the page says what to do";
    bool mayLogNothing = true;
    test::whenDialogOpens([&](QDialog& dialog) {
        auto& log = child<Button>(dialog, "logOptimisation");
        mayLogNothing = log.isEnabled();
        EXPECT_GT(child<QComboBox>(dialog, "box").count(), 3);
        QTest::keyClicks(&child<QLineEdit>(dialog, "what"), QStringLiteral("index on events.starts_at"));
        QTest::mouseClick(&log, Qt::LeftButton);
    });
    QTest::mouseClick(&child<Button>(page, "addOptimisation"), Qt::LeftButton);
    EXPECT_FALSE(mayLogNothing);
    ASSERT_GE(table.model()->rowCount(), 2);
    EXPECT_THAT(table.model()->index(0, 0).data().toString().toStdString(), HasSubstr("1  index on events.starts_at"));
    EXPECT_EQ(table.model()->index(1, 5).data().toString(), QStringLiteral("NOT YET"));

    addRun(release.session(), RunKind::Retest, 40, systemClock().wallNow() + std::chrono::minutes{1}, 2);
    release.session().noteChange();
    QStringList verdicts;
    for (int row = 0; row < table.model()->rowCount(); ++row) {
        verdicts << table.model()->index(row, 5).data().toString();
    }
    EXPECT_TRUE(verdicts.contains(QStringLiteral("BETTER"))) << verdicts.join(QLatin1Char(' ')).toStdString();
    picture(page, "analysis-optimisations");
    table.setCurrentIndex(table.model()->index(0, 0));
    QTest::mouseClick(&child<Button>(page, "takeBackOptimisation"), Qt::LeftButton);
    EXPECT_FALSE(wasFault) << said.toStdString();
    EXPECT_TRUE(release.session().report()->optimisations.empty());
}

TEST_F(OverviewTest, WhatIsTypedIntoTheFormStaysWhenAnotherPersonSavesAndIsNotLostSilently)
{
    addRun(release.session(), RunKind::Load, 40, monday(0), 1);
    release.session().noteChange();
    CapacityPage page;
    QSignalSpy studied(&page, &CapacityPage::studied);
    open(page);
    ASSERT_TRUE(test::eventually([&] { return studied.count() >= 1; }));
    auto& cost = child<QLineEdit>(page, "capacity.cost");
    cost.setText(QStringLiteral("1200 EUR"));
    const auto before = studied.count();
    const Person bea{"Bea Kurz", Role::DevOps, "bea"};
    const auto theirs = release.session().setForm("capacity.cost", "900 EUR", bea, "");
    ASSERT_TRUE(theirs) << theirs.error().message;
    ASSERT_TRUE(test::eventually([&] { return studied.count() > before; }));
    EXPECT_EQ(cost.text(), QStringLiteral("1200 EUR"));

    auto& save = child<Button>(page, "saveCapacity");
    save.setParent(&page); // the window draws it in the head
    save.show();
    QTest::keyClicks(&child<QLineEdit>(page, "capacityNote"), QStringLiteral("two more instances"));
    QTest::mouseClick(&save, Qt::LeftButton);
    EXPECT_TRUE(wasFault);
    EXPECT_THAT(said.toStdString(), HasSubstr("Bea Kurz set it to \"900 EUR\""));
    QTest::mouseClick(&save, Qt::LeftButton);
    EXPECT_FALSE(wasFault) << "who was told may save again: " << said.toStdString();
    const auto form = release.session().dossier().formValues();
    const auto stored = std::find_if(form->begin(), form->end(), [](const auto& each) { return each.field == "capacity.cost"; });
    ASSERT_NE(stored, form->end());
    EXPECT_EQ(stored->value, "1200 EUR");
}

TEST_F(OverviewTest, WithoutARunAnalysisSaysWhereToGo)
{
    AnalysisPage page;
    open(page);
    EXPECT_FALSE(child<QTableView>(page, "loadTable").isVisible());
}

TEST_F(OverviewTest, AChangedCapacityValueNeedsANoteAndKeepsWhatWasComputed)
{
    addRun(release.session(), RunKind::Load, 40, monday(0), 1);
    addRun(release.session(), RunKind::Breakpoint, 40, monday(30), 2);
    release.session().noteChange();
    CapacityPage page;
    QSignalSpy studied(&page, &CapacityPage::studied);
    open(page);
    ASSERT_TRUE(test::eventually([&] { return studied.count() >= 1; }));
    EXPECT_EQ(child<QLabel>(page, "headroom").text(), QStringLiteral("29\u00A0%"));
    EXPECT_THAT(child<QLabel>(page, "scalabilityLaw").text().toStdString(), HasSubstr("8 levels"));
    auto& cpu = child<QDoubleSpinBox>(page, "blank.trigger.cpu");
    EXPECT_EQ(cpu.value(), 70) << "the default, which says so";
    EXPECT_THAT(child<QLabel>(page, "blank.trigger.cpu.computed").text().toStdString(), HasSubstr("default 70"));
    picture(page, "capacity");
    cpu.setFocus();
    cpu.selectAll();
    QTest::keyClicks(&cpu, QStringLiteral("65"));
    auto& save = child<Button>(page, "saveCapacity");
    save.setParent(&page); // the window draws it in the head
    save.show();
    QTest::mouseClick(&save, Qt::LeftButton);
    EXPECT_TRUE(wasFault);
    EXPECT_THAT(said.toStdString(), HasSubstr("needs a note"));
    QTest::keyClicks(&child<QLineEdit>(page, "capacityNote"), QStringLiteral("two instances start slowly"));
    QTest::mouseClick(&save, Qt::LeftButton);
    EXPECT_FALSE(wasFault) << said.toStdString();
    const auto form = release.session().dossier().formValues();
    ASSERT_TRUE(form);
    const auto stored =
        std::find_if(form->begin(), form->end(), [](const FormValue& each) { return each.field == "blank.trigger.cpu"; });
    ASSERT_NE(stored, form->end());
    EXPECT_THAT(stored->value, HasSubstr("65"));
    EXPECT_THAT(stored->computed, HasSubstr("70"));
    EXPECT_EQ(stored->note, "two instances start slowly");
    const auto remark = [&](const char* field) { return child<QLabel>(page, field).text(); };
    EXPECT_TRUE(test::eventually([&] { return remark("blank.trigger.cpu.computed").contains(QStringLiteral("edited by")); }));
    EXPECT_EQ(form->size(), 1U) << "nobody said anything about the other fields";
    EXPECT_THAT(remark("blank.trigger.memory.computed").toStdString(), Not(HasSubstr("accepted by")));
    EXPECT_EQ(release.session().checklist().item("blank.trigger.memory")->state, ItemState::Open);

    auto& accept = child<QCheckBox>(page, "blank.trigger.memory.accept");
    ASSERT_TRUE(accept.isVisible());
    EXPECT_FALSE(child<QCheckBox>(page, "blank.trigger.cpu.accept").isVisible()) << "a person's value is there";
    QTest::keyClick(&accept, Qt::Key_Space);
    picture(page, "capacity-accept");
    QTest::mouseClick(&save, Qt::LeftButton);
    EXPECT_FALSE(wasFault) << said.toStdString();
    EXPECT_TRUE(test::eventually([&] { return remark("blank.trigger.memory.computed").contains(QStringLiteral("accepted by")); }))
        << "what was saved as it was is nobody's edit";
    EXPECT_EQ(release.session().checklist().item("blank.trigger.memory")->state, ItemState::Pass);
    EXPECT_EQ(release.session().checklist().item("blank.trigger.errors")->state, ItemState::Open);
}

TEST_F(OverviewTest, ATriggerThatTheFieldsCannotShowIsNamedAndStaysAsItIs)
{
    const auto entered = release.session().setForm("blank.trigger.cpu", "72.5 % for 90 minutes", test::sampleQa(), "");
    ASSERT_TRUE(entered) << entered.error().message;
    ASSERT_TRUE(release.session().dossier().setFormValue(
        {"blank.trigger.memory", "200 % for -1 minutes", "", "", test::sampleQa(), monday(0)})); // by an older holdpointctl
    release.session().noteChange();
    CapacityPage page;
    QSignalSpy studied(&page, &CapacityPage::studied);
    open(page);
    ASSERT_TRUE(test::eventually([&] { return studied.count() >= 1; }));
    EXPECT_EQ(child<QDoubleSpinBox>(page, "blank.trigger.cpu").value(), 72.5);
    EXPECT_EQ(child<QSpinBox>(page, "blank.trigger.cpu.minutes").value(), 90);
    EXPECT_THAT(child<QLabel>(page, "blank.trigger.memory.computed").text().toStdString(), HasSubstr("200 % for -1 minutes"));
    auto& save = child<Button>(page, "saveCapacity");
    save.setParent(&page);
    save.show();
    QTest::mouseClick(&save, Qt::LeftButton);
    EXPECT_THAT(said.toStdString(), HasSubstr("Nothing changed"));
    EXPECT_EQ(release.session().dossier().formValues()->size(), 2U);
}

TEST_F(OverviewTest, CapacitySaysThatABreakpointRunHeldNothing)
{
    addRun(release.session(), RunKind::Breakpoint, 40, monday(0), 1, 17, [](RunResult& result) {
        result.breakpoint->capacity.reset();
        result.breakpoint->knee.reset();
        result.breakpoint->levels.resize(1);
        result.breakpoint->levels[0].isHeld = false;
        result.breakpoint->levels[0].brokenBy = "p(95) is 2,100 ms, over the critical 2,000 ms";
    });
    release.session().noteChange();
    CapacityPage page;
    QSignalSpy studied(&page, &CapacityPage::studied);
    open(page);
    ASSERT_TRUE(test::eventually([&] { return studied.count() >= 1; }));
    EXPECT_THAT(child<QLabel>(page, "headroomFormula").text().toStdString(),
                HasSubstr("held no level, not even 20\u00a0% of the plan: p(95) is 2,100 ms"));
    const auto& model = *child<QTableView>(page, "capacityTable").model();
    EXPECT_EQ(model.index(1, 2).data().toString(), QStringLiteral("none held"));
    EXPECT_THAT(model.index(1, 4).data().toString().toStdString(), HasSubstr("at 20\u00a0% of the plan"));
    picture(page, "capacity-none-held");
}

TEST_F(OverviewTest, AfterReleaseTakesLessonsPredictionsAndTheScheduleByClicks)
{
    QTemporaryDir config;
    qputenv("XDG_CONFIG_HOME", config.path().toUtf8());
    AfterPage page;
    open(page);
    for (const char* name : {"addLesson", "scheduleRegression"}) { // the window draws them in the head
        child<Button>(page, name).show();
    }
    const auto typed = [&](const char* button, const char* text) {
        test::whenDialogOpens([&](QDialog& dialog) {
            auto& edit = child<QLineEdit>(dialog, "note");
            edit.selectAll();
            QTest::keyClicks(&edit, QString::fromLatin1(text));
            QTest::keyClick(&edit, Qt::Key_Return);
        });
        QTest::mouseClick(&child<Button>(page, button), Qt::LeftButton);
    };
    typed("releasedAt", "2026-01-06T08:00:00Z");
    EXPECT_THAT(page.facts().toStdString(), HasSubstr("released 2026-01-06"));
    EXPECT_THAT(child<QLabel>(page, "proposals").text().toStdString(), HasSubstr("production was not asked"));
    test::whenDialogOpens([&](QDialog& dialog) {
        auto& edit = child<QLineEdit>(dialog, "note");
        QTest::keyClicks(&edit, QStringLiteral("many"));
        QTest::keyClick(&edit, Qt::Key_Return);
        EXPECT_TRUE(dialog.isVisible()) << "what was typed is not lost";
        EXPECT_THAT(child<QLabel>(dialog, "fault").text().toStdString(), HasSubstr("`many` is no number"));
        edit.selectAll();
        QTest::keyClicks(&edit, QStringLiteral("2400"));
        QTest::keyClick(&edit, Qt::Key_Return);
    });
    QTest::mouseClick(&child<Button>(page, "predictTraffic"), Qt::LeftButton);
    EXPECT_EQ(child<PlainChart>(page, "trafficChart").content().lines.size(), 1U);
    const QString lesson = QStringLiteral("The pool fills before the CPU does. ").repeated(20).trimmed();
    test::whenDialogOpens([&](QDialog& dialog) {
        auto& edit = child<QPlainTextEdit>(dialog, "note");
        edit.setPlainText(lesson);
        QTest::keyClick(&edit, Qt::Key_Return, Qt::ControlModifier);
    });
    QTest::mouseClick(&child<Button>(page, "addLesson"), Qt::LeftButton);
    EXPECT_THAT(child<QLabel>(page, "lessons").text().toStdString(), HasSubstr(lesson.toStdString())) << "none of it is cut";
    test::whenDialogOpens([&](QDialog& dialog) {
        child<QSpinBox>(dialog, "day").setValue(2);
        EXPECT_THAT(child<QLabel>(dialog, "next").text().toStdString(), HasSubstr("-02 "));
        test::screenshot(dialog, QStringLiteral("after-schedule"), dialog.sizeHint());
        QTest::mouseClick(&child<Button>(dialog, "action"), Qt::LeftButton);
    });
    QTest::mouseClick(&child<Button>(page, "scheduleRegression"), Qt::LeftButton);
    EXPECT_FALSE(wasFault) << said.toStdString();
    EXPECT_TRUE(QFile::exists(config.filePath(QStringLiteral("systemd/user/holdpoint-platform-regression.timer"))));
    EXPECT_THAT(child<QLabel>(page, "nextRegression").text().toStdString(), HasSubstr("06:00"));
    EXPECT_TRUE(test::eventually([&] {
        return child<QLabel>(page, "nextRegression").text().contains(QStringLiteral("no scheduled run yet"));
    })) << "read beside the window";
    ProductionLook look;
    look.from = *parseUtc("2026-01-06T08:00:00Z");
    look.to = look.from + std::chrono::hours{72};
    for (int hour = 0; hour < 72; ++hour) {
        const WallTime at = look.from + std::chrono::hours{hour};
        look.traffic.push_back({at, 1500 + 1200 * std::sin(hour * 2 * 3.14159 / 24)});
        look.latency.push_back({at, 200 + 40 * std::sin(hour * 2 * 3.14159 / 24)});
    }
    LogEntry entry;
    entry.kind = kLogProduction;
    entry.ref = "hourly";
    entry.content = toJson(look);
    entry.by = test::sampleQa();
    ASSERT_TRUE(addLogEntry(release.session().dossier(), entry));
    release.session().noteChange();
    EXPECT_EQ(child<PlainChart>(page, "trafficChart").content().lines.size(), 2U);
    picture(page, "after");
    EXPECT_FALSE(firstAuditFault(*release.session().dossier().audit()));
}

} // namespace
} // namespace holdpoint
