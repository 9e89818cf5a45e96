// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <memory>

namespace holdpoint {

/// While it lives, every query that this thread makes ends with Error::Cancelled once `stop` is true, between two rows: what
/// reads a long run on a thread of its own (charts, verify, export) can be given up at once. One a thread.
class ReadingStop
{
public:
    explicit ReadingStop(std::shared_ptr<const std::atomic<bool>> stop);
    ~ReadingStop();
    ReadingStop(const ReadingStop&) = delete;
    ReadingStop& operator=(const ReadingStop&) = delete;

    /// Of this thread; false without a ReadingStop.
    static bool isAsked();

private:
    std::shared_ptr<const std::atomic<bool>> m_stop;
};

} // namespace holdpoint
