// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paper/pdf_file.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/base/version.h"
#include "core/paper/pdf_fonts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>

namespace holdpoint::paper {

namespace {

constexpr std::size_t kEntryBytes = 20; // of a cross-reference table (ISO 32000-1 §7.5.4)
constexpr double kPointsPerMm = 72 / 25.4;
constexpr double kSheetPoints = 297 * kPointsPerMm;

std::optional<std::size_t> numberAfter(const std::string& text, std::string_view key, std::size_t from = 0)
{
    const auto at = text.find(key, from);
    if (at == std::string::npos) {
        return std::nullopt;
    }
    const auto begin = text.find_first_of("0123456789", at + key.size());
    const auto end = begin == std::string::npos ? begin : text.find_first_not_of("0123456789", begin);
    const auto number = parseInteger(begin == std::string::npos ? std::string() : text.substr(begin, end - begin));
    return number && *number >= 0 ? std::optional(static_cast<std::size_t>(*number)) : std::nullopt;
}

/// The objects of a file as they stand in it, by number; 0 is unused.
struct Parts
{
    std::vector<std::string> objects;
    std::size_t root = 0;
    std::size_t info = 0;
};

std::optional<Parts> partsOf(const std::string& pdf)
{
    const auto start = pdf.rfind("startxref");
    const auto trailer = pdf.rfind("trailer");
    if (start == std::string::npos || trailer == std::string::npos || trailer > start) {
        return std::nullopt;
    }
    const auto table = numberAfter(pdf, "startxref", start);
    const auto size = numberAfter(pdf, "/Size", trailer);
    const auto root = numberAfter(pdf, "/Root", trailer);
    const auto info = numberAfter(pdf, "/Info", trailer);
    if (!table || !size || !root || !info || *table >= trailer || *root >= *size || *info >= *size) {
        return std::nullopt;
    }
    auto entry = pdf.find("0000000000 65535 f", *table);
    if (entry == std::string::npos || entry + *size * kEntryBytes > pdf.size()) {
        return std::nullopt;
    }
    std::vector<std::pair<std::size_t, std::size_t>> places; // offset, number
    for (std::size_t i = 1; i < *size; ++i) {
        entry += kEntryBytes;
        const auto offset = parseInteger(pdf.substr(entry, 10));
        if (!offset || *offset < 0 || static_cast<std::size_t>(*offset) >= *table) {
            return std::nullopt;
        }
        if (*offset > 0 && pdf[entry + 17] == 'n') {
            places.emplace_back(static_cast<std::size_t>(*offset), i);
        }
    }
    std::sort(places.begin(), places.end());
    Parts parts{std::vector<std::string>(*size), *root, *info};
    for (std::size_t i = 0; i < places.size(); ++i) {
        const std::size_t end = i + 1 < places.size() ? places[i + 1].first : *table;
        parts.objects[places[i].second] = pdf.substr(places[i].first, end - places[i].first);
        if (!parts.objects[places[i].second].starts_with(std::to_string(places[i].second) + " 0 obj")) {
            return std::nullopt;
        }
    }
    return parts;
}

/// References of an array behind a key: "/Kids [4 0 R 9 0 R]".
std::vector<std::size_t> references(const std::string& object, std::string_view key)
{
    std::vector<std::size_t> numbers;
    const auto at = object.find(key);
    const auto begin = at == std::string::npos ? at : object.find('[', at);
    const auto end = begin == std::string::npos ? begin : object.find(']', begin);
    if (end == std::string::npos) {
        return numbers;
    }
    std::string list = object.substr(begin + 1, end - begin - 1);
    std::replace(list.begin(), list.end(), '\n', ' ');
    for (const std::string& word : split(list, 'R')) {
        const std::string reference(trimmed(word));
        if (const auto number = parseInteger(reference.substr(0, reference.find(' ')))) {
            numbers.push_back(static_cast<std::size_t>(*number));
        }
    }
    return numbers;
}

/// UTF-16, as a hexadecimal string of the format.
std::string pdfText(const QString& text)
{
    std::string hex = "<FEFF";
    for (const QChar c : text) {
        std::array<char, 5> digits{};
        std::snprintf(digits.data(), digits.size(), "%04X", static_cast<unsigned>(c.unicode()));
        hex += digits.data();
    }
    return hex + ">";
}

std::string pdfDate(WallTime at)
{
    std::string digits;
    for (const char c : formatUtcSeconds(at)) {
        digits += c >= '0' && c <= '9' ? std::string(1, c) : "";
    }
    return "(D:" + digits + "Z)";
}

std::string object(std::size_t number, const std::string& dictionary)
{
    return std::to_string(number) + " 0 obj\n<<" + dictionary + ">>\nendobj\n";
}

std::string reference(std::size_t number)
{
    return std::to_string(number) + " 0 R";
}

/// The outline's objects, the first of them its root: parts, and below each what belongs to it.
std::vector<std::string> outline(const std::vector<Bookmark>& bookmarks, const std::vector<std::size_t>& pages, std::size_t first)
{
    struct Node
    {
        std::size_t parent = 0; // positions in this list; 0 is the root
        std::vector<std::size_t> children;
    };
    std::vector<Node> nodes(1);
    std::size_t part = 0;
    for (const Bookmark& bookmark : bookmarks) {
        const std::size_t parent = bookmark.isPart ? 0 : part;
        nodes.push_back({parent, {}});
        nodes[parent].children.push_back(nodes.size() - 1);
        part = bookmark.isPart ? nodes.size() - 1 : part;
    }
    std::vector<std::string> objects;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const Node& node = nodes[i];
        std::string text;
        if (i == 0) {
            text = "/Type /Outlines";
        } else {
            const Bookmark& bookmark = bookmarks[i - 1];
            const auto page = std::min(static_cast<std::size_t>(std::max(0, bookmark.page)), pages.size() - 1);
            text = "/Title " + pdfText(bookmark.title) + " /Parent " + reference(first + node.parent) + " /Dest [" +
                   reference(pages[page]) + " /XYZ 0 " + formatPlain(std::floor(kSheetPoints - bookmark.top * kPointsPerMm)) +
                   " null]";
            const auto& siblings = nodes[node.parent].children;
            const auto own = std::find(siblings.begin(), siblings.end(), i);
            text += own == siblings.begin() ? "" : " /Prev " + reference(first + *(own - 1));
            text += own + 1 == siblings.end() ? "" : " /Next " + reference(first + *(own + 1));
        }
        if (!node.children.empty()) {
            // A negative count: closed, until the reader opens it.
            text += " /First " + reference(first + node.children.front()) + " /Last " + reference(first + node.children.back()) +
                    " /Count " + (i == 0 ? "" : "-") + std::to_string(node.children.size());
        }
        objects.push_back(object(first + i, text));
    }
    return objects;
}

} // namespace

