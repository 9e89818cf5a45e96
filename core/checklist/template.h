// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/checklist/run_binding.h"
#include "core/plan/fact_plan.h"

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

// Bounds of a template.
inline constexpr std::size_t kMaxItems = 5000;
inline constexpr std::size_t kMaxDepth = 64; // lines that rest on lines that rest on lines ...

enum class ItemKind { Sensed, Rollup, Action, Manual, Hybrid, Alarm, Form, Text };
enum class Gate { GoForLoad, Results, SignOff, AfterRelease };
enum class Role { Qa, DevOps, TechLead, ProductManager };
inline constexpr std::array kFourRoles{Role::Qa, Role::DevOps, Role::TechLead, Role::ProductManager};

std::string_view nameOf(ItemKind kind); // "sensed"
std::string_view nameOf(Gate gate);     // "go-for-load"
std::string_view titleOf(Gate gate);    // "Go-for-load"
std::string_view nameOf(Role role);     // "tech-lead"
std::string_view titleOf(Role role);    // "Technical Lead"
std::string_view meaningOf(Role role);  // "Bottlenecks are resolved or accepted."
Result<Gate> gateFrom(std::string_view text);
/// One that is decided: items may be deferred to after-release, which is no gate.
Result<Gate> decidedGateFrom(std::string_view text);
Result<Role> roleFrom(std::string_view text);

/// What an action does when a person starts it.
struct ItemAct
{
    enum class Kind {
        Command, // {command: [argv], in, timeout}; a plan's `checklist: {actions}` stands in for it
        Run,     // dry-run, baseline or retest
        Window,  // open
        Report,  // formats
        Share    // Slack: results
    };
    Kind kind = Kind::Command;
    Json spec; // as written
};

/// One row of a template: data, not behaviour (reference/checklist-items.csv explains each column).
struct ItemDefinition
{
    std::string id;
    std::string section; // "1".."20" or "ref"
    std::string parentId;
    std::string text; // with code spans
    ItemKind kind = ItemKind::Manual;
    bool isBox = true;
    std::string sensor; // "run", "promql", ...; "none"
    std::string query;
    std::string passRule;
    std::string unknownWhen;
    std::string ttl; // a duration, "run", "window" or "release"
    std::string condition;
    std::optional<Gate> gate;
    bool isKiller = false;
    std::string owner; // qa, devops, dba, tech-lead, product-manager
    std::string evidence;
    std::string howTo;
    std::string hint;
    std::optional<RunBinding> run;      // how runs feed it
    std::optional<SensePlan> sense;     // what a machine asks for it
    std::optional<ItemAct> act;         // of an action
    std::vector<std::string> dependsOn; // item ids, "section:7" or "gate:sign-off"
    int blankCount = 1;                 // form rows: how many numbers the line has room for
    std::string offer;                  // form rows: the default that a person may take
    int line = 0;                       // of the document, from 1; 0: found by section and text
};

struct SectionDefinition
{
    std::string number;
    std::string title;
    std::string part; // "Pre-Testing Setup"
};

struct ChecklistTemplate
{
    std::string id;      // "pre-production"
    std::string version; // "1.0"
    std::string title;
    std::string sha256;                            // of the file
    std::map<std::string, std::string> parameters; // defaults of the ${x} in facts and rules
    std::vector<SectionDefinition> sections;
    std::vector<ItemDefinition> items; // in the order of the source
    std::string document;              // the Markdown source that the items stand in, line for line
    std::string text;                  // the file itself

    const ItemDefinition* item(std::string_view id) const;
    std::size_t boxCount() const;
    /// What an item rests on: dependsOn spelled out, else the rows that name it as their parent.
    std::vector<const ItemDefinition*> dependencies(const ItemDefinition& item) const;
    /// Keys of the series that items read from a run of this test; a run has to keep them (semantics.md §4).
    std::vector<std::string> metricKeys(std::string_view testId) const;
};

/// Reads a template file (YAML). Every fault of the file stands in the message, as file:line:column.
Result<ChecklistTemplate> readTemplate(const std::filesystem::path& path);
/// The same for a text; its document is `document`, or looked for beside `path`.
Result<ChecklistTemplate> readTemplateText(const std::string& text, const std::filesystem::path& path,
                                           const std::optional<std::string>& document = std::nullopt);
/// "builtin:pre-production" or a path beside the plan.
Result<ChecklistTemplate> openTemplate(std::string_view reference, const std::filesystem::path& planFolder);
/// Where plans, checklists and icons lie: $HOLDPOINT_RESOURCES, beside the program, or the installed share folder.
std::filesystem::path resourceFolder();

} // namespace holdpoint
