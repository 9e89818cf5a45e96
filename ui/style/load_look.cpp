// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/load_look.h"

#include "ui/style/words.h"

namespace holdpoint {

Look lookOf(const LoadResult& load, RunOutcome outcome)
{
    if (load.isMet) {
        return {Glyph::Pass, tr("REACHED"), Status::Pass};
    }
    return {Glyph::Inconclusive, isCutShort(outcome) ? tr("ENDED EARLY") : tr("LOAD MISSED"), Status::Warn};
}

} // namespace holdpoint
