// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/dialer.h"

#include "core/http/tls_options.h"

#include <algorithm>
#include <cerrno>
#include <openssl/ssl.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace holdpoint {

namespace {

constexpr int kDialsPerMulti = 64;
constexpr std::size_t kSpareHandles = 64;

Micros timeOf(CURL* easy, CURLINFO info)
{
    curl_off_t value = 0;
    curl_easy_getinfo(easy, info, &value);
    return Micros{std::max<curl_off_t>(0, value)};
}

/// Of a TLS context: the connection that it is made for, until its handshake is done.
int waitingIndex()
{
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

Connection::Result resultOf(ssize_t count)
{
    if (count > 0) {
        return {Connection::Result::Kind::Done, static_cast<std::size_t>(count)};
    }
    if (count == 0) {
        return {Connection::Result::Kind::End};
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) {
        return {Connection::Result::Kind::WouldBlock};
    }
    return {Connection::Result::Kind::Broken, 0, CURLE_RECV_ERROR, errno};
}

} // namespace

Connection::Result Connection::read(char* bytes, std::size_t size)
{
    if (!m_easy) {
        return resultOf(::recv(m_descriptor, bytes, size, MSG_DONTWAIT));
    }
    std::size_t count = 0;
    m_dialer->m_errorText.front() = '\0';
    errno = 0; // of this call, if any
    const CURLcode code = curl_easy_recv(m_easy.get(), bytes, size, &count);
    if (code == CURLE_AGAIN) {
        return {Result::Kind::WouldBlock};
    }
    if (code != CURLE_OK) {
        return {Result::Kind::Broken, 0, code, errno};
    }
    return {count == 0 ? Result::Kind::End : Result::Kind::Done, count};
}

Connection::Result Connection::write(const char* bytes, std::size_t size)
{
    if (!m_easy) {
        Result result = resultOf(::send(m_descriptor, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL));
        result.code = result.kind == Result::Kind::Broken ? CURLE_SEND_ERROR : result.code;
        return result;
    }
    std::size_t count = 0;
    m_dialer->m_errorText.front() = '\0';
    errno = 0;
    const CURLcode code = curl_easy_send(m_easy.get(), bytes, size, &count);
    if (code == CURLE_AGAIN) {
        return {Result::Kind::WouldBlock};
    }
    if (code != CURLE_OK) {
        return {Result::Kind::Broken, 0, code, errno};
    }
    return {Result::Kind::Done, count};
}

std::string_view Connection::brokenBy() const
{
    return m_easy ? m_dialer->m_errorText.data() : "";
}

void Connection::close()
{
    if (m_dialer != nullptr && !m_dialer->m_refused.empty()) {
        std::erase(m_dialer->m_refused, this);
    }
    if (m_easy) {
        m_dialer->release(*this);
    } else if (m_descriptor >= 0) {
        m_dialer->poller().forget(m_descriptor);
        ::close(m_descriptor);
    }
    m_descriptor = -1;
}

void Connection::adopt(Connection& other)
{
    close();
    m_dialer = other.m_dialer;
    m_easy = std::move(other.m_easy);
    m_multi = std::exchange(other.m_multi, nullptr);
    m_descriptor = std::exchange(other.m_descriptor, -1);
    m_isTls = other.m_isTls;
    m_hasHttp2 = other.m_hasHttp2;
}

Dialer::Dialer(Poller& poller, std::shared_ptr<const HostBook> hosts) : m_poller(poller), m_hosts(std::move(hosts)) {}

Dialer::~Dialer() = default;

CurlMulti& Dialer::multiFor(bool isTls)
{
    auto& multis = isTls ? m_tlsMultis : m_plainMultis;
    const auto roomy =
        std::find_if(multis.rbegin(), multis.rend(), [](const auto& multi) { return multi->clientCount < kDialsPerMulti; });
    if (roomy != multis.rend()) {
        return **roomy;
    }
    multis.push_back(std::make_unique<CurlMulti>(m_poller, *this, CurlMulti::Keep::Yes));
    return *multis.back();
}

CurlEasy Dialer::takeHandle()
{
    if (!m_spare.empty()) {
        CurlEasy easy = std::move(m_spare.back());
        m_spare.pop_back();
        return easy;
    }
    CurlEasy easy(curl_easy_init()); // null without memory, as all that follows bears
    CURL* handle = easy.get();
    curl_easy_setopt(handle, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, m_errorText.data());
    curl_easy_setopt(handle, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_PROXY, ""); // the environment must not send load elsewhere
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(handle, CURLOPT_DNS_CACHE_TIMEOUT, -1L);
    curl_easy_setopt(handle, CURLOPT_RESOLVE, m_hosts->resolveList());
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &Dialer::onOpen);
    curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, &Dialer::onClose);
    curl_easy_setopt(handle, CURLOPT_CLOSESOCKETDATA, this);
    return easy;
}

