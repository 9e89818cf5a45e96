// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/command.h"
#include "app/staging/staging_command.h"

namespace holdpoint {

int runStaging(const std::vector<std::string>& words)
{
    return stagingMain(words);
}

} // namespace holdpoint
