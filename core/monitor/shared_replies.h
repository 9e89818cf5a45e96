// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/fetch_request.h"
#include "core/monitor/reply_rules.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace holdpoint {

/// Replies that several askers share for a while: the same question is asked once, also by two at the same time, and a service
/// that gave no answer at all is not asked again, whoever wants to. Not shared: what is not repeatable, what is fresh.
/// Thread-safe.
class SharedReplies
{
public:
    /// Blocks until there is a reply, at most for the request's own time limit where another asker is at it.
    Reply get(const FetchRequest& request, const Clock& clock, const std::function<Reply()>& fetch);
    /// Forgets all of them. Nobody may be in get().
    void clear();

private:
    struct Entry
    {
        bool isDone = false;
        FetchRequest asked;
        Reply reply;
    };
    /// A service by its base URL. Before its first answer only one asker is let to it.
    struct Contact
    {
        bool isFirstUnderWay = false;
        bool hasAnswered = false;
        std::optional<Reply> down; // what came of the question that showed it
    };

    Reply askService(std::unique_lock<std::mutex>& lock, const FetchRequest& request, SteadyTime end, const Clock& clock,
                     const std::function<Reply()>& fetch);

    std::mutex m_mutex; // guards all below
    std::condition_variable m_changed;
    std::map<std::string, std::shared_ptr<Entry>> m_entries; // by the request's identity
    std::map<std::string, Contact> m_contacts;
    std::size_t m_bytes = 0; // of the bodies that are kept
};

} // namespace holdpoint
