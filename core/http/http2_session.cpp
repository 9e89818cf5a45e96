// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/http2_session.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace holdpoint {

namespace {

constexpr std::uint32_t kStreamWindow = 6U << 20U; // as browsers have it
constexpr std::int32_t kConnectionWindow = 15 << 20;
constexpr std::size_t kFrameHead = 9;

Http2Session& sessionOf(void* self)
{
    return *static_cast<Http2Session*>(self);
}

std::string_view viewOf(const std::uint8_t* bytes, std::size_t size)
{
    return {static_cast<const char*>(static_cast<const void*>(bytes)), size};
}

} // namespace

/// One table for all sessions; it holds no state.
nghttp2_session_callbacks* Http2Session::callbacks()
{
    static nghttp2_session_callbacks* const table = [] {
        nghttp2_session_callbacks* made = nullptr;
        nghttp2_session_callbacks_new(&made);
        nghttp2_session_callbacks_set_on_begin_headers_callback(
            made, [](nghttp2_session*, const nghttp2_frame* frame, void* self) {
                sessionOf(self).m_headerStream = sessionOf(self).find(frame->hd.stream_id);
                return 0;
            });
        nghttp2_session_callbacks_set_on_header_callback(
            made, [](nghttp2_session*, const nghttp2_frame*, const std::uint8_t* name, std::size_t nameSize,
                     const std::uint8_t* value, std::size_t valueSize, std::uint8_t,
                     void* self) { return sessionOf(self).takeHeader(viewOf(name, nameSize), viewOf(value, valueSize)); });
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(
            made, [](nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* data, std::size_t size, void* self) {
                if (Http2Stream* stream = sessionOf(self).find(id)) {
                    stream->bodyBytes += size;
                    const std::size_t room = stream->request.bodyCap - std::min(stream->request.bodyCap, stream->body.size());
                    stream->body += viewOf(data, std::min(size, room));
                }
                return 0;
            });
        nghttp2_session_callbacks_set_on_frame_recv_callback(made, [](nghttp2_session*, const nghttp2_frame* frame, void* self) {
            sessionOf(self).onFrame(*frame);
            return 0;
        });
        nghttp2_session_callbacks_set_on_frame_send_callback(made, [](nghttp2_session*, const nghttp2_frame* frame, void* self) {
            sessionOf(self).onSent(*frame);
            return 0;
        });
        nghttp2_session_callbacks_set_on_frame_not_send_callback(made, [](nghttp2_session*, const nghttp2_frame* frame, int,
                                                                          void* self) {
            Http2Session& session = sessionOf(self);
            Http2Stream* stream = frame->hd.type == NGHTTP2_HEADERS ? session.m_events.streamOf(frame->hd.stream_id) : nullptr;
            if (stream != nullptr) { // the server has said that it takes no more
                stream->isUnprocessed = true;
                stream->fault = {ErrorClass::Reset, "the server ended the connection before it took the request (GOAWAY)"};
                session.end(*stream);
            }
            return 0;
        });
        nghttp2_session_callbacks_set_on_stream_close_callback(
            made, [](nghttp2_session*, std::int32_t id, std::uint32_t code, void* self) {
                sessionOf(self).onClosed(id, code);
                return 0;
            });
        nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(
            made, [](nghttp2_session*, const nghttp2_frame* frame, int error, void* self) {
                sessionOf(self).onInvalid(*frame, error);
                return 0;
            });
        return made;
    }();
    return table;
}

Http2Session::Http2Session(Http2Events& events) : m_events(events)
{
    nghttp2_session* session = nullptr;
    nghttp2_session_client_new(&session, callbacks(), this);
    m_session.reset(session);
    constexpr std::array<nghttp2_settings_entry, 3> kSettings{{{NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
                                                               {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kStreamWindow},
                                                               {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, kHeadLimit}}};
    nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, kSettings.data(), kSettings.size());
    nghttp2_session_set_local_window_size(session, NGHTTP2_FLAG_NONE, 0, kConnectionWindow);
}

Http2Stream* Http2Session::find(std::int32_t id) const
{
    return static_cast<Http2Stream*>(nghttp2_session_get_stream_user_data(m_session.get(), id));
}

