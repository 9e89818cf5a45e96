// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/response_parser.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <limits>

namespace holdpoint {

namespace {

constexpr std::size_t kExtensionLimit = 4U << 10U; // of one chunk

enum Trait : std::uint8_t { InName = 1, InValue = 2 };

/// RFC 9110 5.6.2 (token) and 5.5 (field value: no control characters but HTAB).
constexpr std::array<std::uint8_t, 256> makeTraits()
{
    std::array<std::uint8_t, 256> traits{};
    for (std::size_t c = 0; c < traits.size(); ++c) {
        const bool isAlnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool isMark = c < 128 && std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
        traits[c] =
            static_cast<std::uint8_t>((isAlnum || isMark ? InName : 0) | (c == '\t' || (c >= 0x20 && c != 0x7f) ? InValue : 0));
    }
    return traits;
}
constexpr auto kTraits = makeTraits();

bool areAll(std::string_view text, Trait trait)
{
    return std::all_of(text.begin(), text.end(),
                       [trait](char c) { return (kTraits[static_cast<unsigned char>(c)] & trait) != 0; });
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// ASCII only, whatever the locale; `lower` is in lower case.
bool isSame(std::string_view text, std::string_view lower)
{
    return text.size() == lower.size() && std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) {
               return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b;
           });
}

int hexDigit(char c)
{
    if (isDigit(c)) {
        return c - '0';
    }
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Splits a header's list at commas; `take` gets trimmed members that are not empty.
template <typename Take>
void forEachMember(std::string_view list, Take take)
{
    while (!list.empty()) {
        const auto comma = list.find(',');
        const std::string_view member = trimmed(list.substr(0, comma));
        if (!member.empty()) {
            take(member);
        }
        list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    }
}

} // namespace

std::string_view sentenceOf(ResponseFault fault)
{
    switch (fault) {
    case ResponseFault::None:
        return {};
    case ResponseFault::NotHttp:
        return "the answer is not HTTP/1.1";
    case ResponseFault::BadStatus:
        return "the answer's status is not three digits from 100 to 999";
    case ResponseFault::BadHeader:
        return "a header line of the answer is not \"Name: value\"";
    case ResponseFault::BadCharacter:
        return "the answer's header holds a control character";
    case ResponseFault::BadLength:
        return "the answer's Content-Length is not one number";
    case ResponseFault::BadTransferCoding:
        return "the answer has a Transfer-Encoding that was not asked for";
    case ResponseFault::BadChunk:
        return "a chunk of the answer is not as long as it says, or its size is no number";
    case ResponseFault::HeadTooLarge:
        return "the answer's header is larger than 256 KiB";
    case ResponseFault::TooManyInterim:
        return "more than 32 interim answers (1xx) and no final one";
    case ResponseFault::Upgrade:
        return "the server switched protocols (101) without being asked";
    }
    return {};
}

void ResponseParser::reset(ExpectedBody expected)
{
    *this = ResponseParser{};
    m_expected = expected;
}

ResponseParser::Step ResponseParser::fail(ResponseFault fault)
{
    m_fault = fault;
    m_stage = Stage::Done;
    m_isReusable = false;
    return {};
}

ResponseParser::Step ResponseParser::readHead(std::string_view bytes)
{
    if (m_stage != Stage::Head) {
        return {};
    }
    // Something that is not HTTP at all must not be waited out: its first bytes say so.
    constexpr std::string_view kBegin = "HTTP/1.";
    const std::string_view begin = bytes.substr(0, kBegin.size());
    if (begin != kBegin.substr(0, begin.size())) {
        return fail(ResponseFault::NotHttp);
    }
    // The head ends with an empty line; a bare LF ends a line as well (RFC 9112 2.2).
    std::size_t end = std::string_view::npos;
    while (true) {
        const auto feed = bytes.find('\n', m_scanned);
        if (feed == std::string_view::npos) {
            m_scanned = bytes.size();
            break;
        }
        const std::string_view after = bytes.substr(feed + 1);
        if (after.starts_with('\n')) {
            end = feed + 2;
            break;
        }
        if (after.starts_with("\r\n")) {
            end = feed + 3;
            break;
        }
        if (after.empty() || after == "\r") {
            m_scanned = feed; // the next bytes decide
            break;
        }
        m_scanned = feed + 1;
    }
    if (end > kHeadLimit) { // or not there yet: npos
        return m_headBytes + bytes.size() > kHeadLimit ? fail(ResponseFault::HeadTooLarge) : Step{};
    }
    m_headBytes += end;
    m_scanned = 0;
    if (!parseHeaders(bytes.substr(0, end))) {
        return fail(m_fault);
    }
    if (m_status >= 200) {
        beginBody();
        return {end, {}, true};
    }
    if (m_status == 101) {
        return fail(ResponseFault::Upgrade);
    }
    if (++m_interim > kInterimLimit) {
        return fail(ResponseFault::TooManyInterim);
    }
    return {end, {}, false};
}

/// `lines` ends with the empty line.
bool ResponseParser::parseHeaders(std::string_view lines)
{
    m_isVersion10 = m_isKeepAlive = m_isClose = m_isChunked = m_hasTransferCoding = m_hasLength = false;
    m_left = 0;
    bool isFirst = true;
    while (true) {
        const auto feed = lines.find('\n');
        std::string_view line = lines.substr(0, feed);
        lines.remove_prefix(feed + 1);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        if (line.empty()) {
            return true;
        }
        if (!(isFirst ? parseStatusLine(line) : parseHeader(line))) {
            return false;
        }
        isFirst = false;
    }
}

bool ResponseParser::parseStatusLine(std::string_view line)
{
    // HTTP/1.x SP 3DIGIT [SP reason]: many servers leave the last blank out where there is no reason.
    if (line.size() < 12 || !isDigit(line[7]) || line[8] != ' ') {
        m_fault = ResponseFault::NotHttp;
        return false;
    }
    const bool isNumber = isDigit(line[9]) && isDigit(line[10]) && isDigit(line[11]) && line[9] != '0';
    if (!isNumber || (line.size() > 12 && line[12] != ' ')) {
        m_fault = ResponseFault::BadStatus;
        return false;
    }
    if (!areAll(line.substr(12), InValue)) {
        m_fault = ResponseFault::BadCharacter;
        return false;
    }
    m_isVersion10 = line[7] == '0';
    m_status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    return true;
}

bool ResponseParser::parseHeader(std::string_view line)
{
    const auto colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos || !areAll(line.substr(0, colon), InName)) {
        m_fault = ResponseFault::BadHeader;
        return false;
    }
    const std::string_view name = line.substr(0, colon);
    const std::string_view rest = line.substr(colon + 1);
    if (!areAll(rest, InValue)) {
        m_fault = ResponseFault::BadCharacter;
        return false;
    }
    if (isSame(name, "content-length")) {
        return parseLength(trimmed(rest));
    }
    if (isSame(name, "connection")) {
        parseConnection(rest);
    } else if (isSame(name, "transfer-encoding")) {
        m_hasTransferCoding = true;
        bool isOther = false;
        forEachMember(rest, [this, &isOther](std::string_view coding) {
            isOther = isOther || m_isChunked || !isSame(coding, "chunked"); // also chunked twice
            m_isChunked = m_isChunked || isSame(coding, "chunked");
        });
        if (isOther) {
            m_fault = ResponseFault::BadTransferCoding;
            return false;
        }
    }
    return true;
}

