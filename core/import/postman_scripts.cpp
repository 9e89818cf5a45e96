// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/postman_scripts.h"

#include "core/base/text.h"
#include "core/base/units.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

namespace holdpoint {

namespace {

bool isWordLetter(char letter)
{
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter == '$';
}

std::string wordAt(std::string_view text)
{
    std::size_t end = 0;
    while (end < text.size() && isWordLetter(text[end])) {
        ++end;
    }
    return std::string(text.substr(0, end));
}

/// 'text' or "text" at the beginning; moves behind it.
std::optional<std::string> takeQuoted(std::string_view& text)
{
    text = trimmed(text);
    if (text.empty() || (text[0] != '"' && text[0] != '\'')) {
        return std::nullopt;
    }
    const auto close = text.find(text[0], 1);
    if (close == std::string_view::npos) {
        return std::nullopt;
    }
    std::string inside(text.substr(1, close - 1));
    text.remove_prefix(close + 1);
    return inside;
}

/// ".data.items[0]['id']" as /data/items/0/id; nullopt if there is more than members.
std::optional<std::string> pointerOf(std::string_view path)
{
    std::string pointer;
    path = trimmed(path);
    while (!path.empty()) {
        if (path.starts_with("?.")) {
            path.remove_prefix(1);
        }
        if (path[0] == '.') {
            const std::string word = wordAt(path.substr(1));
            if (word.empty()) {
                return std::nullopt;
            }
            pointer += "/" + word;
            path.remove_prefix(word.size() + 1);
        } else if (path[0] == '[') {
            const auto close = path.find(']');
            std::string_view inside = trimmed(path.substr(1, close == std::string_view::npos ? close : close - 1));
            auto key = takeQuoted(inside);
            if (!key && parseInteger(inside)) {
                key = std::string(inside);
            }
            if (close == std::string_view::npos || !key || key->find_first_of("~/") != std::string::npos) {
                return std::nullopt;
            }
            pointer += "/" + *key;
            path.remove_prefix(close + 1);
        } else {
            return std::nullopt;
        }
    }
    return pointer;
}

std::string_view withoutParse(std::string_view expression)
{
    static constexpr std::array<std::string_view, 3> kAnswers{"pm.response.json()", "JSON.parse(responseBody)",
                                                              "JSON.parse(pm.response.text())"};
    for (const std::string_view answer : kAnswers) {
        if (expression.starts_with(answer)) {
            return expression.substr(answer.size());
        }
    }
    return {};
}

bool isAnswer(std::string_view expression)
{
    return withoutParse(expression).data() != nullptr;
}

} // namespace

PostmanScript readPostmanScript(std::string_view script)
{
    static constexpr std::array<std::string_view, 5> kSets{"pm.environment.set(", "pm.collectionVariables.set(",
                                                           "pm.globals.set(", "pm.variables.set(",
                                                           "postman.setEnvironmentVariable("};
    PostmanScript result;
    std::set<std::string> answers; // names that hold the parsed answer
    for (const std::string& raw : split(script, '\n')) {
        std::string_view line = trimmed(raw);
        while (line.ends_with(';')) {
            line = trimmed(line.substr(0, line.size() - 1));
        }
        const bool isFrame = line.empty() || line.starts_with("//") || line == "})" || line == "}" ||
                             line.starts_with("pm.test(") || line.find("to.have.status(") != std::string_view::npos;
        if (const auto at = line.find("to.have.status("); at != std::string_view::npos) {
            const auto status = parseInteger(line.substr(at + 15, 3));
            if (status && *status >= 100 && *status <= 599) {
                result.status = static_cast<int>(*status);
            }
        }
        bool isUnderstood = isFrame;
        for (const std::string_view declaration : {"const ", "let ", "var "}) {
            const auto equals = line.find('=');
            if (line.starts_with(declaration) && equals != std::string_view::npos) {
                const std::string name = wordAt(trimmed(line.substr(declaration.size())));
                const std::string_view value = trimmed(line.substr(equals + 1));
                if (!name.empty() && isAnswer(value) && trimmed(withoutParse(value)).empty()) {
                    answers.insert(name);
                    isUnderstood = true;
                }
            }
        }
        for (const std::string_view set : kSets) {
            const auto at = line.find(set);
            if (at == std::string_view::npos) {
                continue;
            }
            std::string_view rest = line.substr(at + set.size());
            const auto name = takeQuoted(rest);
            rest = trimmed(rest);
            const auto end = rest.rfind(')');
            if (!name || !rest.starts_with(",") || end == std::string_view::npos) {
                continue;
            }
            const std::string_view value = trimmed(rest.substr(1, end - 1));
            const std::string holder = wordAt(value);
            std::optional<std::string> pointer;
            if (isAnswer(value)) {
                pointer = pointerOf(withoutParse(value));
            } else if (answers.contains(holder)) {
                pointer = pointerOf(value.substr(holder.size()));
            }
            std::string_view header = value;
            if (pointer) {
                result.sets.push_back({*name, *pointer, ""});
                isUnderstood = true;
            } else if (header.starts_with("pm.response.headers.get(")) {
                header.remove_prefix(24);
                if (const auto key = takeQuoted(header); key && !key->empty()) {
                    result.sets.push_back({*name, "", *key});
                    isUnderstood = true;
                }
            }
        }
        result.hasMore = result.hasMore || !isUnderstood;
    }
    return result;
}

} // namespace holdpoint
