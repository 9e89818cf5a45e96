// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sensors/fact.h"

namespace holdpoint {

class Session;

/// What sensors need of the record as it stands now. The session's thread.
Result<SenseInputs> senseInputs(const Session& session);

} // namespace holdpoint
