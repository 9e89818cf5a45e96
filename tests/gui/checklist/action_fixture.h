// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "core/plan/plan_edit.h"
#include "tests/support/contract_server.h"
#include "tests/support/gui.h"
#include "tests/support/sample_release.h"
#include "ui/checklist/checklist_page.h"
#include "ui/checklist/checklist_tree.h"
#include "ui/style/holdpoint_style.h"
#include "ui/style/parts.h"

#include <QBoxLayout>
#include <QLabel>
#include <QSignalSpy>

namespace holdpoint {

/// A release whose plan was changed, on a checklist page with its docks beside it.
class ActionFixture : public testing::Test
{
protected:
    ActionFixture()
        : release({{"GRAFANA_URL", server.url("/grafana")},
                   {"GRAFANA_TOKEN", test::ContractServer::kToken},
                   {"ALERTMANAGER_URL", server.url("/alertmanager")},
                   {"TOKEN", test::ContractServer::kToken},
                   {"HOOK", server.url(test::ContractServer::kHook)},
                   {"ROUTING_KEY", test::ContractServer::kRoutingKey}})
    {
        applyTheme(QStringLiteral("light"));
        const auto text = readFile(release.planFile().toStdString());
        plan = text ? *text : std::string();
    }

    void write(const QString& name, const std::string& text)
    {
        ASSERT_TRUE(writeFileAtomically(release.file(name).toStdString(), text));
    }
    bool exists(const QString& name) const { return QFile::exists(release.file(name)); }
    void set(const PlanPath& path, const PlanSetting& value)
    {
        auto edited = withPlanValue(plan, path, value);
        ASSERT_TRUE(edited) << edited.error().message;
        plan = *std::move(edited);
    }
    /// Slack by its token, PagerDuty, Grafana, Alertmanager and a lock.
    void nameAllServices()
    {
        set({"monitoring", "slack", "url"}, server.url("/slack/api"));
        set({"monitoring", "slack", "token"}, std::string("${TOKEN}"));
        set({"monitoring", "slack", "channel"}, std::string("C123"));
        set({"monitoring", "pagerduty", "url"}, server.url("/pagerduty"));
        set({"monitoring", "pagerduty", "events_url"}, server.url("/events"));
        set({"monitoring", "pagerduty", "routing_key"}, std::string("${ROUTING_KEY}"));
        set({"monitoring", "pagerduty", "token"}, std::string("${TOKEN}"));
        set({"monitoring", "pagerduty", "policies"}, std::vector<std::string>{"P1"});
        set({"window", "silence"}, std::vector<std::string>{"env=staging"});
        set({"checklist", "lock", "url"}, server.url("/lock/staging"));
    }
    void open()
    {
        write(QStringLiteral("pre-production.yaml"), plan);
        Session::Opened opened = Session::open(release.request());
        for (const PlanFault& fault : opened.faults) {
            ADD_FAILURE() << fault.text();
        }
        ASSERT_NE(opened.session, nullptr);
        session = std::move(opened.session);
        page = new ChecklistPage(&host);
        page->setPerson(test::sampleQa());
        auto* row = new QHBoxLayout(&host);
        row->addWidget(page, 1);
        for (const Page::DockTab& tab : page->dockTabs()) {
            tab.panel->setFixedWidth(288);
            row->addWidget(tab.panel);
            tab.panel->show();
        }
        details = page->dockTabs().at(0).panel;
        window = page->dockTabs().at(1).panel;
        page->setSession(session.get());
        host.resize(1400, 760);
        host.show();
        test::settle();
        notices = std::make_unique<QSignalSpy>(page, &Page::noticed);
    }
    ~ActionFixture() override
    {
        if (page != nullptr) {
            page->setSession(nullptr);
        }
    }
    void press(const QWidget& parent, const char* button)
    {
        QTest::mouseClick(&test::child<Button>(parent, button), Qt::LeftButton);
    }
    const ItemView& item(const char* id) { return *session->checklist().item(id); }
    TestWindow testWindow() { return session->dossier().testWindow()->value(); }
    std::string lastNotice() const { return notices->isEmpty() ? "" : notices->back().at(0).toString().toStdString(); }
    /// A label's text as it was meant, without the places where it may break.
    static std::string textOf(const QWidget& parent, const char* label)
    {
        return test::child<QLabel>(parent, label).text().remove(QChar(0x200B)).toStdString();
    }
    std::size_t sent(const std::string& method, const std::string& where) const
    {
        std::size_t count = 0;
        for (const test::ContractRequest& request : server.requests()) {
            count += request.method == method && request.path == where ? 1 : 0;
        }
        return count;
    }

    test::ContractServer server;
    test::SampleRelease release;
    std::string plan;
    std::unique_ptr<Session> session;
    QWidget host;
    ChecklistPage* page = nullptr;
    QWidget* details = nullptr;
    QWidget* window = nullptr;
    std::unique_ptr<QSignalSpy> notices;
};

} // namespace holdpoint
