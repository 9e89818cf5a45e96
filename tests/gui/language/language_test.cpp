// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/language.h"

#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QCoreApplication>
#include <QProcess>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

/// Ends in English, whatever a test chose.
class LanguageTest : public testing::Test
{
protected:
    ~LanguageTest() override { installLanguage(QStringLiteral("en")); }
};

TEST_F(LanguageTest, AWishCountsMoreThanTheSystem)
{
    EXPECT_EQ(languageFor(QStringLiteral("de"), {QStringLiteral("en-US"), QStringLiteral("en")}), QStringLiteral("de"));
    EXPECT_EQ(languageFor(QStringLiteral("en"), {QStringLiteral("de-DE"), QStringLiteral("de")}), QStringLiteral("en"));
}

TEST_F(LanguageTest, TheSystemsFirstLanguageThatTheConsoleSpeaksIsTaken)
{
    const QString system = QStringLiteral("system");
    EXPECT_EQ(languageFor(system, {QStringLiteral("de-AT"), QStringLiteral("de")}), QStringLiteral("de"));
    EXPECT_EQ(languageFor(system, {QStringLiteral("fr-CH"), QStringLiteral("fr"), QStringLiteral("de-CH")}),
              QStringLiteral("de"));
    EXPECT_EQ(languageFor(system, {QStringLiteral("en-GB"), QStringLiteral("de-DE")}), QStringLiteral("en"));
    EXPECT_EQ(languageFor(system, {QStringLiteral("fr-FR"), QStringLiteral("fr")}), QStringLiteral("en"));
    EXPECT_EQ(languageFor(system, {}), QStringLiteral("en"));
    EXPECT_EQ(languageFor(QStringLiteral("klingon"), {QStringLiteral("de")}), QStringLiteral("de")) << "as the system";
}

TEST_F(LanguageTest, TextsChangeWithTheLanguageAndCountsHaveTheirPluralForms)
{
    ASSERT_TRUE(installLanguage(QStringLiteral("de")));
    EXPECT_EQ(lookOf(ItemState::Pass).word, QStringLiteral(u"ERF\u00DCLLT"));
    EXPECT_EQ(gateTitle(Gate::SignOff), QStringLiteral("Abnahme"));
    EXPECT_EQ(ageText(std::chrono::hours{24 * 3}), QStringLiteral(u"3\u00A0Tage"));
    EXPECT_EQ(keyText(QStringLiteral("Ctrl+Shift+Up, Space")), QStringLiteral("Strg+Umschalt+Auf, Leertaste"));

    ASSERT_TRUE(installLanguage(QStringLiteral("en")));
    EXPECT_EQ(lookOf(ItemState::Pass).word, QStringLiteral("PASS"));
    EXPECT_EQ(ageText(std::chrono::hours{24 * 3}), QStringLiteral(u"3\u00A0days"));
    EXPECT_EQ(keyText(QStringLiteral("Ctrl+Shift+Up, Space")), QStringLiteral("Ctrl+Shift+Up, Space"));

    EXPECT_FALSE(installLanguage(QStringLiteral("fr")));
}

/// The console with these words; no window.
std::pair<int, std::string> console(const QStringList& words, const QStringList& environment = {})
{
    QProcess program;
    program.setEnvironment(QProcess::systemEnvironment() + QStringList{QStringLiteral("QT_QPA_PLATFORM=offscreen")} +
                           environment);
    program.setProcessChannelMode(QProcess::MergedChannels);
    program.start(QStringLiteral(HOLDPOINT_BINARY_DIR "/bin/holdpoint"), words);
    EXPECT_TRUE(program.waitForFinished(60000)) << program.errorString().toStdString();
    return {program.exitCode(), program.readAll().toStdString()};
}

TEST_F(LanguageTest, TheCommandLineChoosesAndElseTheSystem)
{
    const std::string german = "Sprache der Texte";
    const QString help = QStringLiteral("--help");
    const QString option = QStringLiteral("--language");
    EXPECT_THAT(console({help, option, QStringLiteral("de")}).second, testing::HasSubstr(german));
    EXPECT_THAT(console({help, option + QStringLiteral("=de")}).second, testing::HasSubstr(german));
    const QStringList system{QStringLiteral("LANGUAGE=de_AT:en"), QStringLiteral("LANG=C.UTF-8")};
    EXPECT_THAT(console({help}, system).second, testing::HasSubstr(german));
    EXPECT_THAT(console({help, option, QStringLiteral("en")}, system).second, testing::Not(testing::HasSubstr(german)));

    const auto [code, text] = console({option, QStringLiteral("fr")});
    EXPECT_EQ(code, 2);
    EXPECT_THAT(text, testing::HasSubstr("there is no language `fr`: de, en or system"));
}

} // namespace
} // namespace holdpoint
