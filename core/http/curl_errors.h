// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/error_class.h"

#include <curl/curl.h>
#include <string>
#include <string_view>

namespace holdpoint {

struct TransportFault
{
    ErrorClass errorClass = ErrorClass::None;
    std::string message;
};

/// What libcurl's result and the system's errno say about an exchange. A lack of descriptors, ports or memory on this machine is
/// Generator, never the server's fault. `curlText` is libcurl's error buffer: what TLS said when it broke in mid-connection.
TransportFault faultOf(CURLcode code, long systemError, std::string_view curlText = {});

/// The address was not among those that the host had before the start.
TransportFault refusedAddress();

} // namespace holdpoint
