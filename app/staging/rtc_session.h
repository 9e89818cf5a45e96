// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/staging/service.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>

namespace holdpoint::staging {

/// One participant of a room. Lives as long as one of its operations is under way.
template <typename Stream>
class RtcSession final : public RtcPeer, public std::enable_shared_from_this<RtcSession<Stream>>
{
public:
    template <typename Request>
    static void accept(Stream stream, const Request& request, std::string room, Service& service)
    {
        const auto session = std::make_shared<RtcSession>(std::move(stream), std::move(room), service);
        session->m_socket.async_accept(request, [session](const auto& error) {
            if (!error) {
                session->m_service.rtc.join(session->m_room, *session);
                session->m_isMember = true;
                session->read();
            }
        });
    }

    RtcSession(Stream stream, std::string room, Service& service)
        : m_service(service), m_room(std::move(room)), m_socket(std::move(stream))
    {
        namespace websocket = boost::beast::websocket;
        m_socket.set_option(websocket::stream_base::timeout::suggested(boost::beast::role_type::server));
        m_socket.read_message_max(kMostMessage);
        m_socket.text(true);
        ++m_service.metrics.openConnections;
    }

    ~RtcSession() override
    {
        leave();
        --m_service.metrics.openConnections;
    }

    bool deliver(const RtcMessage& message) override
    {
        if (m_queue.size() >= kMostQueued) {
            return false;
        }
        m_queue.push_back(message);
        if (m_queue.size() == 1) {
            write();
        }
        return true;
    }

    void dismiss() override
    {
        if (!m_isClosing) {
            m_isClosing = true;
            m_socket.async_close(boost::beast::websocket::close_code::going_away,
                                 [self = this->shared_from_this()](const auto&) {});
        }
    }

private:
    static constexpr std::size_t kMostMessage = 64 * 1024;
    static constexpr std::size_t kMostQueued = 1'024;

    void leave()
    {
        if (m_isMember) {
            m_isMember = false;
            m_service.rtc.leave(m_room, *this);
        }
    }

    void read()
    {
        m_socket.async_read(m_input, [self = this->shared_from_this()](const auto& error, std::size_t) {
            if (error) {
                self->leave();
                return;
            }
            self->relay();
            self->read();
        });
    }

    void relay()
    {
        if (m_socket.got_text()) {
            const auto data = m_input.cdata();
            const auto message = std::make_shared<const std::string>(static_cast<const char*>(data.data()), data.size());
            m_service.rtc.relay(m_room, *this, message, m_service.faults(), systemClock().steadyNow());
        }
        m_input.consume(m_input.size());
    }

    void write()
    {
        m_socket.async_write(boost::asio::buffer(*m_queue.front()),
                             [self = this->shared_from_this()](const auto& error, std::size_t) {
                                 if (error) {
                                     self->leave();
                                     return;
                                 }
                                 self->m_queue.pop_front();
                                 if (!self->m_queue.empty()) {
                                     self->write();
                                 }
                             });
    }

    Service& m_service;
    std::string m_room;
    boost::beast::websocket::stream<Stream> m_socket;
    boost::beast::flat_buffer m_input;
    std::deque<RtcMessage> m_queue; // the first is being written
    bool m_isMember = false;
    bool m_isClosing = false;
};

} // namespace holdpoint::staging
