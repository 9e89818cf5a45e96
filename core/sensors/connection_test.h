// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sensors/connection_report.h"
#include "core/sensors/fact.h"

#include <functional>

namespace holdpoint {

/// Tries a source step by step: host, permission, connection, TLS, sign-in, one harmless question. Every step keeps to five
/// seconds. Blocks its thread.
class ConnectionTest
{
public:
    /// `plan` must outlive it.
    explicit ConnectionTest(const Plan& plan);

    /// `told` hears of every step as it ends, on the same thread. A source without a URL is NotTried as a whole.
    ConnectionReport run(const ConnectionSource& source, const std::function<void(const ConnectionReport&)>& told = {});
    /// From another thread: ends what runs within the step's limit, and whatever is started later.
    void stop();

private:
    void ask(const ConnectionSource& source, ConnectionReport& report);

    const Plan& m_plan;
    std::atomic<bool> m_isStopped = false;
    Fetcher m_fetcher;
    AskContext m_context;
};

/// Fills verdict, answer, cause, remedy and proof in from the steps. `why` is what the question's failure was.
void explain(ConnectionReport& report, const ConnectionSource& source, const Plan& plan, const std::optional<Unknown>& why);
/// One harmless question to a service, answered in a few words.
Answer<std::string> askHarmlessly(const AskContext& context, const ConnectionSource& source);

} // namespace holdpoint
