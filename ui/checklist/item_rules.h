// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"

#include <QString>

namespace holdpoint {

/// A machine can be asked about it.
bool isSensed(const ItemView& item);
/// An action that is wanted still: nobody did it, or what it did does not hold.
bool mayBeDone(const ItemView& item);
/// Why the item cannot be overridden, or deferred, by anybody; empty: it can.
QString whyNoOverride(const ItemView& item);
QString whyNoDeferral(const ItemView& item);

} // namespace holdpoint
