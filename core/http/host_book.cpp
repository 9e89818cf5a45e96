// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/host_book.h"

#include "core/base/text.h"
#include "core/plan/plan_reader.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace holdpoint {

namespace {

std::string urlPart(CURLU* url, CURLUPart part, unsigned int flags)
{
    char* text = nullptr;
    if (curl_url_get(url, part, &text, flags) != CURLUE_OK) {
        return {};
    }
    std::string value(text);
    curl_free(text);
    return value;
}

std::string rawAddress(const sockaddr* address)
{
    const void* bytes = address;
    if (address->sa_family == AF_INET) {
        const auto* v4 = static_cast<const sockaddr_in*>(bytes);
        return {static_cast<const char*>(static_cast<const void*>(&v4->sin_addr)), sizeof v4->sin_addr};
    }
    if (address->sa_family == AF_INET6) {
        const auto* v6 = static_cast<const sockaddr_in6*>(bytes);
        return {static_cast<const char*>(static_cast<const void*>(&v6->sin6_addr)), sizeof v6->sin6_addr};
    }
    return {};
}

std::string printable(const sockaddr* address)
{
    std::string text(INET6_ADDRSTRLEN, '\0');
    const std::string raw = rawAddress(address);
    if (::inet_ntop(address->sa_family, raw.data(), text.data(), INET6_ADDRSTRLEN) == nullptr) {
        return {};
    }
    text.resize(text.find('\0'));
    return address->sa_family == AF_INET6 ? "[" + text + "]" : text;
}

/// "http://host:port" as the URL spells it, without user info: that is a secret, and known only when it is sent.
std::string originOf(std::string_view url)
{
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) {
        return {};
    }
    const std::string_view origin = url.substr(0, url.find_first_of("/?#", scheme + 3));
    const auto userInfo = origin.find_last_of('@');
    const auto host = userInfo == std::string_view::npos || userInfo < scheme + 3 ? scheme + 3 : userInfo + 1;
    return std::string(origin.substr(0, scheme + 3)) + std::string(origin.substr(host));
}

} // namespace

HostBook::HostBook(Environment environment) : m_environment(std::move(environment)) {}

HostBook::HostBook(const HostBook& other)
    : m_environment(other.m_environment), m_origins(other.m_origins), m_addresses(other.m_addresses)
{
    for (const std::string& line : other.m_resolveLines) {
        addResolved(line);
    }
}

void HostBook::addResolved(std::string line)
{
    m_resolve.reset(curl_slist_append(m_resolve.release(), line.c_str()));
    m_resolveLines.push_back(std::move(line));
}

void HostBook::add(const std::string& url)
{
    if (find(url) != nullptr) {
        return;
    }
    HostAndPort place;
    Origin origin = judged(url, place);
    if (origin.refusal != ErrorClass::None) {
        m_origins.push_back(std::move(origin));
        return;
    }
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int failure = ::getaddrinfo(place.bareHost.c_str(), place.port.c_str(), &hints, &found);
    if (failure != 0) {
        origin.refusal = ErrorClass::Dns;
        origin.reason = "host " + place.bareHost + " does not resolve: " + ::gai_strerror(failure);
        m_origins.push_back(std::move(origin));
        return;
    }
    std::string addresses;
    for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
        m_addresses.insert(rawAddress(each->ai_addr));
        addresses += (addresses.empty() ? "" : ",") + printable(each->ai_addr);
    }
    ::freeaddrinfo(found);
    addResolved(place.host + ":" + place.port + ":" + addresses);
    m_origins.push_back(std::move(origin));
}

HostBook::Origin HostBook::judged(std::string_view url, HostAndPort& place) const
{
    Origin origin;
    origin.text = originOf(url);
    const CurlUrl parsed(curl_url());
    if (curl_url_set(parsed.get(), CURLUPART_URL, origin.text.c_str(), 0) != CURLUE_OK) {
        origin.refusal = ErrorClass::Protocol;
        origin.reason = "`" + shortened(origin.text, 200) + "` is not the beginning of a URL";
        return origin;
    }
    place.host = urlPart(parsed.get(), CURLUPART_HOST, 0);
    place.port = urlPart(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
    const bool isBracketed = place.host.size() > 2 && place.host.front() == '[';
    place.bareHost = isBracketed ? place.host.substr(1, place.host.size() - 2) : place.host;
    if (const auto allowed = mayLoad(m_environment, place.bareHost); !allowed) {
        origin.refusal = ErrorClass::Connect;
        origin.reason = "refused: " + allowed.error().message;
        return origin;
    }
    for (const std::string& pattern : m_environment.insecureTlsHosts) {
        origin.isTlsVerified = origin.isTlsVerified && !matchesWildcard(pattern, place.bareHost);
    }
    return origin;
}

HostBook::Origin HostBook::judge(std::string_view url) const
{
    HostAndPort place;
    return judged(url, place);
}

const HostBook::Origin* HostBook::find(std::string_view url) const
{
    const auto matches = [url](const Origin& origin) {
        const auto rest = url.substr(std::min(origin.text.size(), url.size()));
        return url.starts_with(origin.text) &&
               (rest.empty() || rest.front() == '/' || rest.front() == '?' || rest.front() == '#');
    };
    auto known = std::find_if(m_origins.begin(), m_origins.end(), matches);
    if (known == m_origins.end() && url.find('@') != std::string_view::npos) {
        const std::string bare = originOf(url);
        known = std::find_if(m_origins.begin(), m_origins.end(),
                             [&bare](const Origin& origin) { return !bare.empty() && origin.text == bare; });
    }
    return known == m_origins.end() ? nullptr : &*known;
}

bool HostBook::isAllowed(const sockaddr* address) const
{
    return m_addresses.contains(rawAddress(address));
}

std::optional<bool> HostBook::isAllowedAddress(std::string_view address) const
{
    constexpr std::string_view kMapped = "::ffff:"; // IPv4 as an IPv6 socket shows it
    std::string text(address.substr(0, address.find('%')));
    std::erase_if(text, [](char c) { return c == '[' || c == ']'; });
    if (text.starts_with(kMapped) && text.find('.') != std::string::npos) {
        text.erase(0, kMapped.size());
    }
    sockaddr_storage storage{};
    void* bytes = &storage;
    auto* v4 = static_cast<sockaddr_in*>(bytes);
    auto* v6 = static_cast<sockaddr_in6*>(bytes);
    if (::inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
    } else if (::inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
    } else {
        return std::nullopt;
    }
    return isAllowed(static_cast<const sockaddr*>(bytes));
}

curl_socket_t HostBook::openSocket(const curl_sockaddr& address, SocketRefusal& refusal, bool isLate) const
{
    if (!isLate && !isAllowed(&address.addr)) {
        refusal.isAddressRefused = true;
        return CURL_SOCKET_BAD;
    }
    const int descriptor = ::socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
    if (descriptor < 0) {
        refusal.systemError = errno;
        return CURL_SOCKET_BAD;
    }
    return descriptor;
}

} // namespace holdpoint
