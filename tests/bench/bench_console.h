// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QTemporaryDir>
#include <cstdio>
#include <cstdlib>

namespace holdpoint {

/// For a program that measures the console: offscreen, with settings and data of its own. Make it before the application.
class BenchHome
{
public:
    BenchHome()
    {
        if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
            qputenv("QT_QPA_PLATFORM", "offscreen");
        }
        qputenv("XDG_DATA_HOME", m_folder.path().toUtf8());
        qputenv("XDG_CONFIG_HOME", m_folder.path().toUtf8());
        QCoreApplication::setOrganizationName(QStringLiteral("holdpoint-bench"));
    }

private:
    QTemporaryDir m_folder;
};

/// With more programs than cores what is late is the scheduler's.
inline void printLoadAverage()
{
    double load[3] = {};
    if (getloadavg(load, 3) == 3) {
        std::printf("load average %.2f %.2f %.2f\n", load[0], load[1], load[2]);
    }
}

} // namespace holdpoint
