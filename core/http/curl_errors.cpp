// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/curl_errors.h"

#include "core/http/response_parser.h"

#include <cerrno>
#include <system_error>

namespace holdpoint {

namespace {

bool isShortageHere(long systemError)
{
    switch (systemError) {
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOBUFS:
    case EADDRNOTAVAIL:
    case EADDRINUSE:
        return true;
    default:
        return false;
    }
}

ErrorClass classOf(CURLcode code)
{
    switch (code) {
    case CURLE_OK:
        return ErrorClass::None;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return ErrorClass::Dns;
    case CURLE_COULDNT_CONNECT:
        return ErrorClass::Connect;
    case CURLE_OPERATION_TIMEDOUT:
        return ErrorClass::Timeout;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_ENGINE_INITFAILED:
        return ErrorClass::Tls;
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
        return ErrorClass::Reset;
    case CURLE_FAILED_INIT:
        return ErrorClass::Generator;
    default: // CURLE_OUT_OF_MEMORY, too: libcurl 7.88 says it of a header line without end, its buffer being bounded; and the
             // rest of libcurl's list: the server spoke something that is not HTTP/1.1
        return ErrorClass::Protocol;
    }
}

std::string_view sentenceOf(CURLcode code)
{
    switch (code) {
    case CURLE_GOT_NOTHING:
        return "the server closed the connection without an answer";
    case CURLE_PARTIAL_FILE:
        return "the connection ended in the middle of the answer";
    case CURLE_OPERATION_TIMEDOUT:
        return "no complete answer in time";
    case CURLE_COULDNT_CONNECT:
        return "could not connect";
    case CURLE_RECV_ERROR:
        return "the connection broke while receiving";
    case CURLE_SEND_ERROR:
        return "the connection broke while sending";
    case CURLE_UNSUPPORTED_PROTOCOL:
        return "the answer is not HTTP/1.1";
    case CURLE_WRITE_ERROR:
        return "the answer's header is larger than 256 KiB, or its content coding is broken";
    default:
        return curl_easy_strerror(code);
    }
}

} // namespace

namespace {

/// What OpenSSL said, of "OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0".
std::string_view tlsReason(std::string_view curlText)
{
    const auto at = curlText.find("SSL routines:");
    if (at == std::string_view::npos) {
        return {};
    }
    std::string_view reason = curlText.substr(at);
    reason = reason.substr(0, reason.find(", errno"));
    return reason.substr(reason.rfind(':') + 1);
}

} // namespace

TransportFault faultOf(CURLcode code, long systemError, std::string_view curlText)
{
    TransportFault fault{classOf(code), std::string(sentenceOf(code))};
    if (fault.errorClass == ErrorClass::None) {
        return {};
    }
    const std::string_view reason = code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR ? tlsReason(curlText) : "";
    if (reason.starts_with("unexpected eof")) { // some builds of libcurl take it for the plain end that it often is
        fault.message = "the connection ended without TLS's close_notify: what came may be cut";
        return fault;
    }
    if (code == CURLE_RECV_ERROR && curlText.find("chunked-encoding") != std::string_view::npos) { // libcurl has no code for it
        return {ErrorClass::Protocol, std::string(sentenceOf(ResponseFault::BadChunk))};
    }
    if (!reason.empty()) {
        return {ErrorClass::Tls, "TLS failed in the middle of the connection: " + std::string(reason)};
    }
    const bool isSystemRelevant = code == CURLE_COULDNT_CONNECT || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR;
    if (isSystemRelevant && systemError != 0) {
        fault.message += ": " + std::generic_category().message(static_cast<int>(systemError));
        if (isShortageHere(systemError)) {
            fault.errorClass = ErrorClass::Generator;
        }
    }
    return fault;
}

TransportFault refusedAddress()
{
    return {ErrorClass::Connect, "refused: the host now resolves to an address that it did not have at the start"};
}

} // namespace holdpoint
