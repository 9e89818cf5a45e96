// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QTemporaryDir>
#include <array>
#include <clocale>
#include <cstdio>
#include <gtest/gtest.h>

namespace holdpoint::test {

/// A German locale of the C library in a folder of its own (Debian's `locales` brings what it is made of), as long as it lives.
class GermanLocale
{
public:
    GermanLocale()
    {
        QProcess make;
        make.start(QStringLiteral("localedef"), {QStringLiteral("-i"), QStringLiteral("de_DE"), QStringLiteral("-f"),
                                                 QStringLiteral("UTF-8"), m_folder.filePath(QStringLiteral("de_DE.UTF-8"))});
        EXPECT_TRUE(make.waitForFinished(120000) && make.exitCode() == 0) << make.readAllStandardError().toStdString();
        qputenv("LOCPATH", m_folder.path().toLocal8Bit());
    }
    ~GermanLocale()
    {
        std::setlocale(LC_ALL, "C");
        qunsetenv("LOCPATH");
    }
    GermanLocale(const GermanLocale&) = delete;
    GermanLocale& operator=(const GermanLocale&) = delete;

    /// Of this process: printf() writes "0,5" then.
    void use() const
    {
        ASSERT_NE(std::setlocale(LC_ALL, "de_DE.UTF-8"), nullptr) << "the package `locales` is missing";
        std::array<char, 8> text{};
        std::snprintf(text.data(), text.size(), "%.1f", 0.5);
        ASSERT_STREQ(text.data(), "0,5");
    }
    QString folder() const { return m_folder.path(); }

private:
    QTemporaryDir m_folder;
};

} // namespace holdpoint::test
