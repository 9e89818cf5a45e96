// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/k6/k6_terminal.h"

#include "core/base/text.h"
#include "core/base/units.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxLine = 500;
constexpr std::size_t kMaxRaw = 16U << 10U;
constexpr std::size_t kMaxLines = 200; // between two takes: a second
constexpr std::uint64_t kMaxInAll = 20'000;
constexpr std::size_t kMaxExceptions = 50;
constexpr std::size_t kMaxFields = 32;

/// Without escape sequences and other control characters.
std::string printable(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c == 0x1B && i + 1 < text.size() && text[i + 1] == '[') {
            i += 2;
            while (i < text.size() &&
                   (static_cast<unsigned char>(text[i]) < 0x40 || static_cast<unsigned char>(text[i]) > 0x7E)) {
                ++i;
            }
        } else if (c == '\t') {
            result += ' ';
        } else if (c >= 0x20 && c != 0x7F) {
            result += text[i];
        }
    }
    return result;
}

std::string unescaped(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            result += text[i];
            continue;
        }
        const char next = text[++i];
        result += next == 'n' ? '\n' : next == 't' ? '\t' : next;
    }
    return result;
}

/// Its first line; with the next one where the first only announces it: "There were problems:\n\t- no function `default`".
std::string gist(std::string_view message)
{
    const auto end = message.find('\n');
    std::string text(message.substr(0, end));
    if (end != std::string_view::npos && trimmed(text).ends_with(':')) {
        const std::string_view rest = message.substr(end + 1);
        std::string_view next = trimmed(rest.substr(0, rest.find('\n')));
        next.remove_prefix(next.starts_with("- ") ? 2 : 0);
        text += " ";
        text += next;
    }
    return text;
}

std::string fieldOf(const std::map<std::string, std::string>& fields, const std::string& key)
{
    const auto found = fields.find(key);
    return found == fields.end() ? std::string() : found->second;
}

} // namespace

std::map<std::string, std::string> logfmtFields(std::string_view line)
{
    std::map<std::string, std::string> fields;
    while (!line.empty() && fields.size() < kMaxFields) {
        line = line.substr(std::min(line.find_first_not_of(' '), line.size()));
        const auto equals = line.find('=');
        if (equals == std::string_view::npos || equals == 0 || line.substr(0, equals).find(' ') != std::string_view::npos) {
            break;
        }
        const std::string key(line.substr(0, equals));
        line.remove_prefix(equals + 1);
        std::size_t end = 0;
        if (line.starts_with('"')) {
            end = 1;
            while (end < line.size() && line[end] != '"') {
                end += line[end] == '\\' ? 2 : 1;
            }
            end = std::min(end, line.size());
            fields[key] = unescaped(line.substr(1, end - 1));
            line.remove_prefix(std::min(end + 1, line.size()));
        } else {
            end = std::min(line.find(' '), line.size());
            fields[key] = std::string(line.substr(0, end));
            line.remove_prefix(end);
        }
    }
    return fields;
}

void K6Terminal::add(Stream stream, std::string_view bytes)
{
    std::string& half = m_half[static_cast<std::size_t>(stream)];
    while (!bytes.empty()) {
        const auto end = bytes.find_first_of("\r\n");
        const std::string_view part = bytes.substr(0, end);
        half += part.substr(0, kMaxRaw - std::min(kMaxRaw, half.size()));
        if (end == std::string_view::npos) {
            return;
        }
        takeLine(half, stream);
        half.clear();
        bytes.remove_prefix(end + 1);
    }
}

void K6Terminal::finish()
{
    for (const Stream stream : {Stream::Out, Stream::Err}) {
        std::string& half = m_half[static_cast<std::size_t>(stream)];
        takeLine(half, stream);
        half.clear();
    }
}

void K6Terminal::takeLine(std::string_view line, Stream stream)
{
    if (trimmed(line).empty()) {
        return;
    }
    const auto fields = stream == Stream::Err ? logfmtFields(line) : std::map<std::string, std::string>();
    const std::string level = fieldOf(fields, "level");
    if (level.empty() || !fields.contains("msg")) {
        const std::string text = shortened(m_redactor.redact(printable(line)), kMaxLine);
        m_lastLine = stream == Stream::Err ? text : m_lastLine;
        keep("k6: " + text);
        return;
    }
    std::string message = fieldOf(fields, "msg");
    if (const std::string error = fieldOf(fields, "error"); !error.empty() && message.find(error) == std::string::npos) {
        message += ": " + error;
    }
    message = m_redactor.redact(message);
    const std::string firstLine = shortened(printable(gist(message)), kMaxLine);
    std::replace(message.begin(), message.end(), '\n', ' ');
    const bool isBad = level == "error" || level == "fatal" || level == "panic";
    if (isBad) {
        m_lastError = firstLine;
    }
    if (isBad && fieldOf(fields, "source") == "stacktrace") {
        const auto key = std::pair(shortened(printable(fieldOf(fields, "scenario")), 100), firstLine);
        if (m_exceptions.contains(key) || m_exceptions.size() < kMaxExceptions) {
            ++m_exceptions[key];
        }
    }
    const std::string shown = level == "info" || level == "debug" ? "" : " " + shortened(level, 20);
    keep("k6" + shown + ": " + shortened(printable(message), kMaxLine));
}

void K6Terminal::keep(std::string line)
{
    if (m_lines.size() < kMaxLines && m_kept < kMaxInAll) {
        m_lines.push_back(std::move(line));
        ++m_kept;
    } else {
        ++m_leftOut;
    }
}

std::vector<std::string> K6Terminal::take()
{
    if (m_leftOut > 0) {
        m_lines.push_back("k6: " + formatCount(m_leftOut) + " more lines are left out");
        m_leftOut = 0;
    }
    return std::exchange(m_lines, {});
}

} // namespace holdpoint
