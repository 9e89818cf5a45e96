// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/missing_secrets.h"
#include "core/plan/variables.h"
#include "tests/unit/plan/plan_fixture.h"

namespace holdpoint {

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

class PlanSecretTest : public PlanFolder
{
protected:
    /// The value that ${X} gets in a place where no secrets stand.
    std::string valueOfX(const PlanOptions& options)
    {
        const PlanReading reading =
            read("holdpoint: 1\nname: x\nenvironment: {env_file: plan.env, base_url: \"http://${X:-default}\", allow_hosts: "
                 "[\"*.x\"]}\n"
                 "tests: {t: {scenarios: {a: {executor: constant-vus, vus: 1, duration: 1s, flow: [{get: /}]}}}}\n",
                 options);
        EXPECT_EQ(joinedFaults(reading), "");
        return reading.plan.environment.baseUrl;
    }
};

TEST_F(PlanSecretTest, TakesOverridesBeforeEnvFileBeforeEnvironmentBeforeThePlansFileBeforeTheDefault)
{
    PlanOptions options;
    EXPECT_EQ(valueOfX(options), "http://default"); // the plan's env file does not exist, and need not
    write("plan.env", "X=from-plan-file\n");
    EXPECT_EQ(valueOfX(options), "http://from-plan-file");
    options.processEnvironment = {{"X", "from-environment"}};
    EXPECT_EQ(valueOfX(options), "http://from-environment");
    options.envFile = write("given.env", "X=from-given-file\n");
    EXPECT_EQ(valueOfX(options), "http://from-given-file");
    options.overrides = {{"X", "from-e"}};
    EXPECT_EQ(valueOfX(options), "http://from-e");
}

TEST_F(PlanSecretTest, TakesTheDefaultForAnEmptyValue)
{
    EXPECT_EQ(valueOfX({{{"X", ""}}, {}, {}, 1, 1}), "http://default");
}

TEST_F(PlanSecretTest, KeepsValuesOfAnEnvFileOutOfThePlan)
{
    const auto file = write(
        "load.env",
        "# comment\n\nexport USER_NAME=annabel # who\nPASS_WORD='p4ss \"w#rd'\nQUOTED=\"l1ne\\n\\\"two\\\"\"\nVUS=7\nTIME=90s\n"
        "HOST=127.0.0.1\nPATH_PART=v2\nEMPTY=\n");
    const PlanReading reading = read(R"yaml(
holdpoint: 1
name: x
environment: {base_url: "http://${HOST}:8080", allow_hosts: ["${HOST}"], headers: {X-User: "${USER_NAME}", X-Empty: "${EMPTY}"}}
tests:
  t:
    scenarios:
      a:
        executor: constant-vus
        vus: ${VUS}
        duration: ${TIME}
        flow:
          - post: /${PATH_PART}/login
            json: {user: "${USER_NAME}", nested: [{pass: "x${PASS_WORD}y"}]}
          - post: /form
            form: {q: "${QUOTED}"}
monitoring: {grafana: {url: "http://${HOST}", token: "${PASS_WORD}"}}
)yaml",
                                     {{}, file, {}, 1, 1});

    ASSERT_EQ(joinedFaults(reading), "");
    const Plan& plan = reading.plan;
    const Scenario& scenario = plan.tests.at(0).scenarios.at(0);
    EXPECT_EQ(scenario.executor.vus, 7U);
    EXPECT_EQ(scenario.executor.duration, 90s);
    EXPECT_EQ(plan.environment.baseUrl, "http://127.0.0.1:8080");
    EXPECT_EQ(scenario.flow.at(0).http.target, "/v2/login");
    EXPECT_EQ(dumpJson(scenario.flow.at(0).http.json), R"({"user":"${USER_NAME}","nested":[{"pass":"x${PASS_WORD}y"}]})");
    EXPECT_EQ(plan.environment.headers.at(0).second, "${USER_NAME}");
    EXPECT_EQ(plan.environment.headers.at(1).second, "");
    EXPECT_EQ(plan.secrets.at("USER_NAME").reveal(), "annabel");
    EXPECT_EQ(plan.secrets.at("PASS_WORD").reveal(), "p4ss \"w#rd");
    EXPECT_EQ(plan.secrets.at("QUOTED").reveal(), "l1ne\n\"two\"");
    const std::string all = dumpJson(plan.resolved) + dumpJson(plan.monitoring) + plan.text;
    for (const char* secret : {"annabel", "p4ss", "l1ne"}) {
        EXPECT_THAT(all, Not(HasSubstr(secret)));
    }
}

