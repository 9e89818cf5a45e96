// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/window/load_lock.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/monitor/api_time.h"
#include "core/monitor/plan_services.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

constexpr std::array<int, 3> kHeldStatuses{409, 412, 423};
constexpr std::size_t kMostOwner = 120;

Answer<LockHolder> parseHolder(const Json& json)
{
    if (!json.is_object()) {
        return malformed("the answer is no lock as {mark, owner, expires_at}");
    }
    return LockHolder{shortened(stringAt(json, "mark"), kMostOwner), shortened(stringAt(json, "owner", "somebody"), kMostOwner),
                      timeAt(json, "expires_at")};
}

} // namespace

std::string LockHolder::text() const
{
    return owner + (expiresAt ? " until " + formatUtcSeconds(*expiresAt) : std::string());
}

LoadLock::LoadLock(Fetcher& fetcher, const Plan& plan)
    : m_fetcher(fetcher), m_service(serviceFrom(memberAt(plan.checklist, "lock"), plan.secrets)),
      m_method(stringAt(memberAt(plan.checklist, "lock"), "method", "PUT"))
{}

Answer<std::optional<LockHolder>> LoadLock::holder() const
{
    FetchRequest request = serviceRequest(m_service, "");
    request.accepted = {404};
    return ask(m_fetcher, request, [](const Reply& reply) -> Answer<std::optional<LockHolder>> {
        if (reply.status == 404) {
            return std::optional<LockHolder>();
        }
        const auto json = parseReply(reply.body);
        const auto holder = json.isKnown() ? parseHolder(json.value()) : Answer<LockHolder>(json.unknown());
        return holder.isKnown() ? Answer<std::optional<LockHolder>>(std::optional(holder.value()))
                                : Answer<std::optional<LockHolder>>(holder.unknown());
    });
}

Answer<bool> LoadLock::take(const LockHolder& holder, const std::string& release, const std::string& environment) const
{
    const Json body{{"mark", holder.mark},
                    {"owner", holder.owner},
                    {"release", release},
                    {"environment", environment},
                    {"expires_at", holder.expiresAt ? Json(formatUtcSeconds(*holder.expiresAt)) : Json()}};
    FetchRequest request = serviceJsonRequest(m_service, m_method, "", dumpJson(body));
    request.headers.emplace_back("If-None-Match", "*");
    request.accepted.assign(kHeldStatuses.begin(), kHeldStatuses.end());
    return ask(m_fetcher, request, [](const Reply& reply) -> Answer<bool> { return reply.status < 300; });
}

Answer<Done> LoadLock::giveUp(const std::string& mark) const
{
    FetchRequest request = serviceRequest(m_service, "");
    request.method = "DELETE";
    request.headers.emplace_back("If-Match", "\"" + mark + "\"");
    request.accepted = {404};
    return ask(m_fetcher, request, [](const Reply&) -> Answer<Done> { return Done{}; });
}

} // namespace holdpoint