Result<std::string> finishedPdf(const std::string& pdf, const PdfFacts& facts)
{
    auto parts = partsOf(pdf);
    const auto tree = parts ? numberAfter(parts->objects[parts->root], "/Pages") : std::nullopt;
    const auto pages =
        tree && *tree < parts->objects.size() ? references(parts->objects[*tree], "/Kids") : std::vector<std::size_t>();
    const auto catalogEnd = parts ? parts->objects[parts->root].rfind(">>") : std::string::npos;
    if (pages.empty() || catalogEnd == std::string::npos) {
        return fail(Error::Kind::Internal, "the PDF that Qt " + std::string(qVersion()) + " wrote is not built as expected");
    }
    makeReadable(parts->objects);
    const std::size_t first = parts->objects.size();
    parts->objects[parts->root].insert(catalogEnd, "/Outlines " + reference(first) + " /PageMode /UseOutlines /Lang (en)\n");
    parts->objects[parts->info] =
        object(parts->info, "/Title " + pdfText(facts.title) + " /Creator (Holdpoint " + kVersion + ") /Producer (Qt " +
                                qVersion() + ") /CreationDate " + pdfDate(facts.at) + " /ModDate " + pdfDate(facts.at));
    const auto more = outline(facts.bookmarks, pages, first);
    parts->objects.insert(parts->objects.end(), more.begin(), more.end());
    std::string text = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
    std::string table = "xref\n0 " + std::to_string(parts->objects.size()) + "\n0000000000 65535 f \n";
    for (std::size_t i = 1; i < parts->objects.size(); ++i) {
        std::array<char, kEntryBytes + 1> entry{};
        const bool isThere = !parts->objects[i].empty();
        std::snprintf(entry.data(), entry.size(), "%010zu %05d %c \n", isThere ? text.size() : 0, isThere ? 0 : 65535,
                      isThere ? 'n' : 'f');
        table += entry.data();
        text += parts->objects[i];
    }
    const std::string id = "<" + facts.id + ">";
    return text + table + "trailer\n<</Size " + std::to_string(parts->objects.size()) + " /Root " + reference(parts->root) +
           " /Info " + reference(parts->info) + " /ID [" + id + id + "]>>\nstartxref\n" + std::to_string(text.size()) +
           "\n%%EOF\n";
}

} // namespace holdpoint::paper
