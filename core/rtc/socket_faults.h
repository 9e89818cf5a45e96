// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/error_class.h"

#include <QAbstractSocket>
#include <string>

class QString;

namespace holdpoint {

/// Why a session did not begin or did not last, as frames count it.
struct SocketFault
{
    ErrorClass errorClass = ErrorClass::Ws;
    std::string message; // a sentence without secrets
};

/// `wasConnected`: the TCP connection stood, so the handshake failed. `text` is Qt's.
SocketFault handshakeFault(QAbstractSocket::SocketError error, const QString& text, bool wasConnected);
/// A session that ended before its time. `wasCut`: without a close frame.
SocketFault closeFault(int code, const QString& reason, bool wasCut);

} // namespace holdpoint
