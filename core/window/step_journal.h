// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/test_window.h"

namespace holdpoint {

/// Where steps are written before and after they are sent. Every write is on the disk when it returns.
class StepJournal
{
public:
    virtual ~StepJournal() = default;
    /// nullopt if it has no row yet.
    virtual Result<std::optional<OutsideStep>> newest(std::string_view step) = 0;
    /// Conflict if another process has gone on with the step since newest().
    virtual Result<> write(OutsideStep step) = 0;
};

} // namespace holdpoint
