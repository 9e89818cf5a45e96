// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/curl_handle.h"
#include "core/load/error_class.h"
#include "core/plan/plan.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

struct sockaddr;

namespace holdpoint {

/// Why openSocket() gave none.
struct SocketRefusal
{
    int systemError = 0;           // errno of this machine
    bool isAddressRefused = false; // the host now resolves elsewhere
};

/// Where load may go: origins of allowed hosts, and the addresses that they resolved to before the start. Unchanged while load
/// runs.
class HostBook
{
public:
    struct Origin
    {
        std::string text; // "http://127.0.0.1:8080", as URLs begin with it, user info left out
        bool isTlsVerified = true;
        ErrorClass refusal = ErrorClass::None; // Connect: not allowed; Dns: does not resolve
        std::string reason;
    };

    explicit HostBook(Environment environment);
    HostBook(const HostBook& other);
    HostBook& operator=(const HostBook&) = delete;

    /// Checks and resolves the URL's host; blocks for DNS. Known origins cost nothing.
    void add(const std::string& url);
    /// nullptr for a host that nobody added.
    const Origin* find(std::string_view url) const;
    /// Whether load may go where a redirect leads to, to an origin that nobody added. Its host is resolved when it is used first.
    Origin judge(std::string_view url) const;
    /// Whether a socket may connect there.
    bool isAllowed(const sockaddr* address) const;
    /// The same of an address as others write it: "127.0.0.1", "[::1]", "fe80::1%eth0", "::ffff:127.0.0.1"; nullopt: it is none.
    std::optional<bool> isAllowedAddress(std::string_view address) const;
    /// For CURLOPT_OPENSOCKETFUNCTION: CURL_SOCKET_BAD for an address that no allowed host resolved to before the start.
    /// `isLate`: of an origin that judge() allowed, whose addresses nobody knew at the start.
    curl_socket_t openSocket(const curl_sockaddr& address, SocketRefusal& refusal, bool isLate = false) const;
    /// PEM of an authority that is trusted besides the system's; may be empty.
    const std::string& caPem() const { return m_environment.caPem; }
    /// What is known of addresses, a host each: "host:port:address[,address]".
    const std::vector<std::string>& resolveLines() const { return m_resolveLines; }
    const std::vector<std::string>& allowedPatterns() const { return m_environment.allowHosts; }
    bool hasInsecureHosts() const { return !m_environment.insecureTlsHosts.empty(); }
    const std::vector<std::string>& forbiddenPatterns() const { return m_environment.productionHosts; }
    /// For CURLOPT_RESOLVE; may be null.
    curl_slist* resolveList() const { return m_resolve.get(); }

private:
    struct HostAndPort
    {
        std::string host;     // as URLs write it
        std::string bareHost; // without brackets
        std::string port;
    };
    Origin judged(std::string_view url, HostAndPort& place) const;
    void addResolved(std::string line);

    Environment m_environment;
    std::vector<Origin> m_origins;
    std::set<std::string> m_addresses; // raw bytes of in_addr or in6_addr
    std::vector<std::string> m_resolveLines;
    CurlList m_resolve; // of m_resolveLines
};

} // namespace holdpoint
