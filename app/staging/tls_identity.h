// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <boost/asio/ssl/context.hpp>
#include <memory>

namespace holdpoint::staging {

enum class Validity { Now, Expired };

/// A server context with a fresh self-signed certificate for localhost, 127.0.0.1 and ::1 (EC P-256), valid 90 days from
/// yesterday or expired since yesterday.
Result<std::unique_ptr<boost::asio::ssl::context>> makeTlsContext(Validity validity);

} // namespace holdpoint::staging
