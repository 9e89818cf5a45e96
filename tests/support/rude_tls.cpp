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

RudeTls::RudeTls(std::string answer, End end) : m_answer(std::move(answer)), m_end(end)
{
    auto made = staging::makeTlsContext(staging::Validity::Now);
    if (!made) {
        std::abort();
    }
    m_context = *std::move(made);
    const unsigned char id = 1;
    SSL_CTX_set_session_id_context(m_context->native_handle(), &id, sizeof id); // without one nobody is asked for a certificate
    SSL_CTX_set_min_proto_version(m_context->native_handle(), TLS1_3_VERSION);
    m_acceptor = std::thread([this] { acceptLoop(); });
}

RudeTls::~RudeTls()
{
    m_listener.stop();
    m_acceptor.join();
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

void RudeTls::acceptLoop()
{
    while (const auto connection = m_listener.accept()) {
        serve(*connection);
        ::close(*connection);
    }
}

void RudeTls::serve(int connection)
{
    SSL* session = SSL_new(m_context->native_handle());
    SSL_set_fd(session, connection);
    char bytes[4096];
    if (SSL_accept(session) == 1 && m_listener.isReadable(connection) && SSL_read(session, bytes, sizeof bytes) > 0) {
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
    while (m_listener.isReadable(connection) && ::recv(connection, bytes, sizeof bytes, 0) > 0) {
    }
}

} // namespace holdpoint
