// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/alarm_notifier.h"

#include "core/base/time_format.h"
#include "ui/shell/preferences.h"
#include "ui/style/status.h"

#include <QApplication>
#include <QSystemTrayIcon>
#include <QWidget>

namespace holdpoint {

AlarmNotifier::AlarmNotifier(QWidget* page) : QObject(page), m_page(page)
{
    show = [this](const QString& title, const QString& text, bool isUrgent) {
        if (m_tray == nullptr) {
            if (!QSystemTrayIcon::isSystemTrayAvailable() || !QSystemTrayIcon::supportsMessages()) {
                return; // the window's title, tab and list say it too
            }
            m_tray = new QSystemTrayIcon(QApplication::windowIcon(), this);
            connect(m_tray, &QSystemTrayIcon::messageClicked, this, [this] {
                m_page->window()->show();
                m_page->window()->raise();
                m_page->window()->activateWindow();
            });
        }
        m_tray->show();
        m_tray->showMessage(title, text, isUrgent ? QSystemTrayIcon::Critical : QSystemTrayIcon::Information);
    };
    sound = [] { QApplication::beep(); };
}

void AlarmNotifier::take(const AlarmRecord& alarm)
{
    const bool isCritical = alarm.severity == "critical";
    const bool isSilence = alarm.id.starts_with("silent-");
    if (alarm.to || (!isCritical && !isSilence)) {
        return;
    }
    if (m_told.insert(alarm.id + "#" + std::to_string(alarm.run) + "#" + formatUtc(alarm.from)).second) {
        say(isCritical ? tr("Critical alarm") : tr("A source is silent"), fromCore(alarm.sentence), isCritical);
    }
}

void AlarmNotifier::inform(const QString& title, const QString& text)
{
    if (!m_page->window()->isActiveWindow()) {
        QApplication::alert(m_page->window());
        show(title, text, false);
    }
}

void AlarmNotifier::say(const QString& title, const QString& text, bool isCritical)
{
    QApplication::alert(m_page->window());
    show(title, text, true);
    if (isCritical && loadPreferences().hasAlarmSound) {
        sound();
    }
}

} // namespace holdpoint
