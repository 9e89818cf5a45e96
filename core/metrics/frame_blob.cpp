// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/metrics/deflate.h"
#include "core/metrics/frame_series.h"
#include "core/metrics/frame_tree.h"

#include <array>
#include <optional>

namespace holdpoint {

namespace {

/// The first byte of a blob since schema 3: a zlib stream of CBOR with packed trends follows. Without it the blob is CBOR with V2
/// histograms, as schemas 1 and 2 store it; that begins with 0xa0 to 0xbf, a map.
constexpr char kDeflatedForm = 2;
/// Larger trees are stored in the old form: what is inflated must be bounded.
constexpr std::size_t kMaxTree = 16U << 20U;
constexpr int kDeflateLevel = 6;

/// The head of one CBOR item (RFC 8949 §3): its major type, its argument, and the bytes that it takes.
struct CborHead
{
    unsigned major = 0;
    std::uint64_t argument = 0;
    std::size_t size = 0;
};

/// size 0 for what toBlob() never writes: cut off, indefinite or reserved.
CborHead cborHeadAt(std::string_view bytes)
{
    if (bytes.empty()) {
        return {};
    }
    const unsigned first = static_cast<unsigned char>(bytes.front());
    const unsigned extra = first & 31U;
    if (extra < 24) {
        return {first >> 5U, extra, 1};
    }
    const std::size_t length = extra > 27 ? bytes.size() : std::size_t{1} << (extra - 24);
    if (length >= bytes.size()) {
        return {};
    }
    std::uint64_t argument = 0;
    for (std::size_t i = 1; i <= length; ++i) {
        argument = (argument << 8U) | static_cast<unsigned char>(bytes[i]);
    }
    return {first >> 5U, argument, length + 1};
}

/// Whether the bytes are one CBOR item, nested no deeper than a frame. nlohmann's reader recurses with its input and would
/// overflow the stack on a hostile blob.
bool isFrameShaped(std::string_view bytes)
{
    constexpr std::size_t kMaxDepth = 6;
    std::array<std::uint64_t, kMaxDepth> open{1}; // items still due at each level
    std::size_t depth = 0;
    for (;;) {
        while (open[depth] == 0) {
            if (depth == 0) {
                return bytes.empty();
            }
            --depth;
        }
        --open[depth];
        const CborHead head = cborHeadAt(bytes);
        if (head.size == 0) {
            return false;
        }
        bytes.remove_prefix(head.size);
        const bool isText = head.major == 2 || head.major == 3;
        const bool isContainer = head.major == 4 || head.major == 5;
        if (head.major == 6 || ((isText || isContainer) && head.argument > bytes.size())) {
            return false;
        }
        if (isText) {
            bytes.remove_prefix(static_cast<std::size_t>(head.argument));
        } else if (isContainer) {
            if (++depth == kMaxDepth) {
                return false;
            }
            open[depth] = head.argument * (head.major == 5 ? 2 : 1);
        }
    }
}

/// The size of the first item of sound CBOR.
std::size_t itemSize(std::string_view bytes)
{
    std::size_t size = 0;
    for (std::uint64_t due = 1; due > 0; --due) {
        const CborHead head = cborHeadAt(bytes.substr(size));
        size += head.size;
        switch (head.major) {
        case 2:
        case 3:
            size += static_cast<std::size_t>(head.argument);
            break;
        case 4:
            due += head.argument;
            break;
        case 5:
            due += 2 * head.argument;
            break;
        default:
            break;
        }
    }
    return size;
}

std::string_view takeItem(std::string_view& bytes)
{
    const std::string_view item = bytes.substr(0, itemSize(bytes));
    bytes.remove_prefix(item.size());
    return item;
}

/// Calls `visit` with the key and the value of each member of a sound map; nothing if it is none.
template <typename Visit>
void eachMember(std::string_view map, const Visit& visit)
{
    const CborHead head = cborHeadAt(map);
    if (head.major != 5) {
        return;
    }
    map.remove_prefix(head.size);
    for (std::uint64_t member = 0; member < head.argument; ++member) {
        const std::string_view key = takeItem(map);
        visit(key, takeItem(map));
    }
}

std::string_view textOf(std::string_view item)
{
    const CborHead head = cborHeadAt(item);
    return head.major == 3 ? item.substr(head.size) : std::string_view();
}

/// A map's head for this many members.
std::string mapHead(std::size_t members)
{
    if (members < 24) {
        return {static_cast<char>(0xa0U | members)};
    }
    std::string head(1, '\xba'); // four bytes follow
    for (int shift = 24; shift >= 0; shift -= 8) {
        head += static_cast<char>((members >> static_cast<unsigned>(shift)) & 0xffU);
    }
    return head;
}

/// The members of a sound map whose key is wanted.
std::string withMembers(std::string_view map, const SeriesNames& wanted)
{
    std::string members;
    std::size_t count = 0;
    eachMember(map, [&](std::string_view key, std::string_view value) {
        if (wanted.contains(textOf(key))) {
            members.append(key).append(value);
            ++count;
        }
    });
    return mapHead(count) + members;
}

/// A sound frame without the series that nobody wants.
std::string withSeries(std::string_view cbor, const SeriesNames& wanted)
{
    const CborHead head = cborHeadAt(cbor);
    if (head.major != 5) {
        return std::string(cbor);
    }
    std::string less(cbor.substr(0, head.size));
    eachMember(cbor, [&](std::string_view key, std::string_view value) {
        less += key;
        const std::string_view name = textOf(key);
        const bool hasSeries = name == "counters" || name == "rates" || name == "gauges" || name == "trends";
        const bool isMap = cborHeadAt(value).major == 5;
        hasSeries&& isMap ? less += withMembers(value, wanted) : less += value;
    });
    return less;
}

std::string cborOf(const Frame& frame, TrendForm form)
{
    std::string bytes;
    Json::to_cbor(frameTree(frame, form), bytes);
    return bytes;
}

} // namespace

Json histogramJson(const LatencyHistogram& histogram, TrendForm form)
{
    const std::string bytes = histogram.encodeV2();
    if (form == TrendForm::Base64) {
        return base64Encode(bytes);
    }
    return Json::binary(Json::binary_t::container_type(bytes.begin(), bytes.end()));
}

Result<LatencyHistogram> histogramFromJson(const Json& json)
{
    if (json.is_binary()) {
        const auto& bytes = json.get_binary();
        return LatencyHistogram::decodeV2({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }
    if (!json.is_string()) {
        return fail(Error::Kind::Invalid, "it has no histogram");
    }
    const auto bytes = base64Decode(json.get_ref<const std::string&>());
    if (!bytes) {
        return fail(bytes.error());
    }
    return LatencyHistogram::decodeV2(*bytes);
}

std::string toBlob(const Frame& frame)
{
    const std::string tree = cborOf(frame, TrendForm::Packed);
    if (tree.size() >= kMaxTree) {
        return cborOf(frame, TrendForm::RawBytes);
    }
    return kDeflatedForm + deflated(tree, kDeflateLevel);
}

namespace {

Result<Frame> readBlob(std::string_view blob, const SeriesNames* wanted)
{
    const auto invalid = [blob] {
        return fail(Error::Kind::Invalid, "the stored frame is damaged (" + std::to_string(blob.size()) + " bytes)");
    };
    std::optional<std::string> tree;
    if (!blob.empty() && blob.front() == kDeflatedForm) {
        tree = inflated(blob.substr(1), kMaxTree);
        if (!tree) {
            return invalid();
        }
    }
    const std::string_view cbor = tree ? std::string_view(*tree) : blob;
    if (!isFrameShaped(cbor)) {
        return invalid();
    }
    Json json;
    try {
        json = wanted != nullptr ? Json::from_cbor(withSeries(cbor, *wanted)) : Json::from_cbor(cbor);
    } catch (const Json::exception&) {
        return invalid();
    }
    return frameFromJson(json);
}

} // namespace

Result<Frame> frameFromBlob(std::string_view blob)
{
    return readBlob(blob, nullptr);
}

Result<Frame> frameFromBlob(std::string_view blob, const SeriesNames& wanted)
{
    return readBlob(blob, &wanted);
}

} // namespace holdpoint
