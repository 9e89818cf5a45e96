// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/short_waits.h"

namespace holdpoint {

namespace {

thread_local int wishesOfThread = 0;
thread_local std::uint64_t questionsOfThread = 0;

} // namespace

ShortWaits::ShortWaits()
{
    ++wishesOfThread;
}

ShortWaits::~ShortWaits()
{
    --wishesOfThread;
}

bool ShortWaits::areWished()
{
    return wishesOfThread > 0;
}

std::uint64_t ShortWaits::questions()
{
    return questionsOfThread;
}

void ShortWaits::countQuestion()
{
    ++questionsOfThread;
}

} // namespace holdpoint
