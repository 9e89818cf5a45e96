// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/rude_http2_server.h"

#include <algorithm>
#include <netinet/tcp.h>
#include <nghttp2/nghttp2.h>
#include <optional>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace holdpoint {

namespace {

constexpr std::size_t kFrameHead = 9;
constexpr std::size_t kPreface = 24;
constexpr std::size_t kMaxFrame = 16384;

std::string number(std::uint32_t value, int bytes)
{
    std::string text;
    for (int i = bytes - 1; i >= 0; --i) {
        text += static_cast<char>(value >> (8U * static_cast<unsigned>(i)) & 0xffU);
    }
    return text;
}

/// A string of HPACK without Huffman (RFC 7541 §5).
std::string hpackText(const std::string& text)
{
    std::string out;
    std::size_t size = text.size();
    if (size < 127) {
        out += static_cast<char>(size);
        return out + text;
    }
    out += '\x7f';
    for (size -= 127; size >= 128; size /= 128) {
        out += static_cast<char>(size % 128 + 128);
    }
    out += static_cast<char>(size);
    return out + text;
}

std::string bytesOf(const Http2Frame& frame, std::uint32_t stream)
{
    return number(static_cast<std::uint32_t>(frame.payload.size()), 3) + static_cast<char>(frame.type) +
           static_cast<char>(frame.flags) + number(frame.isOfStream ? stream : 0, 4) + frame.payload;
}

} // namespace

Http2Frame Http2Frame::headers(const std::vector<std::pair<std::string, std::string>>& fields, bool isEnd)
{
    Http2Frame frame{Headers, static_cast<std::uint8_t>(kEndHeaders | (isEnd ? kEndStream : 0U)), {}, true};
    for (const auto& [name, value] : fields) {
        frame.payload += '\0' + hpackText(name) + hpackText(value); // literal, not indexed
    }
    return frame;
}

Http2Frame Http2Frame::data(std::string bytes, bool isEnd)
{
    return {Data, isEnd ? kEndStream : std::uint8_t{0}, std::move(bytes), true};
}

Http2Frame Http2Frame::reset(std::uint32_t code)
{
    return {RstStream, 0, number(code, 4), true};
}

Http2Frame Http2Frame::goAway(std::uint32_t last, std::uint32_t code)
{
    return {GoAway, 0, number(last, 4) + number(code, 4), false};
}

/// One connection, on its thread.
class RudeHttp2Server::Peer
{
public:
    Peer(RudeHttp2Server& server, int connection) : m_server(server), m_connection(connection)
    {
        nghttp2_hd_inflate_new(&m_inflater);
    }
    ~Peer()
    {
        nghttp2_hd_inflate_del(m_inflater);
        ::close(m_connection);
    }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    void run()
    {
        constexpr std::uint32_t kWindow = 0x7fffffff;
        send({Http2Frame::Settings, 0, number(3, 2) + number(m_server.m_maxStreams, 4) + number(4, 2) + number(kWindow, 4),
              false});
        send({Http2Frame::WindowUpdate, 0, number(kWindow - 65535, 4), false});
        std::string buffer;
        bool isPrefaceRead = false;
        while (receive(buffer)) {
            if (!isPrefaceRead && buffer.size() >= kPreface) {
                buffer.erase(0, kPreface);
                isPrefaceRead = true;
            }
            std::size_t at = 0;
            while (isPrefaceRead && buffer.size() - at >= kFrameHead) {
                const auto byte = [&](std::size_t i) {
                    return static_cast<std::uint32_t>(static_cast<unsigned char>(buffer[at + i]));
                };
                const std::size_t length = byte(0) << 16U | byte(1) << 8U | byte(2);
                if (buffer.size() - at < kFrameHead + length) {
                    break;
                }
                const std::uint32_t stream = byte(5) << 24U | byte(6) << 16U | byte(7) << 8U | byte(8);
                const Http2Frame frame{static_cast<std::uint8_t>(byte(3)), static_cast<std::uint8_t>(byte(4)),
                                       buffer.substr(at + kFrameHead, length), stream != 0};
                at += kFrameHead + length;
                if (!take(frame, stream)) {
                    return;
                }
            }
            buffer.erase(0, at);
        }
    }

private:
    bool receive(std::string& buffer)
    {
        char bytes[65536];
        const auto length = m_server.m_listener.isReadable(m_connection) ? ::recv(m_connection, bytes, sizeof bytes, 0) : 0;
        if (length <= 0) {
            return false;
        }
        buffer.append(bytes, static_cast<std::size_t>(length));
        return true;
    }

