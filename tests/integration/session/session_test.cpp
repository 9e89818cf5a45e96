// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/window_job.h"
#include "tests/integration/session/session_fixture.h"

#include <QSignalSpy>
#include <unistd.h>

namespace holdpoint {

using testing::Contains;
using testing::HasSubstr;
using testing::SizeIs;

TEST_F(SessionTest, MakesItsDossierBesideThePlanUnderTheReleasesName)
{
    const auto opened = session();
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->dossier().file(), path("platform-1.8.3.holdpoint"));
    EXPECT_EQ(opened->defaultReportFolder(), path("platform-1.8.3-report"));
    EXPECT_EQ(opened->dossier().release().name, "platform");
    EXPECT_EQ(opened->checklistTemplate().id, "small");
    EXPECT_THAT(*opened->dossier().plans(), SizeIs(1));
}

TEST_F(SessionTest, NamesTheDossierAfterThePlanWithoutARelease)
{
    std::string text = kSessionPlan;
    text.erase(text.find("release:"), text.find("environment:") - text.find("release:"));
    write("plan.yaml", text);
    const auto opened = session();
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->dossier().file(), path("plan.holdpoint"));
    EXPECT_EQ(opened->dossier().release().name, "plan");
}

TEST_F(SessionTest, TakesTheReleaseOfTheCommandLineAndNothingElseInItsName)
{
    Session::Request request;
    request.planFile = path("plan.yaml");
    request.release = Release{"../evil", "2/../..", "c0ffee"};
    const auto opened = Session::open(request);
    ASSERT_TRUE(opened.session) << (opened.error ? opened.error->message : "");
    EXPECT_EQ(opened.session->dossier().file().parent_path(), path("").parent_path());
    EXPECT_EQ(opened.session->plan().release, *request.release);
    EXPECT_EQ(opened.session->dossier().release(), *request.release);
}

TEST_F(SessionTest, GivesThePlansFaultsAndMakesNothing)
{
    write("plan.yaml", std::string(kSessionPlan) + "thresholdz: []\n");
    const auto opened = openedPlan();
    EXPECT_FALSE(opened.session);
    ASSERT_THAT(opened.faults, SizeIs(1));
    EXPECT_THAT(opened.faults[0].text(), HasSubstr("thresholdz"));
    EXPECT_FALSE(std::filesystem::exists(path("platform-1.8.3.holdpoint")));
}

TEST_F(SessionTest, GivesTheReasonWhyItsTemplateOrDossierCannotBeUsed)
{
    write("small.yaml", "holdpoint-checklist: 1\nid: x\n");
    auto opened = openedPlan();
    EXPECT_FALSE(opened.session);
    ASSERT_FALSE(opened.faults.empty());
    EXPECT_THAT(opened.faults.front().text(), HasSubstr("small.yaml"));

    write("small.yaml", kSessionTemplate);
    ASSERT_TRUE(Dossier::create(path("platform-1.8.3.holdpoint"), {"other", "1", ""}, false));
    opened = openedPlan();
    EXPECT_FALSE(opened.session);
    ASSERT_TRUE(opened.error);
    EXPECT_THAT(opened.error->message, HasSubstr("holds the release other 1"));
}

TEST_F(SessionTest, APlanThatLeavesItsReleaseToOthersGoesOnWithTheOneOfTheDossier)
{
    std::string plan = kSessionPlan;
    const std::string version = ", version: \"1.8.3\"";
    plan.erase(plan.find(version), version.size());
    write("plan.yaml", plan);
    Session::Request request;
    request.planFile = path("plan.yaml");
    request.dossierFile = path("d.holdpoint");
    request.release = Release{"platform", "7.0", "abc1234"};
    ASSERT_TRUE(Session::open(request).session);
    request.release.reset();
    const auto again = Session::open(request);
    ASSERT_TRUE(again.session) << again.error->message;
    EXPECT_EQ(again.session->plan().release, (Release{"platform", "7.0", "abc1234"}));
}

TEST_F(SessionTest, ShowsTheSameStateWhenOpenedAgain)
{
    {
        const auto first = session();
        ASSERT_OK(first->confirm("env.told", anna(), "told on Monday"));
        ASSERT_OK(first->defer("result.read", Gate::SignOff, ben(), "tomorrow"));
        ASSERT_OK(first->setNote("env.keys", anna(), "ask Carl"));
        ASSERT_OK(first->setForm("capacity.cost", "1200", ben(), "per month"));
    }
    const auto again = session();
    EXPECT_EQ(stateOf(*again, "env.told"), ItemState::Pass);
    EXPECT_EQ(again->checklist().item("env.told")->by.name, "Anna Berg");
    EXPECT_EQ(stateOf(*again, "result.read"), ItemState::Deferred);
    EXPECT_EQ(again->checklist().item("env.keys")->note, "ask Carl");
    EXPECT_EQ(stateOf(*again, "capacity.cost"), ItemState::Pass);
    EXPECT_THAT(*again->dossier().plans(), SizeIs(1));
}

