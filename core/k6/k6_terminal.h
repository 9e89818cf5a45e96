// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/secret.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdpoint {

/// What k6 prints, as lines for the run's log: without escape sequences and secrets, at most 500 bytes each, 200 between two
/// takes, 20,000 in all; what is left out is counted. Understands k6's own log lines (`time=... level=error msg="..."`).
class K6Terminal
{
public:
    explicit K6Terminal(Redactor redactor) : m_redactor(std::move(redactor)) {}

    enum class Stream { Out, Err };
    void add(Stream stream, std::string_view bytes);
    /// Nothing more comes.
    void finish();

    /// "k6: in setup", "k6 error: ..."; since the last call.
    std::vector<std::string> take();
    /// Iterations that an exception of the script ended, since the last call: scenario and message.
    std::map<std::pair<std::string, std::string>, std::uint64_t> takeExceptions() { return std::exchange(m_exceptions, {}); }
    /// The newest message of level error; else the newest of all, where k6 gave up before it could log.
    std::string lastError() const { return m_lastError.empty() ? m_lastLine : m_lastError; }

private:
    void takeLine(std::string_view line, Stream stream);
    void keep(std::string line);

    Redactor m_redactor;
    std::string m_half[2];
    std::vector<std::string> m_lines;
    std::uint64_t m_kept = 0;
    std::uint64_t m_leftOut = 0;
    std::map<std::pair<std::string, std::string>, std::uint64_t> m_exceptions;
    std::string m_lastError;
    std::string m_lastLine; // of stderr
};

/// The fields of a logfmt line; empty if it is none. Bounded, never throws.
std::map<std::string, std::string> logfmtFields(std::string_view line);

} // namespace holdpoint
