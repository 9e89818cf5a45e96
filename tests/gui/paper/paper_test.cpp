// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paper/paper.h"

#include "core/base/file.h"
#include "core/base/time_format.h"
#include "core/session/release_log.h"
#include "tests/gui/paper/paper_fixture.h"

#include <QImage>
#include <QPainter>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;
using testing::Not;

class PaperTest : public testing::Test
{
protected:
    std::filesystem::path path(const std::string& name = {}) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

    std::shared_ptr<const Report> reportWithRuns()
    {
        session = shippedSession("pre-production", path());
        addRuns(*session);
        return session->report();
    }

    static std::string firstPage(const std::shared_ptr<const Report>& report)
    {
        return PaperReport(report).textOf(0).toStdString();
    }

    static std::string allPages(const PaperReport& paper)
    {
        std::string text;
        for (int page = 0; page < paper.pageCount(); ++page) {
            text += paper.textOf(page).toStdString() + "\n";
        }
        return text;
    }

    static QImage painted(const PaperReport& paper, int page)
    {
        constexpr int kPixelsPerMm = 4;
        QImage image(210 * kPixelsPerMm, 297 * kPixelsPerMm, QImage::Format_RGB32);
        image.fill(Qt::black);
        QPainter painter(&image);
        painter.scale(kPixelsPerMm, kPixelsPerMm);
        paper.paintPage(painter, page);
        return image;
    }

    static void savePicture(const QImage& image, const QString& name)
    {
        const QString folder = screenshotFolder();
        ASSERT_TRUE(QDir().mkpath(folder));
        ASSERT_TRUE(image.save(folder + QLatin1Char('/') + name));
    }

    std::unique_ptr<Session> session;
    QTemporaryDir m_folder;
};

TEST_F(PaperTest, SaysRehearsalFirstAndTheVerdict)
{
    session = shippedSession("rehearsal", path());
    const std::string text = firstPage(session->report());
    EXPECT_THAT(text, HasSubstr("REHEARSAL: shortened or scaled load, cannot be signed off"));
    EXPECT_LT(text.find("REHEARSAL"), text.find("INCOMPLETE"));
    EXPECT_THAT(text, HasSubstr("Load test report, platform 1.8.3"));
    EXPECT_THAT(text, HasSubstr("No run yet. Thresholds are judged after the first load test."));
}

TEST_F(PaperTest, PutsTheWholeDecisionOnPageOne)
{
    const auto report = reportWithRuns();
    const std::string text = firstPage(report);
    for (const char* part : {"Planned and achieved load", "Thresholds", "Exceptions", "Signatures", "not signed",
                             "Product Manager", "4f2a9c1", "page 1 of"}) {
        EXPECT_THAT(text, HasSubstr(part));
    }
    EXPECT_THAT(text, testing::Not(HasSubstr("REHEARSAL")));
}

TEST_F(PaperTest, NamesLoadBeforeItsGateAndWhatLimitedRunsThatDoNotDecide)
{
    const auto built = reportWithRuns();
    ASSERT_FALSE(built->remarks.empty());
    const std::string page = firstPage(built);
    EXPECT_THAT(page, testing::HasSubstr("Load before Go-for-load"));
    EXPECT_THAT(page, testing::HasSubstr("NOTED"));
    EXPECT_THAT(page, testing::HasSubstr("Go was not decid")); // cut at the end of its second line
    EXPECT_THAT(page, testing::HasSubstr(engineText(*built)));
}

TEST_F(PaperTest, ShowsTheWorstMarginFirst)
{
    const auto report = reportWithRuns();
    const std::string text = firstPage(report);
    double worst = 1;
    for (const TestReport& test : report->tests) {
        for (const ThresholdResult& threshold : test.runs.back().result.thresholds) {
            worst = std::min(worst, threshold.margin.value_or(1));
        }
    }
    ASSERT_LT(worst, 0);
    const auto thresholds = text.find("Thresholds");
    const auto minus = text.find("\u2212", thresholds);
    ASSERT_NE(minus, std::string::npos);
    EXPECT_LT(minus, text.find("PASS", thresholds)) << "a missed target stands above what passed";
}

TEST_F(PaperTest, PrintsEveryTestEveryItemAndTheProof)
{
    const auto report = reportWithRuns();
    const PaperReport paper(report);
    const std::string text = allPages(paper);
    for (const TestReport& test : report->tests) {
        EXPECT_THAT(text, HasSubstr(test.title));
    }
    for (const SectionDefinition& section : report->checklistTemplate.sections) {
        EXPECT_THAT(text, HasSubstr(section.title));
    }
    EXPECT_THAT(text, HasSubstr("every event processed"));
    EXPECT_THAT(text, HasSubstr("no answer in 10 s"));
    EXPECT_THAT(text, HasSubstr("holdpointctl verify REPORT-FOLDER"));
    EXPECT_THAT(text, HasSubstr(report->audit.hash.substr(0, 4) + " " + report->audit.hash.substr(4, 4)));
}

