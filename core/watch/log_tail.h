// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace holdpoint {

/// Series of a run under which the lines of its logs are counted, per second of the time between two askings.
inline constexpr const char* kLogErrors = "log errors";
inline constexpr const char* kLogWarnings = "log warnings";

/// Counts what is appended to log files from the first asking on. One thread.
class LogTail
{
public:
    explicit LogTail(std::vector<std::filesystem::path> files) : m_files(std::move(files)) {}

    struct Counts
    {
        std::uint64_t errors = 0;
        std::uint64_t warnings = 0;
        std::string reason; // a file that cannot be read; empty: all can
    };
    /// What is new since the last call; of the first call nothing. A file that became shorter is read from its start. Of more
    /// than 8 MiB at once only the newest are counted.
    Counts take();
    bool hasFiles() const { return !m_files.empty(); }

private:
    struct State
    {
        std::uint64_t offset = 0;
        std::string rest; // a line that has no end yet
        bool isKnown = false;
    };
    void read(const std::filesystem::path& file, State& state, Counts& counts) const;

    std::vector<std::filesystem::path> m_files;
    std::map<std::filesystem::path, State> m_states;
};

} // namespace holdpoint