/// "42" or, as proxies join them, "42, 42".
bool ResponseParser::parseLength(std::string_view value)
{
    bool isGood = !value.empty();
    forEachMember(value, [this, &isGood](std::string_view member) {
        std::uint64_t length = 0;
        for (const char c : member) {
            const auto digit = static_cast<std::uint64_t>(c - '0');
            if (!isDigit(c) || length > (std::numeric_limits<std::uint64_t>::max() / 2 - digit) / 10) {
                isGood = false;
                return;
            }
            length = length * 10 + digit;
        }
        isGood = isGood && (!m_hasLength || m_left == length);
        m_hasLength = true;
        m_left = length;
    });
    if (!isGood || !m_hasLength) {
        m_fault = ResponseFault::BadLength;
        return false;
    }
    return true;
}

void ResponseParser::parseConnection(std::string_view value)
{
    forEachMember(value, [this](std::string_view option) {
        m_isClose = m_isClose || isSame(option, "close");
        m_isKeepAlive = m_isKeepAlive || isSame(option, "keep-alive");
    });
}

/// RFC 9112 6.3.
void ResponseParser::beginBody()
{
    m_isReusable = !m_isClose && (!m_isVersion10 || m_isKeepAlive);
    if (m_expected == ExpectedBody::NoneAsHead || m_status == 204 || m_status == 304) {
        m_stage = Stage::Done;
        return;
    }
    if (m_hasTransferCoding) {
        m_isReusable = m_isReusable && !m_hasLength && !m_isVersion10; // both at once smells of smuggling
        m_stage = m_isChunked ? Stage::ChunkSize : Stage::UntilClose;
        m_left = 0;
        return;
    }
    if (m_hasLength) {
        m_stage = m_left == 0 ? Stage::Done : Stage::Length;
        return;
    }
    m_isReusable = false;
    m_stage = Stage::UntilClose;
}

