// SPDX-License-Identifier: GPL-3.0-or-later
// The endpoints under /api and /health: what the platform's users call.
#include "app/staging/service.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/base/units.h"

namespace holdpoint::staging {

namespace {

constexpr std::size_t kLongestName = 256;
constexpr int kLastPage = 100'000;

/// A member that is a text of 1 to 256 bytes, else empty.
std::string nameIn(const Json& body, std::string_view key)
{
    std::string name = stringAt(body, key);
    return name.size() <= kLongestName ? name : std::string();
}

std::string toJson(const Event& event)
{
    return "{\"id\":" + std::to_string(event.id) + ",\"title\":\"" + jsonEscape(event.title) + "\",\"venue\":\"" +
           jsonEscape(event.venue) + "\",\"starts_at\":\"" + event.startsAt +
           "\",\"capacity\":" + std::to_string(event.capacity) + ",\"attendance\":" + std::to_string(event.attendees.size()) +
           "}";
}

std::string toJson(const Subscription& subscription)
{
    return "{\"id\":" + std::to_string(subscription.id) + ",\"plan\":\"" + jsonEscape(subscription.plan) +
           "\",\"status\":\"active\"}";
}

Response noSuchEvent(std::string_view id)
{
    return errorResponse(404, "there is no event `" + shortened(id, 40) + "`");
}

} // namespace

Response Service::health() const
{
    return jsonResponse(200, R"({"status":"ok","version":")" + jsonEscape(m_version) + "\"}");
}

Response Service::search(const Request& request)
{
    const std::string query = queryValue(request.query, "q");
    const std::string pageText = queryValue(request.query, "page");
    const auto page = pageText.empty() ? Result<std::int64_t>(1) : parseInteger(pageText);
    if (query.size() > kLongestName) {
        return errorResponse(400, "q is longer than 256 bytes");
    }
    if (!page || *page < 1 || *page > kLastPage) {
        return errorResponse(400, "page `" + shortened(pageText, 40) + "` is not a number from 1 to 100000");
    }
    return jsonResponse(200, m_searchCache.answer(query, static_cast<int>(*page)));
}

Response Service::login(const Request& request) const
{
    const auto body = parseJson(request.body, "the login");
    const std::string user = body ? nameIn(*body, "user") : std::string();
    if (user.empty() || nameIn(*body, "password").empty()) {
        return errorResponse(400, R"(send {"user":"...","password":"..."}, each of 1 to 256 bytes)");
    }
    return jsonResponse(200, "{\"token\":\"" + m_platform.issueToken(user) + "\"}");
}

Response Service::apiEvents() const
{
    std::string body = "{\"events\":[";
    for (const Event& event : m_platform.events()) {
        body += event.id == 1 ? "" : ",";
        body += toJson(event);
    }
    return jsonResponse(200, body + "]}");
}

Response Service::apiEvent(std::string_view id)
{
    const Event* event = m_platform.event(id);
    return event != nullptr ? jsonResponse(200, toJson(*event)) : noSuchEvent(id);
}

Response Service::rsvp(std::string_view id, const Request& request)
{
    Event* event = m_platform.event(id);
    if (event == nullptr) {
        return noSuchEvent(id);
    }
    const auto body = parseJson(request.body, "the RSVP");
    const std::string user = body ? nameIn(*body, "user") : std::string();
    if (user.empty()) {
        return errorResponse(400, R"(send {"user":"..."} of 1 to 256 bytes)");
    }
    const auto rule = faults().isOverbooking ? CapacityRule::Ignored : CapacityRule::Enforced;
    const RsvpOutcome outcome = Platform::rsvp(*event, user, rule);
    const std::string counts =
        "\",\"event\":" + std::to_string(event->id) + ",\"attendance\":" + std::to_string(event->attendees.size()) + "}";
    switch (outcome) {
    case RsvpOutcome::Accepted:
        return jsonResponse(201, "{\"status\":\"accepted" + counts);
    case RsvpOutcome::Repeated:
        return jsonResponse(200, "{\"status\":\"already accepted" + counts);
    case RsvpOutcome::Full:
        break;
    }
    return jsonResponse(409, "{\"status\":\"full" + counts);
}

Response Service::attendance(std::string_view id)
{
    const Event* event = m_platform.event(id);
    if (event == nullptr) {
        return noSuchEvent(id);
    }
    return jsonResponse(200, "{\"event\":" + std::to_string(event->id) +
                                 ",\"attendance\":" + std::to_string(event->attendees.size()) +
                                 ",\"capacity\":" + std::to_string(event->capacity) + "}");
}

Response Service::subscriptions(const Request& request, Method method)
{
    const std::string user = m_platform.userOf(request.header("Authorization"));
    if (user.empty()) {
        Response response = errorResponse(401, "send Authorization: Bearer with a token of POST /api/auth/login");
        response.headers = "WWW-Authenticate: Bearer\r\n";
        return response;
    }
    if (method == Method::Post) {
        const auto body = parseJson(request.body, "the subscription");
        std::string plan = body ? nameIn(*body, "plan") : std::string();
        if (plan.empty()) {
            return errorResponse(400, R"(send {"plan":"..."} of 1 to 256 bytes)");
        }
        return jsonResponse(201, toJson(m_platform.subscribe(user, std::move(plan))));
    }
    std::string all;
    for (const Subscription& one : m_platform.subscriptionsOf(user)) {
        all += all.empty() ? "" : ",";
        all += toJson(one);
    }
    return jsonResponse(200, "{\"subscriptions\":[" + all + "]}");
}

} // namespace holdpoint::staging
