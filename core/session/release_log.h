// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/after_release.h"
#include "core/session/session.h"

namespace holdpoint {

// What people write into a release's log (core/dossier/log_entry.h). Owner's thread; each commits before it returns, then the
// session says that it changed. A person needs a name; texts must not be empty.

/// Its ref. Where the checklist has a section 12, `box` must be one of its boxes (Error::Invalid lists them): the entry confirms
/// it. Tests must be the plan's, a finding a hint rule or a resource.
Result<std::string> logOptimisation(Session& session, Optimisation optimisation, const Person& by);
/// Takes an optimisation or a lesson back; it stays in the audit log.
Result<> takeBack(Session& session, std::string_view kind, const std::string& ref, const Person& by);
Result<> logLesson(Session& session, const std::string& text, const Person& by);
/// When the release went live.
Result<> logReleased(Session& session, WallTime at, const Person& by);
Result<> logPrediction(Session& session, const Prediction& prediction, const Person& by);
/// When an item of sections 18 to 20 is due.
Result<> logDue(Session& session, const std::string& item, WallTime date, const Person& by);
Result<> logProduction(Session& session, const ProductionLook& look, const Person& by);
Result<> logSchedule(Session& session, const RegressionSchedule& schedule, const Person& by);

Result<AfterRelease> afterRelease(Session& session);

} // namespace holdpoint
