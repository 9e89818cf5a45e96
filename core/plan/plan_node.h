// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

class FaultList;

/// One value of a plan with its place, the same for YAML text and for Plan::resolved, so that both go through one reader.
struct PlanNode
{
    enum class Kind { Null, Scalar, List, Map };

    Kind kind = Kind::Null;
    bool isPlain = false;    // a scalar without quotes: 5, true, yoga
    bool isTyped = false;    // part of a JSON body: every plain number stays a number
    bool isResolved = false; // ${KEY} was looked at
    int line = 0;            // from 1; 0 if it does not come from a file
    int column = 0;
    std::size_t count = 1;       // nodes in this tree
    std::size_t height = 1;      // levels of this tree
    std::string text;            // Scalar
    std::vector<PlanNode> keys;  // Map, in the order of the file
    std::vector<PlanNode> items; // List; Map: the values

    bool isMap() const { return kind == Kind::Map; }
    bool isList() const { return kind == Kind::List; }
    bool isScalar() const { return kind == Kind::Scalar; }
    PlanNode* find(std::string_view key);
    const PlanNode* find(std::string_view key) const;
    /// "a list", "a map", "nothing" or "`text`".
    std::string described() const;
    void markTyped(); // the whole tree
};

/// Bounds against hostile files, aliases included.
inline constexpr std::size_t kMaxPlanBytes = 4U << 20U;
inline constexpr std::size_t kMaxPlanNodes = 200'000;
inline constexpr std::size_t kMaxPlanDepth = 64;

/// Reads YAML. Syntax errors, duplicate keys and broken bounds become faults; the node is null then.
PlanNode nodeFromYaml(const std::string& text, FaultList& faults);
/// A Json tree deeper than kMaxPlanDepth or larger than kMaxPlanNodes * 16 is cut with a fault.
PlanNode nodeFromJson(const Json& json, FaultList& faults);
/// Plain numbers and booleans become such where their text would come back the same (or isTyped); all else stays text.
Json toJson(const PlanNode& node);

} // namespace holdpoint
