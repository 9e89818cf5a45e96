// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/expression.h"
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verdict/run_result.h"
