// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/gui/console/console_fixture.h"
#include "tests/support/running_staging.h"
#include "ui/run/live_page.h"
#include "ui/run/live_panel.h"
#include "ui/run/test_picker.h"
#include "ui/style/parts.h"

#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <fstream>
#include <string>
#include <vector>

namespace holdpoint {
using test::child;

inline constexpr int kLongMs = 60'000;

/// The console with a plan of three tests of a few seconds each against a staging service, ten minutes between them.
class QueueConsoleTest : public test::ConsoleTest
{
protected:
    QueueConsoleTest()
    {
        std::string plan = R"(holdpoint: 1
name: Three tests
release: {name: platform, version: "1.8.3"}
environment: {name: here, base_url: ")" +
                           staging.url() + R"(", allow_hosts: [127.0.0.1]}
checklist: {template: "builtin:pre-production"}
generator: {max_lag: 60s, max_busy: 100%, max_limited: 100%}
pause: 10m
tests:
)";
        for (const char* id : {"search", "pages", "api"}) {
            plan += std::string("  ") + id + ":\n    title: " + id + R"( Load Test
    scenarios:
      visitors:
        executor: constant-vus # people
        vus: 2
        duration: 3s
        flow: [{get: "/api/search?q=a", name: search}, {think: 50ms}]
    thresholds:
      - {metric: http_req_failed, target: "rate<0.001", critical: "rate<0.01", min_n: 10}
)";
        }
        planFile = home.filePath(QStringLiteral("plan.yaml")).toStdString();
        std::ofstream(planFile) << plan;
        Session::Request request;
        request.planFile = planFile;
        const auto opened = controller.openPlan(request);
        EXPECT_TRUE(opened) << opened.error().message;
        window->showPage(QStringLiteral("live"));
        test::settle();
    }

    LivePage& page() { return *qobject_cast<LivePage*>(window->currentPage()); }
    TestPicker& picker() { return page().panel().picker(); }
    QTableView& table() { return child<QTableView>(picker(), "tests"); }
    void choose(int row) { table().setCurrentIndex(table().model()->index(row, 0)); }
    void showTests()
    {
        if (!page().panel().isPickerShown()) {
            QTest::mouseClick(&child<Button>(*window, "pickTests"), Qt::LeftButton);
        }
        ASSERT_TRUE(page().panel().isPickerShown());
    }
    void click(const char* name)
    {
        auto& button = child<QPushButton>(page(), name);
        ASSERT_TRUE(button.isEnabled()) << name;
        ASSERT_TRUE(button.isVisible()) << name;
        QTest::mouseClick(&button, Qt::LeftButton);
    }
    void start()
    {
        whenAsked(QStringLiteral("startSheet"), QStringLiteral("startLoad"));
        click("startLoad");
    }
    QString notice()
    {
        return child<QLabel>(page(), "runNoticeText").isVisible() ? child<QLabel>(page(), "runNoticeText").text() : QString();
    }
    std::string log() { return child<QPlainTextEdit>(*window, "log").toPlainText().toStdString(); }
    bool reaches(PlanRunner::State state)
    {
        return waitFor([this, state] { return controller.runner()->state() == state; }, kLongMs);
    }
    std::vector<RunRecord> runs() { return *controller.session()->dossier().runs(); }
    /// Types into the dialog's line and clicks its action.
    void whenNoted(const QString& dialog, const QString& note)
    {
        test::whenDialogOpens([dialog, note](QDialog& shown) {
            EXPECT_EQ(shown.objectName(), dialog);
            QTest::keyClicks(&child<QLineEdit>(shown, "note"), note);
            QTest::keyClick(&child<QLineEdit>(shown, "note"), Qt::Key_Return);
            EXPECT_FALSE(shown.isVisible()) << child<QLabel>(shown, "fault").text().toStdString();
        });
    }

    test::RunningStaging staging;
    std::string planFile;
};

} // namespace holdpoint
