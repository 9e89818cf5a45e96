// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/checklist/checklist_page.h"

#include "tests/support/gui.h"
#include "tests/support/sample_release.h"
#include "ui/checklist/checklist_model.h"
#include "ui/checklist/checklist_tree.h"
#include "ui/checklist/gate_banner.h"
#include "ui/style/holdpoint_style.h"
#include "ui/style/parts.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using test::child;
using test::sampleReport;
using test::whenDialogOpens;

class ChecklistPageTest : public testing::Test
{
protected:
    ChecklistPageTest()
    {
        applyTheme(QStringLiteral("light"));
        page.setPerson(test::sampleQa());
        page.setSession(&release.session());
        page.resize(824, 700);
        page.show();
        test::settle();
        tree = &child<ChecklistTree>(page, "checklistTree");
        tree->setFocus();
    }

    ItemState stateOf(const QString& id) { return release.session().checklist().item(id.toStdString())->state; }
    /// The first item that a person may confirm now.
    QString confirmable()
    {
        for (const ItemView& item : release.session().checklist().items) {
            if (item.canConfirm && item.definition->gate == Gate::GoForLoad) {
                return QString::fromStdString(item.definition->id);
            }
        }
        return {};
    }
    QString overridable()
    {
        for (const ItemView& item : release.session().checklist().items) {
            if (item.canOverride && !item.needsTechLead) {
                return QString::fromStdString(item.definition->id);
            }
        }
        return {};
    }

    void connectNotices(QString& said)
    {
        QObject::connect(&page, &Page::noticed, &page, [&said](const QString& sentence) { said = sentence; });
    }

    test::SampleRelease release;
    ChecklistPage page;
    ChecklistTree* tree = nullptr;
};

TEST(ChecklistModelTest, KeepsTheRulesOfAModelAndShowsEveryRow)
{
    ChecklistModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Warning);
    const auto report = sampleReport();
    model.setReport(report);
    model.setReport(report);

    std::size_t rows = 0;
    const auto count = [&](auto&& self, const QModelIndex& parent) -> void {
        for (int row = 0; row < model.rowCount(parent); ++row) {
            rows += model.itemAt(model.index(row, 0, parent)) != nullptr ? 1 : 0;
            self(self, model.index(row, 0, parent));
        }
    };
    count(count, {});
    EXPECT_EQ(rows, report->checklist.items.size());
    EXPECT_EQ(model.indexOf(QStringLiteral("env.same-redis-config")).parent().data().toString(),
              QStringLiteral("Staging has same infrastructure as production"));
}

TEST_F(ChecklistPageTest, SpaceConfirmsAPersonsItemAndNamesThePerson)
{
    const QString id = confirmable();
    ASSERT_FALSE(id.isEmpty());
    page.selectItem(id);

    QTest::keyClick(tree, Qt::Key_Space);

    EXPECT_EQ(stateOf(id), ItemState::Pass);
    EXPECT_EQ(release.session().checklist().item(id.toStdString())->by.name, "A. Rao");
    EXPECT_EQ(page.selectedItem(), id);
}

TEST_F(ChecklistPageTest, ASensedItemRefusesToBeTickedAndSaysWhy)
{
    page.selectItem(QStringLiteral("env.same-server-specs"));
    ASSERT_FALSE(release.session().checklist().item("env.same-infrastructure")->canConfirm);
    page.selectItem(QStringLiteral("env.same-infrastructure"));
    QSignalSpy notices(&page, &Page::noticed);

    QTest::keyClick(tree, Qt::Key_Space);

    ASSERT_EQ(notices.count(), 1);
    EXPECT_TRUE(notices.front().at(1).toBool());
    EXPECT_FALSE(notices.front().at(0).toString().isEmpty());
    EXPECT_NE(stateOf(QStringLiteral("env.same-infrastructure")), ItemState::Pass);
}

TEST_F(ChecklistPageTest, OverrideNeedsAReason)
{
    const QString id = overridable();
    ASSERT_FALSE(id.isEmpty());
    page.selectItem(id);
    whenDialogOpens([](QDialog& dialog) {
        auto& action = child<Button>(dialog, "action");
        EXPECT_FALSE(action.isEnabled());
        QTest::keyClicks(&child<QPlainTextEdit>(dialog, "reason"), QStringLiteral("accepted for this release"));
        EXPECT_TRUE(action.isEnabled());
        QTest::mouseClick(&action, Qt::LeftButton);
    });

    QTest::keyClick(tree, Qt::Key_O);

    EXPECT_EQ(stateOf(id), ItemState::Overridden);
    EXPECT_EQ(release.session().checklist().item(id.toStdString())->reason, "accepted for this release");
}

