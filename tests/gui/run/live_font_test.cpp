// SPDX-License-Identifier: GPL-3.0-or-later
// Large fonts: nothing is cut without a tooltip that has it whole, and nothing lies outside its widget.
#include "tests/gui/run/live_fixture.h"
#include "ui/run/live_tiles.h"
#include "ui/run/tile.h"
#include "ui/style/elision.h"

#include <QAbstractButton>
#include <QLabel>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

/// The application's font, set before any widget is made.
template <int percent>
class LargeFont
{
protected:
    LargeFont() { set(percent); }
    ~LargeFont() { set(100); }

private:
    static void set(int share)
    {
        QFont font = QApplication::font();
        font.setPixelSize(13 * share / 100);
        QApplication::setFont(font);
    }
};

template <int percent>
class LiveFontTest : private LargeFont<percent>, public LivePageTest
{
protected:
    void check(const QSize& size, const QString& picture)
    {
        window.resize(size);
        window.show();
        side->setFixedWidth(std::min(static_cast<int>(size.width() * 0.263), scaled(360)));
        test::settle();
        EXPECT_EQ(window.size(), size) << "nothing asks for a wider window";
        runTo(kSeconds);
        page->alarms().model().setAlarms({alarm("cpu", "critical", "2026-01-05T10:46:31Z", "CPU 93 % > 90 % for 93 s", "")});
        savePicture(picture);
        // every direct label is whole inside its chart, and no two lie upon each other
        for (int slot = 0; slot < 5; ++slot) {
            const auto labels = chart(slot).directLabels();
            const QFontMetricsF metrics(fontFor(FontRole::Caption));
            const double least = metrics.capHeight();
            for (const auto& label : labels) {
                EXPECT_LE(label.y + metrics.capHeight() / 2 + metrics.descent(), chart(slot).height()) << picture.toStdString();
            }
            for (std::size_t a = 0; a + 1 < labels.size(); ++a) {
                EXPECT_GE(std::abs(labels[a].y - labels[a + 1].y), least) << picture.toStdString() << " slot " << slot;
            }
            EXPECT_GT(chart(slot).frame().plot.height(), 30) << picture.toStdString() << " slot " << slot;
        }
        for (std::size_t index = 0; index < kTileCount; ++index) { // an elided one keeps its text
            const Tile& tile = page->panel().tile(index);
            EXPECT_FALSE(tile.accessibleDescription().isEmpty());
            EXPECT_FALSE(tile.toolTip().isEmpty());
        }
        for (const QAbstractButton* button : page->alarms().findChildren<QAbstractButton*>()) {
            if (button->isVisible()) {
                EXPECT_GE(button->width(), button->sizeHint().width())
                    << picture.toStdString() << ": " << button->text().toStdString();
            }
        }
    }
};

using LiveFont150Test = LiveFontTest<150>;
using LiveFont200Test = LiveFontTest<200>;

TEST_F(LiveFont150Test, At1280EverythingIsThereAndScrolls)
{
    check({1280, 800}, QStringLiteral("live-light-1280-font150.png"));
}

TEST_F(LiveFont200Test, At1920EverythingIsThereAndScrolls)
{
    check({1920, 1080}, QStringLiteral("live-light-1920-font200.png"));
}

} // namespace
} // namespace holdpoint