void Dialer::giveBack(CurlEasy easy)
{
    if (m_spare.size() < kSpareHandles) {
        m_spare.push_back(std::move(easy));
    }
}

void Dialer::dial(Connection& connection, const DialTerms& terms, DialSink& sink)
{
    connection.m_dialer = this;
    connection.m_sink = &sink;
    connection.m_refusal = {};
    connection.m_isTls = terms.origin->text.starts_with("https");
    connection.m_hasHttp2 = false;
    connection.m_easy = takeHandle();
    CURL* easy = connection.m_easy.get();
    curl_easy_setopt(easy, CURLOPT_PRIVATE, &connection);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &connection);
    curl_easy_setopt(easy, CURLOPT_URL, terms.origin->text.c_str());
    if (connection.m_isTls) {
        applyTls(easy, *m_hosts, *terms.origin, terms.certificate, terms.isFresh);
        if (terms.offersHttp2) { // not by libcurl, which would speak it itself; TLS handles are not used again
            curl_easy_setopt(easy, CURLOPT_SSL_ENABLE_ALPN, 0L);
            curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, &Dialer::onTlsContext);
            curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, &connection);
        }
    }
    if (easy != nullptr) {
        connection.m_multi = &multiFor(connection.m_isTls);
        ++connection.m_multi->clientCount;
    }
    if (easy == nullptr || curl_multi_add_handle(connection.m_multi->handle(), easy) != CURLM_OK) {
        m_refused.push_back(&connection);
    }
}

/// libcurl had no memory for them.
void Dialer::reportRefused()
{
    for (std::size_t left = m_refused.size(); left > 0 && !m_refused.empty(); --left) {
        Connection* connection = m_refused.front();
        DialOutcome outcome;
        outcome.fault = faultOf(CURLE_FAILED_INIT, 0);
        connection->close(); // takes it out of the list
        connection->m_sink->onDialed(outcome);
    }
}

SteadyTime Dialer::nextDeadline() const
{
    SteadyTime next = m_refused.empty() ? SteadyTime::max() : SteadyTime::min();
    for (const auto* multis : {&m_plainMultis, &m_tlsMultis}) {
        for (const auto& multi : *multis) {
            next = std::min(next, multi->deadline());
        }
    }
    return next;
}

bool Dialer::drive(SteadyTime now)
{
    bool isBusy = !m_refused.empty();
    reportRefused();
    for (auto* multis : {&m_plainMultis, &m_tlsMultis}) {
        for (std::size_t i = 0; i < multis->size(); ++i) { // by index: who hears of a connection may dial again
            isBusy = (*multis)[i]->drive(now) || isBusy;
        }
    }
    return isBusy;
}