TEST_F(ChecklistPageTest, ADeferredItemLeavesItsGateAndComesBackAtTheOneThatItWasDeferredTo)
{
    QWidget* details = page.dockTabs().front().panel;
    details->setParent(nullptr);
    details->show();
    const QString id = QStringLiteral("monitoring.grafana-dashboards");
    const auto blocks = [&](Gate gate) {
        const auto& blockers = release.session().checklist().gate(gate).blockers;
        return std::find(blockers.begin(), blockers.end(), id.toStdString()) != blockers.end();
    };
    ASSERT_TRUE(blocks(Gate::GoForLoad));
    ASSERT_FALSE(blocks(Gate::Results));
    page.selectItem(id);
    auto& defer = child<Button>(*details, "itemDefer");
    ASSERT_TRUE(defer.isEnabled()) << defer.toolTip().toStdString();
    whenDialogOpens([](QDialog& dialog) {
        auto& choice = child<QComboBox>(dialog, "choice");
        EXPECT_EQ(choice.count(), 3) << "the later gates, and after the release";
        choice.setFocus();
        QTest::keyClick(&choice, Qt::Key_Home);
        auto& action = child<Button>(dialog, "action");
        EXPECT_FALSE(action.isEnabled()) << "a reason is needed";
        auto& reason = child<QPlainTextEdit>(dialog, "reason");
        QTest::keyClicks(&reason, QStringLiteral("boards come with the next sprint"));
        QTest::keyClick(&reason, Qt::Key_Return, Qt::ControlModifier); // Enter alone is a new line
    });
    QString said;
    connectNotices(said);

    QTest::mouseClick(&defer, Qt::LeftButton);

    EXPECT_THAT(said.toStdString(), testing::HasSubstr("Deferred to Results: "));

    const ItemView& item = *release.session().checklist().item(id.toStdString());
    EXPECT_EQ(item.state, ItemState::Deferred);
    EXPECT_EQ(item.deferredTo, Gate::Results);
    EXPECT_EQ(item.reason, "boards come with the next sprint");
    EXPECT_EQ(item.by.name, "A. Rao");
    EXPECT_FALSE(blocks(Gate::GoForLoad));
    EXPECT_TRUE(blocks(Gate::Results)) << "it is due there";

    for (const ItemView& each : release.session().checklist().items) {
        if (each.definition->isKiller && each.state == ItemState::Open) {
            page.selectItem(QString::fromStdString(each.definition->id));
            EXPECT_FALSE(defer.isEnabled()) << each.definition->id;
            EXPECT_EQ(defer.toolTip(), QStringLiteral("A killer item cannot be deferred.")) << each.definition->id;
            break;
        }
    }
    delete details;
}

TEST_F(ChecklistPageTest, TheMenuOffersWhatTheDetailsOfferAndAFaultNamesAButtonNotACommand)
{
    const QList<QWidget*> offered = page.menuActions();
    for (const char* name : {"itemOverride", "itemDefer"}) {
        EXPECT_TRUE(std::any_of(offered.begin(), offered.end(), [&](const QWidget* each) {
            return each->objectName() == QLatin1String(name);
        })) << name;
    }
    QString said;
    connectNotices(said);
    page.selectItem(QStringLiteral("env.staging-mirrors-production"));
    QTest::keyClick(tree, Qt::Key_Space);
    EXPECT_THAT(said.toStdString(), testing::HasSubstr("Re-check (R) asks"));
    EXPECT_THAT(said.toStdString(), testing::Not(testing::HasSubstr("holdpointctl")));
}

TEST_F(ChecklistPageTest, FilterShowsOnlyWhatMatchesAndEscapeClears)
{
    auto& filter = child<QLineEdit>(page, "checklistFilter");
    ASSERT_TRUE(page.focusFilter());

    QTest::keyClicks(&filter, QStringLiteral("redis"));

    EXPECT_LT(tree->model()->rowCount(), 20);
    EXPECT_GT(tree->model()->rowCount(), 0);
    QTest::keyClick(&filter, Qt::Key_Escape);
    EXPECT_TRUE(filter.text().isEmpty());
    EXPECT_GE(tree->model()->rowCount(), 20);
}