TEST_F(PaperTest, PrintsTheLogOfOptimisationsOnAPageOfItsOwn)
{
    const auto before = reportWithRuns();
    EXPECT_THAT(allPages(PaperReport(before)), Not(HasSubstr("what was changed, and what the retests show")));
    Optimisation one;
    one.what = "index on events.starts_at";
    one.why = "the list was scanned";
    one.link = "4f2a9c1";
    for (const ItemDefinition& item : session->checklistTemplate().items) {
        if (item.section == "12" && item.kind != ItemKind::Text && item.kind != ItemKind::Rollup) {
            one.box = item.id;
        }
    }
    const auto ref = logOptimisation(*session, one, {"Mara Lindqvist", Role::TechLead, "mara"});
    ASSERT_TRUE(ref) << ref.error().message;
    const auto report = session->report();
    ASSERT_NE(report, nullptr);
    const PaperReport paper(report);
    const std::string text = allPages(paper);
    EXPECT_THAT(text, HasSubstr("what was changed, and what the retests show"));
    EXPECT_THAT(text, HasSubstr("index on events.starts_at"));
    EXPECT_THAT(text, HasSubstr("Why: the list was scanned. 4f2a9c1"));
    EXPECT_THAT(text, HasSubstr("Mara Lindqvist"));
    const auto marks = paper.bookmarks();
    EXPECT_TRUE(std::any_of(marks.begin(), marks.end(),
                            [](const auto& mark) { return mark.title.contains(QLatin1String("Optimisations")); }));
}

TEST_F(PaperTest, PrintsWhereARunBrokeAndWhichWayItsAnswersCame)
{
    session = shippedSession("pre-production", path());
    const TestPlan& test = session->plan().tests.front();
    const auto run = session->dossier().beginRun(test.id, RunKind::Breakpoint, session->plan(), at(0));
    ASSERT_TRUE(run) << run.error().message;
    RunResult result = madeResult(test, 0.7, RunOutcome::Passed);
    const std::string longWord(600, 'w');
    result.metrics = Json{{"http_routes{lane:fast,name:search,proto:HTTP/1.1}", {{"type", "counter"}, {"count", 1234}}},
                          {"http_routes{lane:h2,name:" + longWord + ",proto:HTTP/2.0}", {{"type", "counter"}, {"count", 5}}}};
    BreakpointResult breakpoint;
    breakpoint.sentence = "holds 120 % of the planned load; knee at 140 %: more load gave 20 % of what it gave at first";
    breakpoint.levels = {{1.0, 180, 10.0, 9.99, 20, 12.25, 45.0, 0, true, "", {}},
                         {1.2, 180, 12.0, 11.98, 24, 15, 61.5, 0, true, "", {}},
                         {1.4,
                          180,
                          123456.7,
                          123450.1,
                          246900.2,
                          10000,
                          9876.5,
                          0,
                          false,
                          "http_req_duration{name:search} p(95) " + longWord,
                          {}}};
    breakpoint.capacity = 1;
    breakpoint.knee = 2;
    result.breakpoint = breakpoint;
    ASSERT_TRUE(session->dossier().endRun(*run, at(600), "breakpoint: a threshold broke", result));
    session->noteChange();
    const PaperReport paper(session->report());
    const std::string text = allPages(paper);
    for (const char* part : {"Breakpoint: holds 120 % of the planned load", "Planned it/s", "yes, capacity",
                             "no, knee:", "123,456.7", "10,000.0", "Protocol", "HTTP/1.1", "fast", "1,234"}) {
        EXPECT_THAT(text, HasSubstr(part));
    }
    EXPECT_THAT(text, testing::Not(HasSubstr("Load target"))) << "levels are judged each by itself";
    for (int page = 0; page < paper.pageCount(); ++page) {
        const QImage image = painted(paper, page);
        if (paper.textOf(page).contains(QStringLiteral("Planned it/s"))) {
            savePicture(image, QStringLiteral("paper-breakpoint.png"));
        }
        for (int y = 0; y < image.height(); ++y) {
            ASSERT_EQ(image.pixelColor(image.width() - 60, y), QColor(Qt::white)) << "page " << page + 1 << ", y " << y;
        }
    }
}

TEST_F(PaperTest, IsWhiteInTheDarkTheme)
{
    applyTheme(QStringLiteral("dark"));
    const PaperReport paper(reportWithRuns());
    const QImage page = painted(paper, 0);
    EXPECT_EQ(page.pixelColor(4, 4), QColor(Qt::white));
    applyTheme(QStringLiteral("light"));
    EXPECT_EQ(painted(paper, 0), page);
}

