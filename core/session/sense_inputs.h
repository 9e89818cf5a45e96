// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sensors/fact.h"

namespace holdpoint {

class Dossier;
class Session;
struct Plan;

/// What sensors need of the record as it stands now. The session's thread.
Result<SenseInputs> senseInputs(const Session& session);
/// The same of a dossier. Any thread.
Result<SenseInputs> senseInputs(const Dossier& dossier, const Plan& plan);

} // namespace holdpoint