TEST_F(ChecklistPageTest, EnterOrDownInTheFilterGoesToTheFirstFoundItemAndEscapeThereClears)
{
    auto& filter = child<QLineEdit>(page, "checklistFilter");
    for (const int key : {Qt::Key_Return, Qt::Key_Down}) {
        ASSERT_TRUE(page.focusFilter());
        QTest::keyClicks(&filter, QStringLiteral("redis"));
        QTest::keyClick(&filter, static_cast<Qt::Key>(key));
        EXPECT_TRUE(tree->hasFocus());
        EXPECT_TRUE(page.selectedItem().contains(QStringLiteral("redis"))) << page.selectedItem().toStdString();
        QTest::keyClick(tree, Qt::Key_Escape);
        EXPECT_TRUE(filter.text().isEmpty());
        EXPECT_FALSE(filter.isVisible());
    }
}

TEST_F(ChecklistPageTest, NAndPGoToTheNextAndPreviousOpenItem)
{
    page.selectItem(QStringLiteral("env.same-server-specs"));

    QTest::keyClick(tree, Qt::Key_N);
    const QString next = page.selectedItem();
    QTest::keyClick(tree, Qt::Key_P);

    EXPECT_NE(next, QStringLiteral("env.same-server-specs"));
    EXPECT_EQ(page.selectedItem(), QStringLiteral("env.same-server-specs"));
}

TEST_F(ChecklistPageTest, WhileItemsBlockOnlyANoGoCanBeDecidedAndTheFirstCauseIsSaid)
{
    auto* decide = qobject_cast<QAbstractButton*>(page.headActions().back());
    ASSERT_TRUE(decide->isEnabled());
    EXPECT_THAT(decide->toolTip().toStdString(), testing::ContainsRegex("causes block. First: "));
    EXPECT_EQ(decide->accessibleDescription(), decide->toolTip());
    EXPECT_EQ(child<QLabel>(page, "gateWord").text(), QStringLiteral("HOLD"));
    whenDialogOpens([&](QDialog& dialog) {
        QTest::keyClicks(&child<QPlainTextEdit>(dialog, "reason"), QStringLiteral("staging is gone"));
        EXPECT_FALSE(child<Button>(dialog, "action").isEnabled());
        EXPECT_FALSE(child<Button>(dialog, "action").toolTip().isEmpty());
        EXPECT_NE(dialog.findChild<QLabel*>(QStringLiteral("cause")), nullptr);
        QTest::mouseClick(&child<Button>(dialog, "otherAction"), Qt::LeftButton);
    });

    decide->click();

    EXPECT_FALSE(decide->isEnabled()) << "everything is asked first";
    ASSERT_TRUE(test::eventually([&] { return child<QLabel>(page, "gateWord").text() == QStringLiteral("NO-GO"); }));
    EXPECT_EQ(release.session().checklist().gate(Gate::GoForLoad).state, GateState::NoGo);
    EXPECT_EQ(child<QLabel>(page, "gateWord").text(), QStringLiteral("NO-GO"));
}

TEST_F(ChecklistPageTest, TheGatesWordFollowsTheTheme)
{
    const auto inkOfWord = [&] { return child<QLabel>(page, "gateWord").palette().color(QPalette::WindowText); };
    EXPECT_EQ(inkOfWord(), lightColors().warn.text);

    applyTheme(QStringLiteral("dark"));
    test::settle();

    EXPECT_EQ(inkOfWord(), darkColors().warn.text);
    applyTheme(QStringLiteral("light"));
}

TEST_F(ChecklistPageTest, TheKeyOnTheButtonIsTheKeyThatDoesIt)
{
    QWidget* details = page.dockTabs().front().panel;
    const QString id = confirmable();
    page.selectItem(id);
    auto& primary = child<Button>(*details, "itemPrimary");
    EXPECT_EQ(primary.keyHint(), QStringLiteral("Space"));
    QTest::keyClick(tree, Qt::Key_Space);
    ASSERT_EQ(stateOf(id), ItemState::Pass);
    EXPECT_TRUE(primary.text().startsWith(QStringLiteral("Reopen")));
    EXPECT_EQ(primary.keyHint(), QStringLiteral("A"));
    whenDialogOpens([](QDialog& dialog) { QTest::mouseClick(&child<Button>(dialog, "action"), Qt::LeftButton); });

    QTest::keyClick(tree, Qt::Key_A);

    EXPECT_EQ(stateOf(id), ItemState::Open);
}

