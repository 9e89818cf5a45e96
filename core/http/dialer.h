// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/curl_errors.h"
#include "core/http/curl_handle.h"
#include "core/http/curl_multi.h"
#include "core/http/host_book.h"

#include <array>
#include <memory>
#include <string_view>
#include <vector>

namespace holdpoint {

struct ClientCertificate;
class Dialer;

/// How a connection came about, or why it did not. Micros since libcurl began, cumulative; zero where a phase did not happen.
struct DialOutcome
{
    TransportFault fault;
    Micros lookedUp{};
    Micros connected{};
    Micros tlsDone{};
    bool isHttp2 = false; // agreed by ALPN
};

class DialSink
{
public:
    virtual ~DialSink() = default;
    /// From Dialer::drive(). May destroy the sink's connection.
    virtual void onDialed(const DialOutcome& outcome) = 0;
};

/// What a connection is made with; equal terms may share nothing but the code.
struct DialTerms
{
    const HostBook::Origin* origin = nullptr;
    const ClientCertificate* certificate = nullptr;
    bool isFresh = false;     // no TLS resumption
    bool offersHttp2 = false; // by ALPN, and HTTP/1.1 besides; needs Dialer::canOfferHttp2()
};

/// A connection that libcurl made (CONNECT_ONLY): names, addresses, TLS and its certificates are its business. A plain one is our
/// socket from then on, so that an idle visitor costs no libcurl handle; a TLS one is read and written through its handle.
class Connection
{
public:
    Connection() = default;
    ~Connection() { close(); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    struct Result
    {
        enum class Kind { Done, WouldBlock, End, Broken };
        Kind kind = Kind::Broken;
        std::size_t bytes = 0;
        CURLcode code = CURLE_OK; // Broken: for faultOf(), with the errno
        int systemError = 0;
    };
    Result read(char* bytes, std::size_t size);
    Result write(const char* bytes, std::size_t size);

    bool isOpen() const { return m_descriptor >= 0; }
    bool isTls() const { return m_easy != nullptr; }
    int descriptor() const { return m_descriptor; }
    /// libcurl's words on the last read or write that broke; until the next one on this thread.
    std::string_view brokenBy() const;
    /// Also gives up a connection that is being made.
    void close();
    /// Takes an open connection out of `other`; this one is closed before.
    void adopt(Connection& other);

private:
    friend class Dialer;

    Dialer* m_dialer = nullptr; // from its first dial on
    CurlEasy m_easy;            // while it is being made, and of a TLS connection
    CurlMulti* m_multi = nullptr;
    DialSink* m_sink = nullptr;
    int m_descriptor = -1;
    bool m_isTls = false;    // being made, too
    bool m_hasHttp2 = false; // agreed by ALPN
    SocketRefusal m_refusal;
};

/// Makes connections on a load thread's poller. Outlives them.
class Dialer final : public CurlDone
{
public:
    Dialer(Poller& poller, std::shared_ptr<const HostBook> hosts);
    ~Dialer() override;

    /// Begins; the sink hears of it from drive(). `connection` stays put until then and as long as it is open.
    void dial(Connection& connection, const DialTerms& terms, DialSink& sink);
    SteadyTime nextDeadline() const;
    /// False if there was nothing to do.
    bool drive(SteadyTime now);

    Poller& poller() { return m_poller; }
    /// False where libcurl does its TLS without OpenSSL.
    static bool canOfferHttp2();

private:
    friend class Connection;

    void onCurlDone(CURL* easy, CURLcode code) override;
    void reportRefused();
    CurlMulti& multiFor(bool isTls);
    CurlEasy takeHandle();
    void giveBack(CurlEasy easy);
    void release(Connection& connection);
    void takeOver(Connection& connection);

    static curl_socket_t onOpen(void* connection, curlsocktype purpose, curl_sockaddr* address);
    static int onClose(void* dialer, curl_socket_t descriptor);
    static CURLcode onTlsContext(CURL* easy, void* context, void* connection);

    std::array<char, CURL_ERROR_SIZE> m_errorText{}; // of the handle that was used last
    Poller& m_poller;
    const std::shared_ptr<const HostBook> m_hosts;
    std::vector<std::unique_ptr<CurlMulti>> m_plainMultis; // hold handles while they connect only
    std::vector<std::unique_ptr<CurlMulti>> m_tlsMultis;   // hold them as long as their connections live
    std::vector<CurlEasy> m_spare;
    std::vector<Connection*> m_refused;     // by libcurl; the next drive() reports them
    curl_socket_t m_kept = CURL_SOCKET_BAD; // libcurl closes its handle, not this socket
};

} // namespace holdpoint
