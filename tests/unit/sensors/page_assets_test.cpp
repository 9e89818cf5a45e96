// SPDX-License-Identifier: GPL-3.0-or-later
// What a page names to be loaded, what headers say of caches, and routes of production against those of a plan.
#include "core/sensors/page_assets.h"
#include "core/sensors/traffic_mix.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(PageAssetsTest, ScriptsStylesAndImagesAreFoundHoweverTheyAreWritten)
{
    const PageAssets page = pageAssets(R"(<!DOCTYPE html><html><HEAD>
<link rel="stylesheet" href='/a.css?x=1&amp;y=2'><link rel=icon href=/icon.ico><LINK HREF="/pre.js" REL="preload" as=script>
<script src=/app.js></script><script>var x = "<img src='/not.png'>";</script><style>a{b:url(<img src=no>)}</style>
<!-- <img src="/commented.png"> --></head><body>
<img src="/one.webp"><IMG loading=LAZY src="/two.png" src="/second.png"/><img srcset="/three.avif 1x, /four.avif 2x" loading="lazy">
<img src="data:image/png;base64,AA"><picture><source srcset="/five.webp"></picture><iframe src="/frame" loading="eager"></iframe>
<a href="/link">text</a><img src="/one.webp">)");
    EXPECT_THAT(page.urls,
                ElementsAre("/a.css?x=1&y=2", "/pre.js", "/app.js", "/one.webp", "/two.png", "/three.avif", "/five.webp"));
    ASSERT_EQ(page.elements.size(), 6U);
    EXPECT_FALSE(page.elements[0].isLazy);
    EXPECT_TRUE(page.elements[1].isLazy);
    EXPECT_TRUE(page.elements[2].isLazy);
    EXPECT_EQ(page.elements[4].tag, "iframe");
    EXPECT_FALSE(page.elements[4].isLazy);
}

TEST(PageAssetsTest, BrokenPagesEndWithoutFindingWhatIsNotThere)
{
    for (const char* html :
         {"", "<", "<img", "<img src", "<img src=", "<img src='", "<!--", "<script", "<script>", "<a b=\"c", "</", "<1>"}) {
        EXPECT_LE(pageAssets(html).urls.size(), 1U) << html;
    }
    EXPECT_THAT(pageAssets(std::string(100'000, '<')).urls, IsEmpty());
    std::string many;
    for (int i = 0; i < 30'000; ++i) {
        many += "<img src=/" + std::to_string(i) + ">";
    }
    EXPECT_EQ(pageAssets(many).elements.size(), 20'000U);
}

TEST(PageAssetsTest, CachesAreReadFromTheHeadersThatTheySend)
{
    EXPECT_TRUE(isCacheHit("HIT from edge", "", "", ""));
    EXPECT_TRUE(isCacheHit("", "hit", "", ""));
    EXPECT_TRUE(isCacheHit("", "", "cdn-cache; desc=HIT, edge; dur=1", ""));
    EXPECT_TRUE(isCacheHit("", "", "", "17"));
    EXPECT_FALSE(isCacheHit("MISS", "MISS", "cdn-cache; desc=MISS", "0"));
    EXPECT_EQ(maxAgeOf("public, max-age=31536000, immutable"), 31536000);
    EXPECT_EQ(maxAgeOf("max-age=60, s-maxage=86400"), 86400);
    EXPECT_EQ(maxAgeOf("no-store, max-age=60"), 0);
    EXPECT_EQ(maxAgeOf("max-age=nonsense"), 0);
    EXPECT_EQ(maxAgeOf(""), 0);
}

TEST(TrafficMixTest, RoutesAreComparedByWhatDoesNotDifferBetweenVisitors)
{
    EXPECT_EQ(routeOf("/api/events/17?page=2"), "/api/events/*");
    EXPECT_EQ(routeOf("/api/events/{{event.id}}/rsvp"), "/api/events/*/rsvp");
    EXPECT_EQ(routeOf("https://host:8080/api/events/:id/"), "/api/events/*");
    EXPECT_EQ(routeOf("/o/0af7651916cd43dd8448eb211c80319c"), "/o/*");
    EXPECT_EQ(routeOf("http://host"), "/");

    const TrafficMix same = compareMix({{"/a", 30}, {"/b/:id", 10}}, {{"/a?x=1", 3}, {"/b/{{id}}", 1}});
    EXPECT_NEAR(same.distance, 0, 1e-9);
    EXPECT_THAT(same.uncovered, IsEmpty());
    const TrafficMix other = compareMix({{"/a", 80}, {"/new", 20}}, {{"/a", 50}, {"/old", 50}});
    EXPECT_NEAR(other.distance, 0.5, 1e-9); // |0.8-0.5| + |0.2-0| + |0-0.5|, halved
    EXPECT_THAT(other.uncovered, ElementsAre("/new"));
    EXPECT_TRUE(compareMix({}, {}).rows.empty());
}

} // namespace
} // namespace holdpoint
