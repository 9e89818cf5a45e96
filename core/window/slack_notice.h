// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/window/window_services.h"

namespace holdpoint {

/// A message when the window opens, and one in its thread when it is closed. The mark stands in both.
class SlackNotice final : public OutsideService
{
public:
    SlackNotice(Fetcher& fetcher, const Plan& plan)
        : m_fetcher(fetcher), m_target(slackTarget(plan)), m_isWanted(plan.window.notifies("slack"))
    {}

    std::string_view step() const override { return "slack"; }
    std::string whyLeftOut() const override;
    Sent begin(const WindowFacts& window) override;
    Seen findBegun(const WindowFacts& window, WallTime intendedAt) override;
    Sent end(const WindowFacts& window, const std::string& reference) override;
    Seen findEnded(const WindowFacts& window, const std::string& reference, const std::string& endReference,
                   WallTime intendedAt) override;

    static std::string openText(const WindowFacts& window);
    static std::string closeText(const WindowFacts& window);

private:
    Fetcher& m_fetcher;
    const SlackTarget m_target;
    const bool m_isWanted;
};

} // namespace holdpoint
