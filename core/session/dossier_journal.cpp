// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/dossier_journal.h"

#include <algorithm>

namespace holdpoint {

Result<std::optional<OutsideStep>> DossierJournal::newest(std::string_view step)
{
    const auto all = m_dossier.steps(m_window);
    if (!all) {
        return fail(all.error());
    }
    const auto found = std::find_if(all->begin(), all->end(), [step](const OutsideStep& each) { return each.step == step; });
    return found == all->end() ? std::optional<OutsideStep>() : std::optional(*found);
}

Result<> DossierJournal::write(OutsideStep step)
{
    const auto before = newest(step.step);
    if (!before) {
        return fail(before.error());
    }
    // Rows of our own follow each other; one of another process since `step` was read is a conflict.
    const bool isOurs = *before && (*before)->isWriterUs;
    step.window = m_window;
    const auto added = m_dossier.addStep(step, isOurs ? (*before)->number : step.number);
    return added ? Result<>() : fail(added.error());
}

} // namespace holdpoint
