// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/staging/staging_command.h"

int main(int argc, char** argv)
{
    return holdpoint::stagingMain({argv + 1, argv + argc});
}
