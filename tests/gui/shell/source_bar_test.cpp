// SPDX-License-Identifier: GPL-3.0-or-later
// The source bar: what is old looks old although nothing new comes.
#include "ui/shell/source_bar.h"

#include "core/sensors/source_report.h"
#include "tests/support/gui.h"
#include "tests/support/sample_release.h"
#include "ui/style/holdpoint_style.h"
#include "ui/style/theme.h"

#include <QLabel>
#include <QTimer>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;
using testing::Not;

class SourceBarTest : public testing::Test
{
protected:
    SourceBarTest()
    {
        applyTheme(QStringLiteral("light"));
        bar.resize(1200, 26);
        bar.setReport(release.session().report().get());
        bar.show();
        test::settle();
    }
    QWidget& strip() { return test::child<QWidget>(bar, "sources"); }
    static std::map<std::string, SourceReport> prometheus(Nanos age)
    {
        SourceReport source;
        source.id = "prometheus";
        source.title = "Prometheus";
        source.at = systemClock().wallNow() - std::chrono::duration_cast<Micros>(age);
        return {{source.id, source}};
    }
    bool isWarned()
    {
        const QImage image = strip().grab().toImage();
        const QRgb warn = colorsFor(&bar).warn.glyph.rgb();
        for (int x = 0; x < image.width(); ++x) {
            for (int y = 0; y < image.height(); ++y) {
                if (image.pixel(x, y) == warn) {
                    return true;
                }
            }
        }
        return false;
    }

    test::SampleRelease release;
    SourceBar bar;
};

TEST_F(SourceBarTest, ASourceThatIsOlderThanItsLimitLooksStale)
{
    using std::chrono::seconds;
    bar.setSources(prometheus(seconds{20}), {{"prometheus", seconds{30}}});
    EXPECT_THAT(strip().accessibleName().toStdString(), HasSubstr("Prometheus: 20\u00A0s"));
    EXPECT_THAT(strip().accessibleName().toStdString(), Not(HasSubstr("out of date")));
    EXPECT_FALSE(isWarned());
    bar.setSources(prometheus(seconds{40}), {{"prometheus", seconds{30}}});
    EXPECT_THAT(strip().accessibleName().toStdString(), HasSubstr("Prometheus: 40\u00A0s (out of date)"));
    EXPECT_TRUE(isWarned());
}

TEST_F(SourceBarTest, WhatWasDoneIsSaidForAWhileAndWhatWentWrongStays)
{
    auto& end = test::child<QTimer>(bar, "noticeEnd");
    const auto& notice = test::child<QLabel>(bar, "notice");
    bar.setNotice(QStringLiteral("Saved 2 values"), false);
    ASSERT_TRUE(end.isActive());
    end.start(1); // the while is over
    EXPECT_TRUE(test::eventually([&] { return notice.text().isEmpty(); }));
    bar.setNotice(QStringLiteral("The dossier cannot be written"), true);
    EXPECT_FALSE(end.isActive());
    bar.setNotice(QStringLiteral("Load starts with the test window."), false);
    bar.keepNotice();
    EXPECT_FALSE(end.isActive());
    EXPECT_EQ(notice.text(), QStringLiteral("Load starts with the test window."));
}

TEST_F(SourceBarTest, AgesGoOnWithoutNews)
{
    using std::chrono::seconds;
    bar.setSources(prometheus(seconds{29}), {{"prometheus", seconds{30}}});
    ASSERT_FALSE(isWarned());
    EXPECT_TRUE(test::eventually([this] { return strip().accessibleName().contains(QStringLiteral("out of date")); }));
    EXPECT_TRUE(isWarned());
}

TEST_F(SourceBarTest, NobodyCallsAnAgentReadyThatWasNotLookedAt)
{
    EXPECT_THAT(strip().accessibleName().toStdString(), Not(HasSubstr("ready")));
    bar.setAgent(Glyph::Stale, QStringLiteral("silent for 12 s"), true);
    EXPECT_THAT(strip().accessibleName().toStdString(), HasSubstr("Agent: silent for 12 s (out of date)"));
}

} // namespace
} // namespace holdpoint
