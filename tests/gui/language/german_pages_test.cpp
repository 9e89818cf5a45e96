// SPDX-License-Identifier: GPL-3.0-or-later
// The console in German: no page or menu is left in English, nothing is cut, and numbers stay what they are.
#include "app/console/pages.h"
#include "tests/support/cut_texts.h"
#include "tests/support/gui.h"
#include "tests/support/sample_release.h"
#include "ui/report/export_panel.h"
#include "ui/report/paper_view.h"
#include "ui/report/report_page.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/main_window.h"
#include "ui/shell/page.h"
#include "ui/shell/preferences.h"
#include "ui/shell/route_marks.h"
#include "ui/style/elision.h"
#include "ui/style/holdpoint_style.h"
#include "ui/style/language.h"

#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QTranslator>
#include <gmock/gmock.h>
#include <map>
#include <set>

namespace holdpoint {
namespace {

/// Asked after all others: what it hears of has no translation.
class MissingTexts : public QTranslator
{
public:
    bool isEmpty() const override { return false; }
    QString translate(const char* context, const char* source, const char* comment, int) const override
    {
        if (*source != 0 && (QByteArray(context).startsWith("holdpoint") || qstrcmp(context, "Keys") == 0)) {
            m_texts.insert(std::string(context) + ": " + source + (comment != nullptr ? std::string(" / ") + comment : ""));
        }
        return {};
    }
    const std::set<std::string>& texts() const { return m_texts; }

private:
    mutable std::set<std::string> m_texts;
};

class GermanPagesTest : public testing::Test
{
protected:
    GermanPagesTest()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("holdpoint-test"));
        QSettings().clear();
        for (const RouteRow& row : rows()) {
            m_english.insert(row.title);
        }
        QCoreApplication::installTranslator(&m_missing);
        EXPECT_TRUE(installLanguage(QStringLiteral("de")));
        applyTheme(QStringLiteral("light"));
        controller.setPreferences({QStringLiteral("A. Rao"), Role::Qa, QStringLiteral("light")});
        window = std::make_unique<MainWindow>(controller);
        addPages(*window, controller);
        window->showPage(QStringLiteral("start"));
        window->resize(1280, 800);
        window->show();
        test::settle();
    }
    ~GermanPagesTest() override
    {
        window.reset();
        installLanguage(QStringLiteral("en"));
        QCoreApplication::removeTranslator(&m_missing);
        QSettings().clear();
    }

    static QList<RouteRow> rows()
    {
        QList<RouteRow> pages = routeRows();
        pages.append(connectionsRow());
        return pages;
    }

    void openSample()
    {
        const auto opened = controller.openPlan(release.request());
        ASSERT_TRUE(opened) << opened.error().message;
        test::settle();
    }

    test::SampleRelease release;
    AppController controller;
    std::unique_ptr<MainWindow> window;
    MissingTexts m_missing;
    QSet<QString> m_english;
};

void collectTexts(const QMenu& menu, QStringList& texts)
{
    for (const QAction* action : menu.actions()) {
        if (!action->isSeparator()) {
            texts << action->text();
        }
        if (action->menu() != nullptr) {
            collectTexts(*action->menu(), texts);
        }
    }
}

TEST_F(GermanPagesTest, NoPageIsCalledAsInEnglishButStart)
{
    openSample();
    for (const RouteRow& row : rows()) {
        EXPECT_TRUE(row.id == QLatin1String("start") || !m_english.contains(row.title)) << row.title.toStdString();
        if (row.isGate) {
            continue;
        }
        window->showPage(row.id);
        ASSERT_NE(window->currentPage(), nullptr);
        const QString title = window->currentPage()->title();
        EXPECT_TRUE(row.id == QLatin1String("start") || !m_english.contains(title)) << title.toStdString();
    }
}

