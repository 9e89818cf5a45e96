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
    std::string source; // titles of the sources that were asked
    WallTime at{};      // the oldest fact's
    Json evidence;      // [{fact, kind, question, value, at, ms, answer, exchanges}], without secrets
};

struct ItemSweep
{
    std::vector<SensedItem> items; // in the order asked
    std::vector<SourceReport> sources;
};

/// Senses items of a checklist: turns their facts into questions, asks each once, judges.
/// addPlanSensors() puts those of a plan into a template. Keeps the facts it saw for the next sweep. Blocks its thread; stop()
/// ends it from another.
class Sensors
{
public:
    /// `plan` and `definition` must outlive it.
    Sensors(const Plan& plan, const ChecklistTemplate& definition, SenseInputs inputs);

    void letCommandsRun() { m_context.mayRunCommands = true; }
    /// Those items that a machine can ask about; the others are left out. Facts younger than `maxAge` are not asked again.
    ItemSweep sweep(const std::vector<const ItemDefinition*>& items, Nanos maxAge = {},
                    const std::function<void(const SweepProgress&)>& progress = {});
    void stop();

private:
    const Plan& m_plan;
    std::atomic<bool> m_isStopped = false;
    Fetcher m_fetcher;
    AskContext m_context;
    Parameters m_parameters;
    Redactor m_redactor;
    std::unique_ptr<FactStore> m_store; // made at the first sweep
};

} // namespace holdpoint
