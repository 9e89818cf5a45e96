// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/metric.h"
#include "core/metrics/totals.h"
