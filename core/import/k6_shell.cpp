// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/k6_shell.h"

#include "core/base/text.h"
#include "core/import/marked_text.h"
#include "core/import/shell_words.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxCalls = 200;
constexpr std::size_t kMaxLoop = 100; // rounds of one `for`
constexpr int kMaxBlockDepth = 6;     // loops and functions inside each other
constexpr std::size_t kMaxSteps = 20'000;

using Commands = std::span<const ShellCommand>;
using Values = std::map<std::string, std::string>;

/// Options of `k6 run` whose value is the next word.
constexpr std::array<std::string_view, 46> kWithValue{"-u",
                                                      "--vus",
                                                      "-d",
                                                      "--duration",
                                                      "-i",
                                                      "--iterations",
                                                      "-s",
                                                      "--stage",
                                                      "-e",
                                                      "--env",
                                                      "-o",
                                                      "--out",
                                                      "--tag",
                                                      "--summary-export",
                                                      "--summary-trend-stats",
                                                      "--summary-time-unit",
                                                      "--summary-mode",
                                                      "--system-tags",
                                                      "--console-output",
                                                      "--log-output",
                                                      "--log-format",
                                                      "-c",
                                                      "--config",
                                                      "--rps",
                                                      "--max",
                                                      "--max-redirects",
                                                      "--batch",
                                                      "--batch-per-host",
                                                      "--user-agent",
                                                      "--min-iteration-duration",
                                                      "--blacklist-ip",
                                                      "--block-hostnames",
                                                      "--local-ips",
                                                      "--dns",
                                                      "--compatibility-mode",
                                                      "-t",
                                                      "--type",
                                                      "--execution-segment",
                                                      "--execution-segment-sequence",
                                                      "-a",
                                                      "--address",
                                                      "--secret-source",
                                                      "--traces-output",
                                                      "--tls-version",
                                                      "--features",
                                                      "--http-debug-file"};

/// Options that Holdpoint gives itself; they are left out without a word.
bool isOurs(std::string_view option)
{
    constexpr std::array<std::string_view, 12> kOurs{"-q", "--quiet",  "--no-color",       "--no-usage-report", "-a", "--address",
                                                     "-l", "--linger", "--summary-export", "--no-summary",      "-p", "--paused"};
    return std::find(kOurs.begin(), kOurs.end(), option) != kOurs.end();
}

bool isName(std::string_view text)
{
    const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !text.empty() && isLetter(text.front()) &&
           std::all_of(text.begin(), text.end(), [&](char c) { return isLetter(c) || (c >= '0' && c <= '9'); });
}

/// NAME=VALUE.
std::optional<std::pair<std::string, std::string>> assignment(std::string_view word)
{
    const auto equals = word.find('=');
    if (equals == std::string_view::npos || !isName(word.substr(0, equals))) {
        return std::nullopt;
    }
    return std::pair(std::string(word.substr(0, equals)), std::string(word.substr(equals + 1)));
}

