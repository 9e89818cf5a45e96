// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/template.h"

#include "core/base/text.h"
#include "core/checklist/names.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <span>
#include <system_error>

namespace holdpoint {

std::string_view nameOf(ItemKind kind)
{
    return kItemKinds[static_cast<std::size_t>(kind)];
}

std::string_view nameOf(Gate gate)
{
    return kGates[static_cast<std::size_t>(gate)];
}

std::string_view titleOf(Gate gate)
{
    static constexpr std::array<std::string_view, 4> kTitles{"Go-for-load", "Results", "Sign-off", "After release"};
    return kTitles[static_cast<std::size_t>(gate)];
}

std::string_view nameOf(Role role)
{
    return kRoles[static_cast<std::size_t>(role)];
}

std::string_view titleOf(Role role)
{
    static constexpr std::array<std::string_view, 4> kTitles{"QA Engineer", "DevOps Engineer", "Technical Lead",
                                                             "Product Manager"};
    return kTitles[static_cast<std::size_t>(role)];
}

std::string_view meaningOf(Role role)
{
    static constexpr std::array<std::string_view, 4> kMeanings{"Tests were executed as planned and the results are correct.",
                                                               "Environment, monitoring, alerting and rollback are ready.",
                                                               "Bottlenecks are resolved or accepted.",
                                                               "The remaining risk is accepted and the release approved."};
    return kMeanings[static_cast<std::size_t>(role)];
}

Result<Gate> gateFrom(std::string_view text)
{
    if (const auto index = indexIn(kGates, text)) {
        return static_cast<Gate>(*index);
    }
    return fail(Error::Kind::Invalid, unknownName("gate", text, kGates));
}

Result<Gate> decidedGateFrom(std::string_view text)
{
    const std::span decided(kGates.data(), kGates.size() - 1);
    if (const auto index = indexIn(kGates, text); index && *index < decided.size()) {
        return static_cast<Gate>(*index);
    }
    return fail(Error::Kind::Invalid, unknownName("gate", text, decided));
}

Result<Role> roleFrom(std::string_view text)
{
    if (const auto index = indexIn(kRoles, text)) {
        return static_cast<Role>(*index);
    }
    return fail(Error::Kind::Invalid, unknownName("role", text, kRoles));
}

const ItemDefinition* ChecklistTemplate::item(std::string_view wanted) const
{
    const auto found = std::find_if(items.begin(), items.end(), [wanted](const ItemDefinition& i) { return i.id == wanted; });
    return found == items.end() ? nullptr : &*found;
}

std::size_t ChecklistTemplate::boxCount() const
{
    return static_cast<std::size_t>(std::count_if(items.begin(), items.end(), [](const ItemDefinition& i) { return i.isBox; }));
}

std::vector<const ItemDefinition*> ChecklistTemplate::dependencies(const ItemDefinition& of) const
{
    std::vector<const ItemDefinition*> found;
    const auto addIf = [&](auto&& matches) {
        for (const ItemDefinition& candidate : items) {
            if (&candidate != &of && candidate.kind != ItemKind::Text && matches(candidate)) {
                found.push_back(&candidate);
            }
        }
    };
    if (of.dependsOn.empty()) {
        addIf([&](const ItemDefinition& i) { return i.parentId == of.id; });
    }
    for (const std::string& name : of.dependsOn) {
        if (name.starts_with("section:")) {
            addIf([&](const ItemDefinition& i) { return i.isBox && i.section == name.substr(8); });
        } else if (name.starts_with("gate:")) {
            addIf([&](const ItemDefinition& i) { return i.isBox && i.gate && nameOf(*i.gate) == name.substr(5); });
        } else {
            addIf([&](const ItemDefinition& i) { return i.id == name; });
        }
    }
    return found;
}

namespace {

/// What `run` facts of sensors read.
void addSensed(const ItemDefinition& item, std::string_view testId, std::set<std::string>& keys)
{
    for (const FactPlan& fact : item.sense ? item.sense->facts : std::vector<FactPlan>()) {
        const std::string metric = fact.kind == "run" ? stringAt(fact.spec, "metric") : std::string();
        const auto tests = split(stringAt(fact.spec, "run"), ' ');
        const bool isOfTest =
            std::any_of(tests.begin(), tests.end(), [&](const std::string& test) { return test == "*" || test == testId; });
        if (!metric.empty() && metric.find("${") == std::string::npos && isOfTest) {
            keys.insert(metric);
        }
    }
}

} // namespace

std::vector<std::string> ChecklistTemplate::metricKeys(std::string_view testId) const
{
    std::set<std::string> keys;
    for (const ItemDefinition& definition : items) {
        addSensed(definition, testId, keys);
        if (!definition.run || (!definition.run->test.empty() && definition.run->test != testId)) {
            continue;
        }
        for (const RunFact& fact : definition.run->facts) {
            if (!fact.metric.empty()) {
                keys.insert(fact.metric);
            }
        }
    }
    return {keys.begin(), keys.end()};
}

Result<ChecklistTemplate> openTemplate(std::string_view reference, const std::filesystem::path& planFolder)
{
    static constexpr std::string_view kBuiltin = "builtin:";
    if (!reference.starts_with(kBuiltin)) {
        return readTemplate(planFolder / std::string(reference));
    }
    const std::string name(reference.substr(kBuiltin.size()));
    if (name.empty() || name.find_first_of("/\\") != std::string::npos || name.starts_with('.')) {
        return fail(Error::Kind::Invalid,
                    "`" + std::string(reference) + "` names no checklist; write builtin:pre-production or a path");
    }
    const auto path = resourceFolder() / "checklists" / (name + ".yaml");
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) {
        return fail(Error::Kind::NotFound, "there is no built-in checklist `" + name + "` (looked for " + path.string() +
                                               "); set HOLDPOINT_RESOURCES if the resources lie elsewhere");
    }
    return readTemplate(path);
}

std::filesystem::path resourceFolder()
{
    if (const char* set = std::getenv("HOLDPOINT_RESOURCES"); set != nullptr && *set != '\0') {
        return set;
    }
    std::error_code ignored;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
    auto folder = program.parent_path();
    for (int level = 0; level < 5 && folder.has_relative_path();
         ++level) { // build/x/bin/holdpoint lies three below the source tree
        if (std::filesystem::is_directory(folder / "resources" / "checklists", ignored)) {
            return folder / "resources";
        }
        folder = folder.parent_path();
    }
    return program.parent_path().parent_path() / "share" / "holdpoint";
}

} // namespace holdpoint
