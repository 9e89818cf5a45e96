// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "tests/support/loopback_listener.h"

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace holdpoint::test {

struct ContractRequest
{
    std::string method;
    std::string path; // decoded, without the query
    std::multimap<std::string, std::string> query;
    std::map<std::string, std::string> headers; // names in lower case
    std::string body;

    std::string header(const std::string& name) const;
    /// The first value, empty if there is none.
    std::string item(const std::string& name) const;
};

struct ContractReply
{
    int status = 200;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string type = "application/json";
};

/// Grafana, Sentry, Slack, PagerDuty, GitHub, GitLab, Jaeger and an OTLP collector on one loopback port, each below its own path
/// (/grafana, /sentry, /slack, /events, /pagerduty, /alertmanager, /lock, /github, /gitlab, /jaeger, /otlp). It enforces the
/// documented requests (method, path, headers, body, units of time): what breaks them is answered 400 and kept in violations().
/// The next token is asked for.
class ContractServer
{
public:
    static constexpr const char* kToken = "contract-token-4711";
    static constexpr const char* kRoutingKey = "0123456789abcdef0123456789abcdef";
    static constexpr const char* kHook = "/slack/services/T0/B0/hook-secret-99";

    ContractServer();
    ~ContractServer();
    ContractServer(const ContractServer&) = delete;
    ContractServer& operator=(const ContractServer&) = delete;

    std::string url(const std::string& path = "") const { return "http://127.0.0.1:" + std::to_string(m_listener.port()) + path; }

    /// Answers requests whose path begins so with these replies first, one each.
    void script(const std::string& path, std::deque<ContractReply> replies);
    /// Requests whose path begins so are taken in and done, but never answered: their sender sees how that ends.
    void leaveUnanswered(const std::string& path);
    void answerAgain();
    /// Every answer from now on takes so long.
    void answerSlowly(std::chrono::milliseconds delay) { m_delayMs = static_cast<int>(delay.count()); }
    /// Slack's token lacks channels:history, so that a channel cannot be read.
    void setSlackCannotRead() { m_canSlackRead = false; }
    /// Answers GETs of this path so, instead of the documented example.
    void set(const std::string& path, const Json& answer);
    /// Jaeger answers v1 only, as before v1.57 and as other stores do.
    void setJaegerV1Only() { m_isJaegerV1 = true; }

    std::vector<std::string> violations() const;
    /// As they came, oldest first.
    std::vector<ContractRequest> requests() const;
    std::size_t count(const std::string& path) const;

private:
    friend struct ContractRules;

    void acceptLoop();
    void serve(int connection);
    bool isUnanswered(const std::string& path) const;
    ContractReply answer(const ContractRequest& request);

    LoopbackListener m_listener;
    bool m_isJaegerV1 = false;
    std::atomic<int> m_delayMs = 0;
    mutable std::mutex m_mutex; // guards all below but the threads
    std::map<std::string, std::deque<ContractReply>> m_scripts;
    std::map<std::string, Json> m_answers;
    std::vector<std::string> m_violations;
    std::vector<ContractRequest> m_requests;
    std::set<std::string> m_unanswered;
    bool m_canSlackRead = true;
    std::vector<Json> m_messages;               // of Slack: {ts, text, thread_ts}
    std::vector<Json> m_changes;                // of PagerDuty
    std::vector<Json> m_silences;               // of Alertmanager
    Json m_lock;                                // null: nobody holds it
    std::map<std::int64_t, Json> m_annotations; // of Grafana, by id
    std::map<std::string, Json> m_spans;        // of the collector, by trace id: its whole request
    std::set<int> m_open;
    std::vector<std::thread> m_connections; // accept thread only, until joined
    std::thread m_acceptor;
};

} // namespace holdpoint::test
