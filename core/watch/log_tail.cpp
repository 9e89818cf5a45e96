// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/watch/log_tail.h"

#include "core/sensors/log_line.h"

#include <algorithm>
#include <fstream>

namespace holdpoint {

namespace {

constexpr std::uint64_t kMostAtOnce = std::uint64_t{8} << 20U;
constexpr std::size_t kLongestLine = 64 * 1024; // the rest of a longer one is left out

} // namespace

LogTail::Counts LogTail::take()
{
    Counts counts;
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

void LogTail::read(const std::filesystem::path& file, State& state, Counts& counts) const
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
        counts.errors += level == LogLevel::Error ? 1 : 0;
        counts.warnings += level == LogLevel::Warning ? 1 : 0;
        state.rest.clear();
    }
    state.rest.append(text, from, kLongestLine - std::min(kLongestLine, state.rest.size()));
}

} // namespace holdpoint
