// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/staging/listeners.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/v6_only.hpp>

namespace holdpoint::staging {

using boost::asio::ip::tcp;

namespace {

constexpr int kBacklog = 4'096;
constexpr int kPortAttempts = 20; // with port 0: the free port of IPv4 may be taken on IPv6

boost::system::error_code listenAt(TcpAcceptor& acceptor, const tcp::endpoint& endpoint)
{
    boost::system::error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) {
        acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    }
    if (!error && endpoint.address().is_v6()) {
        acceptor.set_option(boost::asio::ip::v6_only(true), error);
    }
    if (!error) {
        acceptor.bind(endpoint, error);
    }
    if (!error) {
        acceptor.listen(kBacklog, error);
    }
    if (!error) {
        acceptor.non_blocking(true, error);
    }
    return error;
}

bool isWithoutIpv6(const boost::system::error_code& error)
{
    return error == boost::system::errc::address_not_available || error == boost::system::errc::address_family_not_supported;
}

Failure describe(const boost::system::error_code& error, std::uint16_t port)
{
    const std::string name = "port " + std::to_string(port);
    if (error == boost::asio::error::address_in_use) {
        return fail(Error::Kind::Refused, name + " is taken by another program: stop it or choose one with --port");
    }
    if (error == boost::asio::error::access_denied) {
        return fail(Error::Kind::Refused, name + " is reserved for the system: choose one above 1023 with --port");
    }
    return fail(Error::Kind::Network, "cannot listen on 127.0.0.1, " + name + ": " + error.message());
}

} // namespace

Result<std::vector<TcpAcceptor>> listenOnLoopback(boost::asio::io_context& io, std::uint16_t port)
{
    boost::system::error_code error;
    for (int attempt = 0; attempt < kPortAttempts; ++attempt) {
        TcpAcceptor onIpv4(io);
        error = listenAt(onIpv4, {boost::asio::ip::address_v4::loopback(), port});
        if (error) {
            break;
        }
        TcpAcceptor onIpv6(io);
        error = listenAt(onIpv6, {boost::asio::ip::address_v6::loopback(), onIpv4.local_endpoint().port()});
        if (!error || isWithoutIpv6(error)) {
            std::vector<TcpAcceptor> acceptors;
            acceptors.push_back(std::move(onIpv4));
            if (!error) {
                acceptors.push_back(std::move(onIpv6));
            }
            return acceptors;
        }
        if (port != 0) {
            break;
        }
    }
    return describe(error, port);
}

} // namespace holdpoint::staging
