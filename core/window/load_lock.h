// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/ask.h"
#include "core/plan/plan.h"

#include <optional>
#include <string>

namespace holdpoint {

/// Who holds the lock "no other load test".
struct LockHolder
{
    std::string mark;
    std::string owner;
    std::optional<WallTime> expiresAt;

    /// "Ada (platform 1.8.2) until 11:30:00 UTC".
    std::string text() const;
};

/// A lock endpoint: PUT (or POST) with `If-None-Match: *` makes the lock if there is none (2xx), and answers 409, 412 or 423 if
/// somebody holds it; GET shows it, 404 if there is none; DELETE with its mark as `If-Match` gives it up. The body is
/// {mark, owner, release, environment, expires_at}.
class LoadLock
{
public:
    LoadLock(Fetcher& fetcher, const Plan& plan);

    bool isConfigured() const { return m_service.isConfigured(); }
    /// nullopt if nobody holds it.
    Answer<std::optional<LockHolder>> holder() const;
    /// Whether it is ours now; not known if it is unclear whether the endpoint took it.
    Answer<bool> take(const LockHolder& holder, const std::string& release, const std::string& environment) const;
    Answer<Done> giveUp(const std::string& mark) const;

private:
    Fetcher& m_fetcher;
    Service m_service;
    std::string m_method;
};

} // namespace holdpoint
