// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/gui.h"
#include "ui/style/chip.h"
#include "ui/style/elision.h"
#include "ui/style/holdpoint_style.h"
#include "ui/style/numbers.h"
#include "ui/style/parts.h"

#include <QLabel>
#include <QApplication>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <set>

namespace holdpoint {
namespace {

double luminance(const QColor& color)
{
    const auto linear = [](double part) { return part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor& a, const QColor& b)
{
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

class ThemeTest : public testing::TestWithParam<bool>
{
protected:
    const ThemeColors& colors = GetParam() ? darkColors() : lightColors();
};

TEST_P(ThemeTest, TextIsReadableOnEveryGroundItStandsOn)
{
    for (const QColor& ground : {colors.base, colors.window, colors.sel, colors.alt}) {
        EXPECT_GE(contrast(colors.text, ground), 4.5);
        EXPECT_GE(contrast(colors.text2, ground), 4.5);
    }
    EXPECT_GE(contrast(colors.onAccent, colors.accent), 4.5);
    EXPECT_GE(contrast(colors.onDanger, colors.danger), 4.5);
}

TEST_P(ThemeTest, StatusTextAndGlyphAreReadableOnTheirFill)
{
    for (const Status status :
         {Status::Neutral, Status::Pass, Status::Warn, Status::Fail, Status::Overridden, Status::Deferred, Status::Running}) {
        const StatusColors& shown = colors.of(status);
        EXPECT_GE(contrast(shown.text, shown.fill), 4.5) << static_cast<int>(status);
        EXPECT_GE(contrast(shown.glyph, shown.fill), 3.0) << static_cast<int>(status);
        EXPECT_GE(contrast(shown.glyph, colors.base), 3.0) << static_cast<int>(status);
    }
}

TEST_P(ThemeTest, EverySeriesAndEveryLimitIsSeenOnTheGroundOfAChart)
{
    for (const QColor& line :
         {colors.s1, colors.s2, colors.s3, colors.s4, colors.s5, colors.s6, colors.targetLine, colors.criticalLine}) {
        EXPECT_GE(contrast(line, colors.base), 3.0) << line.name().toStdString();
    }
    for (const Status band : {Status::Warn, Status::Fail}) { // labels and crosshair lie on the bands too
        EXPECT_GE(contrast(colors.text2, colors.of(band).fill), 4.5);
        EXPECT_GE(contrast(colors.text, colors.of(band).fill), 4.5);
    }
    EXPECT_GE(contrast(colors.text2, colors.neutralFill), 4.5) << "beside a hatch";
    EXPECT_GE(contrast(colors.lineStrong, colors.base), 3.0) << "borders of controls";
}

INSTANTIATE_TEST_SUITE_P(LightAndDark, ThemeTest, testing::Bool());

TEST(ThemeTest, PalettesAreToldApartByTheirWindow)
{
    EXPECT_FALSE(isDark(lightPalette()));
    EXPECT_TRUE(isDark(darkPalette()));
    EXPECT_NE(darkPalette().color(QPalette::Disabled, QPalette::Text), darkPalette().color(QPalette::Active, QPalette::Text));
}

TEST(NumbersTest, EveryDigitTakesTheSameCell)
{
    const QFont font = fontFor(FontRole::Body);

    EXPECT_DOUBLE_EQ(numberWidth(QStringLiteral("1111"), font), numberWidth(QStringLiteral("8888"), font));
    EXPECT_GT(numberWidth(QStringLiteral("1,111"), font), numberWidth(QStringLiteral("1111"), font));
}

TEST(StatusTest, NothingUnprovenLooksGreen)
{
    for (const ItemState state : {ItemState::Open, ItemState::Running, ItemState::Fail, ItemState::Unknown, ItemState::Stale,
                                  ItemState::NotApplicable, ItemState::Deferred, ItemState::Overridden}) {
        EXPECT_NE(lookOf(state).status, Status::Pass) << nameOf(state);
    }
    EXPECT_EQ(lookOf(RunOutcome::Inconclusive).status, Status::Warn);
    EXPECT_EQ(lookOf(SignatureStatus::Unverified).status, Status::Warn);
}

TEST(StatusTest, EveryStateHasItsOwnGlyph)
{
    std::set<Glyph> seen;
    for (const ItemState state : {ItemState::Open, ItemState::Running, ItemState::Pass, ItemState::Fail, ItemState::Unknown,
                                  ItemState::Stale, ItemState::NotApplicable, ItemState::Deferred, ItemState::Overridden}) {
        EXPECT_TRUE(seen.insert(lookOf(state).glyph).second) << nameOf(state);
    }
}

TEST(ElisionTest, ACutTextIsRecordedAndItsWholeStandsInTheTooltip)
{
    applyTheme(QStringLiteral("light"));
    ElidedLabel label(QStringLiteral("maxmemory-policy differs from production"));
    ElisionLog::start();

    label.resize(60, 20);
    label.grab();

    EXPECT_THAT(ElisionLog::stop(), testing::Contains(label.text()));
    EXPECT_EQ(label.toolTip(), label.text());
}

TEST(GlyphsTest, SheetOfAllGlyphsIsDrawnInBothThemes)
{
    constexpr int kCell = 64;
    const int count = static_cast<int>(Glyph::Dot) + 1;
    QImage sheet(count * kCell, 4 * kCell, QImage::Format_RGB32);
    QPainter painter(&sheet);
    int y = 0;
    for (const QPalette& palette : {lightPalette(), darkPalette()}) {
        painter.fillRect(0, y, sheet.width(), 2 * kCell, palette.color(QPalette::Base));
        for (int i = 0; i < count; ++i) {
            paintGlyph(painter, QRectF(i * kCell + 8, y + 8, 48, 48), static_cast<Glyph>(i), palette);
            paintGlyph(painter, QRectF(i * kCell + 24, y + kCell + 8, 16, 16), static_cast<Glyph>(i), palette);
        }
        int x = 8;
        for (const GateState state : {GateState::Hold, GateState::Go, GateState::NoGo, GateState::Later}) {
            paintHoldMark(painter, QRectF(x, y + kCell + 36, 60, 14), Qt::Horizontal, state, palette);
            x += 80;
        }
        y += 2 * kCell;
    }
    painter.end();

    EXPECT_TRUE(sheet.save(test::screenshotFolder() + QStringLiteral("/glyphs.png")));
    EXPECT_EQ(sheet.pixelColor(8 + 24, 8 + 40), lightColors().pass.glyph); // below the tick
}

TEST(FlowLayoutTest, WhatDoesNotFitGoesToTheNextLine)
{
    QWidget parent;
    auto* flow = new FlowLayout(10, 4, &parent);
    for (int i = 0; i < 3; ++i) {
        auto* part = new QWidget(&parent);
        part->setFixedSize(100, 20);
        flow->addWidget(part);
    }

    EXPECT_EQ(flow->heightForWidth(320), 20);
    EXPECT_EQ(flow->heightForWidth(250), 44);
}

TEST(TooltipTest, WhatAServerSaidIsTextAndNoMarkup)
{
    applyTheme(QStringLiteral("light"));
    QWidget window;
    window.resize(200, 100);
    window.show();
    QToolTip::showText(window.mapToGlobal(QPoint(5, 5)), QStringLiteral("<b>502</b> <img src=\"http://127.0.0.1:9/x.png\">"),
                       &window);
    const QWidgetList all = QApplication::topLevelWidgets();
    const auto tip = std::find_if(all.begin(), all.end(), [](const QWidget* each) { return each->inherits("QTipLabel"); });
    ASSERT_NE(tip, all.end());
    EXPECT_EQ(static_cast<const QLabel*>(*tip)->textFormat(), Qt::PlainText);
    EXPECT_TRUE(static_cast<const QLabel*>(*tip)->text().startsWith(QStringLiteral("<b>502</b>")));
    QToolTip::hideText();
}

} // namespace
} // namespace holdpoint