bool Http2Session::submit(Http2Stream& stream, const std::vector<nghttp2_nv>& fields)
{
    nghttp2_data_provider body{};
    body.read_callback = &Http2Session::readBody;
    stream.id = nghttp2_submit_request(m_session.get(), nullptr, fields.data(), fields.size(),
                                       stream.request.body.empty() ? nullptr : &body, &stream);
    return stream.id > 0;
}

ssize_t Http2Session::readBody(nghttp2_session*, std::int32_t id, std::uint8_t* to, std::size_t size, std::uint32_t* flags,
                               nghttp2_data_source*, void* self)
{
    Http2Stream* stream = sessionOf(self).find(id);
    if (stream == nullptr) {
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    }
    const std::string& body = stream->request.body;
    const std::size_t count = std::min(size, body.size() - stream->bodySent);
    std::memcpy(to, body.data() + stream->bodySent, count);
    stream->bodySent += count;
    if (stream->bodySent == body.size()) {
        *flags |= static_cast<std::uint32_t>(NGHTTP2_DATA_FLAG_EOF);
    }
    return static_cast<ssize_t>(count);
}

void Http2Session::drop(Http2Stream& stream)
{
    nghttp2_session_set_stream_user_data(m_session.get(), stream.id, nullptr);
    nghttp2_submit_rst_stream(m_session.get(), NGHTTP2_FLAG_NONE, stream.id, NGHTTP2_CANCEL);
    std::erase(m_justSent, &stream);
}

void Http2Session::end(Http2Stream& stream)
{
    nghttp2_session_set_stream_user_data(m_session.get(), stream.id, nullptr);
    if (m_headerStream == &stream) {
        m_headerStream = nullptr;
    }
    std::erase(m_justSent, &stream);
    stream.endedAt = m_at;
    m_events.onStreamEnded(stream);
}

TransportFault Http2Session::receive(std::string_view bytes, SteadyTime at)
{
    m_at = at;
    const auto* data = static_cast<const std::uint8_t*>(static_cast<const void*>(bytes.data()));
    const ssize_t taken = nghttp2_session_mem_recv(m_session.get(), data, bytes.size());
    if (taken < 0) {
        return {ErrorClass::Protocol, std::string("the server broke HTTP/2: ") + nghttp2_strerror(static_cast<int>(taken))};
    }
    return {};
}

bool Http2Session::fill(std::string& out, std::size_t limit, SteadyTime at)
{
    m_at = at;
    while (out.size() < limit) {
        const std::uint8_t* bytes = nullptr;
        const ssize_t count = nghttp2_session_mem_send(m_session.get(), &bytes);
        if (count < 0) {
            return false;
        }
        if (count == 0) {
            return true;
        }
        out += viewOf(bytes, static_cast<std::size_t>(count));
        m_filled += static_cast<std::uint64_t>(count);
    }
    return true;
}

void Http2Session::stampSent(SteadyTime at)
{
    for (Http2Stream* stream : m_justSent) {
        stream->sentAt = at;
    }
    m_justSent.clear();
}

TransportFault Http2Session::endFault() const
{
    if (m_violation.empty()) {
        return {ErrorClass::Reset, "the server ended the connection (GOAWAY)"};
    }
    return {ErrorClass::Protocol, m_violation};
}

void Http2Session::countFrame(Http2Stream& stream, const nghttp2_frame_hd& frame) const
{
    stream.bytesReceived += frame.length + kFrameHead;
    if (stream.firstByteAt == SteadyTime{}) {
        stream.firstByteAt = m_at;
    }
}

/// The head of a 1xx is replaced by the one that follows it; trailers are counted only.
int Http2Session::takeHeader(std::string_view name, std::string_view value)
{
    Http2Stream* stream = m_headerStream;
    if (stream == nullptr) {
        return 0;
    }
    stream->headBytes += name.size() + value.size() + 4;
    if (stream->headBytes > kHeadLimit) {
        stream->fault = {ErrorClass::Protocol, "the answer's header is larger than 256 KiB"};
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE; // nghttp2 resets the stream
    }
    if (stream->isHeadDone) {
        return 0;
    }
    std::string& head = stream->head;
    if (name == ":status") { // three digits, as nghttp2 saw to
        stream->status = (value[0] - '0') * 100 + (value[1] - '0') * 10 + (value[2] - '0');
        head = "HTTP/2 ";
        head += value;
        head += " \r\n";
        return 0;
    }
    if (head.size() + name.size() + value.size() + 4 <= kHeadKept) {
        head += name;
        head += ": ";
        head += value;
        head += "\r\n";
    }
    return 0;
}

