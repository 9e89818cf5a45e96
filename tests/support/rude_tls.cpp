// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/rude_tls.h"

#include "app/staging/tls_identity.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace holdpoint {

RudeTls::RudeTls(std::string answer, End end)
    : m_answer(std::move(answer)), m_end(end), m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      m_stop(::eventfd(0, EFD_CLOEXEC))
{
    auto made = staging::makeTlsContext(staging::Validity::Now);
    if (!made) {
        std::abort();
    }
    m_context = *std::move(made);
    const unsigned char id = 1;
    SSL_CTX_set_session_id_context(m_context->native_handle(), &id, sizeof id); // without one nobody is asked for a certificate
    SSL_CTX_set_min_proto_version(m_context->native_handle(), TLS1_3_VERSION);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* generic = static_cast<sockaddr*>(static_cast<void*>(&address));
    socklen_t length = sizeof address;
    ::bind(m_listener, generic, length);
    ::getsockname(m_listener, generic, &length);
    m_port = ntohs(address.sin_port);
    ::listen(m_listener, 64);
    m_acceptor = std::thread([this] { acceptLoop(); });
}

RudeTls::~RudeTls()
{
    ::eventfd_write(m_stop, 1);
    m_acceptor.join();
    ::close(m_listener);
    ::close(m_stop);
}

std::string RudeTls::certificate() const
{
    BIO* memory = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(memory, SSL_CTX_get0_certificate(m_context->native_handle()));
    char* text = nullptr;
    const auto size = BIO_get_mem_data(memory, &text);
    const std::string pem(text, static_cast<std::size_t>(size));
    BIO_free(memory);
    return pem;
}

bool RudeTls::isReadable(int connection) const
{
    pollfd polled[] = {{connection, POLLIN, 0}, {m_stop, POLLIN, 0}};
    return ::poll(polled, 2, -1) > 0 && polled[1].revents == 0;
}

void RudeTls::acceptLoop()
{
    while (isReadable(m_listener)) {
        const int connection = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection >= 0) {
            serve(connection);
            ::close(connection);
        }
    }
}

void RudeTls::serve(int connection)
{
    SSL* session = SSL_new(m_context->native_handle());
    SSL_set_fd(session, connection);
    char bytes[4096];
    if (SSL_accept(session) == 1 && isReadable(connection) && SSL_read(session, bytes, sizeof bytes) > 0) {
        SSL_write(session, m_answer.data(), static_cast<int>(m_answer.size()));
        end(session, connection);
    }
    SSL_free(session);
}

void RudeTls::end(SSL* session, int connection) const
{
    char bytes[4096];
    switch (m_end) {
    case End::Clean:
        SSL_shutdown(session);
        break;
    case End::Truncated:
        break;
    case End::Alert: // asks for a certificate that the client does not have, and must have: certificate_required
        SSL_set_verify(session, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
        SSL_verify_client_post_handshake(session);
        SSL_do_handshake(session);
        SSL_read(session, bytes, sizeof bytes);
        break;
    case End::BadRecord: {
        const std::string record = std::string("\x17\x03\x03\0\x20", 5) + std::string(32, 'x');
        ::send(connection, record.data(), record.size(), MSG_NOSIGNAL);
        break;
    }
    case End::Reset: {
        const linger hard{1, 0};
        ::setsockopt(connection, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        return;
    }
    }
    ::shutdown(connection, SHUT_WR);
    while (isReadable(connection) && ::recv(connection, bytes, sizeof bytes, 0) > 0) {
    }
}

} // namespace holdpoint
