// SPDX-License-Identifier: GPL-3.0-or-later
// Reports that are written after the signatures, and what windows show of a log.
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/report/report_reader.h"
#include "core/session/release_log.h"
#include "tests/support/signable_release.h"
#include "tests/support/verify_words.h"

#include <fstream>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using test::detailOf;
using test::faultOf;
using test::SignableRelease;
using testing::HasSubstr;
using testing::Not;

/// The export in `out`, its report.json changed and every sum made anew.
std::string faultOfChanged(const SignableRelease& release, const std::function<void(Json&)>& change)
{
    const auto out = release.path("out");
    const auto folder = release.path("anew");
    std::filesystem::remove_all(folder);
    std::filesystem::copy(out, folder, std::filesystem::copy_options::recursive);
    const std::string before = *readFile(out / "report.json");
    Json report = *parseJson(before, "report.json");
    change(report);
    const std::string after = dumpJsonPretty(report) + "\n";
    std::ofstream(folder / "report.json", std::ios::trunc) << after;
    std::string audit = *readFile(out / "audit.jsonl");
    audit.replace(audit.rfind(sha256Hex(before)), 64, sha256Hex(after));
    std::ofstream(folder / "audit.jsonl", std::ios::trunc) << audit;
    return faultOf(verifyReportFolder(folder));
}

/// What follows from a report's rows, as somebody would who changed some of them and knows the rules.
void decideAnew(Json& json)
{
    std::map<std::string, std::int64_t> counts;
    for (const Json& item : json["checklist"]) {
        counts[stringAt(item, "state")] += boolAt(item, "box") ? 1 : 0;
    }
    json["counts"] = Json::object();
    for (const auto& [state, count] : counts) {
        if (count > 0) {
            json["counts"][state] = count;
        }
    }
    const auto report = decidableReport(json);
    ASSERT_TRUE(report);
    decideRelease(**report);
    json["verdict"] = std::string(nameOf((*report)->verdict));
    json["reasons"] = (*report)->reasons;
}

/// The plan's text with `more` behind it, opened and exported.
void exportWithPlan(SignableRelease& release, const std::string& plan, const std::string& more)
{
    std::ofstream(release.path("plan.yaml"), std::ios::trunc) << plan << more;
    release.reopen();
    ASSERT_TRUE(release.session().exportReport(release.path("out"), {"json"}));
}

std::string changedSince(const SignableRelease& release)
{
    return stringAt(*parseJson(*readFile(release.path("out") / "report.json"), ""), "changed_since_freeze", "none");
}

