// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/http2_stream.h"

#include <memory>
#include <nghttp2/nghttp2.h>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

/// Hears from an Http2Session, from within its calls. Must not call it back.
class Http2Events
{
public:
    virtual ~Http2Events() = default;
    /// Complete, or with its fault. The session has forgotten the stream.
    virtual void onStreamEnded(Http2Stream& stream) = 0;
    /// The server takes no further streams.
    virtual void onGoAway() = 0;
    /// Under way on this connection; nullptr if it is not.
    virtual Http2Stream* streamOf(std::int32_t id) = 0;
};

/// HTTP/2 on one connection, as a client; libnghttp2 frames, compresses and judges what the server sends. Moves no bytes itself.
class Http2Session
{
public:
    explicit Http2Session(Http2Events& events);

    /// False: the connection has no stream number left, or no memory.
    bool submit(Http2Stream& stream, const std::vector<nghttp2_nv>& fields);
    /// The stream is none of ours any more; the server is told.
    void drop(Http2Stream& stream);
    /// What the server sent, at `at`. A fault ends the connection.
    TransportFault receive(std::string_view bytes, SteadyTime at);
    /// Appends what is to be sent, about `limit` bytes at most. False: out of memory.
    bool fill(std::string& out, std::size_t limit, SteadyTime at);
    /// Of what fill() gave, from the stream's first byte on.
    std::uint64_t bytesSince(const Http2Stream& stream) const { return m_filled - stream.sentFrom; }
    /// What fill() gave was handed to the socket.
    void stampSent(SteadyTime at);

    bool wantsToSend() const { return nghttp2_session_want_write(m_session.get()) != 0; }
    /// Nothing is to be sent or read any more.
    bool isOver() const { return !wantsToSend() && nghttp2_session_want_read(m_session.get()) == 0; }
    /// What the server did wrong, if that ended the connection; else that it ended.
    TransportFault endFault() const;

private:
    struct Deleter
    {
        void operator()(nghttp2_session* session) const { nghttp2_session_del(session); }
    };
    static nghttp2_session_callbacks* callbacks();
    Http2Stream* find(std::int32_t id) const;
    void end(Http2Stream& stream);
    void countFrame(Http2Stream& stream, const nghttp2_frame_hd& frame) const;
    int takeHeader(std::string_view name, std::string_view value);
    void onFrame(const nghttp2_frame& frame);
    void onSent(const nghttp2_frame& frame);
    void onClosed(std::int32_t id, std::uint32_t code);
    void onInvalid(const nghttp2_frame& frame, int error);
    static ssize_t readBody(nghttp2_session* session, std::int32_t id, std::uint8_t* to, std::size_t size, std::uint32_t* flags,
                            nghttp2_data_source* source, void* self);

    Http2Events& m_events;
    std::unique_ptr<nghttp2_session, Deleter> m_session;
    Http2Stream* m_headerStream = nullptr; // of the header block under way
    std::vector<Http2Stream*> m_justSent;
    std::uint64_t m_filled = 0; // bytes
    SteadyTime m_at{};          // of the call under way
    std::string m_violation;
};

} // namespace holdpoint
