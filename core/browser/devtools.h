// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <QObject>
#include <QPointer>
#include <QWebSocket>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace holdpoint {

/// One connection to Chromium's DevTools protocol, with flat sessions (one for each page). One thread with an event loop.
class DevTools final : public QObject
{
    Q_OBJECT

public:
    /// `error` is empty if it worked.
    using Reply = std::function<void(const Json& result, const std::string& error)>;
    using Listener = std::function<void(const std::string& method, const Json& params)>;

    DevTools();
    ~DevTools() override;

    void open(const QUrl& url);
    /// An empty session is the browser itself. The reply comes unless `context` or the connection is gone first.
    void call(const std::string& session, const std::string& method, Json params, QObject* context, Reply reply);
    /// Nobody waits for the answer.
    void tell(const std::string& session, const std::string& method, Json params = Json::object());
    /// Events of one session go there; an empty one ends it.
    void listen(const std::string& session, Listener listener);
    /// Hands what was written to the system.
    void flush() { m_socket.flush(); }

Q_SIGNALS:
    void opened();
    void lost(const QString& why);

private:
    void onMessage(const QString& text);
    void lose(const QString& why);

    struct Waiting
    {
        QPointer<QObject> context;
        Reply reply;
    };
    QWebSocket m_socket;
    std::int64_t m_lastId = 0;
    std::map<std::int64_t, Waiting> m_waiting;
    std::map<std::string, Listener> m_listeners; // by session
    bool m_isLost = false;
};

} // namespace holdpoint
