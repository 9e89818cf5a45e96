// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"

#include <QString>

namespace holdpoint {

/// Who said it, in a word for a column: "Prometheus" for `promql`, who is compared, which service is watched, "person".
QString itemSource(const ItemView& item);

} // namespace holdpoint
