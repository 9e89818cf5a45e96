// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/text.h"
#include "core/checklist/names.h"
#include "core/plan/fault_list.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// Takes values out of a template's nodes. What is not of its kind becomes a fault, and the value is empty then.
class TemplateValues
{
protected:
    explicit TemplateValues(FaultList& faults) : m_faults(faults) {}

    bool isMap(const PlanNode& node, std::string_view what)
    {
        if (!node.isMap()) {
            m_faults.add(node, std::string(what) + " must be a map of keys, not " + node.described());
        }
        return node.isMap();
    }

    void checkKeys(const PlanNode& map, const std::vector<std::string>& known)
    {
        for (const PlanNode& key : map.keys) {
            if (std::find(known.begin(), known.end(), key.text) == known.end()) {
                m_faults.add(key, "unknown key `" + shortened(key.text, 60) + "`" + didYouMean(key.text, known));
            }
        }
    }

    std::string text(const PlanNode& map, std::string_view key)
    {
        const PlanNode* node = map.find(key);
        if (node == nullptr) {
            return {};
        }
        if (!node->isScalar()) {
            m_faults.add(*node, "`" + std::string(key) + "` must be a text, not " + node->described());
            return {};
        }
        return node->text;
    }

    std::string required(const PlanNode& map, std::string_view key)
    {
        std::string value = text(map, key);
        if (value.empty()) {
            m_faults.add(map, "`" + std::string(key) + "` is missing");
        }
        return value;
    }

    bool flag(const PlanNode& map, std::string_view key, bool otherwise)
    {
        const std::string value = text(map, key);
        if (!value.empty() && value != "true" && value != "false") {
            m_faults.add(*map.find(key), "`" + std::string(key) + "` must be true or false, not `" + shortened(value, 60) + "`");
        }
        return value.empty() ? otherwise : value == "true";
    }

    const std::vector<PlanNode>& list(const PlanNode& map, std::string_view key)
    {
        static const std::vector<PlanNode> kNone;
        const PlanNode* node = map.find(key);
        if (node == nullptr || !node->isList()) {
            m_faults.add(node == nullptr ? map : *node, "`" + std::string(key) + "` must be a list");
            return kNone;
        }
        return node->items;
    }

    template <typename Names>
    std::size_t name(const PlanNode& map, std::string_view key, const Names& names, std::size_t otherwise)
    {
        const std::string value = text(map, key);
        if (value.empty()) {
            return otherwise;
        }
        const auto index = indexIn(names, value);
        if (!index) {
            m_faults.add(*map.find(key), unknownName(key, shortened(value, 60), names));
        }
        return index.value_or(otherwise);
    }

    FaultList& m_faults;
};

} // namespace holdpoint