TEST_F(GermanPagesTest, NoMenuIsEnglishAndNoTwoOfOneMenuShareALetter)
{
    static const QStringList kEnglish{QStringLiteral("Show"),  QStringLiteral("the"),      QStringLiteral("dossier"),
                                      QStringLiteral("Close"), QStringLiteral("Open"),     QStringLiteral("Next"),
                                      QStringLiteral("Help"),  QStringLiteral("Settings"), QStringLiteral("Quit")};
    QStringList letters;
    for (const QAction* top : window->menuBar()->actions()) {
        const qsizetype at = top->text().indexOf(QLatin1Char('&'));
        ASSERT_GE(at, 0) << top->text().toStdString() << " has no letter";
        const QString letter = top->text().mid(at + 1, 1).toUpper();
        EXPECT_FALSE(letters.contains(letter)) << top->text().toStdString();
        letters << letter;
        QStringList texts{QString(top->text()).remove(QLatin1Char('&'))};
        collectTexts(*top->menu(), texts);
        QStringList within;
        for (const QString& text : texts) {
            for (const QString& word : text.split(QLatin1Char(' '))) {
                EXPECT_FALSE(kEnglish.contains(word)) << text.toStdString();
            }
            if (const qsizetype own = text.indexOf(QLatin1Char('&')); own >= 0) {
                EXPECT_FALSE(within.contains(text.mid(own + 1, 1).toUpper())) << text.toStdString();
                within << text.mid(own + 1, 1).toUpper();
            }
        }
    }
}

/// Of every page at 1280x800: what is elided or cut.
std::map<QString, QStringList> notWhole(MainWindow& window, const QString& picture)
{
    std::map<QString, QStringList> texts;
    for (const RouteRow& row : routeRows() + QList<RouteRow>{connectionsRow()}) {
        if (row.isGate) {
            continue;
        }
        window.showPage(row.id);
        test::settle();
        if (auto* report = qobject_cast<ReportPage*>(window.currentPage()); report != nullptr && !report->view().isHidden()) {
            const auto checks = [report] { return report->panel().findChildren<QWidget*>(QStringLiteral("check")).size(); };
            EXPECT_TRUE(test::eventually([&] { return report->isWhole() && checks() > 2; }));
            test::settle(); // what came in has its place
        }
        ElisionLog::start();
        const QPixmap seen = test::screenshot(window, picture.arg(row.id), {1280, 800});
        texts[row.id] = ElisionLog::stop() + test::cutTexts(window);
        EXPECT_EQ(seen.size(), QSize(1280, 800)) << row.id.toStdString() << ": a text asks for a wider window";
    }
    return texts;
}

/// Long titles and messages of core are elided in either language, each with its tooltip; German may cut no more than English.
TEST_F(GermanPagesTest, NothingMoreIsCutThanInEnglishAndEveryTextAskedForIsTranslated)
{
    const auto germanEmpty = notWhole(*window, QStringLiteral("german-empty-%1-light-1280"));
    openSample();
    const auto german = notWhole(*window, QStringLiteral("german-%1-light-1280"));
    EXPECT_THAT(m_missing.texts(), testing::IsEmpty());
    QCoreApplication::removeTranslator(&m_missing);

    ASSERT_TRUE(controller.closeSession());
    ASSERT_TRUE(installLanguage(QStringLiteral("en")));
    window = std::make_unique<MainWindow>(controller);
    addPages(*window, controller);
    const auto englishEmpty = notWhole(*window, QStringLiteral("english-empty-%1-light-1280"));
    openSample();
    const auto english = notWhole(*window, QStringLiteral("english-%1-light-1280"));
    for (const auto& [ours, theirs] : {std::pair(germanEmpty, englishEmpty), std::pair(german, english)}) {
        for (const auto& [page, texts] : ours) {
            EXPECT_LE(texts.size(), theirs.at(page).size())
                << page.toStdString() << ": " << texts.join(QLatin1Char('|')).toStdString()
                << "\n  English: " << theirs.at(page).join(QLatin1Char('|')).toStdString();
        }
    }
}

TEST_F(GermanPagesTest, TheMenuKeepsTheChoiceForTheNextStartAndSaysSo)
{
    auto& menu = test::child<QMenu>(*window, "languageMenu");
    ASSERT_EQ(menu.actions().size(), 3);
    EXPECT_TRUE(menu.actions().at(0)->isChecked());

    menu.actions().at(1)->trigger();

    EXPECT_EQ(menu.actions().at(1)->text(), QStringLiteral("English"));
    EXPECT_TRUE(menu.actions().at(1)->isChecked());
    EXPECT_EQ(loadPreferences().language, QStringLiteral("en"));
    EXPECT_THAT(test::child<QLabel>(*window, "notice").text().toStdString(), testing::HasSubstr("das n\u00e4chste Mal"));
    EXPECT_EQ(window->menuBar()->actions().last()->text(), QStringLiteral("&Hilfe")) << "not before";
}

} // namespace
} // namespace holdpoint
