// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// A password, token or key. Printing it gives ***; reveal() is for the line that sends it, never for logs, frames or reports.
class Secret
{
public:
    Secret() = default;
    explicit Secret(std::string value) : m_value(std::move(value)) {}

    const std::string& reveal() const { return m_value; }
    bool isEmpty() const { return m_value.empty(); }
    friend bool operator==(const Secret&, const Secret&) = default;

private:
    std::string m_value;
};

inline std::ostream& operator<<(std::ostream& out, const Secret&)
{
    return out << "***";
}

/// Secrets by their key in the env file.
using Secrets = std::map<std::string, Secret>;

/// Replaces every secret of at least 4 characters in a text by ***, also where it stands percent-encoded or as base64.
class Redactor
{
public:
    Redactor() = default;
    explicit Redactor(const Secrets& secrets);

    std::string redact(std::string_view text) const;

private:
    std::vector<std::string> m_needles; // longest first
};

} // namespace holdpoint
