// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/checklist/import_dialog.h"

#include "core/base/file.h"
#include "core/session/checklist_files.h"
#include "tests/support/gui.h"
#include "tests/support/sample_release.h"
#include "ui/style/holdpoint_style.h"
#include "ui/style/parts.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using test::child;
using testing::HasSubstr;

constexpr const char* kList = "# Our release\n\n## Before\n\n- [ ] Cache is warm\n- [ ] Pager is on\n\n## After\n\n- [ ] Party\n";

class ImportDialogTest : public testing::Test
{
protected:
    ImportDialogTest()
    {
        applyTheme(QStringLiteral("light"));
        EXPECT_TRUE(QDir().mkpath(folder.filePath(QStringLiteral("plan"))));
        EXPECT_TRUE(writeFileAtomically(list().toStdString(), kList));
    }
    QString list() const { return folder.filePath(QStringLiteral("ours.md")); }
    QString made() const { return folder.filePath(QStringLiteral("plan/ours.checklist.yaml")); }
    static void fill(QDialog& dialog, const char* field, const QString& text)
    {
        child<QLineEdit>(dialog, field).clear();
        QTest::keyClicks(&child<QLineEdit>(dialog, field), text);
    }

    QTemporaryDir folder;
};

TEST_F(ImportDialogTest, ItSaysWhatTheListBecomesAndNamesTheTemplateInThePlan)
{
    std::string used;
    ImportChecklistDialog dialog(folder.filePath(QStringLiteral("plan")).toStdString(), [&used](const std::string& name) {
        used = name;
        return Result<>();
    });
    dialog.show();
    EXPECT_FALSE(child<Button>(dialog, "importChecklist").isEnabled());

    fill(dialog, "markdownFile", list());
    EXPECT_THAT(child<QLabel>(dialog, "summary").text().remove(QChar(0x200B)).toStdString(),
                HasSubstr("Our release: 3 boxes in 2 sections."));
    EXPECT_EQ(child<QLineEdit>(dialog, "templateFile").text(), made());
    child<QComboBox>(dialog, "gate").setCurrentIndex(0);
    QTest::mouseClick(&child<Button>(dialog, "importChecklist"), Qt::LeftButton);

    EXPECT_EQ(dialog.result(), QDialog::Accepted);
    EXPECT_EQ(used, "ours.checklist.yaml");
    const auto written = openTemplate(made().toStdString(), {});
    ASSERT_TRUE(written) << written.error().message;
    EXPECT_EQ(written->boxCount(), 3U);
    EXPECT_EQ(written->document, kList);
    EXPECT_EQ(written->items.front().gate, Gate::GoForLoad);
}

TEST_F(ImportDialogTest, AnotherDocumentOfThatNameIsNeverTouched)
{
    ASSERT_TRUE(writeFileAtomically(folder.filePath(QStringLiteral("plan/ours.md")).toStdString(), "- [ ] mine\n"));
    ImportChecklistDialog dialog(folder.filePath(QStringLiteral("plan")).toStdString(),
                                 [](const std::string&) { return Result<>(); });
    dialog.show();
    fill(dialog, "markdownFile", list());
    QTest::mouseClick(&child<Button>(dialog, "importChecklist"), Qt::LeftButton);

    EXPECT_THAT(child<QLabel>(dialog, "fault").text().remove(QChar(0x200B)).toStdString(), HasSubstr("is another document"));
    EXPECT_TRUE(dialog.isVisible());
    EXPECT_FALSE(QFile::exists(made()));
}

TEST_F(ImportDialogTest, AFileWithoutBoxesSaysSo)
{
    ASSERT_TRUE(writeFileAtomically(list().toStdString(), "# Only words\n"));
    ImportChecklistDialog dialog({}, [](const std::string&) { return Result<>(); });
    dialog.show();
    EXPECT_FALSE(child<QCheckBox>(dialog, "useChecklist").isVisible()) << "no plan is open";
    fill(dialog, "markdownFile", list());

    EXPECT_FALSE(child<QLabel>(dialog, "fault").text().isEmpty());
    EXPECT_FALSE(child<Button>(dialog, "importChecklist").isEnabled());
}

TEST_F(ImportDialogTest, TheExportedChecklistIsItsDocumentWithWhatIsTrueNow)
{
    test::SampleRelease release;
    std::string confirmed;
    for (const ItemView& item : release.session().checklist().items) {
        if (item.canConfirm && item.definition->kind == ItemKind::Manual && confirmed.empty()) {
            confirmed = item.definition->id;
        }
    }
    ASSERT_TRUE(release.session().confirm(confirmed, test::sampleQa(), "seen"));
    const QString file = release.file(QStringLiteral("checklist.md"));

    const auto written = exportChecklist(release.session(), file.toStdString(), test::sampleQa());

    ASSERT_TRUE(written) << written.error().message;
    const auto text = readFile(file.toStdString());
    ASSERT_TRUE(text);
    EXPECT_THAT(*text, HasSubstr("- [x] "));
    const auto rows = release.session().dossier().audit();
    ASSERT_TRUE(rows);
    EXPECT_THAT(rows->back().text, HasSubstr("checklist exported"));
}

} // namespace
} // namespace holdpoint
