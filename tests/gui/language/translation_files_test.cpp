// SPDX-License-Identifier: GPL-3.0-or-later
// The .ts files against the sources and against themselves.
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QXmlStreamReader>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

struct Message
{
    QString context;
    QString source;
    QString comment;
    QString type;      // "unfinished", "obsolete", "vanished"; empty: finished
    QStringList forms; // two where the source has %n
    bool isPlural = false;

    std::string name() const { return (context + QStringLiteral(": ") + source).toStdString(); }
};

QString tsFile(const QString& language)
{
    return QStringLiteral(HOLDPOINT_SOURCE_DIR "/resources/translations/holdpoint_%1.ts").arg(language);
}

void readTranslation(QXmlStreamReader& xml, Message& message)
{
    message.type = xml.attributes().value(QLatin1String("type")).toString();
    if (!message.isPlural) {
        message.forms << xml.readElementText();
        return;
    }
    while (xml.readNextStartElement()) { // numerusform
        message.forms << xml.readElementText();
    }
}

Message readMessage(QXmlStreamReader& xml, const QString& context)
{
    Message message;
    message.context = context;
    message.isPlural = xml.attributes().value(QLatin1String("numerus")) == QLatin1String("yes");
    while (xml.readNextStartElement()) {
        if (xml.name() == QLatin1String("source")) {
            message.source = xml.readElementText();
        } else if (xml.name() == QLatin1String("comment")) {
            message.comment = xml.readElementText();
        } else if (xml.name() == QLatin1String("translation")) {
            readTranslation(xml, message);
        } else {
            xml.skipCurrentElement();
        }
    }
    return message;
}

QList<Message> messagesOf(const QString& path)
{
    QFile file(path);
    EXPECT_TRUE(file.open(QIODevice::ReadOnly)) << path.toStdString();
    QXmlStreamReader xml(&file);
    QList<Message> messages;
    QString context;
    while (!xml.atEnd()) {
        xml.readNext();
        if (xml.isStartElement() && xml.name() == QLatin1String("name")) {
            context = xml.readElementText();
        } else if (xml.isStartElement() && xml.name() == QLatin1String("message")) {
            messages << readMessage(xml, context);
        }
    }
    EXPECT_FALSE(xml.hasError()) << path.toStdString() << ": " << xml.errorString().toStdString();
    return messages;
}

/// What must be the same in every language, sorted: placeholders, tags, mnemonics, lines, and how the text ends.
QStringList skeletonOf(const QString& text)
{
    static const QRegularExpression kPart(QStringLiteral("%L?[0-9n]|</?[a-z][^>]*>|&(?=\\w)|\\n|\\t|\\$\\{[A-Z]*\\}"));
    QStringList parts;
    for (auto found = kPart.globalMatch(text); found.hasNext();) {
        parts << found.next().captured();
    }
    parts.sort();
    parts << (text.endsWith(QChar(0x2026)) ? QStringLiteral("...") : QString());
    parts << (text.startsWith(QLatin1Char(' ')) ? QStringLiteral("space before") : QString());
    parts << (text.endsWith(QLatin1Char(' ')) ? QStringLiteral("space after") : QString());
    parts << (text.endsWith(QLatin1Char('.')) && text.size() > 8 ? QStringLiteral("full stop") : QString());
    return parts;
}

class TranslationFilesTest : public testing::TestWithParam<const char*>
{
protected:
    QString language() const { return QString::fromLatin1(GetParam()); }
};

TEST_P(TranslationFilesTest, EveryTextIsTranslatedAndStillUsed)
{
    const QList<Message> messages = messagesOf(tsFile(language()));
    EXPECT_GT(messages.size(), 10);
    for (const Message& message : messages) {
        EXPECT_EQ(message.type.toStdString(), "") << message.name();
        for (const QString& form : message.forms) {
            EXPECT_FALSE(form.isEmpty()) << message.name();
        }
    }
}

TEST_P(TranslationFilesTest, PlaceholdersTagsAndPluralFormsAgreeWithTheSource)
{
    for (const Message& message : messagesOf(tsFile(language()))) {
        EXPECT_EQ(message.forms.size(), message.isPlural ? 2 : 1) << message.name();
        EXPECT_EQ(message.isPlural, message.source.contains(QLatin1String("%n"))) << message.name();
        for (qsizetype form = 0; form < message.forms.size(); ++form) {
            QStringList wanted = skeletonOf(message.source);
            QStringList found = skeletonOf(message.forms.at(form));
            if (form == 0) { // "a command" is a good singular
                wanted.removeAll(QStringLiteral("%n"));
                found.removeAll(QStringLiteral("%n"));
            }
            EXPECT_EQ(found, wanted) << message.name() << "\n  " << message.forms.at(form).toStdString();
        }
    }
}

TEST_P(TranslationFilesTest, TheSourcesHaveNoTextThatIsMissingInTheFile)
{
    const QTemporaryDir folder;
    const QString copy = folder.filePath(QStringLiteral("copy.ts"));
    ASSERT_TRUE(QFile::copy(tsFile(language()), copy));
    QStringList words{QStringLiteral("-silent"),
                      QStringLiteral("-locations"),
                      QStringLiteral("none"),
                      QStringLiteral("-I"),
                      QStringLiteral(HOLDPOINT_SOURCE_DIR),
                      QStringLiteral(HOLDPOINT_SOURCE_DIR "/ui"),
                      QStringLiteral(HOLDPOINT_SOURCE_DIR "/app/console")};
    if (language() == QLatin1String("en")) {
        words << QStringLiteral("-pluralonly");
    }
    QProcess lupdate;
    lupdate.setProcessChannelMode(QProcess::MergedChannels);
    lupdate.start(QStringLiteral(HOLDPOINT_LUPDATE), words << QStringLiteral("-ts") << copy);
    ASSERT_TRUE(lupdate.waitForFinished(60000)) << lupdate.errorString().toStdString();
    for (const QByteArray& line : lupdate.readAll().split('\n')) { // free functions have no class; the check below sees ::std
        if (!line.contains("Class 'holdpoint' lacks") && !line.contains("namespace/class ::std")) {
            EXPECT_EQ(line.toStdString(), "") << "lupdate cannot know the context of a tr()";
        }
    }
    EXPECT_EQ(lupdate.exitCode(), 0);
    for (const Message& message : messagesOf(copy)) {
        EXPECT_NE(message.context, QStringLiteral("std")) << message.name() << "\n  write holdpoint::tr() there";
        EXPECT_EQ(message.type.toStdString(), "")
            << message.name() << "\n  run `cmake --build BUILD --target update_translations`, then translate what is unfinished";
    }
}

INSTANTIATE_TEST_SUITE_P(Languages, TranslationFilesTest, testing::Values("de", "en"),
                         [](const testing::TestParamInfo<const char*>& language) { return std::string(language.param); });

} // namespace
} // namespace holdpoint