AlarmRecord alarmOf(std::int64_t run, const std::string& acknowledgedBy)
{
    const WallTime from{std::chrono::hours{500'000}};
    return {"error-rate", run,           from,           from + std::chrono::seconds{5},       0.02, "warning",
            "errors 2 %", "Investigate", acknowledgedBy, acknowledgedBy.empty() ? "" : "known"};
}

TEST(LaterReports, SayWhatChangedSinceTheSignaturesAndAreNotBroken)
{
    SignableRelease release;
    release.freeze();
    release.signAll();
    ASSERT_TRUE(release.session().exportReport(release.path("out"), {"json", "md"}));
    EXPECT_EQ(parseJson(*readFile(release.path("out") / "report.json"), "")->at("changed_since_freeze"), "");
    EXPECT_EQ(faultOf(verifyReportFolder(release.path("out"))), "");
    const Person qa = SignableRelease::personOf(Role::Qa);
    const std::vector<std::pair<std::string, std::function<void()>>> steps{
        {"1 run changed: run 2 of search is new", [&] { release.addRun(); }},
        {"1 run and 1 item changed: run 2 of search is new",
         [&] { EXPECT_TRUE(release.session().reopen("env.told", qa, "two were not")); }},
        {"2 runs and 1 item changed: run 1 of search changed",
         [&] { EXPECT_TRUE(release.session().setCounting(1, false, "the wrong data set", qa)); }},
        {"3 runs and 1 item changed: run 1 of search changed", [&] { release.addRun(0.5); }},
        {"3 runs and 1 item changed: run 1 of search changed",
         [&] { EXPECT_TRUE(release.session().setForm("capacity.cost", "1300", qa, "")); }},
        {"3 runs and 1 item changed: run 1 of search changed", [&] {
             Optimisation index;
             index.what = "an index";
             EXPECT_TRUE(logOptimisation(release.session(), index, qa));
         }}};
    for (const auto& [change, step] : steps) {
        step();
        release.session().noteChange();
        ASSERT_TRUE(release.session().exportReport(release.path("out"), {"json", "md"}));
        const auto verified = verifyReportFolder(release.path("out"));
        EXPECT_EQ(faultOf(verified), "") << change;
        EXPECT_THAT(detailOf(verified, "Report"),
                    HasSubstr("the signatures are over the record of before, since then " + change));
        EXPECT_EQ(parseJson(*readFile(release.path("out") / "report.json"), "")->at("changed_since_freeze"), change);
        EXPECT_THAT(*readFile(release.path("out") / "report.md"),
                    HasSubstr("> Released: yes, four valid signatures; since then " + change + "."));
    }
}

TEST(LaterReports, AreBrokenByWhatNoRowBehindTheFreezeTellsOf)
{
    SignableRelease release;
    release.freeze();
    release.signAll();
    release.addRun();
    ASSERT_TRUE(release.session().exportReport(release.path("out"), {"json"}));
    ASSERT_EQ(faultOfChanged(release, [](Json&) {}), "");
    const std::vector<std::pair<const char*, std::function<void(Json&)>>> changes{
        {"a run that was signed", [](Json& json) { json["tests"][0]["runs"][0]["metrics"]["http_reqs"]["count"] = 1; }},
        {"no such run", [](Json& json) { json["tests"][0]["runs"].erase(0); }},
        {"a person's item", [](Json& json) { json["checklist"][0]["by"] = "Somebody Else"; }},
        {"its note", [](Json& json) { json["checklist"][1]["note"] = "all is well"; }},
        {"its words", [](Json& json) { json["checklist"][1]["text"] = "Keys"; }},
        {"no item", [](Json& json) { json["checklist"].erase(0); }},
        {"form", [](Json& json) { json["form"][0]["value"] = "1"; }},
        {"title", [](Json& json) { json["tests"][0]["title"] = "Another"; }},
        {"environment", [](Json& json) { json["environment"]["name"] = "production"; }},
        {"plan", [](Json& json) { json["plan"]["sha256"] = "x"; }},
        {"people", [](Json& json) { json["signoff"]["distinct_people"] = false; }},
        {"no optimisation",
         [](Json& json) {
             json["optimizations"] = {{{"ref", "1"}, {"what", "a view"}}};
         }},
        {"an alarm",
         [](Json& json) {
             json["alarms"] = {{{"id", "x"}, {"run", 1}}};
         }},
        {"what was noted", [](Json& json) { json["exceptions"].erase(0); }},
        {"an item that nobody knows",
         [](Json& json) {
             Json item = json["checklist"][0];
             item["id"] = "env.new";
             json["checklist"].push_back(item);
             decideAnew(json);
         }},
        {"says that nothing changed", [](Json& json) { json["changed_since_freeze"] = ""; }}};
    ASSERT_EQ(parseJson(*readFile(release.path("out") / "report.json"), "")->at("exceptions").at(0).at("state"), "NOTED");
    for (const auto& [what, change] : changes) {
        EXPECT_NE(faultOfChanged(release, change), "") << what;
    }
}

TEST(LaterReports, SayThatNothingChangedWhereAPlanWasOpenedAndTakenBack)
{
    SignableRelease release;
    release.freeze();
    release.signAll();
    const std::string plan = *readFile(release.path("plan.yaml"));
    exportWithPlan(release, plan, "# another text\n");
    const auto other = verifyReportFolder(release.path("out"));
    EXPECT_EQ(faultOf(other), "");
    EXPECT_EQ(changedSince(release), "the plan changed");
    EXPECT_THAT(detailOf(other, "Report"), HasSubstr("since then the plan changed"));
    exportWithPlan(release, plan, "");
    const auto same = verifyReportFolder(release.path("out"));
    EXPECT_EQ(faultOf(same), "");
    EXPECT_EQ(changedSince(release), "");
    EXPECT_THAT(detailOf(same, "Report"), Not(HasSubstr("since then")));
}

TEST(LaterReports, AreBrokenByAGateThatTheAuditLogDecidedOtherwise)
{
    SignableRelease release;
    release.freeze();
    release.signAll();
    ASSERT_TRUE(release.session().decideGate(Gate::Results, false, SignableRelease::personOf(Role::Qa), "one test is missing"));
    ASSERT_TRUE(release.session().exportReport(release.path("out"), {"json"}));
    ASSERT_EQ(faultOfChanged(release, decideAnew), "");
    EXPECT_THAT(faultOfChanged(release,
                               [](Json& json) {
                                   json["gates"][1]["verdict"] = "go";
                                   decideAnew(json);
                               }),
                HasSubstr("the decision of gate results is not the one of the audit log"));
    EXPECT_THAT(faultOfChanged(release,
                               [](Json& json) {
                                   json["gates"].erase(1);
                                   decideAnew(json);
                               }),
                HasSubstr("the decision of gate results is missing"));
}

TEST(LaterReports, AreBrokenByAGoThatNobodyGave)
{
    SignableRelease release;
    release.addRun();
    ASSERT_TRUE(release.session().decideGate(Gate::SignOff, false, SignableRelease::personOf(Role::Qa), "not yet"));
    ASSERT_TRUE(release.session().exportReport(release.path("out"), {"json"}));
    ASSERT_EQ(faultOfChanged(release, decideAnew), "");
    EXPECT_THAT(faultOfChanged(release, [](Json& json) { json["gates"][0]["verdict"] = "go"; }),
                HasSubstr("the decision of gate go-for-load is not the one of the audit log"));
}

TEST(LaterReports, AreBrokenByValuesThatTheirNewestRowsDoNotHold)
{
    SignableRelease release;
    const Person qa = SignableRelease::personOf(Role::Qa);
    Session& session = release.session();
    release.addRun();
    ASSERT_TRUE(session.dossier().storeAlarm(alarmOf(1, "")));
    release.freeze();
    release.signAll();
    ASSERT_TRUE(session.dossier().storeAlarm(alarmOf(1, "Mara")));
    ASSERT_TRUE(session.setForm("capacity.cost", "1300", qa, ""));
    ASSERT_TRUE(session.setNote("env.keys", qa, "in the safe"));
    ASSERT_TRUE(session.reopen("env.told", qa, "two were not"));
    ASSERT_TRUE(session.confirm("env.told", qa, "now all"));
    ASSERT_TRUE(session.reopen("result.read", qa, "not all of them"));
    session.noteChange();
    ASSERT_TRUE(session.exportReport(release.path("out"), {"json"}));
    ASSERT_EQ(faultOfChanged(release, decideAnew), "");
    const Json record = *parseJson(*readFile(release.path("out") / "record.json"), "");
    const std::vector<std::pair<const char*, std::function<void(Json&)>>> changes{
        {"another value", [](Json& json) { json["form"][0]["value"] = "1"; }},
        {"the value that was signed", [&](Json& json) { json["form"] = record["form"]; }},
        {"who entered it", [](Json& json) { json["form"][0]["by"] = "Somebody Else"; }},
        {"no value", [](Json& json) { json["form"] = Json::array(); }},
        {"the value in its line", [](Json& json) { json["checklist"][3]["value"] = "1"; }},
        {"a state beside a note",
         [](Json& json) {
             json["checklist"][1]["state"] = "OVERRIDDEN";
             json["checklist"][1]["by"] = "Somebody Else";
         }},
        {"nobody's state beside a note",
         [](Json& json) {
             json["checklist"][1]["state"] = "OPEN";
             json["checklist"][1]["by"] = "";
         }},
        {"another note", [](Json& json) { json["checklist"][1]["note"] = "all is well"; }},
        {"a state", [](Json& json) { json["checklist"][0]["state"] = "OVERRIDDEN"; }},
        {"whose it is", [](Json& json) { json["checklist"][0]["by"] = "Somebody Else"; }},
        {"the note of a yes", [](Json& json) { json["checklist"][0]["note"] = "all is well"; }},
        {"as it was signed", [&](Json& json) { json["checklist"][2] = record["checklist"][2]; }},
        {"an alarm", [](Json& json) { json["alarms"][0]["outcome"] = "never looked"; }},
        {"the alarm that was signed", [&](Json& json) { json["alarms"] = record["alarms"]; }},
        {"no alarm", [](Json& json) { json["alarms"] = Json::array(); }}};
    for (const auto& [what, change] : changes) {
        EXPECT_THAT(faultOfChanged(release,
                                   [&, make = change](Json& json) {
                                       make(json);
                                       decideAnew(json);
                                   }),
                    HasSubstr("report.json is not what was signed"))
            << what;
    }
}

TEST(LaterReports, KeepWhatWasNotedUntilARowTellsOtherwise)
{
    SignableRelease release;
    release.freeze();
    release.signAll();
    ASSERT_TRUE(release.session().exportReport(release.path("out"), {"json"}));
    EXPECT_THAT(faultOfChanged(release, [](Json& json) { json["exceptions"][0]["reason"] = "nothing"; }),
                HasSubstr("the exceptions changed"));
    release.addRun();
    for (const std::int64_t run : {1, 2}) {
        ASSERT_TRUE(release.session().setCounting(run, false, "the wrong data set", SignableRelease::personOf(Role::Qa)));
    }
    release.session().noteChange();
    ASSERT_TRUE(release.session().exportReport(release.path("out"), {"json"}));
    EXPECT_EQ(parseJson(*readFile(release.path("out") / "report.json"), "")->at("exceptions").size(), 0U);
    EXPECT_EQ(faultOf(verifyReportFolder(release.path("out"))), "") << "no run that counts was early";
}

TEST(LaterReports, NameTheTargetOfACapacityLineOnlyWhereItIsShown)
{
    SignableRelease release("capacity: {targets: {users: 5}}\n");
    std::string text = *readFile(release.path("signable.yaml"));
    const std::string before = "  - number: \"18\"";
    text.insert(text.find(before),
                "      - {id: blank.capacity.users, text: \"Concurrent users: _____ (target: 10,000)\", kind: form, box: false, "
                "run: {test: search, capacity: users, facts: [{metric: vus, expect: \"min>=10000\", show: count}]}}\n");
    std::ofstream(release.path("signable.yaml"), std::ios::trunc) << text;
    release.reopen();
    release.freeze();
    release.signAll();
    release.session().noteChange();
    EXPECT_EQ(release.session().checklist().item("blank.capacity.users")->reason,
              "the plan's target is 5, the checklist's 10,000");
    ASSERT_TRUE(release.session().exportReport(release.path("out"), {"json"}));
    for (const char* file : {"report.json", "record.json"}) {
        EXPECT_THAT(*readFile(release.path("out") / file), Not(HasSubstr("the plan's target"))) << file;
    }
    EXPECT_EQ(faultOf(verifyReportFolder(release.path("out"))), "");
}

TEST(ShownHistory, HasWhatTheLogOfOptimisationsConfirmsWhereverTheDossierLies)
{
    SignableRelease release;
    std::string text = *readFile(release.path("signable.yaml"));
    text.replace(text.find("\"9\""), 3, "\"12\"");
    std::ofstream(release.path("signable.yaml"), std::ios::trunc) << text;
    release.reopen();
    Session& session = release.session();
    Optimisation index;
    index.what = "an index";
    index.box = "result.read";
    ASSERT_TRUE(logOptimisation(session, index, SignableRelease::personOf(Role::Qa)));
    const auto here = session.shownHistory();
    ASSERT_EQ(here.size(), 1U);
    EXPECT_EQ(here.front().item, "result.read");
    session.showAside(); // as of a database
    ASSERT_EQ(session.shownHistory().size(), 1U);
    EXPECT_EQ(session.shownHistory().front().value, here.front().value);
}

} // namespace
} // namespace holdpoint
