// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/sensitive.h"

#include "core/base/text.h"
#include "core/plan/variables.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace holdpoint {

namespace {

bool isAlnum(char letter)
{
    return std::isalnum(static_cast<unsigned char>(letter)) != 0;
}

/// "accessToken", "access-token" and "ACCESS_TOKEN" as {access, token}.
std::vector<std::string> wordsOf(std::string_view name)
{
    std::vector<std::string> words;
    bool isOpen = false;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (!isAlnum(name[i])) {
            isOpen = false;
            continue;
        }
        const bool isHump = i > 0 && std::isupper(static_cast<unsigned char>(name[i])) != 0 &&
                            std::islower(static_cast<unsigned char>(name[i - 1])) != 0;
        if (!isOpen || isHump) {
            words.emplace_back();
        }
        isOpen = true;
        words.back() += lowered(name.substr(i, 1));
    }
    return words;
}

} // namespace

bool isSensitiveName(std::string_view name)
{
    static constexpr std::array<std::string_view, 17> kParts{
        "password",   "passwd",        "passphrase", "passcode", "secret", "token", "apikey",     "accesskey", "privatekey",
        "credential", "authorization", "sessionid",  "sessid",   "csrf",   "xsrf",  "cardnumber", "signature"};
    static constexpr std::array<std::string_view, 13> kWords{"pwd", "pass", "pin", "otp", "totp", "cvv", "cvc",
                                                             "ssn", "sid",  "jwt", "sig", "auth", "iban"};
    const std::vector<std::string> words = wordsOf(name);
    const std::string all = join(words, "");
    return std::any_of(kParts.begin(), kParts.end(), [&](auto part) { return all.find(part) != std::string::npos; }) ||
           std::any_of(words.begin(), words.end(),
                       [](const std::string& word) { return std::find(kWords.begin(), kWords.end(), word) != kWords.end(); });
}

bool isSensitiveValue(std::string_view value)
{
    static constexpr std::array<std::string_view, 12> kBeginnings{
        "ghp_", "gho_", "github_pat_", "glpat-", "sk_live_", "sk_test_", "rk_live_", "xoxb-", "xoxp-", "AKIA", "AIza", "whsec_"};
    const bool isJwt = value.starts_with("eyJ") && std::count(value.begin(), value.end(), '.') == 2 && value.size() > 20;
    return isJwt || (value.size() >= 16 && std::any_of(kBeginnings.begin(), kBeginnings.end(),
                                                       [value](auto beginning) { return value.starts_with(beginning); }));
}

std::string variableName(std::string_view name)
{
    std::string key;
    for (const std::string& word : wordsOf(name)) {
        key += (key.empty() ? "" : "_") + word;
    }
    std::erase_if(key, [](char letter) { return letter != '_' && !isAlnum(letter); });
    std::transform(key.begin(), key.end(), key.begin(),
                   [](char letter) { return static_cast<char>(std::toupper(static_cast<unsigned char>(letter))); });
    key = key.substr(0, 60);
    return key.empty() || std::isdigit(static_cast<unsigned char>(key[0])) != 0 ? "VALUE_" + key : key;
}

std::string foreignKey(const std::string& key, ShellNames shellNames)
{
    static constexpr std::array<std::string_view, 6> kOfThePlan{"BASE_URL",   "DURATION",        "ENVIRONMENT",
                                                                "GIT_COMMIT", "RELEASE_VERSION", "VUS"};
    static constexpr std::array<std::string_view, 16> kOfTheShell{"DISPLAY", "EDITOR", "HOME", "HOST", "HOSTNAME", "LANG",
                                                                  "LOGNAME", "MAIL",   "PATH", "PWD",  "SHELL",    "TERM",
                                                                  "TMPDIR",  "TZ",     "UID",  "USER"};
    const bool isTaken =
        std::find(kOfThePlan.begin(), kOfThePlan.end(), key) != kOfThePlan.end() ||
        (shellNames == ShellNames::AreOthers && std::find(kOfTheShell.begin(), kOfTheShell.end(), key) != kOfTheShell.end());
    return isTaken ? key + "_VALUE" : key;
}

std::string secretVariableName(std::string_view name)
{
    const std::string key = variableName(name);
    return isSecretName(key) ? key : key + "_SECRET";
}

std::string slugOf(std::string_view text, std::string_view otherwise)
{
    const std::string slug = lowered(join(wordsOf(shortened(text, 60)), "-"));
    return slug.empty() ? std::string(otherwise) : slug;
}

std::string labelOf(std::string_view text, std::string_view otherwise)
{
    std::string label;
    for (const char letter : text) {
        const bool isBlank = static_cast<unsigned char>(letter) <= 0x20 || letter == 0x7f || letter == ',';
        if (isBlank) {
            label += label.empty() || label.back() == ' ' ? "" : " ";
        } else if (letter != '{' && letter != '}') {
            label += letter;
        }
    }
    label = shortened(trimmed(label), 80);
    return label.empty() ? std::string(otherwise) : label;
}

} // namespace holdpoint
