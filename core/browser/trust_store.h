// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>
#include <string>

namespace holdpoint {

/// Makes Chromium with this home folder trust the certificates of `caPem` besides its own roots, by the NSS database that it reads
/// there (https://chromium.googlesource.com/chromium/src/+/main/docs/linux/cert_management.md). Blocks for certutil, at most
/// 10 s. Nothing to do for an empty PEM.
Result<> trustInHome(const QString& home, const std::string& caPem);

} // namespace holdpoint
