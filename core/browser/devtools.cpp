// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/browser/devtools.h"

#include <QNetworkProxy>
#include <utility>

namespace holdpoint {

namespace {

constexpr quint64 kLongestMessage = 64U << 20U; // events hold data: URLs in full

} // namespace

DevTools::DevTools()
{
    m_socket.setProxy(QNetworkProxy(QNetworkProxy::NoProxy));
    m_socket.setMaxAllowedIncomingMessageSize(kLongestMessage);
    m_socket.setMaxAllowedIncomingFrameSize(kLongestMessage);
    connect(&m_socket, &QWebSocket::connected, this, &DevTools::opened);
    connect(&m_socket, &QWebSocket::textMessageReceived, this, &DevTools::onMessage);
    connect(&m_socket, &QWebSocket::disconnected, this,
            [this] { lose(QStringLiteral("the DevTools connection to Chromium was lost")); });
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const auto errorSignal = &QWebSocket::errorOccurred;
#else
    const auto errorSignal = qOverload<QAbstractSocket::SocketError>(&QWebSocket::error);
#endif
    connect(&m_socket, errorSignal, this,
            [this] { lose(QStringLiteral("the DevTools connection to Chromium was lost: ") + m_socket.errorString()); });
}

DevTools::~DevTools()
{
    m_socket.disconnect(this);
}

void DevTools::open(const QUrl& url)
{
    m_socket.open(url);
}

void DevTools::call(const std::string& session, const std::string& method, Json params, QObject* context, Reply reply)
{
    Json message{{"id", ++m_lastId}, {"method", method}, {"params", std::move(params)}};
    if (!session.empty()) {
        message["sessionId"] = session;
    }
    m_waiting[m_lastId] = {context, std::move(reply)};
    m_socket.sendTextMessage(QString::fromStdString(dumpJson(message)));
}

void DevTools::tell(const std::string& session, const std::string& method, Json params)
{
    call(session, method, std::move(params), this, [](const Json&, const std::string&) {});
}

void DevTools::listen(const std::string& session, Listener listener)
{
    if (listener) {
        m_listeners[session] = std::move(listener);
    } else {
        m_listeners.erase(session);
    }
}

void DevTools::onMessage(const QString& text)
{
    const QByteArray bytes = text.toUtf8();
    const auto json =
        parseJson(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())), "a DevTools message");
    if (!json || !json->is_object()) {
        lose(QStringLiteral("Chromium sent a DevTools message that is no JSON object"));
        return;
    }
    if (!json->contains("id")) {
        const auto listener = m_listeners.find(stringAt(*json, "sessionId"));
        if (listener != m_listeners.end()) {
            const Listener tellIt = listener->second; // it may end itself
            tellIt(stringAt(*json, "method"), memberAt(*json, "params"));
        }
        return;
    }
    const auto found = m_waiting.find(integerAt(*json, "id"));
    if (found == m_waiting.end()) {
        return;
    }
    const Waiting waiting = std::move(found->second);
    m_waiting.erase(found);
    if (!waiting.context.isNull()) {
        const bool isError = json->contains("error");
        waiting.reply(memberAt(*json, "result"), isError ? stringAt(memberAt(*json, "error"), "message", "refused") : "");
    }
}

void DevTools::lose(const QString& why)
{
    if (!std::exchange(m_isLost, true)) {
        Q_EMIT lost(why);
    }
}

} // namespace holdpoint
