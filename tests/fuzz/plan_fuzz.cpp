// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_reader.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace holdpoint {
namespace {

void readPlan(std::string_view input)
{
    const PlanReading reading = readPlanText(std::string(input), "/nonexistent/plan.yaml", {});
    if (!reading.isValid()) {
        return;
    }
    // what an agent or a dossier gets must read as the same plan
    const auto forAgent = planForAgent(reading.plan);
    const PlanReading again = forAgent ? planFromResolved(*forAgent, reading.plan.secrets) : PlanReading{};
    if (!forAgent || !again.isValid() || again.plan.tests.size() != reading.plan.tests.size()) {
        std::fprintf(stderr, "%s\n", again.faults.empty() ? "not for an agent" : again.faults.front().text().c_str());
        std::abort();
    }
    estimateRun(reading.plan, {}, RunKind::Load);
    preflightFaults(reading.plan, {}, RunKind::Load, {});
}

} // namespace
} // namespace holdpoint

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    holdpoint::readPlan({reinterpret_cast<const char*>(data), size});
    return 0;
}