void Http2Session::onFrame(const nghttp2_frame& frame)
{
    if (frame.hd.type == NGHTTP2_GOAWAY) {
        m_events.onGoAway();
        return;
    }
    Http2Stream* stream = frame.hd.type == NGHTTP2_HEADERS ? m_headerStream : find(frame.hd.stream_id);
    if (stream == nullptr) {
        return;
    }
    if (frame.hd.type == NGHTTP2_RST_STREAM) {
        stream->isResetByPeer = true;
        return;
    }
    if (frame.hd.type != NGHTTP2_HEADERS && frame.hd.type != NGHTTP2_DATA) {
        return;
    }
    countFrame(*stream, frame.hd);
    if (frame.hd.type == NGHTTP2_HEADERS && !stream->isHeadDone && stream->status >= 200) {
        stream->isHeadDone = true;
        stream->head += "\r\n";
    }
    if ((frame.hd.flags & static_cast<unsigned>(NGHTTP2_FLAG_END_STREAM)) == 0) {
        return;
    }
    stream->isComplete = true;
    if (stream->bodySent < stream->request.body.size()) { // it has answered before it heard all, and hears no more of it
        const std::int32_t id = stream->id;
        end(*stream);
        nghttp2_submit_rst_stream(m_session.get(), NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
    }
}

void Http2Session::onSent(const nghttp2_frame& frame)
{
    if (frame.hd.type == NGHTTP2_GOAWAY && frame.goaway.error_code != NGHTTP2_NO_ERROR && m_violation.empty()) {
        const std::string_view detail = viewOf(frame.goaway.opaque_data, frame.goaway.opaque_data_len); // nghttp2's own words
        m_violation = std::string("the server broke HTTP/2 (") + nghttp2_http2_strerror(frame.goaway.error_code) + ")";
        m_violation.append(detail.empty() ? "" : ": ").append(detail);
    }
    if (frame.hd.type != NGHTTP2_HEADERS && frame.hd.type != NGHTTP2_DATA) {
        return;
    }
    Http2Stream* stream = find(frame.hd.stream_id);
    if (stream == nullptr) {
        return;
    }
    stream->bytesSent += frame.hd.length + kFrameHead;
    if (stream->readyAt == SteadyTime{}) {
        stream->sentFrom = m_filled - std::min<std::uint64_t>(m_filled, stream->bytesSent); // told behind the frame
        stream->readyAt = m_at;
    }
    if ((frame.hd.flags & static_cast<unsigned>(NGHTTP2_FLAG_END_STREAM)) != 0) {
        m_justSent.push_back(stream);
    }
}

void Http2Session::onClosed(std::int32_t id, std::uint32_t code)
{
    Http2Stream* stream = find(id);
    if (stream == nullptr) {
        return;
    }
    if (!stream->isComplete && stream->fault.errorClass == ErrorClass::None) {
        const std::string name = nghttp2_http2_strerror(code);
        if (code == NGHTTP2_REFUSED_STREAM) {
            stream->isUnprocessed = true;
            stream->fault = {ErrorClass::Reset, "the server refused the stream (REFUSED_STREAM)"};
        } else if (stream->isResetByPeer) {
            stream->fault = {ErrorClass::Reset, "the server reset the stream (" + name + ")"};
        } else {
            stream->fault = {ErrorClass::Protocol, "the answer breaks HTTP/2 (" + name + ")"};
        }
    }
    end(*stream);
}

/// nghttp2 answers it with RST_STREAM or GOAWAY itself.
void Http2Session::onInvalid(const nghttp2_frame& frame, int error)
{
    std::string sentence = std::string("the server broke HTTP/2: ") + nghttp2_strerror(error);
    if (Http2Stream* stream = find(frame.hd.stream_id)) {
        stream->fault = {ErrorClass::Protocol, std::move(sentence)};
        return;
    }
    m_violation = std::move(sentence);
}

} // namespace holdpoint