TEST_F(PlanSecretTest, TreatsVariablesNamedLikeSecretsAsSecretsFromAnySource)
{
    const PlanReading reading =
        read(planWith("", R"([{get: "/x?key=${API_KEY}", headers: {Authorization: "Bearer ${MY_TOKEN}", X-Plain: "${PLAIN}"}}])"),
             {{{"MY_TOKEN", "t0ken-value"}}, {}, {{"API_KEY", "k3y-value"}, {"PLAIN", "plain-value"}}, 1, 1});

    ASSERT_EQ(joinedFaults(reading), "");
    const HttpStep& step = reading.plan.tests.at(0).scenarios.at(0).flow.at(0).http;
    EXPECT_EQ(step.target, "/x?key=${API_KEY}");
    EXPECT_EQ(step.headers.at(0).second, "Bearer ${MY_TOKEN}");
    EXPECT_EQ(step.headers.at(1).second, "plain-value");
    EXPECT_EQ(reading.plan.secrets.size(), 2U);
    EXPECT_THAT(dumpJson(reading.plan.resolved), Not(testing::AnyOf(HasSubstr("t0ken-value"), HasSubstr("k3y-value"))));
}

TEST_F(PlanSecretTest, KeepsUserInfoOfAUrlSecret)
{
    const auto file = write("load.env", "LOGIN_USER=annabel\nLOGIN=hunter2222\nHOST=127.0.0.1\n");
    const PlanReading reading = read(
        "holdpoint: 1\nname: x\nenvironment: {base_url: \"http://${LOGIN_USER}:${LOGIN}@${HOST}:1\", allow_hosts: [127.0.0.1]}\n"
        "tests: {t: {scenarios: {a: {executor: constant-vus, vus: 1, duration: 1s, flow: [{get: /}]}}}}\n",
        {{}, file, {}, 1, 1});

    ASSERT_EQ(joinedFaults(reading), "");
    EXPECT_EQ(reading.plan.environment.baseUrl, "http://${LOGIN_USER}:${LOGIN}@127.0.0.1:1");
    EXPECT_EQ(estimateRun(reading.plan, {}, RunKind::Load).hosts.at(0), "127.0.0.1:1");
    EXPECT_THAT(dumpJson(reading.plan.resolved), Not(HasSubstr("hunter2222")));
}

TEST_F(PlanSecretTest, RefusesASecretWhereItWouldBePrinted)
{
    const auto file = write("load.env", "RELEASE_VERSION=1.2.3\n");
    const PlanReading reading =
        read(planWith("release: {name: platform, version: \"${RELEASE_VERSION}\"}\n"), {{}, file, {}, 1, 1});

    ASSERT_EQ(reading.faults.size(), 1U) << joinedFaults(reading);
    EXPECT_THAT(reading.faults[0].message, HasSubstr("RELEASE_VERSION counts as a secret"));
    EXPECT_THAT(reading.faults[0].message, Not(HasSubstr("1.2.3")));
}

TEST_F(PlanSecretTest, ResolvesOnlyOnce)
{
    const PlanReading reading =
        read(planWith("", "[{post: /, body: \"${A}\"}]"), {{{"A", "${B}"}, {"B", "never"}}, {}, {}, 1, 1});

    ASSERT_EQ(joinedFaults(reading), "");
    EXPECT_EQ(reading.plan.tests.at(0).scenarios.at(0).flow.at(0).http.body, "${B}");
    const PlanReading again = planFromResolved(reading.plan.resolved, {});
    EXPECT_EQ(again.plan.tests.at(0).scenarios.at(0).flow.at(0).http.body, "${B}");
}

