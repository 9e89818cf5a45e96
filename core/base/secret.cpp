// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/secret.h"

#include "core/base/hash.h"
#include "core/base/text.h"

#include <algorithm>

namespace holdpoint {

Redactor::Redactor(const Secrets& secrets)
{
    for (const auto& [key, secret] : secrets) {
        const std::string& value = secret.reveal();
        if (value.size() < 4) {
            continue;
        }
        for (std::string needle : {value, percentEncode(value), base64Encode(value), jsonEscape(value)}) {
            if (std::find(m_needles.begin(), m_needles.end(), needle) == m_needles.end()) {
                m_needles.push_back(std::move(needle));
            }
        }
    }
    std::sort(m_needles.begin(), m_needles.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

std::string Redactor::redact(std::string_view text) const
{
    std::string result(text);
    for (const std::string& needle : m_needles) {
        for (auto at = result.find(needle); at != std::string::npos; at = result.find(needle, at + 3)) {
            result.replace(at, needle.size(), "***");
        }
    }
    return result;
}

} // namespace holdpoint
