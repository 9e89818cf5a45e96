// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paper/pdf_fonts.h"

#include "core/base/text.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace holdpoint::paper {

namespace {

constexpr std::size_t kMostGlyphs = 65536;

/// The object that a key refers to: "/ToUnicode 144 0 R", "/DescendantFonts [143 0 R]"; 0: none.
std::size_t referred(const std::string& object, std::string_view key)
{
    const auto at = object.find(key);
    const auto begin = at == std::string::npos ? at : object.find_first_not_of(" [", at + key.size());
    return begin == std::string::npos ? 0 : std::strtoul(object.c_str() + begin, nullptr, 10);
}

struct Meaning
{
    std::size_t glyph = 0;
    std::size_t code = 0;  // UTF-16
    std::size_t place = 0; // of its four digits
};

/// What glyphs stand for, of a map's ranges: "<0001> <0030> [<0070> <0061> ...]" or "<0056> <0056> <0060>".
std::vector<Meaning> meaningsOf(const std::string& map)
{
    std::vector<Meaning> found;
    const auto to = map.find("endbfrange");
    auto line = map.find("beginbfrange");
    while (line != std::string::npos && to != std::string::npos && line < to) {
        line = map.find('\n', line) + 1;
        const auto end = std::min(to, map.find('\n', line));
        std::vector<std::size_t> codes;
        for (auto at = map.find('<', line); at < end; at = map.find('<', at + 1)) {
            codes.push_back(std::strtoul(map.c_str() + at + 1, nullptr, 16));
            if (codes.size() > 2) {
                found.push_back({codes[0] + codes.size() - 3, codes.back(), at + 1});
            }
        }
        line = end;
    }
    return found;
}

/// "/W [0 [609 564 ...]]": widths by glyph, in thousandths of the font's size.
void evenDigits(std::string& font, const std::vector<Meaning>& meanings)
{
    constexpr std::string_view kWidths = "/W [0 [";
    const auto at = font.find(kWidths);
    const auto begin = at == std::string::npos ? at : at + kWidths.size();
    const auto end = begin == std::string::npos ? begin : font.find(']', begin);
    if (end == std::string::npos) {
        return;
    }
    std::vector<long> widths;
    for (const std::string& word : split(font.substr(begin, end - begin), ' ')) {
        if (!trimmed(word).empty() && widths.size() < kMostGlyphs) {
            widths.push_back(std::strtol(word.c_str(), nullptr, 10));
        }
    }
    std::vector<std::size_t> digits;
    long widest = 0;
    for (const Meaning& each : meanings) {
        if (each.code >= '0' && each.code <= '9' && each.glyph < widths.size()) {
            digits.push_back(each.glyph);
            widest = std::max(widest, widths[each.glyph]);
        }
    }
    for (const std::size_t glyph : digits) {
        widths[glyph] = widest;
    }
    std::string list;
    for (const long width : widths) {
        list += std::to_string(width) + " ";
    }
    font.replace(begin, end - begin, list);
}

} // namespace

void makeReadable(std::vector<std::string>& objects)
{
    for (const std::string& object : objects) {
        if (object.find("/Subtype /Type0") == std::string::npos) {
            continue;
        }
        const std::size_t map = referred(object, "/ToUnicode");
        const std::size_t font = referred(object, "/DescendantFonts");
        if (map == 0 || font == 0 || map >= objects.size() || font >= objects.size() || map == font) {
            continue;
        }
        const auto meanings = meaningsOf(objects[map]);
        for (const Meaning& each : meanings) {
            if (each.code == '\t') {
                objects[map].replace(each.place, 4, "0020"); // as long: the stream's length stays true
            }
        }
        evenDigits(objects[font], meanings);
    }
}

} // namespace holdpoint::paper
