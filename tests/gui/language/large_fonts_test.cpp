// SPDX-License-Identifier: GPL-3.0-or-later
// Pages with a run in them at large fonts, in German and English: nothing is cut, and what is elided has its text as tooltip.
#include "app/console/pages.h"
#include "tests/support/cut_texts.h"
#include "tests/support/gui.h"
#include "tests/support/sample_release.h"
#include "tests/support/sample_run.h"
#include "ui/run/live_page.h"
#include "ui/run/live_panel.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/main_window.h"
#include "ui/shell/page.h"
#include "ui/style/holdpoint_style.h"
#include "ui/style/language.h"
#include "ui/style/theme.h"

#include <QHeaderView>
#include <QSettings>
#include <QTableView>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

struct Size
{
    const char* language;
    int percent;
    QSize size;
};

class LargeFontsTest : public testing::TestWithParam<Size>
{
protected:
    LargeFontsTest()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("holdpoint-test"));
        QSettings().clear();
        setFont(GetParam().percent);
        EXPECT_TRUE(installLanguage(QLatin1String(GetParam().language)));
        applyTheme(QStringLiteral("light"));
        test::addSampleRun(release.session());
        controller.setPreferences({QStringLiteral("A. Rao"), Role::Qa, QStringLiteral("light")});
        window = std::make_unique<MainWindow>(controller);
        addPages(*window, controller);
        window->showPage(QStringLiteral("start"));
        window->resize(GetParam().size);
        window->show();
        const auto opened = controller.openPlan(release.request());
        EXPECT_TRUE(opened) << opened.error().message;
        test::settle();
    }
    ~LargeFontsTest() override
    {
        window.reset();
        installLanguage(QStringLiteral("en"));
        setFont(100);
        QSettings().clear();
    }

    static void setFont(int percent)
    {
        QFont font = QApplication::font();
        font.setPixelSize(13 * percent / 100);
        QApplication::setFont(font);
    }

    test::SampleRelease release;
    AppController controller;
    std::unique_ptr<MainWindow> window;
};

TEST_P(LargeFontsTest, NothingIsCutOnPagesWithARun)
{
    for (const char* id : {"start", "checklist", "live", "analysis", "capacity", "signoff", "report", "after", "connections"}) {
        window->showPage(QLatin1String(id));
        test::settle();
        if (auto* live = qobject_cast<LivePage*>(window->currentPage())) {
            ASSERT_TRUE(
                test::eventually([live] { return live->panel().run() != nullptr && live->panel().run()->totals.has_value(); }));
        }
        const QPixmap seen = test::screenshot(*window,
                                              QStringLiteral("large-%1-%2-light-%3-font%4")
                                                  .arg(QLatin1String(GetParam().language), QLatin1String(id))
                                                  .arg(GetParam().size.width())
                                                  .arg(GetParam().percent),
                                              GetParam().size);
        EXPECT_EQ(seen.size(), GetParam().size) << id << ": a text asks for a wider window";
        for (const QTableView* table : window->currentPage()->findChildren<QTableView*>()) {
            if (table->isVisible() && table->model()->rowCount() > 0 && !table->isColumnHidden(0)) {
                EXPECT_GE(table->columnWidth(0), scaled(40)) << id << ": " << table->objectName().toStdString();
                EXPECT_LE(table->horizontalHeader()->length(), table->viewport()->width())
                    << id << ": " << table->objectName().toStdString() << " has columns out of sight";
            }
        }
        // what a thread brings in between has its place after the next turn
        QStringList cut;
        const auto isWhole = [&] {
            cut = test::cutTexts(*window);
            return cut.isEmpty();
        };
        EXPECT_TRUE(isWhole() || QTest::qWaitFor(isWhole, 5000)) << id << ": " << cut.join(QStringLiteral(" | ")).toStdString();
    }
}

INSTANTIATE_TEST_SUITE_P(Fonts, LargeFontsTest,
                         testing::Values(Size{"de", 150, {1280, 800}}, Size{"de", 200, {1920, 1080}},
                                         Size{"en", 150, {1280, 800}}, Size{"en", 200, {1920, 1080}}),
                         [](const auto& each) { return std::string(each.param.language) + std::to_string(each.param.percent); });

} // namespace
} // namespace holdpoint
