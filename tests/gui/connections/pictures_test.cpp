// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the checklist and of Connections in the window, with sources that answer, refuse and are missing.
#include "app/console/pages.h"
#include "core/session/sweep_job.h"
#include "tests/support/contract_server.h"
#include "tests/support/gui.h"
#include "tests/support/sample_release.h"
#include "tests/support/silent_port.h"
#include "ui/checklist/checklist_page.h"
#include "ui/connections/connections_page.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/main_window.h"
#include "ui/style/elision.h"
#include "ui/style/holdpoint_style.h"
#include "ui/style/parts.h"

#include <QListView>
#include <QSettings>
#include <QTableView>

namespace holdpoint {
namespace {

using test::child;
using test::ContractServer;

TEST(SourcePicturesTest, BothPagesStandInBothThemesAndSizes)
{
    const ContractServer server;
    const SilentPort refusing(SilentPort::Kind::Refusing);
    const test::SampleRelease release({{"PROMETHEUS_URL", refusing.url()},
                                       {"GRAFANA_URL", server.url("/grafana")},
                                       {"GRAFANA_TOKEN", ContractServer::kToken},
                                       {"SENTRY_URL", server.url("/sentry")},
                                       {"SENTRY_TOKEN", "a-wrong-token"},
                                       {"JAEGER_URL", server.url("/jaeger")}});
    QCoreApplication::setOrganizationName(QStringLiteral("holdpoint-test"));
    QSettings().clear();
    applyTheme(QStringLiteral("light"));
    AppController controller;
    controller.setPreferences({QStringLiteral("A. Rao"), Role::Qa, QStringLiteral("light")});
    MainWindow window(controller);
    addPages(window, controller);
    window.showPage(QStringLiteral("start"));
    window.resize(1280, 800);
    window.show();
    const auto opened = controller.openPlan(release.request());
    ASSERT_TRUE(opened) << opened.error().message;
    SweepJob& job = controller.session()->sweepJob();
    ASSERT_TRUE(job.start({}));
    ASSERT_TRUE(test::eventually([&job] { return !job.isRunning(); }));
    EXPECT_EQ(job.lastError(), "");

    window.showPage(QStringLiteral("connections"), QStringLiteral("prometheus"));
    auto* page = qobject_cast<ConnectionsPage*>(window.currentPage());
    ASSERT_NE(page, nullptr);
    child<Button>(window, "testAll").click();
    auto& test = child<Button>(*page, "testConnection");
    ASSERT_TRUE(test::eventually([&test] { return test.text() == QStringLiteral("Test again"); }));

    for (const char* theme : {"light", "dark"}) {
        applyTheme(QString::fromLatin1(theme));
        for (const QSize& size : {QSize(1280, 800), QSize(1920, 1080)}) {
            const QString suffix = QStringLiteral("-%1-%2").arg(QLatin1String(theme)).arg(size.width());
            window.showPage(QStringLiteral("connections"));
            for (const char* source : {"prometheus", "grafana", "sentry", "slack"}) {
                page->showTarget(QString::fromLatin1(source));
                ASSERT_TRUE(test::eventually([&] { return !test.isVisible() || test.text() == QStringLiteral("Test again"); }));
                EXPECT_EQ(test::screenshot(window, QStringLiteral("sources-") + QLatin1String(source) + suffix, size).size(),
                          size);
            }
            window.showPage(QStringLiteral("checklist"), QStringLiteral("env.same-server-specs"));
            test::screenshot(window, QStringLiteral("sensed-checklist") + suffix, size);
        }
    }
    applyTheme(QStringLiteral("light"));
    ASSERT_TRUE(controller.closeSession());
    QSettings().clear();
}

} // namespace
} // namespace holdpoint