TEST_F(PlanSecretTest, KeepsTheValueOfAnEnvFunction)
{
    const PlanReading reading = read(planWith("", "[{post: /, body: \"{{env(WHO)}}\"}]"), {{}, {}, {{"WHO", "annabel"}}, 1, 1});

    ASSERT_EQ(joinedFaults(reading), "");
    EXPECT_EQ(reading.plan.secrets.at("WHO").reveal(), "annabel");
    EXPECT_EQ(joinedFaults(planFromResolved(reading.plan.resolved, reading.plan.secrets)), "");
}

TEST_F(PlanSecretTest, APlanFromADossierSaysWhichSecretsItLacks)
{
    const std::string text = planWith("", "[{post: /, body: \"${API_TOKEN} {{env(WHO)}} ${A}\"}]");
    const PlanReading reading = read(text, {{{"A", "${B}"}}, {}, {{"WHO", "annabel"}, {"API_TOKEN", "t0p"}}, 1, 1});
    ASSERT_EQ(joinedFaults(reading), "");
    EXPECT_THAT(missingSecrets(reading.plan), testing::IsEmpty());

    PlanReading again = planFromResolved(reading.plan.resolved, {});
    again.plan.text = text;

    EXPECT_THAT(missingSecrets(again.plan), testing::ElementsAre("API_TOKEN", "WHO"));
    EXPECT_THAT(preflightFaults(again.plan, {}, RunKind::Load, {}),
                testing::Contains(testing::Field(&PlanFault::message, HasSubstr("variable API_TOKEN has no value here"))));
}

TEST_F(PlanSecretTest, RefusesAnEnvFileThatOthersCanRead)
{
    const auto file = write("load.env", "A=very-secret\n", 0644);
    const PlanReading reading = read(planWith(), {{}, file, {}, 1, 1});

    ASSERT_EQ(reading.faults.size(), 1U);
    EXPECT_THAT(reading.faults[0].text(), HasSubstr("(mode 0644): run `chmod 600 " + file.string() + "`"));
    write("stricter.env", "A=1\n", 0400);
    EXPECT_EQ(joinedFaults(read(planWith(), {{}, folder / "stricter.env", {}, 1, 1})), "");
}

TEST_F(PlanSecretTest, NamesBrokenLinesOfAnEnvFileWithoutShowingThem)
{
    const auto file = write("load.env", "A=1\nhunter2 is here\nB='hunter2\nA=hunter2\n");
    const PlanReading reading = read(planWith(), {{}, file, {}, 1, 1});

    ASSERT_EQ(reading.faults.size(), 3U);
    EXPECT_EQ(reading.faults[0].line, 2);
    EXPECT_EQ(reading.faults[1].line, 3);
    EXPECT_THAT(reading.faults[2].message, HasSubstr("A is here a second time; the first is in line 1"));
    EXPECT_THAT(joinedFaults(reading), Not(HasSubstr("hunter2")));
}

TEST_F(PlanSecretTest, NamesTheEnvFileThatIsMissingOnlyWhenAVariableIs)
{
    const std::string plan =
        "holdpoint: 1\nname: x\nenvironment: {env_file: none.env, base_url: \"${BASE_URL}\", allow_hosts: [localhost]}\n"
        "tests: {t: {scenarios: {a: {executor: constant-vus, vus: 1, duration: 1s, flow: [{get: /}]}}}}\n";

    EXPECT_THAT(joinedFaults(read(plan)), HasSubstr("none.env does not exist)"));
    EXPECT_EQ(joinedFaults(read(plan, {{{"BASE_URL", "http://localhost"}}, {}, {}, 1, 1})), "");
    EXPECT_THAT(joinedFaults(read(planWith(), {{}, folder / "given.env", {}, 1, 1})), HasSubstr("the env file cannot be read"));
}

} // namespace

} // namespace holdpoint
