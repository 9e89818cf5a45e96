// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/fetcher.h"
#include "core/plan/plan.h"

namespace holdpoint {

/// One service of the plan's `monitoring`: url, user, password, token, headers and timeout, with its secrets filled in. Not
/// configured (no url) if the plan does not name it or its url is empty.
Service planService(const Plan& plan, std::string_view name);
/// The same for any such section, of production's services for example.
Service serviceFrom(const Json& section, const Secrets& secrets);
/// A further text of that service, such as `routing_key`, `dsn` or `webhook`, filled in; empty if it is not there.
Secret planServiceSecret(const Plan& plan, std::string_view name, std::string_view key);
/// The plan's secrets, and what requests to its services carry beside them: "user:password" as Basic puts it, headers. For
/// whoever keeps what a server answered: it may echo what it was sent.
Secrets planHidden(const Plan& plan);
/// What all services of the plan share: its secrets to hide, its private authority, its TLS exceptions.
FetcherOptions planFetcherOptions(const Plan& plan);

} // namespace holdpoint
