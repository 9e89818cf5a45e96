// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <boost/asio/ip/tcp.hpp>
#include <vector>

namespace holdpoint::staging {

using TcpAcceptor = boost::asio::ip::tcp::acceptor;

/// Listens on 127.0.0.1 and, where the machine has it, ::1, both on one port (0: any free one). Non-blocking.
/// Error::Refused if the port is taken or not allowed.
Result<std::vector<TcpAcceptor>> listenOnLoopback(boost::asio::io_context& io, std::uint16_t port);

} // namespace holdpoint::staging