ResponseParser::Step ResponseParser::readBody(std::string_view bytes)
{
    Step step;
    while (step.used < bytes.size()) {
        const char byte = bytes[step.used];
        switch (m_stage) {
        case Stage::Head:
        case Stage::Done:
            return step;
        case Stage::UntilClose:
            return {bytes.size(), bytes, false};
        case Stage::Length:
        case Stage::ChunkData: {
            const std::string_view rest = bytes.substr(step.used);
            step.body = rest.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(rest.size(), m_left)));
            step.used += step.body.size();
            m_left -= step.body.size();
            if (m_left == 0) {
                m_stage = m_stage == Stage::Length ? Stage::Done : Stage::ChunkEnd;
            }
            return step;
        }
        case Stage::ChunkSize:
        case Stage::ChunkExtension:
            if (!takeChunkSize(byte)) {
                return fail(ResponseFault::BadChunk);
            }
            break;
        case Stage::ChunkEnd:
            if (byte == '\r' && !m_isAfterReturn) {
                m_isAfterReturn = true;
            } else if (byte == '\n') {
                m_isAfterReturn = false;
                m_stage = Stage::ChunkSize;
            } else {
                return fail(ResponseFault::BadChunk);
            }
            break;
        case Stage::Trailer:
            if (!takeTrailer(byte)) {
                return fail(m_fault);
            }
            break;
        }
        ++step.used;
    }
    return step;
}

/// A chunk's size in hexadecimal, extensions read over, up to its line's end.
bool ResponseParser::takeChunkSize(char byte)
{
    if (m_isAfterReturn && byte != '\n') {
        return false;
    }
    if (byte == '\r') {
        m_isAfterReturn = true;
        return true;
    }
    if (byte == '\n') {
        if (!m_hasDigits) {
            return false;
        }
        m_isAfterReturn = false;
        m_hasDigits = false;
        m_lineBytes = 0;
        m_stage = m_left == 0 ? Stage::Trailer : Stage::ChunkData;
        return true;
    }
    if (m_stage == Stage::ChunkExtension) {
        return ++m_lineBytes <= kExtensionLimit && (kTraits[static_cast<unsigned char>(byte)] & InValue) != 0;
    }
    if (const int digit = hexDigit(byte); digit >= 0) {
        if (m_left >> 59U != 0 || ++m_lineBytes > kExtensionLimit) { // more than any 63-bit length, or zeros without end
            return false;
        }
        m_left = m_left * 16 + static_cast<std::uint64_t>(digit);
        m_hasDigits = true;
        return true;
    }
    m_stage = Stage::ChunkExtension;
    return m_hasDigits && (byte == ';' || byte == ' ' || byte == '\t');
}

/// Trailer lines are read over; the empty one ends the answer.
bool ResponseParser::takeTrailer(char byte)
{
    if (++m_headBytes > kHeadLimit) {
        m_fault = ResponseFault::HeadTooLarge;
        return false;
    }
    if (byte == '\n') {
        if (m_lineBytes == 0) {
            m_stage = Stage::Done;
        }
        m_lineBytes = 0;
        m_isAfterReturn = false;
        return true;
    }
    if (m_isAfterReturn || (byte != '\r' && (kTraits[static_cast<unsigned char>(byte)] & InValue) == 0)) {
        m_fault = ResponseFault::BadCharacter;
        return false;
    }
    m_isAfterReturn = byte == '\r';
    m_lineBytes += byte == '\r' ? 0 : 1;
    return true;
}

bool ResponseParser::endOfConnection()
{
    if (m_stage == Stage::UntilClose) {
        m_stage = Stage::Done;
    }
    return isDone() && m_fault == ResponseFault::None;
}

} // namespace holdpoint