TEST_F(PaperTest, KeepsEverythingInsideTheMargins)
{
    const PaperReport paper(reportWithRuns());
    for (int page = 0; page < paper.pageCount(); ++page) {
        const QImage image = painted(paper, page);
        for (int y = 0; y < image.height(); ++y) {
            for (const int x : {10, 40, 60, image.width() - 60, image.width() - 40, image.width() - 10}) {
                ASSERT_EQ(image.pixelColor(x, y), QColor(Qt::white)) << "page " << page + 1 << ", y " << y;
            }
        }
    }
}

TEST_F(PaperTest, KeepsTheDecisionOnPageOneWhateverTextsItIsGiven)
{
    session = shippedSession("pre-production", path());
    addRuns(*session);
    auto report = buildReport(session->dossier(), session->plan(), session->checklistTemplate(), at(9000));
    ASSERT_TRUE(report) << report.error().message;
    auto hostile = std::const_pointer_cast<Report>(*report);
    const std::string longWord(5000, 'W');
    hostile->release.version = "1\n2";
    hostile->reasons = {longWord, "line\nbreak\ttab \xff broken", std::string(20'000, ' ')};
    hostile->exceptions.assign(40, {"x", longWord, "WEIRD", longWord, longWord, "qa"});
    for (Signature& signature : hostile->signatures) {
        signature = {signature.role, SignatureStatus::Unverified, longWord, longWord, longWord, longWord, longWord, at(1)};
    }
    const PaperReport paper(hostile);
    EXPECT_THAT(paper.textOf(0).toStdString(), HasSubstr("UNVERIFIED"));
    EXPECT_THAT(paper.textOf(0).toStdString(), HasSubstr("35 more on page 2"));
    EXPECT_EQ(painted(paper, 0).pixelColor(830, 600), QColor(Qt::white)) << "nothing runs over the right margin";
}

TEST_F(PaperTest, WritesAPdfWithAllPages)
{
    const PaperReport paper(reportWithRuns());
    const auto written = writePdf(paper, path("report.pdf"));
    ASSERT_TRUE(written) << written.error().message;
    const auto bytes = readFile(path("report.pdf"));
    ASSERT_TRUE(bytes);
    EXPECT_EQ(bytes->substr(0, 5), "%PDF-");
    int pages = 0;
    for (auto found = bytes->find("/Type /Page\n"); found != std::string::npos; found = bytes->find("/Type /Page\n", found + 1)) {
        ++pages;
    }
    EXPECT_EQ(pages, paper.pageCount());
    EXPECT_GE(pages, 8);
}

TEST_F(PaperTest, TheSameReportGivesTheSameBytesWithBookmarksAndItsFonts)
{
    const auto report = reportWithRuns();
    const auto charts = chartsOf(*report, session->dossier());
    ASSERT_TRUE(charts) << charts.error().message;
    const PaperReport paper(report, *charts);
    const auto first = pdfBytes(paper);
    const auto second = pdfBytes(PaperReport(report, *charts));
    ASSERT_TRUE(first && second);
    EXPECT_EQ(*first, *second);
    for (const char* part : {"/Outlines", "/FontFile2", "/ID [<"}) {
        EXPECT_THAT(*first, HasSubstr(part));
    }
    ASSERT_GT(paper.bookmarks().size(), 8U);
    EXPECT_THAT(paper.bookmarks().front().title.toStdString(), HasSubstr("Decision: "));
    EXPECT_EQ(paper.bookmarks().back().page, paper.pageCount() - 1);
    std::string digits;
    for (const char c : formatUtcSeconds(report->generatedAt)) {
        digits += c >= '0' && c <= '9' ? std::string(1, c) : "";
    }
    EXPECT_THAT(*first, HasSubstr("/CreationDate (D:" + digits + "Z)")) << "the record's time, not this moment's";
}

/// Texts as pdftotext gives them, without blanks at all: where it breaks lines is its own affair.
QString squeezed(QString text)
{
    static const QRegularExpression kBlanks(QStringLiteral("[\\s\u00A0\f]+"));
    return text.remove(kBlanks);
}

/// What readers, search and copying find in a PDF, by page.
QStringList pagesOfText(const std::filesystem::path& pdf)
{
    QProcess process;
    process.start(QStringLiteral("pdftotext"),
                  {QStringLiteral("-layout"), QString::fromStdString(pdf.string()), QStringLiteral("-")});
    EXPECT_TRUE(process.waitForFinished(30'000) && process.exitCode() == 0) << process.readAllStandardError().toStdString();
    return QString::fromUtf8(process.readAllStandardOutput()).split(QLatin1Char('\f'));
}

TEST_F(PaperTest, EveryWordOfItCanBeFoundAndCopiedFromThePdf)
{
    if (QStandardPaths::findExecutable(QStringLiteral("pdftotext")).isEmpty()) {
        GTEST_SKIP() << "poppler-utils is not installed";
    }
    session = shippedSession("pre-production", path());
    addRuns(*session, true);
    auto report = buildReport(session->dossier(), session->plan(), session->checklistTemplate(), at(9000), ReportUse::Write);
    ASSERT_TRUE(report) << report.error().message;
    auto shown = std::const_pointer_cast<Report>(*report);
    shown->verdict = ReleaseVerdict::NoGo;
    shown->release.version = "1.11.171";
    shown->reasons = {"A-B (US-081): p95 LCP < 2.5 s at 10:11:17, 1111 x 15 => 11 -> 17, <= 1,171 ms; \u2212 11 %"};
    const auto charts = chartsOf(**report, session->dossier());
    ASSERT_TRUE(charts) << charts.error().message;
    const PaperReport paper(shown, *charts);
    ASSERT_TRUE(writePdf(paper, path("words.pdf")));
    const QStringList pages = pagesOfText(path("words.pdf"));
    ASSERT_TRUE(QDir().mkpath(screenshotFolder()));
    std::filesystem::copy_file(path("words.pdf"), screenshotFolder().toStdString() + "/words.pdf",
                               std::filesystem::copy_options::overwrite_existing);
    ASSERT_GE(pages.size(), paper.pageCount());
    EXPECT_TRUE(pages.front().contains(QStringLiteral("NO-GO"))) << pages.front().left(600).toStdString();
    EXPECT_TRUE(pages.front().contains(QStringLiteral("A-B (US-081): p95 LCP < 2.5 s at 10:11:17, 1111 x 15")))
        << pages.front().left(1200).toStdString();
    const QString whole = pages.join(QLatin1Char(' '));
    for (const char* ofCharts : {"Latency", "Virtual users", "0:00"}) { // titles and axes of charts, too
        EXPECT_TRUE(whole.contains(QLatin1String(ofCharts))) << ofCharts;
    }
    for (int page = 0; page < paper.pageCount(); ++page) {
        for (const QString& text : paper.textOf(page).split(QLatin1Char('\n'))) {
            for (const QString& word : text.split(QRegularExpression(QStringLiteral("[\\s\u00A0]+")), Qt::SkipEmptyParts)) {
                EXPECT_TRUE(pages[page].contains(word))
                    << "page " << page + 1 << " has no \"" << word.toStdString() << "\" of \"" << text.toStdString() << '"';
            }
        }
    }

    const QString html = QString::fromStdString(toHtml(*shown, {}));
    QString first = html.mid(html.indexOf(QStringLiteral("<main>")));
    first.truncate(first.indexOf(QStringLiteral("<section class=\"page\">")));
    // Heads and remarks are each form's own, and so is how it writes a moment.
    first.replace(QRegularExpression(QStringLiteral("<th[ >].*?</th>|<span class=\"remark\">.*?</span>")), QStringLiteral(" "));
    first.replace(QRegularExpression(QStringLiteral("(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d:\\d\\d:\\d\\d)Z")),
                  QStringLiteral("\\1 \\2"));
    first.replace(QRegularExpression(QStringLiteral("<[^>]*>")), QStringLiteral(" "));
    for (const auto& [from, to] : {std::pair("&lt;", "<"), std::pair("&gt;", ">"), std::pair("&quot;", "\""),
                                   std::pair("&#39;", "'"), std::pair("&amp;", "&")}) {
        first.replace(QLatin1String(from), QLatin1String(to));
    }
    QString drawn; // all of it stands in the file, as seen above; a long word may go over two lines there
    for (int page = 0; page < paper.pageCount(); ++page) {
        drawn += squeezed(paper.textOf(page));
    }
    QStringList missing;
    for (QString word : first.split(QRegularExpression(QStringLiteral("[\\s\u00A0]+")), Qt::SkipEmptyParts)) {
        word.remove(QRegularExpression(QStringLiteral("[.,;:]+$")));
        if (!word.contains(QChar(0x2026)) && !drawn.contains(word)) { // what the page cuts short stands whole elsewhere
            missing << word;
        }
    }
    EXPECT_TRUE(missing.isEmpty()) << "words of the HTML's first page that the PDF lacks: "
                                   << missing.join(QLatin1Char(' ')).toStdString();
}

TEST_F(PaperTest, NamesTheFileThatCannotBeWritten)
{
    const PaperReport paper(reportWithRuns());
    const auto written = writePdf(paper, path("nowhere") / "report.pdf");
    ASSERT_FALSE(written);
    EXPECT_THAT(written.error().message, HasSubstr("nowhere/report.pdf"));
}

} // namespace
} // namespace holdpoint
