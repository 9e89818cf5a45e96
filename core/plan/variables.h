// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/fault_list.h"

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace holdpoint {

/// What ${KEY} stands for: -e, then --env-file, then the process environment, then the plan's env_file (semantics.md §8).
class Variables
{
public:
    struct Value
    {
        std::string text;
        bool isSecret = false; // of an env file, or named like a secret
        std::string origin;    // "-e", "the environment" or the env file's name
    };

    /// Reads --env-file; what is wrong with it is a fault.
    Variables(const PlanOptions& options, FaultList& faults);
    /// The agent's side: nothing but secrets, which are never put in.
    explicit Variables(const Secrets& secrets);

    /// Environment.env_file. A file that is not there is only remembered: it matters when a variable is missing.
    void addPlanEnvFile(const std::filesystem::path& path, FaultList& faults);

    const Value* find(const std::string& key) const;
    bool isResolvedPlan() const { return m_isResolvedPlan; }
    /// "variable X is not set: ..." with what to do.
    std::string missingMessage(const std::string& key) const;

private:
    void addLayer(const std::map<std::string, std::string>& values, bool isFile, const std::string& origin);

    std::map<std::string, Value> m_values; // the first layer that has a key wins
    std::string m_missingFile;
    bool m_isResolvedPlan = false;
};

/// Whether a variable's name alone makes it a secret: it contains SECRET, TOKEN, PASSWORD or KEY.
bool isSecretName(std::string_view key);

/// One `${KEY}` or `${KEY:-default}` in a text; [begin, end) includes the braces.
struct VariableReference
{
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string key;
    std::optional<std::string> fallback;
};
/// All of them in order. Error::Invalid for `${` that is not closed or holds no name.
Result<std::vector<VariableReference>> variablesIn(std::string_view text);

/// KEY=VALUE lines with comments and optional quotes. Mode beyond 0600, unreadable lines and doubles are faults.
std::map<std::string, std::string> readEnvFile(const std::filesystem::path& path, FaultList& faults);

} // namespace holdpoint
