// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/sense_inputs.h"

#include "core/session/session.h"

#include <algorithm>

namespace holdpoint {

Result<SenseInputs> senseInputs(const Session& session)
{
    auto runs = session.dossier().runs();
    auto hints = session.dossier().hints();
    const auto window = session.dossier().window();
    if (!runs || !window || !hints) {
        return fail(!runs ? runs.error() : !window ? window.error() : hints.error());
    }
    const bool isWindowOpen = *window && !(*window)->second;
    const WallTime now = systemClock().wallNow();
    const WallTime begin = isWindowOpen ? (*window)->first : now;
    const WallTime planned = begin + std::chrono::duration_cast<Micros>(estimateRun(session.plan(), {}, RunKind::Load).duration);
    return SenseInputs{*std::move(runs), std::max(planned, now), *std::move(hints)};
}

} // namespace holdpoint