TEST_F(ChecklistPageTest, DetailsNeverAskForMoreThanTheWidthOfTheDock)
{
    QWidget* details = page.dockTabs().front().panel;
    details->setParent(nullptr);
    details->resize(288, 640);
    details->show();
    auto& scroll = *details->findChild<QScrollArea*>();
    for (const ItemView& item : release.session().checklist().items) {
        page.selectItem(QString::fromStdString(item.definition->id));
        test::settle();
        EXPECT_LE(scroll.widget()->width(), scroll.viewport()->width()) << item.definition->id;
    }
    delete details;
}

TEST_F(ChecklistPageTest, OpensWithTheFirstSectionsHead)
{
    ChecklistPage fresh;
    fresh.setSession(&release.session());
    fresh.resize(824, 700);
    fresh.show();
    test::settle();

    EXPECT_EQ(child<ChecklistTree>(fresh, "checklistTree").verticalScrollBar()->value(), 0);
    EXPECT_FALSE(fresh.selectedItem().isEmpty());
}

TEST_F(ChecklistPageTest, AllSixColumnsFitBesideTheDockAndTheLaterSensorsAreSaidShortly)
{
    QStringList heads;
    for (int column = 0; column < tree->model()->columnCount(); ++column) {
        if (!tree->isColumnHidden(column)) {
            heads << tree->model()->headerData(column, Qt::Horizontal).toString();
        }
    }
    EXPECT_EQ(heads.join(QLatin1Char(' ')), QStringLiteral("Item State Value seen Age Source Owner"));
    EXPECT_LE(tree->header()->length(), tree->viewport()->width());
    page.selectItem(QStringLiteral("env.same-redis-config"));
    const QModelIndex value = tree->currentIndex().siblingAtColumn(ChecklistModel::ValueColumn);
    EXPECT_EQ(value.data().toString(), QStringLiteral("not sensed yet"));
    EXPECT_TRUE(value.data(Qt::ToolTipRole).toString().contains(QStringLiteral("holdpointctl check")));
}

TEST_F(ChecklistPageTest, ALinkInTheBannerSelectsItsItem)
{
    const std::string blocker = release.session().checklist().gate(Gate::GoForLoad).blockers.at(1);
    auto& link = child<QAbstractButton>(page, ("blocker-" + blocker).c_str());

    QTest::mouseClick(&link, Qt::LeftButton);

    EXPECT_EQ(page.selectedItem().toStdString(), blocker);
}

TEST_F(ChecklistPageTest, EvidenceIsAttachedWithItsHash)
{
    QFile proof(release.file(QStringLiteral("proof.txt")));
    ASSERT_TRUE(proof.open(QIODevice::WriteOnly));
    proof.write("diff is empty");
    proof.close();
    page.setFileChooser([&](QWidget*) { return proof.fileName(); });
    const QString id = confirmable();
    page.selectItem(id);

    QTest::keyClick(tree, Qt::Key_E);

    const auto& evidence = release.session().checklist().item(id.toStdString())->evidence;
    ASSERT_EQ(evidence.size(), 1U);
    EXPECT_EQ(evidence.front().attachmentBytes, 13);
    EXPECT_EQ(evidence.front().sha256.size(), 64U);
}

TEST_F(ChecklistPageTest, CopyPutsTheRowIntoTheClipboard)
{
    page.selectItem(QStringLiteral("env.same-redis-config"));

    QTest::keySequence(tree, QKeySequence::Copy);

    EXPECT_THAT(QApplication::clipboard()->text().toStdString(), testing::StartsWith("env.same-redis-config\tSame Redis"));
}

TEST_F(ChecklistPageTest, WithoutAReleaseItSaysWhatToDo)
{
    page.setSession(nullptr);

    EXPECT_FALSE(tree->isVisible());
    EXPECT_TRUE(page.facts().isEmpty());
    EXPECT_FALSE(page.headActions().front()->isEnabled());
}

TEST_F(ChecklistPageTest, AConfirmedItemIsStillConfirmedAfterReopening)
{
    const QString id = confirmable();
    page.selectItem(id);
    QTest::keyClick(tree, Qt::Key_Space);

    const auto again = Session::openDossier(release.dossierFile().toStdString());

    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ((*again)->checklist().item(id.toStdString())->state, ItemState::Pass);
}

} // namespace
} // namespace holdpoint