    void sendBytes(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const auto sent = ::send(m_connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) {
                return;
            }
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
    void send(const Http2Frame& frame, std::uint32_t stream = 0) { sendBytes(bytesOf(frame, stream)); }

    /// False: the connection is over.
    bool take(const Http2Frame& frame, std::uint32_t stream)
    {
        const bool isAck = (frame.flags & 1U) != 0;
        switch (frame.type) {
        case Http2Frame::Settings:
            if (!isAck) {
                send({Http2Frame::Settings, 1, {}, false});
            }
            return true;
        case Http2Frame::Ping:
            if (!isAck) {
                send({Http2Frame::Ping, 1, frame.payload, false});
            }
            return true;
        case Http2Frame::RstStream:
            ++m_server.m_resetCount;
            m_open.erase(stream);
            return true;
        case Http2Frame::Headers:
            m_open[stream] = decode(frame.payload);
            m_server.m_mostStreams = std::max<std::size_t>(m_server.m_mostStreams, m_open.size());
            break;
        case Http2Frame::Data:
            m_open[stream].body += frame.payload;
            break;
        default:
            return true;
        }
        return (frame.flags & Http2Frame::kEndStream) == 0 || answer(stream);
    }

    struct Asked
    {
        std::string path;
        std::string text;
        std::string body;
    };

    Asked decode(const std::string& block)
    {
        Asked asked;
        std::string method;
        std::string lines;
        const auto* bytes = static_cast<const std::uint8_t*>(static_cast<const void*>(block.data()));
        std::size_t left = block.size();
        for (;;) {
            nghttp2_nv field{};
            int flags = 0;
            const auto used = nghttp2_hd_inflate_hd2(m_inflater, &field, &flags, bytes, left, 1);
            if (used < 0) {
                break;
            }
            bytes += used;
            left -= static_cast<std::size_t>(used);
            if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0) {
                const std::string name(static_cast<const char*>(static_cast<const void*>(field.name)), field.namelen);
                const std::string value(static_cast<const char*>(static_cast<const void*>(field.value)), field.valuelen);
                if (name == ":method") {
                    method = value;
                } else if (name == ":path") {
                    asked.path = value;
                } else if (name == ":authority") {
                    lines += "host: " + value + "\r\n";
                } else if (name != ":scheme") {
                    lines += name + ": " + value + "\r\n";
                }
            }
            if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) {
                nghttp2_hd_inflate_end_headers(m_inflater);
                break;
            }
        }
        asked.text = method + " " + asked.path + " HTTP/2\r\n" + lines + "\r\n";
        return asked;
    }

    bool answer(std::uint32_t stream)
    {
        const Asked asked = m_open[stream];
        std::optional<Script> script;
        {
            const std::scoped_lock lock(m_server.m_mutex);
            m_server.m_requests.push_back(asked.text + asked.body);
            const auto own = m_server.m_scripts.find(asked.path);
            if (own != m_server.m_scripts.end() && own->second.times != 0) {
                own->second.times -= own->second.times > 0 ? 1 : 0;
                script = own->second;
            }
        }
        if (asked.path == "/hang") {
            return true;
        }
        m_open.erase(stream);
        if (script) {
            return play(*script, stream);
        }
        if (asked.path == "/reset") {
            return play({{}, Script::Then::Reset, {}, 1}, stream);
        }
        if (asked.path == "/close") {
            return false;
        }
        if (asked.path == "/header") {
            sendEndlessHeader(stream);
            return true;
        }
        std::string status = "200";
        std::string body = R"({"results":[1,2],"name":"ok"})";
        if (asked.path == "/echo") {
            body = asked.text + asked.body;
        } else if (asked.path == "/huge") {
            body.assign(5U << 20U, 'x');
        } else if (asked.path.starts_with("/status/")) {
            status = asked.path.substr(8);
        }
        send(Http2Frame::headers({{":status", status}, {"content-type", "application/json"}}), stream);
        const bool isEnded = asked.path != "/trickle";
        for (std::size_t at = 0; at < body.size(); at += kMaxFrame) {
            send(Http2Frame::data(body.substr(at, kMaxFrame), isEnded && at + kMaxFrame >= body.size()), stream);
        }
        return true;
    }

    void sendEndlessHeader(std::uint32_t stream)
    {
        Http2Frame frame = Http2Frame::headers({{":status", "200"}});
        frame.flags = 0;
        send(frame, stream);
        for (int i = 0; i < 100; ++i) {
            Http2Frame more = Http2Frame::headers({{"x-long", std::string(15'000, 'h')}});
            more.type = Http2Frame::Continuation;
            more.flags = 0;
            send(more, stream);
        }
    }

    bool play(const Script& script, std::uint32_t stream)
    {
        for (const Http2Frame& frame : script.frames) {
            send(frame, stream);
        }
        sendBytes(script.raw);
        if (script.then == Script::Then::Reset) {
            const linger hard{1, 0};
            ::setsockopt(m_connection, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        }
        return script.then == Script::Then::Keep;
    }

    RudeHttp2Server& m_server;
    const int m_connection;
    nghttp2_hd_inflater* m_inflater = nullptr;
    std::map<std::uint32_t, Asked> m_open;
};

RudeHttp2Server::RudeHttp2Server(std::uint32_t maxStreams) : m_maxStreams(maxStreams)
{
    m_acceptor = std::thread([this] { acceptLoop(); });
}

RudeHttp2Server::~RudeHttp2Server()
{
    m_listener.stop();
    m_acceptor.join();
    for (std::thread& connection : m_connections) {
        connection.join();
    }
}

void RudeHttp2Server::acceptLoop()
{
    while (const auto visitor = m_listener.accept()) {
        const int connection = *visitor;
        ++m_connectionCount;
        const int on = 1;
        ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        m_connections.emplace_back([this, connection] { Peer(*this, connection).run(); });
    }
}

void RudeHttp2Server::script(const std::string& path, Script script)
{
    const std::scoped_lock lock(m_mutex);
    m_scripts[path] = std::move(script);
}

std::vector<std::string> RudeHttp2Server::requests() const
{
    const std::scoped_lock lock(m_mutex);
    return m_requests;
}

} // namespace holdpoint
