// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace holdpoint {

/// Lines in and out over two descriptors, never blocking: a reader that is slow or frozen costs memory up to a bound, not time.
/// One thread.
class LineChannel
{
public:
    /// A shard is one line: the plan with the rows of its data sets, whose files may have 64 MiB each.
    static constexpr std::size_t kLongestLine = 256U << 20U;

    LineChannel(int inputDescriptor, int outputDescriptor, std::size_t longestLine = kLongestLine);

    /// Waits at most `timeoutMs` for input or for room to write, then moves what can be moved.
    void wait(int timeoutMs);
    /// The next whole line without its end; nullopt if there is none yet.
    std::optional<std::string> nextLine();
    bool isInputEnded() const { return m_inputEnded; }
    /// A line that is longer than longestLine() came: it was dropped and ended the input.
    bool isLineTooLong() const { return m_isLineTooLong; }
    std::size_t longestLine() const { return m_longestLine; }
    /// Queues a line. False if the reader is more than 32 MB behind: the line was not taken.
    bool send(std::string_view line);
    bool isOutputBroken() const { return m_outputBroken; }
    /// Writes what is queued, at most `timeoutMs`.
    void flush(int timeoutMs);

private:
    void readAvailable();
    std::size_t lineEnd();
    void writeAvailable();

    int m_input;
    int m_output;
    std::size_t m_longestLine;
    std::string m_in;
    std::size_t m_inSearched = 0; // no line end before it
    std::string m_out;
    std::size_t m_outDone = 0;
    bool m_inputEnded = false;
    bool m_isLineTooLong = false;
    bool m_outputBroken = false;
};

} // namespace holdpoint
