// SPDX-License-Identifier: GPL-3.0-or-later
// Reports that are written after the signatures, and what windows show of a log.
#include "core/base/file.h"
#include "core/base/hash.h"
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
        {"says that nothing changed", [](Json& json) { json["changed_since_freeze"] = ""; }}};
    for (const auto& [what, change] : changes) {
        EXPECT_NE(faultOfChanged(release, change), "") << what;
    }
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
