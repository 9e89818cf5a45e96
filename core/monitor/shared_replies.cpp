// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/shared_replies.h"

#include "core/base/units.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kKept = std::size_t{64} << 20U; // bytes of bodies; what is beyond is asked again

bool isNoAnswer(const Reply& reply)
{
    using Kind = Unknown::Kind;
    return reply.unknown && reply.status == 0 &&
           (reply.unknown->kind == Kind::Unreachable || reply.unknown->kind == Kind::Timeout || reply.unknown->kind == Kind::Tls);
}

bool isCancelled(const Reply& reply)
{
    return reply.unknown && reply.unknown->kind == Unknown::Kind::Cancelled;
}

bool accepts(const FetchRequest& request, int status)
{
    return status / 100 == 2 || std::find(request.accepted.begin(), request.accepted.end(), status) != request.accepted.end();
}

/// What one asker was answered, as another one reads it who calls other statuses a success.
Reply readAs(Reply reply, const FetchRequest& asked, const FetchRequest& request, const Clock& clock)
{
    const bool wasSuccess = accepts(asked, reply.status);
    if (reply.status != 0 && wasSuccess != accepts(request, reply.status)) {
        reply.unknown = wasSuccess ? std::optional(statusUnknown(reply, clock.wallNow())) : std::nullopt;
    }
    return reply;
}

Reply tooLate(const FetchRequest& request, const Clock& clock)
{
    Reply reply;
    reply.unknown = unknown(Unknown::Kind::Timeout, "no answer within " + formatDuration(request.limits.whole));
    reply.evidence.method = request.method;
    reply.evidence.at = clock.wallNow();
    return reply;
}

} // namespace

Reply SharedReplies::get(const FetchRequest& request, const Clock& clock, const std::function<Reply()>& fetch)
{
    const SteadyTime end = clock.steadyNow() + request.limits.whole;
    const bool isShared = request.isRepeatable && !request.isFresh;
    const std::string key = isShared ? request.identity() : std::string();
    std::unique_lock lock(m_mutex);
    std::shared_ptr<Entry> entry;
    if (isShared) {
        auto& known = m_entries[key];
        if (known != nullptr) {
            entry = known; // the map may lose it meanwhile
            return m_changed.wait_until(lock, end, [&entry] { return entry->isDone; })
                       ? readAs(entry->reply, entry->asked, request, clock)
                       : tooLate(request, clock);
        }
        entry = known = std::make_shared<Entry>();
        entry->asked = request;
    }
    Reply reply = askService(lock, request, end, clock, fetch);
    if (entry != nullptr) {
        const bool isKept = !isCancelled(reply) && m_bytes + reply.body.size() <= kKept;
        m_bytes += isKept ? reply.body.size() : 0;
        if (!isKept) {
            m_entries.erase(key);
        }
        entry->reply = reply;
        entry->isDone = true;
        m_changed.notify_all();
    }
    return reply;
}

/// Locked at its begin and its end, free while it waits or asks.
Reply SharedReplies::askService(std::unique_lock<std::mutex>& lock, const FetchRequest& request, SteadyTime end,
                                const Clock& clock, const std::function<Reply()>& fetch)
{
    if (request.service.empty()) {
        lock.unlock();
        Reply reply = fetch();
        lock.lock();
        return reply;
    }
    Contact& contact = m_contacts[request.service]; // stays where it is until clear()
    if (!m_changed.wait_until(lock, end, [&contact] { return !contact.isFirstUnderWay; })) {
        return tooLate(request, clock);
    }
    if (contact.down) {
        return *contact.down;
    }
    const bool isFirst = !contact.hasAnswered;
    contact.isFirstUnderWay = isFirst;
    lock.unlock();
    Reply reply = fetch();
    lock.lock();
    if (isNoAnswer(reply)) {
        contact.down = reply;
    } else if (!isCancelled(reply)) {
        contact.hasAnswered = true;
    }
    if (isFirst) {
        contact.isFirstUnderWay = false;
        m_changed.notify_all();
    }
    return reply;
}

void SharedReplies::clear()
{
    const std::lock_guard lock(m_mutex);
    m_entries.clear();
    m_contacts.clear();
    m_bytes = 0;
}

} // namespace holdpoint
