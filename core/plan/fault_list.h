// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan_node.h"
#include "core/plan/plan_reader.h"

namespace holdpoint {

/// Collects what is wrong with one plan and the files it names; keeps the first 200.
class FaultList
{
public:
    explicit FaultList(std::string planFile) : m_planFile(std::move(planFile)) {}

    void add(const PlanNode& at, std::string message) { addAt(m_planFile, at.line, at.column, std::move(message)); }
    void addAt(const std::string& file, int line, int column, std::string message);
    bool isEmpty() const { return m_faults.empty(); }
    std::size_t size() const { return m_faults.size() + m_leftOut; }
    /// In the order of the file, the plan's own first.
    std::vector<PlanFault> sorted() const;

private:
    std::string m_planFile;
    std::vector<PlanFault> m_faults;
    std::size_t m_leftOut = 0;
};

} // namespace holdpoint
