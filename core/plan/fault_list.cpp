// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/fault_list.h"

#include <algorithm>
#include <tuple>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxFaults = 200;

} // namespace

std::string PlanFault::text() const
{
    std::string place = file;
    if (line > 0) {
        place += ":" + std::to_string(line) + ":" + std::to_string(std::max(column, 1));
    }
    return place.empty() ? message : place + ": " + message;
}

void FaultList::addAt(const std::string& file, int line, int column, std::string message)
{
    const bool isKnown = std::any_of(m_faults.begin(), m_faults.end(), [&](const PlanFault& fault) {
        return fault.line == line && fault.column == column && fault.message == message && fault.file == file;
    });
    if (isKnown) {
        return;
    }
    if (m_faults.size() >= kMaxFaults) {
        ++m_leftOut;
        return;
    }
    m_faults.push_back({file, line, column, std::move(message)});
}

std::vector<PlanFault> FaultList::sorted() const
{
    std::vector<PlanFault> faults = m_faults;
    std::stable_sort(faults.begin(), faults.end(), [this](const PlanFault& a, const PlanFault& b) {
        return std::tuple(a.file != m_planFile, a.line, a.column) < std::tuple(b.file != m_planFile, b.line, b.column);
    });
    if (m_leftOut > 0) {
        faults.push_back({m_planFile, 0, 0, "and " + std::to_string(m_leftOut) + " more faults"});
    }
    return faults;
}

} // namespace holdpoint
