// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/run_rules.h"

namespace holdpoint {

// Rules over the report, the blanks and the logs (sections 9, 15 and 16).

Finding reportWritten(const RuleContext& context);
Finding blanksFilled(const RuleContext& context);
Finding metricsDocumented(const RuleContext& context);
Finding optimisationLog(const RuleContext& context);
Finding knownLimitations(const RuleContext& context);

} // namespace holdpoint
