// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sensors/log_line.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace holdpoint {

/// Series of a run under which the lines of its logs are counted, per second of the time between two askings.
inline constexpr const char* kLogErrors = "log errors";
inline constexpr const char* kLogWarnings = "log warnings";

/// What is new in logs since they were asked before.
struct LogCounts
{
    static constexpr std::size_t kMostLines = 20;

    std::uint64_t errors = 0;
    std::uint64_t warnings = 0;
    std::string reason;             // a log that cannot be read; empty: all can
    std::vector<std::string> lines; // the newest of both, oldest first, as they were written

    void add(LogLevel level, std::string line);
};

/// Counts what is appended to log files from the first asking on. One thread.
class LogTail
{
public:
    explicit LogTail(std::vector<std::filesystem::path> files) : m_files(std::move(files)) {}

    /// What is new since the last call; of the first call nothing. A file that became shorter is read from its start. Of more
    /// than 8 MiB at once only the newest are counted.
    LogCounts take();

private:
    struct State
    {
        std::uint64_t offset = 0;
        std::string rest; // a line that has no end yet
        bool isKnown = false;
    };
    void read(const std::filesystem::path& file, State& state, LogCounts& counts) const;

    std::vector<std::filesystem::path> m_files;
    std::map<std::filesystem::path, State> m_states;
};

/// The same of journals of units, by journalctl and its cursors. Blocks its thread for a few seconds at most. One thread.
class JournalTail
{
public:
    /// `isStopped` ends a question that is under way, and all later ones; it must outlive this.
    explicit JournalTail(std::vector<std::string> units, const std::atomic<bool>* isStopped = nullptr)
        : m_units(std::move(units)), m_isStopped(isStopped)
    {}

    /// As LogTail::take(); of more than some thousand lines at once only the oldest are counted, the rest by the next call.
    void take(LogCounts& counts);

private:
    std::vector<std::string> m_units;
    const std::atomic<bool>* m_isStopped;
    std::map<std::string, std::string> m_cursors; // of the newest line that was seen; empty: none was
};

} // namespace holdpoint
