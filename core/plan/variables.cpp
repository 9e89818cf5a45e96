// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/variables.h"

#include "core/base/file.h"
#include "core/base/text.h"

#include <array>
#include <sys/stat.h>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxEnvFileBytes = 1U << 20U;

bool isNameLetter(char letter, bool isFirst)
{
    return letter == '_' || (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
           (!isFirst && letter >= '0' && letter <= '9');
}

bool isName(std::string_view text)
{
    if (text.empty()) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!isNameLetter(text[i], i == 0)) {
            return false;
        }
    }
    return true;
}

/// The value behind `=`: bare up to " #", 'as it is', or "with \n \t \" \\". nullopt if a quote is not closed.
std::optional<std::string> envValue(std::string_view raw)
{
    const std::string_view text = trimmed(raw);
    if (text.empty() || (text[0] != '"' && text[0] != '\'')) {
        return text.starts_with('#') ? std::string{} : std::string(trimmed(text.substr(0, text.find(" #"))));
    }
    const char quote = text[0];
    std::string value;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == quote) {
            const std::string_view rest = trimmed(text.substr(i + 1));
            return rest.empty() || rest[0] == '#' ? std::optional(value) : std::nullopt;
        }
        if (quote == '"' && text[i] == '\\' && i + 1 < text.size()) {
            ++i;
            value += text[i] == 'n' ? '\n' : text[i] == 't' ? '\t' : text[i];
            continue;
        }
        value += text[i];
    }
    return std::nullopt;
}

} // namespace

bool isSecretName(std::string_view key)
{
    const std::string name = lowered(key);
    static constexpr std::array<std::string_view, 4> kWords{"secret", "token", "password", "key"};
    for (const std::string_view word : kWords) {
        if (name.find(word) != std::string::npos) {
            return true;
        }
    }
    return false;
}

Result<std::vector<VariableReference>> variablesIn(std::string_view text)
{
    std::vector<VariableReference> found;
    for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at)) {
        const auto close = text.find('}', at);
        if (close == std::string_view::npos) {
            return fail(Error::Kind::Invalid, "`${` is not closed by `}`");
        }
        const std::string_view inside = text.substr(at + 2, close - at - 2);
        const auto separator = inside.find(":-");
        VariableReference reference{at, close + 1, std::string(inside.substr(0, separator)), std::nullopt};
        if (separator != std::string_view::npos) {
            reference.fallback = std::string(inside.substr(separator + 2));
        }
        if (!isName(reference.key)) {
            return fail(Error::Kind::Invalid,
                        "`${" + shortened(inside, 40) +
                            "}` is not a variable: write ${KEY} or ${KEY:-default}, with letters, digits and _");
        }
        found.push_back(std::move(reference));
        at = close + 1;
    }
    return found;
}

std::map<std::string, std::string> readEnvFile(const std::filesystem::path& path, FaultList& faults)
{
    struct stat status = {};
    if (::stat(path.c_str(), &status) == 0 && (status.st_mode & 077U) != 0) {
        std::array<char, 8> mode{};
        std::snprintf(mode.data(), mode.size(), "%04o", static_cast<unsigned>(status.st_mode & 07777U));
        faults.addAt(path.string(), 0, 0,
                     std::string("the env file holds secrets, but others can read it (mode ") + mode.data() +
                         "): run `chmod 600 " + path.string() + "`");
        return {};
    }
    const auto text = readFile(path, kMaxEnvFileBytes);
    if (!text) {
        faults.addAt(path.string(), 0, 0, "the env file cannot be read: " + text.error().message);
        return {};
    }
    std::map<std::string, std::string> values;
    std::map<std::string, int> lineOfKey;
    int line = 0;
    for (const std::string& raw : split(*text, '\n')) {
        ++line;
        std::string_view entry = trimmed(raw);
        if (line == 1 && entry.starts_with("\xEF\xBB\xBF")) {
            entry.remove_prefix(3);
        }
        if (entry.empty() || entry[0] == '#') {
            continue;
        }
        if (entry.starts_with("export ")) {
            entry = trimmed(entry.substr(7));
        }
        // what stands in the line is never shown: it may be a secret
        const auto equals = entry.find('=');
        const std::string key(trimmed(entry.substr(0, equals)));
        if (equals == std::string_view::npos || !isName(key)) {
            faults.addAt(path.string(), line, 1, "this line is not KEY=VALUE, nor a comment that begins with #");
            continue;
        }
        auto value = envValue(entry.substr(equals + 1));
        if (!value) {
            faults.addAt(path.string(), line, 1, "the value of " + key + " has a quote that is not closed, or text behind it");
            continue;
        }
        if (const auto [first, isNew] = lineOfKey.emplace(key, line); !isNew) {
            faults.addAt(path.string(), line, 1,
                         key + " is here a second time; the first is in line " + std::to_string(first->second));
            continue;
        }
        values[key] = std::move(*value);
    }
    return values;
}

Variables::Variables(const PlanOptions& options, FaultList& faults)
{
    addLayer(options.overrides, false, "-e");
    if (options.envFile) {
        addLayer(readEnvFile(*options.envFile, faults), true, options.envFile->string());
    }
    addLayer(options.processEnvironment, false, "the environment");
}

Variables::Variables(const Secrets& secrets) : m_isResolvedPlan(true)
{
    for (const auto& [key, secret] : secrets) {
        m_values[key] = {secret.reveal(), true, "the console"};
    }
}

void Variables::addPlanEnvFile(const std::filesystem::path& path, FaultList& faults)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error)) {
        m_missingFile = path.string();
        return;
    }
    addLayer(readEnvFile(path, faults), true, path.string());
}

void Variables::addLayer(const std::map<std::string, std::string>& values, bool isFile, const std::string& origin)
{
    for (const auto& [key, text] : values) {
        m_values.try_emplace(key, Value{text, isFile || isSecretName(key), origin});
    }
}

const Variables::Value* Variables::find(const std::string& key) const
{
    const auto found = m_values.find(key);
    return found == m_values.end() ? nullptr : &found->second;
}

std::string Variables::missingMessage(const std::string& key) const
{
    std::string message =
        "variable " + key + " is not set: give it with -e " + key + "=..., in the environment or in an env file";
    if (!m_missingFile.empty()) {
        message += " (" + m_missingFile + " does not exist)";
    }
    return message + ", or write a default: ${" + key + ":-...}";
}

} // namespace holdpoint
