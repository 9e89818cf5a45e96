// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/test_window.h"
#include "ui/style/status.h"

#include <QString>

namespace holdpoint {

// A test window and its steps in words and looks, the same in the release strip and on the checklist.

/// "0:42:10".
QString hoursText(Nanos span);
/// "10:00–11:15 UTC"; from its opening to its end, announced or real.
QString spanOf(const TestWindow& window);
/// "0:42:10 left", "0:12:00 past its end"; empty without an announced end, and once it is closed.
QString timeLeft(const TestWindow& window, WallTime now);
Look lookOf(const TestWindow& window, WallTime now);
Look lookOf(const OutsideStep& step);
/// A person's word is wanted: it failed, or nobody can tell.
bool needsWord(const OutsideStep& step);

} // namespace holdpoint
