// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/load_run.h"
