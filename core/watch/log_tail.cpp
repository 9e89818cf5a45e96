// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/watch/log_tail.h"

#include "core/base/child_command.h"
#include "core/base/json.h"
#include "core/base/text.h"

#include <algorithm>
#include <fstream>

namespace holdpoint {

namespace {

constexpr std::uint64_t kMostAtOnce = std::uint64_t{8} << 20U;
constexpr std::size_t kLongestLine = 64 * 1024; // the rest of a longer one is left out
constexpr std::chrono::seconds kJournalTime{4};
constexpr std::size_t kMostOfJournal = std::size_t{4} << 20U; // bytes

} // namespace

void LogCounts::add(LogLevel level, std::string line)
{
    errors += level == LogLevel::Error ? 1 : 0;
    warnings += level == LogLevel::Warning ? 1 : 0;
    if (level == LogLevel::Error || level == LogLevel::Warning) {
        if (lines.size() == kMostLines) {
            lines.erase(lines.begin());
        }
        lines.push_back(std::move(line));
    }
}

LogCounts LogTail::take()
{
    LogCounts counts;
    for (const auto& file : m_files) {
        std::error_code ignored;
        if (!std::filesystem::is_regular_file(file, ignored) || !std::ifstream(file).is_open()) { // a pipe would be waited for
            counts.reason = "cannot read " + file.string();
            continue;
        }
        read(file, m_states[file], counts);
    }
    return counts;
}

void LogTail::read(const std::filesystem::path& file, State& state, LogCounts& counts) const
{
    std::error_code failed;
    const std::uint64_t size = std::filesystem::file_size(file, failed);
    if (failed) {
        return;
    }
    if (!state.isKnown) {
        state = {size, {}, true};
        return;
    }
    if (size < state.offset) {
        state.offset = 0; // rotated
        state.rest.clear();
    }
    if (size - state.offset > kMostAtOnce) {
        state.offset = size - kMostAtOnce;
        state.rest.clear();
    }
    std::ifstream in(file, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(state.offset));
    std::string text(static_cast<std::size_t>(size - state.offset), '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, in.gcount())));
    state.offset += text.size();
    std::size_t from = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos; from = end + 1, end = text.find('\n', from)) {
        state.rest.append(text, from, std::min(end - from, kLongestLine - std::min(kLongestLine, state.rest.size())));
        const LogLevel level = logLineFrom(state.rest).level;
        counts.add(level, std::move(state.rest));
        state.rest.clear();
    }
    state.rest.append(text, from, kLongestLine - std::min(kLongestLine, state.rest.size()));
}

void JournalTail::take(LogCounts& counts)
{
    for (const std::string& unit : m_units) {
        if (m_isStopped != nullptr && *m_isStopped) {
            counts.reason = "stopped";
            return;
        }
        const auto known = m_cursors.find(unit);
        std::vector<std::string> words{"journalctl", "--unit=" + unit, "--quiet",
                                       "--no-pager", "--output=json",  "--output-fields=MESSAGE,PRIORITY"};
        words.push_back(known == m_cursors.end() ? "--lines=1" // only to learn where it ends
                        : known->second.empty()  ? "--since=-1min"
                                                 : "--after-cursor=" + known->second);
        const auto asked = runCommand(words, {}, kJournalTime, m_isStopped, {}, {}, kMostOfJournal);
        if (!asked || asked->exitCode != 0) {
            counts.reason = m_isStopped != nullptr && *m_isStopped ? "stopped"
                            : !asked                               ? asked.error().message
                                     : "cannot read the journal of " + unit + ": " + shortened(trimmed(asked->err), 200);
            continue;
        }
        std::string cursor = known == m_cursors.end() ? std::string() : known->second;
        for (const std::string& text : split(asked->out, '\n')) {
            const auto record = parseJson(text, "a line of the journal");
            if (!record || !record->is_object()) {
                continue; // the end of what was cut off
            }
            cursor = stringAt(*record, "__CURSOR");
            if (known != m_cursors.end()) {
                const LogLine line = journalLineFrom(text);
                counts.add(line.level, line.message);
            }
        }
        m_cursors[unit] = std::move(cursor);
    }
}

} // namespace holdpoint
