// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/staging/connection.h"
#include "app/staging/rtc_session.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

namespace holdpoint::staging {

using TcpSocket = boost::asio::ip::tcp::socket;
using TlsStream = boost::asio::ssl::stream<TcpSocket>;

/// A connection over a plain socket or TLS.
template <typename Stream>
class StreamConnection final : public Connection
{
public:
    StreamConnection(ConnectionContext& context, Stream stream) : Connection(context), m_stream(std::move(stream)) {}

    void start() override
    {
        if constexpr (kIsTls) {
            expectProgress();
            m_stream.async_handshake(boost::asio::ssl::stream_base::server, [self = self()](const auto& error) {
                if (!error) {
                    self->expectNothing();
                    self->awaitInput();
                }
            });
        } else {
            awaitInput();
        }
    }

    void close() override
    {
        boost::system::error_code ignored;
        socket().close(ignored);
    }

private:
    static constexpr bool kIsTls = std::is_same_v<Stream, TlsStream>;

    std::shared_ptr<StreamConnection> self() { return std::static_pointer_cast<StreamConnection>(shared_from_this()); }
    TcpSocket& socket()
    {
        if constexpr (kIsTls) {
            return m_stream.next_layer();
        } else {
            return m_stream;
        }
    }

    // A plain socket waits without a buffer and reads into the shared one; TLS needs one of its own (its engine has two more).
    void awaitInput() override
    {
        if constexpr (kIsTls) {
            if (!m_tlsBuffer) {
                m_tlsBuffer = std::make_unique<std::array<char, 8192>>();
            }
            m_stream.async_read_some(boost::asio::buffer(*m_tlsBuffer), [self = self()](const auto& error, std::size_t size) {
                if (!error) {
                    self->received({self->m_tlsBuffer->data(), size});
                }
            });
        } else {
            m_stream.async_wait(TcpSocket::wait_read, [self = self()](const auto& error) {
                if (!error) {
                    self->readNow();
                }
            });
        }
    }

    void readNow()
    {
        boost::system::error_code error;
        auto& buffer = context().readBuffer;
        const std::size_t size = socket().read_some(boost::asio::buffer(buffer), error);
        if (error == boost::asio::error::would_block) {
            awaitInput();
        } else if (!error) {
            received({buffer.data(), size});
        }
    }

    void send(std::string_view head, std::string_view body) override
    {
        const std::array<boost::asio::const_buffer, 2> buffers{boost::asio::const_buffer(head.data(), head.size()),
                                                               boost::asio::const_buffer(body.data(), body.size())};
        boost::asio::async_write(m_stream, buffers, [self = self()](const auto& error, std::size_t) { self->sent(!error); });
    }

    void finishSending() override
    {
        if constexpr (kIsTls) {
            m_stream.async_shutdown([self = self()](const auto&) { self->close(); });
        } else {
            boost::system::error_code ignored;
            socket().shutdown(TcpSocket::shutdown_send, ignored);
            awaitInput();
        }
    }

    void abort() override
    {
        boost::system::error_code ignored;
        socket().set_option(boost::asio::socket_base::linger(true, 0), ignored);
        socket().close(ignored);
    }

    void upgrade(const HttpRequest& request, std::string room) override
    {
        RtcSession<Stream>::accept(std::move(m_stream), request, std::move(room), context().service);
    }

    Stream m_stream;
    std::unique_ptr<std::array<char, 8192>> m_tlsBuffer;
};

} // namespace holdpoint::staging
