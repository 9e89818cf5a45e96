// SPDX-License-Identifier: GPL-3.0-or-later
// The head of an answer: status line and header lines.
#include "core/http/response_parser.h"

#include "core/base/same_name.h"
#include "core/base/text.h"
#include "core/http/field_bytes.h"

#include <algorithm>
#include <limits>

namespace holdpoint {

namespace {

bool areAll(std::string_view text, Trait trait)
{
    return std::all_of(text.begin(), text.end(),
                       [trait](char c) { return (kTraits[static_cast<unsigned char>(c)] & trait) != 0; });
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
    if (m_headBytes + std::min(end, bytes.size()) > kHeadLimit) { // of all heads of the answer
        return fail(ResponseFault::HeadTooLarge);
    }
    if (end == std::string_view::npos) {
        return {};
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
    if (isSameName(name, "content-length")) {
        return parseLength(trimmed(rest));
    }
    if (isSameName(name, "connection")) {
        parseConnection(rest);
    } else if (isSameName(name, "transfer-encoding")) {
        m_hasTransferCoding = true;
        bool isOther = false;
        forEachMember(rest, [this, &isOther](std::string_view coding) {
            isOther = isOther || m_isChunked || !isSameName(coding, "chunked"); // also chunked twice
            m_isChunked = m_isChunked || isSameName(coding, "chunked");
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
        m_isClose = m_isClose || isSameName(option, "close");
        m_isKeepAlive = m_isKeepAlive || isSameName(option, "keep-alive");
    });
}

} // namespace holdpoint