bool isControl(std::string_view word)
{
    constexpr std::array<std::string_view, 12> kWords{"do",    "then", "else", "if",   "elif", "while",
                                                      "until", "!",    "time", "exec", "{",    "("};
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

bool isK6(std::string_view word)
{
    return word == "k6" || word.ends_with("/k6");
}

class Reader
{
public:
    explicit Reader(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    K6Calls read(Commands commands)
    {
        run(takeFunctions(commands), {}, 0);
        return std::move(m_result);
    }

private:
    /// Puts the bodies of functions aside; gives all else.
    std::vector<ShellCommand> takeFunctions(Commands commands)
    {
        std::vector<ShellCommand> rest;
        std::string open;
        for (ShellCommand command : commands) {
            std::vector<std::string>& words = command.words;
            if (open.empty() && !words.empty()) {
                const bool isKeyword = words.front() == "function" && words.size() > 1;
                std::string name = isKeyword ? words[1] : words.front();
                const bool hasBrackets = name.ends_with("()") || (words.size() > 1 && words[1] == "()");
                if (name.ends_with("()")) {
                    name.resize(name.size() - 2);
                }
                if ((isKeyword || hasBrackets) && !name.empty()) {
                    open = name;
                    m_functions[open] = {};
                    const auto brace = std::find(words.begin(), words.end(), "{");
                    words.erase(words.begin(), brace == words.end() ? brace : brace + 1);
                    if (!words.empty()) {
                        m_functions[open].push_back(command);
                    }
                    continue;
                }
            }
            if (!open.empty()) {
                if (!words.empty() && words.front() == "}") {
                    open.clear();
                } else {
                    m_functions[open].push_back(std::move(command));
                }
                continue;
            }
            rest.push_back(std::move(command));
        }
        return rest;
    }

    void run(Commands commands, const std::vector<std::string>& parameters, int depth)
    {
        for (std::size_t i = 0; i < commands.size() && m_steps < kMaxSteps && m_result.calls.size() < kMaxCalls; ++i, ++m_steps) {
            ShellCommand command = commands[i];
            while (!command.words.empty() && isControl(command.words.front())) {
                command.words.erase(command.words.begin());
            }
            if (command.words.empty()) {
                continue;
            }
            for (std::string& word : command.words) {
                word = filled(word, parameters);
            }
            const std::vector<std::string>& words = command.words;
            if (words.front() == "for" && words.size() > 3 && words[2] == "in" && depth < kMaxBlockDepth) {
                const std::size_t end = loopEnd(commands, i);
                loop(commands.subspan(i + 1, end - i - 1), words, parameters, depth);
                i = end;
            } else if (const auto body = m_functions.find(words.front()); body != m_functions.end() && depth < kMaxBlockDepth) {
                const std::vector<ShellCommand> inside = body->second;
                run(inside, {words.begin() + 1, words.end()}, depth + 1);
            } else if (words.front() == "cd" && words.size() > 1) {
                m_place = command.hasSubstitution || hasMarks(words[1]) ? std::filesystem::path() : m_place / words[1];
            } else if (!takeCall(command)) {
                assign(command);
            }
        }
    }

    /// Index of the `done` that ends the loop.
    static std::size_t loopEnd(Commands commands, std::size_t at)
    {
        int depth = 0;
        for (std::size_t i = at; i < commands.size(); ++i) {
            for (const std::string& word : commands[i].words) {
                const bool isLoop = word == "for" || word == "while" || word == "until" || word == "select";
                depth += isLoop && &word == commands[i].words.data() ? 1 : 0;
            }
            const bool isDone = !commands[i].words.empty() && commands[i].words.front() == "done";
            depth -= isDone ? 1 : 0;
            if (isDone && depth == 0) {
                return i;
            }
        }
        return commands.size();
    }

    void loop(Commands body, const std::vector<std::string>& words, const std::vector<std::string>& parameters, int depth)
    {
        std::vector<std::string> values;
        for (std::size_t i = 3; i < words.size(); ++i) {
            const auto found = words[i].find('*') == std::string::npos ? std::vector{words[i]} : filesLike(words[i]);
            values.insert(values.end(), found.begin(), found.end());
        }
        values.resize(std::min(values.size(), kMaxLoop));
        for (const std::string& value : values) {
            m_values[words[1]] = value;
            run(body, parameters, depth + 1);
        }
    }

    /// Files of one folder whose name fits a pattern, sorted.
    std::vector<std::string> filesLike(const std::string& pattern) const
    {
        const std::filesystem::path path(pattern);
        std::vector<std::string> found;
        std::error_code error;
        for (auto entry = std::filesystem::directory_iterator(m_folder / m_place / path.parent_path(), error);
             !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
            if (matchesWildcard(path.filename().string(), entry->path().filename().string()) && found.size() < kMaxLoop) {
                found.push_back((path.parent_path() / entry->path().filename()).string());
            }
        }
        std::sort(found.begin(), found.end());
        return found;
    }

    /// With what the text itself says of its variables and of a function's arguments.
    std::string filled(std::string_view word, const std::vector<std::string>& parameters) const
    {
        std::string text;
        for (const MarkedPiece& piece : piecesOf(word)) {
            if (!piece.isExpression) {
                text += withParameters(piece.text, parameters);
                continue;
            }
            const auto known = m_values.find(std::string(piece.text.substr(2, piece.text.size() - 3)));
            text += known == m_values.end() ? marked(piece.text) : known->second;
        }
        return text;
    }

    static std::string withParameters(std::string_view text, const std::vector<std::string>& parameters)
    {
        std::string result;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const bool isParameter = text[i] == '$' && i + 1 < text.size() && text[i + 1] >= '1' && text[i + 1] <= '9';
            const std::size_t number = isParameter ? static_cast<std::size_t>(text[i + 1] - '1') : parameters.size();
            if (number < parameters.size()) {
                result += parameters[number];
                ++i;
            } else {
                result += text[i];
            }
        }
        return result;
    }

    void assign(const ShellCommand& command)
    {
        std::size_t first = 0;
        constexpr std::array<std::string_view, 5> kDeclare{"local", "export", "declare", "readonly", "typeset"};
        const bool isDeclared = std::find(kDeclare.begin(), kDeclare.end(), command.words.front()) != kDeclare.end();
        const bool isExport = command.words.front() == "export";
        for (first = isDeclared ? 1 : 0; first < command.words.size(); ++first) {
            const auto each = assignment(command.words[first]);
            if (!each) {
                return;
            }
            if (command.hasSubstitution) { // what a command would print is not known
                m_values.erase(each->first);
                m_exported.erase(each->first);
                continue;
            }
            m_values[each->first] = each->second;
            if (isExport) {
                m_exported[each->first] = each->second;
            }
        }
    }

    /// False if it is no `k6 run`.
    bool takeCall(const ShellCommand& command)
    {
        const auto& words = command.words;
        std::size_t at = 0;
        while (at + 1 < words.size() && !(isK6(words[at]) && words[at + 1] == "run")) {
            ++at;
        }
        if (at + 1 >= words.size()) {
            return false;
        }
        if (words.front() == "echo" || words.front() == "printf") {
            return true;
        }
        if (words.front() == "docker" || words.front() == "podman") {
            note(command.line, "runs k6 in a container, which Holdpoint does not; name the script in a test of the plan");
            return true;
        }
        K6Call call;
        call.line = command.line;
        call.folder = m_place;
        for (const auto& [name, value] : m_exported) {
            call.env.emplace_back(name, value);
        }
        for (std::size_t i = 0; i < at; ++i) {
            if (const auto each = assignment(words[i])) {
                call.env.push_back(*each);
            }
        }
        takeOptions({words.begin() + static_cast<std::ptrdiff_t>(at) + 2, words.end()}, call);
        if (call.script.empty() || hasMarks(call.script) || call.script.find('$') != std::string::npos || call.script == "-") {
            note(command.line, "runs a script whose name the text alone does not tell; add a test for it by hand");
            return true;
        }
        m_result.calls.push_back(std::move(call));
        return true;
    }

    void takeOptions(const std::vector<std::string>& words, K6Call& call)
    {
        for (std::size_t i = 0; i < words.size(); ++i) {
            const std::string& word = words[i];
            if (!word.starts_with("-") || word == "-") {
                call.script = word;
                continue;
            }
            const std::string option = word.substr(0, word.find('='));
            const bool hasValue = word.size() > option.size();
            const bool takesNext = !hasValue && std::find(kWithValue.begin(), kWithValue.end(), option) != kWithValue.end();
            const std::string value = hasValue                            ? word.substr(option.size() + 1)
                                      : takesNext && i + 1 < words.size() ? words[++i]
                                                                          : "";
            if (option == "-e" || option == "--env") {
                if (const auto each = assignment(value)) {
                    call.env.push_back(*each);
                }
            } else if ((option == "-o" || option == "--out") && (value.starts_with("json") || value.starts_with("csv"))) {
                note(call.line, "`" + option + " " + shortened(std::string(withoutMarks(value)), 60) +
                                    "` is left out: `holdpointctl run --json-stream FILE` writes single requests");
            } else if (!isOurs(option)) {
                call.args.push_back(option);
                if (takesNext || hasValue) {
                    call.args.back() = option.starts_with("--") ? option + "=" + value : option;
                    if (!option.starts_with("--")) {
                        call.args.push_back(value);
                    }
                }
            }
        }
    }

    void note(int line, const std::string& what) { m_result.notes.push_back("line " + std::to_string(line) + " " + what); }

    const std::filesystem::path m_folder;
    std::filesystem::path m_place;
    std::map<std::string, std::vector<ShellCommand>> m_functions;
    Values m_values;
    Values m_exported;
    K6Calls m_result;
    std::size_t m_steps = 0;
};

} // namespace

Result<K6Calls> k6CallsOf(std::string_view shellScript, const std::filesystem::path& folder)
{
    const auto commands = readShellCommands(shellScript);
    if (!commands) {
        return fail(commands.error());
    }
    return Reader(folder).read(*commands);
}

} // namespace holdpoint
