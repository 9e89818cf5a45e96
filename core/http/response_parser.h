// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace holdpoint {

/// Why bytes are no HTTP/1.1 answer. Each has one readable sentence: sentenceOf().
enum class ResponseFault : std::uint8_t {
    None,
    NotHttp,           // no status line, HTTP/0.9, or another major version
    BadStatus,         // not three digits from 100 on
    BadHeader,         // no colon, a blank before it, a folded line
    BadCharacter,      // NUL, a CR without LF, or another control character
    BadLength,         // Content-Length is no number, too large, or says two things
    BadTransferCoding, // Transfer-Encoding that nobody asked for
    BadChunk,          // chunk size is no number, too large, or the chunk is longer than it says
    HeadTooLarge,      // more than 256 KiB, trailers included
    TooManyInterim,    // more than 32 answers of 1xx
    Upgrade            // 101 that nobody asked for
};
std::string_view sentenceOf(ResponseFault fault);

/// A request's method decides whether its answer has a body.
enum class ExpectedBody : std::uint8_t { Any, NoneAsHead };

/// Reads one answer from bytes as they come, RFC 9112: strict, no allocation, any split of the bytes gives the same result. 1xx
/// answers are read over. Plain data: copy or reset() to begin anew.
class ResponseParser
{
public:
    static constexpr std::size_t kHeadLimit = 256U << 10U;
    static constexpr int kInterimLimit = 32;

    struct Step
    {
        std::size_t used = 0;    // bytes of `bytes` that it read
        std::string_view body;   // part of them that is body; may be empty
        bool isHeadDone = false; // with this step: head() was the bytes up to here
    };

    void reset(ExpectedBody expected);

    /// The head as long as it is not whole: call with all bytes since its begin. used == 0: more bytes are needed. Never
    /// takes body bytes. A whole 1xx head is read over and `used`, with isHeadDone false.
    Step readHead(std::string_view bytes);
    /// After the head: takes what it can of `bytes`. used == 0 with bytes left: the answer is done, or broken.
    Step readBody(std::string_view bytes);
    /// The connection ended. True if that makes the answer whole: its body had no other end.
    bool endOfConnection();

    bool isHeadDone() const { return m_stage != Stage::Head; }
    bool isDone() const { return m_stage == Stage::Done; }
    ResponseFault fault() const { return m_fault; }
    int status() const { return m_status; }
    /// Whether the next answer may come on the same connection.
    bool isReusable() const { return m_isReusable && m_fault == ResponseFault::None; }

private:
    enum class Stage : std::uint8_t { Head, Length, UntilClose, ChunkSize, ChunkExtension, ChunkData, ChunkEnd, Trailer, Done };

    bool parseStatusLine(std::string_view line);
    bool parseHeader(std::string_view line);
    bool parseHeaders(std::string_view lines);
    bool parseLength(std::string_view value);
    void parseConnection(std::string_view value);
    void beginBody();
    bool takeChunkSize(char byte);
    bool takeTrailer(char byte);
    Step fail(ResponseFault fault);

    Stage m_stage = Stage::Head;
    ResponseFault m_fault = ResponseFault::None;
    ExpectedBody m_expected = ExpectedBody::Any;
    bool m_isReusable = false;
    bool m_isVersion10 = false;
    bool m_isKeepAlive = false;
    bool m_isClose = false;
    bool m_isChunked = false;
    bool m_hasTransferCoding = false;
    bool m_hasLength = false;
    bool m_hasDigits = false;     // of a chunk size
    bool m_isAfterReturn = false; // the byte before was CR
    int m_status = 0;
    int m_interim = 0;
    std::size_t m_scanned = 0;   // of the head: no line end before it
    std::size_t m_headBytes = 0; // trailers and chunk extensions included
    std::size_t m_lineBytes = 0; // of the trailer line under way
    std::uint64_t m_left = 0;    // of the body, or of the chunk
};

} // namespace holdpoint
