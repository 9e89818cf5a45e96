// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "core/import/import.h"
#include "core/plan/plan_reader.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace holdpoint::test {

inline std::string importFixture(const std::string& name)
{
    const auto text = readFile(std::filesystem::path(HOLDPOINT_SOURCE_DIR) / "tests/unit/import/fixtures" / name);
    EXPECT_TRUE(text) << name;
    return text ? *text : std::string();
}

/// An import that must work, read as the plan that it is. The values of its variables are "set-KEY".
struct ReadImport
{
    Imported imported;
    Plan plan;
    std::vector<const Step*> requests; // in order, groups and batches opened

    const Step* step(const std::string& name) const
    {
        for (const Step* step : requests) {
            if (step->name == name) {
                return step;
            }
        }
        ADD_FAILURE() << "no step " << name << " in\n" << imported.plan;
        return nullptr;
    }
    std::string header(const std::string& stepName, const std::string& header) const
    {
        const Step* found = step(stepName);
        for (const auto& [name, value] : found != nullptr ? found->http.headers : decltype(found->http.headers){}) {
            if (name == header) {
                return value;
            }
        }
        return {};
    }
    std::vector<std::string> keys() const
    {
        std::vector<std::string> keys;
        for (const ImportVariable& variable : imported.variables) {
            keys.push_back(variable.key);
        }
        return keys;
    }
};

inline void collectRequests(const std::vector<Step>& steps, std::vector<const Step*>& into)
{
    for (const Step& step : steps) {
        if (step.kind == StepKind::Http) {
            into.push_back(&step);
        }
        collectRequests(step.steps, into);
    }
}

inline ReadImport imported(ImportFormat format, const std::string& text, const ImportOptions& options = {"a file", {}})
{
    ReadImport result;
    auto made = importPlan(format, text, options);
    if (!made) {
        ADD_FAILURE() << made.error().message;
        return result;
    }
    result.imported = *made;
    PlanOptions planOptions;
    for (const ImportVariable& variable : made->variables) {
        planOptions.overrides[variable.key] = "set-" + variable.key;
    }
    PlanReading reading = readPlanText(made->plan, "plan.yaml", planOptions);
    for (const PlanFault& fault : reading.faults) {
        ADD_FAILURE() << fault.text() << "\n" << made->plan;
    }
    result.plan = std::move(reading.plan);
    if (!result.plan.tests.empty()) {
        collectRequests(result.plan.tests[0].scenarios[0].flow, result.requests);
    }
    return result;
}

inline std::string importFault(ImportFormat format, const std::string& text)
{
    const auto made = importPlan(format, text, {"a file", {}});
    return made ? "no fault" : made.error().message;
}

} // namespace holdpoint::test
