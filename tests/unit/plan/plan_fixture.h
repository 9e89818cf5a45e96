// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan_reader.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdpoint {

/// A folder of its own for each test, removed at the end.
class PlanFolder : public testing::Test
{
protected:
    PlanFolder()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "holdpoint-plan-XXXXXX").string();
        if (mkdtemp(pattern.data()) != nullptr) {
            folder = pattern;
        }
    }
    ~PlanFolder() override
    {
        std::error_code error;
        std::filesystem::remove_all(folder, error);
    }

    std::filesystem::path write(const std::string& name, const std::string& text, unsigned mode = 0600)
    {
        const auto path = folder / name;
        std::ofstream(path) << text;
        std::filesystem::permissions(path, std::filesystem::perms(mode));
        return path;
    }
    PlanReading read(const std::string& text, const PlanOptions& options = {})
    {
        return readPlanText(text, folder / "plan.yaml", options);
    }

    std::filesystem::path folder;
};

/// A small good plan; `tests` and what else stands at the top level can be replaced.
inline std::string planWith(const std::string& extra = "", const std::string& flow = "[{get: /, name: home}]")
{
    return "holdpoint: 1\n"
           "name: Small\n"
           "environment: {base_url: http://127.0.0.1:8080, allow_hosts: [127.0.0.1]}\n"
           "tests:\n"
           "  search:\n"
           "    scenarios:\n"
           "      users:\n"
           "        executor: constant-vus\n"
           "        vus: 10\n"
           "        duration: 1m\n"
           "        flow: " +
           flow + "\n" + extra;
}

/// All faults as text, without the folder.
inline std::vector<std::string> textsOf(const PlanReading& reading)
{
    std::vector<std::string> texts;
    for (const PlanFault& fault : reading.faults) {
        texts.push_back(std::filesystem::path(fault.file).filename().string() + ":" + std::to_string(fault.line) + ":" +
                        std::to_string(fault.column) + ": " + fault.message);
    }
    return texts;
}

inline std::string joinedFaults(const PlanReading& reading)
{
    std::string all;
    for (const std::string& text : textsOf(reading)) {
        all += text + "\n";
    }
    return all;
}

} // namespace holdpoint