void Dialer::onCurlDone(CURL* easy, CURLcode code)
{
    char* pointer = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &pointer);
    auto& connection = *static_cast<Connection*>(static_cast<void*>(pointer));
    DialOutcome outcome{{},
                        timeOf(easy, CURLINFO_NAMELOOKUP_TIME_T),
                        timeOf(easy, CURLINFO_CONNECT_TIME_T),
                        timeOf(easy, CURLINFO_APPCONNECT_TIME_T),
                        connection.m_hasHttp2};
    curl_socket_t descriptor = CURL_SOCKET_BAD;
    if (code == CURLE_OK && curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &descriptor) != CURLE_OK) {
        code = CURLE_COULDNT_CONNECT;
    }
    if (code == CURLE_OK) {
        connection.m_descriptor = descriptor;
        if (!connection.m_isTls) {
            takeOver(connection);
        }
    } else {
        long systemError = connection.m_refusal.systemError;
        if (systemError == 0) {
            curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &systemError);
        }
        outcome.fault = connection.m_refusal.isAddressRefused ? refusedAddress() : faultOf(code, systemError);
        connection.close();
    }
    connection.m_sink->onDialed(outcome);
}

/// The handle goes back to the pile; the socket stays open (see onClose).
void Dialer::takeOver(Connection& connection)
{
    const int descriptor = connection.m_descriptor;
    m_kept = descriptor;
    release(connection);
    m_kept = CURL_SOCKET_BAD;
    connection.m_descriptor = descriptor;
}

void Dialer::release(Connection& connection)
{
    if (connection.m_descriptor >= 0 && connection.m_descriptor != m_kept) {
        m_poller.forget(connection.m_descriptor);
    }
    curl_multi_remove_handle(connection.m_multi->handle(), connection.m_easy.get()); // closes what it connected
    --connection.m_multi->clientCount;
    connection.m_multi = nullptr;
    connection.m_descriptor = -1;
    if (connection.m_isTls) {
        connection.m_easy.reset(); // it remembers the TLS session, and the next visitor is somebody else
    } else {
        giveBack(std::move(connection.m_easy));
    }
}

curl_socket_t Dialer::onOpen(void* connectionPointer, curlsocktype, curl_sockaddr* address)
{
    auto& connection = *static_cast<Connection*>(connectionPointer);
    return connection.m_dialer->m_hosts->openSocket(*address, connection.m_refusal);
}

int Dialer::onClose(void* dialerPointer, curl_socket_t descriptor)
{
    auto& dialer = *static_cast<Dialer*>(dialerPointer);
    if (descriptor == dialer.m_kept) {
        return 0;
    }
    dialer.m_poller.forget(descriptor);
    return ::close(descriptor);
}

bool Dialer::canOfferHttp2()
{
    const char* library = curl_version_info(CURLVERSION_NOW)->ssl_version;
    return library != nullptr && std::string_view(library).starts_with("OpenSSL/");
}

/// libcurl makes a context for each connection. When the handshake is done, what ALPN agreed on is read once.
CURLcode Dialer::onTlsContext(CURL*, void* contextPointer, void* connection)
{
    constexpr std::string_view kOffer = "\x02h2\x08http/1.1";
    auto* context = static_cast<SSL_CTX*>(contextPointer);
    const auto* bytes = static_cast<const unsigned char*>(static_cast<const void*>(kOffer.data()));
    SSL_CTX_set_alpn_protos(context, bytes, static_cast<unsigned>(kOffer.size()));
    SSL_CTX_set_ex_data(context, waitingIndex(), connection);
    SSL_CTX_set_info_callback(context, [](const SSL* ssl, int where, int) {
        SSL_CTX* own = SSL_get_SSL_CTX(ssl);
        auto* waiting = static_cast<Connection*>(SSL_CTX_get_ex_data(own, waitingIndex()));
        if ((static_cast<unsigned>(where) & static_cast<unsigned>(SSL_CB_HANDSHAKE_DONE)) == 0 || waiting == nullptr) {
            return;
        }
        SSL_CTX_set_ex_data(own, waitingIndex(), nullptr); // the connection may move from now on
        const unsigned char* name = nullptr;
        unsigned length = 0;
        SSL_get0_alpn_selected(ssl, &name, &length);
        waiting->m_hasHttp2 = length == 2 && name[0] == 'h' && name[1] == '2';
    });
    return CURLE_OK;
}

} // namespace holdpoint
