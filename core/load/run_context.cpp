// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/run_context.h"

#include "core/base/text.h"
#include "core/load/pacer.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::uint8_t kSamplesKept = 10; // semantics.md §4
constexpr std::size_t kMostSaid = 1000;

bool addDistinct(std::vector<std::string>& texts, const std::string& text)
{
    if (std::find(texts.begin(), texts.end(), text) != texts.end()) {
        return false;
    }
    texts.push_back(text);
    return true;
}

} // namespace

RunContext::RunContext(const Plan& plan, const CompiledTest& test, const Shard& shard)
    : m_test(test), m_shard(shard), m_redactor(plan.secrets), m_started(test.scenarios.size()),
      m_samples(test.requestCount * kErrorClassCount), m_ends(test.scenarios.size())
{
    for (const auto& [name, data] : plan.data) {
        m_rows[&data].firstOf.resize(test.scenarios.size());
    }
    divideRows();
}

/// Scenarios with numbered iterations get their rows one behind the other; the rest takes what follows, in any order.
void RunContext::divideRows()
{
    for (std::size_t i = 0; i < m_test.scenarios.size(); ++i) {
        const auto planned = plannedIterations(m_test.scenarios[i]->plan);
        for (const DataSet* data : m_test.scenarios[i]->dataSets) {
            RowUse& use = m_rows[data];
            use.firstOf.resize(m_test.scenarios.size());
            use.firstOf[i] = use.firstFree;
            use.firstFree += planned.value_or(0);
        }
    }
}

std::uint64_t RunContext::nextRow(const DataSet& data, std::size_t scenario, std::optional<std::uint64_t> iteration)
{
    RowUse& use = m_rows.find(&data)->second;
    if (iteration) {
        return use.firstOf[scenario] + *iteration;
    }
    const std::uint64_t k = use.taken.fetch_add(1, std::memory_order_relaxed);
    return use.firstFree + Stripe{m_shard.index, m_shard.count}.at(k);
}

bool RunContext::mayKeepSample(ErrorClass errorClass, std::uint32_t request)
{
    auto& kept = m_samples[request * kErrorClassCount + static_cast<std::size_t>(errorClass)];
    if (kept.load(std::memory_order_relaxed) >= kSamplesKept) {
        return false;
    }
    return kept.fetch_add(1, std::memory_order_relaxed) < kSamplesKept;
}

void RunContext::openLane(std::size_t scenario)
{
    const std::scoped_lock lock(m_mutex);
    ++m_ends[scenario].openLanes;
}

bool RunContext::closeLane(std::size_t scenario, const std::string& unplannedCause)
{
    const std::scoped_lock lock(m_mutex);
    ScenarioEnd& end = m_ends[scenario];
    if (end.unplannedCause.empty()) {
        end.unplannedCause = unplannedCause;
    }
    return --end.openLanes == 0;
}

std::string RunContext::unplannedCause(std::size_t scenario) const
{
    const std::scoped_lock lock(m_mutex);
    return m_ends[scenario].unplannedCause;
}

void RunContext::endScenario(std::size_t scenario, const std::string& cause)
{
    const std::scoped_lock lock(m_mutex);
    m_ends[scenario].cause = cause;
}

std::string RunContext::causes() const
{
    const std::scoped_lock lock(m_mutex);
    std::vector<std::string> distinct;
    std::vector<std::string> each;
    for (std::size_t i = 0; i < m_ends.size(); ++i) {
        if (!m_ends[i].cause.empty()) {
            addDistinct(distinct, m_ends[i].cause);
            each.push_back(m_test.scenarios[i]->plan.id + ": " + m_ends[i].cause);
        }
    }
    if (distinct.empty()) {
        return m_ends.empty() ? "no scenario could run" : ""; // fewer VUs than agents
    }
    return distinct.size() == 1 ? distinct.front() : join(each, "; ");
}

bool RunContext::sayOnce(const std::string& key)
{
    const std::scoped_lock lock(m_mutex);
    return m_said.size() < kMostSaid && m_said.insert(key).second;
}

} // namespace holdpoint
