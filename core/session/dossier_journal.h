// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/dossier.h"
#include "core/window/step_journal.h"

namespace holdpoint {

/// The steps of one window (0: the actions of the checklist) in a dossier. The dossier's thread only; must not outlive it.
class DossierJournal final : public StepJournal
{
public:
    DossierJournal(Dossier& dossier, std::int64_t window) : m_dossier(dossier), m_window(window) {}

    Result<std::optional<OutsideStep>> newest(std::string_view step) override;
    Result<> write(OutsideStep step) override;

private:
    Dossier& m_dossier;
    const std::int64_t m_window;
};

} // namespace holdpoint
