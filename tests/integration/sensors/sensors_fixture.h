// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/text.h"
#include "core/checklist/plan_sensors.h"
#include "core/plan/plan_reader.h"
#include "core/sensors/sweep.h"
#include "tests/support/child_process.h"
#include "tests/support/eventually.h"
#include "tests/support/silent_port.h"

#include <fstream>
#include <gmock/gmock.h>

namespace holdpoint {

/// A plan and a template of one item in a folder of their own; what a sweep says about it.
class SensorsTest : public testing::Test
{
protected:
    std::string path(const std::string& name) const { return (folder.path() / name).string(); }
    void write(const std::string& name, const std::string& text, unsigned mode = 0600) const
    {
        std::ofstream(path(name)) << text;
        std::filesystem::permissions(path(name), std::filesystem::perms(mode));
    }
    static int freePort()
    {
        const std::string url = SilentPort(SilentPort::Kind::Refusing).url();
        return std::stoi(url.substr(url.rfind(':') + 1));
    }

    /// `more` is further plan text, `monitoring: {...}` for example.
    const Plan& openPlan(const std::string& more = "")
    {
        write("plan.yaml",
              "holdpoint: 1\nname: Small\nrelease: {name: shop, version: '1.4'}\nenvironment: {base_url: " + baseUrl +
                  ", allow_hosts: [127.0.0.1, localhost], production_hosts: [" + productionHosts + "]" + environment +
                  "}\ntests: {one: {scenarios: {s: {executor: constant-vus, vus: 1, duration: 1s, flow: [{get: /}]}}}}\n" + more);
        auto reading = readPlanFile(path("plan.yaml"), PlanOptions{});
        EXPECT_TRUE(reading.isValid()) << (reading.faults.empty() ? "" : reading.faults.front().text());
        plan = std::move(reading.plan);
        return plan;
    }
    /// The template's one item, `facts` as YAML lines of two blanks more than its key.
    const ChecklistTemplate& openTemplateWith(const std::string& facts, const std::string& rule,
                                              const std::string& kind = "sensed")
    {
        write("checklist.yaml",
              "holdpoint-checklist: 1\nid: own\nversion: '1'\ntitle: Own\nsections:\n  - number: '1'\n    title: One\n"
              "    items:\n      - id: one.item\n        text: An item\n        kind: " +
                  kind + "\n        sensor: sql\n        owner: qa\n        gate: go-for-load\n        facts:\n" + facts +
                  "        pass: '" + rule + "'\n");
        auto read = openTemplate("checklist.yaml", folder.path());
        EXPECT_TRUE(read) << (read ? "" : read.error().message);
        definition = read ? *std::move(read) : ChecklistTemplate{};
        const auto unfit = addPlanSensors(definition, plan);
        EXPECT_TRUE(unfit.empty()) << (unfit.empty() ? "" : unfit.front().text());
        return definition;
    }
    /// One sweep of that item.
    SensedItem sense(const std::string& facts, const std::string& rule, const std::string& kind = "sensed")
    {
        openTemplateWith(facts, rule, kind);
        Sensors sensors(plan, definition, {runs, windowEnd});
        if (mayRunCommands) {
            sensors.letCommandsRun();
        }
        std::vector<const ItemDefinition*> items;
        for (const ItemDefinition& item : definition.items) {
            items.push_back(&item);
        }
        sweep = sensors.sweep(items);
        EXPECT_EQ(sweep.items.size(), 1U);
        return sweep.items.empty() ? SensedItem{} : sweep.items.front();
    }
    /// The answer to one fact as a sweep keeps it, `{}` without one.
    Json answerOf(const std::string& spec)
    {
        const SensedItem item = sense("          f: " + spec + "\n", "f == 1");
        const auto answer = item.evidence.empty() ? Result<Json>(Json::object())
                                                  : parseJson(stringAt(item.evidence[0], "answer", "{}"), "answer");
        return answer ? *answer : Json::object();
    }
    std::string reasonOf(const std::string& spec) { return sense("          f: " + spec + "\n", "f == 1").result.reason; }

    test::TempFolder folder;
    std::string baseUrl = "http://127.0.0.1:1";
    std::string environment;
    std::string productionHosts = "prod.invalid, 127.0.0.99";
    Plan plan;
    ChecklistTemplate definition;
    std::vector<RunRecord> runs;
    std::optional<WallTime> windowEnd;
    bool mayRunCommands = false;
    ItemSweep sweep;
};

} // namespace holdpoint
