// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checklist/slug.h"

#include "core/base/hash.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxSectionBytes = 32;
constexpr std::array<std::string_view, 10> kMeaningful{"signature", "test",      "group",   "lead",     "blank",
                                                       "certify",   "threshold", "contact", "resource", "meta"};

/// Letters of U+00C0 to U+00FF without their marks; '-' is none.
constexpr std::string_view kLatin = "aaaaaaaceeeeiiiidnooooo-ouuuuytsaaaaaaaceeeeiiiidnooooo-ouuuuyty";

/// The letter or digit of an id that stands for the character at `at`, 0 for none; `at` moves behind the character.
char letterAt(std::string_view text, std::size_t& at)
{
    const auto first = static_cast<unsigned char>(text[at++]);
    if (first < 0x80) {
        const char c = static_cast<char>(first);
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c
               : c >= 'A' && c <= 'Z'                           ? static_cast<char>(c - 'A' + 'a')
                                                                : '\0';
    }
    char letter = '\0';
    if (first == 0xC3 && at < text.size()) {
        letter = kLatin[static_cast<unsigned char>(text[at]) & 0x3FU];
    }
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) {
        ++at;
    }
    return letter == '-' ? '\0' : letter;
}

} // namespace

std::string slugOf(std::string_view text, std::size_t maxBytes)
{
    std::string slug;
    for (std::size_t at = 0; at < text.size() && slug.size() <= maxBytes;) {
        const bool isApostrophe = text[at] == '\'' || text.substr(at).starts_with("\u2019");
        const char letter = letterAt(text, at);
        if (letter != '\0') {
            slug += letter;
        } else if (!isApostrophe && !slug.empty() && slug.back() != '-') {
            slug += '-';
        }
    }
    if (slug.size() > maxBytes) {
        const auto word = slug.rfind('-', maxBytes);
        slug.resize(word == std::string::npos || word == 0 ? maxBytes : word);
    }
    if (slug.ends_with('-')) {
        slug.pop_back();
    }
    return slug.empty() ? "item-" + sha256Hex(text).substr(0, 8) : slug;
}

std::string sectionSlug(std::string_view title)
{
    std::string slug = slugOf(title, kMaxSectionBytes);
    return std::find(kMeaningful.begin(), kMeaningful.end(), slug) == kMeaningful.end() ? slug : slug + "-section";
}

} // namespace holdpoint
