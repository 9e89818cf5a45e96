// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/run_queue.h"

#include <algorithm>

namespace holdpoint {

namespace {

std::string_view wordOf(RunQueue::State state)
{
    switch (state) {
    case RunQueue::State::Waiting:
        return "waits";
    case RunQueue::State::Running:
        return "runs already";
    case RunQueue::State::Done:
        return "has run already";
    case RunQueue::State::Skipped:
        break;
    }
    return "is skipped";
}

} // namespace

RunQueue::RunQueue(const std::vector<const TestPlan*>& tests)
{
    for (const TestPlan* test : tests) {
        m_entries.push_back({test});
    }
}

Nanos RunQueue::plannedOfWaiting(Nanos pause) const
{
    Nanos planned{};
    for (const Entry& entry : m_entries) {
        planned += entry.state == State::Waiting ? entry.test->plannedDuration() + pause : Nanos{};
    }
    return planned;
}

std::pair<std::size_t, std::size_t> RunQueue::place() const
{
    std::pair<std::size_t, std::size_t> place;
    for (const Entry& entry : m_entries) {
        place.first += entry.state == State::Running || entry.state == State::Done ? 1 : 0;
        place.second += entry.state != State::Skipped ? 1 : 0;
    }
    return place;
}

const TestPlan* RunQueue::next() const
{
    const auto found =
        std::find_if(m_entries.begin(), m_entries.end(), [](const Entry& entry) { return entry.state == State::Waiting; });
    return found == m_entries.end() ? nullptr : found->test;
}

const TestPlan* RunQueue::begin()
{
    const auto found =
        std::find_if(m_entries.begin(), m_entries.end(), [](const Entry& entry) { return entry.state == State::Waiting; });
    if (found == m_entries.end()) {
        return nullptr;
    }
    found->state = State::Running;
    return found->test;
}

void RunQueue::end(RunOutcome outcome)
{
    const auto found =
        std::find_if(m_entries.begin(), m_entries.end(), [](const Entry& entry) { return entry.state == State::Running; });
    if (found != m_entries.end()) {
        found->state = State::Done;
        found->outcome = outcome;
    }
}

Result<RunQueue::Entry*> RunQueue::entryIn(std::size_t index, State state)
{
    if (index >= m_entries.size()) {
        return fail(Error::Kind::NotFound, "there is no test " + std::to_string(index + 1) + " in the queue");
    }
    Entry& entry = m_entries[index];
    if (entry.state != state) {
        return fail(Error::Kind::Refused, entry.test->title + " " + std::string(wordOf(entry.state)));
    }
    return &entry;
}

Result<> RunQueue::move(std::size_t index, int by)
{
    const auto entry = entryIn(index, State::Waiting);
    if (!entry) {
        return fail(entry.error());
    }
    for (auto other = static_cast<std::ptrdiff_t>(index) + by; other >= 0 && other < std::ssize(m_entries); other += by) {
        Entry& neighbour = m_entries[static_cast<std::size_t>(other)];
        if (neighbour.state == State::Waiting) {
            std::swap(neighbour, **entry);
            return {};
        }
    }
    return fail(Error::Kind::Refused, (*entry)->test->title + " is the " + (by < 0 ? "first" : "last") + " that waits");
}

Result<> RunQueue::skip(std::size_t index)
{
    const auto entry = entryIn(index, State::Waiting);
    if (!entry) {
        return fail(entry.error());
    }
    (*entry)->state = State::Skipped;
    return {};
}

Result<> RunQueue::takeBack(std::size_t index)
{
    const auto entry = entryIn(index, State::Skipped);
    if (!entry) {
        return fail(entry.error());
    }
    (*entry)->state = State::Waiting;
    return {};
}

std::vector<std::string> testsToRunAgain(const Plan& plan, const std::vector<RunRecord>& runs)
{
    std::vector<std::string> again;
    for (const TestPlan& test : plan.tests) {
        const RunRecord* newest = decidingRun(runs, test.id);
        if (newest != nullptr && newest->result.outcome != RunOutcome::Passed && newest->result.outcome != RunOutcome::Warned) {
            again.push_back(test.id);
        }
    }
    return again;
}

} // namespace holdpoint
