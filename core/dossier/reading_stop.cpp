// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/reading_stop.h"

namespace holdpoint {

namespace {

thread_local const std::atomic<bool>* stopOfThread = nullptr;

} // namespace

ReadingStop::ReadingStop(std::shared_ptr<const std::atomic<bool>> stop) : m_stop(std::move(stop))
{
    stopOfThread = m_stop.get();
}

ReadingStop::~ReadingStop()
{
    stopOfThread = nullptr;
}

bool ReadingStop::isAsked()
{
    return stopOfThread != nullptr && *stopOfThread;
}

} // namespace holdpoint
