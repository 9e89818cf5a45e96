// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/http/host_book.h"

#include <QString>
#include <QStringList>
#include <string>

namespace holdpoint {

/// The Chromium to start: `named` (a path, or a program in PATH) if it is not empty, else chromium, chromium-browser or
/// google-chrome in PATH. The error says what to install or to name.
Result<QString> findChromium(const std::string& named);

/// Without a window, with a profile of its own, and talking to nobody but the hosts that the book allows. The DevTools port is
/// free and on loopback; its number stands in the profile's file DevToolsActivePort.
QStringList chromiumArguments(const QString& profile, const HostBook& hosts);

/// For --host-resolver-rules: a host with one known address keeps it, other allowed hosts resolve, nothing else does.
std::string resolverRules(const HostBook& hosts);

} // namespace holdpoint