TEST_F(SessionTest, OpensADossierWithTheNewestPlanThatItKeeps)
{
    session()->dossier();
    write("plan.yaml", std::string(kSessionPlan) + "pause: 7s\n");
    session().reset();
    const auto opened = Session::openDossier(path("platform-1.8.3.holdpoint"));
    ASSERT_OK(opened);
    const Plan& plan = (*opened)->plan();
    EXPECT_EQ(plan.pause, std::chrono::seconds{7});
    EXPECT_EQ(plan.sha256, sha256Hex(plan.text));
    EXPECT_THAT(plan.text, HasSubstr("pause: 7s"));
    EXPECT_EQ(plan.path, path("plan.yaml"));
    ASSERT_NE(plan.test("search"), nullptr);
    EXPECT_THAT(plan.test("search")->thresholds, SizeIs(1));
    EXPECT_THAT((*opened)->checklist().items, SizeIs(5));
}

TEST_F(SessionTest, KeepsOfADataFileWhatItIsButNoneOfItsRows)
{
    std::string text = kSessionPlan;
    const std::string search = "get: /api/search";
    text.replace(text.find(search), search.size(), "get: /api/search?q={{users.email}}");
    write("plan.yaml", text + "data:\n  users: {csv: users.csv}\n");
    const std::string rows = "email,password\nanna@example.com,correct-horse\nben@example.com,battery-staple\n";
    write("users.csv", rows);
    ASSERT_TRUE(session());

    const auto opened = Session::openDossier(path("platform-1.8.3.holdpoint"));

    ASSERT_OK(opened);
    const Json kept = (*opened)->dossier().plans()->back().resolved;
    EXPECT_THAT(dumpJson(kept), testing::Not(HasSubstr("correct-horse")));
    EXPECT_EQ(dumpJson(kept["data"]["users"]),
              R"({"csv":"users.csv","sha256":")" + sha256Hex(rows) + R"(","columns":["email","password"],"row_count":2})");

    const auto forAgent = planForAgent((*opened)->plan());
    ASSERT_OK(forAgent);
    EXPECT_EQ(planFromResolved(*forAgent, {}).plan.data.at("users").rows.at(1).at(1), "battery-staple");

    write("users.csv", rows + "carl@example.com,x\n");
    EXPECT_THAT(messageOf(planForAgent((*opened)->plan())), HasSubstr("is not the one that the dossier's plan was read with"));
    std::filesystem::remove(path("users.csv"));
    EXPECT_THAT(messageOf(planForAgent((*opened)->plan())), HasSubstr("are not kept in a dossier"));
}

TEST_F(SessionTest, SaysWhenADossierKeepsNoPlan)
{
    made().reset();
    EXPECT_THAT(messageOf(Session::openDossier(path("release.holdpoint"))),
                HasSubstr("keeps no plan yet; open it with its plan"));
}

TEST_F(SessionTest, TellsEveryChangeOnceItIsCommitted)
{
    const auto opened = session();
    const QSignalSpy changes(opened.get(), &Session::changed);
    ASSERT_EQ(stateOf(*opened, "env.told"), ItemState::Open);
    EXPECT_FALSE(opened->confirm("env.tld", anna(), ""));
    EXPECT_EQ(changes.count(), 0);
    ASSERT_OK(opened->confirm("env.told", anna(), ""));
    EXPECT_EQ(changes.count(), 1);
    EXPECT_EQ(stateOf(*opened, "env.told"), ItemState::Pass);
    EXPECT_THAT(*Dossier::open(opened->dossier().file()).operator*()->itemChanges(), SizeIs(1));
}

TEST_F(SessionTest, WantsANameAndAddsTheSystemsUser)
{
    const auto opened = session();
    EXPECT_THAT(messageOf(opened->confirm("env.told", {" ", Role::Qa, ""}, "")), HasSubstr("say who you are"));
    WindowJob job(*opened);
    EXPECT_THAT(messageOf(job.start({WindowJob::Task::Open, {}, false, {}})), HasSubstr("say who you are"));
    ASSERT_OK(opened->confirm("env.told", {" Cara ", Role::Qa, ""}, ""));
    const auto change = opened->dossier().itemChanges()->back();
    EXPECT_EQ(change.by.name, "Cara");
    EXPECT_FALSE(change.by.osUser.empty());
}

TEST_F(SessionTest, KeepsTheWholeHistoryOfAnItem)
{
    const auto opened = session();
    ASSERT_OK(opened->confirm("env.told", anna(), ""));
    ASSERT_OK(opened->reopen("env.told", ben(), "not all were"));
    ASSERT_OK(opened->overrideItem("env.told", ben(), "mail is down"));
    EXPECT_EQ(stateOf(*opened, "env.told"), ItemState::Overridden);
    const auto changes = *opened->dossier().itemChanges();
    ASSERT_THAT(changes, SizeIs(3));
    EXPECT_EQ(changes[0].state, ItemState::Pass);
    EXPECT_EQ(changes[1].reason, "not all were");
    EXPECT_EQ(changes[2].by.role, Role::TechLead);
    EXPECT_FALSE(firstAuditFault(*opened->dossier().audit()));
}

