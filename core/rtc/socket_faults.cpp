// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rtc/socket_faults.h"

#include "core/base/text.h"

#include <QRegularExpression>
#include <QString>

namespace holdpoint {

namespace {

constexpr std::size_t kLongestText = 200;

/// Without the name of Qt's function, and cut: parts of it are the server's words.
std::string plainText(QString text)
{
    static const QRegularExpression kFunction(QStringLiteral("^QWebSocketPrivate::\\w+: "));
    text.remove(kFunction);
    while (text.endsWith(QLatin1Char('.'))) {
        text.chop(1);
    }
    return shortened(text.simplified().toStdString(), kLongestText);
}

std::string_view meaningOf(int code)
{
    switch (code) {
    case 1000:
        return "normal, or no code";
    case 1001:
        return "going away";
    case 1002:
        return "protocol error";
    case 1003:
        return "unsupported data";
    case 1007:
        return "invalid text";
    case 1008:
        return "policy";
    case 1009:
        return "message too big";
    case 1010:
        return "extension missing";
    case 1011:
        return "server error";
    case 1012:
        return "service restart";
    case 1013:
        return "try again later";
    default:
        return "";
    }
}

} // namespace

SocketFault handshakeFault(QAbstractSocket::SocketError error, const QString& text, bool wasConnected)
{
    using Socket = QAbstractSocket;
    switch (error) {
    case Socket::HostNotFoundError:
        return {ErrorClass::Dns, "the host does not resolve"};
    case Socket::SocketResourceError:
    case Socket::SocketAddressNotAvailableError:
        return {ErrorClass::Generator, "this machine has no descriptor, port or memory left for a socket"};
    case Socket::SslHandshakeFailedError:
    case Socket::SslInternalError:
    case Socket::SslInvalidUserDataError:
        return {ErrorClass::Tls, "TLS failed: " + plainText(text)};
    case Socket::SocketTimeoutError:
        return {ErrorClass::Timeout, "the server does not answer"};
    default:
        break;
    }
    if (!wasConnected) {
        return {ErrorClass::Connect,
                error == Socket::ConnectionRefusedError ? "connection refused" : "no connection: " + plainText(text)};
    }
    static const QRegularExpression kStatus(QStringLiteral("Unhandled http status code: (\\d+)(?: \\((.*)\\))?"));
    if (const auto match = kStatus.match(text); match.hasMatch()) {
        const int status = match.captured(1).toInt();
        const ErrorClass errorClass = status >= 500   ? ErrorClass::Http5xx
                                      : status >= 400 ? ErrorClass::Http4xx
                                                      : ErrorClass::Protocol;
        return {errorClass, "the WebSocket handshake got status " + std::to_string(status) + " instead of 101"};
    }
    if (error == Socket::RemoteHostClosedError) {
        return {ErrorClass::Reset, "the connection was closed during the WebSocket handshake"};
    }
    if (text.contains(QLatin1String("Accept-Key received"))) {
        return {ErrorClass::Protocol, "the server's Sec-WebSocket-Accept does not fit the key that it was sent"};
    }
    return {ErrorClass::Protocol, "the WebSocket handshake failed: " + plainText(text)};
}

SocketFault closeFault(int code, const QString& reason, bool wasCut)
{
    if (wasCut) {
        return {ErrorClass::Ws, "the connection was cut without a close frame (1006)"};
    }
    const std::string words = plainText(reason);
    const std::string tail = words.empty() ? "" : ": " + words;
    // Qt ends a session that breaks the protocol itself, with one of these; a server that says so of us is no better.
    if (code == 1002 || code == 1007 || code == 1009) {
        return {ErrorClass::Protocol, "the session broke the WebSocket protocol (" + std::to_string(code) + ")" + tail};
    }
    const std::string_view meaning = meaningOf(code);
    return {ErrorClass::Ws, "the server closed the session before its time, code " + std::to_string(code) +
                                (meaning.empty() ? "" : " (" + std::string(meaning) + ")") + tail};
}

} // namespace holdpoint
