// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/browser/net_errors.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

struct NetError
{
    std::string_view part; // of Chromium's name
    ErrorClass errorClass;
    std::string_view words;
};

/// The first that fits.
constexpr std::array kNetErrors{
    NetError{"NAME_NOT_RESOLVED", ErrorClass::Dns, "the host does not resolve"},
    NetError{"NAME_RESOLUTION", ErrorClass::Dns, "the host does not resolve"},
    NetError{"CONNECTION_REFUSED", ErrorClass::Connect, "the server refused the connection"},
    NetError{"TIMED_OUT", ErrorClass::Timeout, "the server did not answer in time"},
    NetError{"CONNECTION_RESET", ErrorClass::Reset, "the server reset the connection"},
    NetError{"CONNECTION_CLOSED", ErrorClass::Reset, "the server closed the connection"},
    NetError{"EMPTY_RESPONSE", ErrorClass::Reset, "the server closed the connection without an answer"},
    NetError{"CONTENT_LENGTH_MISMATCH", ErrorClass::Reset, "the answer ended in mid-body"},
    NetError{"INCOMPLETE_CHUNKED", ErrorClass::Reset, "the answer ended in mid-body"},
    NetError{"CERT_", ErrorClass::Tls, "the server's certificate does not hold"},
    NetError{"SSL_", ErrorClass::Tls, "no TLS with the server"},
    NetError{"ADDRESS_UNREACHABLE", ErrorClass::Connect, "the server cannot be reached"},
    NetError{"CONNECTION_FAILED", ErrorClass::Connect, "no connection to the server"},
    NetError{"INTERNET_DISCONNECTED", ErrorClass::Connect, "no network here"},
    NetError{"TOO_MANY_REDIRECTS", ErrorClass::Protocol, "the page redirects in a circle"},
    NetError{"INVALID_", ErrorClass::Protocol, "the answer is no HTTP that a browser reads"},
    NetError{"ABORTED", ErrorClass::Protocol, "the answer is no page: a download, or nothing"},
};

const NetError* known(std::string_view netError)
{
    const auto found = std::find_if(kNetErrors.begin(), kNetErrors.end(),
                                    [netError](const NetError& each) { return netError.find(each.part) != netError.npos; });
    return found == kNetErrors.end() ? nullptr : &*found;
}

} // namespace

ErrorClass classOfNetError(std::string_view netError)
{
    const NetError* found = known(netError);
    return found == nullptr ? ErrorClass::Protocol : found->errorClass;
}

std::string textOfNetError(std::string_view netError)
{
    const NetError* found = known(netError);
    return std::string(found == nullptr ? "the page did not load" : found->words) + " (" + shortened(netError, 80) + ")";
}

} // namespace holdpoint
