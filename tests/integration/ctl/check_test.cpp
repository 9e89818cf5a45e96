// SPDX-License-Identifier: GPL-3.0-or-later
// What check, verify and rehearse answer with their exit codes.
#include "core/base/text.h"
#include "tests/integration/ctl/ctl_fixture.h"

#include <QRegularExpression>
#include <set>

namespace holdpoint {
namespace {

class CheckTest : public CtlTest
{
protected:
    void SetUp() override
    {
        url = QStringLiteral("http://127.0.0.1:1"); // nothing is sent
        writePlan(1);
    }
    ProgramResult check(const QStringList& words)
    {
        return runCtl(QStringList{QStringLiteral("check"), path(QStringLiteral("plan.yaml")), QStringLiteral("-e"),
                                  QStringLiteral("BASE_URL=") + url, QStringLiteral("--dossier"), dossier()} +
                      words);
    }
    ProgramResult item(const QString& id, const QStringList& words)
    {
        return runCtl(QStringList{QStringLiteral("item"), dossier(), id} + words +
                      QStringList{QStringLiteral("--by"), QStringLiteral("Rao"), QStringLiteral("--role"),
                                  QStringLiteral("tech-lead"), QStringLiteral("--reason"), QStringLiteral("agreed")});
    }
    QString dossier() const { return path(QStringLiteral("d.holdpoint")); }
};

TEST_F(CheckTest, ASelectionThatHoldsNothingIsAWrongUse)
{
    const ProgramResult section = check({QStringLiteral("--section"), QStringLiteral("77")});
    EXPECT_EQ(section.code, 2) << section.out;
    EXPECT_NE(section.err.find("no section `77`"), std::string::npos) << section.err;
    EXPECT_EQ(
        check({QStringLiteral("--section"), QStringLiteral("1"), QStringLiteral("--item"), QStringLiteral("test.search")}).code,
        2);
    EXPECT_EQ(check({QStringLiteral("--gate"), QStringLiteral("after-release")}).code, 2);
}

TEST_F(CheckTest, AnItemIsNotSettledAtTheGateThatItWasDeferredTo)
{
    const QStringList one{QStringLiteral("--item"), QStringLiteral("monitoring.grafana-dashboards")};
    EXPECT_EQ(check(one).code, 96);
    const ProgramResult deferred = item(one[1], {QStringLiteral("defer"), QStringLiteral("--to"), QStringLiteral("results")});
    ASSERT_EQ(deferred.code, 0) << deferred.err;

    EXPECT_EQ(check(one).code, 0);
    EXPECT_EQ(check(one + QStringList{QStringLiteral("--gate"), QStringLiteral("go-for-load")}).code, 0);
    EXPECT_EQ(check(one + QStringList{QStringLiteral("--gate"), QStringLiteral("results")}).code, 96);
}

TEST_F(CheckTest, ASensedItemCannotBeConfirmedByHand)
{
    const QString id = QStringLiteral("live.no-unexpected-errors");
    ASSERT_EQ(check({QStringLiteral("--item"), id}).code, 96);
    const ProgramResult confirmed = item(id, {QStringLiteral("confirm")});

    EXPECT_EQ(confirmed.code, 1) << confirmed.out;
    EXPECT_NE(confirmed.err.find("cannot be confirmed now"), std::string::npos) << confirmed.err;
    EXPECT_EQ(check({QStringLiteral("--item"), id}).code, 96);
}

TEST_F(CheckTest, ASensorsFindingIsStoredWithItsSourcesAndFollowsWhatIsThere)
{
    startStaging();
    const QStringList one{QStringLiteral("--item"), QStringLiteral("tool.firewall"), QStringLiteral("--json")};
    const ProgramResult good = check(one);
    EXPECT_EQ(good.code, 0) << good.out << good.err;
    const auto json = parseJson(good.out, "check");
    ASSERT_TRUE(json) << good.out;
    EXPECT_EQ(stringAt((*json)["checklist"][0], "state"), "PASS");
    ASSERT_EQ((*json)["sources"].size(), 2U);
    EXPECT_EQ(stringAt((*json)["sources"][1], "id"), "tcp");
    EXPECT_EQ(stringAt((*json)["sources"][1], "state"), "answered");

    staging.reset();
    EXPECT_EQ(check(one + QStringList{QStringLiteral("--no-sense")}).code, 0) << "what was seen before";
    EXPECT_NE(check(one).code, 0);
}

TEST_F(CheckTest, WhatIsNotATerminalGetsEveryReasonWhole)
{
    const ProgramResult all = check({});
    EXPECT_EQ(all.out.find("\u2026"), std::string::npos) << all.out;
}

TEST_F(CheckTest, AnOverrideThatThePlanNamesNowhereIsSaid)
{
    const ProgramResult result = check({QStringLiteral("--no-sense"), QStringLiteral("-e"), QStringLiteral("BASE_URI=x")});
    EXPECT_NE(result.err.find("warning: -e BASE_URI is used nowhere in plan.yaml; did you mean `BASE_URL`?"), std::string::npos)
        << result.err;
    EXPECT_EQ(check({QStringLiteral("--no-sense")}).err.find("warning"), std::string::npos);
}

TEST_F(CheckTest, TablesFitTheTerminalAndLoseNothing)
{
    ASSERT_EQ(check({}).code, 99);
    const std::map<QString, QStringList> commands{
        {QStringLiteral("check"), {QStringLiteral("check"), dossier(), QStringLiteral("--no-sense")}},
        {QStringLiteral("gate"), {QStringLiteral("gate"), dossier(), QStringLiteral("results"), QStringLiteral("--no-sense")}},
        {QStringLiteral("form"), {QStringLiteral("form"), dossier()}}};
    const auto tableOf = [](const std::string& out) { // without the sentence above it, which a terminal wraps by itself
        const auto begin = out.find("\n\n");
        return begin == std::string::npos ? out : out.substr(begin);
    };
    for (const auto& [name, words] : commands) {
        const std::string wide = runCtl(words).out;
        ASSERT_TRUE(qputenv("COLUMNS", "90"));
        const std::string narrow = runCtl(words).out;
        qunsetenv("COLUMNS");
        for (const std::string& line : split(tableOf(narrow), '\n')) {
            EXPECT_LE(QString::fromStdString(line).size(), 90) << name.toStdString() << ": " << line;
        }
        std::multiset<std::string> all;
        std::multiset<std::string> kept;
        const auto collect = [](const std::string& text, std::multiset<std::string>& into) {
            for (const QString& word : QString::fromStdString(text).split(QRegularExpression(QStringLiteral("[ \n]+")))) {
                into.insert(word.toStdString());
            }
        };
        collect(wide, all);
        collect(narrow, kept);
        EXPECT_EQ(all, kept) << name.toStdString();
    }
}

TEST_F(CheckTest, UnknownFieldsAndActionsAreRefusedWithWhatThereIs)
{
    ASSERT_EQ(check({}).code, 99);
    const auto form = [this](const QStringList& words) { return runCtl(QStringList{QStringLiteral("form"), dossier()} + words); };
    const ProgramResult fields = form({});
    EXPECT_EQ(fields.code, 0) << fields.err;
    EXPECT_NE(fields.out.find("blank.headroom"), std::string::npos) << fields.out;
    const ProgramResult derived = form({QStringLiteral("capacity.headroom=abc")});
    EXPECT_NE(derived.code, 0) << derived.out;
    EXPECT_NE(derived.err.find("fill in blank.headroom"), std::string::npos) << derived.err;
    const ProgramResult slip = form({QStringLiteral("headroom=25 %")});
    EXPECT_NE(slip.err.find("did you mean `blank.headroom`"), std::string::npos) << slip.err;
    EXPECT_NE(form({QStringLiteral("frobnicate=1")}).err.find("its fields are"), std::string::npos);
    EXPECT_EQ(form({QStringLiteral("blank.headroom=25 %")}).code, 0);
    const ProgramResult half = form({QStringLiteral("blank.headroom=30 %"), QStringLiteral("blank.bogus=1")});
    EXPECT_EQ(half.code, 1);
    EXPECT_EQ(form({}).out.find("30 %"), std::string::npos) << "a wrong field is found before the first value is stored";
    EXPECT_NE(form({QStringLiteral("blank.headroom=plenty")}).err.find("it takes a number"), std::string::npos);

    const ProgramResult action = item(QStringLiteral("preflight.no-other-load"), {QStringLiteral("frobnicate")});
    EXPECT_EQ(action.code, 2);
    EXPECT_NE(action.err.find("confirm, override, defer, reopen, note, attach"), std::string::npos) << action.err;
    EXPECT_EQ(item(QStringLiteral("preflight.no-other-load"), {QStringLiteral("note")}).code, 0);
    EXPECT_EQ(runCtl({QStringLiteral("item"), dossier(), QStringLiteral("preflight.no-other-load"), QStringLiteral("note"),
                      QStringLiteral("--by"), QStringLiteral("Rao")})
                  .code,
              2)
        << "a note without a text";
    EXPECT_EQ(check({QStringLiteral("--gate"), QStringLiteral("after-release")}).code, 2);
}

TEST_F(CheckTest, ItsFindingsStandInTheDossier)
{
    ASSERT_EQ(check({QStringLiteral("--section"), QStringLiteral("1")}).code, 96);
    ASSERT_EQ(runCtl({QStringLiteral("report"), dossier(), QStringLiteral("--out"), path(QStringLiteral("out"))}).code, 0);
    const std::string audit = text(QStringLiteral("out/audit.jsonl"));

    EXPECT_NE(audit.find("\"action\":\"checklist checked\""), std::string::npos);
    EXPECT_NE(audit.find("env.same-server-specs"), std::string::npos);
    EXPECT_EQ(runCtl({QStringLiteral("verify"), dossier()}).code, 0);
    EXPECT_EQ(runCtl({QStringLiteral("verify"), path(QStringLiteral("out"))}).code, 0);
}

TEST_F(CheckTest, TheTextHasTheSectionsOfTheDocumentWithTheirTotalsAndAllBoxesByState)
{
    const ProgramResult some = check({QStringLiteral("--section"), QStringLiteral("5"), QStringLiteral("--section"),
                                      QStringLiteral("1"), QStringLiteral("--no-sense")});
    const auto environment = some.out.find("\n1  Environment Preparation: ");
    const auto before = some.out.find("\n5  Pre-Flight Checks: ");
    ASSERT_NE(environment, std::string::npos) << some.out;
    ASSERT_NE(before, std::string::npos) << some.out;
    EXPECT_LT(environment, before) << "in the order of the document";
    EXPECT_TRUE(std::regex_search(some.out, std::regex(R"(\n1  Environment Preparation: \d of 9 decided\n)"))) << some.out;
    EXPECT_TRUE(std::regex_search(some.out, std::regex(R"(\n\n15 boxes: (\d+ [A-Z]+, )*\d+ [A-Z]+\n$)"))) << some.out;

    const ProgramResult json = check({QStringLiteral("--no-sense"), QStringLiteral("--json")});
    const auto counts = parseJson(json.out, "check");
    ASSERT_TRUE(counts) << json.out;
    const ProgramResult all = check({QStringLiteral("--no-sense")});
    std::size_t sum = 0;
    for (const auto& [state, count] : (*counts)["counts"].items()) {
        sum += count.get<std::size_t>();
        EXPECT_TRUE(count == 0 || all.out.find(" " + std::to_string(count.get<std::size_t>()) + " " + state) != std::string::npos)
            << state << all.out.substr(all.out.size() - 200);
    }
    EXPECT_EQ(sum, 157U);
    EXPECT_NE(all.out.find("\n157 boxes: "), std::string::npos);
}

TEST_F(CheckTest, WhatARehearsalHasMadeIsShownAsARehearsal)
{
    startStaging();
    ASSERT_EQ(runCtl(runWords({QStringLiteral("--kind"), QStringLiteral("dry-run"), QStringLiteral("--time-scale"),
                               QStringLiteral("0.5")}))
                  .code,
              0);
    const ProgramResult byPlan = check({QStringLiteral("--no-sense")});
    EXPECT_NE(byPlan.code, 104) << byPlan.err;
    EXPECT_NE(byPlan.out.find("REHEARSAL of platform 1.0: it can never sign off a release\n"), std::string::npos) << byPlan.out;

    const ProgramResult byDossier =
        runCtl({QStringLiteral("check"), dossier(), QStringLiteral("--no-sense"), QStringLiteral("--json")});
    const auto json = parseJson(byDossier.out, "check");
    ASSERT_TRUE(json) << byDossier.err;
    EXPECT_TRUE(boolAt(*json, "rehearsal"));
    EXPECT_EQ((*json)["checklist"].size(),
              (*parseJson(check({QStringLiteral("--no-sense"), QStringLiteral("--json")}).out, "c"))["checklist"].size());
    EXPECT_EQ(runCtl(runWords({QStringLiteral("--kind"), QStringLiteral("dry-run")})).code, 104) << "it stays one";
    EXPECT_EQ(runCtl({QStringLiteral("check"), dossier(), QStringLiteral("--release"), QStringLiteral("a@1")}).code, 2);
}

TEST_F(CheckTest, TheFieldsOfTheFormAreGivenForMachinesToo)
{
    ASSERT_NE(check({QStringLiteral("--no-sense")}).code, 1);
    const ProgramResult stored = runCtl({QStringLiteral("form"), dossier(), QStringLiteral("blank.headroom=25 %"),
                                         QStringLiteral("--by"), QStringLiteral("T. Wren"), QStringLiteral("--json")});
    ASSERT_EQ(stored.code, 0) << stored.err;
    const auto json = parseJson(stored.out, "form");
    ASSERT_TRUE(json) << stored.out;
    EXPECT_EQ(stringAt(*json, "schema"), "holdpoint-form/1");
    bool isThere = false;
    for (const Json& field : (*json)["fields"]) {
        if (stringAt(field, "id") == "blank.headroom") {
            isThere = true;
            EXPECT_EQ(stringAt(field, "value"), "25 %");
            EXPECT_EQ(stringAt(field, "by"), "T. Wren");
        }
    }
    EXPECT_TRUE(isThere);
    EXPECT_EQ(runCtl({QStringLiteral("form"), dossier(), QStringLiteral("--json")}).out.substr(0, 1), "{");
}

TEST_F(CheckTest, ARehearsalInTheDossierOfARealReleaseIsRefused)
{
    ASSERT_EQ(check({QStringLiteral("--section"), QStringLiteral("1")}).code, 96); // makes the dossier
    const ProgramResult scaled = runCtl(runWords({QStringLiteral("--time-scale"), QStringLiteral("0.5")}));
    EXPECT_EQ(scaled.code, 104) << scaled.err;
    EXPECT_NE(scaled.err.find("a rehearsal"), std::string::npos) << scaled.err;

    const ProgramResult rehearse = runCtl({QStringLiteral("rehearse"), QStringLiteral("--dossier"), dossier()});
    EXPECT_EQ(rehearse.code, 104) << rehearse.err;
}

} // namespace
} // namespace holdpoint
