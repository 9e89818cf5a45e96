// SPDX-License-Identifier: GPL-3.0-or-later
// What stands in a plan about flows: steps around steps, how requests travel, files beside the plan.
#include "core/plan/flow_cost.h"
#include "tests/unit/plan/plan_fixture.h"

#include <fstream>
#include <iterator>
#include <sstream>

using namespace holdpoint;
using namespace std::chrono_literals;
using testing::ElementsAre;

namespace {

class FlowPlanTest : public PlanFolder
{
protected:
    const std::vector<Step>& flowOf(const PlanReading& reading) { return reading.plan.tests.at(0).scenarios.at(0).flow; }
};

} // namespace

TEST_F(FlowPlanTest, ReadsStepsAroundSteps)
{
    const PlanReading reading = read(planWith("", R"yaml(
          - get: /cart
            extract: {items: json /items, csrf: "regex 'csrf=(\\w+)'"}
          - if: ["status == 2xx, 304", "{{items}} > 0"]
            steps:
              - repeat: {while: "status != 200", max: 5, index: try}
                steps: [{get: "/pay?try={{try}}", name: pay}]
            else:
              - one_of:
                  - {weight: 70%, steps: [{get: /a, name: a}]}
                  - {name: buys, weight: 30, steps: [{repeat: 2..4, steps: [{get: /b, name: b}]}]})yaml"));

    ASSERT_EQ(joinedFaults(reading), "");
    const auto& flow = flowOf(reading);
    ASSERT_EQ(flow.size(), 2U);
    EXPECT_EQ(flow[0].http.extracts.at(1).expression, "csrf=(\\w+)");
    const Step& branch = flow[1];
    EXPECT_EQ(branch.name, "if status == 2xx, 304 and {{items}} > 0");
    ASSERT_EQ(branch.conditions.size(), 2U);
    EXPECT_TRUE(branch.conditions[0].isStatus);
    EXPECT_THAT(branch.conditions[0].statuses, ElementsAre(304));
    EXPECT_THAT(branch.conditions[0].statusClasses, ElementsAre(2));
    EXPECT_EQ(branch.conditions[1].left, "{{items}}");
    EXPECT_EQ(branch.conditions[1].op, Condition::Operator::Greater);
    ASSERT_EQ(branch.steps.size(), 2U);
    const RepeatRule& rule = branch.steps[0].steps.at(0).repeat;
    EXPECT_EQ(rule.most, 5U);
    EXPECT_EQ(rule.index, "try");
    EXPECT_FALSE(rule.isUntil);
    const Step& choice = branch.steps[1].steps.at(0);
    ASSERT_EQ(choice.steps.size(), 2U);
    EXPECT_EQ(choice.steps[0].weight, 70);
    EXPECT_EQ(choice.steps[1].name, "buys");
}

TEST_F(FlowPlanTest, KnowsHowManyRequestsAnIterationMakes)
{
    const auto costIn = [this](const std::string& flow) {
        const PlanReading reading = read(planWith("", flow));
        EXPECT_EQ(joinedFaults(reading), "");
        return costOf(flowOf(reading), 6);
    };
    const FlowCost counted = costIn("[{get: /}, {repeat: 2..4, steps: [{get: /a}, {get: /b}]}]");
    EXPECT_EQ(counted.leastRequests, 5);
    EXPECT_EQ(counted.requests, 7);
    EXPECT_EQ(counted.mostRequests, 9);
    const FlowCost chosen = costIn(
        "[{one_of: [{weight: 75, steps: [{get: /a}]}, {weight: 25, steps: [{batch: [{get: /b}, {get: /c}, {get: /d}]}]}]}]");
    EXPECT_EQ(chosen.leastRequests, 1);
    EXPECT_EQ(chosen.requests, 1.5);
    EXPECT_EQ(chosen.mostRequests, 3);
    EXPECT_EQ(chosen.widestBatch, 3U);
    const FlowCost asked = costIn("[{get: /}, {if: status == 200, steps: [{get: /a}]}]");
    EXPECT_EQ(asked.leastRequests, 1);
    EXPECT_EQ(asked.mostRequests, 2);
    const FlowCost waiting = costIn("[{repeat: {until: status == 200, max: 20}, steps: [{get: /}, {think: 1s}]}]");
    EXPECT_EQ(waiting.leastRequests, 1);
    EXPECT_EQ(waiting.requests, 10);
    EXPECT_EQ(waiting.mostRequests, 20);
}

TEST_F(FlowPlanTest, StepsInsideOthersHaveTheirMetrics)
{
    const std::string flow = "[{if: status == 0, steps: [{repeat: 2, steps: [{get: /a, name: deep}]}]}]";
    const std::string rule = "    thresholds: [{metric: \"http_reqs{name:NAME}\", target: \"count>0\"}]\n";
    std::string known = rule;
    std::string unknown = rule;
    known.replace(known.find("NAME"), 4, "deep");
    unknown.replace(unknown.find("NAME"), 4, "then");
    EXPECT_EQ(joinedFaults(read(planWith(known, flow))), "");
    EXPECT_THAT(joinedFaults(read(planWith(unknown, flow))), testing::HasSubstr("has name `then`")) << "a branch is no step";
}

TEST_F(FlowPlanTest, StepsTravelAsTheEnvironmentSaysUnlessTheySayOtherwise)
{
    write("ca.pem", "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n");
    write("client.key", "-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n");
    const PlanReading reading = read(R"yaml(
holdpoint: 1
name: Travel
environment:
  base_url: https://127.0.0.1:8443
  allow_hosts: [127.0.0.1]
  version: auto
  follow: 3
  compression: true
  auth: {bearer: "{{vu}}"}
  ca_file: ca.pem
  client_certificate: {cert: ca.pem, key: client.key}
  cookies: per_iteration
  connection_max_age: 60s
tests:
  t:
    scenarios:
      users:
        executor: constant-vus
        vus: 1
        duration: 1m
        connections: per_request
        flow:
          - {get: /, version: 2, follow: false, compression: false, auth: none}
)yaml");
    ASSERT_EQ(joinedFaults(reading), "");
    const Environment& environment = reading.plan.environment;
    EXPECT_EQ(environment.transfer.version, "auto");
    EXPECT_EQ(environment.transfer.follow, 3);
    EXPECT_EQ(environment.transfer.auth->kind, Auth::Kind::Bearer);
    EXPECT_EQ(environment.habits.cookies, CookieMode::PerIteration);
    EXPECT_EQ(environment.habits.connectionMaxAge, Nanos(60s));
    EXPECT_TRUE(environment.caPem.starts_with("-----BEGIN CERTIFICATE"));
    const Scenario& scenario = reading.plan.tests.at(0).scenarios.at(0);
    EXPECT_EQ(scenario.habits.connections, ConnectionMode::PerRequest);
    const Transfer& transfer = scenario.flow.at(0).http.transfer;
    EXPECT_EQ(transfer.version, "2");
    EXPECT_EQ(transfer.follow, 0);
    EXPECT_EQ(transfer.auth->kind, Auth::Kind::None);

    // What a dossier keeps names the files; what an agent gets holds them.
    EXPECT_EQ(dumpJson(reading.plan.resolved).find("PRIVATE"), std::string::npos);
    EXPECT_EQ(reading.plan.resolved.at("files").at("client.key").at("sha256"), reading.plan.files.at("client.key").sha256);
    const auto agent = planForAgent(reading.plan);
    ASSERT_TRUE(agent) << agent.error().message;
    const PlanReading there = planFromResolved(*agent, {});
    ASSERT_EQ(joinedFaults(there), "");
    EXPECT_EQ(there.plan.files.at("client.key").content, reading.plan.files.at("client.key").content);
    EXPECT_EQ(there.plan.environment.caPem, environment.caPem);
    EXPECT_EQ(dumpJson(there.plan.resolved).find("UFJJVkFURQ"), std::string::npos) << "nor as base64";

    // From a dossier the file is read again, and must be the same.
    Plan reopened = planFromResolved(reading.plan.resolved, {}).plan;
    reopened.path = reading.plan.path;
    EXPECT_TRUE(planForAgent(reopened));
    write("client.key", "-----BEGIN PRIVATE KEY-----\nanother\n");
    const auto changed = planForAgent(reopened);
    ASSERT_FALSE(changed);
    EXPECT_THAT(changed.error().message, testing::HasSubstr("is not the one that the dossier's plan was read with"));
}

TEST_F(FlowPlanTest, JsonLinesKeepTheirTypesOnTheWayToAnAgent)
{
    write("users.jsonl", "{\"email\":\"a@x\",\"age\":41,\"tags\":[1,2]}\n\n{\"age\":7,\"email\":\"b@x\",\"tags\":null}\n");
    const std::string data = "data: {users: {jsonl: users.jsonl, pick: unique}}\n";
    const PlanReading reading = read(planWith(data, "[{post: /, json: {age: \"{{users.age}}\", mail: \"{{users.email}}\"}}]"));
    ASSERT_EQ(joinedFaults(reading), "");
    const DataSet& users = reading.plan.data.at("users");
    EXPECT_THAT(users.columns, ElementsAre("email", "age", "tags"));
    ASSERT_EQ(users.rows.size(), 2U);
    EXPECT_THAT(users.rows[1], ElementsAre("b@x", "7", "null"));
    EXPECT_TRUE(users.isJsonCell(0, 1));
    EXPECT_FALSE(users.isJsonCell(0, 0));

    const auto agent = planForAgent(reading.plan);
    ASSERT_TRUE(agent);
    const PlanReading there = planFromResolved(*agent, {});
    ASSERT_EQ(joinedFaults(there), "");
    EXPECT_EQ(there.plan.data.at("users").rows, users.rows);
    EXPECT_EQ(there.plan.data.at("users").jsonCells, users.jsonCells);
}

TEST_F(FlowPlanTest, NamesEveryFaultOfAJsonLine)
{
    write("users.jsonl", "{\"email\":\"a\"}\n[1]\n{\"mail\":\"b\"}\n{oops\n");
    const PlanReading reading = read(planWith("data: {users: {jsonl: users.jsonl}}\n"));
    EXPECT_THAT(textsOf(reading), ElementsAre(testing::HasSubstr("users.jsonl:2:1: each line is one JSON object"),
                                              testing::HasSubstr("users.jsonl:3:1: this line has no `email`"),
                                              testing::HasSubstr("users.jsonl:4:1: ")));
    write("empty.jsonl", "\n");
    EXPECT_THAT(joinedFaults(read(planWith("data: {users: {jsonl: empty.jsonl}}\n"))),
                testing::HasSubstr("the data file is empty: it has one JSON object a line"));
}

TEST_F(FlowPlanTest, TheReadmesFlowIsAsPlansAreRead)
{
    std::ifstream file(HOLDPOINT_SOURCE_DIR "/README.md");
    const std::string readme(std::istreambuf_iterator<char>(file), {});
    const auto chapter = readme.find("## What a flow can do");
    ASSERT_NE(chapter, std::string::npos);
    const auto begin = readme.find("```yaml\n", chapter) + 8;
    const std::string block = readme.substr(begin, readme.find("```", begin) - begin);
    const auto data = block.find("data:");
    const auto flow = block.find("flow:");
    ASSERT_LT(data, flow);
    std::string steps;
    std::istringstream lines(block.substr(flow));
    for (std::string line; std::getline(lines, line);) {
        steps += "        " + line + "\n";
    }
    const std::string pem = "-----BEGIN X-----\n";
    std::filesystem::create_directories(folder / "certs");
    std::filesystem::create_directories(folder / "data");
    for (const char* name : {"certs/me.pem", "certs/me.key", "certs/staging-ca.pem", "data/cat.png"}) {
        write(name, pem);
    }
    write("data/users.jsonl", "{\"email\":\"a@x\"}\n");
    std::string environment = block.substr(0, data);
    environment.replace(environment.find("{{token}}"), 9, "{{vu}}");
    PlanOptions options;
    options.overrides = {{"PASSPHRASE", "x"}, {"PASSWORD", "x"}};
    const PlanReading reading =
        read("holdpoint: 1\nname: Readme\n" + environment + "  base_url: https://127.0.0.1\n  allow_hosts: [127.0.0.1]\n" +
                 block.substr(data, flow - data) +
                 "tests:\n  t:\n    scenarios:\n      one:\n        executor: constant-vus\n        vus: 1\n"
                 "        duration: 1m\n" +
                 steps,
             options);
    EXPECT_EQ(joinedFaults(reading), "");
    EXPECT_EQ(flowOf(reading).size(), 6U);
    EXPECT_EQ(flowOf(reading)[0].http.extracts.at(1).expression, "name=\"csrf\" value=\"([^\"]+)\"");
}
