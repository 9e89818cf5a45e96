// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QProcess>
#include <QString>

namespace holdpoint {

/// Keeps the machine from going to sleep while it is held: systemd-inhibit, which asks logind, as a child that ends with its
/// stdin, so also when this program dies. Owner's thread, needs an event loop, never blocks.
class WakeLock : public QObject
{
    Q_OBJECT

public:
    explicit WakeLock(QObject* parent = nullptr) : QObject(parent) {}
    /// Waits up to 1 s for a child that is just ending.
    ~WakeLock() override;

    /// `why` is shown by `systemd-inhibit --list`. told() follows only if the machine cannot be kept awake.
    void hold(const QString& why);
    void release();
    bool isHeld() const { return m_child != nullptr; }

Q_SIGNALS:
    /// Why nothing keeps it awake, and what to do.
    void told(const QString& sentence);

private:
    void start(const QString& program);
    /// The child ended although nobody let it go: it could not be taken.
    void ended();

    QString m_why;
    bool m_isOfLid = false; // a closed lid is held off too, which not every machine allows
    QProcess* m_child = nullptr;
    QPointer<QProcess> m_ending; // the one that was let go last
};

} // namespace holdpoint
