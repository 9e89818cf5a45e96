// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QList>
#include <QString>
#include <functional>
#include <optional>
#include <vector>

namespace holdpoint::test {

/// An object of AT-SPI: whose, and where.
struct AccessibleReference
{
    QString service;
    QDBusObjectPath path;
};

inline QDBusArgument& operator<<(QDBusArgument& argument, const AccessibleReference& reference)
{
    argument.beginStructure();
    argument << reference.service << reference.path;
    argument.endStructure();
    return argument;
}

inline const QDBusArgument& operator>>(const QDBusArgument& argument, AccessibleReference& reference)
{
    argument.beginStructure();
    argument >> reference.service >> reference.path;
    argument.endStructure();
    return argument;
}

/// What a screen reader hears of one widget.
struct AccessibleNode
{
    AccessibleReference reference;
    QString name;
    QString description;
    QString role;
    bool isShowing = false;
};

/// A program's window as assistive technology sees it: asks its tree over the accessibility bus, presses its buttons.
class AccessibleTree
{
public:
    /// The bus that org.a11y.Bus of this session names; it is started by asking. Not connected: isConnected() says so.
    explicit AccessibleTree(const QString& sessionAddress)
    {
        qDBusRegisterMetaType<AccessibleReference>();
        qDBusRegisterMetaType<QList<AccessibleReference>>();
        QDBusConnection session = QDBusConnection::connectToBus(sessionAddress, QStringLiteral("holdpoint-session"));
        const QDBusMessage answer =
            session.call(QDBusMessage::createMethodCall(QStringLiteral("org.a11y.Bus"), QStringLiteral("/org/a11y/bus"),
                                                        QStringLiteral("org.a11y.Bus"), QStringLiteral("GetAddress")));
        if (answer.type() == QDBusMessage::ReplyMessage) {
            m_bus = QDBusConnection::connectToBus(answer.arguments().value(0).toString(), QStringLiteral("holdpoint-a11y"));
        }
    }
    bool isConnected() const { return m_bus && m_bus->isConnected(); }

    /// Every node of the program of this name, parents first; lists of more than `longest` entries are not gone into.
    std::vector<AccessibleNode> nodes(const QString& program, int longest = 200) const
    {
        std::vector<AccessibleNode> found;
        const AccessibleReference desktop{QStringLiteral("org.a11y.atspi.Registry"),
                                          QDBusObjectPath(QStringLiteral("/org/a11y/atspi/accessible/root"))};
        for (const AccessibleReference& application : children(desktop)) {
            if (property(application, QStringLiteral("Name")).toString() == program) {
                add(application, longest, found);
            }
        }
        return found;
    }
    /// The node's first action; false if it has none.
    bool press(const AccessibleNode& node) const
    {
        const QDBusMessage answer =
            call(node.reference, QStringLiteral("org.a11y.atspi.Action"), QStringLiteral("DoAction"), {0});
        return answer.type() == QDBusMessage::ReplyMessage && answer.arguments().value(0).toBool();
    }

private:
    static constexpr quint32 kShowing = quint32{1} << 25U; // ATSPI_STATE_SHOWING

    QDBusMessage call(const AccessibleReference& of, const QString& interface, const QString& method,
                      const QVariantList& arguments = {}) const
    {
        QDBusMessage message = QDBusMessage::createMethodCall(of.service, of.path.path(), interface, method);
        message.setArguments(arguments);
        return m_bus->call(message, QDBus::Block, 5000);
    }
    QVariant property(const AccessibleReference& of, const QString& name) const
    {
        const QDBusMessage answer = call(of, QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"),
                                         {QStringLiteral("org.a11y.atspi.Accessible"), name});
        return answer.type() == QDBusMessage::ReplyMessage ? answer.arguments().value(0).value<QDBusVariant>().variant()
                                                           : QVariant();
    }
    QList<AccessibleReference> children(const AccessibleReference& of) const
    {
        const QDBusMessage answer = call(of, QStringLiteral("org.a11y.atspi.Accessible"), QStringLiteral("GetChildren"));
        return answer.type() == QDBusMessage::ReplyMessage
                   ? qdbus_cast<QList<AccessibleReference>>(answer.arguments().value(0).value<QDBusArgument>())
                   : QList<AccessibleReference>();
    }
    void add(const AccessibleReference& reference, int longest, std::vector<AccessibleNode>& found) const
    {
        AccessibleNode node;
        node.reference = reference;
        node.name = property(reference, QStringLiteral("Name")).toString();
        node.description = property(reference, QStringLiteral("Description")).toString();
        node.role = call(reference, QStringLiteral("org.a11y.atspi.Accessible"), QStringLiteral("GetRoleName"))
                        .arguments()
                        .value(0)
                        .toString();
        const QDBusMessage state = call(reference, QStringLiteral("org.a11y.atspi.Accessible"), QStringLiteral("GetState"));
        const auto states = state.type() == QDBusMessage::ReplyMessage
                                ? qdbus_cast<QList<quint32>>(state.arguments().value(0).value<QDBusArgument>())
                                : QList<quint32>();
        node.isShowing = (states.value(0) & kShowing) != 0;
        found.push_back(node);
        if (property(reference, QStringLiteral("ChildCount")).toInt() > longest) {
            return;
        }
        for (const AccessibleReference& child : children(reference)) {
            add(child, longest, found);
        }
    }

    std::optional<QDBusConnection> m_bus;
};

} // namespace holdpoint::test

Q_DECLARE_METATYPE(holdpoint::test::AccessibleReference)
