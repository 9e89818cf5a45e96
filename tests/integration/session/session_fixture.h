// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "tests/integration/dossier/dossier_fixture.h"

#include <fstream>

namespace holdpoint {

inline constexpr const char* kSessionTemplate = R"(holdpoint-checklist: 1
id: small
version: "1.0"
title: A small checklist
sections:
  - number: "1"
    title: Preparation
    part: Before
    items:
      - {id: env.told, text: Everybody was told, kind: manual, gate: go-for-load, owner: qa}
      - {id: env.keys, text: Keys are in place, kind: manual, gate: go-for-load, owner: devops, killer: true}
  - number: "9"
    title: Results
    part: After
    items:
      - {id: result.read, text: Results were read, kind: manual, gate: results, owner: tech-lead}
  - number: "15"
    title: Capacity
    part: After
    items:
      - {id: capacity.cost, text: Cost at peak, kind: form, gate: sign-off, owner: devops}
  - number: "18"
    title: After release
    part: Live
    items:
      - {id: live.watch, text: Watch the launch, kind: manual, owner: devops}
)";

inline constexpr const char* kSessionPlan = R"(holdpoint: 1
name: Session test
release: {name: platform, version: "1.8.3"}
environment: {name: here, base_url: "http://127.0.0.1:8080", allow_hosts: [127.0.0.1]}
checklist: {template: small.yaml}
tests:
  search:
    title: Search
    scenarios:
      searchers:
        executor: constant-vus
        vus: 1
        duration: 10s
        flow:
          - get: /api/search
            name: search
    thresholds:
      - {metric: http_req_failed, target: "rate<0.001", critical: "rate<0.01", action: Investigate}
)";

inline Person ben()
{
    return {"Ben Tal", Role::TechLead, ""};
}

/// A folder with a plan and its template, and sessions on it.
class SessionTest : public DossierTest
{
protected:
    SessionTest()
    {
        write("plan.yaml", kSessionPlan);
        write("small.yaml", kSessionTemplate);
    }

    void write(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }

    Session::Opened openedPlan() const
    {
        Session::Request request;
        request.planFile = path("plan.yaml");
        return Session::open(request);
    }

    std::unique_ptr<Session> session() const
    {
        auto opened = openedPlan();
        EXPECT_THAT(opened.faults, testing::SizeIs(0)) << (opened.faults.empty() ? "" : opened.faults.front().text());
        EXPECT_FALSE(opened.error) << (opened.error ? opened.error->message : "");
        return std::move(opened.session);
    }

    static ItemState stateOf(Session& session, std::string_view item)
    {
        const ItemView* view = session.checklist().item(item);
        EXPECT_NE(view, nullptr) << session.lastError();
        return view == nullptr ? ItemState::Unknown : view->state;
    }

    /// Decides whatever still blocks a gate: all items are manual or blanks here.
    static void clear(Session& session)
    {
        for (const char* item : {"env.told", "env.keys", "result.read"}) {
            ASSERT_OK(session.confirm(item, ben(), ""));
        }
        ASSERT_OK(session.setForm("capacity.cost", "1200", ben(), ""));
    }

    /// Through all gates up to a frozen record.
    static void freeze(Session& session)
    {
        clear(session);
        ASSERT_OK(session.decideGate(Gate::GoForLoad, true, ben(), ""));
        ASSERT_OK(session.decideGate(Gate::Results, true, ben(), ""));
        ASSERT_OK(session.decideGate(Gate::SignOff, true, ben(), ""));
    }
};

} // namespace holdpoint
