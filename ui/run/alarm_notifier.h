// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/dossier.h"

#include <QObject>
#include <QString>
#include <functional>
#include <set>

class QSystemTrayIcon;
class QWidget;

namespace holdpoint {

/// Tells who looks elsewhere: a desktop notification for a critical alarm, a silent source, a rule that is about to stop the
/// load, a run that ended, a gate that can be decided, where the desktop has a place for it; one sound for a critical alarm if
/// the person wants it. Each alarm once.
class AlarmNotifier : public QObject
{
    Q_OBJECT

public:
    explicit AlarmNotifier(QWidget* page);

    void take(const AlarmRecord& alarm);
    void say(const QString& title, const QString& text, bool isCritical);
    /// What can wait: only while another window has the focus.
    void inform(const QString& title, const QString& text);
    /// Instead of the system's tray and bell, for tests.
    std::function<void(const QString& title, const QString& text, bool isUrgent)> show;
    std::function<void()> sound;

private:
    QWidget* m_page;
    QSystemTrayIcon* m_tray = nullptr; // made when it is first needed
    std::set<std::string> m_told;      // id, run and begin
};

} // namespace holdpoint