TEST_F(SessionTest, AttachesAFileWithItsHash)
{
    const auto opened = session();
    write("proof.txt", "the proof");
    ASSERT_OK(opened->attach("env.told", anna(), path("proof.txt"), "mail of Monday"));
    const auto evidence = opened->checklist().item("env.told")->evidence;
    ASSERT_THAT(evidence, SizeIs(1));
    EXPECT_EQ(evidence[0].source, "file:proof.txt");
    EXPECT_EQ(evidence[0].value, "mail of Monday");
    EXPECT_EQ(evidence[0].sha256, sha256Hex("the proof"));
    EXPECT_EQ(*opened->dossier().attachment(evidence[0].id), "the proof");
    EXPECT_THAT(opened->dossier().audit()->back().text, HasSubstr("Anna Berg"));

    write("empty.txt", "");
    EXPECT_THAT(messageOf(opened->attach("env.told", anna(), path("empty.txt"), "")), HasSubstr("it is empty"));
    EXPECT_THAT(messageOf(opened->attach("env.told", anna(), path("none.txt"), "")), HasSubstr("none.txt"));
    EXPECT_THAT(messageOf(opened->attach("env.tod", anna(), path("proof.txt"), "")), HasSubstr("did you mean `env.told`"));
}

TEST_F(SessionTest, TakesFormValuesOnlyForBlanks)
{
    const auto opened = session();
    EXPECT_THAT(messageOf(opened->setForm("env.told", "x", ben(), "")), HasSubstr("is no blank of the form"));
    ASSERT_OK(opened->setForm("capacity.cost", "1200", ben(), "per month"));
    const auto values = *opened->dossier().formValues();
    ASSERT_THAT(values, SizeIs(1));
    EXPECT_EQ(values[0].value, "1200");
    EXPECT_EQ(values[0].note, "per month");
}

TEST_F(SessionTest, WritesTheReportAndNotesIt)
{
    const auto opened = session();
    const auto written = opened->exportReport(path("out"), {"json"});
    ASSERT_OK(written);
    EXPECT_TRUE(std::filesystem::exists(path("out") / "report.json"));
    EXPECT_THAT(opened->dossier().audit()->back().text, HasSubstr("report exported"));
}

TEST_F(SessionTest, OpensADossierWithoutTheFolderOfItsPlan)
{
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(m_folder.path().toStdString());
    Session::Request request;
    request.planFile = "plan.yaml";
    request.dossierFile = path("release.holdpoint");
    const bool isOpened = Session::open(request).session != nullptr;
    std::filesystem::current_path(before);
    ASSERT_TRUE(isOpened);
    std::filesystem::remove(path("small.yaml"));
    std::filesystem::remove(path("plan.yaml"));

    const auto again = Session::openDossier(path("release.holdpoint"));
    ASSERT_OK(again);
    EXPECT_EQ((*again)->checklistTemplate().id, "small");
    EXPECT_EQ((*again)->checklistTemplate().sha256, sha256Hex(kSessionTemplate));
    EXPECT_EQ((*again)->plan().path, path("plan.yaml"));
    EXPECT_EQ((*again)->checklist().items.size(), 5U);
}

TEST_F(SessionTest, StoresWhatACheckSawAndOnlyWhatIsNew)
{
    const auto opened = session();
    const auto check = [&opened] {
        std::vector<const ItemView*> items;
        for (const ItemView& item : opened->checklist().items) {
            items.push_back(&item);
        }
        EXPECT_EQ(messageOf(opened->storeFindings(items)), "");
        return *parseJson(opened->dossier().audit()->back().text, "audit row");
    };
    const Json first = check();
    EXPECT_EQ(stringAt(first, "action"), "checklist checked");
    EXPECT_EQ(integerAt(memberAt(first, "detail"), "items"), 5);
    EXPECT_EQ(memberAt(memberAt(first, "detail"), "changed").size(), 5U);
    ASSERT_OK(opened->confirm("env.told", anna(), ""));
    const Json second = check();

    ASSERT_EQ(memberAt(memberAt(second, "detail"), "changed").size(), 1U);
    EXPECT_EQ(stringAt(memberAt(memberAt(second, "detail"), "changed")[0], "item"), "env.told");
    EXPECT_EQ(stringAt(memberAt(memberAt(second, "detail"), "changed")[0], "state"), "PASS");
    EXPECT_EQ(memberAt(memberAt(check(), "detail"), "changed").size(), 0U);
}

} // namespace holdpoint
