// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sensors/check.h"
#include "core/sensors/fact_store.h"

#include <map>

namespace holdpoint {

/// What a sweep says about one item, with what led there.
struct SensedItem
{
    const ItemDefinition* item = nullptr;
    SenseResult result;
    std::string source;     // titles of the sources that were asked
    WallTime at{};          // the oldest fact's
    Json evidence;          // [{fact, kind, source, question, at, ms, answer or unknown, exchanges}], without secrets
    bool isGivenUp = false; // the sweep was stopped before all was known; such items are in no result
};

struct ItemSweep
{
    std::vector<SensedItem> items; // in the order asked
    std::vector<SourceReport> sources;
};

/// Where a sweep stands. `items` are those that were decided since the last call.
struct SweepProgress
{
    const SourceReport* source = nullptr; // that has just ended; nullptr: all begin
    std::size_t done = 0;
    std::size_t of = 0;               // sources, a source's probes as one more
    std::vector<std::string> waiting; // titles of the sources that are still asked
    std::vector<SensedItem> items;
};

/// Senses items of a checklist: turns their facts into questions, asks each once, judges. addPlanSensors() puts those
/// of a plan into a template. Keeps the facts it saw for the next sweep. Blocks its thread; stop() ends it from another, for good:
/// what was not known by then is in no result.
class Sensors
{
public:
    /// `plan` and `definition` must outlive it.
    Sensors(const Plan& plan, const ChecklistTemplate& definition, SenseInputs inputs);

    /// Before the first sweep.
    void letCommandsRun() { m_context.mayRunCommands = true; }
    /// What the record says now, between two sweeps.
    void setInputs(SenseInputs inputs);
    /// Those items that a machine can ask about; the others are left out. Facts younger than `maxAge` are not asked again.
    /// `progress` comes from other threads, one at a time.
    ItemSweep sweep(const std::vector<const ItemDefinition*>& items, Nanos maxAge = {},
                    const std::function<void(const SweepProgress&)>& progress = {});
    void stop();

private:
    struct Work;
    SensedItem judge(const Work& work, const std::map<std::string, Fact>& facts) const;

    const Plan& m_plan;
    std::atomic<bool> m_isStopped = false;
    Fetcher m_fetcher;
    AskContext m_context;
    Parameters m_parameters;
    Redactor m_redactor;
    std::unique_ptr<FactStore> m_store; // made at the first sweep
};

} // namespace holdpoint
