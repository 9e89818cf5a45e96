// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"
#include "core/verdict/run_outcome.h"

#include <QString>

namespace holdpoint {

/// Texts of free functions; a class with Q_OBJECT has its own tr(). lupdate files such a call under the namespace, and so does
/// this.
QString tr(const char* text, const char* comment = nullptr, int count = -1);
/// For %n.
template <typename Number>
int asCount(Number number)
{
    return static_cast<int>(number);
}

/// The names of core's gates, roles and kinds of run for the screen; the record keeps core's (DECISIONS.md).
QString gateTitle(Gate gate);
QString roleTitle(Role role);
QString kindWord(RunKind kind);
/// "passed", in a sentence; lookOf() has the word in capitals.
QString outcomeWord(RunOutcome outcome);
/// "2026-01-05", of UTC.
QString dayText(WallTime time);
/// "4 min", "3 days" as core's formatAge().
QString ageText(Nanos age);
/// "Ctrl+Enter" with the keys named as keyboards of the language have them.
QString keyText(const QString& keys);

} // namespace holdpoint
