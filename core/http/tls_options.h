// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/host_book.h"

#include <curl/curl.h>

namespace holdpoint {

struct ClientCertificate;

/// Who is trusted, how this side proves itself, and whether a session may be resumed. Sets every TLS option that it knows, so a
/// handle may be used again. The certificate may be null.
void applyTls(CURL* easy, const HostBook& hosts, const HostBook::Origin& origin, const ClientCertificate* certificate,
              bool isFresh);

} // namespace holdpoint
