// SPDX-License-Identifier: GPL-3.0-or-later
// The body of an answer: by length, in chunks, or to the end of the connection (RFC 9112 6 and 7).
#include "core/http/field_bytes.h"
#include "core/http/response_parser.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kExtensionLimit = 4U << 10U; // of one chunk

int hexDigit(char c)
{
    if (isDigit(c)) {
        return c - '0';
    }
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

} // namespace

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
