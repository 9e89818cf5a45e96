// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of reference/ui.md §9 in the whole window: each stands on the sheet, none is taken twice, and pressed it does what the
// sheet says. That every line of the sheet has such a test is key_presses_test's.
#include "tests/gui/shell/keys_fixture.h"

namespace holdpoint {
namespace {

using test::child;

/// As the sheet writes it: one name for both Enter keys.
QString nameOf(const QKeySequence& keys)
{
    return keys.toString(QKeySequence::PortableText).replace(QStringLiteral("Enter"), QStringLiteral("Return"));
}

class UrlCatcher : public QObject
{
    Q_OBJECT

public:
    UrlCatcher()
    {
        QDesktopServices::setUrlHandler(QStringLiteral("http"), this, "take");
        QDesktopServices::setUrlHandler(QStringLiteral("https"), this, "take");
    }
    ~UrlCatcher() override
    {
        QDesktopServices::unsetUrlHandler(QStringLiteral("http"));
        QDesktopServices::unsetUrlHandler(QStringLiteral("https"));
    }
    QUrl url;

public Q_SLOTS:
    void take(const QUrl& wanted) { url = wanted; }
};

TEST_F(KeysTest, EveryShortcutOfTheProgramStandsOnTheSheetAndNoneIsTakenTwice)
{
    QSet<QString> everywhere;
    QHash<QString, QSet<QString>> onPage;
    for (const KeyLine& line : keyTable()) {
        for (const QString& key : line.keys) {
            EXPECT_EQ(nameOf(QKeySequence::fromString(key, QKeySequence::PortableText)), key) << "not a key";
            (line.page.isEmpty() ? everywhere : onPage[line.page]).insert(key);
        }
    }
    QSet<QString> ofMenus; // they act on every page
    for (const auto& keys : std::as_const(onPage)) {
        ofMenus += keys;
    }
    for (const QString& page : pages()) {
        window->showPage(page);
        test::settle();
        const QStringList keys = reachable();
        EXPECT_FALSE(keys.isEmpty());
        for (const QString& key : keys) {
            const QString name = nameOf(QKeySequence::fromString(key, QKeySequence::PortableText));
            EXPECT_TRUE(everywhere.contains(name) || ofMenus.contains(name))
                << key.toStdString() << " on " << page.toStdString() << " is not on the sheet";
            EXPECT_EQ(keys.count(key), 1) << key.toStdString() << " on " << page.toStdString()
                                          << " is taken twice: nothing happens";
        }
    }
}

TEST_F(KeysTest, KeysOfEveryPage)
{
    press(QStringLiteral("checklist"), QStringLiteral("Shift+F6"));
    EXPECT_TRUE(child<QListView>(*window, "route").hasFocus());
    press(QStringLiteral("checklist"), QStringLiteral("Ctrl+F"));
    EXPECT_TRUE(child<QLineEdit>(*window, "checklistFilter").hasFocus());
    press(QStringLiteral("report"), QStringLiteral("Ctrl+F"));
    EXPECT_EQ(shown(), QStringLiteral("checklist")) << "where there is nothing to filter";
    EXPECT_EQ(dialogOf(QStringLiteral("start"), QStringLiteral("Ctrl+N")), QStringLiteral("newReleaseDialog"));
    EXPECT_EQ(dialogOf(QStringLiteral("start"), QStringLiteral("Ctrl+O")), QStringLiteral("QFileDialog"));
    EXPECT_EQ(dialogOf(QStringLiteral("capacity"), QStringLiteral("Ctrl+L")), QStringLiteral("planView"));
}

TEST_F(KeysTest, KeysOfTheChecklistsTree)
{
    activate();
    window->showPage(QStringLiteral("checklist"));
    test::settle();
    auto& tree = child<QTreeView>(*window, "checklistTree");
    EXPECT_TRUE(tree.hasFocus()) << "first focus";
    const QModelIndex section = tree.model()->index(0, 0);
    tree.setCurrentIndex(section);
    tree.expand(section);
    press(QStringLiteral("Left"));
    EXPECT_FALSE(tree.isExpanded(section));
    press(QStringLiteral("Right"));
    EXPECT_TRUE(tree.isExpanded(section));
    tree.setCurrentIndex(tree.model()->index(0, 0, section));
    QApplication::clipboard()->clear();
    press(QStringLiteral("Ctrl+C"));
    EXPECT_FALSE(QApplication::clipboard()->text().isEmpty());
    EXPECT_EQ(dialogOf(QStringLiteral("checklist"), QStringLiteral("D")), QStringLiteral("reasonDialog"));
    EXPECT_EQ(dialogOf(QStringLiteral("checklist"), QStringLiteral("O")), QStringLiteral("reasonDialog"));
}

TEST_F(KeysTest, KeysOfLiveLoad)
{
    const UrlCatcher catcher;
    showRun();
    ChartGroup& group = live().panel().grid().group();
    press(QStringLiteral("Left"));
    const auto at = group.crosshair();
    ASSERT_TRUE(at);
    press(QStringLiteral("Left"));
    EXPECT_LT(*group.crosshair(), *at);
    press(QStringLiteral("Right"));
    EXPECT_EQ(group.crosshair(), at);
    press(QStringLiteral("Shift+Left"));
    EXPECT_TRUE(group.selection());
    press(QStringLiteral("+"));
    EXPECT_TRUE(group.isZoomed());
    const double from = group.from();
    press(QStringLiteral("Ctrl+Left"));
    EXPECT_LT(group.from(), from);
    press(QStringLiteral("Ctrl+Right"));
    EXPECT_EQ(group.from(), from);
    press(QStringLiteral("0"));
    EXPECT_FALSE(group.isZoomed());
    press(QStringLiteral("+"));
    press(QStringLiteral("End"));
    EXPECT_FALSE(group.isZoomed());
    EXPECT_FALSE(group.crosshair());
    press(QStringLiteral("Ctrl+T"));
    EXPECT_EQ(window->findChild<SideDock*>()->currentPanel(), &live().evidence());
    latency().setFocus();
    press(QStringLiteral("Ctrl+G"));
    EXPECT_EQ(catcher.url.port(), 9) << "Grafana of the plan";
    AlarmRecord alarm;
    alarm.id = "cpu";
    alarm.run = live().panel().run()->record.id;
    alarm.from = live().panel().run()->record.startedAt;
    alarm.severity = "critical";
    alarm.sentence = "CPU 93 % > 90 %";
    live().alarms().model().setAlarms({alarm});
    press(QStringLiteral("F8"));
    EXPECT_TRUE(live().alarms().isAncestorOf(window->focusWidget())) << "the next alarm has the focus";
}

TEST_F(KeysTest, KeysOfAnalysis)
{
    press(QStringLiteral("analysis"), QStringLiteral("Ctrl+T"));
    auto& tabs = child<QTabBar>(*window, "analysisTabs");
    EXPECT_TRUE(tabs.tabText(tabs.currentIndex()).startsWith(QStringLiteral("Traces")));
    EXPECT_TRUE(child<QTableView>(*window, "evidenceTable").hasFocus());

    const auto& table = child<QTableView>(*window, "thresholdTable");
    const auto margins = [&table] {
        std::vector<double> all;
        for (int row = 0; row < table.model()->rowCount(); ++row) {
            const QVariant margin = table.model()->index(row, 4).data(MarginRole);
            if (margin.isValid()) {
                all.push_back(margin.toDouble());
            }
        }
        return all;
    };
    const auto asPlanned = margins();
    ASSERT_GT(asPlanned.size(), 1U);
    ASSERT_FALSE(std::is_sorted(asPlanned.begin(), asPlanned.end()));
    press(QStringLiteral("Ctrl+Shift+S"));
    EXPECT_EQ(tabs.currentIndex(), 0);
    const auto worstFirst = margins();
    EXPECT_TRUE(std::is_sorted(worstFirst.begin(), worstFirst.end()));
    EXPECT_EQ(worstFirst.size(), asPlanned.size());
    press(QStringLiteral("Ctrl+Shift+S"));
    EXPECT_EQ(margins(), asPlanned);

    press(QStringLiteral("Ctrl+D"));
    EXPECT_EQ(tabs.currentIndex(), 3) << "comparison";
    if (QWidget* popup = QApplication::activePopupWidget()) {
        popup->close();
    }
    child<QTableView>(*window, "loadTable").setFocus();
    press(QStringLiteral("Return"));
    EXPECT_EQ(shown(), QStringLiteral("live"));
}

TEST_F(KeysTest, KeysOfCapacity)
{
    activate();
    window->showPage(QStringLiteral("capacity"));
    test::settle();
    auto* edit = &child<QDoubleSpinBox>(*window, "blank.trigger.cpu");
    edit->setFocus();
    const double before = edit->value();
    edit->selectAll();
    QTest::keyClicks(edit, QStringLiteral("61"));
    ASSERT_NE(edit->value(), before);
    press(QStringLiteral("Esc"));
    EXPECT_EQ(edit->value(), before) << "one field back";
    QTest::keyClicks(&child<QLineEdit>(*window, "capacityNote"), QStringLiteral("as measured"));
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, QStringLiteral("62"));
    press(QStringLiteral("Ctrl+S"));
    const auto form = controller.session()->dossier().formValues();
    ASSERT_TRUE(form);
    EXPECT_TRUE(std::any_of(form->begin(), form->end(), [](const FormValue& each) { return each.field == "blank.trigger.cpu"; }))
        << "saved";
}

TEST_F(KeysTest, KeysOfSignOffAndAfterRelease)
{
    EXPECT_EQ(dialogOf(QStringLiteral("signoff"), QStringLiteral("Ctrl+Shift+V")), QStringLiteral("verifyDialog"));

    window->showPage(QStringLiteral("after"));
    auto* after = qobject_cast<AfterPage*>(window->currentPage());
    ASSERT_NE(after, nullptr);
    EXPECT_EQ(dialogOf(QStringLiteral("after"), QStringLiteral("Ctrl+N")), QStringLiteral("lessonDialog"))
        << "a note, not a new release";
    auto& items = child<QTableView>(*after, "afterItems");
    items.setFocus();
    for (int row = 0; row < items.model()->rowCount(); ++row) {
        if (!items.model()->index(row, 0).data(Qt::UserRole).toString().isEmpty()) {
            items.setCurrentIndex(items.model()->index(row, 0));
            break;
        }
    }
    press(QStringLiteral("Return"));
    EXPECT_EQ(shown(), QStringLiteral("checklist")) << "the item itself";
}

} // namespace
} // namespace holdpoint

#include "keys_test.moc"
