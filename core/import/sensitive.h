// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace holdpoint {

/// Whether a header, parameter, cookie or member of this name holds what must not stand in a plan: password, token, key ...
bool isSensitiveName(std::string_view name);
/// Whether the value itself shows that it is one, whatever its name: a JWT, a key of a well-known service.
bool isSensitiveValue(std::string_view value);
/// "X-Api-Key" as X_API_KEY; always a name that a plan takes for a variable.
std::string variableName(std::string_view name);
enum class ShellNames {
    AreMeant, // $USER of a shell command is the shell's
    AreOthers // a tool's {{user}} is not
};
/// Another key for a foreign variable that has the name of one that every imported plan, or every shell, has: DURATION as
/// DURATION_VALUE.
std::string foreignKey(const std::string& key, ShellNames shellNames = ShellNames::AreMeant);
/// As variableName(), and by its name a secret for the plan reader (isSecretName): "pin" as PIN_SECRET.
std::string secretVariableName(std::string_view name);
/// "user profile {id}" as user-profile-id: an id of a plan, never empty.
std::string slugOf(std::string_view text, std::string_view otherwise);
/// One line without what may not stand in a label of a plan (`,{}`, `${`), at most 80 bytes, never empty.
std::string labelOf(std::string_view text, std::string_view otherwise);

} // namespace holdpoint
