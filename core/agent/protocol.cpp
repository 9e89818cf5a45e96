// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/agent/local_agent.h"
#include "core/agent/agent_loop.h"
