// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/report_page.h"

#include "core/base/time_format.h"
#include "core/dossier/reading_stop.h"
#include "tests/gui/paper/paper_fixture.h"
#include "ui/report/export_dialog.h"
#include "ui/report/export_panel.h"
#include "ui/report/paper_view.h"
#include "ui/shell/background_job.h"
#include "ui/style/elision.h"
#include "ui/style/parts.h"

#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPrinter>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <atomic>
#include <thread>

namespace holdpoint {
namespace {

class ReportPageTest : public testing::Test
{
protected:
    ReportPageTest() : page(new ReportPage), frame(page)
    {
        applyTheme(QStringLiteral("light"));
        page->setFolderChooser([this](QWidget*, const QString&) { return chosen; });
    }

    /// Whole: nothing moves any more.
    void openShipped(const std::string& plan)
    {
        session = shippedSession(plan, folder.path().toStdString());
        addRuns(*session);
        page->setPerson({"Mara Lindqvist", Role::Qa, ""});
        page->setSession(session.get());
        frame.show();
        EXPECT_TRUE(QTest::qWaitFor([this] { return page->isWhole(); }, 30'000));
    }

    /// The report of a change that is still to be drawn: until the next turn of the event loop it stays so, on any machine.
    void openChanged(const std::string& plan)
    {
        openShipped(plan);
        EXPECT_TRUE(session->overrideItem("env.same-server-specs", {"Mara Lindqvist", Role::Qa, ""}, "same size by contract"));
    }

    ~ReportPageTest() override { page->setSession(nullptr); }

    bool waitForChecks()
    {
        return QTest::qWaitFor([this] { return page->panel().findChildren<QWidget*>(QStringLiteral("check")).size() > 2; },
                               30'000);
    }

    QString sentence() const { return page->panel().findChild<QLabel*>(QStringLiteral("exportSentence"))->text(); }

    QTemporaryDir folder;
    QString chosen;
    std::unique_ptr<Session> session;
    ReportPage* page;
    PageWindow frame;
};

TEST_F(ReportPageTest, ShowsWhatAnExportWouldDraw)
{
    openShipped("pre-production");
    const auto written =
        buildReport(session->dossier(), session->plan(), session->checklistTemplate(), systemClock().wallNow(), ReportUse::Write);
    ASSERT_TRUE(written) << written.error().message;
    const auto charts = chartsOf(**written, session->dossier());
    ASSERT_TRUE(charts) << charts.error().message;
    const PaperReport paper(*written, *charts);
    bool hasAnalysis = false;
    for (int number = 0; number < paper.pageCount(); ++number) {
        hasAnalysis = hasAnalysis || paper.textOf(number).contains(QStringLiteral("Headroom and scaling"));
    }
    EXPECT_TRUE(hasAnalysis);
    EXPECT_TRUE(page->facts().startsWith(QStringLiteral("page 1 of %1 ").arg(paper.pageCount()))) << page->facts().toStdString();
}

TEST_F(ReportPageTest, TurnsPagesAndZoomsByKey)
{
    openShipped("pre-production");
    page->focusFirst();
    QWidget* focused = page->panel().exportButton();
    EXPECT_TRUE(page->facts().startsWith(QStringLiteral("page 1 of ")));
    QTest::keyClick(focused, Qt::Key_PageDown);
    EXPECT_TRUE(page->facts().startsWith(QStringLiteral("page 2 of "))) << page->facts().toStdString();
    QTest::keyClick(focused, Qt::Key_PageUp);
    EXPECT_EQ(page->view().currentPage(), 0);
    QTest::mouseClick(frame.window.findChild<Button*>(QStringLiteral("zoomIn")), Qt::LeftButton);
    EXPECT_DOUBLE_EQ(page->view().zoom(), 1.25);
    QTest::keyClick(focused, Qt::Key_0, Qt::ControlModifier);
    EXPECT_DOUBLE_EQ(page->view().zoom(), 1);
    EXPECT_EQ(page->view().horizontalScrollBar()->maximum(), 0) << "a page fits beside the dock";
}

TEST_F(ReportPageTest, ExportsTheCheckedFormatsWithCtrlE)
{
    openShipped("pre-production");
    ASSERT_TRUE(waitForChecks());
    chosen = folder.filePath(QStringLiteral("out"));
    QSignalSpy noticed(page, &Page::noticed);
    page->focusFirst();
    QTest::keyClick(page->panel().exportButton(), Qt::Key_E, Qt::ControlModifier);
    EXPECT_TRUE(noticed.isEmpty()) << "the window stays free while it is written";
    EXPECT_EQ(page->panel().exportButton()->text(), QStringLiteral("Cancel export"));
    EXPECT_TRUE(sentence().startsWith(QStringLiteral("Writing to ")));
    ASSERT_TRUE(QTest::qWaitFor([&] { return noticed.size() == 1; }, 60'000));
    EXPECT_TRUE(page->panel().exportButton()->text().startsWith(QStringLiteral("Export ")));
    EXPECT_FALSE(noticed.at(0).at(1).toBool()) << noticed.at(0).at(0).toString().toStdString();
    const QStringList files = QDir(chosen).entryList(QDir::Files);
    for (const char* file : {"report.json", "report.html", "report.pdf"}) {
        EXPECT_TRUE(files.contains(QLatin1String(file))) << file;
    }
    EXPECT_FALSE(files.contains(QLatin1String("report.md")));
}

TEST_F(ReportPageTest, LeavesOutAFormatThatIsUnchecked)
{
    openShipped("pre-production");
    QListView* list = page->panel().list();
    const QModelIndex pdf = list->model()->index(2, 0);
    list->setCurrentIndex(pdf);
    QTest::keyClick(list, Qt::Key_Space);
    EXPECT_EQ(page->panel().formats(), (std::vector<std::string>{"json", "html"}));
    list->setCurrentIndex(list->model()->index(4, 0));
    QTest::keyClick(list, Qt::Key_Space);
    EXPECT_EQ(page->panel().formats(), (std::vector<std::string>{"json", "html", "junit"}));
}

TEST_F(ReportPageTest, DoesNothingWhenNoFolderIsChosen)
{
    openShipped("pre-production");
    const auto before = session->dossier().audit()->size();
    QTest::mouseClick(page->panel().exportButton(), Qt::LeftButton);
    EXPECT_EQ(session->dossier().audit()->size(), before);
}

TEST_F(ReportPageTest, AFolderThatIsNotThereYetIsTakenAndAFileIsNot)
{
    QFile file(folder.filePath(QStringLiteral("file")));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    ExportDialog dialog(folder.filePath(QStringLiteral("shop-report")));
    frame.show();
    test::screenshot(dialog, QStringLiteral("export-dialog"), dialog.sizeHint());
    auto* edit = dialog.findChild<QLineEdit*>(QStringLiteral("folder"));
    auto* action = dialog.findChild<Button*>(QStringLiteral("action"));
    EXPECT_TRUE(action->isEnabled());
    EXPECT_TRUE(dialog.findChild<QLabel*>(QStringLiteral("note"))->text().contains(QStringLiteral("will be made")));
    edit->selectAll();
    QTest::keyClicks(edit, file.fileName());
    EXPECT_FALSE(action->isEnabled());
    edit->selectAll();
    QTest::keyClicks(edit, folder.path());
    EXPECT_TRUE(dialog.findChild<QLabel*>(QStringLiteral("note"))->text().contains(QStringLiteral("is there")));
    QTest::keyClick(edit, Qt::Key_Return);
    EXPECT_EQ(dialog.result(), QDialog::Accepted);
    EXPECT_EQ(dialog.folder(), folder.path());
}

TEST_F(ReportPageTest, SaysWhyAnExportFailed)
{
    openShipped("pre-production");
    QFile blocking(folder.filePath(QStringLiteral("file")));
    ASSERT_TRUE(blocking.open(QIODevice::WriteOnly));
    chosen = folder.filePath(QStringLiteral("file/below"));
    QSignalSpy noticed(page, &Page::noticed);
    QTest::mouseClick(page->panel().exportButton(), Qt::LeftButton);
    ASSERT_TRUE(QTest::qWaitFor([&] { return noticed.size() == 1; }, 60'000));
    EXPECT_TRUE(noticed.at(0).at(1).toBool());
    EXPECT_TRUE(noticed.at(0).at(0).toString().contains(QStringLiteral("file/below")));
}

TEST_F(ReportPageTest, ACancelledExportLeavesNoAuditRow)
{
    openShipped("pre-production");
    ASSERT_TRUE(waitForChecks());
    const auto before = session->dossier().audit()->size();
    chosen = folder.filePath(QStringLiteral("out"));
    QSignalSpy noticed(page, &Page::noticed);

    QTest::mouseClick(page->panel().exportButton(), Qt::LeftButton);
    QTest::mouseClick(page->panel().exportButton(), Qt::LeftButton);

    ASSERT_EQ(noticed.size(), 1);
    EXPECT_TRUE(noticed.at(0).at(0).toString().startsWith(QStringLiteral("Export cancelled")))
        << noticed.at(0).at(0).toString().toStdString();
    EXPECT_TRUE(page->panel().exportButton()->text().startsWith(QStringLiteral("Export ")));
    EXPECT_EQ(sentence(), QStringLiteral("You can export now. The report will say that it is not released."));
    const bool hasAudit = QFile::exists(chosen + QStringLiteral("/audit.jsonl"));
    EXPECT_EQ(session->dossier().audit()->size(), hasAudit ? before + 1 : before);
}

TEST(BackgroundJobTest, WhatIsStoppedEndsEarlyAndIsNotReported)
{
    BackgroundJob job;
    std::atomic<bool> isEnded = false;
    int reported = 0;
    const auto untilStopped = [&]() -> std::function<void()> {
        while (!ReadingStop::isAsked()) {
            std::this_thread::yield();
        }
        isEnded = true;
        return [&reported] { ++reported; };
    };
    job.start(untilStopped);
    EXPECT_TRUE(job.isRunning());

    job.stop();

    EXPECT_TRUE(isEnded);
    EXPECT_FALSE(job.isRunning());
    job.start(untilStopped); // given up for the next
    job.start([&reported]() -> std::function<void()> { return [&reported] { reported += 10; }; });
    EXPECT_TRUE(QTest::qWaitFor([&] { return !job.isRunning(); }, 30'000));
    EXPECT_EQ(reported, 10);
}

TEST_F(ReportPageTest, PrintsEveryPage)
{
    openShipped("pre-production");
    const QString file = folder.filePath(QStringLiteral("printed.pdf"));
    page->setPrinterChooser([&](QWidget*, QPrinter& printer) {
        printer.setOutputFileName(file);
        return true;
    });
    QSignalSpy noticed(page, &Page::noticed);

    QTest::mouseClick(page->panel().findChild<Button*>(QStringLiteral("print")), Qt::LeftButton);

    ASSERT_EQ(noticed.size(), 1);
    EXPECT_TRUE(page->facts().contains(noticed.at(0).at(0).toString().section(QLatin1Char(' '), 1, 1)));
    EXPECT_GT(QFileInfo(file).size(), 10'000);
}

TEST_F(ReportPageTest, PrintingWaitsForTheWholeReport)
{
    openChanged("pre-production");
    ASSERT_FALSE(page->isWhole());
    int asked = 0;
    page->setPrinterChooser([&](QWidget*, QPrinter& printer) {
        ++asked;
        printer.setOutputFileName(folder.filePath(QStringLiteral("printed.pdf")));
        return true;
    });
    QSignalSpy noticed(page, &Page::noticed);

    QTest::mouseClick(page->panel().findChild<Button*>(QStringLiteral("print")), Qt::LeftButton);

    EXPECT_EQ(asked, 0) << "the charts are not in it yet";
    ASSERT_EQ(noticed.size(), 1);
    EXPECT_TRUE(noticed.at(0).at(0).toString().startsWith(QStringLiteral("Printing begins when")));
    ASSERT_TRUE(QTest::qWaitFor([&] { return noticed.size() == 2; }, 30'000));
    EXPECT_TRUE(page->isWhole());
    EXPECT_TRUE(noticed.at(1).at(0).toString().startsWith(QStringLiteral("Printed %1 ").arg(page->view().pageCount())))
        << noticed.at(1).at(0).toString().toStdString();
}

TEST_F(ReportPageTest, WhoLeavesThePageBeforeItPrintsIsToldThatItDoesNot)
{
    openChanged("pre-production");
    ASSERT_FALSE(page->isWhole());
    page->setPrinterChooser([](QWidget*, QPrinter&) {
        ADD_FAILURE() << "nobody is there to answer";
        return false;
    });
    QSignalSpy noticed(page, &Page::noticed);
    QTest::mouseClick(page->panel().findChild<Button*>(QStringLiteral("print")), Qt::LeftButton);
    ASSERT_EQ(noticed.size(), 1);

    frame.window.hide();

    ASSERT_EQ(noticed.size(), 2);
    EXPECT_TRUE(noticed.at(1).at(0).toString().startsWith(QStringLiteral("Not printed")));
    EXPECT_TRUE(QTest::qWaitFor([this] { return page->isWhole(); }, 30'000));
}

TEST_F(ReportPageTest, AChangeLeavesTheWholeReportAndThePlaceInViewUntilTheNewOneIsDrawn)
{
    openShipped("pre-production");
    const int pages = page->view().pageCount();
    page->view().goToPage(pages - 1);
    QScrollBar* bar = page->view().verticalScrollBar();
    bar->setValue(bar->value() - 40);
    const int place = bar->value();
    int fewest = pages;
    const QObject here; // the page outlives `fewest`
    QObject::connect(&page->view(), &PaperView::viewChanged, &here, [&] { fewest = std::min(fewest, page->view().pageCount()); });
    const auto isShown = [this](const QString& words) {
        for (int number = 0; number < page->view().pageCount(); ++number) {
            if (page->view().textOf(number).contains(words)) {
                return true;
            }
        }
        return false;
    };
    for (const char* reason : {"first word", "second word", "third word"}) {
        ASSERT_TRUE(session->overrideItem("env.same-server-specs", {"Mara Lindqvist", Role::Qa, ""}, reason));
        EXPECT_FALSE(page->isWhole());
        EXPECT_EQ(page->view().pageCount(), pages) << "with its charts";
        EXPECT_TRUE(page->facts().contains(QStringLiteral("the newest is being drawn"))) << page->facts().toStdString();
        ASSERT_TRUE(session->reopen("env.same-server-specs", {"Mara Lindqvist", Role::Qa, ""}, "again"));
    }
    ASSERT_TRUE(session->overrideItem("env.same-server-specs", {"Mara Lindqvist", Role::Qa, ""}, "the last word"));
    ASSERT_TRUE(QTest::qWaitFor([this] { return page->isWhole(); }, 60'000));
    EXPECT_TRUE(isShown(QStringLiteral("the last word")));
    EXPECT_GE(fewest, pages);
    EXPECT_EQ(bar->value(), place);
    EXPECT_FALSE(page->facts().contains(QStringLiteral("the newest is being drawn")));
}

TEST(BackgroundJobTest, WhatFollowsDoesNotGiveUpWhatIsUnderWayAndOnlyTheNewestFollows)
{
    BackgroundJob job;
    std::atomic<bool> mayEnd = false;
    std::vector<int> reported;
    const auto reporting = [&reported](int number) {
        return [&reported, number]() -> std::function<void()> { return [&reported, number] { reported.push_back(number); }; };
    };
    job.follow([&]() -> std::function<void()> {
        while (!mayEnd) {
            std::this_thread::yield();
        }
        return [&reported] { reported.push_back(1); };
    });
    job.follow(reporting(2)); // does not wait
    job.follow(reporting(3));
    mayEnd = true;
    EXPECT_TRUE(QTest::qWaitFor([&] { return reported.size() == 2; }, 30'000));
    EXPECT_EQ(reported, (std::vector<int>{1, 3}));
    EXPECT_FALSE(job.isRunning());
}

TEST_F(ReportPageTest, ChecksTheDossierBeforeExport)
{
    openShipped("pre-production");
    ASSERT_TRUE(waitForChecks());
    QStringList texts;
    for (const QWidget* check : page->panel().findChildren<QWidget*>(QStringLiteral("check"))) {
        texts << check->accessibleName();
    }
    EXPECT_TRUE(texts.contains(QStringLiteral("Verdict re-computed: same"))) << texts.join(QLatin1Char('\n')).toStdString();
    EXPECT_TRUE(texts.contains(QStringLiteral("Signatures: 0 of 4 valid")));
    EXPECT_FALSE(texts.filter(QStringLiteral("Audit chain")).isEmpty());
    EXPECT_EQ(sentence(), QStringLiteral("You can export now. The report will say that it is not released."));
}

TEST_F(ReportPageTest, ADossierThatCannotBeReadIsSaidAndNothingIsExported)
{
    openShipped("pre-production");
    ASSERT_TRUE(waitForChecks());
    const std::filesystem::path file = session->dossier().file();
    const std::filesystem::path aside = file.string() + ".aside";
    std::filesystem::rename(file, aside);
    page->refresh();
    auto* away = page->findChild<QLabel*>(QStringLiteral("reportAway"));
    ASSERT_NE(away, nullptr);
    ASSERT_TRUE(QTest::qWaitFor([&] { return away->isVisible(); }, 30'000));
    EXPECT_TRUE(away->text().contains(QStringLiteral("cannot be read now"))) << away->text().toStdString();
    EXPECT_FALSE(page->panel().exportButton()->isEnabled());
    EXPECT_EQ(sentence(), QStringLiteral("Nothing can be exported until the dossier can be read again."));
    for (const QWidget* check : page->panel().findChildren<QWidget*>(QStringLiteral("check"))) {
        EXPECT_FALSE(check->accessibleName().contains(QStringLiteral("differs"))) << "nobody compared anything";
    }
    std::filesystem::rename(aside, file);
    page->refresh();
    EXPECT_TRUE(QTest::qWaitFor([&] { return page->panel().exportButton()->isEnabled(); }, 30'000));
    EXPECT_FALSE(away->isVisible());
}

TEST_F(ReportPageTest, SaysWhatIsMissingWithoutASession)
{
    frame.show();
    EXPECT_FALSE(page->panel().exportButton()->isEnabled());
    EXPECT_FALSE(page->view().isVisible());
}

TEST_F(ReportPageTest, Looks)
{
    openShipped("pre-production");
    ASSERT_TRUE(waitForChecks());
    page->focusFirst();
    frame.savePicture(QStringLiteral("report-light-1280.png"));
    applyTheme(QStringLiteral("dark"));
    frame.savePicture(QStringLiteral("report-dark-1280.png"));
    applyTheme(QStringLiteral("light"));
    page->view().goToPage(1);
    frame.savePicture(QStringLiteral("report-page2-light-1280.png"));
}

TEST_F(ReportPageTest, LooksLikeARehearsalInOne)
{
    openShipped("rehearsal");
    ASSERT_TRUE(waitForChecks());
    EXPECT_TRUE(sentence().startsWith(QStringLiteral("REHEARSAL: cannot be signed off")));
    frame.savePicture(QStringLiteral("report-rehearsal-light-1280.png"));
}

} // namespace
} // namespace holdpoint
